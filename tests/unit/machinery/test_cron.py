"""Cron schedules: what is read, and why the rest is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.machinery import cron


def numbers(field: cron.Field, limit: int = 64) -> list[int]:
    return [number for number in range(limit) if number in field]


def test_fields_are_sets_of_numbers() -> None:
    schedule = cron.parse('*/20 9-17/4 1,15 jan-MAR mon')
    assert numbers(schedule.minute) == [0, 20, 40]
    assert numbers(schedule.hour) == [9, 13, 17]
    assert numbers(schedule.day) == [1, 15]
    assert numbers(schedule.month) == [1, 2, 3]
    assert numbers(schedule.weekday) == [1]
    assert not schedule.minute.starred
    assert cron.parse('* * ? * *').day.starred


def test_a_number_with_a_step_goes_on_to_the_end() -> None:
    assert numbers(cron.parse('50/4 0 1 1 0').minute) == [50, 54, 58]


@pytest.mark.parametrize(
    ('text', 'same'), [('@daily', '0 0 * * *'), ('@yearly', '0 0 1 1 *'), ('@weekly', '0 0 * * 0')]
)
def test_descriptors(text: str, same: str) -> None:
    assert cron.parse(text) == cron.parse(same)


def test_intervals_are_whole_seconds_and_not_none() -> None:
    assert cron.parse('@every 1h30m').every == 5400
    assert cron.parse('@every 1500ms').every == 1
    assert cron.parse('@every 1ms').every == 1


def test_a_zone_may_stand_before() -> None:
    assert cron.parse('CRON_TZ=Etc/UTC 0 0 * * *').zone == 'Etc/UTC'


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('', 'empty spec string'),
        ('* * * *', 'expected exactly 5 fields, found 4: [* * * *]'),
        ('60 * * * *', 'end of range (60) above maximum (59): 60'),
        ('* * 0 * *', 'beginning of range (0) below minimum (1): 0'),
        ('5-3 * * * *', 'beginning of range (5) beyond end of range (3): 5-3'),
        ('*/0 * * * *', 'step of range should be a positive number: */0'),
        ('1-2-3 * * * *', 'too many hyphens: 1-2-3'),
        ('1/2/3 * * * *', 'too many slashes: 1/2/3'),
        ('x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'),
        ('@sometimes', 'unrecognized descriptor: @sometimes'),
        ('TZ=Nowhere 0 0 * * *', 'provided bad location Nowhere: unknown time zone Nowhere'),
    ],
)
def test_refusals(text: str, message: str) -> None:
    with pytest.raises(cron.ScheduleError) as caught:
        cron.parse(text)
    assert str(caught.value) == message


@given(st.text(alphabet='0123456789*/-,? @abcTZ=', max_size=30))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    try:
        schedule = cron.parse(text)
    except cron.ScheduleError as error:
        assert str(error)
    else:
        assert schedule.every > 0 or all(number in range(60) for number in numbers(schedule.minute, 100))
