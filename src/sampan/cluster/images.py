"""`sampan image load` and `sampan image list`."""

from __future__ import annotations

import tarfile
from pathlib import Path

from sampan.cluster.config import ClusterConfig
from sampan.cluster.config import load as load_config
from sampan.cluster.errors import ClusterError


async def load(state_dir: Path, file: Path) -> int:
    """Put the images of an OCI layout or `docker save` tar into the node; prints their names."""
    from sampan.node.images import archive
    from sampan.node.images.load import LoadFailed
    from sampan.node.images.load import load as load_images

    config = _running(state_dir)
    try:
        with archive.open_archive(file) as images:
            loaded = await load_images(config.containerd_socket, images)
    except FileNotFoundError as error:
        raise ClusterError(f'there is no file {file}') from error
    except (archive.ArchiveError, tarfile.TarError) as error:
        raise ClusterError(
            f'{file} holds no images: {error}', 'it has to be an OCI layout or the output of `docker save`, as a tar'
        ) from error
    except LoadFailed as error:
        raise ClusterError(str(error)) from error
    for image in loaded:
        print(f'loaded {", ".join(image.tags) or image.id}')
    return 0


async def show(state_dir: Path) -> int:
    """A line for each image in the node."""
    from sampan.node.runtime.containerd import ContainerdRuntime

    config = _running(state_dir)
    runtime = ContainerdRuntime(config.containerd_socket)
    try:
        images = await runtime.images()
    finally:
        await runtime.close()
    print(f'{"IMAGE":<50} {"ID":<14} SIZE')
    for image in sorted(images, key=lambda each: each.tags):
        for name in image.tags or (image.id,):
            print(f'{name:<50} {image.id.removeprefix("sha256:")[:12]:<14} {image.size / 1e6:.1f}MB')
    return 0


def _running(state_dir: Path) -> ClusterConfig:
    config = load_config(state_dir)
    if config is None or not config.containerd_socket.exists():
        raise ClusterError("the node's containerd is not running", 'start the cluster with `sampan up`')
    return config
