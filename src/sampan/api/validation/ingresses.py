"""Ingresses and their classes. Upstream: pkg/apis/networking/validation."""

from __future__ import annotations

import ipaddress

from sampan.api.generated import core_v1 as core
from sampan.api.generated import networking_v1 as networking
from sampan.api.validation.common import Errors, checked, immutable, ip, port_number
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.references import domain_prefixed_path, optional_group, segment
from sampan.machinery import field, names
from sampan.machinery.field import Path

CLASS_ANNOTATION = 'kubernetes.io/ingress.class'
SCOPES = ('Cluster', 'Namespace')
_SPEC = Path('spec')
_PATH_TYPES = ('Exact', 'ImplementationSpecific', 'Prefix')
_BAD_SEQUENCES = ('//', '/./', '/../', '%2f', '%2F')
_BAD_ENDINGS = ('/..', '/.')
_CONTROLLER_LIMIT = 250
_NOT_AN_IP = 'must be a DNS name, not an IP address'


def ingress(obj: networking.Ingress) -> Errors:
    yield from _ingress(obj, None)
    named, chosen = obj.metadata.annotations.get(CLASS_ANNOTATION), obj.spec.ingress_class_name
    if named is not None and chosen is not None and named != chosen:
        where = Path('annotations').child(CLASS_ANNOTATION)
        yield field.invalid(where, named, 'must match `ingressClassName` when both are specified')


def ingress_update(new: networking.Ingress, old: networking.Ingress) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from _ingress(new, old)


def ingress_status_update(new: networking.Ingress, old: networking.Ingress) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    known = {item.ip for item in old.status.load_balancer.ingress}
    for index, item in enumerate(new.status.load_balancer.ingress):
        path = Path('status', 'loadBalancer', 'ingress').index(index)
        if item.ip and item.ip not in known:
            yield from ip(path.child('ip'), item.ip)
        if item.hostname:
            yield from checked(path.child('hostname'), item.hostname, names.dns1123_subdomain)
            if _is_ip(item.hostname):
                yield field.invalid(path.child('hostname'), item.hostname, _NOT_AN_IP)


def _ingress(obj: networking.Ingress, old: networking.Ingress | None) -> Errors:
    """What an older release let in may stay, in an object that has it already."""
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    spec = obj.spec
    if not spec.rules and spec.default_backend is None:
        yield field.invalid(_SPEC, spec.rules or None, 'either `defaultBackend` or `rules` must be specified')
    if spec.default_backend is not None:
        yield from _backend(_SPEC.child('defaultBackend'), spec.default_backend)
    lenient = old is not None and any('*' in rule.host and list(_http(_SPEC, rule)) for rule in old.spec.rules)
    for index, rule in enumerate(spec.rules):
        yield from _rule(_SPEC.child('rules').index(index), rule, lenient)
    secrets = old is None or not any(_secret_name(tls.secret_name) for tls in old.spec.tls)
    for index, tls in enumerate(spec.tls):
        yield from _tls(_SPEC.child('tls').index(index), tls, secrets)
    if spec.ingress_class_name is not None:
        yield from checked(_SPEC.child('ingressClassName'), spec.ingress_class_name, names.dns1123_subdomain)


def _rule(path: Path, rule: networking.IngressRule, lenient: bool) -> Errors:
    wildcard = '*' in rule.host
    if rule.host:
        if _is_ip(rule.host):
            yield field.invalid(path.child('host'), rule.host, _NOT_AN_IP)
        yield from _host(path.child('host'), rule.host)
    if not (wildcard and lenient):
        yield from _http(path, rule)


def _host(path: Path, host: str) -> Errors:
    yield from checked(path, host, names.wildcard_dns1123_subdomain if '*' in host else names.dns1123_subdomain)


def _http(path: Path, rule: networking.IngressRule) -> Errors:
    if rule.http is None:
        return
    where = path.child('http', 'paths')
    if not rule.http.paths:
        yield field.required(where)
    for index, entry in enumerate(rule.http.paths):
        yield from _path(where.index(index), entry)


