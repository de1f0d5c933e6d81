"""EncryptionConfiguration: reading and validation (upstream: apis/apiserver/validation/validation_encryption.go)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from pathlib import Path as File
from urllib.parse import urlsplit

import msgspec

from sampan.apiserver import configfile
from sampan.machinery import duration, field
from sampan.machinery.field import FieldError, Path

API_VERSIONS = ('apiserver.config.k8s.io/v1', 'v1')
AES_SIZES, SECRETBOX_SIZES = (16, 24, 32), (32,)
NO_API = ('apiserveripinfo', 'serviceipallocations', 'servicenodeportallocations')
DEFAULT_TIMEOUT = '3s'

MORE_THAN_ONE = 'more than one provider specified in a single element, should split into different list elements'
NO_PROVIDER = 'provider does not contain any of the expected providers: KMS, AESGCM, AESCBC, Secretbox, Identity'
OVERLAP = (
    "using overlapping resources such as 'secrets' and '*.' in the same resource list is not allowed as they will be "
    'masked'
)
STAR = "use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources"
EVENTS = (
    "'*.events.k8s.io' objects are stored using the 'events' API group in etcd. Use 'events' instead in the config file"
)


class Key(msgspec.Struct, forbid_unknown_fields=True):
    name: str = ''
    secret: str = ''


class Keys(msgspec.Struct, forbid_unknown_fields=True):
    keys: list[Key] = []


class KmsProvider(msgspec.Struct, rename='camel', forbid_unknown_fields=True):
    api_version: str = 'v1'
    name: str = ''
    cachesize: int | None = None
    endpoint: str = ''
    timeout: str = DEFAULT_TIMEOUT


class Provider(msgspec.Struct, forbid_unknown_fields=True):
    """Exactly one of them."""

    aesgcm: Keys | None = None
    aescbc: Keys | None = None
    secretbox: Keys | None = None
    identity: dict[str, object] | None = None
    kms: KmsProvider | None = None


class Rule(msgspec.Struct, forbid_unknown_fields=True):
    resources: list[str] = []
    providers: list[Provider] = []


class EncryptionConfiguration(msgspec.Struct, rename='camel', forbid_unknown_fields=True):
    kind: str = ''
    api_version: str = ''
    resources: list[Rule] = []


class ConfigurationError(ValueError):
    """The configuration cannot be used; the text is upstream's where it has one."""


def load(file: File) -> EncryptionConfiguration:
    """Raises ConfigurationError."""
    try:
        return parse(file.read_bytes())
    except OSError as error:
        raise ConfigurationError(
            f'error while parsing file: error opening encryption provider configuration file "{file}": {error.strerror}'
        ) from error
    except ConfigurationError as error:
        raise ConfigurationError(f'error while parsing file: {error}') from error


def parse(content: bytes) -> EncryptionConfiguration:
    try:
        config = configfile.read(content, EncryptionConfiguration)
    except ValueError as error:
        raise ConfigurationError(f'error decoding encryption provider configuration file: {error}') from error
    if config.kind not in ('EncryptionConfiguration', 'EncryptionConfig') or config.api_version not in API_VERSIONS:
        raise ConfigurationError(f'got unexpected config type: {config.api_version}, Kind={config.kind}')
    wrong = validate(config)
    if wrong:
        raise ConfigurationError(field.aggregate(wrong))
    return config


def validate(config: EncryptionConfiguration) -> list[FieldError]:
    """Everything that is wrong with a configuration."""
    root = Path('resources')
    if not config.resources:
        return [field.required(root, 'at least one resources is required')]
    wrong: list[FieldError] = []
    names: set[str] = set()
    for index, rule in enumerate(config.resources):
        resources, providers = root.index(index).child('resources'), root.index(index).child('providers')
        if not rule.resources:
            wrong.append(field.required(resources, f'at least one {resources} is required'))
        wrong += validate_overlap(rule.resources, resources)
        for number, resource in enumerate(rule.resources):
            detail = name_problem(resource)
            if detail:
                wrong.append(field.invalid(resources.index(number), resource, detail))
        if not rule.providers:
            wrong.append(field.required(providers, f'at least one {providers} is required'))
        for number, provider in enumerate(rule.providers):
            wrong += validate_provider(provider, providers.index(number), names)
    return wrong


def validate_overlap(resources: Sequence[str], path: Path) -> list[FieldError]:
    wrong: list[FieldError] = []
    if len(set(resources)) != len(resources):
        wrong.append(field.invalid(path, list(resources), 'the same resource cannot be specified multiple times'))
    split = [group_resource(resource) for resource in dict.fromkeys(resources)]
    overlapping = any(
        one == ('*', '*') or (one[0] == other[0] and '*' in (one[1], other[1]))
        for one in split
        for other in split
        if one is not other
    )
    return [*wrong, field.invalid(path, list(resources), OVERLAP)] if overlapping else wrong


