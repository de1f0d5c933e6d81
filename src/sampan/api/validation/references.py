"""Parts that several kinds refer with: groups, kinds and names as path segments, domain-prefixed paths, CIDRs,
conditions.

Upstream: k8s.io/apimachinery/pkg/util/validation, pkg/apis/meta/v1/validation, pkg/api/validate/content.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

from sampan.api.generated import meta_v1 as meta
from sampan.api.validation.common import Errors, checked, cidr
from sampan.machinery import field, names
from sampan.machinery.field import Path

CONDITION_STATUSES = ('False', 'True', 'Unknown')
_REASON_LIMIT, _MESSAGE_LIMIT = 1024, 32 * 1024
_REASON = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?'
_REASON_RULE = (
    'a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric '
    "characters or '_,:', and must end with an alphanumeric character or '_'"
)
_reason = re.compile(_REASON, re.ASCII)


def segment(path: Path, value: str) -> Errors:
    """A required name that must fit between two slashes."""
    if not value:
        yield field.required(path)
    else:
        yield from checked(path, value, names.path_segment)


def optional_group(path: Path, group: str | None) -> Errors:
    """An API group, if one is named."""
    if group is not None:
        yield from checked(path, group, names.dns1123_subdomain)


def domain_prefixed_path(path: Path, value: str) -> Errors:
    """`example.com/anything`."""
    if not value:
        yield field.required(path)
        return
    host, _, rest = value.partition('/')
    if not host or not rest:
        yield field.invalid(path, value, 'must be a domain-prefixed path (such as "acme.io/foo")')
        return
    yield from checked(path, host, names.dns1123_subdomain)
    yield from checked(path, rest, names.http_path)


def canonical_cidr(path: Path, text: str) -> Errors:
    """An address block in the one form it has: what newer fields demand."""
    errors = list(cidr(path, text))
    yield from errors
    if not errors and text != (canonical := str(ipaddress.ip_network(text))):
        yield field.invalid(path, text, f'must be in canonical form ("{canonical}")')


def conditions(path: Path, found: Iterable[meta.Condition]) -> Errors:
    """The standard conditions of a status: one of each type, each complete."""
    seen: set[str] = set()
    for index, condition in enumerate(found):
        where = path.index(index)
        if condition.type in seen:
            yield field.duplicate(where.child('type'), condition.type)
        seen.add(condition.type)
        yield from _condition(where, condition)


def _condition(path: Path, condition: meta.Condition) -> Errors:
    yield from checked(path.child('type'), condition.type, names.label_key)
    if condition.status not in CONDITION_STATUSES:
        yield field.not_supported(path.child('status'), condition.status, CONDITION_STATUSES)
    if condition.observed_generation < 0:
        detail = 'must be greater than or equal to zero'
        yield field.invalid(path.child('observedGeneration'), condition.observed_generation, detail)
    if condition.last_transition_time is None:
        yield field.required(path.child('lastTransitionTime'))
    yield from _condition_reason(path.child('reason'), condition.reason)
    if names.byte_length(condition.message) > _MESSAGE_LIMIT:
        yield field.too_long(path.child('message'), condition.message, _MESSAGE_LIMIT)


def _condition_reason(path: Path, reason: str) -> Errors:
    if not reason:
        yield field.required(path)
        return
    if not _reason.fullmatch(reason):
        examples = ('my_name', 'MY_NAME', 'MyName', 'ReasonA,ReasonB', 'ReasonA:ReasonB')
        yield field.invalid(path, reason, names.regex_error(_REASON_RULE, _REASON, *examples))
    if names.byte_length(reason) > _REASON_LIMIT:
        yield field.too_long(path, reason, _REASON_LIMIT)
