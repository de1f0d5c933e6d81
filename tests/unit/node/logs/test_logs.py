"""What readers of container logs get."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest

from sampan.node.logs import LogOptions, read_logs
from sampan.node.logs.format import BadLine, fixed_width, nanoseconds, parse
from sampan.node.logs.reader import tail_start

LINES = [
    b'2026-01-02T03:04:05.1Z stdout F one\n',
    b'2026-01-02T03:04:06.000000002Z stderr F two\n',
    b'2026-01-02T03:04:07Z stdout P thr\n',
    b'2026-01-02T03:04:07.5Z stdout F ee\n',
]


async def ended() -> bool:
    return False


def read(tmp_path: Path, options: LogOptions, data: bytes = b''.join(LINES)) -> bytes:
    path = tmp_path / '0.log'
    path.write_bytes(data)

    async def main() -> bytes:
        return b''.join([piece async for piece in read_logs(path, options, ended)])

    return asyncio.run(main())


def test_a_log_reads_as_the_container_wrote_it(tmp_path: Path) -> None:
    assert read(tmp_path, LogOptions()) == b'one\ntwo\nthree\n'


def test_time_stamps_are_of_fixed_width_and_one_a_line(tmp_path: Path) -> None:
    assert read(tmp_path, LogOptions(timestamps=True)) == (
        b'2026-01-02T03:04:05.100000000Z one\n'
        b'2026-01-02T03:04:06.000000002Z two\n'
        b'2026-01-02T03:04:07.000000000Z three\n'
    )


@pytest.mark.parametrize(
    ('tail', 'expected'), [(0, b''), (1, b'ee\n'), (2, b'three\n'), (3, b'two\nthree\n'), (9, b'one\ntwo\nthree\n')]
)
def test_tail_counts_lines_of_the_file(tmp_path: Path, tail: int, expected: bytes) -> None:
    assert read(tmp_path, LogOptions(tail=tail)) == expected


def test_since_leaves_out_what_is_older(tmp_path: Path) -> None:
    since = nanoseconds(b'2026-01-02T03:04:06.000000002Z')
    assert read(tmp_path, LogOptions(since=since)) == b'two\nthree\n'
    assert read(tmp_path, LogOptions(since=since + 1)) == b'three\n'


def test_the_limit_cuts_in_the_middle_of_a_line(tmp_path: Path) -> None:
    assert read(tmp_path, LogOptions(limit=6)) == b'one\ntw'


@pytest.mark.parametrize(('stream', 'expected'), [('Stdout', b'one\nthree\n'), ('Stderr', b'two\n')])
def test_one_stream_can_be_had_alone(tmp_path: Path, stream: str, expected: bytes) -> None:
    assert read(tmp_path, LogOptions(stream=stream)) == expected


def test_a_last_line_without_newline_is_not_lost(tmp_path: Path) -> None:
    assert read(tmp_path, LogOptions(), LINES[0] + b'2026-01-02T03:04:05Z stdout F cut') == b'one\ncut'


def test_lines_that_are_not_the_formats_are_passed_over(tmp_path: Path) -> None:
    assert read(tmp_path, LogOptions(), b'rubbish\n' + LINES[0]) == b'one\n'


def test_carriage_returns_and_invalid_utf8_pass_unchanged(tmp_path: Path) -> None:
    line = b'2026-01-02T03:04:05Z stdout F a\rb\xff\n'
    assert read(tmp_path, LogOptions(), line) == b'a\rb\xff\n'


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    async def main() -> None:
        async for _ in read_logs(tmp_path / 'no', LogOptions(), ended):
            pytest.fail('there was nothing to read')

    with pytest.raises(FileNotFoundError):
        asyncio.run(main())


@pytest.mark.parametrize('count', [0, 1, 5, 1000])
def test_the_tail_is_found_across_blocks(count: int) -> None:
    lines = [b'x' * (number % 997) + b'\n' for number in range(3000)]
    data = b''.join(lines)
    start = tail_start(io.BytesIO(data), count)
    assert data[start:] == b''.join(lines[len(lines) - count :])


@pytest.mark.parametrize('line', [b'', b'2026-01-02T03:04:05Z', b'2026-01-02T03:04:05Z stdout', b't stdin F x'])
def test_bad_lines_are_told(line: bytes) -> None:
    with pytest.raises(BadLine):
        parse(line)


def test_time_stamps_in_other_zones_are_understood() -> None:
    assert nanoseconds(b'2026-01-02T04:04:05.25+01:00') == nanoseconds(b'2026-01-02T03:04:05.25Z')
    assert fixed_width(b'2026-01-02T04:04:05.25-01:00') == b'2026-01-02T04:04:05.250000000-01:00'


def test_following_a_container_that_has_ended_ends_at_once(tmp_path: Path) -> None:
    (tmp_path / '0.log').write_bytes(LINES[0])

    async def main() -> bytes:
        pieces = read_logs(tmp_path / '0.log', LogOptions(follow=True), ended)
        async with asyncio.timeout(0.5):  # half of the period after which it would look anyway
            return b''.join([piece async for piece in pieces])

    assert asyncio.run(main()) == b'one\n'


def test_following_goes_on_through_rotation_until_the_container_ends(tmp_path: Path) -> None:
    path = tmp_path / '0.log'
    path.write_bytes(LINES[0])
    alive = True

    async def running() -> bool:
        return alive

    async def main() -> bytes:
        nonlocal alive
        got: asyncio.Queue[bytes] = asyncio.Queue()

        async def follow() -> None:
            async for piece in read_logs(path, LogOptions(follow=True), running):
                got.put_nowait(piece)

        following = asyncio.create_task(follow())
        out = await got.get()
        with path.open('ab') as writer:
            writer.write(LINES[1][:20])  # half a line is not passed on
            writer.flush()
            writer.write(LINES[1][20:])
            writer.flush()
            out += await got.get()
            path.rename(tmp_path / '0.log.20260102-030405')
            writer.write(b'2026-01-02T03:04:06Z stdout F last of the old\n')
        with path.open('ab') as writer:
            writer.write(b'2026-01-02T03:04:07Z stdout F first of the new\n')
            writer.flush()
            out += await got.get()
            while b'new' not in out:
                out += await got.get()
            alive = False
            writer.write(b'2026-01-02T03:04:08Z stdout F end')
        await following
        while not got.empty():
            out += got.get_nowait()
        return out

    async def limited() -> bytes:
        async with asyncio.timeout(10):
            return await main()

    assert asyncio.run(limited()) == b'one\ntwo\nlast of the old\nfirst of the new\nend'
