"""Acting as somebody else: `Impersonate-*` headers (kubectl: --as, --as-group, --as-uid).

What the modes of impersonation ask is in `authz.impersonation`. From here on the request is the other
user's, and nothing behind this stage sees the headers. Upstream: endpoints/filters/impersonation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sampan.api import errors
from sampan.apiserver.audit import notes
from sampan.apiserver.authz.base import attributes_of
from sampan.machinery.gotext import quote

if TYPE_CHECKING:
    from sampan.apiserver.authz.base import Authorizer
    from sampan.apiserver.authz.impersonation import Impersonator, Wanted
    from sampan.apiserver.request import Answer, Handler, Request

PREFIX = 'impersonate-'
EXTRA = 'impersonate-extra-'


class Impersonation:
    """Requests without the headers pass; others go on as whom they are allowed to be, or end with 400 or 403."""

    def __init__(self, authorizer: Authorizer) -> None:
        self._authorizer = authorizer
        self._impersonator: Impersonator | None = None

    async def __call__(self, request: Request, proceed: Handler) -> Answer:
        for name in request.headers:
            if name[0:1] in 'iI' and name.lower().startswith(PREFIX):
                await self._become(request)
                break
        return await proceed(request)

    async def _become(self, request: Request) -> None:
        wanted = read(request.headers)
        if wanted is None:
            return
        if self._impersonator is None:
            from sampan.apiserver.authz.impersonation import Impersonator

            self._impersonator = Impersonator(self._authorizer)
        found = await self._impersonator.become(wanted, attributes_of(request))
        request.user = found.user
        request.headers = without(request.headers)
        notes.impersonated(request, found.user, found.constraint)


def read(headers: Mapping[str, str]) -> Wanted | None:
    """Whom the headers want to be; None if they name nobody. Raises 400 for anything else without a name."""
    from sampan.apiserver.authz.impersonation import Wanted

    name = uid = ''
    groups: list[str] = []
    extra: dict[str, list[str]] = {}
    for header, value in headers.items():
        match header.lower():
            case 'impersonate-user':
                name = name or value
            case 'impersonate-uid':
                uid = uid or value
            case 'impersonate-group':
                groups.append(value)
            case other if other.startswith(EXTRA):
                extra.setdefault(unquote(other.removeprefix(EXTRA)), []).append(value)
    if name:
        return Wanted(name, uid, tuple(groups), extra)
    if uid or groups or extra:
        raise errors.bad_request(f'requested {go_syntax(uid, groups, extra)} without impersonating a user name')
    return None


def without(headers: Mapping[str, str]) -> Mapping[str, str]:
    """The headers without those of impersonation. (Of repeated fields the joined value stays.)"""
    return {name: headers[name] for name in headers if not name.lower().startswith(PREFIX)}


def go_syntax(uid: str, groups: list[str], extra: dict[str, list[str]]) -> str:
    """The user info as Go's `%#v` prints it: the message is upstream's."""
    shown_groups = f'[]string{{{", ".join(map(quote, groups))}}}' if groups else '[]string(nil)'
    pairs = ', '.join(
        f'{quote(key)}:[]string{{{", ".join(map(quote, values))}}}' for key, values in sorted(extra.items())
    )
    shown_extra = f'map[string][]string{{{pairs}}}' if extra else 'map[string][]string(nil)'
    return f'&user.DefaultInfo{{Name:"", UID:{quote(uid)}, Groups:{shown_groups}, Extra:{shown_extra}}}'
