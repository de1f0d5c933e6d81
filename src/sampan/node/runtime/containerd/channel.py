"""gRPC over a unix socket: one call in, one answer out, errors as exceptions that say what containerd said."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any, TypeVar

import grpc
import grpc.aio
from google.protobuf.message import Message

M = TypeVar('M', bound=Message)

# gRPC takes its threads down when its last channel is collected, and waits for them: inside a garbage collection that
# can hang for ever. One reference that stays keeps them for the life of the process.
grpc.aio.init_grpc_aio()

# A list of every container of a full node is some hundred kilobytes; containerd's own limit is 16 MiB.
MAX_MESSAGE = 16 << 20
OPTIONS = (
    ('grpc.max_receive_message_length', MAX_MESSAGE),
    ('grpc.max_send_message_length', MAX_MESSAGE),
    # The default authority of a unix target is the socket's path, percent-encoded, which Go's server refuses.
    ('grpc.default_authority', 'localhost'),
    ('grpc.initial_reconnect_backoff_ms', 50),
    ('grpc.min_reconnect_backoff_ms', 50),
    ('grpc.max_reconnect_backoff_ms', 1000),
    # Two users of one socket in a process must not share a connection whose owner closes it.
    ('grpc.use_local_subchannel_pool', 1),
)

# Go's names of the status codes, which upstream's messages contain ("rpc error: code = NotFound desc = ...").
GO_NAMES = {
    grpc.StatusCode.CANCELLED: 'Canceled',
    grpc.StatusCode.INVALID_ARGUMENT: 'InvalidArgument',
    grpc.StatusCode.DEADLINE_EXCEEDED: 'DeadlineExceeded',
    grpc.StatusCode.NOT_FOUND: 'NotFound',
    grpc.StatusCode.ALREADY_EXISTS: 'AlreadyExists',
    grpc.StatusCode.PERMISSION_DENIED: 'PermissionDenied',
    grpc.StatusCode.RESOURCE_EXHAUSTED: 'ResourceExhausted',
    grpc.StatusCode.FAILED_PRECONDITION: 'FailedPrecondition',
    grpc.StatusCode.ABORTED: 'Aborted',
    grpc.StatusCode.OUT_OF_RANGE: 'OutOfRange',
    grpc.StatusCode.UNIMPLEMENTED: 'Unimplemented',
    grpc.StatusCode.INTERNAL: 'Internal',
    grpc.StatusCode.UNAVAILABLE: 'Unavailable',
    grpc.StatusCode.DATA_LOSS: 'DataLoss',
    grpc.StatusCode.UNAUTHENTICATED: 'Unauthenticated',
}


class CallFailed(Exception):
    """A gRPC call failed. `code` is Go's name of the status code; str() is the error as Go prints it."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f'rpc error: code = {code} desc = {detail}')
        self.code = code
        self.detail = detail


def failed(error: grpc.aio.AioRpcError) -> CallFailed:
    """The same error in our words."""
    return CallFailed(GO_NAMES.get(error.code(), 'Unknown'), error.details() or '')


class Channel:
    """A connection to one containerd. It reconnects by itself; calls made meanwhile fail as Unavailable."""

    def __init__(self, socket: Path) -> None:
        self._channel = grpc.aio.insecure_channel(f'unix:{socket}', options=OPTIONS)
        self._calls: dict[str, Any] = {}

    async def call(
        self,
        method: str,
        request: Message,
        answer: type[M],
        *,
        timeout: float | None,
        metadata: Iterable[tuple[str, str]] = (),
    ) -> M:
        """One request, one answer; `CallFailed` otherwise. `timeout` in seconds; None waits for ever."""
        call = self._calls.get(method)
        if call is None:
            call = self._channel.unary_unary(method, _serialize, answer.FromString)
            self._calls[method] = call
        try:
            result: M = await call(request, timeout=timeout, metadata=tuple(metadata))
        except grpc.aio.AioRpcError as error:
            raise failed(error) from error
        return result

    async def subscribe(
        self, method: str, request: Message, answer: type[M], *, metadata: Iterable[tuple[str, str]] = ()
    ) -> AsyncIterator[M]:
        """One request, answers until the server ends the stream or it breaks (`CallFailed`)."""
        stream = self._channel.unary_stream(method, _serialize, answer.FromString)(request, metadata=tuple(metadata))
        try:
            async for message in stream:
                yield message
        except grpc.aio.AioRpcError as error:
            raise failed(error) from error
        finally:
            stream.cancel()

    async def upload(
        self,
        method: str,
        requests: AsyncIterator[Message],
        answer: type[M],
        *,
        metadata: Iterable[tuple[str, str]] = (),
    ) -> M | None:
        """Requests in a stream, each answered before the next is sent; the last answer out.

        In step, because a server that refuses ends the stream, and what is still being written then hides the reason.
        """
        stream = self._channel.stream_stream(method, _serialize, answer.FromString)(metadata=tuple(metadata))
        last: M | None = None
        try:
            async for request in requests:
                await stream.write(request)
                if (got := await stream.read()) is grpc.aio.EOF:
                    raise CallFailed('Aborted', 'the server ended the stream')
                last = got
            await stream.done_writing()
        except grpc.aio.AioRpcError as error:
            raise failed(error) from error
        finally:
            stream.cancel()
        return last

    async def close(self) -> None:
        await self._channel.close()


def _serialize(message: Message) -> bytes:
    return message.SerializeToString()
