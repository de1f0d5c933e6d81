"""Moments that `rewind` understands."""

from datetime import UTC, datetime, timedelta

import pytest

from sampan.cluster.past import Moment, moment

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('@17', Moment(revision=17)),
        ('10m', Moment(NOW - timedelta(minutes=10))),
        ('1h30m', Moment(NOW - timedelta(minutes=90))),
        ('2026-05-01T11:00:00Z', Moment(NOW - timedelta(hours=1))),
        ('2026-05-01T13:00:00+02:00', Moment(NOW - timedelta(hours=1))),
    ],
)
def test_moments(text: str, expected: Moment) -> None:
    assert moment(text, NOW) == expected


@pytest.mark.parametrize('text', ['', '@', '@x', '-5m', 'yesterday', '10'])
def test_what_is_no_moment_is_told_what_would_be(text: str) -> None:
    with pytest.raises(ValueError, match='how long ago'):
        moment(text, NOW)
