"""The token service: makes service-account tokens and says whose a token is.

`serviceaccounts/token` issues tokens bound to a service account and, if asked, to a pod, secret or
node; `tokenreviews` checks one; `selfsubjectreviews` says who the caller is. The keys are published
at /openid/v1/jwks for others to verify. Upstream: pkg/registry/core/serviceaccount/storage/token.go,
pkg/registry/authentication, pkg/serviceaccount/openidmetadata.go.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from sampan.api import errors
from sampan.api.generated import authentication_v1 as authentication
from sampan.api.generated import core_v1 as core
from sampan.api.scalars import Time
from sampan.apiserver.authn import jwt
from sampan.apiserver.authn.base import AuthenticationFailed
from sampan.apiserver.authn.claims import Bound, Claims, Ref, user_name
from sampan.machinery import field
from sampan.machinery.field import FieldError, Path

if TYPE_CHECKING:
    from sampan.apiserver.authn.base import TokenAuthenticator
    from sampan.apiserver.authn.keys import TokenKeys
    from sampan.apiserver.authn.service_accounts import Lookup
    from sampan.apiserver.request import Request, UserInfo
    from sampan.machinery.world import World

DEFAULT_SECONDS = 3600
SHORTEST_SECONDS = 600
LONGEST_SECONDS = 1 << 32
# A pod's projected token asks for this many seconds; upstream gives it a year, so that clients which
# never read the file again go on working, and notes when it should have been renewed.
PROJECTED_SECONDS = 3607
EXTENDED_SECONDS = 365 * 24 * 3600


class TokenIssuer:
    """Makes tokens."""

    def __init__(
        self, *, keys: TokenKeys, lookup: Lookup, world: World, longest: float = 0.0, extend: bool = True
    ) -> None:
        """`longest`: seconds a token may live, 0 for no limit; `extend`: pods' tokens get a year."""
        self._keys = keys
        self._lookup = lookup
        self._world = world
        self._longest = longest
        self._extend = extend

    async def request(self, request: Request, asked: authentication.TokenRequest) -> authentication.TokenRequest:
        """Answer a TokenRequest for the service account the path names."""
        info = request.info
        if info is None:
            raise RuntimeError('a token request comes behind request info')
        account: core.ServiceAccount = await self._lookup(core.ServiceAccount, info.name, info.namespace)
        self._complete(asked, account)
        problems = validate(asked)
        if problems:
            raise errors.invalid('authentication.k8s.io', 'TokenRequest', info.name, problems)
        self._shorten(request, asked)
        bound = await self._bind(asked, account)
        asked.status = self._issue(asked, bound)
        return asked

    def _shorten(self, request: Request, asked: authentication.TokenRequest) -> None:
        """More than the server gives is cut, and the asker is told."""
        seconds = asked.spec.expiration_seconds or 0
        if self._longest and seconds > self._longest:
            asked.spec.expiration_seconds = int(self._longest)
            request.warnings.append(
                f'requested expiration of {seconds} seconds shortened to {int(self._longest)} seconds'
            )

    def _complete(self, asked: authentication.TokenRequest, account: core.ServiceAccount) -> None:
        own, theirs = account.metadata, asked.metadata
        if theirs.name and theirs.name != own.name:
            raise errors.bad_request(
                'the name of the object in the request body does not match the name in the request URL'
            )
        if theirs.namespace and theirs.namespace != own.namespace:
            raise errors.bad_request(
                'the namespace of the provided object does not match the namespace sent on the request'
            )
        theirs.name, theirs.namespace = own.name, own.namespace
        theirs.creation_timestamp = Time.of(self._world.now())
        asked.spec.audiences = asked.spec.audiences or list(self._keys.audiences)
        if asked.spec.expiration_seconds is None:
            asked.spec.expiration_seconds = DEFAULT_SECONDS

    def _issue(self, asked: authentication.TokenRequest, bound: Bound) -> authentication.TokenRequestStatus:
        now = int(self._world.now().timestamp())
        seconds = asked.spec.expiration_seconds or DEFAULT_SECONDS
        lives = seconds
        if self._extend and seconds == PROJECTED_SECONDS and set(asked.spec.audiences) <= set(self._keys.audiences):
            lives = EXTENDED_SECONDS
            bound = msgspec.structs.replace(bound, warnafter=now + seconds)
        account = bound.service_account
        claims = Claims(
            aud=asked.spec.audiences,
            exp=now + lives,
            iat=now,
            iss=self._keys.issuers[0],
            jti=self._world.uid(),
            bound=bound,
            nbf=now,
            sub=user_name(bound.namespace, account.name),
        )
        token = jwt.sign(msgspec.to_builtins(claims), self._keys.signing)
        ends = self._world.now() + timedelta(seconds=seconds)
        return authentication.TokenRequestStatus(token=token, expiration_timestamp=Time.of(ends))

    async def _bind(self, asked: authentication.TokenRequest, account: core.ServiceAccount) -> Bound:
        bound = Bound(
            namespace=account.metadata.namespace,
            service_account=Ref(account.metadata.name, account.metadata.uid),
        )
        ref = asked.spec.bound_object_ref
        if ref is None:
            return bound
        match (ref.api_version, ref.kind):
            case ('v1', 'Pod'):
                return await self._bind_pod(bound, ref)
            case ('v1', 'Secret'):
                secret = await self._lookup(core.Secret, ref.name, bound.namespace)
                return msgspec.structs.replace(bound, secret=checked(ref, secret))
            case ('v1', 'Node'):
                node = await self._lookup(core.Node, ref.name, '')
                return msgspec.structs.replace(bound, node=checked(ref, node))
        group, _, version = ref.api_version.rpartition('/')
        raise errors.bad_request(f'cannot bind token to object of type {group}/{version}, Kind={ref.kind}')

    async def _bind_pod(self, bound: Bound, ref: authentication.BoundObjectReference) -> Bound:
        pod: core.Pod = await self._lookup(core.Pod, ref.name, bound.namespace)
        name, of_pod = bound.service_account.name, pod.spec.service_account_name
        if name != of_pod:
            raise errors.bad_request(
                f'cannot bind token for serviceaccount "{name}" to pod running with serviceaccount name "{of_pod}"'
            )
        node = await self._node_of(pod)
        return msgspec.structs.replace(bound, pod=checked(ref, pod), node=node)

    async def _node_of(self, pod: core.Pod) -> Ref | None:
        """The pod's node, for whoever reads the token; a node that is not there (yet) has no uid."""
        if not pod.spec.node_name:
            return None
        try:
            node: core.Node = await self._lookup(core.Node, pod.spec.node_name, '')
        except errors.ApiError as error:
            if not errors.is_not_found(error):
                raise
            return Ref(pod.spec.node_name)
        return Ref(node.metadata.name, node.metadata.uid)


