"""Which requests may take as long as they like (upstream: BasicLongRunningRequestCheck)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sampan.apiserver.request import RequestInfo

VERBS = frozenset({'watch', 'proxy'})
SUBRESOURCES = frozenset({'attach', 'exec', 'proxy', 'log', 'portforward'})


def long_running(info: RequestInfo) -> bool:
    return info.verb in VERBS or (info.is_resource and info.subresource in SUBRESOURCES)
