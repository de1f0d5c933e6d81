"""The client's verbs as plain functions."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar, Unpack

import msgspec

from sampan.api.errors import ApiError, is_already_exists
from sampan.client.base import Client, DeleteOptions, ListOptions, Patch, WriteOptions

T = TypeVar('T', bound=msgspec.Struct)


class SyncClient:
    """Each call runs the cluster until the answer is there. Raises `ApiError`."""

    def __init__(self, client: Client, run: Callable[[Coroutine[Any, Any, Any]], Any]) -> None:
        self._client = client
        self._run = run

    def get(self, kind: type[T], name: str, namespace: str = '') -> T:
        found: T = self._run(self._client.get(kind, name, namespace))
        return found

    def list(self, kind: type[T], namespace: str = '', **options: Unpack[ListOptions]) -> Sequence[T]:
        items: Sequence[T] = self._run(self._client.list(kind, namespace, **options)).items
        return items

    def create(self, obj: T, **options: Unpack[WriteOptions]) -> T:
        created: T = self._run(self._client.create(obj, **options))
        return created

    def update(self, obj: T, subresource: str = '', **options: Unpack[WriteOptions]) -> T:
        updated: T = self._run(self._client.update(obj, subresource, **options))
        return updated

    def patch(
        self, kind: type[T], name: str, namespace: str, patch: Patch, subresource: str = '', **o: Unpack[WriteOptions]
    ) -> T:
        patched: T = self._run(self._client.patch(kind, name, namespace, patch, subresource, **o))
        return patched

    def delete(self, kind: type[T], name: str, namespace: str = '', **options: Unpack[DeleteOptions]) -> None:
        self._run(self._client.delete(kind, name, namespace, **options))

    def create_or_replace(self, obj: T) -> T:
        """Create; where the name is taken, replace what is there."""
        try:
            return self.create(obj)
        except ApiError as error:
            if not is_already_exists(error):
                raise
        metadata = obj.metadata  # type: ignore[attr-defined]
        metadata.resource_version = ''
        return self.update(obj)

    def raw(self, method: str, path: str, body: bytes = b'') -> bytes:
        """Any path of the API."""
        answer: bytes = self._run(self._client.raw(method, path, body))
        return answer
