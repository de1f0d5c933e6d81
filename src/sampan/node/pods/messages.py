"""What a container left behind when it ended (upstream: kuberuntime_container.go getTerminationMessage)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sampan.node.config import KubeletConfig
from sampan.node.pods.observed import CONTAINER_NAME, MESSAGE_PATH, MESSAGE_POLICY, POD_UID, Observed
from sampan.node.runtime.base import ContainerStatus, State
from sampan.node.volumes.host import HostError, VolumeHost

MAX_MESSAGE = 4096
MAX_LOG_MESSAGE = 2048
MAX_LOG_LINES = 80
LOG_TAIL = 64 * 1024


class TerminationMessages:
    """Reads each ended container's message once."""

    def __init__(self, *, host: VolumeHost, config: KubeletConfig) -> None:
        self._host = host
        self._config = config
        self._known: dict[str, str] = {}

    def fill(self, observed: Observed) -> Observed:
        """The same with messages; entries of containers that are gone are forgotten."""
        if not any(c.state is State.EXITED for c in observed.containers):
            return observed
        self._known = {c.id: self._known[c.id] for c in observed.containers if c.id in self._known}
        return Observed(observed.sandboxes, tuple(self._filled(c) for c in observed.containers))

    def _filled(self, container: ContainerStatus) -> ContainerStatus:
        if container.state is not State.EXITED:
            return container
        if container.id not in self._known:
            self._known[container.id] = self._read(container)
        message = self._known[container.id]
        return replace(container, message=message) if message else container

    def _read(self, container: ContainerStatus) -> str:
        if not container.annotations.get(MESSAGE_PATH):
            return ''
        path = message_file(self._config, container)
        try:
            text = self._host.read_file(path, MAX_MESSAGE).decode(errors='replace')
            fallback = container.annotations.get(MESSAGE_POLICY) == 'FallbackToLogsOnError'
            if not text and fallback and container.exit_code != 0 and container.log_path:
                text = log_tail(self._host.read_file(Path(container.log_path), LOG_TAIL))
        except HostError as e:
            return f'Error on reading termination message from {path}: {e}'
        return text


def message_file(config: KubeletConfig, container: ContainerStatus) -> Path:
    """The node's side of the container's terminationMessagePath."""
    directory = config.pod_dir(container.labels.get(POD_UID, '')) / 'containers'
    return directory / container.labels.get(CONTAINER_NAME, container.name) / f'termination-{container.attempt}'


def log_tail(data: bytes) -> str:
    """The last lines of a CRI log without their time stamps and tags."""
    lines = data.decode(errors='replace').splitlines()[-MAX_LOG_LINES:]
    texts: list[str] = []
    for line in lines:
        _, stream, rest = [*line.split(' ', 2), '', ''][:3]
        tag, _, text = rest.partition(' ')
        if stream in ('stdout', 'stderr'):
            texts.append(text if tag.startswith('P') else text + '\n')
    return ''.join(texts)[-MAX_LOG_MESSAGE:]
