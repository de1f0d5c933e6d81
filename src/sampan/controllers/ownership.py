"""Who manages what: controller references, adoption and release.

Upstream: pkg/controller controller_ref_manager. An object is managed by at most one controller, the owner reference
with `controller: true`. A controller adopts orphans that match its selector and releases what it owns but no longer
matches. Before adopting it makes sure, by a live read, that it is not being deleted itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import msgspec

from sampan.api.errors import ApiError, is_invalid, is_not_found
from sampan.api.generated import meta_v1 as meta
from sampan.client.base import Client, Patch

T = TypeVar('T', bound=msgspec.Struct)


class Selector(Protocol):
    def matches(self, labels: Mapping[str, str], /) -> bool: ...


def controller_of(obj: Any) -> meta.OwnerReference | None:
    """The reference to the controller that manages the object, if any."""
    for owner in obj.metadata.owner_references:
        if owner.controller:
            return owner  # type: ignore[no-any-return]
    return None


def is_controlled_by(obj: Any, owner: Any) -> bool:
    """Whether this very owner (by uid) manages the object."""
    reference = controller_of(obj)
    return reference is not None and reference.uid == owner.metadata.uid


def controller_reference(owner: Any) -> meta.OwnerReference:
    """The reference that a managed object carries; it blocks the owner's foreground deletion."""
    return meta.OwnerReference(
        api_version=owner.api_version,
        kind=owner.kind,
        name=owner.metadata.name,
        uid=owner.metadata.uid,
        controller=True,
        block_owner_deletion=True,
    )


class OwnerGone(Exception):
    """The controller object was deleted or replaced since it was cached: it must not adopt."""


async def may_adopt(client: Client, owner: Any) -> None:
    """Raise OwnerGone unless a live read shows the same owner, alive (upstream: RecheckDeletionTimestamp)."""
    live: Any = await client.get(type(owner), owner.metadata.name, owner.metadata.namespace)
    where = f'{owner.metadata.namespace}/{owner.metadata.name}'
    if live.metadata.uid != owner.metadata.uid:
        raise OwnerGone(
            f'original {owner.kind} {where} is gone: got uid {live.metadata.uid}, wanted {owner.metadata.uid}'
        )
    if live.metadata.deletion_timestamp is not None:
        raise OwnerGone(f'{where} has just been deleted at {live.metadata.deletion_timestamp}')


class Claimer:
    """Sorts candidates into what an owner manages, adopting and releasing as needed."""

    def __init__(self, client: Client, owner: Any, selector: Selector) -> None:
        self._client = client
        self._owner = owner
        self._selector = selector
        self._checked = False

    async def claim(self, candidates: Sequence[T]) -> list[T]:
        """The candidates that the owner manages after this. Adoption failures are raised together at the end."""
        claimed: list[T] = []
        errors: list[Exception] = []
        for candidate in candidates:
            try:
                if await self._claim_one(candidate):
                    claimed.append(candidate)
            except (ApiError, OwnerGone) as error:
                errors.append(error)
        if errors:
            raise ExceptionGroup(f'claiming for {self._owner.kind} {self._owner.metadata.name}', errors)
        return claimed

    async def _claim_one(self, obj: Any) -> bool:
        owner = self._owner
        reference = controller_of(obj)
        if reference is not None:
            if reference.uid != owner.metadata.uid:
                return False
            if self._selector.matches(obj.metadata.labels):
                return True
            if owner.metadata.deletion_timestamp is None:
                await self._release(obj)
            return False
        if owner.metadata.deletion_timestamp is not None or not self._selector.matches(obj.metadata.labels):
            return False
        if obj.metadata.deletion_timestamp is not None or obj.metadata.namespace != owner.metadata.namespace:
            return False
        return await self._quietly(self._adopt, obj)

    async def _quietly(self, act: Callable[[Any], Awaitable[None]], obj: Any) -> bool:
        try:
            await act(obj)
        except ApiError as error:
            if is_not_found(error):
                return False
            raise
        return True

    async def _adopt(self, obj: Any) -> None:
        if not self._checked:
            await may_adopt(self._client, self._owner)
            self._checked = True
        reference = msgspec.to_builtins(controller_reference(self._owner))
        # The uid makes the patch fail on another object of the same name.
        patch = Patch.strategic({'metadata': {'uid': obj.metadata.uid, 'ownerReferences': [reference]}})
        await self._client.patch(type(obj), obj.metadata.name, obj.metadata.namespace, patch)

    async def _release(self, obj: Any) -> None:
        reference = {'$patch': 'delete', 'uid': self._owner.metadata.uid}
        patch = Patch.strategic({'metadata': {'uid': obj.metadata.uid, 'ownerReferences': [reference]}})
        try:
            await self._client.patch(type(obj), obj.metadata.name, obj.metadata.namespace, patch)
        except ApiError as error:
            # Gone, or somebody else removed the reference or replaced the object: released either way.
            if not is_not_found(error) and not is_invalid(error):
                raise
