"""Reading images from a tar: an OCI layout, or what `docker save` writes (before 25.0 in a layout of its own).

Nothing is unpacked: blobs are read from the tar when they are loaded. An archive may be compressed. Content is not
believed: containerd checks every blob against its digest.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import posixpath
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sampan.node.images.layout import (
    CHUNK,
    CONFIG,
    DOCKER_LIST,
    DOCKER_MANIFEST,
    FULL_NAME,
    INDEX,
    LAYER,
    LAYER_GZIP,
    MANIFEST,
    REF_NAME,
    Blob,
    NamedImage,
    blob,
    manifest,
)

DOCUMENT_LIMIT = 8 << 20  # bytes of an index, a manifest or a configuration
DEPTH_LIMIT = 4  # indexes within indexes
GZIP_MAGIC = b'\x1f\x8b'


class ArchiveError(Exception):
    """The file is no image archive, or a broken one; the message says what is missing."""


@contextlib.contextmanager
def open_archive(path: Path) -> Iterator[list[NamedImage]]:
    """The images in an archive, readable while the context lasts.

    Raises `ArchiveError`, or OSError when the file cannot be read.
    """
    try:
        with tarfile.open(path) as tar:
            yield _Archive(tar).images()
    except tarfile.TarError as error:
        raise ArchiveError(f'{path} is not a tar file: {error}') from error


class _Archive:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._members = {posixpath.normpath(member.name): member for member in tar.getmembers()}

    def images(self) -> list[NamedImage]:
        if 'index.json' in self._members:
            return list(self._of_layout())
        if 'manifest.json' in self._members:
            return list(self._of_docker())
        raise ArchiveError('there is neither an index.json (OCI layout) nor a manifest.json (docker save) in it')

    # OCI layout

    def _of_layout(self) -> Iterator[NamedImage]:
        for entry in _list(self._document('index.json'), 'manifests'):
            annotations = entry.get('annotations') or {}
            name = annotations.get(FULL_NAME) or annotations.get(REF_NAME) or ''
            # A layout of one image often gives only its tag; such a name would mean an image of docker.io.
            if not set(name) & set('/:'):
                raise ArchiveError(f'an image in it has no full name (annotation {FULL_NAME}), only {name!r}')
            target = self._blob(entry, 0)
            if target is None:
                raise ArchiveError(f'blob {entry.get("digest")} of image {name} is missing')
            yield NamedImage(name, target)

    def _blob(self, descriptor: dict[str, Any], depth: int) -> Blob | None:
        """A blob with everything below it; None when it is not in the archive."""
        digest, media_type = str(descriptor.get('digest', '')), str(descriptor.get('mediaType', ''))
        path = 'blobs/' + digest.replace(':', '/', 1)
        if path not in self._members:
            return None
        children: tuple[Blob, ...] = ()
        if media_type in (MANIFEST, DOCKER_MANIFEST):
            children = self._parts(path, depth)
        elif media_type in (INDEX, DOCKER_LIST):
            children = self._platforms(path, depth)
        return Blob(media_type, digest, self._members[path].size, self._opener(path), children)

    def _parts(self, path: str, depth: int) -> tuple[Blob, ...]:
        document = self._document(path)
        descriptors = [_object(document, 'config'), *_list(document, 'layers')]
        parts = [self._blob(descriptor, depth) for descriptor in descriptors]
        missing = [str(each.get('digest')) for each, part in zip(descriptors, parts, strict=True) if part is None]
        if missing:
            raise ArchiveError(f'blobs are missing: {", ".join(missing)}')
        return tuple(part for part in parts if part is not None)

    def _platforms(self, path: str, depth: int) -> tuple[Blob, ...]:
        """The manifests of an index that are there: an archive need not hold every platform."""
        if depth >= DEPTH_LIMIT:
            raise ArchiveError('indexes are nested too deeply')
        found = [self._blob(descriptor, depth + 1) for descriptor in _list(self._document(path), 'manifests')]
        return tuple(item for item in found if item is not None)

    # docker save

    def _of_docker(self) -> Iterator[NamedImage]:
        entries = self._document('manifest.json')
        if not isinstance(entries, list):
            raise ArchiveError('manifest.json is not a list')
        for entry in entries:
            names = entry.get('RepoTags') or []
            if not names:
                raise ArchiveError('an image in it has no name (RepoTags): save it by name, not by id')
            target = self._docker_image(entry)
            for name in names:
                yield NamedImage(name, target)

    def _docker_image(self, entry: dict[str, Any]) -> Blob:
        try:
            config, layers = str(entry['Config']), [str(path) for path in entry['Layers']]
        except (KeyError, TypeError) as error:
            raise ArchiveError(f'manifest.json lacks {error}') from error
        return manifest(blob(CONFIG, self._read(config)), [self._layer(path) for path in layers])

    def _layer(self, path: str) -> Blob:
        """A layer file as a blob. Its size and digest are not written anywhere, so it is read once for them."""
        opener = self._opener(path)
        digest, size, first = hashlib.sha256(), 0, b''
        with opener() as file:
            while data := file.read(CHUNK):
                first = first or data[:2]
                digest.update(data)
                size += len(data)
        media_type = LAYER_GZIP if first == GZIP_MAGIC else LAYER
        return Blob(media_type, f'sha256:{digest.hexdigest()}', size, opener)

    # The tar

    def _opener(self, path: str) -> Callable[[], io.BufferedIOBase]:
        def opened() -> io.BufferedIOBase:
            member = self._members.get(posixpath.normpath(path))
            file = self._tar.extractfile(member) if member else None  # follows the links older dockers wrote
            if file is None:
                raise ArchiveError(f'{path} is missing')
            return file  # type: ignore[return-value]  # an ExFileObject is a BufferedReader

        return opened

    def _read(self, path: str) -> bytes:
        with self._opener(path)() as file:
            data = file.read(DOCUMENT_LIMIT + 1)
        if len(data) > DOCUMENT_LIMIT:
            raise ArchiveError(f'{path} is larger than {DOCUMENT_LIMIT} bytes')
        return data

    def _document(self, path: str) -> Any:
        try:
            return json.loads(self._read(path))
        except ValueError as error:
            raise ArchiveError(f'{path} is not JSON: {error}') from error


def _list(document: Any, key: str) -> list[dict[str, Any]]:
    value = document.get(key) if isinstance(document, dict) else None
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ArchiveError(f'there is no list {key!r} where one has to be')
    return value


def _object(document: Any, key: str) -> dict[str, Any]:
    value = document.get(key) if isinstance(document, dict) else None
    if not isinstance(value, dict):
        raise ArchiveError(f'there is no object {key!r} where one has to be')
    return value
