"""May they act as somebody else?

Five modes are tried, the narrow ones first; each is a filter (does it apply to whom they want to be?) and some
questions to the authorizer. The first four are constrained impersonation: `impersonate-on:MODE:VERB` for what is
to be done, and `impersonate:MODE` for each thing that is claimed. The last is what always was: `impersonate`.

    associated-node   a service account acts as the node its pod runs on
    arbitrary-node    any node                      only the name may be given: the server knows the groups
    serviceaccount    a service account             likewise
    user-info         anybody else                  all of name, uid, groups and extra
    (legacy)          anybody

The mode that worked for a user is tried first the next time. Upstream: endpoints/filters/impersonation.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from sampan.api.errors import ApiError
from sampan.apiserver.authz.base import Attributes, Decision
from sampan.apiserver.authz.messages import refusal
from sampan.apiserver.request import UserInfo
from sampan.machinery import names
from sampan.machinery.gotext import quote

if TYPE_CHECKING:
    from sampan.apiserver.authz.base import Authorizer

AUTHENTICATION = 'authentication.k8s.io'
AUTHENTICATED, UNAUTHENTICATED = 'system:authenticated', 'system:unauthenticated'
ANONYMOUS = 'system:anonymous'
NODE_NAME = 'authentication.kubernetes.io/node-name'
NODE_KEYS = 'authentication.kubernetes.io/associated-node-keys'
MANY = 4  # so many groups or extras are asked for with one `*` first
REMEMBERED = 10_000  # users whose last mode is known


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who they want to be, as the headers say."""

    name: str
    uid: str = ''
    groups: tuple[str, ...] = ()
    extra: Mapping[str, Sequence[str]] | None = None

    @property
    def only_name(self) -> bool:
        return not (self.uid or self.groups or self.extra)


@dataclass(frozen=True, slots=True)
class Impersonated:
    """Who they are now, and the verb that allowed it ('' for the old one)."""

    user: UserInfo
    constraint: str = ''


Filter = Callable[[Wanted, UserInfo], bool]


@dataclass(frozen=True, slots=True)
class Mode:
    """A constrained mode; `blind` questions do not say which node, as their answer holds for every node."""

    name: str
    applies: Filter
    blind: bool = False


def node_name(user: str) -> str:
    """The node a user name stands for, '' if it stands for none."""
    name = user.removeprefix('system:node:')
    return '' if name == user or names.name_is_dns_subdomain(name) else name


def account_name(user: str) -> tuple[str, str] | None:
    """Namespace and name of the service account a user name stands for."""
    parts = user.removeprefix('system:serviceaccount:').split(':')
    if not user.startswith('system:serviceaccount:') or len(parts) != 2:
        return None
    namespace, name = parts
    wrong = names.name_is_dns_label(namespace) or names.name_is_dns_subdomain(name)
    return None if wrong else (namespace, name)


def _own_node(wanted: Wanted, requester: UserInfo) -> bool:
    values = requester.extra.get(NODE_NAME, ())
    own = values[0] if len(values) == 1 else ''
    node = node_name(wanted.name)
    return bool(node) and wanted.only_name and account_name(requester.name) is not None and own == node


MODES = (
    Mode('associated-node', _own_node, blind=True),
    Mode('arbitrary-node', lambda wanted, _: wanted.only_name and bool(node_name(wanted.name))),
    Mode('serviceaccount', lambda wanted, _: wanted.only_name and account_name(wanted.name) is not None),
    Mode('user-info', lambda wanted, _: not node_name(wanted.name) and account_name(wanted.name) is None),
)
LEGACY: Mode | None = None


class Impersonator:
    """Asks the authorizer everything a mode asks."""

    def __init__(self, authorizer: Authorizer) -> None:
        self._authorizer = authorizer
        self._last: OrderedDict[str, Mode | None] = OrderedDict()

    async def become(self, wanted: Wanted, request: Attributes) -> Impersonated:
        """Who the requester of `request` is from now on. Raises 403: the first mode's refusal."""
        refused: ApiError | None = None
        for mode in self._modes(request.user.name):
            if mode is not None and not mode.applies(wanted, request.user):
                continue
            try:
                user = await self._legacy(wanted, request) if mode is None else await self._try(mode, wanted, request)
            except ApiError as error:
                refused = refused or error
                continue
            self._remember(request.user.name, mode)
            return Impersonated(user, '' if mode is None else f'impersonate:{mode.name}')
        if refused is None:
            raise RuntimeError('the old mode applies to everybody')
        raise refused

    def _modes(self, user: str) -> list[Mode | None]:
        modes: list[Mode | None] = [*MODES, LEGACY]
        if user in self._last:
            last = self._last[user]
            modes.remove(last)
            modes.insert(0, last)
        return modes

    def _remember(self, user: str, mode: Mode | None) -> None:
        self._last[user] = mode
        self._last.move_to_end(user)
        if len(self._last) > REMEMBERED:
            self._last.popitem(last=False)

    async def _try(self, mode: Mode, wanted: Wanted, request: Attributes) -> UserInfo:
        requester = request.user
        if mode.blind:
            requester = replace(requester, extra={NODE_KEYS: sorted(requester.extra)})
        verb = f'impersonate-on:{mode.name}:{request.verb}'
        await self._ask(msgspec.structs.replace(request, user=requester, verb=verb))
        claims = Claims(self._ask, requester, f'impersonate:{mode.name}', constrained=True, blind=mode.blind)
        return await claims.check(wanted)

    async def _legacy(self, wanted: Wanted, request: Attributes) -> UserInfo:
        return await Claims(self._ask, request.user, 'impersonate', constrained=False).check(wanted)

    async def _ask(self, attributes: Attributes) -> None:
        verdict = await self._authorizer.authorize(attributes)
        if verdict.decision is not Decision.ALLOW:
            raise refusal(attributes, verdict.reason)


