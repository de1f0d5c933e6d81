"""Images as blobs named by their digest (OCI image specification 1.0), built in memory or read from an archive."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LAYER = 'application/vnd.oci.image.layer.v1.tar'
LAYER_GZIP = 'application/vnd.oci.image.layer.v1.tar+gzip'
CONFIG = 'application/vnd.oci.image.config.v1+json'
MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
INDEX = 'application/vnd.oci.image.index.v1+json'
DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'
DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json'

# Annotations of a layout's index that say what an image is called.
FULL_NAME = 'io.containerd.image.name'
REF_NAME = 'org.opencontainers.image.ref.name'

CHUNK = 1 << 20  # bytes read of a blob at a time


@dataclass(frozen=True, slots=True)
class Blob:
    """Some content and where to read it: `open` gives a fresh binary file."""

    media_type: str
    digest: str
    size: int
    open: Callable[[], io.BufferedIOBase]
    children: tuple[Blob, ...] = ()  # what a manifest or an index points to, as far as it is there

    def chunks(self) -> Iterator[bytes]:
        with self.open() as file:
            while data := file.read(CHUNK):
                yield data

    def descriptor(self) -> dict[str, Any]:
        return {'mediaType': self.media_type, 'digest': self.digest, 'size': self.size}


@dataclass(frozen=True, slots=True)
class NamedImage:
    """An image to be loaded: its full name and the manifest or index that is it."""

    name: str
    target: Blob


def digest_of(data: bytes) -> str:
    return 'sha256:' + hashlib.sha256(data).hexdigest()


def blob(media_type: str, data: bytes, children: Iterable[Blob] = ()) -> Blob:
    """A blob held in memory."""
    return Blob(media_type, digest_of(data), len(data), lambda: io.BytesIO(data), tuple(children))


@dataclass(frozen=True, slots=True)
class File:
    """One entry of a layer. A `link` makes it a symbolic link; `folder` a directory."""

    path: str
    data: bytes = b''
    mode: int = 0o755
    link: str = ''
    folder: bool = False


def layer(files: Iterable[File]) -> Blob:
    """A layer of these files, owned by root and without times, so that the same files give the same digest."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode='w') as tar:
        for file in files:
            info = tarfile.TarInfo(file.path)
            info.mode, info.size, info.linkname = file.mode, len(file.data), file.link
            info.type = tarfile.DIRTYPE if file.folder else tarfile.SYMTYPE if file.link else tarfile.REGTYPE
            tar.addfile(info, io.BytesIO(file.data))
    return blob(LAYER, buffer.getvalue())


@dataclass(frozen=True, slots=True)
class Image:
    """What an image's configuration says, beside its layers. `architecture` in Go's words (amd64, arm64)."""

    layers: Sequence[Blob]
    architecture: str
    config: Mapping[str, Any] = field(default_factory=dict)

    def manifest(self) -> Blob:
        """The image as one blob, with everything it needs below it."""
        document = {
            'architecture': self.architecture,
            'os': 'linux',
            'config': dict(self.config),
            # A layer that is not compressed has its digest for an identity.
            'rootfs': {'type': 'layers', 'diff_ids': [part.digest for part in self.layers]},
        }
        return manifest(blob(CONFIG, encode(document)), self.layers)


def manifest(config: Blob, layers: Sequence[Blob]) -> Blob:
    document = {
        'schemaVersion': 2,
        'mediaType': MANIFEST,
        'config': config.descriptor(),
        'layers': [part.descriptor() for part in layers],
    }
    return blob(MANIFEST, encode(document), (config, *layers))


def encode(document: Any) -> bytes:
    return json.dumps(document, separators=(',', ':')).encode()


def write(images: Iterable[NamedImage], path: Path) -> None:
    """An OCI layout as a tar file, which `docker load`, `ctr images import` and Sampan read."""
    found: dict[str, Blob] = {}
    entries = []
    for image in images:
        _collect(image.target, found)
        tag = image.name.rpartition(':')[2]
        entries.append({**image.target.descriptor(), 'annotations': {FULL_NAME: image.name, REF_NAME: tag}})
    with tarfile.open(path, 'w') as tar:
        _add(tar, 'oci-layout', encode({'imageLayoutVersion': '1.0.0'}))
        _add(tar, 'index.json', encode({'schemaVersion': 2, 'manifests': entries}))
        for item in found.values():
            info = tarfile.TarInfo(f'blobs/{item.digest.replace(":", "/")}')
            info.size = item.size
            with item.open() as file:
                tar.addfile(info, file)


def _collect(item: Blob, found: dict[str, Blob]) -> None:
    found[item.digest] = item
    for child in item.children:
        _collect(child, found)


def _add(tar: tarfile.TarFile, path: str, data: bytes) -> None:
    info = tarfile.TarInfo(path)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))
