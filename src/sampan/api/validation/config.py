"""ConfigMaps and Secrets. Upstream: ValidateConfigMap, ValidateSecret and their updates."""

from __future__ import annotations

import msgspec

from sampan.api.generated import core_v1 as core
from sampan.api.validation.common import Errors, checked, immutable
from sampan.api.validation.metadata import METADATA, object_meta, object_meta_update
from sampan.machinery import field, names
from sampan.machinery.field import Path

MAX_SIZE = 1024 * 1024
_DATA = Path('data')
_FROZEN = 'field is immutable when `immutable` is set'
_ACCOUNT_NAME = 'kubernetes.io/service-account.name'
_DOCKER = {
    'kubernetes.io/dockercfg': '.dockercfg',
    'kubernetes.io/dockerconfigjson': '.dockerconfigjson',
}


def config_map(obj: core.ConfigMap) -> Errors:
    """Keys that can be file names, each once, a megabyte in all."""
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    for key in obj.data:
        yield from checked(_DATA.key(key), key, names.config_map_key)
        if key in obj.binary_data:
            yield field.invalid(_DATA.key(key), key, 'duplicate of key present in binaryData')
    for key in obj.binary_data:
        yield from checked(Path('binaryData').key(key), key, names.config_map_key)
    size = sum(names.byte_length(value) for value in obj.data.values())
    if size + sum(len(value) for value in obj.binary_data.values()) > MAX_SIZE:
        yield field.too_long(Path(''), '', MAX_SIZE)


def config_map_update(new: core.ConfigMap, old: core.ConfigMap) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    if old.immutable:
        if not new.immutable:
            yield field.forbidden(Path('immutable'), _FROZEN)
        if new.data != old.data:
            yield field.forbidden(_DATA, _FROZEN)
        if new.binary_data != old.binary_data:
            yield field.forbidden(Path('binaryData'), _FROZEN)
    yield from config_map(new)


def secret(obj: core.Secret) -> Errors:
    """Like a ConfigMap; some types must hold certain keys."""
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    for key in obj.data:
        yield from checked(_DATA.key(key), key, names.config_map_key)
    if sum(len(value) for value in obj.data.values()) > MAX_SIZE:
        yield field.too_long(_DATA, '', MAX_SIZE)
    yield from _by_type(obj)


def secret_update(new: core.Secret, old: core.Secret) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from immutable(Path('type'), new.type, old.type)
    if old.immutable:
        if not new.immutable:
            yield field.forbidden(Path('immutable'), _FROZEN)
        if new.data != old.data:
            yield field.forbidden(_DATA, _FROZEN)
    yield from secret(new)


def _by_type(obj: core.Secret) -> Errors:
    if obj.type == 'kubernetes.io/service-account-token':
        if not obj.metadata.annotations.get(_ACCOUNT_NAME):
            yield field.required(METADATA.child('annotations').key(_ACCOUNT_NAME))
    elif obj.type in _DOCKER:
        yield from _json(_DATA.key(_DOCKER[obj.type]), obj.data.get(_DOCKER[obj.type]))
    elif obj.type == 'kubernetes.io/basic-auth':
        if 'username' not in obj.data and 'password' not in obj.data:
            yield field.required(_DATA.key('username'))
            yield field.required(_DATA.key('password'))
    elif obj.type == 'kubernetes.io/ssh-auth':
        if not obj.data.get('ssh-privatekey'):
            yield field.required(_DATA.key('ssh-privatekey'))
    elif obj.type == 'kubernetes.io/tls':
        for key in ('tls.crt', 'tls.key'):
            if key not in obj.data:
                yield field.required(_DATA.key(key))


def _json(path: Path, content: bytes | None) -> Errors:
    if content is None:
        yield field.required(path)
        return
    try:
        msgspec.json.decode(content, type=dict[str, object])
    except (msgspec.MsgspecError, RecursionError) as error:
        yield field.invalid(path, '<secret contents redacted>', str(error))
