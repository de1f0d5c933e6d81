"""Who may ask a kubelet: the API server decides, by TokenReview and SubjectAccessReview.

A client shows a certificate of the cluster's authority or a bearer token. What a path is, is asked as a
subresource of the node: `nodes/stats`, `nodes/metrics`, `nodes/log`, `nodes/pods`, `nodes/healthz`, `nodes/configz`,
and `nodes/proxy` for everything else and instead of any of the last three. Answers are remembered for a while.
Members of system:masters, as the API server's own client, need no asking: they may do everything anyway.

Upstream: pkg/kubelet/server/auth.go, cmd/kubelet/app/auth.go.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sampan.api.errors import ApiError
from sampan.api.generated import authentication_v1 as authentication
from sampan.api.generated import authorization_v1 as authorization
from sampan.apiserver.authn.cache import Cache
from sampan.apiserver.request import Request, UserInfo
from sampan.node.server.containers import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from sampan.client.base import Client
    from sampan.machinery.world import World

MASTERS = 'system:masters'
AUTHENTICATED = 'system:authenticated'
OPEN_PATHS = ('/healthz', '/healthz/ping', '/healthz/log', '/healthz/syncloop')
VERBS = {'POST': 'create', 'GET': 'get', 'HEAD': 'get', 'PUT': 'update', 'PATCH': 'patch', 'DELETE': 'delete'}

# Seconds that answers are remembered: --authentication-token-webhook-cache-ttl and its sisters.
TOKEN_SECONDS = 120
ALLOWED_SECONDS = 300
REFUSED_SECONDS = 30
REMEMBERED = 1024


class Gate:
    """`admit` lets a request in. Without a client only system:masters may ask."""

    def __init__(self, *, node_name: str, world: World, client: Client | None = None) -> None:
        self._node = node_name
        self._world = world
        self._client = client
        self._tokens: Cache[str, tuple[datetime, UserInfo | None]] = Cache(REMEMBERED)
        self._answers: Cache[tuple[str, tuple[str, ...], str, str], tuple[datetime, bool]] = Cache(REMEMBERED)

    async def admit(self, request: Request) -> None:
        """Raises `Refused`: 401 for who is nobody, 403 for who may not."""
        user = await self._authenticate(request)
        if MASTERS in user.groups:
            return
        verb, wanted = VERBS.get(request.method, ''), subresources(request.path)
        for subresource in wanted:
            if await self._may(user, verb, subresource):
                return
        shown = ' '.join(wanted)
        raise Refused(403, f'Forbidden (user={user.name}, verb={verb}, resource=nodes, subresource(s)=[{shown}])\n')

    async def _authenticate(self, request: Request) -> UserInfo:
        if request.user is not None:
            return request.user
        if request.peer_certificate is not None:
            return of_certificate(request.peer_certificate)
        scheme, _, token = request.headers.get('authorization', '').partition(' ')
        user = await self._of_token(token.strip()) if scheme.lower() == 'bearer' and token.strip() else None
        if user is None:
            raise Refused(401, 'Unauthorized')
        return user

    async def _of_token(self, token: str) -> UserInfo | None:
        now, known = self._world.now(), self._tokens.get(token)
        if known is not None and (now - known[0]).total_seconds() < TOKEN_SECONDS:
            return known[1]
        if self._client is None:
            return None
        question = authentication.TokenReview(spec=authentication.TokenReviewSpec(token=token))
        try:
            answer = await self._client.create(question)
        except (ApiError, OSError) as error:
            raise Refused(401, 'Unauthorized') from error
        user = to_user(answer.status.user) if answer.status.authenticated else None
        self._tokens.put(token, (now, user))
        return user

    async def _may(self, user: UserInfo, verb: str, subresource: str) -> bool:
        key = (user.name, user.groups, verb, subresource)
        now, known = self._world.now(), self._answers.get(key)
        if known is not None:
            seconds = ALLOWED_SECONDS if known[1] else REFUSED_SECONDS
            if (now - known[0]).total_seconds() < seconds:
                return known[1]
        if self._client is None:
            return False
        try:
            answer = await self._client.create(self._question(user, verb, subresource))
        except (ApiError, OSError) as error:
            text = f'Authorization error (user={user.name}, verb={verb}, resource=nodes, subresource={subresource})'
            raise Refused(500, text) from error
        self._answers.put(key, (now, answer.status.allowed))
        return bool(answer.status.allowed)

    def _question(self, user: UserInfo, verb: str, subresource: str) -> authorization.SubjectAccessReview:
        attributes = authorization.ResourceAttributes(
            verb=verb, version='v1', resource='nodes', subresource=subresource, name=self._node
        )
        spec = authorization.SubjectAccessReviewSpec(
            resource_attributes=attributes,
            user=user.name,
            uid=user.uid,
            groups=list(user.groups),
            extra={key: list(values) for key, values in user.extra.items()},
        )
        return authorization.SubjectAccessReview(spec=spec)


def to_user(found: authentication.UserInfo | None) -> UserInfo | None:
    if found is None:
        return None
    return UserInfo(found.username, found.uid, tuple(found.groups), found.extra)


@lru_cache(maxsize=64)
def of_certificate(certificate: bytes) -> UserInfo:
    """The subject's common name and organizations. The same few clients come with every request."""
    from cryptography import x509  # 6 MB and 20 ms that a node nobody asks does without
    from cryptography.x509.oid import NameOID

    subject = x509.load_der_x509_certificate(certificate).subject
    names = [str(attribute.value) for attribute in subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    groups = [str(attribute.value) for attribute in subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)]
    if not names:
        raise Refused(401, 'Unauthorized')
    return UserInfo(names[0], groups=(*groups, AUTHENTICATED))


def subresources(path: str) -> tuple[str, ...]:
    """What of the node a path is; any of them is enough."""
    for prefix, name in (('/stats', 'stats'), ('/metrics', 'metrics'), ('/logs', 'log'), ('/checkpoint', 'checkpoint')):
        if path == prefix or path.startswith(prefix + '/'):
            return (name,)
    if path.rstrip('/') in ('/pods', '/runningpods'):
        return ('pods', 'proxy')
    for name in ('healthz', 'configz'):
        if path == f'/{name}' or path.startswith(f'/{name}/'):
            return (name, 'proxy')
    return ('proxy',)
