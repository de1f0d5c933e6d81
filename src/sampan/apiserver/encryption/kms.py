"""KMS v2: values are encrypted with seeds of our own, and the seeds by a plugin behind a socket.

The plugin is asked once for each seed, not for each value: to encrypt the seed when its key's id has changed (its
status is asked every minute, every ten seconds while it is not well), to decrypt seeds that are met for the first time.
A seed whose plugin has not been well for three minutes writes nothing any more, but reads on.

Upstream: pkg/storage/value/encrypt/envelope/kmsv2.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sampan.apiserver.authn.cache import Cache
from sampan.apiserver.encryption import wire
from sampan.apiserver.encryption.aes import SEED, ExtendedNonceGcm, Gcm
from sampan.apiserver.encryption.base import Unreadable
from sampan.machinery import names

if TYPE_CHECKING:
    from sampan.machinery.world import World

log = logging.getLogger(__name__)

WELL, UNWELL = 60.0, 10.0  # seconds between two looks at the plugin's status
WRITABLE = timedelta(minutes=3)
VERSIONS = ('v2', 'v2beta1')
KEPT = 1000  # seeds in memory
ID_LIMIT = SEED_LIMIT = 1024
ANNOTATIONS_LIMIT = 32 * 1024
SEEDED = 1  # EncryptedDEKSourceType: HKDF_SHA256_XNONCE_AES_GCM_SEED; 0 is an AES-GCM key
SERVICE = '/v2.KeyManagementService/'

Source = tuple[int, bytes, str, tuple[tuple[str, bytes], ...]]
Cipher = Gcm | ExtendedNonceGcm


class KmsFailed(Exception):
    """The plugin did not do what it was asked; the text says what it answered."""


@dataclass(frozen=True, slots=True)
class Status:
    version: str
    healthz: str
    key_id: str


@dataclass(frozen=True, slots=True)
class Encrypted:
    """A seed as the plugin has encrypted it."""

    ciphertext: bytes
    key_id: str
    annotations: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class State:
    """The seed that writes."""

    cipher: ExtendedNonceGcm
    seed: Encrypted
    ends: datetime

    @property
    def source(self) -> Source:
        return source_of(SEEDED, self.seed)


class Plugin:
    """The gRPC side: three calls, each with a deadline."""

    def __init__(self, endpoint: str, timeout: float, world: World) -> None:
        self._endpoint = endpoint
        self._timeout = timeout
        self._world = world
        self._channel: Any = None

    async def status(self) -> Status:
        found = await self._call('Status', {})
        return Status(wire.text(found, 1), wire.text(found, 2), wire.text(found, 3))

    async def encrypt(self, plaintext: bytes) -> Encrypted:
        found = await self._call('Encrypt', {1: plaintext, 2: self._world.uid()})
        return Encrypted(wire.blob(found, 1), wire.text(found, 2), wire.pairs(found, 3))

    async def decrypt(self, seed: Encrypted) -> bytes:
        fields = {1: seed.ciphertext, 2: self._world.uid(), 3: seed.key_id, 4: seed.annotations}
        return wire.blob(await self._call('Decrypt', fields), 1)

    async def close(self) -> None:
        if self._channel is not None:
            await self._channel.close()
            self._channel = None

    async def _call(self, method: str, fields: Mapping[int, Any]) -> Mapping[int, list[wire.Value]]:
        import grpc

        if self._channel is None:
            grpc.aio.init_grpc_aio()  # kept for the life of the process: taking it down when collected can hang
            self._channel = grpc.aio.insecure_channel(self._endpoint)
        try:
            answer: bytes = await self._channel.unary_unary(SERVICE + method)(
                wire.encode(fields), timeout=self._timeout, wait_for_ready=True
            )
            return wire.decode(answer)
        except grpc.aio.AioRpcError as error:
            name = ''.join(part.title() for part in error.code().name.split('_'))
            raise KmsFailed(f'rpc error: code = {name} desc = {error.details()}') from error
        except ValueError as error:
            raise KmsFailed(f'the answer of {method} is malformed: {error}') from error


class Kms:
    """One provider. `start` before the first value; `stop` ends the looking after the plugin."""

    def __init__(self, name: str, plugin: Plugin, world: World) -> None:
        self.name = name
        self._plugin = plugin
        self._world = world
        self._state: State | None = None
        self._version = ''
        self._ciphers: Cache[Source, Cipher] = Cache(KEPT)
        self._problem = 'the plugin has not been asked yet'
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self._look()
        self._task = asyncio.get_running_loop().create_task(self._watch(), name=f'kms-{self.name}')

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
            self._task = None
        await self._plugin.close()

    @property
    def problem(self) -> str:
        """Why the provider is not healthy; empty when it is."""
        return self._problem

    # --- values ------------------------------------------------------------------------------------

    async def read(self, data: bytes, context: bytes) -> tuple[bytes, bool]:
        try:
            fields = wire.decode(data)
            seed = Encrypted(wire.blob(fields, 3), wire.text(fields, 2), wire.pairs(fields, 4))
            kind = int((fields.get(5) or [0])[-1])
            check(kind, seed, wire.blob(fields, 1))
        except (ValueError, KmsFailed) as error:
            raise Unreadable(str(error)) from error
        cipher = await self._cipher(kind, seed)
        state = self._state
        stale = state is None or kind != SEEDED or seed.key_id != state.seed.key_id
        return cipher.decrypt(wire.blob(fields, 1), context), stale

    async def write(self, data: bytes, context: bytes) -> bytes:
        state = self._state
        if state is None:
            raise KmsFailed(f'kmsv2 Provider {self.name} is not healthy, error: {self._problem}')
        now = self._world.now()
        if now > state.ends:
            raise KmsFailed(
                f'encryptedDEKSource with keyID hash "{hashed(state.seed.key_id)}" expired at '
                f'{state.ends:%Y-%m-%dT%H:%M:%SZ} (current time is {now:%Y-%m-%dT%H:%M:%SZ})'
            )
        self._ciphers.put(state.source, state.cipher)
        seed = state.seed
        value = state.cipher.encrypt(data, context)
        return wire.encode({1: value, 2: seed.key_id, 3: seed.ciphertext, 4: seed.annotations, 5: SEEDED})

    async def _cipher(self, kind: int, seed: Encrypted) -> Cipher:
        source = source_of(kind, seed)
        known = self._ciphers.get(source)
        if known is None:
            try:
                key = await self._plugin.decrypt(seed)
            except KmsFailed as failed:
                raise Unreadable(f'failed to decrypt DEK, error: {failed}') from failed
            try:
                known = ExtendedNonceGcm(key, self._world) if kind == SEEDED else Gcm(key, self._world)
            except ValueError as error:
                raise Unreadable(f'the decrypted key cannot be used: {error}') from error
            self._ciphers.put(source, known)
        return known

    # --- the plugin --------------------------------------------------------------------------------

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(UNWELL if self._problem else WELL)
            await self._look()

    async def _look(self) -> None:
        """Ask for the status; renew the seed when the plugin's key is another one."""
        try:
            status = await self._plugin.status()
            self._check(status)
            await self._renew(status.key_id)
            self._problem = ''
        except KmsFailed as failed:
            self._problem = str(failed)
            log.error('kmsv2 Provider %s is not healthy, error: %s', self.name, failed)

    def _check(self, status: Status) -> None:
        if status.healthz != 'ok':
            raise KmsFailed(f'got unexpected healthz status: {status.healthz}')
        if status.version not in VERSIONS:
            raise KmsFailed(f'expected KMSv2 API version v2, got {status.version}')
        self._version = self._version or status.version
        if self._version != status.version:
            raise KmsFailed(
                'KMSv2 API version should not change after the initial status response version '
                f'{self._version}, got {status.version}'
            )
        check_key_id(status.key_id)

    async def _renew(self, key_id: str) -> None:
        ends = self._world.now() + WRITABLE
        state = self._state
        if state is not None and state.seed.key_id == key_id:
            self._state = replace(state, ends=ends)
            return
        plain = self._world.token_bytes(SEED)
        seed = await self._plugin.encrypt(plain)
        check(SEEDED, seed, b'\x00')
        if seed.key_id != key_id:
            raise KmsFailed(
                f'failed to rotate DEK: the status names the key "{hashed(key_id)}", '
                f'the encryption used "{hashed(seed.key_id)}"'
            )
        self._state = State(ExtendedNonceGcm(plain, self._world), seed, ends)


