"""Nodes that have the pod's images already start it faster."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sampan.scheduler.columns import Cluster, Node
from sampan.scheduler.framework import MAX_SCORE, Scores
from sampan.scheduler.podinfo import PodInfo

MIB = 1024 * 1024
SMALLEST = 23 * MIB  # below this an image is not worth preferring a node for
LARGEST_PER_CONTAINER = 1000 * MIB


class ImageLocality:
    name = 'ImageLocality'

    def score(self, pod: PodInfo, cluster: Cluster, rows: npt.NDArray[np.intp]) -> Scores | None:
        images = [normalized_name(c.image) for c in (*pod.pod.spec.init_containers, *pod.pod.spec.containers)]
        nodes = max(int(cluster.alive.sum()), 1)
        total = np.zeros(len(rows), np.float64)
        for image in images:
            sizes = cluster.values(('image', image), lambda node, image=image: _size(node, image))  # type: ignore[misc]
            holders = int(np.count_nonzero(sizes[cluster.alive]))
            total += (sizes[rows] * (holders / nodes)).astype(np.int64)
        largest = LARGEST_PER_CONTAINER * max(len(images), 1)
        clipped = np.clip(total, SMALLEST, largest)
        return (MAX_SCORE * (clipped - SMALLEST) / (largest - SMALLEST)).astype(np.int64)


def normalized_name(image: str) -> str:
    """An image without a tag means `latest`."""
    return image if ':' in image.rsplit('/', 1)[-1] else f'{image}:latest'


def _size(node: Node, image: str) -> int:
    if node.node is None:
        return 0
    return next((entry.size_bytes for entry in node.node.status.images if image in entry.names), 0)
