"""Registry credentials from a pod's imagePullSecrets (upstream: pkg/credentialprovider)."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from sampan.api import errors
from sampan.api.generated import core_v1 as core
from sampan.client.events import WARNING, EventRecorder
from sampan.node.pods.environment import secret_bytes
from sampan.node.references import Ref, References

DOCKER_HUB = 'index.docker.io'


def pull_secret_refs(pod: core.Pod) -> list[Ref]:
    return [Ref(core.Secret, pod.metadata.namespace, s.name) for s in pod.spec.image_pull_secrets]


class PullSecrets:
    """Finds the credentials for an image."""

    def __init__(self, *, references: References, recorder: EventRecorder) -> None:
        self._references = references
        self._recorder = recorder

    async def auth(self, pod: core.Pod, image: str) -> Mapping[str, str] | None:
        """`username`, `password` (and what else the entry has) for the image's registry, or None."""
        missing: list[str] = []
        found: Mapping[str, str] | None = None
        for ref in pull_secret_refs(pod):
            try:
                secret: core.Secret = await self._references.get(core.Secret, ref.namespace, ref.name)
            except (errors.ApiError, OSError):
                missing.append(ref.name)
                continue
            found = found or credentials(secret, image)
        if missing:
            self._recorder.event(
                pod,
                WARNING,
                'FailedToRetrieveImagePullSecret',
                f'Unable to retrieve some image pull secrets ({", ".join(missing)}); '
                'attempting to pull the image may not succeed.',
            )
        return found


def credentials(secret: core.Secret, image: str) -> Mapping[str, str] | None:
    """The entry of a docker configuration that fits the image best: the longest matching prefix."""
    if '.dockerconfigjson' in secret.data:
        entries = _object(secret.data['.dockerconfigjson']).get('auths', {})
    elif '.dockercfg' in secret.data:
        entries = _object(secret.data['.dockercfg'])
    else:
        return None
    place = _place(image)
    fitting = [k for k in entries if _matches(_strip(k), place)]
    return _login(entries[max(fitting, key=lambda k: len(_strip(k)))]) if fitting else None


def _object(data: bytes | str) -> dict[str, Any]:
    try:
        value = json.loads(secret_bytes(data))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _place(image: str) -> str:
    """`registry/repository` with Docker Hub spelled out."""
    name = image.partition('@')[0]
    first, slash, _ = name.partition('/')
    if not slash or not ('.' in first or ':' in first or first == 'localhost'):
        return f'{DOCKER_HUB}/{name if slash else f"library/{name}"}'
    return name.replace('docker.io/', f'{DOCKER_HUB}/', 1) if first == 'docker.io' else name


def _strip(key: str) -> str:
    key = key.removeprefix('https://').removeprefix('http://').rstrip('/')
    host, _, path = key.partition('/')
    if path in ('v1', 'v2'):
        path = ''
    host = DOCKER_HUB if host == 'docker.io' else host
    return f'{host}/{path}' if path else host


def _matches(pattern: str, place: str) -> bool:
    """Host labels may be `*`; a path must be a prefix."""
    host, _, path = pattern.partition('/')
    place_host, _, place_path = place.partition('/')
    labels, place_labels = host.split('.'), place_host.split('.')
    same = len(labels) == len(place_labels) and all(a in ('*', b) for a, b in zip(labels, place_labels, strict=True))
    return same and (not path or place_path == path or place_path.startswith((f'{path}/', f'{path}:')))


def _login(entry: Mapping[str, str]) -> Mapping[str, str]:
    login = dict(entry)
    if 'auth' in login and 'username' not in login:
        user, _, password = base64.b64decode(login['auth']).decode(errors='replace').partition(':')
        login |= {'username': user, 'password': password}
    return login
