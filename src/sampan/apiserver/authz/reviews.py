"""The APIs that ask what the pipeline asks: may they? (upstream: pkg/registry/authorization)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sampan.api import errors
from sampan.api.generated import authorization_v1 as authorization
from sampan.apiserver.authz.base import Attributes, Decision
from sampan.apiserver.request import UserInfo
from sampan.machinery import field
from sampan.machinery.field import FieldError, Path

if TYPE_CHECKING:
    from sampan.apiserver.authz.base import Authorizer
    from sampan.apiserver.request import Request

GROUP = 'authorization.k8s.io'
Spec = authorization.SubjectAccessReviewSpec | authorization.SelfSubjectAccessReviewSpec


class Reviews:
    """One authorizer behind four questions."""

    def __init__(self, authorizer: Authorizer) -> None:
        self._authorizer = authorizer

    async def subject(
        self, request: Request, asked: authorization.SubjectAccessReview
    ) -> authorization.SubjectAccessReview:
        """May somebody else? Only who may ask gets here: it is authorized like any create."""
        refuse('SubjectAccessReview', validate_subject(asked.spec))
        asked.status = await self._decide(subject_of(asked.spec), asked.spec)
        return asked

    async def local(
        self, request: Request, asked: authorization.LocalSubjectAccessReview
    ) -> authorization.LocalSubjectAccessReview:
        """The same for one namespace, so that the right to ask can be given away with it."""
        refuse('LocalSubjectAccessReview', validate_subject(asked.spec) or validate_local(asked))
        namespace = request.info.namespace if request.info else ''
        attributes = asked.spec.resource_attributes
        if attributes is not None and attributes.namespace != namespace:
            raise errors.bad_request(f'namespace must match: {namespace}')
        asked.status = await self._decide(subject_of(asked.spec), asked.spec)
        return asked

    async def self_access(
        self, request: Request, asked: authorization.SelfSubjectAccessReview
    ) -> authorization.SelfSubjectAccessReview:
        """May I? `kubectl auth can-i`."""
        refuse('SelfSubjectAccessReview', validate_question(asked.spec))
        asked.status = await self._decide(caller(request), asked.spec)
        return asked

    async def self_rules(
        self, request: Request, asked: authorization.SelfSubjectRulesReview
    ) -> authorization.SelfSubjectRulesReview:
        """What may I? `kubectl auth can-i --list`."""
        namespace = asked.spec.namespace
        if not namespace:
            raise errors.bad_request('no namespace on request')
        rules = self._authorizer.rules(caller(request), namespace)
        asked.status = authorization.SubjectRulesReviewStatus(
            resource_rules=[
                authorization.ResourceRule(
                    verbs=list(rule.verbs),
                    api_groups=list(rule.groups),
                    resources=list(rule.resources),
                    resource_names=list(rule.names),
                )
                for rule in rules.resources
            ],
            non_resource_rules=[
                authorization.NonResourceRule(verbs=list(rule.verbs), non_resource_urls=list(rule.paths))
                for rule in rules.paths
            ],
        )
        return asked

    async def _decide(self, user: UserInfo, spec: Spec) -> authorization.SubjectAccessReviewStatus:
        verdict = await self._authorizer.authorize(attributes_for(user, spec))
        return authorization.SubjectAccessReviewStatus(
            allowed=verdict.decision is Decision.ALLOW,
            denied=verdict.decision is Decision.DENY,
            reason=verdict.reason,
        )


def caller(request: Request) -> UserInfo:
    if request.user is None:
        raise RuntimeError('a review comes behind authentication')
    return request.user


def subject_of(spec: authorization.SubjectAccessReviewSpec) -> UserInfo:
    return UserInfo(spec.user, spec.uid, tuple(spec.groups), spec.extra)


def attributes_for(user: UserInfo, spec: Spec) -> Attributes:
    path = spec.non_resource_attributes
    if path is not None:
        return Attributes(user, path.verb, is_resource=False, path=path.path)
    asked = spec.resource_attributes
    if asked is None:
        raise RuntimeError('a review is validated before it is decided')
    attributes = Attributes(
        user=user,
        verb=asked.verb,
        namespace=asked.namespace,
        group=asked.group,
        version=asked.version or '*',
        resource=asked.resource,
        subresource=asked.subresource,
        name=asked.name,
    )
    return msgspec.structs.replace(attributes, path='')


def refuse(kind: str, problems: list[FieldError]) -> None:
    if problems:
        raise errors.invalid(GROUP, kind, '', problems)


def validate_question(spec: Spec) -> list[FieldError]:
    path = Path('spec')
    if spec.resource_attributes is not None and spec.non_resource_attributes is not None:
        return [
            field.invalid(
                path.child('nonResourceAttributes'),
                spec.non_resource_attributes,
                'cannot be specified in combination with resourceAttributes',
            )
        ]
    if spec.resource_attributes is None and spec.non_resource_attributes is None:
        return [
            field.invalid(
                path.child('resourceAttributes'),
                None,
                'exactly one of nonResourceAttributes or resourceAttributes must be specified',
            )
        ]
    return []


def validate_subject(spec: authorization.SubjectAccessReviewSpec) -> list[FieldError]:
    problems = validate_question(spec)
    if not spec.user and not spec.groups:
        problems.append(
            field.invalid(Path('spec').child('user'), spec.user, 'at least one of user or group must be specified')
        )
    return problems


def validate_local(asked: authorization.LocalSubjectAccessReview) -> list[FieldError]:
    if asked.spec.non_resource_attributes is None:
        return []
    return [
        field.invalid(
            Path('spec').child('nonResourceAttributes'),
            asked.spec.non_resource_attributes,
            'disallowed on this kind of request',
        )
    ]