class Claims:
    """One question for each thing that is claimed: name, uid, groups, extra."""

    def __init__(
        self,
        ask: Callable[[Attributes], Awaitable[None]],
        requester: UserInfo,
        verb: str,
        *,
        constrained: bool,
        blind: bool = False,
    ) -> None:
        self._ask_authorizer = ask
        self._requester = requester
        self._verb = verb
        self._constrained = constrained
        self._blind = blind

    async def check(self, wanted: Wanted) -> UserInfo:
        groups = await self._name(wanted)
        if wanted.uid:
            await self._ask(AUTHENTICATION, 'uids', wanted.uid)
        await self._groups(wanted.groups)
        await self._extra(wanted.extra or {})
        if wanted.name == ANONYMOUS:
            groups = with_group(groups, UNAUTHENTICATED)
        elif UNAUTHENTICATED not in groups:
            groups = with_group(groups, AUTHENTICATED)
        return UserInfo(wanted.name, wanted.uid, groups, dict(wanted.extra or {}))

    async def _name(self, wanted: Wanted) -> tuple[str, ...]:
        """The groups of whom they want to be; those of nodes and accounts are known."""
        group = AUTHENTICATION if self._constrained else ''
        account, node = account_name(wanted.name), node_name(wanted.name) if self._constrained else ''
        if node:
            await self._ask(group, 'nodes', '*' if self._blind else node)
            return ('system:nodes',)
        if account is None:
            await self._ask(group, 'users', wanted.name)
            return wanted.groups
        namespace, name = account
        await self._ask(group, 'serviceaccounts', name, namespace=namespace)
        return wanted.groups or ('system:serviceaccounts', f'system:serviceaccounts:{namespace}')

    async def _groups(self, groups: tuple[str, ...]) -> None:
        group = AUTHENTICATION if self._constrained else ''
        if self._constrained and '' in groups:
            raise self._refused(group, 'groups', '', 'impersonating the empty string group is not allowed')
        if self._constrained and 'system:masters' in groups:
            text = 'impersonating the system:masters group is not allowed'
            raise self._refused(group, 'groups', 'system:masters', text)
        if self._constrained and len(groups) >= MANY and await self._may(group, 'groups', '*'):
            return
        for name in groups:
            await self._ask(group, 'groups', name)

    async def _extra(self, extra: Mapping[str, Sequence[str]]) -> None:
        if self._constrained:
            wrong = next((text for key, values in extra.items() if (text := extra_problem(key, values))), '')
            if wrong:
                raise self._refused(AUTHENTICATION, 'userextras', '', wrong)
            many = len(extra) >= MANY or sum(len(values) for values in extra.values()) >= MANY
            if many and await self._may(AUTHENTICATION, 'userextras', '*', subresource='*'):
                return
        for key, values in extra.items():
            for value in values:
                await self._ask(AUTHENTICATION, 'userextras', value, subresource=key)

    def _attributes(
        self, group: str, resource: str, name: str, namespace: str = '', subresource: str = ''
    ) -> Attributes:
        return Attributes(
            user=self._requester,
            verb=self._verb,
            group=group,
            version='v1',
            resource=resource,
            subresource=subresource,
            namespace=namespace,
            name=name,
        )

    async def _ask(self, group: str, resource: str, name: str, *, namespace: str = '', subresource: str = '') -> None:
        await self._ask_authorizer(self._attributes(group, resource, name, namespace, subresource))

    async def _may(self, group: str, resource: str, name: str, *, subresource: str = '') -> bool:
        try:
            await self._ask(group, resource, name, subresource=subresource)
        except ApiError:
            return False
        return True

    def _refused(self, group: str, resource: str, name: str, reason: str) -> ApiError:
        return refusal(self._attributes(group, resource, name), reason)


def with_group(groups: tuple[str, ...], group: str) -> tuple[str, ...]:
    return groups if group in groups else (*groups, group)


def extra_problem(key: str, values: Sequence[str]) -> str:
    """What is wrong with one extra that somebody claims; '' if nothing is."""
    if not key:
        return 'impersonating the empty string key in extra is not allowed'
    domain, slash, path = key.partition('/')
    if not slash or not path or names.dns1123_subdomain(domain):
        detail = 'must be a domain-prefixed path (such as "acme.io/foo")'
        return f'impersonating an invalid key in extra is not allowed: extra.key: Invalid value: {quote(key)}: {detail}'
    if key != key.lower():
        return f'impersonating a non-lowercase key in extra is not allowed: {quote(key)}'
    if not values:
        return 'impersonating empty values in extra is not allowed'
    return 'impersonating the empty string value in extra is not allowed' if '' in values else ''
