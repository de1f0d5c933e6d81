"""The files of volumes that are made from API objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sampan.api import errors
from sampan.api.generated import core_v1 as core
from sampan.node.pods.fields import FieldError, PodFacts, field_text, resource_text
from sampan.node.pods.spec import all_containers
from sampan.node.references import Ref, References
from sampan.node.volumes.host import File

DEFAULT_MODE = 0o644
OWNER_ONLY = 0o600


class VolumeFailure(Exception):
    """A volume cannot be set up; the text goes into the FailedMount event."""


class Tokens(Protocol):
    """Where service account tokens come from."""

    async def get(self, pod: core.Pod, source: core.ServiceAccountTokenProjection) -> tuple[bytes, datetime]:
        """The token, and when it is due to be renewed."""
        ...


@dataclass(slots=True)
class Payload:
    """A volume's files, and when they must be made again at the latest."""

    files: dict[str, File] = field(default_factory=dict)
    renew: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sources:
    """Makes payloads. One instance per node."""

    references: References
    tokens: Tokens

    async def payload(self, pod: core.Pod, volume: core.Volume, facts: PodFacts) -> Payload | None:
        """The files of a volume made from API objects; None for other kinds. Raises VolumeFailure."""
        if volume.config_map is not None:
            source = volume.config_map
            keys = source.items, _mode(source.default_mode), bool(source.optional)
            return Payload(await self._config_map(pod, source.name, *keys))
        if volume.secret is not None:
            secret = volume.secret
            keys = secret.items, _mode(secret.default_mode), bool(secret.optional)
            return Payload(await self._secret(pod, secret.secret_name, *keys))
        if volume.downward_api is not None:
            return Payload(_downward(pod, volume.downward_api.items, _mode(volume.downward_api.default_mode), facts))
        if volume.projected is not None:
            return await self._projected(pod, volume.projected, facts)
        return None

    async def _projected(self, pod: core.Pod, source: core.ProjectedVolumeSource, facts: PodFacts) -> Payload:
        payload = Payload()
        failures: list[str] = []
        for part in source.sources:
            try:
                await self._project(pod, part, _mode(source.default_mode), facts, payload)
            except VolumeFailure as e:
                failures.append(str(e))
        if failures:
            raise VolumeFailure(failures[0] if len(failures) == 1 else f'[{", ".join(failures)}]')
        return payload

    async def _project(
        self, pod: core.Pod, part: core.VolumeProjection, mode: int, facts: PodFacts, payload: Payload
    ) -> None:
        if part.config_map is not None:
            cm = part.config_map
            payload.files.update(await self._config_map(pod, cm.name, cm.items, mode, bool(cm.optional)))
        elif part.secret is not None:
            secret = part.secret
            payload.files.update(await self._secret(pod, secret.name, secret.items, mode, bool(secret.optional)))
        elif part.downward_api is not None:
            payload.files.update(_downward(pod, part.downward_api.items, mode, facts))
        elif part.service_account_token is not None:
            await self._token(pod, part.service_account_token, mode, payload)
        else:
            raise VolumeFailure('projected volume source is not supported by this node')

    async def _token(
        self, pod: core.Pod, source: core.ServiceAccountTokenProjection, mode: int, payload: Payload
    ) -> None:
        try:
            token, renew = await self.tokens.get(pod, source)
        except (errors.ApiError, OSError) as e:
            raise VolumeFailure(f'failed to fetch token: {e}') from e
        payload.files[source.path] = _token_file(pod, token, mode)
        payload.renew = renew if payload.renew is None else min(renew, payload.renew)

    async def _config_map(
        self, pod: core.Pod, name: str, items: list[core.KeyToPath], mode: int, optional: bool
    ) -> dict[str, File]:
        try:
            found: core.ConfigMap = await self.references.get(core.ConfigMap, pod.metadata.namespace, name)
        except errors.ApiError as e:
            return _missing(e, optional, 'configmap', name)
        data = {k: v.encode() for k, v in found.data.items()} | dict(found.binary_data)
        return _chosen(data, items, mode, optional, 'configmap references non-existent config key')

    async def _secret(
        self, pod: core.Pod, name: str, items: list[core.KeyToPath], mode: int, optional: bool
    ) -> dict[str, File]:
        try:
            found: core.Secret = await self.references.get(core.Secret, pod.metadata.namespace, name)
        except errors.ApiError as e:
            return _missing(e, optional, 'secret', name)
        return _chosen(dict(found.data), items, mode, optional, 'references non-existent secret key')


