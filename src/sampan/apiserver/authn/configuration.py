"""`--authentication-config`: JWT issuers and anonymous access, from a file.

An AuthenticationConfiguration of apiserver.config.k8s.io. All that is wrong with a file is said at once.
Upstream: pkg/apis/apiserver/v1 and validation/validation.go.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path as File
from urllib.parse import urlsplit

import msgspec

from sampan.apiserver import configfile
from sampan.machinery import field, names
from sampan.machinery.field import FieldError, Path

VERSIONS = tuple(f'apiserver.config.k8s.io/{version}' for version in ('v1', 'v1beta1', 'v1alpha1'))
ISSUERS = 64


class Issuer(msgspec.Struct, rename='camel', forbid_unknown_fields=True):
    url: str = ''
    discovery_url: str = msgspec.field(default='', name='discoveryURL')
    certificate_authority: str = ''
    audiences: list[str] = []
    audience_match_policy: str = ''
    egress_selector_type: str = ''


class ClaimRule(msgspec.Struct, rename='camel', forbid_unknown_fields=True):
    claim: str = ''
    required_value: str = ''
    expression: str = ''
    message: str = ''


class Mapping(msgspec.Struct, forbid_unknown_fields=True):
    """A claim with a prefix, or an expression."""

    claim: str = ''
    prefix: str | None = None
    expression: str = ''


class Extra(msgspec.Struct, rename='camel', forbid_unknown_fields=True):
    key: str = ''
    value_expression: str = ''


class Mappings(msgspec.Struct, forbid_unknown_fields=True):
    username: Mapping = msgspec.field(default_factory=Mapping)
    groups: Mapping = msgspec.field(default_factory=Mapping)
    uid: Mapping = msgspec.field(default_factory=Mapping)
    extra: list[Extra] = []


class UserRule(msgspec.Struct, forbid_unknown_fields=True):
    expression: str = ''
    message: str = ''


class JwtConfig(msgspec.Struct, rename='camel', forbid_unknown_fields=True):
    """One issuer, and how its claims become a user."""

    issuer: Issuer = msgspec.field(default_factory=Issuer)
    claim_validation_rules: list[ClaimRule] = []
    claim_mappings: Mappings = msgspec.field(default_factory=Mappings)
    user_validation_rules: list[UserRule] = []


class Condition(msgspec.Struct, forbid_unknown_fields=True):
    path: str = ''


class AnonymousConfig(msgspec.Struct, forbid_unknown_fields=True):
    """Whether callers without credentials are somebody; with conditions, on these paths only."""

    enabled: bool = False
    conditions: list[Condition] = []


class AuthenticationConfiguration(msgspec.Struct, rename='camel', forbid_unknown_fields=True):
    kind: str = ''
    api_version: str = ''
    jwt: list[JwtConfig] = []
    anonymous: AnonymousConfig | None = None


class ConfigurationError(ValueError):
    """The file is no valid configuration; the text has every mistake."""


def load(file: File, own_issuers: Sequence[str]) -> AuthenticationConfiguration:
    """Raises ConfigurationError, also for issuers that are this cluster's own."""
    try:
        config = configfile.read(file.read_bytes(), AuthenticationConfiguration)
    except (OSError, ValueError) as error:
        raise ConfigurationError(f'{file}: {error}') from error
    if config.kind != 'AuthenticationConfiguration' or config.api_version not in VERSIONS:
        raise ConfigurationError(
            f'{file}: expected AuthenticationConfiguration, got {config.api_version}, Kind={config.kind}'
        )
    wrong = validate(config, own_issuers)
    if wrong:
        raise ConfigurationError(f'{file}: {field.aggregate(wrong)}')
    return config


def validate(config: AuthenticationConfiguration, own_issuers: Sequence[str]) -> list[FieldError]:
    """Everything that is wrong with a configuration, expressions excepted (`oidc` compiles them)."""
    root = Path('jwt')
    wrong = [field.too_many(root, len(config.jwt), ISSUERS)] if len(config.jwt) > ISSUERS else []
    seen: set[str] = set()
    for index, each in enumerate(config.jwt):
        path = root.index(index)
        url = path.child('issuer', 'url')
        if each.issuer.url in seen:
            wrong.append(field.duplicate(url, each.issuer.url))
        seen.add(each.issuer.url)
        if each.issuer.url in own_issuers:
            detail = f'URL must not overlap with disallowed issuers: [{" ".join(own_issuers)}]'
            wrong.append(field.invalid(url, each.issuer.url, detail))
        wrong += validate_issuer(each.issuer, path.child('issuer'))
        wrong += validate_rules(each, path.child('claimValidationRules'))
        wrong += validate_mappings(each.claim_mappings, path.child('claimMappings'))
    return wrong + validate_anonymous(config.anonymous)


