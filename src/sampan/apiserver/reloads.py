"""What is counted about configuration files that are read again, under upstream's names.

Upstream: pkg/server/options/{authenticationconfig,authorizationconfig,encryptionconfig}/metrics.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sampan.apiserver.measures import Counts

if TYPE_CHECKING:
    from sampan.machinery.world import World

LABELS = ('status', 'apiserver_id_hash')


class Reloads:
    """The tries to take a changed file over. `kind`: authentication, authorization or encryption."""

    def __init__(self, kind: str, server: str, world: World) -> None:
        self._world = world
        self._server = f'sha256:{hashlib.sha256(server.encode()).hexdigest()}'
        prefix = f'apiserver_{kind}_config_controller_automatic_reload'
        self._total = Counts(f'{prefix}s_total', 'Changed files, by whether they are used.', LABELS)
        self._last = Counts(f'{prefix}_last_timestamp_seconds', 'The last of them.', LABELS, type='gauge')

    def done(self, *, success: bool) -> None:
        status = 'success' if success else 'failure'
        self._total.add(status, self._server)
        self._last.put(self._world.now().timestamp(), status, self._server)

    def collect(self) -> Iterator[Any]:
        yield from self._total.collect()
        yield from self._last.collect()
