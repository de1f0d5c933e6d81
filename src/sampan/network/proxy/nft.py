"""Handing rules to the kernel: libnftables in this process, or the `nft` program where the library is missing.

A text is one transaction: the kernel takes all of it or nothing. Both roads block, so they run in a thread.
"""

from __future__ import annotations

import asyncio
import ctypes
import ctypes.util
import subprocess
from typing import Protocol


class NftFailed(Exception):
    """The kernel or the parser refused; the message is nft's."""


class Nft(Protocol):
    """What takes transactions."""

    async def run(self, text: str) -> str:
        """Apply a text of nft commands; returns what they print. Raises `NftFailed`."""
        ...


def connect() -> Nft:
    """The fastest way to the kernel that this machine has."""
    for name in ('libnftables.so.1', ctypes.util.find_library('nftables')):
        if name is None:
            continue
        try:
            return Library(ctypes.CDLL(name))
        except OSError:
            continue
    return Program()


class Library:
    """libnftables. Twice as fast as starting the program; one context, used by one thread at a time."""

    def __init__(self, library: ctypes.CDLL) -> None:
        library.nft_ctx_new.restype = ctypes.c_void_p
        library.nft_ctx_new.argtypes = [ctypes.c_uint32]
        library.nft_ctx_free.argtypes = [ctypes.c_void_p]
        library.nft_run_cmd_from_buffer.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
        for name in ('error', 'output'):
            getattr(library, f'nft_ctx_buffer_{name}').argtypes = [ctypes.c_void_p]
            getter = getattr(library, f'nft_ctx_get_{name}_buffer')
            getter.argtypes, getter.restype = [ctypes.c_void_p], ctypes.c_char_p
        self._library = library
        self._lock = asyncio.Lock()

    async def run(self, text: str) -> str:
        async with self._lock:
            return await asyncio.to_thread(self._run, text)

    def _run(self, text: str) -> str:
        """A context per transaction: it caches what it saw in the kernel, where others write too."""
        library = self._library
        context = library.nft_ctx_new(0)
        if not context:
            raise NftFailed('libnftables gave no context')
        try:
            library.nft_ctx_buffer_error(context)
            library.nft_ctx_buffer_output(context)
            if library.nft_run_cmd_from_buffer(context, text.encode()) != 0:
                raise NftFailed(library.nft_ctx_get_error_buffer(context).decode().strip())
            return str(library.nft_ctx_get_output_buffer(context).decode())
        finally:
            library.nft_ctx_free(context)


class Program:
    """`nft -f -`."""

    async def run(self, text: str) -> str:
        try:
            process = await asyncio.create_subprocess_exec(
                'nft', '-f', '-', stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
        except FileNotFoundError as error:
            raise NftFailed('there is neither libnftables nor nft on this machine: install nftables') from error
        output, errors = await process.communicate(text.encode())
        if process.returncode != 0:
            raise NftFailed(errors.decode().strip())
        return output.decode()
