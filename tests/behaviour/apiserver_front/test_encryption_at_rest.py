"""Secrets are not readable in the store."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import grpc
import pytest

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1
from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.encryption import wire
from sampan.apiserver.request import Request
from sampan.apiserver.server import ITSELF, ApiServer
from sampan.machinery.world import SystemWorld
from sampan.store.base import StoreUnavailable
from sampan.store.memory import MemoryStore

from .servers import run

KEYS = {'one': 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=', 'two': 'ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA='}
KEY = '/registry/secrets/default/s'
HEAD = 'kind: EncryptionConfiguration\napiVersion: apiserver.config.k8s.io/v1\nresources:\n- resources: [secrets]\n'


def gcm(*names: str) -> str:
    keys = ', '.join(f'{{name: {name}, secret: {KEYS[name]}}}' for name in names)
    return f'{HEAD}  providers: [{{aesgcm: {{keys: [{keys}]}}}}, {{identity: {{}}}}]\n'


async def server_over(store: MemoryStore, folder: Path, text: str, **more: Any) -> ApiServer:
    file = folder / 'encryption.yaml'
    file.write_text(text)
    config = ApiServerConfig(port=0, encryption_provider_config=file)
    server = ApiServer(store=store, world=SystemWorld(), config=replace(config, **more))
    await server.start(listen=False)
    return server


def secret() -> core.Secret:
    return core.Secret(metadata=meta_v1.ObjectMeta(name='s', namespace='default'), data={'p': b'hunter2'})


async def stored(store: MemoryStore) -> bytes:
    record = await store.get(KEY)
    assert record is not None
    return record.value


def test_secrets_are_encrypted_and_others_are_not(tmp_path: Path) -> None:
    async def main() -> None:
        store = MemoryStore()
        server = await server_over(store, tmp_path, gcm('one'))
        client = server.client()
        await client.create(secret())
        await client.create(core.ConfigMap(metadata=meta_v1.ObjectMeta(name='m', namespace='default')))
        value = await stored(store)
        assert value.startswith(b'k8s:enc:aesgcm:v1:one:')
        assert b'aHVudGVyMg' not in value
        plain = await store.get('/registry/configmaps/default/m')
        assert plain is not None
        assert plain.value.startswith(b'{')
        found = await client.get(core.Secret, 's', 'default')
        assert found.data == {'p': b'hunter2'}
        await server.stop()

    run(main())


def test_keys_rotate_the_next_write_uses_the_first(tmp_path: Path) -> None:
    async def main() -> None:
        store = MemoryStore()
        first = await server_over(store, tmp_path, gcm('one'))
        await first.client().create(secret())
        await first.stop()
        second = await server_over(store, tmp_path, gcm('two', 'one'))
        client = second.client()
        found = await client.get(core.Secret, 's', 'default')
        assert found.data == {'p': b'hunter2'}
        await client.update(found)  # changes nothing, and is written with the new key
        assert (await stored(store)).startswith(b'k8s:enc:aesgcm:v1:two:')
        version = (await client.get(core.Secret, 's', 'default')).metadata.resource_version
        again = await client.update(await client.get(core.Secret, 's', 'default'))
        assert again.metadata.resource_version == version  # now there is nothing to do
        await second.stop()

    run(main())


def test_without_the_key_the_server_says_which_object_it_cannot_read(tmp_path: Path) -> None:
    async def main() -> None:
        store = MemoryStore()
        first = await server_over(store, tmp_path, gcm('one'))
        await first.client().create(secret())
        await first.stop()
        with pytest.raises(StoreUnavailable, match=KEY):
            await server_over(store, tmp_path, gcm('two'))

    run(main())


def test_a_changed_file_is_taken_over(tmp_path: Path) -> None:
    async def main() -> None:
        store = MemoryStore()
        server = await server_over(store, tmp_path, gcm('one'), encryption_reload=True)
        reload = server._assembly.at_rest._reload
        assert reload is not None
        (tmp_path / 'encryption.yaml').write_text('kind: Nonsense\n')
        assert not await reload.look()
        (tmp_path / 'encryption.yaml').write_text(gcm('two', 'one'))
        assert await reload.look()
        await server.client().create(secret())
        assert (await stored(store)).startswith(b'k8s:enc:aesgcm:v1:two:')
        await server.stop()

    run(main())


class KmsPlugin:
    """A KMS v2 plugin that "encrypts" by xor, for tests."""

    def __init__(self) -> None:
        self.key_id = 'key-1'
        self.healthz = 'ok'
        self.calls: list[str] = []

    async def serve(self, socket: Path) -> grpc.aio.Server:
        server = grpc.aio.server()
        methods = {'Status': self.status, 'Encrypt': self.encrypt, 'Decrypt': self.decrypt}
        handlers = {name: grpc.unary_unary_rpc_method_handler(method) for name, method in methods.items()}
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler('v2.KeyManagementService', handlers),))
        server.add_insecure_port(f'unix://{socket}')
        await server.start()
        return server

    async def status(self, data: bytes, context: Any) -> bytes:
        return wire.encode({1: 'v2', 2: self.healthz, 3: self.key_id})

    async def encrypt(self, data: bytes, context: Any) -> bytes:
        self.calls.append('encrypt')
        plain = wire.blob(wire.decode(data), 1)
        pairs = {'tests.sampan.dev': b'note'}
        return wire.encode({1: bytes(b ^ 0x55 for b in plain), 2: self.key_id, 3: pairs})

    async def decrypt(self, data: bytes, context: Any) -> bytes:
        self.calls.append('decrypt')
        fields = wire.decode(data)
        assert wire.pairs(fields, 4) == {'tests.sampan.dev': b'note'}
        return wire.encode({1: bytes(b ^ 0x55 for b in wire.blob(fields, 1))})


def test_a_kms_plugin_is_asked_once_for_a_seed(tmp_path: Path) -> None:
    async def main() -> None:
        plugin, store = KmsPlugin(), MemoryStore()
        listener = await plugin.serve(tmp_path / 'kms.sock')
        text = (
            f'{HEAD}  providers:\n  - kms: {{apiVersion: v2, name: vault, endpoint: "unix://{tmp_path}/kms.sock"}}\n'
            '  - identity: {}\n'
        )
        server = await server_over(store, tmp_path, text)
        client = server.client()
        for name in ('s', 't', 'u'):
            one = secret()
            one.metadata.name = name
            await client.create(one)
        assert (await stored(store)).startswith(b'k8s:enc:kms:v2:vault:')
        assert plugin.calls == ['encrypt']
        answer = await server.handler(Request('GET', '/healthz/kms-providers', user=ITSELF))
        assert answer.status == 200
        await server.stop()
        plugin.calls.clear()
        again = await server_over(store, tmp_path, text)
        assert (await again.client().get(core.Secret, 's', 'default')).data == {'p': b'hunter2'}
        assert plugin.calls == ['encrypt', 'decrypt']
        plugin.healthz = 'tired'
        (kms,) = again._assembly.at_rest.store.providers.kms
        await kms._look()
        answer = await again.handler(Request('GET', '/healthz/kms-providers', user=ITSELF))
        assert answer.status == 500
        plugin.healthz, plugin.key_id = 'ok', 'key-2'
        await kms._look()
        assert await again._assembly.at_rest.store.stale(KEY)
        await again.stop()
        await listener.stop(None)
        await asyncio.sleep(0)

    run(main())
