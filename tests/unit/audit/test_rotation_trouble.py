"""An audit log that cannot be rotated keeps the file it has, and tries again."""

from __future__ import annotations

import asyncio
import errno
import os
from pathlib import Path

import pytest

from sampan.apiserver.audit.config import LogConfig
from sampan.apiserver.audit.files import FileBackend
from sampan.apiserver.audit.sinks import BackendFailed
from sampan.machinery.world import SystemWorld


def test_without_a_new_file_the_old_one_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its descriptor must not be closed before there is another: the number would be somebody else's by then."""

    async def main() -> None:
        backend = FileBackend(LogConfig(str(tmp_path / 'audit.log'), max_size=1), SystemWorld())
        full = b'x' * (1 << 20)
        await backend.write([full])
        with monkeypatch.context() as patched:

            def none(*arguments: object, **options: object) -> int:
                raise OSError(errno.EMFILE, 'Too many open files')

            patched.setattr(os, 'open', none)
            with pytest.raises(BackendFailed, match='Too many open files'):
                await backend.write([b'lost\n'])
        await backend.write([b'there\n'])
        await backend.close()
        (aside,) = [each for each in tmp_path.iterdir() if each.name != 'audit.log']
        assert aside.read_bytes() == full and (tmp_path / 'audit.log').read_bytes() == b'there\n'

    asyncio.run(main())
