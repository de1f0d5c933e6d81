"""Every namespace has a ServiceAccount `default` (upstream: pkg/controller/serviceaccount)."""

from __future__ import annotations

from collections.abc import Iterable

from sampan.api.errors import ApiError, is_already_exists, is_not_found
from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta
from sampan.client.informer import Key
from sampan.controllers.base import Context, Controller, For, Mapped, Result
from sampan.controllers.pods import is_namespace_terminating

DEFAULT = 'default'
_SELECTOR = f'metadata.name={DEFAULT}'


def _namespace_of(controller: ServiceAccountController, account: core.ServiceAccount) -> Iterable[Key]:
    return (Key('', account.metadata.namespace),)


class ServiceAccountController(Controller):
    """Keys are namespaces."""

    name = 'serviceaccount'
    watches = (For(core.Namespace), Mapped(core.ServiceAccount, _namespace_of, _SELECTOR))

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._namespaces = self.informer(core.Namespace)
        self._accounts = self.informer(core.ServiceAccount, field_selector=_SELECTOR)

    async def reconcile(self, key: Key) -> Result | None:
        namespace: core.Namespace | None = self._namespaces.by_key(key)
        if namespace is None or namespace.status.phase != 'Active' or self._accounts.get(DEFAULT, key.name):
            return None
        account = core.ServiceAccount(metadata=meta.ObjectMeta(name=DEFAULT, namespace=key.name))
        try:
            await self.client.create(account)
        except ApiError as error:
            # Made by somebody else, or the namespace is gone or going: nothing left to do.
            if not (is_already_exists(error) or is_not_found(error) or is_namespace_terminating(error)):
                raise
        return None
