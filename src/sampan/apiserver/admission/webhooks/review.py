"""AdmissionReview, there and back (upstream: webhook/request/admissionreview.go)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from sampan.api import codec
from sampan.api.generated import admission_v1
from sampan.apiserver.admission.base import Attributes
from sampan.apiserver.admission.matching.request import kind_of, options_of, resource_of, user_of
from sampan.apiserver.admission.webhooks.failure import CallFailed
from sampan.apiserver.admission.webhooks.invocation import Invocation

GROUP = 'admission.k8s.io'
VERSIONS = ('v1', 'v1beta1')
JSON_PATCH = 'JSONPatch'


def version_of(invocation: Invocation) -> str:
    """The first version of the hook's list that is known here. Raises CallFailed."""
    asked: Sequence[str] = invocation.hook.webhook.admission_review_versions
    for version in asked:
        if version in VERSIONS:
            return version
    raise CallFailed(
        invocation.hook.name,
        'could not create admission objects: webhook does not accept known AdmissionReview versions (v1, v1beta1)',
        400,
    )


def question(invocation: Invocation, attributes: Attributes, version: str, uid: str) -> bytes:
    """The review as it is sent."""
    request = admission_v1.AdmissionRequest(
        uid=uid,
        kind=kind_of(attributes, invocation.resource),
        resource=resource_of(invocation.resource),
        sub_resource=attributes.subresource,
        request_kind=kind_of(attributes, attributes.resource),
        request_resource=resource_of(attributes.resource),
        request_sub_resource=attributes.subresource,
        name=attributes.name,
        namespace=attributes.namespace,
        operation=attributes.operation.value,
        user_info=user_of(attributes),
        object=_raw(invocation.object),
        old_object=_raw(invocation.old),
        dry_run=attributes.dry_run,
        options=_raw(options_of(attributes)),
    )
    return codec.encode(admission_v1.AdmissionReview(api_version=f'{GROUP}/{version}', request=request))


def _raw(obj: Any) -> msgspec.Raw:
    return msgspec.Raw(b'null' if obj is None else codec.encode(obj))


def verdict(name: str, data: bytes, version: str, uid: str, *, mutating: bool) -> admission_v1.AdmissionResponse:
    """The response in an answer, checked. Raises CallFailed."""
    try:
        review = codec.decode(admission_v1.AdmissionReview, data)
        head = codec.head(data)
    except codec.DecodeError as error:
        raise CallFailed(name, f'failed to call webhook: {error}') from error
    response = review.response
    if response is None:
        raise _invalid(name, 'webhook response was absent')
    if version == 'v1':
        _check(name, response, head, uid, mutating)
    elif not mutating:
        response.patch = b''
    if version != 'v1':
        response.patch_type = JSON_PATCH if response.patch else None
    return response


def _check(name: str, response: admission_v1.AdmissionResponse, head: codec.Head, uid: str, mutating: bool) -> None:
    """What version 1 demands."""
    if response.uid != uid:
        raise _invalid(name, f'expected response.uid="{uid}", got "{response.uid}"')
    group, _, version = head.api_version.rpartition('/')
    found = f'{group}/{version}, Kind={head.kind}'
    if found != f'{GROUP}/v1, Kind=AdmissionReview':
        raise _invalid(name, f'expected webhook response of {GROUP}/v1, Kind=AdmissionReview, got {found}')
    if not mutating:
        if response.patch:
            raise _invalid(name, 'validating webhook may not return response.patch')
        if response.patch_type is not None:
            raise _invalid(name, 'validating webhook may not return response.patchType')
        return
    if response.patch and response.patch_type is None:
        raise _invalid(name, 'webhook returned response.patch but not response.patchType')
    if not response.patch and response.patch_type is not None:
        raise _invalid(name, 'webhook returned response.patchType but not response.patch')
    if response.patch_type == '':
        raise _invalid(name, 'webhook returned invalid response.patchType of ""')


def _invalid(name: str, reason: str) -> CallFailed:
    return CallFailed(name, f'received invalid webhook response: {reason}')
