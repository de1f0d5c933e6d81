"""Secrets of type `kubernetes.io/service-account-token` get their token, and go with their account.

Upstream: pkg/controller/serviceaccount/tokens_controller.go. It acts as the controller manager itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from sampan.api.codec import clone
from sampan.api.errors import ApiError, is_conflict, is_not_found
from sampan.api.generated import core_v1 as core
from sampan.client.informer import Key, key_of
from sampan.controllers.base import Context, Controller, Mapped, Result
from sampan.controllers.config import ControllersConfig

if TYPE_CHECKING:
    from sampan.apiserver.authn.keys import SigningKey

TYPE = 'kubernetes.io/service-account-token'
_SELECTOR = f'type={TYPE}'
NAME, UID = 'kubernetes.io/service-account.name', 'kubernetes.io/service-account.uid'


def _itself(controller: TokenController, secret: core.Secret) -> Iterable[Key]:
    return (key_of(secret),)


def _secrets_of(controller: TokenController, account: core.ServiceAccount) -> Iterable[Key]:
    return controller.secrets_of(account)


class TokenController(Controller):
    """Keys are Secrets. Without a signing key in the configuration no token is made."""

    name = 'serviceaccount-token'
    component = 'serviceaccount-token-controller'
    watches = (Mapped(core.Secret, _itself, _SELECTOR), Mapped(core.ServiceAccount, _secrets_of))

    def __init__(self, context: Context, config: ControllersConfig) -> None:
        super().__init__(context)
        self._config = config
        self._secrets = self.informer(core.Secret, field_selector=_SELECTOR)
        self._accounts = self.informer(core.ServiceAccount)

    def secrets_of(self, account: core.ServiceAccount) -> list[Key]:
        own = account.metadata
        return [
            key_of(secret)
            for secret in self._secrets
            if secret.metadata.namespace == own.namespace and secret.metadata.annotations.get(NAME) == own.name
        ]

    async def reconcile(self, key: Key) -> Result | None:
        secret: core.Secret | None = self._secrets.by_key(key)
        if secret is None or secret.metadata.deletion_timestamp is not None or self._key is None:
            return None
        account = await self._account_of(secret)
        try:
            if account is None:
                await self.client.delete(core.Secret, key.name, key.namespace, uid=secret.metadata.uid)
            else:
                await self._fill(secret, account, self._key)
        except ApiError as error:
            if not (is_not_found(error) or is_conflict(error)):  # gone, or somebody else's turn: an event follows
                raise
        return None

    async def _account_of(self, secret: core.Secret) -> core.ServiceAccount | None:
        """The account, asked of the API before anything is thrown away because of its absence."""
        name, uid = (secret.metadata.annotations.get(each, '') for each in (NAME, UID))
        account: core.ServiceAccount | None = self._accounts.get(name, secret.metadata.namespace)
        if account is None:
            try:
                account = await self.client.get(core.ServiceAccount, name, secret.metadata.namespace)
            except ApiError as error:
                if not is_not_found(error):
                    raise
                return None
        return account if not uid or uid == account.metadata.uid else None

    async def _fill(self, secret: core.Secret, account: core.ServiceAccount, key: SigningKey) -> None:
        from sampan.apiserver.authn import jwt
        from sampan.apiserver.authn.legacy_tokens import claims_of

        wanted = clone(secret)
        authority = self._config.root_ca.encode()
        if authority and wanted.data.get('ca.crt') != authority:
            wanted.data['ca.crt'] = authority
        wanted.data['namespace'] = wanted.data.get('namespace') or secret.metadata.namespace.encode()
        wanted.data['token'] = wanted.data.get('token') or jwt.sign(claims_of(account, secret), key).encode()
        wanted.metadata.annotations = {**wanted.metadata.annotations, UID: account.metadata.uid}
        if wanted != secret:
            await self.client.update(wanted)

    @cached_property
    def _key(self) -> SigningKey | None:
        file = self._config.service_account_private_key_file
        if file is None:
            return None
        from sampan.apiserver.authn.keys import load_signing_key

        return load_signing_key(file.read_bytes())
