"""Environment variables and where they come from. Upstream: ValidateEnv, ValidateEnvFrom."""

from __future__ import annotations

from collections.abc import Sequence

from sampan.api.generated import core_v1 as core
from sampan.api.validation.common import Errors, checked, nanos, no_backsteps, required_name
from sampan.machinery import field, names
from sampan.machinery.field import Path

ENV_FIELDS = (
    'metadata.name',
    'metadata.namespace',
    'metadata.uid',
    'spec.nodeName',
    'spec.serviceAccountName',
    'status.hostIP',
    'status.hostIPs',
    'status.podIP',
    'status.podIPs',
)
VOLUME_FIELDS = ('metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid')
_RESOURCES = (
    'limits.cpu',
    'limits.ephemeral-storage',
    'limits.memory',
    'requests.cpu',
    'requests.ephemeral-storage',
    'requests.memory',
)
_HUGE_PAGES = ('limits.hugepages-', 'requests.hugepages-')
# What a field path may name at all (upstream's ConvertDownwardAPIFieldLabel).
_KNOWN_FIELDS = frozenset(
    {
        'metadata.annotations',
        'metadata.labels',
        'metadata.name',
        'metadata.namespace',
        'metadata.uid',
        'spec.nodeName',
        'spec.restartPolicy',
        'spec.serviceAccountName',
        'spec.schedulerName',
        'status.phase',
        'status.hostIP',
        'status.hostIPs',
        'status.podIP',
        'status.podIPs',
        'spec.host',
    }
)
_SIZES = ('1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei')
_SIZES_TEXT = "only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the "
_CPU_TEXT = "only divisor's values 1m and 1 are supported with the cpu resource"


def env(path: Path, variables: Sequence[core.EnvVar]) -> Errors:
    """The `env` list of a container."""
    for index, variable in enumerate(variables):
        at = path.index(index)
        yield from required_name(at.child('name'), variable.name, names.relaxed_env_var_name)
        if variable.value_from is not None:
            yield from _value_from(at.child('valueFrom'), variable, variable.value_from)


def _value_from(path: Path, variable: core.EnvVar, source: core.EnvVarSource) -> Errors:
    sources = 0
    if source.field_ref is not None:
        sources += 1
        yield from field_selector(path.child('fieldRef'), source.field_ref, ENV_FIELDS)
    if source.resource_field_ref is not None:
        sources += 1
        yield from resource_field(path.child('resourceFieldRef'), source.resource_field_ref, in_volume=False)
    if source.config_map_key_ref is not None:
        sources += 1
        yield from _key_selector(path.child('configMapKeyRef'), source.config_map_key_ref)
    if source.secret_key_ref is not None:
        sources += 1
        yield from _key_selector(path.child('secretKeyRef'), source.secret_key_ref)
    if source.file_key_ref is not None:
        sources += 1
        yield from _file_key(path.child('fileKeyRef'), source.file_key_ref)
    if sources == 0:
        choices = '`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'
        yield field.invalid(path, '', f'must specify one of: {choices}')
    elif variable.value:
        yield field.invalid(path, '', 'may not be specified when `value` is not empty')
    elif sources > 1:
        yield field.invalid(path, '', 'may not have more than one field specified at a time')


def _key_selector(path: Path, selector: core.ConfigMapKeySelector | core.SecretKeySelector) -> Errors:
    yield from checked(path.child('name'), selector.name, names.dns1123_subdomain)
    yield from required_name(path.child('key'), selector.key, names.config_map_key)


def _file_key(path: Path, selector: core.FileKeySelector) -> Errors:
    yield from required_name(path.child('key'), selector.key, names.relaxed_env_var_name)
    yield from required_name(path.child('volumeName'), selector.volume_name, names.dns1123_label)
    if not selector.path:
        yield field.required(path.child('path'))
    else:
        yield from no_backsteps(path.child('path'), selector.path)


