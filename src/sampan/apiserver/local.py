"""The client inside the server's process: the same pipeline, no HTTP, no bytes between.

Objects handed in are copied before anything changes them; objects handed out are the caller's own,
except those of watch events, which are decoded once and shared by every watcher: read them, never change them.
There are no threads and no timers here, so a simulation repeats itself exactly.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, TypeVar, Unpack, cast
from urllib.parse import parse_qs, urlsplit

import msgspec

from sampan.api import errors, resources
from sampan.api.errors import ApiError
from sampan.api.generated import meta_v1
from sampan.api.resources import Resource
from sampan.apiserver.request import Handler, Request, Response, Stream, UserInfo
from sampan.client.base import DeleteOptions, Listing, ListOptions, Patch, WatchEvent, WriteOptions
from sampan.client.options import PATCH_TYPES, delete_body, query
from sampan.store.base import StoreError

T = TypeVar('T', bound=msgspec.Struct)


class LocalClient:
    """A `Client` that calls the server's handler as one user."""

    def __init__(self, handler: Handler, user: UserInfo) -> None:
        self._handler = handler
        self._user = user

    async def get(self, kind: type[T], name: str, namespace: str = '', subresource: str = '') -> T:
        return cast(T, await self._call('GET', resources.by_kind(kind).path(namespace, name, subresource)))

    async def list(self, kind: type[T], namespace: str = '', **options: Unpack[ListOptions]) -> Listing[T]:
        answer = await self._call('GET', resources.by_kind(kind).path(namespace), _query(options))
        metadata, items = cast('tuple[meta_v1.ListMeta, Sequence[T]]', answer)
        return Listing(items, metadata.resource_version, metadata.continue_, metadata.remaining_item_count)

    async def create(self, obj: T, **options: Unpack[WriteOptions]) -> T:
        resource = resources.by_kind(type(obj))
        path = resource.path(_namespace(resource, obj))
        return cast(T, await self._call('POST', path, _query(options), obj))

    async def create_subresource(
        self, kind: type[T], name: str, namespace: str, subresource: str, body: msgspec.Struct
    ) -> msgspec.Struct:
        path = resources.by_kind(kind).path(namespace, name, subresource)
        return cast(msgspec.Struct, await self._call('POST', path, None, body))

    async def update(self, obj: T, subresource: str = '', **options: Unpack[WriteOptions]) -> T:
        resource = resources.by_kind(type(obj))
        name: str = obj.metadata.name  # type: ignore[attr-defined]
        path = resource.path(_namespace(resource, obj), name, subresource)
        return cast(T, await self._call('PUT', path, _query(options), obj))

    async def patch(
        self,
        kind: type[T],
        name: str,
        namespace: str,
        patch: Patch,
        subresource: str = '',
        **options: Unpack[WriteOptions],
    ) -> T:
        path = resources.by_kind(kind).path(namespace, name, subresource)
        headers = {'content-type': PATCH_TYPES[patch.type]}
        return cast(T, await self._call('PATCH', path, _query(options), body=patch.body, headers=headers))

    async def delete(self, kind: type[T], name: str, namespace: str = '', **options: Unpack[DeleteOptions]) -> None:
        path = resources.by_kind(kind).path(namespace, name)
        await self._call('DELETE', path, None, delete_body(options))

    async def delete_collection(
        self, kind: type[T], namespace: str, label_selector: str = '', **options: Unpack[DeleteOptions]
    ) -> None:
        parameters = {'labelSelector': [label_selector]} if label_selector else {}
        path = resources.by_kind(kind).path(namespace)
        await self._call('DELETE', path, parameters, delete_body(options))

    async def watch(
        self, kind: type[T], namespace: str = '', **options: Unpack[ListOptions]
    ) -> AsyncIterator[WatchEvent[T]]:
        parameters = {**_query(options), 'watch': ['true']}
        answer = await self._answer('GET', resources.by_kind(kind).path(namespace), parameters)
        assert isinstance(answer, Stream)
        assert answer.events is not None
        events = cast('AsyncIterator[Sequence[WatchEvent[T] | meta_v1.Status]]', answer.events)
        try:
            async for batch in events:
                for event in batch:
                    if isinstance(event, meta_v1.Status):
                        raise ApiError(event)
                    yield event
        finally:
            await events.aclose()  # type: ignore[attr-defined]

    async def raw(self, method: str, path: str, body: bytes = b'', content_type: str = 'application/json') -> bytes:
        parts = urlsplit(path)
        request = Request(
            method=method,
            path=parts.path,
            query=parse_qs(parts.query, keep_blank_values=True),
            headers={'content-type': content_type, 'accept': 'application/json'},
            body=body,
            user=self._user,
            peer='in-process',
        )
        answer = await self._handler(request)
        if not isinstance(answer, Response):
            raise errors.bad_request(f'{method} {path} does not have one answer')
        data = answer.body if isinstance(answer.body, bytes) else b''.join(answer.body)
        if answer.status >= 400:
            raise errors.from_response(answer.status, data, method)
        return data

    async def close(self) -> None:
        """Nothing is held open."""

    async def _call(
        self,
        method: str,
        path: str,
        parameters: Mapping[str, Sequence[str]] | None = None,
        obj: Any = None,
        body: bytes = b'',
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        answer = await self._answer(method, path, parameters, obj, body, headers)
        assert isinstance(answer, Response)
        return answer.object

    async def _answer(
        self,
        method: str,
        path: str,
        parameters: Mapping[str, Sequence[str]] | None = None,
        obj: Any = None,
        body: bytes = b'',
        headers: Mapping[str, str] | None = None,
    ) -> Response | Stream:
        request = Request(
            method=method,
            path=path,
            query=parameters or {},
            headers=headers or {},
            body=body,
            user=self._user,
            peer='in-process',
            typed=True,
            object=obj,
        )
        try:
            answer = await self._handler(request)
        except StoreError as error:
            raise errors.service_unavailable(str(error)) from error
        if isinstance(answer, Response) and answer.status >= 400:
            raise _as_error(answer)
        assert isinstance(answer, (Response, Stream))
        return answer


def _as_error(answer: Response) -> ApiError:
    if isinstance(answer.object, meta_v1.Status):
        return ApiError(answer.object)
    body = answer.body if isinstance(answer.body, bytes) else b''.join(answer.body)
    return errors.from_response(answer.status, body)


def _namespace(resource: Resource, obj: Any) -> str:
    namespace: str = obj.metadata.namespace
    return namespace if resource.namespaced else ''


def _query(options: Mapping[str, Any]) -> dict[str, list[str]]:
    return {name: [value] for name, value in query(options).items()}
