"""Webhook configurations (upstream: pkg/apis/admissionregistration/validation)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.validation.common import Errors, label_selector, one_of
from sampan.api.validation.expressions import match_conditions
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.machinery import field, names
from sampan.machinery.field import Path

WILDCARD = '*'
OPERATIONS = ('*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE')
SCOPES = ('*', 'Cluster', 'Namespaced')
FAILURE_POLICIES = ('Fail', 'Ignore')
MATCH_POLICIES = ('Equivalent', 'Exact')
REINVOCATION_POLICIES = ('IfNeeded', 'Never')
HARMLESS = ('None', 'NoneOnDryRun')
SIDE_EFFECTS = ('None', 'NoneOnDryRun', 'Some', 'Unknown')
REVIEW_VERSIONS = ('v1', 'v1beta1')
URL_FORM = '; desired format: https://host[/path]'
LONGEST_TIMEOUT = 30

Configuration = registration.MutatingWebhookConfiguration | registration.ValidatingWebhookConfiguration
Webhook = registration.MutatingWebhook | registration.ValidatingWebhook


@dataclass(frozen=True, slots=True)
class Leniency:
    """Rules that an update may go on breaking, because the old configuration broke them already."""

    side_effects: bool = False
    versions: bool = False
    names: bool = False
    conditions: bool = False
    selectors: bool = False


def configuration(new: Configuration) -> Errors:
    yield from object_meta(new.metadata, False, names.name_is_dns_subdomain)
    yield from _webhooks(new, Leniency())


def configuration_update(new: Configuration, old: Configuration) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    hooks: Sequence[Webhook] = old.webhooks
    wanted: Sequence[Webhook] = new.webhooks
    same = len(wanted) == len(hooks)
    path = Path('webhooks')
    leniency = Leniency(
        side_effects=any(hook.side_effects not in HARMLESS for hook in hooks),
        versions=any(
            hook.admission_review_versions and not set(REVIEW_VERSIONS).intersection(hook.admission_review_versions)
            for hook in hooks
        ),
        names=len({hook.name for hook in hooks}) < len(hooks),
        conditions=same and all(a.match_conditions == b.match_conditions for a, b in zip(wanted, hooks, strict=True)),
        selectors=any(
            True
            for hook in hooks
            for selector in (hook.namespace_selector, hook.object_selector)
            for _ in label_selector(path, selector)
        ),
    )
    yield from _webhooks(new, leniency)


def _webhooks(new: Configuration, leniency: Leniency) -> Errors:
    seen: set[str] = set()
    hooks: Sequence[Webhook] = new.webhooks
    for index, hook in enumerate(hooks):
        path = Path('webhooks').index(index)
        yield from _webhook(path, hook, leniency)
        yield from _versions(path.child('admissionReviewVersions'), hook.admission_review_versions, leniency)
        if hook.name and not leniency.names:
            if hook.name in seen:
                yield field.duplicate(path.child('name'), hook.name)
            seen.add(hook.name)


def _webhook(path: Path, hook: Webhook, leniency: Leniency) -> Errors:
    yield from _qualified(path.child('name'), hook.name)
    for index, rule in enumerate(hook.rules):
        yield from rule_with_operations(path.child('rules').index(index), rule)
    if hook.failure_policy is not None:
        yield from one_of(path.child('failurePolicy'), hook.failure_policy, FAILURE_POLICIES)
    if hook.match_policy is not None:
        yield from one_of(path.child('matchPolicy'), hook.match_policy, MATCH_POLICIES)
    allowed = SIDE_EFFECTS if leniency.side_effects else HARMLESS
    if hook.side_effects is None:
        yield field.required(path.child('sideEffects'), f'must specify one of {", ".join(allowed)}')
    else:
        yield from one_of(path.child('sideEffects'), hook.side_effects, allowed)
    if hook.timeout_seconds is not None and not 1 <= hook.timeout_seconds <= LONGEST_TIMEOUT:
        detail = f'the timeout value must be between 1 and {LONGEST_TIMEOUT} seconds'
        yield field.invalid(path.child('timeoutSeconds'), hook.timeout_seconds, detail)
    if not leniency.selectors:
        yield from label_selector(path.child('namespaceSelector'), hook.namespace_selector)
        yield from label_selector(path.child('objectSelector'), hook.object_selector)
    if isinstance(hook, registration.MutatingWebhook) and hook.reinvocation_policy is not None:
        yield from one_of(path.child('reinvocationPolicy'), hook.reinvocation_policy, REINVOCATION_POLICIES)
    yield from client_config(path.child('clientConfig'), hook.client_config)
    if not leniency.conditions:
        yield from match_conditions(path.child('matchConditions'), hook.match_conditions)


def _qualified(path: Path, name: str) -> Errors:
    """A name of at least three parts."""
    if not name:
        yield field.required(path, '')
        return
    wrong = names.dns1123_subdomain(name)
    if wrong:
        yield field.invalid(path, name, ','.join(wrong))
    elif name.count('.') < 2:
        yield field.invalid(path, name, 'should be a domain with at least three segments separated by dots')


def _versions(path: Path, versions: Sequence[str], leniency: Leniency) -> Errors:
    known = ', '.join(REVIEW_VERSIONS)
    if not versions:
        yield field.required(path, f'must specify one of {known}')
        return
    seen: set[str] = set()
    for index, version in enumerate(versions):
        if version in seen:
            yield field.invalid(path.index(index), version, 'duplicate version')
            continue
        seen.add(version)
        for wrong in names.dns1035_label(version):
            yield field.invalid(path.index(index), version, wrong)
    if not leniency.versions and not seen.intersection(REVIEW_VERSIONS):
        yield field.invalid(path, list(versions), f'must include at least one of {known}')


# --- rules ---------------------------------------------------------------------------------------------


def rule_with_operations(path: Path, rule: Any, *, subresources: bool = True) -> Errors:
    """Operations and what they are on; policies have the same rules."""
    if not rule.operations:
        yield field.required(path.child('operations'), '')
    if len(rule.operations) > 1 and WILDCARD in rule.operations:
        detail = "if '*' is present, must not specify other operations"
        yield field.invalid(path.child('operations'), rule.operations, detail)
    for index, operation in enumerate(rule.operations):
        yield from one_of(path.child('operations').index(index), operation, OPERATIONS)
    for name, what, values in (
        ('apiGroups', 'API groups', rule.api_groups),
        ('apiVersions', 'API versions', rule.api_versions),
    ):
        if not values:
            yield field.required(path.child(name), '')
        if len(values) > 1 and WILDCARD in values:
            yield field.invalid(path.child(name), values, f"if '*' is present, must not specify other {what}")
    for index, version in enumerate(rule.api_versions):
        if not version:
            yield field.required(path.child('apiVersions').index(index), '')
    check = _resources if subresources else _whole_resources
    yield from check(path.child('resources'), rule.resources)
    if rule.scope is not None:
        yield from one_of(path.child('scope'), rule.scope, SCOPES)


def _resources(path: Path, resources: Sequence[str]) -> Errors:
    if not resources:
        yield field.required(path, '')
    every_part: set[str] = set()  # x of x/*
    every_resource: set[str] = set()  # x of */x
    without_part = False
    for index, text in enumerate(resources):
        at = path.index(index)
        if not text:
            yield field.required(at, '')
            continue
        name, slash, part = text.partition('/')
        if not slash:
            without_part = text != WILDCARD
            continue
        if name in every_part:
            yield field.invalid(at, text, f"if '{name}/*' is present, must not specify {text}")
        if part in every_resource:
            yield field.invalid(at, text, f"if '*/{part}' is present, must not specify {text}")
        if part == WILDCARD:
            every_part.add(name)
        if name == WILDCARD:
            every_resource.add(part)
    if len(resources) > 1 and '*/*' in resources:
        yield field.invalid(path, list(resources), "if '*/*' is present, must not specify other resources")
    if WILDCARD in resources and without_part:
        detail = "if '*' is present, must not specify other resources without subresources"
        yield field.invalid(path, list(resources), detail)


def _whole_resources(path: Path, resources: Sequence[str]) -> Errors:
    if not resources:
        yield field.required(path, '')
    for index, text in enumerate(resources):
        if not text:
            yield field.required(path.index(index), '')
        if '/' in text:
            yield field.invalid(path.index(index), text, 'must not specify subresources')
    if len(resources) > 1 and WILDCARD in resources:
        yield field.invalid(path, list(resources), "if '*' is present, must not specify other resources")


# --- where the webhook is ------------------------------------------------------------------------------


def client_config(path: Path, config: registration.WebhookClientConfig) -> Errors:
    """A URL or a Service."""
    service = config.service
    if (config.url is None) == (service is None):
        yield field.required(path, 'exactly one of url or service is required')
    elif config.url is not None:
        yield from webhook_url(path.child('url'), config.url)
    elif service is not None:
        yield from webhook_service(path.child('service'), service)


def webhook_url(path: Path, text: str) -> Errors:
    """HTTPS to a host, and nothing that a server could not be configured by."""
    try:
        url = urlsplit(text)
        host = url.netloc.rpartition('@')[2]
    except ValueError as error:
        yield field.required(path, f'url must be a valid URL: {error}{URL_FORM}')
        return
    if url.scheme != 'https':
        yield field.invalid(path, url.scheme, f"'https' is the only allowed URL scheme{URL_FORM}")
    if not host:
        yield field.invalid(path, '', f'host must be specified{URL_FORM}')
    if '@' in url.netloc:
        yield field.invalid(path, url.netloc.rpartition('@')[0], 'user information is not permitted in the URL')
    if url.fragment:
        yield field.invalid(path, url.fragment, 'fragments are not permitted in the URL')
    if url.query:
        yield field.invalid(path, url.query, 'query parameters are not permitted in the URL')


def webhook_service(path: Path, service: Any) -> Errors:
    """A Service by name; conversion webhooks have the same."""
    if not service.name:
        yield field.required(path.child('name'), '')
    if not service.namespace:
        yield field.required(path.child('namespace'), '')
    wrong = names.port_number(service.port or 0)
    if wrong:
        yield field.invalid(path.child('port'), service.port or 0, f'port is not valid: {", ".join(wrong)}')
    if service.path not in (None, '', '/'):
        yield from _service_path(path.child('path'), service.path)


def _service_path(path: Path, text: str) -> Errors:
    if text == '//':
        yield field.invalid(path, text, 'segment[0] may not be empty')
        return
    if not text.startswith('/'):
        yield field.invalid(path, text, "must start with a '/'")
    rest = text[1:].removesuffix('/')
    for index, step in enumerate(rest.split('/')):
        if not step:
            yield field.invalid(path, text, f'segment[{index}] may not be empty')
        else:
            for wrong in names.dns1123_subdomain(step):
                yield field.invalid(path, text, f'segment[{index}]: {wrong}')