def validate_issuer(issuer: Issuer, path: Path) -> list[FieldError]:
    wrong = validate_url(issuer.url, path.child('url'), 'URL is required')
    discovery = path.child('discoveryURL')
    if issuer.discovery_url:
        if issuer.discovery_url.rstrip('/') == issuer.url.rstrip('/'):
            wrong.append(field.invalid(discovery, issuer.discovery_url, 'discoveryURL must be different from url'))
        wrong += validate_url(issuer.discovery_url, discovery, 'URL is required')
    audiences = path.child('audiences')
    if not issuer.audiences:
        wrong.append(field.required(audiences, 'at least one jwt[0].issuer.audiences is required'))
    for index, audience in enumerate(issuer.audiences):
        if not audience:
            wrong.append(field.required(audiences.index(index), "audience can't be empty"))
        if audience in issuer.audiences[:index]:
            wrong.append(field.duplicate(audiences.index(index), audience))
    policy = path.child('audienceMatchPolicy')
    if len(issuer.audiences) > 1 and issuer.audience_match_policy != 'MatchAny':
        detail = 'audienceMatchPolicy must be MatchAny for multiple audiences'
        wrong.append(field.invalid(policy, issuer.audience_match_policy, detail))
    if len(issuer.audiences) == 1 and issuer.audience_match_policy not in ('', 'MatchAny'):
        detail = 'audienceMatchPolicy must be empty or MatchAny for single audience'
        wrong.append(field.invalid(policy, issuer.audience_match_policy, detail))
    return wrong + validate_authority(issuer.certificate_authority, path.child('certificateAuthority'))


def validate_authority(bundle: str, path: Path) -> list[FieldError]:
    if not bundle:
        return []
    from cryptography import x509

    try:
        found = x509.load_pem_x509_certificates(bundle.encode())
    except ValueError:
        found = []
    detail = 'data does not contain any valid RSA or ECDSA certificates'
    return [] if found else [field.invalid(path, '<omitted>', detail)]


def validate_url(url: str, path: Path, missing: str) -> list[FieldError]:
    if not url:
        return [field.required(path, missing)]
    parts = urlsplit(url)
    if parts.scheme != 'https':
        return [field.invalid(path, url, 'URL scheme must be https')]
    if parts.username is not None:
        return [field.invalid(path, url, 'URL must not contain a username or password')]
    if parts.query:
        return [field.invalid(path, url, 'URL must not contain a query')]
    if parts.fragment:
        return [field.invalid(path, url, 'URL must not contain a fragment')]
    return []


def validate_rules(config: JwtConfig, path: Path) -> list[FieldError]:
    wrong: list[FieldError] = []
    for index, rule in enumerate(config.claim_validation_rules):
        each = path.index(index)
        if not rule.claim and not rule.expression:
            wrong.append(field.required(each, 'claim or expression is required'))
        elif rule.claim and rule.expression:
            wrong.append(field.invalid(each, rule.claim, "claim and expression can't both be set"))
        elif rule.claim and rule.message:
            wrong.append(field.invalid(each.child('message'), rule.message, "message can't be set when claim is set"))
        elif rule.expression and rule.required_value:
            detail = "requiredValue can't be set when expression is set"
            wrong.append(field.invalid(each.child('requiredValue'), rule.required_value, detail))
    return wrong


def validate_mappings(mappings: Mappings, path: Path) -> list[FieldError]:
    wrong: list[FieldError] = []
    if not mappings.username.claim and not mappings.username.expression:
        wrong.append(field.required(path.child('username'), 'claim or expression is required'))
    for name in ('username', 'groups', 'uid'):
        mapping: Mapping = getattr(mappings, name)
        if mapping.claim and mapping.expression:
            wrong.append(field.invalid(path.child(name), mapping.claim, "claim and expression can't both be set"))
        if name != 'uid' and mapping.claim and mapping.prefix is None:
            detail = 'prefix is required when claim is set. It can be set to an empty string to disable prefixing'
            wrong.append(field.required(path.child(name, 'prefix'), detail))
        if mapping.expression and mapping.prefix is not None:
            wrong.append(
                field.invalid(path.child(name, 'prefix'), mapping.prefix, "prefix can't be set when expression is set")
            )
    for index, extra in enumerate(mappings.extra):
        each = path.child('extra').index(index)
        domain, slash, rest = extra.key.partition('/')
        if not extra.key:
            wrong.append(field.required(each.child('key'), ''))
        elif not slash or not rest or names.dns1123_subdomain(domain) or extra.key != extra.key.lower():
            wrong.append(
                field.invalid(
                    each.child('key'), extra.key, 'must be a domain-prefixed path in lower case (such as "acme.io/foo")'
                )
            )
        if not extra.value_expression:
            wrong.append(field.required(each.child('valueExpression'), 'valueExpression is required'))
    return wrong


def validate_anonymous(anonymous: AnonymousConfig | None) -> list[FieldError]:
    if anonymous is None:
        return []
    path = Path('anonymous').child('conditions')
    if anonymous.conditions and not anonymous.enabled:
        return [field.invalid(path, '', 'enabled should be set to true when conditions are defined')]
    return [
        field.required(path.index(index), 'path is required') if not each.path
        else field.invalid(path.index(index).child('path'), each.path, 'must start with a slash')
        for index, each in enumerate(anonymous.conditions)
        if not each.path.startswith('/')
    ]  # fmt: skip