def field_selector(path: Path, selector: core.ObjectFieldSelector, allowed: Sequence[str]) -> Errors:
    """A reference to a field of the pod."""
    if not selector.api_version:
        yield field.required(path.child('apiVersion'))
        return
    if not selector.field_path:
        yield field.required(path.child('fieldPath'))
        return
    name, subscript = split_subscript(selector.field_path)
    problem = _conversion_problem(selector.api_version, name, subscript)
    if problem:
        detail = f'error converting fieldPath: {problem}'
        yield field.invalid(path.child('fieldPath'), selector.field_path, detail)
    elif subscript is None:
        if name not in allowed:
            yield field.not_supported(path.child('fieldPath'), name, allowed)
    elif name == 'metadata.annotations':
        yield from checked(path, subscript.lower(), names.qualified_name)
    elif name == 'metadata.labels':
        yield from checked(path, subscript, names.qualified_name)
    else:
        yield field.invalid(path, name, 'does not support subscript')


def split_subscript(field_path: str) -> tuple[str, str | None]:
    """`metadata.labels['app']` → (`metadata.labels`, `app`); without a subscript the second is None."""
    if not field_path.endswith("']"):
        return field_path, None
    name, bracket, subscript = field_path.removesuffix("']").partition("['")
    return (name, subscript) if bracket and name else (field_path, None)


def _conversion_problem(version: str, name: str, subscript: str | None) -> str:
    if version != 'v1':
        return f'unsupported pod version: {version}'
    if subscript is not None:
        supported = name in ('metadata.annotations', 'metadata.labels')
        return '' if supported else f"field label does not support subscript: {name}['{subscript}']"
    return '' if name in _KNOWN_FIELDS else f'field label not supported: {name}'


def resource_field(path: Path, selector: core.ResourceFieldSelector, in_volume: bool) -> Errors:
    """A reference to a container's limit or request."""
    if in_volume and not selector.container_name:
        yield field.required(path.child('containerName'))
    elif not selector.resource:
        yield field.required(path.child('resource'))
    elif selector.resource not in _RESOURCES and not selector.resource.startswith(_HUGE_PAGES):
        yield field.not_supported(path.child('resource'), selector.resource, _RESOURCES)
    yield from _divisor(path.child('divisor'), selector)


def _divisor(path: Path, selector: core.ResourceFieldSelector) -> Errors:
    if nanos(selector.divisor) == 0:
        return
    what, divisor = selector.resource.partition('.')[2], str(selector.divisor)
    if what == 'cpu':
        if divisor not in ('1m', '1'):
            yield field.invalid(path, selector.resource, _CPU_TEXT)
        return
    kinds = {'memory': 'memory', 'ephemeral-storage': 'local ephemeral storage'}
    name = 'hugepages' if selector.resource.startswith(_HUGE_PAGES) else kinds.get(what, '')
    if name and divisor not in _SIZES:
        yield field.invalid(path, selector.resource, f'{_SIZES_TEXT}{name} resource')


def env_from(path: Path, sources: Sequence[core.EnvFromSource]) -> Errors:
    """The `envFrom` list of a container."""
    for index, source in enumerate(sources):
        at = path.index(index)
        if source.prefix:
            yield from checked(at.child('prefix'), source.prefix, names.relaxed_env_var_name)
        count = 0
        if source.config_map_ref is not None:
            count += 1
            yield from _source_name(at.child('configMapRef', 'name'), source.config_map_ref.name)
        if source.secret_ref is not None:
            count += 1
            yield from _source_name(at.child('secretRef', 'name'), source.secret_ref.name)
        if count == 0:
            yield field.invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`')
        elif count > 1:
            yield field.invalid(path, '', 'may not have more than one field specified at a time')


def _source_name(path: Path, name: str) -> Errors:
    if not name:
        yield field.required(path)
    for message in names.name_is_dns_subdomain(name, True) if name else ():
        yield field.invalid(path, name, message)
