"""Who asks, as a front proxy says it (upstream: client-go transport.SetAuthProxyHeaders)."""

from __future__ import annotations

from urllib.parse import quote

from sampan.apiserver.request import UserInfo

# What this server itself asks aggregated servers as.
AGGREGATOR = UserInfo('system:kube-aggregator', groups=('system:masters',))
# Of the characters of header names; everything else, and the percent sign, is escaped.
NAME_CHARACTERS = "!#$&'*+-.^_`|~"


def remote_headers(user: UserInfo) -> list[tuple[str, str]]:
    """The X-Remote-... headers of a user."""
    headers = [('X-Remote-User', user.name)]
    if user.uid:
        headers.append(('X-Remote-Uid', user.uid))
    headers += [('X-Remote-Group', group) for group in user.groups]
    for key, values in user.extra.items():
        name = f'X-Remote-Extra-{quote(key, safe=NAME_CHARACTERS)}'
        headers += [(name, value) for value in values]
    return headers