def checked(ref: authentication.BoundObjectReference, found: Any) -> Ref:
    """The reference with the uid of what was found, which must be the one asked for if one was."""
    uid: str = found.metadata.uid
    if ref.uid and ref.uid != uid:
        raise errors.conflict(
            '',
            ref.kind,
            ref.name,
            f'the UID in the bound object reference ({ref.uid}) does not match the UID in record. '
            'The object might have been deleted and then recreated',
        )
    return Ref(ref.name, uid)


def validate(asked: authentication.TokenRequest) -> list[FieldError]:
    path = Path('spec').child('expirationSeconds')
    seconds = asked.spec.expiration_seconds or 0
    if seconds < SHORTEST_SECONDS:
        return [field.invalid(path, seconds, 'may not specify a duration less than 10 minutes')]
    if seconds > LONGEST_SECONDS:
        return [field.invalid(path, seconds, 'may not specify a duration larger than 2^32 seconds')]
    return []


class TokenReviewer:
    """Says whose a token is, without ever saying why it is not."""

    def __init__(self, tokens: TokenAuthenticator, audiences: Sequence[str]) -> None:
        self._tokens = tokens
        self._audiences = audiences

    async def review(self, request: Request, asked: authentication.TokenReview) -> authentication.TokenReview:
        if not asked.spec.token:
            raise errors.bad_request('token is required for TokenReview in authentication')
        audiences = asked.spec.audiences or list(self._audiences)
        try:
            user = await self._tokens.authenticate_token(asked.spec.token, audiences)
        except AuthenticationFailed as failed:
            asked.status = authentication.TokenReviewStatus(error=str(failed))
            return asked
        asked.status = authentication.TokenReviewStatus()
        if user is not None:
            asked.status = authentication.TokenReviewStatus(
                authenticated=True, user=to_api(user), audiences=audiences if asked.spec.audiences else []
            )
        return asked


async def review_self(request: Request, asked: authentication.SelfSubjectReview) -> authentication.SelfSubjectReview:
    """Who the caller is: `kubectl auth whoami`."""
    if request.user is None:
        raise RuntimeError('a review comes behind authentication')
    asked.status = authentication.SelfSubjectReviewStatus(user_info=to_api(request.user))
    return asked


def to_api(user: UserInfo) -> authentication.UserInfo:
    return authentication.UserInfo(
        username=user.name,
        uid=user.uid,
        groups=list(user.groups),
        extra={key: list(values) for key, values in user.extra.items()},
    )
