"""What stands in a service-account token (upstream: pkg/serviceaccount/claims.go)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

USER_PREFIX = 'system:serviceaccount:'
ALL_GROUP = 'system:serviceaccounts'


class Ref(msgspec.Struct, frozen=True, omit_defaults=True):
    """A bound object: it must still exist, and be the same one."""

    name: str = ''
    uid: str = ''


class Bound(msgspec.Struct, frozen=True, omit_defaults=True, rename={'service_account': 'serviceaccount'}):
    """The `kubernetes.io` claim."""

    namespace: str = ''
    node: Ref | None = None
    pod: Ref | None = None
    secret: Ref | None = None
    service_account: Ref = Ref()
    warnafter: int | None = None


class Claims(msgspec.Struct, frozen=True, omit_defaults=True, rename={'bound': 'kubernetes.io'}):
    """Registered claims (RFC 7519, seconds since 1970) and Kubernetes' own."""

    aud: str | list[str] = []
    exp: float = 0
    iat: float = 0
    iss: str = ''
    jti: str = ''
    bound: Bound = Bound()
    nbf: float = 0
    sub: str = ''

    @property
    def audiences(self) -> Sequence[str]:
        return [self.aud] if isinstance(self.aud, str) else self.aud


def to_claims(raw: dict[str, Any]) -> Claims:
    """Raises ValueError (msgspec.ValidationError) for claims of the wrong form."""
    return msgspec.convert(raw, Claims)


def user_name(namespace: str, name: str) -> str:
    return f'{USER_PREFIX}{namespace}:{name}'


def group_names(namespace: str) -> tuple[str, str]:
    return ALL_GROUP, f'{ALL_GROUP}:{namespace}'
