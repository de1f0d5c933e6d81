"""The Authorization header, kept current: a token file is read again, as client-go does, once a minute."""

from __future__ import annotations

import asyncio
import logging

from sampan.client.config import ConfigError, HttpConfig

REREAD_SECONDS = 60.0

logger = logging.getLogger(__name__)


class Credentials:
    """Who the client says it is. Client certificates are the TLS context's."""

    def __init__(self, config: HttpConfig) -> None:
        self._config = config
        self._token = config.token
        self._read_at: float | None = None

    def headers(self) -> dict[str, str]:
        """What every request carries. Raises `ConfigError` when the token file was never readable."""
        if self._config.token_file is not None:
            self._reread()
        if self._token:
            return {'Authorization': f'Bearer {self._token}'}
        if self._config.username:
            return {'Authorization': self._config.basic_authorization()}
        return {}

    def refused(self) -> None:
        """The server answered 401: read the token file at the next request."""
        self._read_at = None

    def _reread(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._read_at is not None and now - self._read_at < REREAD_SECONDS:
            return
        assert self._config.token_file is not None
        try:
            token = self._config.token_file.read_text().strip()
        except OSError as error:
            if not self._token:
                raise ConfigError(f'cannot read the token file: {error}') from error
            logger.warning('cannot read the token file again, keeping the old token: %s', error)
            return
        if not token and not self._token:
            raise ConfigError(f'the token file {self._config.token_file} is empty')
        self._token = token or self._token
        self._read_at = now
