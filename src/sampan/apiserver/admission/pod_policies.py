"""Small rules about pods and Services, off by default.

AlwaysPullImages, LimitPodHardAntiAffinityTopology, ExtendedResourceToleration, DenyServiceExternalIPs. Upstream:
plugin/pkg/admission/{alwayspullimages,antiaffinity,extendedresourcetoleration,network/denyserviceexternalips}.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sampan.api.generated import core_v1
from sampan.api.podresources import is_native
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Attributes, Operation, Plugin
from sampan.machinery import field
from sampan.machinery.field import Path

ALWAYS = 'Always'
HOSTNAME = 'kubernetes.io/hostname'
EXTERNAL_IPS = 'Use of external IPs is denied by admission control'


def _of_core(plural: str, operation: Operation, resource: Resource, subresource: str) -> bool:
    writes = operation in (Operation.CREATE, Operation.UPDATE)
    return writes and (resource.group, resource.plural, subresource) == ('', plural, '')


class AlwaysPullImages(Plugin):
    """Nobody runs a private image of somebody else because it happens to be on the node."""

    name = 'AlwaysPullImages'

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        return _of_core('pods', operation, resource, subresource)

    async def admit(self, attributes: Attributes) -> None:
        if not _same_images(attributes):
            for _, source in _pulled(attributes.object):
                _set_policy(source)

    async def validate(self, attributes: Attributes) -> None:
        if _same_images(attributes):
            return
        wrong = [
            field.not_supported(path, _policy(source), [ALWAYS])
            for path, source in _pulled(attributes.object)
            if _policy(source) != ALWAYS
        ]
        if wrong:
            raise attributes.forbidden(field.aggregate(wrong))


def _pulled(pod: core_v1.Pod) -> Iterator[tuple[Path, Any]]:
    """Everything that has a pull policy, and where it says so."""
    spec = pod.spec
    for name, containers in (
        ('initContainers', spec.init_containers),
        ('containers', spec.containers),
        ('ephemeralContainers', spec.ephemeral_containers),
    ):
        for index, container in enumerate(containers):
            yield Path('spec').child(name).index(index).child('imagePullPolicy'), container
    for index, volume in enumerate(spec.volumes):
        if volume.image is not None:
            yield Path('spec').child('volumes').index(index).child('image').child('pullPolicy'), volume.image


def _policy(source: Any) -> str:
    found: str = source.pull_policy if isinstance(source, core_v1.ImageVolumeSource) else source.image_pull_policy
    return found


def _set_policy(source: Any) -> None:
    if isinstance(source, core_v1.ImageVolumeSource):
        source.pull_policy = ALWAYS
    else:
        source.image_pull_policy = ALWAYS


def _same_images(attributes: Attributes) -> bool:
    """An update that brings no new image is let alone."""
    if attributes.operation is not Operation.UPDATE:
        return False
    before = {_image(source) for _, source in _pulled(attributes.old)}
    return all(_image(source) in before for _, source in _pulled(attributes.object))


def _image(source: Any) -> str:
    found: str = source.reference if isinstance(source, core_v1.ImageVolumeSource) else source.image
    return found


class LimitPodHardAntiAffinityTopology(Plugin):
    """Pods keep others away from their node at most, not from whole zones."""

    name = 'LimitPodHardAntiAffinityTopology'

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        return _of_core('pods', operation, resource, subresource)

    async def validate(self, attributes: Attributes) -> None:
        affinity = attributes.object.spec.affinity
        if affinity is None or affinity.pod_anti_affinity is None:
            return
        for term in affinity.pod_anti_affinity.required_during_scheduling_ignored_during_execution:
            if term.topology_key != HOSTNAME:
                raise attributes.forbidden(
                    'affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey '
                    f'{term.topology_key} but only key {HOSTNAME} is allowed'
                )


class ExtendedResourceToleration(Plugin):
    """Nodes with special hardware are tainted by its name; pods that ask for it may go there."""

    name = 'ExtendedResourceToleration'

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        return _of_core('pods', operation, resource, subresource)

    async def admit(self, attributes: Attributes) -> None:
        spec = attributes.object.spec
        containers = (*spec.containers, *spec.init_containers)
        asked = {name for container in containers for name in container.resources.requests if not is_native(name)}
        wanted = [core_v1.Toleration(key=name, operator='Exists', effect='NoSchedule') for name in sorted(asked)]
        spec.tolerations = [*spec.tolerations, *(each for each in wanted if each not in spec.tolerations)]


class DenyServiceExternalIPs(Plugin):
    """No Service takes over addresses of others; those that have some already keep them."""

    name = 'DenyServiceExternalIPs'

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        return _of_core('services', operation, resource, subresource)

    async def validate(self, attributes: Attributes) -> None:
        before = set() if attributes.old is None else set(attributes.old.spec.external_ips)
        if not set(attributes.object.spec.external_ips) <= before:
            raise attributes.forbidden(EXTERNAL_IPS)
