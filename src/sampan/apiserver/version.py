"""/version: the version whose behaviour this is, as clients compare it."""

from __future__ import annotations

import json
import platform
import sys
from typing import TYPE_CHECKING

from sampan.apiserver.request import Response

if TYPE_CHECKING:
    from sampan.apiserver.request import Answer, Request

MAJOR = '1'
MINOR = '36'
GIT_VERSION = 'v1.36.0'
MACHINES = {'x86_64': 'amd64', 'aarch64': 'arm64'}


def version_info() -> dict[str, str]:
    """Upstream's version.Info. What names Go's tool chain there names ours here."""
    machine = platform.machine()
    return {
        'major': MAJOR,
        'minor': MINOR,
        'emulationMajor': MAJOR,
        'emulationMinor': MINOR,
        'minCompatibilityMajor': MAJOR,
        'minCompatibilityMinor': str(int(MINOR) - 1),
        'gitVersion': GIT_VERSION,
        'gitCommit': '',
        'gitTreeState': 'clean',
        'buildDate': '1970-01-01T00:00:00Z',
        'goVersion': '',
        'compiler': f'{sys.implementation.name}-{platform.python_version()}',
        'platform': f'{sys.platform}/{MACHINES.get(machine, machine)}',
    }


async def serve_version(request: Request) -> Answer:
    return Response(body=json.dumps(version_info(), indent=2).encode())