def group_resource(text: str) -> tuple[str, str]:
    """(group, resource) of `deployments.apps`, `secrets`, `*.` or `*.*`."""
    resource, _, group = text.partition('.')
    return group, resource


def name_problem(resource: str) -> str:
    if resource != resource.lower():
        return 'resource name should not contain capital letters'
    if resource == '*':
        return STAR
    if resource in NO_API:
        return 'resources which do not have REST API/s cannot be encrypted'
    group, plural = group_resource(resource)
    if group == 'events.k8s.io':
        return EVENTS
    if group == 'extensions':
        return "'extensions' group has been removed and cannot be used for encryption"
    if group == '*' and plural != '*':
        return 'encrypting the same resource across groups is not supported'
    return ''


def validate_provider(provider: Provider, path: Path, names: set[str]) -> list[FieldError]:
    given = [name for name in provider.__struct_fields__ if getattr(provider, name) is not None]
    if not given:
        return [field.invalid(path, '{}', NO_PROVIDER)]
    if len(given) > 1:
        return [field.invalid(path, ', '.join(given), MORE_THAN_ONE)]
    name = given[0]
    if name == 'identity':
        return []
    if provider.kms is not None:
        return validate_kms(provider.kms, path.child('kms'), names)
    keys = path.child(name).child('keys')
    configured: Keys = getattr(provider, name)
    if not configured.keys:
        return [field.required(keys, 'at least one keys is required')]
    sizes = SECRETBOX_SIZES if name == 'secretbox' else AES_SIZES
    return [each for i, key in enumerate(configured.keys) for each in validate_key(key, keys.index(i), sizes)]


def validate_key(key: Key, path: Path, sizes: tuple[int, ...]) -> list[FieldError]:
    wrong = [] if key.name else [field.required(path.child('name'), 'name is a mandatory field for a key')]
    secret = path.child('secret')
    if not key.secret:
        return [*wrong, field.required(secret, 'secret is a mandatory field for a key')]
    try:
        length = len(base64.b64decode(key.secret, validate=True))
    except (binascii.Error, ValueError):
        return [*wrong, field.invalid(secret, 'REDACTED', 'secrets must be base64 encoded')]
    if length not in sizes:
        expected = ' '.join(map(str, sizes))
        detail = f'secret is not of the expected length, got {length}, expected one of [{expected}]'
        wrong.append(field.invalid(secret, 'REDACTED', detail))
    return wrong


def validate_kms(kms: KmsProvider, path: Path, names: set[str]) -> list[FieldError]:
    wrong: list[FieldError] = []
    name = path.child('name')
    if not kms.name:
        wrong.append(field.required(name, 'name is a mandatory field for a provider'))
    if ':' in kms.name:
        wrong.append(field.invalid(name, kms.name, f"invalid KMS provider name {kms.name}, must not contain ':'"))
    if kms.name in names:
        wrong.append(field.invalid(name, kms.name, f'duplicate KMS provider name {kms.name}, names must be unique'))
    names.add(kms.name)
    if timeout_of(kms) <= 0:
        wrong.append(field.invalid(path.child('timeout'), kms.timeout, 'timeout should be a positive value'))
    endpoint = path.child('endpoint')
    scheme = urlsplit(kms.endpoint).scheme
    if not kms.endpoint:
        wrong.append(field.invalid(endpoint, '', 'endpoint is a mandatory field for a kms'))
    elif scheme != 'unix':
        detail = f'unsupported scheme "{scheme}" for KMS provider, only unix is supported'
        wrong.append(field.invalid(endpoint, kms.endpoint, detail))
    if kms.api_version == 'v2' and kms.cachesize is not None:
        wrong.append(field.invalid(path.child('cachesize'), kms.cachesize, 'cachesize is not supported in v2'))
    if kms.api_version == 'v1':
        detail = 'KMSv1 is deprecated and is not served; use KMSv2 instead'
        wrong.append(field.invalid(path.child('apiVersion'), kms.api_version, detail))
    elif kms.api_version != 'v2':
        detail = 'unsupported apiVersion apiVersion for KMS provider, only v1 and v2 are supported'
        wrong.append(field.invalid(path.child('apiVersion'), kms.api_version, detail))
    return wrong


def timeout_of(kms: KmsProvider) -> float:
    """Seconds; 0 for what is no duration."""
    try:
        return duration.parse(kms.timeout) / duration.SECOND
    except duration.DurationError:
        return 0.0
