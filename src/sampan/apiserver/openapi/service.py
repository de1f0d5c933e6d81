"""/openapi/v2 and /openapi/v3: documents made once, with hashes for caching (upstream: kube-openapi handlers)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from sampan.api import errors
from sampan.apiserver.http.status import not_found_page
from sampan.apiserver.representation.negotiate import parse_accept
from sampan.apiserver.request import Response

if TYPE_CHECKING:
    from sampan.api.resources import Group, Resource
    from sampan.apiserver.request import Answer, Handler, Request

JSON = 'application/json'
# A document of a certain hash never changes: clients may keep it.
IMMUTABLE = 'public, immutable'
FOREVER = 'Thu, 31 Dec 2099 23:59:59 GMT'


class OpenApi:
    """Both versions over one resource table."""

    def __init__(self, *, groups: Sequence[Group], resources: Sequence[Resource]) -> None:
        self._resources = resources
        self._versions = {
            (f'apis/{group.name}/{version}' if group.name else f'api/{version}'): (group.name, version)
            for group in groups
            for version in group.versions
        }
        self._documents: dict[str, Document] = {}

    def paths(self) -> dict[str, Handler]:
        return {'/openapi/v2': self.version_2, '/openapi/v3': self.index}

    def prefixes(self) -> dict[str, Handler]:
        return {'/openapi/v3/': self.version_3}

    async def version_2(self, request: Request) -> Answer:
        from sampan.apiserver.openapi import v2

        require_json(request)
        return self._document('v2', lambda: v2.document(self._resources)).answer(request)

    async def index(self, request: Request) -> Answer:
        """Where each group version's document is, with its hash in the address."""
        require_json(request)
        paths = {
            name: {'serverRelativeURL': f'/openapi/v3/{name}?hash={self._group_document(name).hash}'}
            for name in self._versions
        }
        return Response(body=msgspec.json.encode({'paths': paths}))

    async def version_3(self, request: Request) -> Answer:
        name = request.path.removeprefix('/openapi/v3/').strip('/')
        if name not in self._versions:
            return not_found_page()
        require_json(request)
        document = self._group_document(name)
        answer = document.answer(request)
        if request.first('hash') == document.hash and answer.status == 200:
            answer.headers['Cache-Control'] = IMMUTABLE
            answer.headers['Expires'] = FOREVER
        return answer

    def _group_document(self, name: str) -> Document:
        from sampan.apiserver.openapi import v3

        group, version = self._versions[name]
        return self._document(
            name, lambda: v3.document([r for r in self._resources if (r.group, r.version) == (group, version)])
        )

    def _document(self, name: str, make: Callable[[], dict[str, Any]]) -> Document:
        document = self._documents.get(name)
        if document is None:
            document = self._documents[name] = Document(msgspec.json.encode(make()))
        return document


class Document:
    """Bytes and their hash."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.hash = hashlib.sha512(body).hexdigest().upper()

    def answer(self, request: Request) -> Response:
        headers = {'ETag': f'"{self.hash}"', 'Vary': 'Accept'}
        if request.headers.get('if-none-match') == headers['ETag']:
            return Response(status=304, content_type='', headers=headers)
        return Response(body=self.body, headers=headers)


def require_json(request: Request) -> None:
    """406 for clients that take nothing but the protobuf form of these documents."""
    accept = request.headers.get('accept', '')
    if accept and not any(accepts_json(f'{c.type}/{c.subtype}') for c in parse_accept(accept)):
        raise errors.not_acceptable('only the following media types are accepted: application/json')


def accepts_json(media: str) -> bool:
    return media in (JSON, 'application/*', '*/*')
