"""What a resource adds to the generic registry.

Upstream: rest.RESTCreateStrategy, RESTUpdateStrategy, RESTDeleteStrategy. The base class is a
complete strategy for a resource with nothing particular: defaults and validation come from the rules' tables,
a `status` is the status subresource's business alone, and where `counts_generation` is set `generation` counts
changes of the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from sampan.api.generated import meta_v1
from sampan.api.resources import Resource
from sampan.apiserver.registry import deletion, rules
from sampan.apiserver.registry.strategies.mark import Mark
from sampan.apiserver.registry.strategies.ownership import ONLY, RESET
from sampan.machinery.field import FieldError
from sampan.store.base import Create, Delete

if TYPE_CHECKING:
    from sampan.apiserver.registry.call import Call
    from sampan.apiserver.registry.endpoint import Endpoint
    from sampan.apiserver.registry.facets import Facet
    from sampan.apiserver.registry.registry import Registry

T = TypeVar('T', bound=msgspec.Struct)


class Strategy(Generic[T]):
    """One resource's particulars. Objects passed in are private copies and may be changed."""

    allow_create_on_update = False
    allow_unconditional_update = True
    counts_generation = False
    returns_deleted_object = False
    garbage_collected = True  # False: no orphan and foreground finalizers (events)
    has_companions = False  # True: `companions` are written in the same commit
    graceful = False  # True: `grace_period` decides

    def __init__(self, resource: Resource, registry: Registry) -> None:
        self.resource = resource
        self.registry = registry
        self.has_status = 'status' in resource.subresources

    def start(self, endpoint: Endpoint[T]) -> None:
        """The caches are loaded: rebuild what is kept beside the objects (allocations)."""

    def normalize(self, obj: T) -> None:
        """Bring fields that say the same thing into agreement (upstream does it in version conversion)."""

    # -- create ------------------------------------------------------------------------------------

    def prepare_for_create(self, obj: T, call: Call) -> None:
        """Set what a creator may not choose: an empty status, the first generation."""
        if self.has_status:
            obj.status = type(obj.status)()  # type: ignore[attr-defined]
        if self.counts_generation:
            obj.metadata.generation = 1  # type: ignore[attr-defined]

    def validate(self, obj: T, call: Call) -> list[FieldError]:
        return rules.validate(obj, namespaced=self.resource.namespaced)

    def warnings_on_create(self, obj: T, call: Call) -> list[str]:
        return rules.warnings(obj)

    async def begin_create(self, obj: T, call: Call) -> None:
        """Claim what the object needs before it is validated (addresses, ports)."""

    def created(self, obj: T, call: Call, success: bool) -> None:
        """After `begin_create`: the object is stored, or it is not and claims are given back."""

    # -- update ------------------------------------------------------------------------------------

    def prepare_for_update(self, new: T, old: T, call: Call) -> None:
        """Keep what an update of the object itself may not change, count a change of the rest."""
        if self.has_status:
            new.status = old.status  # type: ignore[attr-defined]
        if self.counts_generation and self.changed(new, old):
            new.metadata.generation = old.metadata.generation + 1  # type: ignore[attr-defined]

    def changed(self, new: T, old: T) -> bool:
        """Whether the desired state differs."""
        return bool(new.spec != old.spec)  # type: ignore[attr-defined]

    def validate_update(self, new: T, old: T, call: Call) -> list[FieldError]:
        return rules.validate_update(new, old)

    def warnings_on_update(self, new: T, old: T) -> list[str]:
        return rules.warnings(new, old)

    async def begin_update(self, new: T, old: T, call: Call) -> None:
        """Claim what the new state needs."""

    def updated(self, new: T, old: T, call: Call, success: bool) -> None:
        """After `begin_update`: give back what is no longer needed, or the new claims on failure."""

    # -- the status subresource --------------------------------------------------------------------

    def prepare_for_status_update(self, new: T, old: T, call: Call) -> None:
        """Only the status may change, and metadata as far as `reset_status_metadata` lets it."""
        self.keep_all_but_status(new, old)
        self.reset_status_metadata(new, old)

    def keep_all_but_status(self, new: T, old: T) -> None:
        for name in type(new).__struct_fields__:
            if name not in ('kind', 'api_version', 'metadata', 'status'):
                setattr(new, name, getattr(old, name))

    def reset_status_metadata(self, new: T, old: T) -> None:
        """Upstream's strategies differ here; most leave labels and annotations to the status writer."""

    def validate_status_update(self, new: T, old: T, call: Call) -> list[FieldError]:
        return rules.validate_status_update(new, old)

    async def begin_status_update(self, new: T, old: T, call: Call) -> None:
        """Ask what validation of the status has to know."""

    def facet(self, subresource: str) -> Facet:
        """What another writable subresource (ephemeralcontainers, finalize) may change."""
        raise NotImplementedError(f'{self.resource.plural}/{subresource} has no facet')

    # -- ownership of fields ----------------------------------------------------------------------

    def reset_fields(self, subresource: str) -> tuple[str, ...]:
        """Dotted paths that a write through the subresource ('' for the object itself) never changes."""
        special = RESET.get((self.resource.group, self.resource.plural, subresource))
        if special is not None:
            return special
        if subresource != 'status':
            return ('status',) if self.has_status and not subresource else ()
        names = {field.encode_name for field in msgspec.structs.fields(self.resource.type)}
        return tuple(sorted(names - {'kind', 'apiVersion', 'metadata', 'status'}))

    def owned_fields(self, subresource: str) -> tuple[str, ...]:
        """Dotted paths (`*`: any step): all that a write through the subresource changes. (): see `reset_fields`."""
        return ONLY.get((self.resource.group, self.resource.plural, subresource), ())

    # -- delete ------------------------------------------------------------------------------------

    def grace_period(self, obj: T, asked: int | None) -> int | None:
        """The grace in seconds for a graceful resource; None: this object needs none."""
        return None

    def may_remove(self, obj: T) -> bool:
        """Whether a deleted object without finalizers may go (upstream: ShouldDeleteDuringUpdate)."""
        return True

    def mark(self, obj: T, asked: meta_v1.DeleteOptions, call: Call) -> Mark:
        """Change `obj` into its deleting state, as grace, finalizers and propagation policy want it."""
        return deletion.mark(self, obj, asked, call)

    def companions(self, new: T | None, old: T | None) -> list[Create | Delete]:
        """Other keys to change in the commit that makes `new` of `old` (None: there is or will be no object)."""
        return []

    async def repair(self) -> None:
        """After `start`, where there are companions: write those that are missing beside objects that are stored."""

    def deleted(self, obj: T, call: Call) -> None:
        """The object is gone: give back what it held."""
