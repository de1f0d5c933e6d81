"""Times and quantities: what is read, what is written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.api import codec
from sampan.api.generated import coordination_v1, core_v1
from sampan.api.scalars import NO_RAW, MicroTime, Quantity, Time, is_set

MOMENTS = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ('text', 'written'),
    [
        ('2026-11-21T01:02:03Z', '2026-11-21T01:02:03Z'),
        ('2026-11-21T01:02:03.999Z', '2026-11-21T01:02:03Z'),
        ('2026-11-21T01:02:03.123456789+02:00', '2026-11-20T23:02:03Z'),
        ('2026-11-21T01:02:03-00:30', '2026-11-21T01:32:03Z'),
    ],
)
def test_time_is_utc_and_whole_seconds(text: str, written: str) -> None:
    assert str(Time.parse(text)) == written


@pytest.mark.parametrize(
    'text',
    ['', 'now', '2026-11-21', '2026-11-21 01:02:03Z', '2026-11-21T01:02:03', '2026-W47-1T01:02:03Z',
     '2026-13-01T00:00:00Z', '2026-11-21T25:00:00Z', '20261121T010203.00Z', '2026-11-21T01:02.03Z'],
)  # fmt: skip
def test_what_is_no_time(text: str) -> None:
    with pytest.raises(ValueError, match='parsing time'):
        Time.parse(text)


@given(MOMENTS)
def test_times_come_back(moment: datetime) -> None:
    micro = MicroTime.of(moment)
    assert MicroTime.parse(str(micro)) == moment
    assert len(str(micro)) == len('2006-01-02T15:04:05.000000Z')
    whole = Time.of(moment.astimezone(timezone(timedelta(hours=5))))
    assert whole == moment.replace(microsecond=0)
    assert Time.parse(str(whole)) == whole


def test_micro_time_always_has_six_digits() -> None:
    lease = coordination_v1.Lease()
    lease.spec.renew_time = MicroTime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert b'"renewTime":"2026-01-02T03:04:05.000000Z"' in codec.encode(lease)


@pytest.mark.parametrize(
    ('text', 'canonical'),
    [
        ('1000m', '1'),
        ('1024Mi', '1Gi'),
        ('0.5', '500m'),
        ('1500m', '1500m'),
        ('100k', '100k'),
        ('0', '0'),
        ('1.5Gi', '1536Mi'),
    ],
)
def test_quantities_are_canonical(text: str, canonical: str) -> None:
    assert Quantity(text) == canonical


def test_a_quantity_may_be_a_number() -> None:
    data = b'{"spec":{"containers":[{"name":"a","resources":{"limits":{"cpu":1.5,"memory":1073741824}}}]}}'
    limits = codec.decode(core_v1.Pod, data).spec.containers[0].resources.limits
    assert limits == {'cpu': '1500m', 'memory': '1073741824'}
    assert limits['memory'].value() == 1 << 30
    assert limits['cpu'].milli_value() == 1500
    assert limits['cpu'].decimal() == Decimal('1.5')
    assert limits['cpu'].value() == 2


def test_quantities_add_up() -> None:
    total = Quantity('100m').amount() + Quantity('1').amount()
    assert Quantity.of(total) == '1100m'


def test_what_is_no_quantity() -> None:
    with pytest.raises(ValueError, match='quantities must match'):
        Quantity('many')


def test_raw_values() -> None:
    assert not is_set(NO_RAW)
    assert not is_set(msgspec.Raw(b'null'))
    assert is_set(msgspec.Raw(b'{}'))