def source_of(kind: int, seed: Encrypted) -> Source:
    return kind, seed.ciphertext, seed.key_id, tuple(sorted(seed.annotations.items()))


def check(kind: int, seed: Encrypted, data: bytes) -> None:
    """Raises KmsFailed for what upstream does not take."""
    if kind not in (0, SEEDED):
        raise KmsFailed(f'unknown encryptedDEKSourceType: {kind}')
    if not data:
        raise KmsFailed('encrypted data is empty')
    if not seed.ciphertext:
        raise KmsFailed('failed to validate encrypted DEK source: encrypted DEK source is empty')
    if len(seed.ciphertext) > SEED_LIMIT:
        size = len(seed.ciphertext)
        raise KmsFailed(
            f'failed to validate encrypted DEK source: encrypted DEK source is {size} bytes, '
            f'which exceeds the max size of {SEED_LIMIT}'
        )
    check_key_id(seed.key_id)
    size = sum(len(key) + len(value) for key, value in seed.annotations.items())
    if size > ANNOTATIONS_LIMIT:
        raise KmsFailed(f'total size of annotations is {size}, which exceeds the max size of {ANNOTATIONS_LIMIT}')
    for key in seed.annotations:
        if '.' not in key or names.dns1123_subdomain(key):
            raise KmsFailed(f'failed to validate annotations: {key!r} should be a domain with at least two segments')


def check_key_id(key_id: str) -> None:
    if not key_id:
        raise KmsFailed('failed to validate key id: keyID is empty')
    if len(key_id) > ID_LIMIT:
        raise KmsFailed(f'keyID is {len(key_id)} bytes, which exceeds the max size of {ID_LIMIT}')


def hashed(key_id: str) -> str:
    return 'sha256:' + hashlib.sha256(key_id.encode()).hexdigest()
