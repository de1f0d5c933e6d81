"""What a writer is called in managedFields.

Upstream: `managerOrUserAgent` in handlers/create.go.
"""

from __future__ import annotations

from functools import lru_cache

from sampan.apiserver.request import Request

LONGEST = 128
UNKNOWN = 'unknown'
BEFORE_FIRST_APPLY = 'before-first-apply'
ANCIENT_CHANGES = 'ancient-changes'
KUBECTL = 'kubectl'


def manager_of(request: Request, asked: str) -> str:
    """The `fieldManager` parameter, else the user agent up to its slash, else who asks from inside the process."""
    if asked:
        return asked
    agent = request.headers.get('user-agent', '')
    if agent:
        return from_agent(agent)
    return _component(request.user.name) if request.typed and request.user is not None else ''


@lru_cache(maxsize=256)
def from_agent(agent: str) -> str:
    """The user agent's first part: printable characters only, cut to 128 bytes."""
    found, size = [], 0
    for character in agent.partition('/')[0]:
        if not character.isprintable():
            continue
        size += len(character.encode())
        if size > LONGEST:
            break
        found.append(character)
    return ''.join(found)


@lru_cache(maxsize=256)
def _component(user: str) -> str:
    """A component of the process: the name its own binary has upstream, as a user agent would say it."""
    if user == 'system:apiserver':
        return 'kube-apiserver'
    if user.startswith('system:node:'):
        return 'kubelet'
    if user.startswith('system:serviceaccount:kube-system:'):
        return 'kube-controller-manager'
    return from_agent(user.removeprefix('system:'))
