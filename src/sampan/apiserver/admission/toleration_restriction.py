"""PodTolerationRestriction: what pods of a namespace tolerate without saying so, and what they may. Off by default.

Upstream: plugin/pkg/admission/podtolerationrestriction, pkg/util/tolerations.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from sampan.api import codec, errors
from sampan.api.errors import ApiError
from sampan.api.generated import core_v1, meta_v1
from sampan.api.qos import pod_qos
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Attributes, Operation, Plugin
from sampan.apiserver.admission.config import Parts
from sampan.apiserver.admission.configuration import BadConfiguration, typed

DEFAULTS = 'scheduler.alpha.kubernetes.io/defaultTolerations'
ALLOWED = 'scheduler.alpha.kubernetes.io/tolerationsWhitelist'
GROUP = 'podtolerationrestriction.admission.k8s.io'
PRESSURE = core_v1.Toleration(key='node.kubernetes.io/memory-pressure', operator='Exists', effect='NoSchedule')
_REFUSAL = 'pod tolerations (possibly merged with namespace default tolerations) conflict with its namespace whitelist'

Tolerations = Sequence[core_v1.Toleration]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    default: list[Any] = []
    whitelist: list[Any] = []


class PodTolerationRestriction(Plugin):
    name = 'PodTolerationRestriction'

    def __init__(self, parts: Parts) -> None:
        self._lookup = parts.lookup
        self._defaults, self._allowed = _configured(parts.configuration.get(self.name))

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        writes = operation in (Operation.CREATE, Operation.UPDATE)
        return writes and (resource.group, resource.plural, subresource) == ('', 'pods', '')

    async def admit(self, attributes: Attributes) -> None:
        pod = attributes.object
        tolerations: Tolerations = pod.spec.tolerations
        if attributes.operation is Operation.CREATE:
            own = await self._of_namespace(attributes, DEFAULTS)
            tolerations = merged(self._defaults if own is None else own, tolerations)
        if pod_qos(pod) != 'BestEffort':
            tolerations = merged(tolerations, [PRESSURE])
        pod.spec.tolerations = list(tolerations)

    async def validate(self, attributes: Attributes) -> None:
        tolerations: Tolerations = attributes.object.spec.tolerations
        if not tolerations:
            return
        own = await self._of_namespace(attributes, ALLOWED)
        allowed = self._allowed if own is None else own
        if allowed and not all(any(covers(each, one) for each in allowed) for one in tolerations):
            raise _plain(_REFUSAL)

    async def _of_namespace(self, attributes: Attributes, annotation: str) -> Tolerations | None:
        """What the namespace says in this annotation; None without it."""
        namespace = await self._lookup.get(core_v1.Namespace, attributes.namespace)
        if namespace is None:
            raise errors.not_found('', 'namespaces', attributes.namespace)
        text = namespace.metadata.annotations.get(annotation)
        if text is None:
            return None
        try:
            return codec.decode(list[core_v1.Toleration], text.encode()) if text else []
        except (msgspec.MsgspecError, UnicodeError) as error:
            raise _plain(str(error)) from None


def _plain(message: str) -> ApiError:
    """Upstream gives these no status, and answers 500."""
    return ApiError(meta_v1.Status(status='Failure', message=message, code=500))


def _configured(told: Any) -> tuple[Tolerations, Tolerations]:
    if told is None:
        return (), ()
    found: _File = typed('PodTolerationRestriction', told, _File, GROUP, ('v1alpha1',), 'Configuration')
    try:
        defaults, allowed = (
            codec.decode(list[core_v1.Toleration], msgspec.json.encode(each))
            for each in (found.default, found.whitelist)
        )
    except msgspec.MsgspecError as error:
        raise BadConfiguration(f'failed to load configuration of PodTolerationRestriction: {error}') from None
    return defaults, allowed


def merged(first: Tolerations, second: Tolerations) -> list[core_v1.Toleration]:
    """Both, without those that others cover; of equal ones the first."""
    everything = [*first, *second]
    kept: list[core_v1.Toleration] = []
    for index, one in enumerate(everything):
        if any(covers(other, one) for other in kept):
            continue
        if any(other != one and covers(other, one) for other in everything[index + 1 :]):
            continue
        kept.append(one)
    return kept


def covers(wide: core_v1.Toleration, narrow: core_v1.Toleration) -> bool:
    """Whether `wide` tolerates all that `narrow` does."""
    if wide == narrow:
        return True
    if narrow.key != wide.key and (wide.key or wide.operator != 'Exists'):
        return False
    if wide.effect not in ('', narrow.effect):
        return False
    if wide.effect == 'NoExecute' and wide.toleration_seconds is not None:
        seconds = narrow.toleration_seconds
        if seconds is None or seconds > wide.toleration_seconds:
            return False
    if wide.operator in ('', 'Equal'):
        return (narrow.operator, narrow.value) == (wide.operator, wide.value)
    return wide.operator == 'Exists'
