"""A container's environment, command and arguments (upstream: kubelet_pods.go makeEnvironmentVariables)."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import TypeVar

from sampan.api import errors
from sampan.api.generated import core_v1 as core
from sampan.client.events import WARNING, EventRecorder
from sampan.node.pods.expand import expand
from sampan.node.pods.fields import FieldError, PodFacts, field_text, resource_text
from sampan.node.pods.services import Services
from sampan.node.pods.spec import all_containers
from sampan.node.references import Ref, References

T = TypeVar('T', core.ConfigMap, core.Secret)

_NAME = re.compile(r'[^=\x00-\x1f\x7f-\uffff]+')  # relaxed environment variable names: printable ASCII but '='


class ConfigError(Exception):
    """The container cannot be configured; upstream's CreateContainerConfigError with this text."""


def environment_refs(pod: core.Pod) -> list[Ref]:
    """The ConfigMaps and Secrets the containers' environments come from."""
    namespace = pod.metadata.namespace
    refs: list[Ref] = []
    for container in all_containers(pod):
        for source in container.env_from:
            if source.config_map_ref is not None:
                refs.append(Ref(core.ConfigMap, namespace, source.config_map_ref.name))
            if source.secret_ref is not None:
                refs.append(Ref(core.Secret, namespace, source.secret_ref.name))
        for variable in container.env:
            value = variable.value_from
            if value is not None and value.config_map_key_ref is not None:
                refs.append(Ref(core.ConfigMap, namespace, value.config_map_key_ref.name))
            if value is not None and value.secret_key_ref is not None:
                refs.append(Ref(core.Secret, namespace, value.secret_key_ref.name))
    return refs


class Environment:
    """Makes a container's variables from its spec, the services and what it refers to."""

    def __init__(self, *, references: References, services: Services, recorder: EventRecorder) -> None:
        self._references = references
        self._services = services
        self._recorder = recorder

    async def variables(self, pod: core.Pod, container: core.Container, facts: PodFacts) -> dict[str, str]:
        """In upstream's precedence: own `env` over `envFrom` over services. Raises ConfigError."""
        if not self._services.synced.is_set():
            raise ConfigError('services have not yet been read at least once, cannot construct envs')
        links = pod.spec.enable_service_links
        services = self._services.environment(pod.metadata.namespace, links=links is None or links)
        values: dict[str, str] = {}
        for source in container.env_from:
            values.update(await self._from(pod, source))
        for variable in container.env:
            value = await self._value(pod, container, variable, values, services, facts)
            if value is not None:
                values[variable.name] = value
        for name, text in services.items():
            values.setdefault(name, text)
        return values

    async def _from(self, pod: core.Pod, source: core.EnvFromSource) -> dict[str, str]:
        if source.config_map_ref is not None:
            ref = source.config_map_ref
            data = await self._config_map(pod, ref.name, bool(ref.optional))
        elif source.secret_ref is not None:
            data = await self._secret(pod, source.secret_ref.name, bool(source.secret_ref.optional))
        else:
            return {}
        return self._valid(pod, {f'{source.prefix}{k}': v for k, v in (data or {}).items()}, source)

    def _valid(self, pod: core.Pod, values: dict[str, str], source: core.EnvFromSource) -> dict[str, str]:
        invalid = sorted(k for k in values if not _NAME.fullmatch(k))
        if invalid:
            kind, ref = ('ConfigMap', source.config_map_ref) if source.config_map_ref else ('Secret', source.secret_ref)
            name = ref.name if ref is not None else ''
            self._recorder.event(
                pod,
                WARNING,
                'InvalidEnvironmentVariableNames',
                f'Keys [{", ".join(invalid)}] from the EnvFrom {"configMap" if kind == "ConfigMap" else "secret"} '
                f'{pod.metadata.namespace}/{name} were skipped since they are considered invalid environment '
                'variable names.',
            )
        return {k: values[k] for k in sorted(values) if k not in invalid}

    async def _value(
        self,
        pod: core.Pod,
        container: core.Container,
        variable: core.EnvVar,
        values: Mapping[str, str],
        services: Mapping[str, str],
        facts: PodFacts,
    ) -> str | None:
        source = variable.value_from
        if source is None:
            return expand(variable.value, {**services, **values})
        try:
            if source.field_ref is not None:
                return field_text(pod, source.field_ref.field_path, facts)
            if source.resource_field_ref is not None:
                return resource_text(pod, source.resource_field_ref, container.name, facts)
        except FieldError as e:
            raise ConfigError(str(e)) from e
        if source.config_map_key_ref is not None:
            return await self._config_map_key(pod, source.config_map_key_ref)
        if source.secret_key_ref is not None:
            return await self._secret_key(pod, source.secret_key_ref)
        return ''

    async def _config_map_key(self, pod: core.Pod, ref: core.ConfigMapKeySelector) -> str | None:
        data = await self._config_map(pod, ref.name, bool(ref.optional))
        if data is None:
            return None
        if ref.key not in data:
            if ref.optional:
                return None
            raise ConfigError(f"couldn't find key {ref.key} in ConfigMap {pod.metadata.namespace}/{ref.name}")
        return data[ref.key]

    async def _secret_key(self, pod: core.Pod, ref: core.SecretKeySelector) -> str | None:
        data = await self._secret(pod, ref.name, bool(ref.optional))
        if data is None:
            return None
        if ref.key not in data:
            if ref.optional:
                return None
            raise ConfigError(f"couldn't find key {ref.key} in Secret {pod.metadata.namespace}/{ref.name}")
        return data[ref.key]

    async def _config_map(self, pod: core.Pod, name: str, optional: bool) -> dict[str, str] | None:
        found = await self._get(core.ConfigMap, pod, name, optional)
        return None if found is None else dict(found.data)

    async def _secret(self, pod: core.Pod, name: str, optional: bool) -> dict[str, str] | None:
        found = await self._get(core.Secret, pod, name, optional)
        return None if found is None else {k: secret_bytes(v).decode(errors='replace') for k, v in found.data.items()}

    async def _get(self, kind: type[T], pod: core.Pod, name: str, optional: bool) -> T | None:
        try:
            found: T = await self._references.get(kind, pod.metadata.namespace, name)
        except errors.ApiError as e:
            if optional and errors.is_not_found(e):
                return None
            raise ConfigError(str(e)) from e
        except OSError as e:
            raise ConfigError(str(e)) from e
        return found


def secret_bytes(value: bytes | str) -> bytes:
    """A Secret's value as bytes, whether the type decodes base64 or hands it on."""
    return value if isinstance(value, bytes) else base64.b64decode(value)


def expanded(words: list[str], variables: Mapping[str, str]) -> tuple[str, ...]:
    """Command or arguments with `$(NAME)` replaced."""
    return tuple(expand(word, variables) for word in words)
