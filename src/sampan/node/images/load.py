"""Putting images into containerd: blobs into the content store, names into the image store.

containerd collects content that nothing refers to. A lease holds what is being loaded; labels on manifests and indexes
refer to what they need, from then on; the image's name refers to the manifest.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from google.protobuf.message import Message

from sampan.machinery.image import ReferenceError_, parse
from sampan.node.images.layout import DOCKER_MANIFEST, MANIFEST, Blob, NamedImage
from sampan.node.runtime.base import Image
from sampan.node.runtime.containerd.channel import CallFailed, Channel
from sampan.node.runtime.containerd.config import NAMESPACE
from sampan.node.runtime.containerd.runtime import ContainerdRuntime
from sampan.node.runtime.generated import containerd_pb2 as containerd

CONTENT = '/containerd.services.content.v1.Content'
IMAGES = '/containerd.services.images.v1.Images'
LEASES = '/containerd.services.leases.v1.Leases'
GC_REFERENCE = 'containerd.io/gc.ref.content'
MANAGED = {'io.cri-containerd.image': 'managed'}
TIMEOUT = 60.0
SHOWN_FIRST, SHOWN_LAST, SHOWN_LOOKS = 0.002, 0.25, 60  # seconds between looks at CRI, and how many


class LoadFailed(Exception):
    """An image could not be loaded; the message says which and why."""


async def load(socket: Path, images: Iterable[NamedImage]) -> list[Image]:
    """Load images into the node's containerd; returns them as CRI shows them. Loading again replaces the name.

    Raises `LoadFailed`.
    """
    loaded = []
    channel, runtime = Channel(socket), ContainerdRuntime(socket)
    try:
        for image in images:
            name = _full_name(image.name)
            wanted = _config_digests(image.target)
            if not wanted:
                raise LoadFailed(f'image {name} has no configuration for this machine in its archive')
            try:
                await _put(channel, image.target, name)
            except CallFailed as error:
                raise LoadFailed(f'cannot load image {name}: {error.detail}') from error
            loaded.append(await _shown(runtime, name, wanted))
    finally:
        await channel.close()
        await runtime.close()
    return loaded


def _full_name(name: str) -> str:
    try:
        return str(parse(name))
    except ReferenceError_ as error:
        raise LoadFailed(f'"{name}" is no image name: {error}') from error


async def _put(channel: Channel, target: Blob, name: str) -> None:
    lease = await channel.call(
        f'{LEASES}/Create',
        containerd.CreateLeaseRequest(),
        containerd.CreateLeaseResponse,
        timeout=TIMEOUT,
        metadata=[('containerd-namespace', NAMESPACE)],
    )
    metadata = [('containerd-namespace', NAMESPACE), ('containerd-lease', lease.lease.id)]
    try:
        await _put_blob(channel, target, metadata)
        await _name(channel, target, name, metadata)
    finally:
        await channel.call(
            f'{LEASES}/Delete',
            containerd.DeleteLeaseRequest(id=lease.lease.id),
            containerd.Empty,
            timeout=TIMEOUT,
            metadata=metadata,
        )


async def _put_blob(channel: Channel, blob: Blob, metadata: list[tuple[str, str]]) -> None:
    for child in blob.children:
        await _put_blob(channel, child, metadata)
    try:
        await channel.upload(f'{CONTENT}/Write', _requests(blob), containerd.WriteContentResponse, metadata=metadata)
    except CallFailed as error:
        if error.code != 'AlreadyExists':
            raise


async def _requests(blob: Blob) -> AsyncIterator[Message]:
    offset = 0
    reference = f'sampan-load-{blob.digest}'
    # Asking first costs nothing, and content that is there already need not be sent.
    yield containerd.WriteContentRequest(action=containerd.STAT, ref=reference, total=blob.size, expected=blob.digest)
    for data in blob.chunks():
        yield containerd.WriteContentRequest(
            action=containerd.WRITE,
            ref=reference,
            total=blob.size,
            expected=blob.digest,
            offset=offset,
            data=data,
        )
        offset += len(data)
    labels = {f'{GC_REFERENCE}.{number}': child.digest for number, child in enumerate(blob.children)}
    yield containerd.WriteContentRequest(
        action=containerd.COMMIT,
        ref=reference,
        total=blob.size,
        expected=blob.digest,
        offset=offset,
        labels=labels,
    )


async def _name(channel: Channel, target: Blob, name: str, metadata: list[tuple[str, str]]) -> None:
    record = containerd.ImageRecord(
        name=name,
        labels=MANAGED,
        target=containerd.Descriptor(media_type=target.media_type, digest=target.digest, size=target.size),
    )
    try:
        await channel.call(
            f'{IMAGES}/Create',
            containerd.CreateImageRequest(image=record),
            containerd.CreateImageResponse,
            timeout=TIMEOUT,
            metadata=metadata,
        )
    except CallFailed as error:
        if error.code != 'AlreadyExists':
            raise
        await channel.call(
            f'{IMAGES}/Update',
            containerd.UpdateImageRequest(image=record),
            containerd.UpdateImageResponse,
            timeout=TIMEOUT,
            metadata=metadata,
        )


async def _shown(runtime: ContainerdRuntime, name: str, wanted: set[str]) -> Image:
    """Wait for CRI to have read the image: it does so on an event of the image store, and tells nobody when done."""
    pause = SHOWN_FIRST
    for _ in range(SHOWN_LOOKS):
        found = await runtime.image_status(name)
        if found is not None and found.id in wanted:
            return found
        await asyncio.sleep(pause)
        pause = min(pause * 2, SHOWN_LAST)
    raise LoadFailed(f'containerd took image {name}, but CRI does not show it: is it for another architecture?')


def _config_digests(target: Blob) -> set[str]:
    """The image ids CRI may give it: the configuration of the manifest, or of one of an index's manifests."""
    if target.media_type in (MANIFEST, DOCKER_MANIFEST):
        return {child.digest for child in target.children[:1]}
    return {digest for child in target.children for digest in _config_digests(child)}
