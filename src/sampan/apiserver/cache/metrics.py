"""What there is in the watch caches, looked up when somebody asks (upstream: storage/etcd3/metrics, cacher/metrics)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sampan.apiserver.measures import family

if TYPE_CHECKING:
    from sampan.api.resources import Resource
    from sampan.apiserver.cache.cache import WatchCache

Found = Iterable[tuple['Resource', 'WatchCache']]
LABELS = ('group', 'resource')


def collect(found: Callable[[], Found], revision: Callable[[], int]) -> Iterator[Any]:
    """Objects by resource; versions of a kind share a cache and count once."""
    objects: dict[tuple[str, ...], float] = {}
    old: dict[tuple[str, ...], float] = {}
    revisions: dict[tuple[str, ...], float] = {}
    seen: set[str] = set()
    for resource, cache in found():
        if cache.prefix in seen:
            continue
        seen.add(cache.prefix)
        key = (resource.group, resource.plural)
        objects[key] = len(cache)
        old[resource.qualified,] = len(cache)
        revisions[key] = revision()
    yield family('apiserver_resource_objects', 'Stored objects.', 'gauge', LABELS, objects)
    yield family('apiserver_storage_objects', 'Stored objects.', 'gauge', ('resource',), old)
    yield family('apiserver_watch_cache_resource_version', 'Revision of the cache.', 'gauge', LABELS, revisions)