def volume_refs(pod: core.Pod) -> list[Ref]:
    """The ConfigMaps and Secrets the pod's volumes are made from."""
    namespace = pod.metadata.namespace
    refs: list[Ref] = []
    for volume in pod.spec.volumes:
        if volume.config_map is not None:
            refs.append(Ref(core.ConfigMap, namespace, volume.config_map.name))
        if volume.secret is not None:
            refs.append(Ref(core.Secret, namespace, volume.secret.secret_name))
        for part in volume.projected.sources if volume.projected is not None else ():
            if part.config_map is not None:
                refs.append(Ref(core.ConfigMap, namespace, part.config_map.name))
            if part.secret is not None:
                refs.append(Ref(core.Secret, namespace, part.secret.name))
    return refs


def _mode(mode: int | None) -> int:
    return DEFAULT_MODE if mode is None else mode


def _token_file(pod: core.Pod, token: bytes, mode: int) -> File:
    """For the one user all containers run as, and for the fsGroup; for everybody if there is neither."""
    context = pod.spec.security_context
    user = common_user(pod)
    if user is None and (context is None or context.fs_group is None):
        return File(token, mode)
    return File(token, OWNER_ONLY, user)


def common_user(pod: core.Pod) -> int | None:
    """The user id that every container says it runs as (upstream: volume/util FsUserFrom)."""
    shared = pod.spec.security_context.run_as_user if pod.spec.security_context is not None else None
    users = set()
    for container in all_containers(pod):
        own = container.security_context.run_as_user if container.security_context is not None else None
        users.add(shared if own is None else own)
    return users.pop() if len(users) == 1 else None


def _missing(error: errors.ApiError, optional: bool, kind: str, name: str) -> dict[str, File]:
    if errors.is_not_found(error):
        if optional:
            return {}
        raise VolumeFailure(f'{kind} "{name}" not found') from error
    raise VolumeFailure(str(error)) from error


def _chosen(
    data: Mapping[str, bytes], items: list[core.KeyToPath], mode: int, optional: bool, complaint: str
) -> dict[str, File]:
    if not items:
        return {key: File(data[key], mode) for key in sorted(data)}
    files: dict[str, File] = {}
    for item in items:
        if item.key in data:
            files[item.path] = File(data[item.key], mode if item.mode is None else item.mode)
        elif not optional:
            raise VolumeFailure(f'{complaint}: {item.key}')
    return files


def _downward(pod: core.Pod, items: list[core.DownwardAPIVolumeFile], mode: int, facts: PodFacts) -> dict[str, File]:
    files: dict[str, File] = {}
    failures: list[str] = []
    for item in items:
        try:
            text = _downward_text(pod, item, facts)
        except FieldError as e:
            failures.append(str(e))
            continue
        files[item.path] = File(text.encode(), mode if item.mode is None else item.mode)
    if failures:
        raise VolumeFailure(failures[0] if len(failures) == 1 else f'[{", ".join(failures)}]')
    return files


def _downward_text(pod: core.Pod, item: core.DownwardAPIVolumeFile, facts: PodFacts) -> str:
    if item.field_ref is not None:
        return field_text(pod, item.field_ref.field_path, facts)
    if item.resource_field_ref is not None:
        return resource_text(pod, item.resource_field_ref, item.resource_field_ref.container_name, facts)
    return ''
