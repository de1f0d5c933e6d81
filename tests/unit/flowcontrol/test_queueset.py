"""The queues of a priority level, with time as an argument."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from sampan.apiserver.flowcontrol.queueset import EXEMPT, NO_QUEUES, QueueSet, Ticket
from sampan.apiserver.flowcontrol.sharding import deal, flow_hash


def level(limit: int, queues: int = 8, length: int = 10) -> QueueSet:
    found = QueueSet()
    found.configure(queues, length)
    found.resize(limit, 0.0)
    return found


def ticket(flow: str = 'a', seats: int = 1, now: float = 0.0, final: int = 0, extra: float = 0.0) -> Ticket:
    return Ticket(flow, seats, final, extra, now, None)


def test_free_seats_are_taken_at_once_and_the_next_one_waits() -> None:
    found = level(2)
    first, second, third = ticket(), ticket(), ticket()
    woken: list[str] = []
    third.wake = lambda: woken.append('third')
    assert all(found.start(each, (0, 1), 0.0) for each in (first, second, third))
    assert (first.executing, second.executing, third.executing) == (True, True, False)
    assert (found.executing, found.waiting, found.seats) == (2, 1, 2)
    assert found.finish(first, 0.1) == 0.0
    assert woken == ['third']
    assert third.executing and not found.waiting


def test_a_full_queue_refuses() -> None:
    found = level(1, queues=1, length=2)
    tickets = [ticket() for _ in range(4)]
    assert [found.start(each, (0,), 0.0) for each in tickets] == [True, True, True, False]
    assert found.rejected == 1


def test_without_queues_who_does_not_fit_is_refused() -> None:
    found = level(1, queues=NO_QUEUES)
    assert found.start(ticket(), (), 0.0)
    assert not found.start(ticket(), (), 0.0)


def test_the_exempt_level_takes_everybody() -> None:
    found = level(0, queues=EXEMPT)
    assert all(found.start(ticket(seats=3), (), 0.0) for _ in range(100))
    assert found.executing == 100
    assert found.demand.high == 300


def test_who_is_wider_than_the_level_goes_alone() -> None:
    found = level(3)
    wide, small = ticket(seats=5), ticket()
    assert found.start(wide, (0,), 0.0) and wide.executing
    assert found.start(small, (1,), 0.0) and not small.executing
    found.finish(wide, 1.0)
    assert small.executing


def test_seats_are_kept_after_a_write_that_many_watch() -> None:
    found = level(2)
    write, other = ticket(final=2, extra=0.01), ticket()
    assert found.start(write, (0,), 0.0)
    assert found.start(other, (1,), 0.0) and not other.executing
    assert found.finish(write, 0.1) == 0.01
    assert not other.executing
    found.release(write, 0.11)
    assert other.executing


def test_who_gives_up_leaves_the_queue() -> None:
    found = level(1)
    first, second, third = ticket(), ticket(), ticket()
    for each in (first, second, third):
        found.start(each, (0,), 0.0)
    assert found.cancel(second, 0.5, late=True)
    assert (found.timed_out, found.cancelled, found.waiting) == (1, 1, 1)
    found.finish(first, 1.0)
    assert third.executing and not second.executing
    assert not found.cancel(third, 1.0, late=True)  # it executes, and has to be finished


def test_a_greedy_flow_does_not_starve_a_modest_one() -> None:
    """One flow keeps two hundred requests waiting, another asks one at a time: each gets its share."""
    found = level(4, queues=64, length=1000)
    hands = {flow: deal(flow_hash('schema', flow), 64, 6) for flow in ('greedy', 'modest')}
    running: list[tuple[float, Ticket]] = []
    served: Counter[str] = Counter()
    now = 0.0

    def arrive(flow: str) -> None:
        new = ticket(flow, now=now)
        new.wake = lambda: running.append((now + 0.01, new))
        assert found.start(new, hands[flow], now)
        if new.executing:
            running.append((now + 0.01, new))

    for _ in range(200):
        arrive('greedy')
    arrive('modest')
    while served['modest'] < 50:
        running.sort(key=lambda each: each[0])
        now, done = running.pop(0)
        found.finish(done, now)
        served[done.flow] += 1
        arrive(done.flow)
    assert served['greedy'] < 50 * 4 * 7  # six queues against one, and a little


def test_the_limit_can_change_while_requests_wait() -> None:
    found = level(1)
    tickets = [ticket() for _ in range(5)]
    for index, each in enumerate(tickets):
        found.start(each, (index,), 0.0)
    found.resize(4, 1.0)
    assert sum(each.executing for each in tickets) == 4


def test_fewer_queues_end_when_they_are_empty() -> None:
    found = level(1, queues=4)
    tickets = [ticket() for _ in range(4)]
    for index, each in enumerate(tickets):
        found.start(each, (index,), 0.0)
    found.configure(1, 10)
    assert len(found.queues) == 4
    for each in tickets:
        assert each.executing
        found.finish(each, 1.0)
    assert len(found.queues) == 1
    assert found.idle


@given(st.integers(0, 2**32), st.integers(1, 6), st.integers(1, 8))
def test_nothing_is_lost_and_no_seat_is_given_twice(seed: int, limit: int, queues: int) -> None:
    """Any sequence of arrivals, ends, changes of mind and changes of the configuration."""
    chance = random.Random(seed)
    found = level(limit, queues=queues, length=3)
    now, inside, lingering, refused, arrived = 0.0, [], [], 0, 0
    for _ in range(150):
        now += chance.random()
        choice = chance.random()
        if choice < 0.5:
            new = ticket(str(chance.randrange(5)), chance.randint(1, 3), now, chance.choice((0, 2)), 0.5)
            new.extra = 0.5 if new.final else 0.0
            arrived += 1
            hand = deal(flow_hash('', new.flow), found.desired, min(3, found.desired))
            if found.start(new, hand, now):
                inside.append(new)
            else:
                refused += 1
        elif choice < 0.8 and inside:
            one = chance.choice(inside)
            inside.remove(one)
            if not found.cancel(one, now, late=False) and found.finish(one, now):
                lingering.append(one)
        elif choice < 0.9 and lingering:
            found.release(lingering.pop(), now)
        elif choice < 0.95:
            found.resize(chance.randint(1, 6), now)
        else:
            found.configure(chance.randint(1, 8), 3)
        executing = [each for each in inside if each.executing]
        assert found.executing == len(executing)
        assert found.waiting == len(inside) - len(executing) == sum(len(each.waiting) for each in found.queues)
        assert found.seats == sum(each.width for each in (*executing, *lingering))
        assert found.seats_waiting == sum(each.width for each in inside if not each.executing)
        assert found.rejected >= refused
    for each in lingering:
        found.release(each, now)
    while inside:
        one = next((each for each in inside if each.executing), None)
        assert one is not None  # somebody always goes on
        inside.remove(one)
        if found.finish(one, now):
            found.release(one, now)
    assert found.idle and found.seats == 0
    assert len(found.queues) >= found.desired


@given(st.integers(0, 2**64 - 1), st.integers(1, 200), st.integers(1, 10))
def test_a_hand_has_different_queues(entropy: int, deck: int, hand: int) -> None:
    size = min(hand, deck)
    cards = deal(entropy, deck, size)
    assert len(set(cards)) == size
    assert all(0 <= card < deck for card in cards)
    assert cards == deal(entropy, deck, size)


def test_every_hand_is_dealt_equally_often() -> None:
    counts = Counter(deal(entropy, 5, 2) for entropy in range(5 * 4 * 10))
    assert len(counts) == 20
    assert set(counts.values()) == {10}
