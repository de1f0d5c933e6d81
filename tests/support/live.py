"""An API server in this process for tests that are not coroutines."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.request import Answer, Request, Stream
from sampan.apiserver.server import ApiServer
from sampan.machinery.world import SystemWorld
from sampan.store.memory import MemoryStore

R = TypeVar('R')
TOKEN = 'a-token-for-tests'


class LiveServer:
    """A loop in a thread of its own, and an API server on it that listens on plain HTTP."""

    def __init__(self, folder: Path) -> None:
        tokens = folder / 'tokens.csv'
        tokens.write_text(f'{TOKEN},admin,1,"system:masters"\n')
        self._config = ApiServerConfig(port=0, token_file=tokens)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.server = self.run(self._start())

    @property
    def port(self) -> int:
        return self.server.port

    async def _start(self) -> ApiServer:
        server = ApiServer(store=MemoryStore(), world=SystemWorld(), config=self._config)
        await server.start()
        return server

    def run(self, work: Coroutine[Any, Any, R], timeout: float = 10) -> R:
        """Run on the server's loop; raises TimeoutError for what hangs."""
        return asyncio.run_coroutine_threadsafe(asyncio.wait_for(work, timeout), self._loop).result(timeout + 5)

    def ask(
        self, method: str, path: str, body: bytes = b'', content_type: str = 'application/json', **query: str
    ) -> tuple[int, bytes]:
        """Through the whole pipeline as an administrator, without HTTP; status and body."""
        return self.ask_all(method, path, body, content_type, {name: [value] for name, value in query.items()})

    def ask_all(
        self, method: str, path: str, body: bytes, content_type: str, query: dict[str, list[str]]
    ) -> tuple[int, bytes]:
        """The same with parameters that may be given several times."""
        headers = {'authorization': f'Bearer {TOKEN}', 'content-type': content_type, 'accept': 'application/json'}
        request = Request(method, path, query, headers, body)
        return self.run(_answered(self.server.handler(request)))

    def close(self) -> None:
        self.run(self.server.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _answered(answering: Coroutine[Any, Any, Answer]) -> tuple[int, bytes]:
    answer = await answering
    if isinstance(answer, Stream):  # a watch: that it began is enough
        return answer.status, b''
    body = answer.body if isinstance(answer.body, bytes) else b''.join(answer.body)
    return answer.status, body


@contextmanager
def live_server(folder: Path) -> Iterator[LiveServer]:
    made = LiveServer(folder)
    try:
        yield made
    finally:
        made.close()
