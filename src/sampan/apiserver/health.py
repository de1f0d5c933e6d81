"""/healthz, /livez and /readyz, with upstream's texts (upstream: server/healthz).

A check is a named function that raises when something is wrong; why is logged, not told to the
caller, who may be anybody. `?verbose` lists them, `?exclude=NAME` leaves one out, and each can be
asked alone below the endpoint (/readyz/NAME).
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from sampan.apiserver.http.status import not_found_page, text_response
from sampan.apiserver.request import Response

if TYPE_CHECKING:
    from sampan.apiserver.request import Answer, Handler, Request

log = logging.getLogger(__name__)

Check = Callable[[], Awaitable[None]]


class Unhealthy(Exception):
    """What a failing check raises; the text goes to the log."""


class Health:
    """One endpoint and its checks, in the order they are shown."""

    def __init__(self, name: str, checks: Mapping[str, Check]) -> None:
        self._name = name
        self._checks = dict(checks)

    def routes(self) -> dict[str, Handler]:
        return {f'/{self._name}': self.all, f'/{self._name}/': self.one}

    async def one(self, request: Request) -> Answer:
        name = request.path.removeprefix(f'/{self._name}/').strip('/')
        check = self._checks.get(name)
        if check is None:
            return not_found_page()
        problem = await self._run(name, check)
        if problem is not None:
            return text_response(500, f'internal server error: {problem}')
        return text('ok')

    async def all(self, request: Request) -> Answer:
        excluded = set(request.query.get('exclude', ()))
        lines: list[str] = []
        failed: list[str] = []
        for name, check in self._checks.items():
            if name in excluded:
                excluded.discard(name)
                lines.append(f'[+]{name} excluded: ok')
            elif await self._run(name, check) is None:
                lines.append(f'[+]{name} ok')
            else:
                failed.append(name)
                lines.append(f'[-]{name} failed: reason withheld')
        if excluded:
            quoted = ', '.join(f'"{name}"' for name in sorted(excluded))
            lines.append(f'warn: some health checks cannot be excluded: no matches for {quoted}')
        if failed:
            return text_response(500, '\n'.join([*lines, f'{self._name} check failed']))
        if 'verbose' not in request.query:
            return text('ok')
        return text('\n'.join([*lines, f'{self._name} check passed', '']))

    async def _run(self, name: str, check: Check) -> str | None:
        try:
            await check()
        except Exception as problem:
            log.warning('%s check %s failed: %s', self._name, name, problem)
            return str(problem)
        return None


def text(body: str) -> Response:
    return Response(
        body=body.encode(),
        content_type='text/plain; charset=utf-8',
        headers={'X-Content-Type-Options': 'nosniff'},
    )
