"""Namespaces: they end in two steps (upstream: pkg/registry/core/namespace).

Deleting a namespace marks it Terminating; the namespace controller empties it and removes the `kubernetes`
finalizer through the `finalize` subresource; then it goes.
"""

from __future__ import annotations

from sampan.api.generated import core_v1, meta_v1
from sampan.apiserver.registry import metadata, rules
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.facets import Facet, Part
from sampan.apiserver.registry.strategies.base import Strategy
from sampan.apiserver.registry.strategies.mark import KEEP, MARKED, Mark
from sampan.machinery.field import FieldError

FINALIZER = 'kubernetes'
ACTIVE = 'Active'
TERMINATING = 'Terminating'


class NamespaceStrategy(Strategy[core_v1.Namespace]):
    returns_deleted_object = True

    def prepare_for_create(self, obj: core_v1.Namespace, call: Call) -> None:
        obj.status = core_v1.NamespaceStatus(phase=ACTIVE)
        if FINALIZER not in obj.spec.finalizers:
            obj.spec.finalizers = [*obj.spec.finalizers, FINALIZER]

    def prepare_for_update(self, new: core_v1.Namespace, old: core_v1.Namespace, call: Call) -> None:
        new.spec.finalizers = old.spec.finalizers
        new.status = old.status

    def facet(self, subresource: str) -> Facet:
        return FinalizePart(self) if subresource == 'finalize' else super().facet(subresource)

    def may_remove(self, obj: core_v1.Namespace) -> bool:
        return not obj.spec.finalizers

    def mark(self, obj: core_v1.Namespace, asked: meta_v1.DeleteOptions, call: Call) -> Mark:
        if obj.metadata.deletion_timestamp is None:
            obj.metadata.deletion_timestamp = metadata.now(call)
            obj.status.phase = TERMINATING
            if asked.orphan_dependents is False:
                obj.metadata.finalizers = [each for each in obj.metadata.finalizers if each != 'orphan']
            return MARKED
        return KEEP if obj.spec.finalizers else super().mark(obj, asked, call)


class FinalizePart(Part):
    """Only the spec's finalizers change."""

    def prepare(self, new: core_v1.Namespace, old: core_v1.Namespace, call: Call) -> None:
        new.status = old.status

    def validate(self, new: core_v1.Namespace, old: core_v1.Namespace, call: Call) -> list[FieldError]:
        return rules.validate_finalize(new, old)
