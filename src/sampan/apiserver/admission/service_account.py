"""ServiceAccount: every pod has an account, and its token where programs look for it.

Upstream: plugin/pkg/admission/serviceaccount.
"""

from __future__ import annotations

from sampan.api.generated import core_v1
from sampan.apiserver.admission.base import Attributes, Lookup, Operation
from sampan.machinery.world import World

DEFAULT = 'default'
MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount'
VOLUME_PREFIX = 'kube-api-access-'
ROOT_CA_CONFIG_MAP = 'kube-root-ca.crt'
TOKEN_SECONDS = 3607  # the kubelet warns about readers of stale tokens by this odd number
MODE = 0o644
MIRROR = 'kubernetes.io/config.mirror'
WAIT = 1.5  # seconds a pod waits for the default account of a namespace that was just made


class ServiceAccountAdmission:
    name = 'ServiceAccount'

    def __init__(self, lookup: Lookup, world: World) -> None:
        self._lookup = lookup
        self._world = world

    async def admit(self, attributes: Attributes) -> None:
        if not attributes.about('pods') or attributes.operation is not Operation.CREATE:
            return
        pod: core_v1.Pod = attributes.object
        if MIRROR in pod.metadata.annotations:
            self._check_mirror(attributes, pod)
            return
        spec = pod.spec
        spec.service_account_name = spec.service_account_name or DEFAULT
        spec.service_account = spec.service_account_name
        account = await self._account(attributes, spec.service_account_name)
        if _wants_token(account, pod) and not _mounted_everywhere(pod):
            self._mount_token(pod)
        if not spec.image_pull_secrets:
            spec.image_pull_secrets = list(account.image_pull_secrets)

    async def validate(self, attributes: Attributes) -> None:
        """Everything was decided in `admit`."""

    async def _account(self, attributes: Attributes, name: str) -> core_v1.ServiceAccount:
        namespace = attributes.namespace
        seconds = WAIT if name == DEFAULT else 0.0
        account = await self._lookup.wait(core_v1.ServiceAccount, name, namespace, seconds)
        if account is None:
            reason = f'serviceaccount "{name}" not found'
            raise attributes.forbidden(f'error looking up service account {namespace}/{name}: {reason}')
        return account

    def _check_mirror(self, attributes: Attributes, pod: core_v1.Pod) -> None:
        """A mirror pod shows what a node runs by itself: it has no part in the cluster's accounts."""
        if pod.spec.service_account_name:
            raise attributes.forbidden('a mirror pod may not reference service accounts')
        if any(volume.secret is not None for volume in pod.spec.volumes):
            raise attributes.forbidden('a mirror pod may not reference secrets')

    def _mount_token(self, pod: core_v1.Pod) -> None:
        name = self._volume_name(pod)
        needed = False
        for container in [*pod.spec.init_containers, *pod.spec.containers]:
            if all(mount.mount_path != MOUNT_PATH for mount in container.volume_mounts):
                mount = core_v1.VolumeMount(name=name, read_only=True, mount_path=MOUNT_PATH)
                container.volume_mounts = [*container.volume_mounts, mount]
                needed = True
        if needed and all(volume.name != name for volume in pod.spec.volumes):
            pod.spec.volumes = [*pod.spec.volumes, token_volume(name)]

    def _volume_name(self, pod: core_v1.Pod) -> str:
        """An existing volume of that name is used again; else a fresh name."""
        for volume in pod.spec.volumes:
            if volume.name.startswith(VOLUME_PREFIX):
                return volume.name
        return VOLUME_PREFIX + self._world.suffix(5)


def _wants_token(account: core_v1.ServiceAccount, pod: core_v1.Pod) -> bool:
    """The pod decides, else its account, else yes."""
    if pod.spec.automount_service_account_token is not None:
        return pod.spec.automount_service_account_token
    return account.automount_service_account_token is not False


def _mounted_everywhere(pod: core_v1.Pod) -> bool:
    containers = [*pod.spec.init_containers, *pod.spec.containers]
    return bool(containers) and all(any(m.mount_path == MOUNT_PATH for m in c.volume_mounts) for c in containers)


def token_volume(name: str) -> core_v1.Volume:
    """Token, cluster CA and namespace in one projected volume."""
    token = core_v1.ServiceAccountTokenProjection(expiration_seconds=TOKEN_SECONDS, path='token')
    ca = core_v1.ConfigMapProjection(items=[core_v1.KeyToPath(key='ca.crt', path='ca.crt')], name=ROOT_CA_CONFIG_MAP)
    namespace = core_v1.DownwardAPIVolumeFile(
        path='namespace',
        field_ref=core_v1.ObjectFieldSelector(api_version='v1', field_path='metadata.namespace'),
    )
    return core_v1.Volume(
        name=name,
        projected=core_v1.ProjectedVolumeSource(
            sources=[
                core_v1.VolumeProjection(service_account_token=token),
                core_v1.VolumeProjection(config_map=ca),
                core_v1.VolumeProjection(downward_api=core_v1.DownwardAPIProjection(items=[namespace])),
            ],
            default_mode=MODE,
        ),
    )