def _path(path: Path, entry: networking.HTTPIngressPath) -> Errors:
    kind, where = entry.path_type, path.child('path')
    if kind is None:
        yield field.required(path.child('pathType'), 'pathType must be specified')
        return
    if kind not in _PATH_TYPES:
        yield field.not_supported(path.child('pathType'), kind, _PATH_TYPES)
    elif kind == 'ImplementationSpecific':
        if entry.path and not entry.path.startswith('/'):
            yield field.invalid(where, entry.path, 'must be an absolute path')
    else:
        yield from _literal_path(where, entry.path)
    yield from _backend(path.child('backend'), entry.backend)


def _literal_path(path: Path, text: str) -> Errors:
    if not text.startswith('/'):
        yield field.invalid(path, text, 'must be an absolute path')
    for sequence in _BAD_SEQUENCES:
        if sequence in text:
            yield field.invalid(path, text, f"must not contain '{sequence}'")
    for ending in _BAD_ENDINGS:
        if text.endswith(ending):
            yield field.invalid(path, text, f"cannot end with '{ending}'")


def _tls(path: Path, tls: networking.IngressTLS, secrets: bool) -> Errors:
    for index, host in enumerate(tls.hosts):
        yield from _host(path.child('hosts').index(index), host)
    if secrets:
        for message in _secret_name(tls.secret_name):
            yield field.invalid(path.child('secretName'), tls.secret_name, message)


def _secret_name(name: str) -> list[str]:
    return names.dns1123_subdomain(name) if name else []


def _backend(path: Path, backend: networking.IngressBackend) -> Errors:
    if backend.resource is not None and backend.service is not None:
        yield field.invalid(path, '', 'cannot set both resource and service backends')
    elif backend.resource is not None:
        yield from _resource(path.child('resource'), backend.resource)
    elif backend.service is not None:
        yield from _service(path, backend.service)
    else:
        yield field.invalid(path, '', 'resource or service backend is required')


def _service(path: Path, service: networking.IngressServiceBackend) -> Errors:
    name, port = path.child('service', 'name'), service.port
    if not service.name:
        yield field.required(name)
    else:
        yield from checked(name, service.name, names.dns1123_label)
    if port.name and port.number:
        yield field.invalid(path, '', 'cannot set both port name & port number')
    elif port.name:
        yield from checked(path.child('service', 'port', 'name'), port.name, names.port_name)
    elif port.number:
        yield from port_number(path.child('service', 'port', 'number'), port.number)
    else:
        yield field.required(path, 'port name or number is required')


def _resource(path: Path, reference: core.TypedLocalObjectReference) -> Errors:
    yield from optional_group(path.child('apiGroup'), reference.api_group)
    yield from segment(path.child('kind'), reference.kind)
    yield from segment(path.child('name'), reference.name)


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


# --- classes ------------------------------------------------------------------------------------


def ingress_class(obj: networking.IngressClass) -> Errors:
    yield from object_meta(obj.metadata, False, names.name_is_dns_subdomain)
    controller = _SPEC.child('controller')
    if names.byte_length(obj.spec.controller) > _CONTROLLER_LIMIT:
        yield field.too_long(controller, obj.spec.controller, _CONTROLLER_LIMIT)
    yield from domain_prefixed_path(controller, obj.spec.controller)
    if obj.spec.parameters is not None:
        yield from _parameters(_SPEC.child('parameters'), obj.spec.parameters)


def ingress_class_update(new: networking.IngressClass, old: networking.IngressClass) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from immutable(_SPEC.child('controller'), new.spec.controller, old.spec.controller)
    yield from ingress_class(new)


def _parameters(path: Path, reference: networking.IngressClassParametersReference) -> Errors:
    yield from optional_group(path.child('apiGroup'), reference.api_group)
    yield from segment(path.child('kind'), reference.kind)
    yield from segment(path.child('name'), reference.name)
    scope, namespace = reference.scope, path.child('namespace')
    if scope is None:
        yield field.required(path.child('scope'))
    elif scope not in SCOPES:
        yield field.not_supported(path.child('scope'), scope, SCOPES)
    elif scope == 'Cluster':
        if reference.namespace is not None:
            yield field.forbidden(namespace, "`parameters.scope` is set to 'Cluster'")
    elif reference.namespace is None:
        yield field.required(namespace, "`parameters.scope` is set to 'Namespace'")
    else:
        yield from checked(namespace, reference.namespace, names.dns1123_label)
