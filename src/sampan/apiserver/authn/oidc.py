"""Tokens of OpenID Connect issuers: verified with the issuer's keys, their claims become a user as configured.

Upstream: plugin/pkg/authenticator/token/oidc. A token of another issuer is somebody else's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sampan.apiserver.authn import jwt
from sampan.apiserver.authn.base import CREDENTIAL_ID, AuthenticationFailed
from sampan.apiserver.authn.cache import Cache
from sampan.apiserver.authn.configuration import ConfigurationError, JwtConfig, Mapping
from sampan.apiserver.authn.jwks import RemoteKeys
from sampan.apiserver.request import UserInfo
from sampan.machinery.cel import (
    DYN,
    STRING,
    CompileError,
    Environment,
    EvaluationError,
    Program,
    map_of,
    types_from_schema,
)

if TYPE_CHECKING:
    from sampan.machinery.world import World

KEPT = 1024
USER = {
    'type': 'object',
    'properties': {
        'username': {'type': 'string'},
        'uid': {'type': 'string'},
        'groups': {'type': 'array', 'items': {'type': 'string'}},
        'extra': {'type': 'object', 'additionalProperties': {'type': 'array', 'items': {'type': 'string'}}},
    },
}


class OpenIdTokens:
    """One issuer."""

    def __init__(self, config: JwtConfig, keys: RemoteKeys, world: World) -> None:
        """Raises ConfigurationError for expressions that do not compile."""
        self._config = config
        self._keys = keys
        self._world = world
        self._claims_of: Cache[str, dict[str, Any]] = Cache(KEPT)
        self._rules = Rules(config)

    async def authenticate_token(self, token: str, audiences: Sequence[str]) -> UserInfo | None:
        try:
            if jwt.peek(token).get('iss') != self._config.issuer.url:
                return None
        except jwt.InvalidToken:
            return None
        claims = self._claims_of.get(token)
        try:
            if claims is None:
                claims = await self._keys.verify(token)
                self._claims_of.put(token, claims)
            self._check(claims)
        except jwt.InvalidToken as error:
            raise AuthenticationFailed(f'oidc: verify token: {error}') from error
        return self._rules.user(claims)

    async def close(self) -> None:
        await self._keys.close()

    def _check(self, claims: dict[str, Any]) -> None:
        """Time and audience. Raises InvalidToken."""
        now = self._world.now().timestamp()
        expires, begins = claims.get('exp'), claims.get('nbf', 0)
        if not isinstance(expires, (int, float)) or now > expires:
            raise jwt.InvalidToken(f'oidc: token is expired (Token Expiry: {expires})')
        if isinstance(begins, (int, float)) and now + 300 < begins:
            raise jwt.InvalidToken('oidc: current time before the nbf (not before) time')
        given = claims.get('aud', [])
        given = [given] if isinstance(given, str) else given
        wanted = self._config.issuer.audiences
        if not set(wanted) & {each for each in given if isinstance(each, str)}:
            raise jwt.InvalidToken(f'oidc: expected audience in {sorted(wanted)} got {given}')


class Rules:
    """How claims become a user, and what must hold of both."""

    def __init__(self, config: JwtConfig) -> None:
        self._config = config
        mappings = config.claim_mappings
        claims = Environment({'claims': map_of(STRING, DYN)})
        self._username = program(claims, mappings.username.expression)
        self._groups = program(claims, mappings.groups.expression)
        self._uid = program(claims, mappings.uid.expression)
        self._extra = [(each.key, program(claims, each.value_expression)) for each in mappings.extra]
        self._of_claims = [
            (program(claims, each.expression), each.message, each.expression)
            for each in config.claim_validation_rules
            if each.expression
        ]
        kind = types_from_schema(USER)
        users = Environment({'user': DYN if kind is None else kind})
        self._of_users = [
            (program(users, each.expression), each.message, each.expression) for each in config.user_validation_rules
        ]

    def user(self, claims: dict[str, Any]) -> UserInfo:
        """Raises AuthenticationFailed."""
        user = UserInfo(
            self._name(claims), self._identity(claims), tuple(self._group_names(claims)), self._extras(claims)
        )
        for rule in self._config.claim_validation_rules:
            if rule.claim:
                require(claims, rule.claim, rule.required_value)
        hold(self._of_claims, {'claims': claims}, 'claim validation expression')
        seen = {
            'username': user.name,
            'uid': user.uid,
            'groups': list(user.groups),
            'extra': {key: list(values) for key, values in user.extra.items()},
        }
        hold(self._of_users, {'user': seen}, 'user info validation rule')
        return user

    def _name(self, claims: dict[str, Any]) -> str:
        if self._username is not None:
            name = evaluate(self._username, claims, 'username')
            if not isinstance(name, str):
                raise AuthenticationFailed(
                    'oidc: error evaluating username claim expression: username claim expression must return a string'
                )
            if not name:
                raise AuthenticationFailed('oidc: empty username via CEL expression is not allowed')
            return name
        mapping = self._config.claim_mappings.username
        name = text(claims, mapping, 'username claims')
        if mapping.claim == 'email' and claims.get('email_verified', True) is not True:
            raise AuthenticationFailed('oidc: email not verified')
        return (mapping.prefix or '') + name

    def _group_names(self, claims: dict[str, Any]) -> list[str]:
        mapping = self._config.claim_mappings.groups
        if self._groups is not None:
            return strings(evaluate(self._groups, claims, 'group'), 'group')
        if not mapping.claim or mapping.claim not in claims:
            return []
        found = claims[mapping.claim]
        found = [found] if isinstance(found, str) else found
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            raise AuthenticationFailed(f'oidc: parse groups claim "{mapping.claim}": it is not a list of strings')
        return [(mapping.prefix or '') + each for each in found]

    def _identity(self, claims: dict[str, Any]) -> str:
        if self._uid is not None:
            uid = evaluate(self._uid, claims, 'uid')
            if not isinstance(uid, str):
                raise AuthenticationFailed(
                    'oidc: error evaluating uid claim expression: uid claim expression must return a string'
                )
            return uid
        mapping = self._config.claim_mappings.uid
        return text(claims, mapping, 'uid claim') if mapping.claim else ''

    def _extras(self, claims: dict[str, Any]) -> dict[str, list[str]]:
        extra: dict[str, list[str]] = {}
        if isinstance(claims.get('jti'), str) and claims['jti']:
            extra[CREDENTIAL_ID] = [f'JTI={claims["jti"]}']
        for key, each in self._extra:
            values = [] if each is None else strings(evaluate(each, claims, 'extra'), 'extra')
            if values:
                extra[key] = values
        return extra


def program(environment: Environment, expression: str) -> Program | None:
    """None without an expression. Raises ConfigurationError."""
    if not expression:
        return None
    try:
        return environment.compile(expression)
    except CompileError as error:
        raise ConfigurationError(f'compilation failed: {error}') from error


def evaluate(each: Program, claims: dict[str, Any], what: str) -> Any:
    try:
        return each.evaluate({'claims': claims})[0]
    except EvaluationError as error:
        raise AuthenticationFailed(f'oidc: error evaluating {what} claim expression: {error}') from error


def hold(rules: Sequence[tuple[Program | None, str, str]], bindings: dict[str, Any], what: str) -> None:
    """Raises AuthenticationFailed with the rule's message for the first that does not hold."""
    for each, message, expression in rules:
        if each is None:
            continue
        try:
            good = each.evaluate(bindings)[0]
        except EvaluationError as error:
            raise AuthenticationFailed(f'oidc: error evaluating {what}: {error}') from error
        if good is not True:
            why = message or f"validation expression '{expression}' failed"
            raise AuthenticationFailed(f'oidc: error evaluating {what}: {why}')


def require(claims: dict[str, Any], claim: str, value: str) -> None:
    if claim not in claims:
        raise AuthenticationFailed(f'oidc: required claim {claim} not present in ID token')
    if claims[claim] != value:
        raise AuthenticationFailed(
            f'oidc: required claim {claim} value does not match. Got = {claims[claim]}, want = {value}'
        )


def text(claims: dict[str, Any], mapping: Mapping, what: str) -> str:
    found = claims.get(mapping.claim)
    if not isinstance(found, str):
        why = 'claim not present' if found is None else 'it is not a string'
        raise AuthenticationFailed(f'oidc: parse {what} "{mapping.claim}": {why}')
    return found


def strings(value: Any, what: str) -> list[str]:
    """A string, a list of strings, or nothing; empty strings are nothing."""
    found = (
        [] if value is None else [value] if isinstance(value, str) else list(value) if isinstance(value, list) else None
    )
    if found is None or not all(isinstance(each, str) for each in found):
        raise AuthenticationFailed(
            f'oidc: error evaluating {what} claim expression: expression must return a string or a list of strings'
        )
    return [each for each in found if each]
