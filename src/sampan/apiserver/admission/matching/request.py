"""The request as expressions and webhooks see it (upstream: plugin/cel CreateAdmissionRequest)."""

from __future__ import annotations

from typing import Any

import msgspec

from sampan.api import codec
from sampan.api.generated import authentication_v1, meta_v1
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Attributes, Operation

OPTIONS_VERSION = 'meta.k8s.io/v1'


def kind_of(attributes: Attributes, resource: Resource) -> meta_v1.GroupVersionKind:
    """The kind of what is sent, if the resource goes by that name."""
    if resource is attributes.resource:
        group, version, kind = attributes.kind
        return meta_v1.GroupVersionKind(group=group, version=version, kind=kind)
    own = resource.subresources.get(attributes.subresource) if attributes.subresource else None
    if own is not None and own.version:
        return meta_v1.GroupVersionKind(group=own.group, version=own.version, kind=own.kind)
    kind = resource.kind if own is None else own.kind
    return meta_v1.GroupVersionKind(group=resource.group, version=resource.version, kind=kind)


def resource_of(resource: Resource) -> meta_v1.GroupVersionResource:
    return meta_v1.GroupVersionResource(group=resource.group, version=resource.version, resource=resource.plural)


def user_of(attributes: Attributes) -> authentication_v1.UserInfo:
    user = attributes.user
    extra = {name: list(values) for name, values in user.extra.items()}
    return authentication_v1.UserInfo(username=user.name, uid=user.uid, groups=list(user.groups), extra=extra)


def options_of(attributes: Attributes) -> Any:
    """The options of the operation, as clients could send them; None for connections."""
    if attributes.operation is Operation.CONNECT:
        return None
    if attributes.operation is Operation.DELETE:
        asked = attributes.delete_options or meta_v1.DeleteOptions()
        return msgspec.structs.replace(asked, kind='DeleteOptions', api_version=OPTIONS_VERSION)
    creates = attributes.operation is Operation.CREATE
    options: meta_v1.CreateOptions | meta_v1.UpdateOptions
    options = meta_v1.CreateOptions() if creates else meta_v1.UpdateOptions()
    options.kind, options.api_version = type(options).__name__, OPTIONS_VERSION
    request = attributes.request
    if request is not None and request.query:
        options.dry_run = [value for value in request.query.get('dryRun', ()) if value]
        options.field_manager = request.first('fieldManager')
        options.field_validation = request.first('fieldValidation')
    return options


def described(attributes: Attributes, resource: Resource) -> dict[str, Any]:
    """`request` in expressions."""
    options = options_of(attributes)
    found = {
        'kind': kind_of(attributes, resource),
        'resource': resource_of(resource),
        'subResource': attributes.subresource,
        'requestKind': kind_of(attributes, attributes.resource),
        'requestResource': resource_of(attributes.resource),
        'requestSubResource': attributes.subresource,
        'name': attributes.name,
        'namespace': attributes.namespace,
        'operation': attributes.operation.value,
        'userInfo': user_of(attributes),
        'dryRun': attributes.dry_run,
        'options': {} if options is None else options,
    }
    plain: dict[str, Any] = msgspec.json.decode(codec.encode(found))
    return plain
