"""The APIs that ask what the pipeline asks: may they? (upstream: pkg/registry/authorization)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from sampan.api import errors
from sampan.api.generated import authorization_v1 as authorization
from sampan.api.generated import meta_v1
from sampan.apiserver.authz import selectors
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
        refuse('SubjectAccessReview', validate_subject(asked))
        asked.status = await self._decide(subject_of(asked.spec), asked.spec)
        return asked

    async def local(
        self, request: Request, asked: authorization.LocalSubjectAccessReview
    ) -> authorization.LocalSubjectAccessReview:
        """The same for one namespace, so that the right to ask can be given away with it."""
        namespace = request.info.namespace if request.info else ''
        asked.metadata.namespace = asked.metadata.namespace or namespace
        refuse('LocalSubjectAccessReview', validate_local(asked))
        if asked.metadata.namespace != namespace:
            raise errors.bad_request(f'namespace must match: {namespace}')
        asked.status = await self._decide(subject_of(asked.spec), asked.spec)
        return asked

    async def self_access(
        self, request: Request, asked: authorization.SelfSubjectAccessReview
    ) -> authorization.SelfSubjectAccessReview:
        """May I? `kubectl auth can-i`."""
        refuse('SelfSubjectAccessReview', validate_self(asked))
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
            incomplete=rules.incomplete,
            evaluation_error=aggregate(rules.problems),
        )
        return asked

    async def _decide(self, user: UserInfo, spec: Spec) -> authorization.SubjectAccessReviewStatus:
        verdict = await self._authorizer.authorize(attributes_for(user, spec))
        return authorization.SubjectAccessReviewStatus(
            allowed=verdict.decision is Decision.ALLOW,
            denied=verdict.decision is Decision.DENY,
            reason=verdict.reason,
            evaluation_error='; '.join(
                filter(None, (verdict.error, selectors.evaluation_error(spec.resource_attributes)))
            ),
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
    return Attributes(
        user=user,
        verb=asked.verb,
        namespace=asked.namespace,
        group=asked.group,
        version=asked.version or '*',
        resource=asked.resource,
        subresource=asked.subresource,
        name=asked.name,
        fields=selectors.of_fields(asked.field_selector)[0],
        labels=selectors.of_labels(asked.label_selector)[0],
    )


def refuse(kind: str, problems: list[FieldError]) -> None:
    if problems:
        raise errors.invalid(GROUP, kind, '', problems)


def aggregate(problems: Sequence[str]) -> str:
    """Several errors as Go's aggregate prints them: each once, in brackets if there are more."""
    different = list(dict.fromkeys(problems))
    return different[0] if len(different) == 1 else f'[{", ".join(different)}]' if different else ''


def validate_question(spec: Spec) -> list[FieldError]:
    path, attributes = Path('spec'), spec.resource_attributes
    problems: list[FieldError] = []
    if attributes is not None and spec.non_resource_attributes is not None:
        detail = 'cannot be specified in combination with resourceAttributes'
        problems.append(field.invalid(path.child('nonResourceAttributes'), spec.non_resource_attributes, detail))
    if attributes is None and spec.non_resource_attributes is None:
        detail = 'exactly one of nonResourceAttributes or resourceAttributes must be specified'
        problems.append(field.invalid(path.child('resourceAttributes'), None, detail))
    if attributes is not None:
        at = path.child('resourceAttributes')
        problems += selectors.validate(at.child('fieldSelector'), attributes.field_selector)
        problems += selectors.validate(at.child('labelSelector'), attributes.label_selector)
    return problems


def validate_metadata(metadata: meta_v1.ObjectMeta, detail: str) -> list[FieldError]:
    """A question has no name: nothing is stored under it."""
    bare = msgspec.structs.replace(metadata, managed_fields=[])
    return [] if bare == meta_v1.ObjectMeta() else [field.invalid(Path('metadata'), metadata, detail)]


def validate_self(asked: authorization.SelfSubjectAccessReview) -> list[FieldError]:
    return [*validate_question(asked.spec), *validate_metadata(asked.metadata, 'must be empty')]


def validate_subject_spec(spec: authorization.SubjectAccessReviewSpec) -> list[FieldError]:
    problems = validate_question(spec)
    if not spec.user and not spec.groups:
        problems.append(
            field.invalid(Path('spec').child('user'), spec.user, 'at least one of user or group must be specified')
        )
    return problems


def validate_subject(asked: authorization.SubjectAccessReview) -> list[FieldError]:
    return [*validate_subject_spec(asked.spec), *validate_metadata(asked.metadata, 'must be empty')]


def validate_local(asked: authorization.LocalSubjectAccessReview) -> list[FieldError]:
    bare = msgspec.structs.replace(asked.metadata, namespace='')
    problems = validate_subject_spec(asked.spec) + validate_metadata(bare, 'must be empty except for namespace')
    attributes, path = asked.spec.resource_attributes, Path('spec')
    if attributes is not None and attributes.namespace != asked.metadata.namespace:
        at = path.child('resourceAttributes').child('namespace')
        problems.append(field.invalid(at, attributes.namespace, 'must match metadata.namespace'))
    if asked.spec.non_resource_attributes is not None:
        at, detail = path.child('nonResourceAttributes'), 'disallowed on this kind of request'
        problems.append(field.invalid(at, asked.spec.non_resource_attributes, detail))
    return problems
