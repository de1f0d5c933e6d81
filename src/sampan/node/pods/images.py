"""Getting a container's image onto the node (upstream: pkg/kubelet/images/image_manager.go)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sampan.api.generated import core_v1 as core
from sampan.client.events import NORMAL, WARNING, EventRecorder
from sampan.machinery.world import World
from sampan.node.pods.backoff import Backoff
from sampan.node.pods.spec import all_containers, field_path
from sampan.node.runtime.base import Image, Runtime, RuntimeFailure

_NAME = re.compile(
    r'(?:(?:[a-zA-Z0-9][a-zA-Z0-9.-]*[a-zA-Z0-9]|[a-zA-Z0-9]|\[[0-9a-fA-F:]+\])(?::\d+)?/)?'
    r'[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*'
    r'(?::[\w][\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,})?'
)


class ImageFailure(Exception):
    """The image is not there. `reason` and `message` go into the waiting state; `until` ends the back-off."""

    def __init__(self, reason: str, message: str, until: datetime | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.until = until


@dataclass(frozen=True, slots=True)
class _Failed:
    reason: str
    message: str


class ImageManager:
    """Pull policies, back-off per pod and image, and the events about them. At most `at_once` pulls run."""

    def __init__(self, *, runtime: Runtime, recorder: EventRecorder, world: World, at_once: int) -> None:
        self._runtime = runtime
        self._recorder = recorder
        self._world = world
        self._pulls = asyncio.Semaphore(at_once)
        self._backoff = Backoff()
        self._last: dict[str, _Failed] = {}

    async def ensure(self, pod: core.Pod, container: core.Container, auth: Mapping[str, str] | None = None) -> Image:
        """The image a container is made from, pulled if its policy asks for it. Raises ImageFailure."""
        image = self._with_tag(pod, container)
        present = await self._present(pod, container, image)
        policy = container.image_pull_policy or default_policy(image)
        if policy == 'Never' and present is None:
            message = f'Container image "{image}" is not present with pull policy of Never'
            self._emit(pod, container, WARNING, 'ErrImageNeverPull', message)
            raise ImageFailure('ErrImageNeverPull', message)
        if present is not None and policy != 'Always':
            message = f'Container image "{image}" already present on machine and can be accessed by the pod'
            self._emit(pod, container, NORMAL, 'Pulled', message)
            return present
        return await self._pull(pod, container, image, auth)

    def forget(self, pod: core.Pod) -> None:
        """Drop the back-offs of a pod that is gone."""
        for container in all_containers(pod):
            key = _key(pod, with_default_tag(container.image))
            self._backoff.forget(key)
            self._last.pop(key, None)

    def _with_tag(self, pod: core.Pod, container: core.Container) -> str:
        if not _NAME.fullmatch(container.image):
            message = (
                f'Failed to apply default image tag "{container.image}": couldn\'t parse image name '
                f'"{container.image}": invalid reference format'
            )
            self._emit(pod, container, WARNING, 'InspectFailed', message)
            raise ImageFailure('InvalidImageName', message)
        return with_default_tag(container.image)

    async def _present(self, pod: core.Pod, container: core.Container, image: str) -> Image | None:
        try:
            return await self._runtime.image_status(image)
        except RuntimeFailure as e:
            message = f'Failed to inspect image "{image}": {e.message}'
            self._emit(pod, container, WARNING, 'InspectFailed', message)
            raise ImageFailure('ImageInspectError', message) from e

    async def _pull(
        self, pod: core.Pod, container: core.Container, image: str, auth: Mapping[str, str] | None
    ) -> Image:
        key = _key(pod, image)
        until = self._backoff.until_since_update(key, self._world.now())
        if until is not None:
            message = f'Back-off pulling image "{image}"'
            self._emit(pod, container, NORMAL, 'BackOff', message)
            last = self._last.get(key)
            detail = f'{message}: {last.reason}: {last.message}' if last else message
            raise ImageFailure('ImagePullBackOff', detail, until)
        self._emit(pod, container, NORMAL, 'Pulling', f'Pulling image "{image}"')
        asked = self._world.now()
        try:
            async with self._pulls:
                began = self._world.now()
                await self._runtime.pull_image(image, auth)
            return await self._pulled(pod, container, image, asked, began)
        except RuntimeFailure as e:
            self._failed(pod, container, image, e)
            raise ImageFailure(e.reason or 'ErrImagePull', e.message) from e

    async def _pulled(
        self, pod: core.Pod, container: core.Container, image: str, asked: datetime, began: datetime
    ) -> Image:
        ended = self._world.now()
        found = await self._runtime.image_status(image)
        if found is None:
            raise RuntimeFailure('ErrImagePull', f'image "{image}" is not there after it was pulled')
        took, waited = _go_duration(ended - began), _go_duration(ended - asked)
        self._emit(
            pod,
            container,
            NORMAL,
            'Pulled',
            f'Successfully pulled image "{image}" in {took} ({waited} including waiting). '
            f'Image size: {found.size} bytes.',
        )
        self._last.pop(_key(pod, image), None)
        self._backoff.collect(ended)
        return found

    def _failed(self, pod: core.Pod, container: core.Container, image: str, error: RuntimeFailure) -> None:
        now = self._world.now()
        self._emit(pod, container, WARNING, 'Failed', f'Failed to pull image "{image}": {error.message}')
        self._backoff.next(_key(pod, image), now, now)
        self._last[_key(pod, image)] = _Failed(error.reason, error.message)

    def _emit(self, pod: core.Pod, container: core.Container, type_: str, reason: str, message: str) -> None:
        self._recorder.event(pod, type_, reason, message, field_path=field_path(pod, container.name))


def _key(pod: core.Pod, image: str) -> str:
    return f'{pod.metadata.uid}_{image}'


def with_default_tag(image: str) -> str:
    """`busybox` → `busybox:latest`; the registry's name is left to the runtime."""
    if '@' in image or ':' in image.rpartition('/')[2]:
        return image
    return f'{image}:latest'


def default_policy(image: str) -> str:
    """What the API server defaults to when nothing is said."""
    return 'Always' if image.endswith(':latest') else 'IfNotPresent'


def _go_duration(delta: timedelta) -> str:
    seconds = delta.total_seconds()
    milliseconds = int(seconds * 1000)
    if milliseconds < 1000:
        return f'{milliseconds}ms' if milliseconds else '0s'
    minutes, rest = divmod(milliseconds, 60_000)
    text = f'{rest / 1000:.3f}'.rstrip('0').rstrip('.')
    return f'{minutes}m{text}s' if minutes else f'{text}s'
