"""postStart and preStop (upstream: pkg/kubelet/lifecycle/handlers.go)."""

from __future__ import annotations

import asyncio

from sampan.api.generated import core_v1 as core
from sampan.node.probes.prober import ProbeError, Prober, Target
from sampan.node.runtime.base import Runtime, RuntimeFailure

NO_LIMIT = 0.0


class HookFailure(Exception):
    """The hook did not succeed; the text is the event's message."""


class Hooks:
    """Runs one handler in or against a container."""

    def __init__(self, *, runtime: Runtime, prober: Prober) -> None:
        self._runtime = runtime
        self._prober = prober

    async def run(self, handler: core.LifecycleHandler, target: Target) -> None:
        """Raises HookFailure. Takes as long as the handler does: bound it from outside."""
        if handler.exec is not None:
            await self._exec(handler.exec, target)
        elif handler.http_get is not None:
            await self._http(handler.http_get, target)
        elif handler.sleep is not None:
            await asyncio.sleep(handler.sleep.seconds)
        else:
            raise HookFailure(f'invalid handler: {handler}')

    async def _exec(self, action: core.ExecAction, target: Target) -> None:
        name, command = target.spec.name, ' '.join(action.command)
        try:
            result = await self._runtime.exec_sync(target.container, action.command, NO_LIMIT)
        except RuntimeFailure as e:
            raise HookFailure(
                f'Exec lifecycle hook ([{command}]) for Container "{name}" failed - error: {e.message}'
            ) from e
        if result.exit_code != 0:
            output = (result.stdout + result.stderr).decode(errors='replace')
            raise HookFailure(
                f'Exec lifecycle hook ([{command}]) for Container "{name}" failed - error: command \'{command}\' '
                f'exited with {result.exit_code}: , message: "{output}"'
            )

    async def _http(self, action: core.HTTPGetAction, target: Target) -> None:
        try:
            await self._prober.http_get(action, target)
        except ProbeError as e:
            raise HookFailure(
                f'HTTP lifecycle hook ({action.path}) for Container "{target.spec.name}" failed - error: {e}'
            ) from e
