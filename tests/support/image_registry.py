"""An image registry on loopback, just enough of the OCI distribution protocol for containerd to pull from it."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from sampan.node.images.layout import Blob


@dataclass
class ImageRegistry:
    """Serves images by the tag their name ends with. With `user` and `password` set, only to who knows them."""

    images: dict[str, Blob] = field(default_factory=dict)  # by tag
    user: str = ''
    password: str = ''
    requests: list[str] = field(default_factory=list)
    port: int = 0

    @property
    def host(self) -> str:
        return f'127.0.0.1:{self.port}'

    def add(self, tag: str, image: Blob) -> None:
        self.images[tag] = image

    async def answer(self, request: web.Request) -> web.Response:
        self.requests.append(f'{request.method} {request.path}')
        if not self._allowed(request):
            return web.Response(status=401, headers={'WWW-Authenticate': 'Basic realm="test"'})
        if request.path == '/v2/':
            return web.Response()
        kind, reference = request.path.split('/')[-2:]
        blob = self.images.get(reference) or self._blobs().get(reference)
        if blob is None:
            unknown = 'MANIFEST_UNKNOWN' if kind == 'manifests' else 'BLOB_UNKNOWN'
            return web.json_response({'errors': [{'code': unknown}]}, status=404)
        headers = {'Docker-Content-Digest': blob.digest, 'Content-Type': blob.media_type}
        return web.Response(body=b''.join(blob.chunks()), headers=headers)

    def _allowed(self, request: web.Request) -> bool:
        token = base64.b64encode(f'{self.user}:{self.password}'.encode()).decode()
        return not self.user or request.headers.get('Authorization') == f'Basic {token}'

    def _blobs(self) -> dict[str, Blob]:
        return {blob.digest: blob for blob in _everything(self.images.values())}


def _everything(blobs: Iterable[Blob]) -> Iterable[Blob]:
    for blob in blobs:
        yield blob
        yield from _everything(blob.children)


@asynccontextmanager
async def image_registry(user: str = '', password: str = '') -> AsyncIterator[ImageRegistry]:
    registry = ImageRegistry(user=user, password=password)
    application = web.Application()
    application.router.add_route('*', '/{path:.*}', registry.answer)
    runner = web.AppRunner(application, shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, '127.0.0.1', 0)
        await site.start()
        registry.port = runner.addresses[0][1]
        yield registry
    finally:
        await runner.cleanup()
