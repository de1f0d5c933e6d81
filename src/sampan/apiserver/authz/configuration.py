"""`--authorization-config`: the authorizers of a server and their order, from a file.

An AuthorizationConfiguration of apiserver.config.k8s.io names them; webhooks have their settings in it. All that
is wrong with a file is said at once. Upstream: pkg/apis/apiserver/v1 and its validation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path as File
from typing import TYPE_CHECKING

import msgspec

from sampan.machinery import duration, field, names
from sampan.machinery.field import FieldError, Path

if TYPE_CHECKING:
    from sampan.machinery.cel import Program

VERSIONS = tuple(f'apiserver.config.k8s.io/{version}' for version in ('v1', 'v1beta1', 'v1alpha1'))
TYPES = ('ABAC', 'AlwaysAllow', 'AlwaysDeny', 'Node', 'RBAC', 'Webhook')
LONGEST = 30.0  # seconds a webhook may take
CONDITIONS = 64


class ConfigurationError(ValueError):
    """The file is no valid configuration; the text has every mistake."""


class Connection(msgspec.Struct, forbid_unknown_fields=True, rename='camel'):
    type: str = ''
    kube_config_file: str | None = None


class Condition(msgspec.Struct, forbid_unknown_fields=True):
    expression: str = ''


class WebhookSettings(msgspec.Struct, forbid_unknown_fields=True, rename='camel'):
    """A webhook as the file describes it; durations are Go's."""

    authorized_ttl: str = msgspec.field(name='authorizedTTL', default='5m')
    cache_authorized_requests: bool = True
    unauthorized_ttl: str = msgspec.field(name='unauthorizedTTL', default='30s')
    cache_unauthorized_requests: bool = True
    timeout: str = ''
    subject_access_review_version: str = ''
    match_condition_subject_access_review_version: str = ''
    failure_policy: str = ''
    connection_info: Connection = msgspec.field(default_factory=Connection)
    match_conditions: list[Condition] = msgspec.field(default_factory=list)


class Entry(msgspec.Struct, forbid_unknown_fields=True):
    type: str = ''
    name: str = ''
    webhook: WebhookSettings | None = None


class Document(msgspec.Struct, forbid_unknown_fields=True, rename='camel'):
    kind: str = ''
    api_version: str = ''
    authorizers: list[Entry] = msgspec.field(default_factory=list)


