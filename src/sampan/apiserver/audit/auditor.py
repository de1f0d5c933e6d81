"""The audit of one server: its policy and its sinks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sampan.apiserver.audit import policy
from sampan.apiserver.audit.config import AuditConfig
from sampan.apiserver.audit.files import FileBackend
from sampan.apiserver.audit.hook import HookBackend
from sampan.apiserver.audit.levels import Level, Stage
from sampan.apiserver.audit.metrics import AuditMetrics
from sampan.apiserver.audit.sinks import Sink
from sampan.apiserver.webhook import Webhook

if TYPE_CHECKING:
    from sampan.apiserver.audit.policy import Decision
    from sampan.apiserver.audit.recording import Recording
    from sampan.apiserver.request import RequestInfo, UserInfo
    from sampan.machinery.world import World


class Auditor:
    """Decides what is recorded and hands events to every sink. `start`, `stop`."""

    def __init__(self, evaluator: policy.Evaluator, sinks: list[Sink], world: World) -> None:
        self._evaluator = evaluator
        self._sinks = sinks
        self._world = world
        self.metrics = AuditMetrics()

    @classmethod
    def of(cls, config: AuditConfig, world: World) -> Auditor | None:
        """None when there is nowhere to record to. Raises PolicyError, ValueError, OSError, ConfigError."""
        config.check()
        evaluator = policy.Evaluator(policy.load(config.policy_file))
        sinks: list[Sink] = []
        if config.log is not None:
            sinks.append(
                Sink(FileBackend(config.log, world), config.log.mode, config.log.batching, config.log.truncation)
            )
        if config.webhook is not None:
            hook = config.webhook
            limit = hook.truncation.max_batch_size if hook.truncation.enabled else 0
            webhook = Webhook.from_file(hook.config_file, world, backoff=hook.initial_backoff)
            sinks.append(Sink(HookBackend(webhook, limit), hook.mode, hook.batching, hook.truncation))
        return cls(evaluator, sinks, world) if sinks else None

    def start(self) -> None:
        for sink in self._sinks:
            sink.start()

    async def stop(self) -> None:
        """Write what waits."""
        for sink in self._sinks:
            await sink.stop()

    def decide(self, user: UserInfo | None, info: RequestInfo) -> Decision | None:
        """What to record; None: nothing."""
        decision = self._evaluator.decide(user, info)
        self.metrics.levels.add(decision.level.text)
        return None if decision.level is Level.NONE else decision

    async def process(self, recording: Recording, stage: Stage) -> bool:
        """The request has come to this stage. False when it must not go on (blocking-strict)."""
        if recording.omits(stage):
            return True
        line = recording.at(stage, self._world.now())
        taken = True
        for sink in self._sinks:
            taken = await sink.offer(recording, line) and taken
        self.metrics.events.add()
        if not taken:
            self.metrics.rejected.add()
        return taken
