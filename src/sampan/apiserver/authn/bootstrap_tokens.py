"""Bootstrap tokens: Secrets in kube-system with which new nodes introduce themselves.

Upstream: plugin/pkg/auth/authenticator/token/bootstrap.
"""

from __future__ import annotations

import hmac
import logging
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sampan.api import errors
from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Time
from sampan.apiserver.request import UserInfo

if TYPE_CHECKING:
    from sampan.apiserver.authn.service_accounts import Lookup
    from sampan.machinery.world import World

log = logging.getLogger(__name__)

TOKEN = re.compile(r'([a-z0-9]{6})\.([a-z0-9]{16})')
GROUP = re.compile(r'system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]')
TYPE = 'bootstrap.kubernetes.io/token'
BOOTSTRAPPERS = 'system:bootstrappers'


class BootstrapTokens:
    """`id.secret` is `system:bootstrap:id` as long as the Secret `bootstrap-token-id` says so."""

    def __init__(self, lookup: Lookup, world: World) -> None:
        self._lookup = lookup
        self._world = world

    async def authenticate_token(self, token: str, audiences: Sequence[str]) -> UserInfo | None:
        match = TOKEN.fullmatch(token)
        if match is None:
            return None
        identity, secret = match.groups()
        try:
            found: core.Secret = await self._lookup(core.Secret, f'bootstrap-token-{identity}', 'kube-system')
        except errors.ApiError as error:
            if errors.is_not_found(error):
                return None
            raise
        problem = self._problem(found, identity, secret)
        groups = groups_of(found.data)
        if problem or groups is None:
            log.info('bootstrap token %s is not valid: %s', identity, problem or 'a group it names is not allowed')
            return None
        return UserInfo(f'system:bootstrap:{identity}', groups=groups)

    def _problem(self, found: core.Secret, identity: str, secret: str) -> str:
        data = found.data
        if found.metadata.deletion_timestamp is not None:
            return 'its Secret is being deleted'
        if found.type != TYPE:
            return 'its Secret has another type'
        if not hmac.compare_digest(text(data, 'token-secret').encode(), secret.encode()):
            return 'the secret is another one'
        if text(data, 'token-id') != identity:
            return 'its Secret has another id'
        if self._expired(text(data, 'expiration')):
            return 'it has expired'
        return '' if text(data, 'usage-bootstrap-authentication') == 'true' else 'it is not for authentication'

    def _expired(self, expiration: str) -> bool:
        if not expiration:
            return False
        try:
            return Time.parse(expiration) < self._world.now()
        except ValueError:
            return True


def groups_of(data: Mapping[str, bytes]) -> tuple[str, ...] | None:
    """The token's groups; None if it names one it may not."""
    named = {each for each in text(data, 'auth-extra-groups').split(',') if each}
    if any(GROUP.fullmatch(each) is None for each in named):
        return None
    return tuple(sorted({BOOTSTRAPPERS, *named}))


def text(data: Mapping[str, bytes], key: str) -> str:
    return bytes(data.get(key, b'')).decode('utf-8', 'replace')
