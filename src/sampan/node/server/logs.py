"""GET /containerLogs/NAMESPACE/POD/CONTAINER."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path
from typing import Protocol, cast, runtime_checkable

from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Time
from sampan.apiserver.request import Answer, Request, Stream
from sampan.machinery.world import World
from sampan.node.logs import LogOptions, read_logs
from sampan.node.logs.view import LogView
from sampan.node.runtime.base import ContainerEventType, Runtime, RuntimeFailure, State
from sampan.node.server.containers import Refused, has_container, logged_container

STREAMS = ('All', 'Stdout', 'Stderr')
TEXT = 'text/plain; charset=utf-8'


async def container_logs(request: Request, pod: core.Pod | None, name: str, runtime: Runtime, world: World) -> Answer:
    """The log of one container. Raises `Refused`."""
    options = log_options(request, world)
    _, _, pod_name, container = request.path.lstrip('/').split('/')
    if pod is None:
        raise Refused(404, f'pod "{pod_name}" does not exist')
    if not has_container(pod, container):
        raise Refused(404, f'container "{container}" not found in pod "{pod_name}"')
    identifier = logged_container(pod, name, previous=request.flag('previous'))
    if isinstance(runtime, Printed):
        return Stream(chunks=_printed(runtime, identifier, runtime.logs(identifier), options), content_type=TEXT)
    path = await _log_path(identifier, runtime)
    return Stream(chunks=await _started(path, options, identifier, runtime), content_type=TEXT)


@runtime_checkable
class Printed(Protocol):
    """A runtime without log files, which says itself what a container has printed (the hollow one)."""

    def logs(self, container: str) -> Sequence[str]: ...


async def _printed(
    runtime: Runtime, identifier: str, lines: Sequence[str], options: LogOptions
) -> AsyncIterator[bytes]:
    """Lines without times of their own: all are of the container's start. Following ends with the container."""
    status = await runtime.container_status(identifier)
    at = (status.started_at or status.created_at).strftime('%Y-%m-%dT%H:%M:%S.%fZ')
    view = LogView(options)
    for line in lines if options.tail is None else lines[len(lines) - min(options.tail, len(lines)) :]:
        yield view.feed(f'{at} stdout F {line}\n'.encode())
    if options.follow and status.state is State.RUNNING:
        async for event in runtime.events():
            if (event.container, event.type) == (identifier, ContainerEventType.STOPPED):
                return


async def _log_path(identifier: str, runtime: Runtime) -> Path:
    try:
        status = await runtime.container_status(identifier)
    except RuntimeFailure as error:
        raise Refused(400, f'unable to retrieve container logs for containerd://{identifier}') from error
    return Path(status.log_path)


async def _started(path: Path, options: LogOptions, identifier: str, runtime: Runtime) -> AsyncIterator[bytes]:
    """The log's bytes. A file that cannot be opened is refused here, while an error can still be answered."""
    try:
        path.open('rb').close()
    except OSError as error:
        text = (error.strerror or str(error)).lower()
        raise Refused(400, f'failed to try resolving symlinks in path "{path}": lstat {path}: {text}') from error

    async def running() -> bool:
        try:
            return (await runtime.container_status(identifier)).state is State.RUNNING
        except RuntimeFailure:
            return False  # removed

    async def chunks() -> AsyncIterator[bytes]:
        async with aclosing(cast('AsyncGenerator[bytes, None]', read_logs(path, options, running))) as pieces:
            async for piece in pieces:
                yield piece

    return chunks()


def log_options(request: Request, world: World) -> LogOptions:
    """PodLogOptions from the query. Raises `Refused`: 400 what cannot be read, 422 what makes no sense."""
    tail_text = request.first('tailLines') or request.first('tail')
    tail = None if tail_text == 'all' else _number(tail_text)
    since_seconds, limit = _number(request.first('sinceSeconds')), _number(request.first('limitBytes'))
    since_time, stream = _moment(request.first('sinceTime')), request.first('stream') or 'All'
    wrong = (
        (tail is not None and tail < 0)
        or (limit is not None and limit < 1)
        or (since_seconds is not None and (since_seconds < 1 or since_time is not None))
        or stream not in STREAMS
        or (tail is not None and stream != 'All')
    )
    if wrong:
        raise Refused(422, '{"message": "Invalid request."}')
    since = since_time
    if since_seconds is not None:
        since = Time.of(world.now() - timedelta(seconds=since_seconds))
    return LogOptions(
        follow=request.flag('follow'),
        tail=tail,
        since=int(since.timestamp()) * 1_000_000_000 if since else 0,
        timestamps=request.flag('timestamps'),
        limit=limit,
        stream=stream,
    )


def _number(text: str) -> int | None:
    try:
        return int(text) if text else None
    except ValueError as error:
        raise Refused(400, '{"message": "Unable to decode query."}') from error


def _moment(text: str) -> Time | None:
    try:
        return Time.parse(text) if text else None
    except ValueError as error:
        raise Refused(400, '{"message": "Unable to decode query."}') from error
