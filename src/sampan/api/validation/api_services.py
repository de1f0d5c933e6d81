"""APIServices. Upstream: kube-aggregator pkg/apis/apiregistration/validation."""

from __future__ import annotations

from sampan.api.generated import apiregistration_v1 as apiregistration
from sampan.api.validation.common import Errors, checked
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.machinery import field, gotext, names
from sampan.machinery.field import Path

APIService = apiregistration.APIService
MOST_GROUP, MOST_VERSION = 20000, 1000
STATUSES = ('True', 'False', 'Unknown')
_SPEC = Path('spec')
_SERVICE = _SPEC.child('service')


def api_service(obj: APIService) -> Errors:
    spec = obj.spec
    wanted = f'{spec.version}.{spec.group}'

    def named(name: str, prefix: bool) -> list[str]:
        problems = names.path_segment(name)
        if problems or name == wanted:
            return problems
        return [f'must be `spec.version+"."+spec.group`: {gotext.quote(wanted)}']

    yield from object_meta(obj.metadata, False, named)
    if not spec.group and spec.version != 'v1':
        detail = 'only v1 may have an empty group and it better be legacy kube'
        yield field.required(_SPEC.child('group'), detail)
    if spec.group:
        yield from checked(_SPEC.child('group'), spec.group, names.dns1123_subdomain)
    yield from checked(_SPEC.child('version'), spec.version, names.dns1035_label)
    yield from _priority('groupPriorityMinimum', spec.group_priority_minimum, MOST_GROUP)
    yield from _priority('versionPriority', spec.version_priority, MOST_VERSION)
    if spec.service is None:
        yield from _local(spec)
    else:
        yield from _service(spec, spec.service)


def api_service_update(new: APIService, old: APIService) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from api_service(new)


def api_service_status_update(new: APIService, old: APIService) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    for index, condition in enumerate(new.status.conditions):
        if condition.status not in STATUSES:
            path = Path('status').child('conditions').index(index).child('status')
            yield field.not_supported(path, condition.status, STATUSES)


def _priority(name: str, value: int, most: int) -> Errors:
    if not 0 < value <= most:
        yield field.invalid(_SPEC.child(name), value, f'must be positive and less than {most}')


def _local(spec: apiregistration.APIServiceSpec) -> Errors:
    if spec.ca_bundle:
        size = f'{len(spec.ca_bundle)} bytes'
        yield field.invalid(_SPEC.child('caBundle'), size, 'local APIServices may not have a caBundle')
    if spec.insecure_skip_tls_verify:
        detail = 'local APIServices may not have insecureSkipTLSVerify'
        yield field.invalid(_SPEC.child('insecureSkipTLSVerify'), True, detail)


def _service(spec: apiregistration.APIServiceSpec, service: apiregistration.ServiceReference) -> Errors:
    if not service.namespace:
        yield field.required(_SERVICE.child('namespace'))
    if not service.name:
        yield field.required(_SERVICE.child('name'))
    port = service.port or 0
    problems = names.port_number(port)
    if problems:
        yield field.invalid(_SERVICE.child('port'), port, 'port is not valid: ' + ', '.join(problems))
    if spec.insecure_skip_tls_verify and spec.ca_bundle:
        detail = 'may not be true if caBundle is present'
        yield field.invalid(_SPEC.child('insecureSkipTLSVerify'), True, detail)
