"""The members of an etcd cluster: a connection each, and the next one when one does not answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from functools import cache
from typing import Any, TypeVar

import grpc
import grpc.aio

from sampan.store.base import StoreError, StoreUnavailable
from sampan.store.etcd.config import EtcdConfig
from sampan.store.etcd.generated import etcd_pb2 as pb

log = logging.getLogger(__name__)

M = TypeVar('M')

RETRY_SECONDS = 0.1
OPTIONS = (
    ('grpc.max_receive_message_length', -1),
    ('grpc.max_send_message_length', -1),  # etcd has a limit of its own (1.5 MiB) and says so
    ('grpc.keepalive_time_ms', 10_000),  # a connection whose other end vanished is found out
    ('grpc.keepalive_timeout_ms', 5_000),
    ('grpc.initial_reconnect_backoff_ms', 100),
    ('grpc.min_reconnect_backoff_ms', 100),
    ('grpc.max_reconnect_backoff_ms', 1_000),
    ('grpc.use_local_subchannel_pool', 1),
    ('grpc.enable_http_proxy', 0),  # etcd is never behind the proxy that the environment names
)
# Answers after which the same read may succeed on another member, or a moment later.
TRANSIENT = frozenset(
    {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN}
)
# What gRPC says when a request has certainly not left this machine.
NOT_SENT = ('failed to connect to all addresses', 'connections to all backends failing')


class Refused(StoreError):
    """etcd answered with an error. `code` is gRPC's, `detail` etcd's words."""

    def __init__(self, code: grpc.StatusCode, detail: str) -> None:
        super().__init__(f'etcd: {detail}')
        self.code = code
        self.detail = detail


class Members:
    """Calls to whichever member answers."""

    def __init__(self, config: EtcdConfig) -> None:
        self._config = config
        self._channels = [channel(endpoint, config) for endpoint in config.endpoints]
        self._current = 0

    async def close(self) -> None:
        for one in self._channels:
            await one.close()

    async def range(self, request: pb.RangeRequest) -> pb.RangeResponse:
        """A read: tried again until the time is over. Raises Refused, StoreUnavailable."""
        return await self._call('KV/Range', request, pb.RangeResponse, again=True)

    async def transaction(self, request: pb.TxnRequest) -> pb.TxnResponse:
        """A write: never sent twice. Raises Refused, StoreUnavailable."""
        return await self._call('KV/Txn', request, pb.TxnResponse, again=False)

    async def compact(self, request: pb.CompactionRequest) -> pb.CompactionResponse:
        return await self._call('KV/Compact', request, pb.CompactionResponse, again=False)

    async def watch(self, request: pb.WatchRequest) -> AsyncGenerator[pb.WatchResponse, None]:
        """The answers to one watch, until the member ends it. Raises StoreUnavailable when it cannot be reached."""
        method = self._channels[self._current].stream_stream(
            '/etcdserverpb.Watch/Watch', _serialize, pb.WatchResponse.FromString
        )
        call = method()
        try:
            await call.write(request)  # the sending side stays open: closing it would end the watch
            async for answer in call:
                yield answer
        except grpc.aio.AioRpcError as error:
            raise self.unavailable(error) from error
        finally:
            call.cancel()

    def rotate(self) -> None:
        """Try the next member from now on."""
        self._current = (self._current + 1) % len(self._channels)

    async def _call(self, method: str, request: Any, answer: type[M], *, again: bool) -> M:
        deadline = asyncio.get_running_loop().time() + self._config.timeout
        while True:
            left = deadline - asyncio.get_running_loop().time()
            tried = self._current
            call = self._channels[tried].unary_unary(
                f'/etcdserverpb.{method}',
                _serialize,
                answer.FromString,  # type: ignore[attr-defined]
            )
            try:
                return await call(request, timeout=max(left / 2 if again else left, 0.01))  # type: ignore[no-any-return]
            except grpc.aio.AioRpcError as error:
                if error.code() not in TRANSIENT or space_exceeded(error):
                    raise Refused(error.code(), error.details() or '') from error
                if tried == self._current:
                    self.rotate()
                late = asyncio.get_running_loop().time() + RETRY_SECONDS >= deadline
                if late or not (again or not_sent(error)):
                    raise self.unavailable(error) from error
            await asyncio.sleep(RETRY_SECONDS)

    def unavailable(self, error: grpc.aio.AioRpcError) -> StoreUnavailable:
        """What to tell whoever runs the cluster."""
        servers = ', '.join(self._config.endpoints)
        return StoreUnavailable(
            f'etcd ({servers}) does not answer: {error.details()}; check that a majority of its members runs and '
            'can be reached'
        )


@cache
def keep_grpc() -> None:
    """Called inside the event loop. gRPC takes its threads down when its last channel is collected, and waits for
    them: inside a garbage collection that can hang for ever. One reference that stays keeps them for the life of the
    process.
    """
    grpc.aio.init_grpc_aio()


def channel(endpoint: str, config: EtcdConfig) -> grpc.aio.Channel:
    """A connection to one member. Raises OSError for files that cannot be read."""
    keep_grpc()
    if not config.tls:
        return grpc.aio.insecure_channel(endpoint, options=OPTIONS)
    files = (config.ca, config.key, config.certificate)
    ca, key, certificate = (None if path is None else path.read_bytes() for path in files)
    return grpc.aio.secure_channel(endpoint, grpc.ssl_channel_credentials(ca, key, certificate), options=OPTIONS)


def not_sent(error: grpc.aio.AioRpcError) -> bool:
    """Whether the request has certainly not arrived."""
    return (error.details() or '').startswith(NOT_SENT)


def space_exceeded(error: grpc.aio.AioRpcError) -> bool:
    return 'database space exceeded' in (error.details() or '')


def _serialize(message: Any) -> bytes:
    data: bytes = message.SerializeToString()
    return data
