"""What admission is told when a server is assembled."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from sampan.apiserver.admission.metrics import AdmissionMetrics
from sampan.apiserver.admission.webhooks.metrics import WebhookMetrics
from sampan.apiserver.request import UserInfo

if TYPE_CHECKING:
    from sampan.apiserver.admission.base import Admission, Lookup
    from sampan.apiserver.admission.webhooks.caller import Caller
    from sampan.apiserver.local import LocalClient
    from sampan.apiserver.registry.registry import Registry
    from sampan.machinery.world import World


@dataclass(frozen=True, slots=True)
class Parts:
    """What plugins are made of. `registry` is there for those that write or follow whole resources."""

    lookup: Lookup
    world: World
    registry: Registry
    given_caller: Caller | None = None  # instead of HTTPS
    webhook_metrics: WebhookMetrics = field(default_factory=WebhookMetrics)
    metrics: AdmissionMetrics = field(default_factory=AdmissionMetrics)
    configuration: Mapping[str, Any] = field(default_factory=dict)  # what plugins are told, by their names

    @classmethod
    def of(cls, registry: Registry, config: AdmissionConfig) -> Parts:
        """The parts of one server."""
        return cls(registry.lookup, registry.world, registry, config.webhook_caller, configuration=config.configuration)

    def caller(self) -> Caller:
        """A way to webhooks, for one plugin to keep and to close."""
        if self.given_caller is not None:
            return self.given_caller
        from sampan.apiserver.admission.webhooks.caller import HttpsCaller
        from sampan.apiserver.outgoing.services import Services

        return HttpsCaller(Services(self.lookup, self.world))

    def client(self) -> LocalClient:
        """A client for what plugins write: as the server itself, past authentication and authorization."""
        from sampan.apiserver.local import LocalClient
        from sampan.apiserver.stages import compose
        from sampan.apiserver.stages.request_info import RequestInfoStage

        user = UserInfo('system:apiserver', groups=('system:masters', 'system:authenticated'))
        return LocalClient(compose([RequestInfoStage()], self.registry.handle), user)


# A plugin, or a function that makes one of a server's parts.
OwnPlugin: TypeAlias = 'Admission | Callable[[Parts], Admission]'


@dataclass(frozen=True, slots=True)
class AdmissionConfig:
    """Which plugins a server has. Upstream's flags are named behind the fields."""

    enable: Collection[str] = ()  # --enable-admission-plugins
    disable: Collection[str] = ()  # --disable-admission-plugins
    plugins: Sequence[OwnPlugin] = ()  # one's own; they run before policies and webhooks
    webhook_caller: Caller | None = None  # how webhooks are reached; None: over HTTPS
    # --admission-control-config-file: `configuration.read` of it, or the same written down
    configuration: Mapping[str, Any] = field(default_factory=dict)
