"""Chains of providers: the first writes, all read (upstream: value.NewPrefixTransformers)."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sampan.apiserver.encryption.aes import Cbc, Gcm
from sampan.apiserver.encryption.base import Identity, Transformer, Unreadable
from sampan.apiserver.encryption.config import (
    ConfigurationError,
    EncryptionConfiguration,
    Keys,
    Provider,
    group_resource,
    timeout_of,
)
from sampan.apiserver.encryption.kms import Kms, Plugin
from sampan.apiserver.encryption.secretbox import Secretbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from sampan.machinery.world import World

Prefixed = tuple[bytes, Transformer]
NO_MATCH = 'no matching prefix found'
NO_KEY = 'no matching key was found for the provided {} transformer'


class Chain:
    """Tells providers apart by the prefix of what they wrote; what any but the first wrote is stale."""

    def __init__(self, members: Sequence[Prefixed], no_match: str = NO_MATCH) -> None:
        self._members = members
        self._no_match = no_match

    async def read(self, data: bytes, context: bytes) -> tuple[bytes, bool]:
        problem: Unreadable | None = None
        for index, (prefix, transformer) in enumerate(self._members):
            if not data.startswith(prefix):
                continue
            try:
                value, stale = await transformer.read(data[len(prefix) :], context)
            except Unreadable as error:
                problem = problem or error
                continue
            return value, stale or index != 0
        raise problem or Unreadable(self._no_match)

    async def write(self, data: bytes, context: bytes) -> bytes:
        prefix, transformer = self._members[0]
        return prefix + await transformer.write(data, context)


class Providers:
    """What encrypts which resource, and the KMS providers among them. `start`, `stop`."""

    def __init__(self, config: EncryptionConfiguration, world: World) -> None:
        """Raises ConfigurationError for rules that can never apply."""
        self._world = world
        self.kms: list[Kms] = []
        members: dict[tuple[str, str], list[Prefixed]] = {}
        for rule in config.resources:
            chain = [member for provider in rule.providers for member in self._members(provider)]
            for resource in rule.resources:
                key = group_resource(resource)
                for wider in ((key[0], '*'), ('*', '*')):
                    if wider in members:
                        raise ConfigurationError(
                            f'error while building transformers: resource "{resource}" is masked by earlier rule '
                            f'"{wider[1]}.{wider[0]}"'
                        )
                members.setdefault(key, []).extend(chain)
        self._chains = {key: Chain(chain) for key, chain in members.items()}

    def chain(self, group: str, resource: str) -> Chain | None:
        """The resource's chain, or its group's, or everybody's."""
        chains = self._chains
        return chains.get((group, resource)) or chains.get((group, '*')) or chains.get(('*', '*'))

    async def start(self) -> None:
        for kms in self.kms:
            await kms.start()

    async def stop(self) -> None:
        for kms in self.kms:
            await kms.stop()

    def _members(self, provider: Provider) -> Iterator[Prefixed]:
        if provider.kms is not None:
            plugin = Plugin(provider.kms.endpoint, timeout_of(provider.kms), self._world)
            kms = Kms(provider.kms.name, plugin, self._world)
            self.kms.append(kms)
            yield f'k8s:enc:kms:v2:{kms.name}:'.encode(), kms
        if provider.aesgcm is not None:
            yield self._keyed('aesgcm', provider.aesgcm, Gcm)
        if provider.aescbc is not None:
            yield self._keyed('aescbc', provider.aescbc, Cbc)
        if provider.secretbox is not None:
            yield self._keyed('secretbox', provider.secretbox, Secretbox)
        if provider.identity is not None:
            yield b'', Identity()

    def _keyed(self, name: str, keys: Keys, kind: Callable[[bytes, World], Transformer]) -> Prefixed:
        members = [(f'{key.name}:'.encode(), kind(base64.b64decode(key.secret), self._world)) for key in keys.keys]
        title = {'aesgcm': 'AES-GCM', 'aescbc': 'AES-CBC', 'secretbox': 'secretbox'}[name]
        return f'k8s:enc:{name}:v1:'.encode(), Chain(members, NO_KEY.format(title))
