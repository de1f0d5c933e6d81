"""The arithmetic of a roll-out keeps its bounds, and gets there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sampan.api.generated import apps_v1 as apps
from sampan.controllers.deployment.rolling import (
    RECREATE,
    ROLLING_UPDATE,
    Limits,
    Part,
    limits_of,
    new_replicas,
    proportional,
    shrink_old,
)


def deployment(
    replicas: int, surge: int | str, unavailable: int | str, strategy: str = ROLLING_UPDATE
) -> apps.Deployment:
    rolling = apps.RollingUpdateDeployment(max_surge=surge, max_unavailable=unavailable)
    return apps.Deployment(
        spec=apps.DeploymentSpec(
            replicas=replicas, strategy=apps.DeploymentStrategy(type=strategy, rolling_update=rolling)
        )
    )


@pytest.mark.parametrize(
    ('replicas', 'surge', 'unavailable', 'expected'),
    [
        (10, '25%', '25%', Limits(10, 3, 2)),
        (3, '25%', '25%', Limits(3, 1, 0)),
        (1, '25%', '25%', Limits(1, 1, 0)),
        (5, 0, '10%', Limits(5, 0, 1)),  # never both zero
        (2, 0, 5, Limits(2, 0, 2)),  # never more than there are
        (0, '25%', '25%', Limits(0, 0, 0)),
        (4, '100%', '0%', Limits(4, 4, 0)),
    ],
)
def test_fence_posts_round_surge_up_and_unavailability_down(
    replicas: int, surge: int | str, unavailable: int | str, expected: Limits
) -> None:
    assert limits_of(deployment(replicas, surge, unavailable)) == expected


def test_recreate_has_no_fence_posts() -> None:
    assert limits_of(deployment(4, '25%', '25%', RECREATE)) == Limits(4, 0, 0)


def test_a_percentage_must_be_one() -> None:
    with pytest.raises(ValueError, match='not a percentage'):
        limits_of(deployment(4, 'many', 0))


def test_unhealthy_old_pods_go_before_healthy_ones() -> None:
    old = [Part('a', 3, 3), Part('b', 3, 0)]
    steps = shrink_old(Limits(6, 0, 2), Part('new', 0, 0), old)
    assert [(step.name, step.replicas) for step in steps] == [('b', 1)]


limits = st.builds(
    lambda replicas, surge, unavailable: limits_of(deployment(replicas, surge, unavailable)),
    st.integers(0, 30),
    st.one_of(st.integers(0, 30), st.integers(0, 100).map('{}%'.format)),
    st.one_of(st.integers(0, 30), st.integers(0, 100).map('{}%'.format)),
)


@st.composite
def parts(draw: st.DrawFn, least: int = 0, most: int = 4) -> list[Part]:
    sizes = draw(st.lists(st.integers(0, 20), min_size=least, max_size=most))
    return [Part(f'p{n}', size, draw(st.integers(0, size))) for n, size in enumerate(sizes)]


@given(limits, parts(least=1))
def test_growing_never_exceeds_the_surge(limits: Limits, all_parts: list[Part]) -> None:
    new, total = all_parts[0], sum(part.replicas for part in all_parts)
    size = new_replicas(limits, ROLLING_UPDATE, new, total)
    if size > new.replicas:
        assert size <= limits.replicas
        assert total - new.replicas + size <= limits.most


@given(limits, parts(least=1))
def test_shrinking_never_goes_below_what_must_be_available(limits: Limits, all_parts: list[Part]) -> None:
    new, old = all_parts[0], all_parts[1:]
    left = {part.name: part for part in old}
    for step in shrink_old(limits, new, old):
        part = left[step.name]
        assert 0 <= step.replicas < part.replicas
        # The ReplicaSet deletes pods that are not ready first, so only what is beyond them costs availability.
        left[step.name] = replace(part, replicas=step.replicas, available=min(part.available, step.replicas))
    before = new.available + sum(part.available for part in old)
    after = new.available + sum(part.available for part in left.values())
    assert after >= min(before, limits.least_available)


@given(limits, parts(least=1))
def test_a_roll_out_arrives_within_bounds_when_pods_become_available(limits: Limits, all_parts: list[Part]) -> None:
    new, old = all_parts[0], {part.name: part for part in all_parts[1:]}
    start = sum(part.replicas for part in all_parts)
    for _ in range(300):
        new = replace(new, available=new.replicas)
        old = {name: replace(part, available=part.replicas) for name, part in old.items()}
        total = new.replicas + sum(part.replicas for part in old.values())
        assert total <= max(start, limits.most)
        if new.replicas == limits.replicas and not any(part.replicas for part in old.values()):
            return
        grown = new_replicas(limits, ROLLING_UPDATE, new, total)
        if grown != new.replicas:
            new = replace(new, replicas=grown)
            continue
        for step in shrink_old(limits, new, [part for part in old.values() if part.replicas]):
            old[step.name] = replace(old[step.name], replicas=step.replicas)
    raise AssertionError(f'stuck at {new} {old}')


@given(limits, parts(least=2), st.integers(0, 10))
def test_scaling_in_the_middle_shares_out_exactly_what_is_allowed(
    limits: Limits, all_parts: list[Part], to_spare: int
) -> None:
    most_before = sum(part.replicas for part in all_parts) + to_spare
    active = [replace(part, most_before=most_before) for part in all_parts if part.replicas]
    assume(len(active) >= 2)
    steps = proportional(limits, 0, active)
    assert {step.name for step in steps} == {part.name for part in active}
    assert all(step.replicas >= 0 for step in steps)
    allowed = limits.most if limits.replicas else 0
    assert sum(step.replicas for step in steps) == allowed


def test_proportional_scaling_as_in_the_documentation() -> None:
    """10 replicas, surge 3, unavailable 2; 8 old and 5 new; scaled to 15: the old gain 3, the new 2."""
    steps = proportional(Limits(15, 3, 2), 13, [Part('old', 8, 8, most_before=13), Part('new', 5, 0, most_before=13)])
    assert {step.name: step.replicas for step in steps} == {'old': 11, 'new': 7}
