"""Encrypted values are upstream's, byte for byte where the nonce is the same."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.apiserver.encryption import config, secretbox, wire
from sampan.apiserver.encryption.aes import Cbc, ExtendedNonceGcm, Gcm
from sampan.apiserver.encryption.base import Transformer, Unreadable
from sampan.apiserver.encryption.providers import Providers
from sampan.machinery.world import SystemWorld

WORLD = SystemWorld()


def wait(coroutine: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(coroutine)


def test_secretbox_is_nacls() -> None:
    """The example of NaCl's own documentation (`tests/secretbox.c`)."""
    key = bytes.fromhex('1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389')
    nonce = bytes.fromhex('69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37')
    text = bytes.fromhex(
        'be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f4'
        '1db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52'
        'f0a089bc76897040e082f937763848645e0705'
    )
    box = bytes.fromhex(
        'f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b'
        '4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da'
        '99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5'
    )
    assert secretbox.seal(text, nonce, key) == box
    assert secretbox.unseal(box, nonce, key) == text


@pytest.mark.parametrize('kind', [Gcm, Cbc, secretbox.Secretbox])
@given(data=st.binary(max_size=500))
def test_what_is_written_can_be_read(kind: Any, data: bytes) -> None:
    transformer: Transformer = kind(b'k' * 32, WORLD)
    stored = wait(transformer.write(data, b'/registry/secrets/a/b'))
    assert data not in stored or len(data) < 4
    assert wait(transformer.read(stored, b'/registry/secrets/a/b')) == (data, False)


@pytest.mark.parametrize('kind', [Gcm, secretbox.Secretbox])
def test_a_changed_value_is_not_read(kind: Any) -> None:
    transformer: Transformer = kind(b'k' * 32, WORLD)
    stored = bytearray(wait(transformer.write(b'secret', b'/a')))
    stored[-1] ^= 1
    with pytest.raises(Unreadable):
        wait(transformer.read(bytes(stored), b'/a'))


def test_a_value_belongs_to_its_key() -> None:
    gcm = Gcm(b'k' * 16, WORLD)
    with pytest.raises(Unreadable, match='message authentication failed'):
        gcm.decrypt(gcm.encrypt(b'x', b'/registry/secrets/a/one'), b'/registry/secrets/a/two')


def test_the_extended_nonce_stands_in_front() -> None:
    cipher = ExtendedNonceGcm(b's' * 32, WORLD)
    stored = cipher.encrypt(b'x', b'/a')
    assert len(stored) == 32 + 12 + 1 + 16
    assert cipher.decrypt(stored, b'/a') == b'x'
    assert ExtendedNonceGcm(b's' * 32, WORLD).decrypt(stored, b'/a') == b'x'


@given(st.binary(), st.text(st.characters(codec='utf-8')), st.dictionaries(st.text('abc', min_size=1), st.binary()))
def test_messages_survive_the_wire(blob: bytes, text: str, pairs: dict[str, bytes]) -> None:
    found = wire.decode(wire.encode({1: blob, 2: text, 4: pairs, 5: 1}))
    assert (wire.blob(found, 1), wire.text(found, 2), wire.pairs(found, 4)) == (blob, text, pairs)
    assert found[5] == [1]


def rules(*providers: str, resources: str = 'secrets') -> bytes:
    listed = ''.join(f'\n  - {each}' for each in providers)
    return (
        'kind: EncryptionConfiguration\napiVersion: apiserver.config.k8s.io/v1\n'
        f'resources:\n- resources: [{resources}]\n  providers:{listed}\n'
    ).encode()


def keyed(method: str, *names: str) -> str:
    keys = ', '.join(f'{{name: {n}, secret: {base64.b64encode(n.encode().ljust(32)).decode()}}}' for n in names)
    return f'{method}: {{keys: [{keys}]}}'


def chain(content: bytes, group: str = '', resource: str = 'secrets') -> Any:
    return Providers(config.parse(content), WORLD).chain(group, resource)


def test_the_first_provider_writes_and_all_read() -> None:
    old = chain(rules(keyed('aescbc', 'one'), 'identity: {}'))
    new = chain(rules(keyed('aesgcm', 'two', 'one'), keyed('aescbc', 'one'), 'identity: {}'))
    written = wait(old.write(b'v', b'/k'))
    assert written.startswith(b'k8s:enc:aescbc:v1:one:')
    assert wait(old.read(written, b'/k')) == (b'v', False)
    assert wait(new.read(written, b'/k')) == (b'v', True)
    assert wait(new.read(b'plain', b'/k')) == (b'plain', True)
    again = wait(new.write(b'v', b'/k'))
    assert again.startswith(b'k8s:enc:aesgcm:v1:two:')
    assert wait(new.read(again, b'/k')) == (b'v', False)


def test_a_key_that_is_gone_is_said() -> None:
    written = wait(chain(rules(keyed('aesgcm', 'one'))).write(b'v', b'/k'))
    with pytest.raises(Unreadable, match='no matching key was found for the provided AES-GCM transformer'):
        wait(chain(rules(keyed('aesgcm', 'two'))).read(written, b'/k'))
    with pytest.raises(Unreadable, match='identity transformer tried to read encrypted data'):
        wait(chain(rules('identity: {}')).read(written, b'/k'))


@pytest.mark.parametrize(
    ('resources', 'group', 'resource', 'covered'),
    [
        ('secrets', '', 'secrets', True),
        ('secrets', '', 'configmaps', False),
        ("'*.'", '', 'configmaps', True),
        ("'*.'", 'apps', 'deployments', False),
        ("'*.apps'", 'apps', 'deployments', True),
        ("'*.*'", 'example.org', 'things', True),
    ],
)
def test_rules_name_resources_and_groups(resources: str, group: str, resource: str, covered: bool) -> None:
    found = chain(rules('identity: {}', resources=resources), group, resource)
    assert (found is not None) is covered


@pytest.mark.parametrize(
    ('content', 'message'),
    [
        (rules(), 'resources[0].providers: Required value: at least one resources[0].providers is required'),
        (rules('identity: {}', resources="'*'"), "use '*.' to encrypt all the resources from core API group"),
        (rules('identity: {}', resources='secrets, secrets'), 'the same resource cannot be specified multiple times'),
        (rules('identity: {}', resources="secrets, '*.'"), 'using overlapping resources'),
        (rules('aesgcm: {keys: [{name: a, secret: c2hvcnQ=}]}'), 'not of the expected length, got 5, expected one of'),
        (rules('aesgcm: {keys: [{name: a, secret: "?"}]}'), 'secrets must be base64 encoded'),
        (rules('kms: {apiVersion: v2, name: "a:b", endpoint: "unix:///x"}'), "must not contain ':'"),
        (rules('kms: {apiVersion: v2, name: a, endpoint: "tcp://x"}'), 'only unix is supported'),
        (b'kind: Nothing\napiVersion: v1\n', 'got unexpected config type'),
    ],
)
def test_a_configuration_that_cannot_be_meant_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(config.ConfigurationError) as raised:
        config.parse(content)
    assert message in str(raised.value)
    assert 'c2hvcnQ' not in str(raised.value)


def test_a_masked_rule_is_refused() -> None:
    content = rules('identity: {}', resources="'*.*'") + b'- resources: [secrets]\n  providers: [{identity: {}}]\n'
    with pytest.raises(config.ConfigurationError, match='resource "secrets" is masked by earlier rule'):
        Providers(config.parse(content), WORLD)
