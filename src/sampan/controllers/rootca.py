"""Every namespace has a ConfigMap `kube-root-ca.crt` with the cluster's CA, which pods mount to trust the API.

Upstream: pkg/controller/certificates/rootcacertpublisher.
"""

from __future__ import annotations

from collections.abc import Iterable

from sampan.api.codec import clone
from sampan.api.errors import ApiError, is_already_exists, is_not_found
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.client.informer import Key
from sampan.controllers.base import Context, Controller, For, Mapped, Result
from sampan.controllers.config import ControllersConfig
from sampan.controllers.pods import is_namespace_terminating

NAME = 'kube-root-ca.crt'
DESCRIPTION_ANNOTATION = 'kubernetes.io/description'
# What a client reads on upstream's object.
DESCRIPTION = (
    'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the '
    'internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes '
    'clusters.'
)
_SELECTOR = f'metadata.name={NAME}'


def _namespace_of(controller: RootCAPublisher, config_map: core.ConfigMap) -> Iterable[Key]:
    return (Key('', config_map.metadata.namespace),)


class RootCAPublisher(Controller):
    """Keys are namespaces. Without a CA in the configuration it does nothing."""

    name = 'root-ca-certificate-publisher'
    watches = (For(core.Namespace), Mapped(core.ConfigMap, _namespace_of, _SELECTOR))

    def __init__(self, context: Context, config: ControllersConfig) -> None:
        super().__init__(context)
        self._data = {'ca.crt': config.root_ca}
        self._namespaces = self.informer(core.Namespace)
        self._config_maps = self.informer(core.ConfigMap, field_selector=_SELECTOR)

    async def reconcile(self, key: Key) -> Result | None:
        namespace: core.Namespace | None = self._namespaces.by_key(key)
        if not self._data['ca.crt'] or namespace is None or namespace.status.phase != 'Active':
            return None
        present: core.ConfigMap | None = self._config_maps.get(NAME, key.name)
        try:
            await self._publish(key.name, present)
        except ApiError as error:
            if not (is_already_exists(error) or is_not_found(error) or is_namespace_terminating(error)):
                raise
        return None

    async def _publish(self, namespace: str, present: core.ConfigMap | None) -> None:
        if present is None:
            metadata = meta.ObjectMeta(
                name=NAME, namespace=namespace, annotations={DESCRIPTION_ANNOTATION: DESCRIPTION}
            )
            await self.client.create(core.ConfigMap(metadata=metadata, data=dict(self._data)))
            return
        if present.data == self._data and present.metadata.annotations.get(DESCRIPTION_ANNOTATION):
            return
        wanted = clone(present)
        wanted.data = dict(self._data)
        wanted.metadata.annotations = {**wanted.metadata.annotations, DESCRIPTION_ANNOTATION: DESCRIPTION}
        await self.client.update(wanted)