@dataclass(frozen=True, slots=True)
class WebhookConfig:
    """A checked webhook. Seconds; a TTL of 0 remembers nothing."""

    name: str
    kubeconfig: File
    authorized_ttl: float = 300.0
    unauthorized_ttl: float = 30.0
    timeout: float = LONGEST
    version: str = 'v1beta1'
    deny_on_failure: bool = False
    conditions: tuple[tuple[str, Program], ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One authorizer of the chain."""

    type: str
    name: str
    webhook: WebhookConfig | None = None


def load(file: File) -> list[Step]:
    """Raises ConfigurationError, OSError."""
    from sampan.machinery import yaml

    try:
        document = msgspec.convert(yaml.load(file.read_text()), Document)
    except (msgspec.ValidationError, ValueError) as error:
        raise ConfigurationError(f'{file}: {error}') from error
    if document.kind != 'AuthorizationConfiguration' or document.api_version not in VERSIONS:
        raise ConfigurationError(f'{file}: no AuthorizationConfiguration of {", ".join(VERSIONS)}')
    wrong = list(validate(document))
    if wrong:
        raise ConfigurationError(f'{file}: {field.aggregate(wrong)}')
    return [_step(entry) for entry in document.authorizers]


def validate(document: Document) -> Iterator[FieldError]:
    root = Path('authorizers')
    if not document.authorizers:
        yield field.required(root, 'at least one authorization mode must be defined')
    types: set[str] = set()
    known: set[str] = set()
    for index, entry in enumerate(document.authorizers):
        path = root.index(index)
        if not entry.type:
            yield field.required(path.child('type'))
        elif entry.type not in TYPES:
            yield field.not_supported(path.child('type'), entry.type, TYPES)
        elif entry.type in types and entry.type != 'Webhook':
            yield field.duplicate(path.child('type'), entry.type)
        else:
            types.add(entry.type)
            yield from _entry(path, entry, known)
            known.add(entry.name)


def _entry(path: Path, entry: Entry, known: set[str]) -> Iterator[FieldError]:
    if not entry.name:
        yield field.required(path.child('name'))
    elif entry.name in known:
        yield field.duplicate(path.child('name'), entry.name)
    elif wrong := names.dns1123_subdomain(entry.name):
        yield field.invalid(path.child('name'), entry.name, f'authorizer name is invalid: {", ".join(wrong)}')
    if entry.type != 'Webhook':
        if entry.webhook is not None:
            yield field.invalid(path.child('webhook'), 'non-null', 'may only be specified when type=Webhook')
    elif entry.webhook is None:
        yield field.required(path.child('webhook'), 'required when type=Webhook')
    else:
        yield from _webhook(path, entry.webhook)


def _webhook(path: Path, asked: WebhookSettings) -> Iterator[FieldError]:
    yield from _duration(path.child('timeout'), asked.timeout, LONGEST, 'must be > 0s and <= 30s')
    yield from _duration(path.child('authorizedTTL'), asked.authorized_ttl, None, 'must be > 0s')
    yield from _duration(path.child('unauthorizedTTL'), asked.unauthorized_ttl, None, 'must be > 0s')
    yield from _choice(path.child('subjectAccessReviewVersion'), asked.subject_access_review_version, ('v1', 'v1beta1'))
    version = asked.match_condition_subject_access_review_version
    at = path.child('matchConditionSubjectAccessReviewVersion')
    if not version and asked.match_conditions:
        yield field.required(at, 'required if match conditions are specified')
    elif version not in ('', 'v1'):
        yield field.not_supported(at, version, ('v1',))
    yield from _choice(path.child('failurePolicy'), asked.failure_policy, ('NoOpinion', 'Deny'))
    yield from _connection(path.child('connectionInfo'), asked.connection_info)
    yield from _conditions(path.child('matchConditions'), asked.match_conditions)


def _duration(path: Path, text: str, longest: float | None, detail: str) -> Iterator[FieldError]:
    try:
        seconds = duration.parse(text) / 1e9 if text else 0.0
    except ValueError as error:
        yield field.invalid(path, text, str(error))
        return
    if seconds == 0:
        yield field.required(path)
    elif seconds < 0 or (longest is not None and seconds > longest):
        yield field.invalid(path, duration.print_go(int(seconds * 1e9)), detail)


def _choice(path: Path, value: str, choices: Sequence[str]) -> Iterator[FieldError]:
    if not value:
        yield field.required(path)
    elif value not in choices:
        yield field.not_supported(path, value, choices)


def _connection(path: Path, asked: Connection) -> Iterator[FieldError]:
    file, at = asked.kube_config_file, path.child('kubeConfigFile')
    if asked.type == 'InClusterConfig':
        if file is not None:
            yield field.invalid(at, file, 'can only be set when type=KubeConfigFile')
        else:
            yield field.invalid(path.child('type'), asked.type, 'this server does not run in a pod')
    elif asked.type != 'KubeConfigFile':
        yield from _choice(path.child('type'), asked.type, ('InClusterConfig', 'KubeConfigFile'))
    elif not file:
        yield field.required(at)
    elif not File(file).is_absolute():
        yield field.invalid(at, file, 'must be an absolute path')
    elif not File(file).exists():
        yield field.invalid(at, file, f'error loading file: stat {file}: no such file or directory')
    elif not File(file).is_file():
        yield field.invalid(at, file, 'must be a regular file')


def _conditions(path: Path, asked: Sequence[Condition]) -> Iterator[FieldError]:
    from sampan.apiserver.authz.conditions import ConditionError, compile

    if len(asked) > CONDITIONS:
        yield field.too_many(path, len(asked), CONDITIONS)
        return
    seen: set[str] = set()
    for index, condition in enumerate(asked):
        at = path.index(index).child('expression')
        if not condition.expression.strip():
            yield field.required(at)
        elif condition.expression in seen:
            yield field.duplicate(at, condition.expression)
        else:
            seen.add(condition.expression)
            try:
                compile(condition.expression)
            except ConditionError as error:
                yield field.invalid(at, condition.expression, str(error))


def _step(entry: Entry) -> Step:
    asked = entry.webhook
    if asked is None:
        return Step(entry.type, entry.name)
    from sampan.apiserver.authz.conditions import compile

    config = WebhookConfig(
        name=entry.name,
        kubeconfig=File(asked.connection_info.kube_config_file or ''),
        authorized_ttl=duration.parse(asked.authorized_ttl) / 1e9 if asked.cache_authorized_requests else 0.0,
        unauthorized_ttl=duration.parse(asked.unauthorized_ttl) / 1e9 if asked.cache_unauthorized_requests else 0.0,
        timeout=duration.parse(asked.timeout) / 1e9,
        version=asked.subject_access_review_version,
        deny_on_failure=asked.failure_policy == 'Deny',
        conditions=tuple((each.expression, compile(each.expression)) for each in asked.match_conditions),
    )
    return Step(entry.type, entry.name, config)
