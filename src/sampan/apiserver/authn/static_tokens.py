"""Static bearer tokens: `--token-auth-file` (upstream: authentication/token/tokenfile)."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from sampan.apiserver.request import UserInfo


class StaticTokens:
    """Tokens known from the start. They are for this API server, so audiences are not asked."""

    def __init__(self, tokens: Mapping[str, UserInfo]) -> None:
        # By hash: how long a look-up takes then says nothing about the tokens.
        self._tokens = {hashed(token): user for token, user in tokens.items()}

    @classmethod
    def from_file(cls, path: Path) -> StaticTokens:
        """Read `token,user,uid,"group1,group2"` lines. Raises ValueError naming the line that is wrong."""
        return cls(parse_tokens(path.read_text(), str(path)))

    async def authenticate_token(self, token: str, audiences: Sequence[str]) -> UserInfo | None:
        return self._tokens.get(hashed(token))


def hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode('utf-8', 'replace')).digest()


def parse_tokens(text: str, source: str) -> dict[str, UserInfo]:
    tokens: dict[str, UserInfo] = {}
    for number, row in enumerate(csv.reader(io.StringIO(text), skipinitialspace=True), start=1):
        if not row:
            continue
        if len(row) < 3 or not row[0]:
            raise ValueError(f'{source}, line {number}: expected token,user name,user uid[,"groups"]')
        groups = tuple(row[3].split(',')) if len(row) > 3 and row[3] else ()
        tokens[row[0]] = UserInfo(name=row[1], uid=row[2], groups=groups)
    return tokens
