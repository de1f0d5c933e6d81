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
    from sampan.apiserver.aggregation.remotes import Remotes
    from sampan.apiserver.openapi.operations import Path
    from sampan.apiserver.request import Answer, Handler, Request
    from sampan.apiserver.served import ServedResources

JSON = 'application/json'
# A document of a certain hash never changes: clients may keep it.
IMMUTABLE = 'public, immutable'
FOREVER = 'Thu, 31 Dec 2099 23:59:59 GMT'


class OpenApi:
    """Both versions over one table of served resources."""

    def __init__(self, served: ServedResources, remotes: Remotes | None = None) -> None:
        self._served = served
        self._remotes = remotes
        self._documents: dict[str, Document] = {}
        self._built_in = set(self._versions)
        served.on_change(self._forget)
        if remotes is not None:
            remotes.on_change(self._forget)

    @property
    def _versions(self) -> dict[str, tuple[str, str]]:
        return {
            (f'apis/{group.name}/{version}' if group.name else f'api/{version}'): (group.name, version)
            for group in self._served.groups()
            for version in group.versions
        }

    def _forget(self) -> None:
        """Other custom resources: what was there from the start stays as it is."""
        self._documents = {name: each for name, each in self._documents.items() if name in self._built_in}

    def paths(self) -> dict[str, Handler]:
        return {'/openapi/v2': self.version_2, '/openapi/v3': self.index}

    def prefixes(self) -> dict[str, Handler]:
        return {'/openapi/v3/': self.version_3}

    async def version_2(self, request: Request) -> Answer:
        from sampan.apiserver.openapi import gnostic

        media_type = choose(request, (JSON, *gnostic.MEDIA_TYPES))
        if media_type == JSON:
            return self._version_2_json().answer(request)
        document = self._documents.get('v2 protobuf')
        if document is None:
            data = gnostic.document(msgspec.json.decode(self._version_2_json().body))
            document = self._documents['v2 protobuf'] = Document(data, gnostic.MEDIA_TYPE)
        return document.answer(request)

    def _version_2_json(self) -> Document:
        from sampan.apiserver.openapi import v2

        return self._document('v2', lambda: self._merged(v2.document(self._served.resources(), self._served.groups())))

    def _merged(self, own: dict[str, Any]) -> dict[str, Any]:
        """With what aggregated servers say of themselves."""
        others = [] if self._remotes is None else [each.openapi for each in self._remotes.ordered() if each.openapi]
        if not others:
            return own
        from sampan.apiserver.aggregation import openapi

        return openapi.merged(own, others)

    def _hashes(self) -> dict[str, str]:
        """Of the documents of aggregated servers, by name."""
        if self._remotes is None:
            return {}
        return {
            f'apis/{group}/{version}': remote.openapi_hash
            for (group, version), remote in self._remotes.by_version.items()
            if remote.openapi_hash
        }

    async def index(self, request: Request) -> Answer:
        """Where each group version's document is, with its hash in the address."""
        choose(request, (JSON,))
        found = {name: self._group_document(name) for name in self._versions}
        found |= {name: self._fixed_document(name, path) for name, path in self._fixed.items()}
        hashes = {name: document.hash for name, document in found.items()} | self._hashes()
        paths = {name: {'serverRelativeURL': f'/openapi/v3/{name}?hash={hashes[name]}'} for name in sorted(hashes)}
        return Response(body=msgspec.json.encode({'paths': paths}))

    async def version_3(self, request: Request) -> Answer:
        name = request.path.removeprefix('/openapi/v3/').strip('/')
        if name in self._hashes() and self._remotes is not None:
            _, group, version = name.split('/')
            return await self._remotes.by_version[group, version].serve(request)
        fixed = self._fixed.get(name)
        if fixed is None and name not in self._versions:
            return not_found_page()
        choose(request, (JSON,))
        document = self._group_document(name) if fixed is None else self._fixed_document(name, fixed)
        wanted = request.first('hash')
        if wanted and wanted != document.hash:
            return moved(f'/openapi/v3/{name}?hash={document.hash}')
        answer = document.answer(request)
        if wanted and answer.status == 200:
            answer.headers['Cache-Control'] = IMMUTABLE
            answer.headers['Expires'] = FOREVER
        return answer

    def _group_document(self, name: str) -> Document:
        from sampan.apiserver.openapi import v3

        group, version = self._versions[name]
        own = [r for r in self._served.resources() if (r.group, r.version) == (group, version)]
        return self._document(name, lambda: v3.document(own))

    @property
    def _fixed(self) -> dict[str, Path]:
        """What is no group version and has a document of its own, by its name there."""
        from sampan.apiserver.openapi.fixed import fixed_paths

        named = {path.path.strip('/'): path for path in fixed_paths(self._served.groups())}
        return {name: path for name, path in named.items() if name not in self._versions}

    def _fixed_document(self, name: str, path: Path) -> Document:
        from sampan.apiserver.openapi import v3

        return self._document(name, lambda: v3.of_paths([path]))

    def _document(self, name: str, make: Callable[[], dict[str, Any]]) -> Document:
        document = self._documents.get(name)
        if document is None:
            document = self._documents[name] = Document(msgspec.json.encode(make()))
        return document


class Document:
    """Bytes, what they are, and their hash."""

    def __init__(self, body: bytes, media_type: str = JSON) -> None:
        self.body = body
        self.media_type = media_type
        self.hash = hashlib.sha512(body).hexdigest().upper()

    def answer(self, request: Request) -> Response:
        headers = {'ETag': f'"{self.hash}"', 'Vary': 'Accept'}
        if request.headers.get('if-none-match') == headers['ETag']:
            return Response(status=304, content_type='', headers=headers)
        return Response(body=self.body, content_type=self.media_type, headers=headers)


def moved(address: str) -> Response:
    """A document that has changed since its address was told."""
    page = f'<a href="{address}">Moved Permanently</a>.\n\n'
    return Response(301, page.encode(), 'text/html; charset=utf-8', {'Location': address})


def choose(request: Request, offered: Sequence[str]) -> str:
    """The media type to answer with: the first offered of what the client takes. Raises 406 when it takes none."""
    accept = request.headers.get('accept', '')
    if not accept:
        return offered[0]
    for clause in parse_accept(accept):
        wanted = f'{clause.type}/{clause.subtype}'
        if wanted in offered:
            return wanted
        if wanted in ('application/*', '*/*'):
            return offered[0]
    raise errors.not_acceptable(f'only the following media types are accepted: {", ".join(offered)}')
