"""What the rules of device claims, classes, slices and taints share.

Lists are refused by their length before anything in them is looked at; maps too. Upstream:
pkg/apis/resource/validation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from sampan.api.generated import resource_v1 as resource
from sampan.api.validation.common import Errors, checked, required_name
from sampan.api.validation.pod_volumes import driver_name
from sampan.machinery import field, names
from sampan.machinery.field import Path

T = TypeVar('T')
Rule = Callable[[Path, T], Errors]

POOL_NAME_LIMIT = 253
ID_LIMIT = 32
DATA_LIMIT = 10 * 1024
CONDITIONS_LIMIT = 4
TAINT_EFFECTS = ('NoExecute', 'NoSchedule', 'None')
_UUID_LENGTHS = (32, 36, 38, 45)
_uuid = re.compile('[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}')
_OMITTED = '<value omitted>'


def each(path: Path, items: Sequence[T], limit: int, rule: Rule[T]) -> Errors:
    """A list of at most `limit` items (negative: any number), every one by its rule."""
    if 0 <= limit < len(items):
        yield field.too_many(path, len(items), limit)
        return
    for index, item in enumerate(items):
        yield from rule(path.index(index), item)


def each_once(path: Path, items: Sequence[T], limit: int, rule: Rule[T], key: Callable[[T], Any]) -> Errors:
    """As `each`, and no two items with one key."""
    if 0 <= limit < len(items):
        yield field.too_many(path, len(items), limit)
        return
    yield from each(path, items, limit, rule)
    seen: set[Hashable] = set()
    for index, item in enumerate(items):
        found = key(item)
        if found in seen:
            yield field.duplicate(path.index(index), found)
        seen.add(found)


def entries(path: Path, values: Mapping[str, T], limit: int, shown: int, key_rule: Rule[str], rule: Rule[T]) -> Errors:
    """A map of at most `limit` entries (negative: any number); keys longer than `shown` are cut in the path."""
    if 0 <= limit < len(values):
        yield field.too_many(path, len(values), limit)
        return
    for key, value in values.items():
        where = path.key(_shortened(key, max(shown, 16)))
        yield from key_rule(where, key)
        yield from rule(where, value)


def _shortened(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    room = limit - 3
    return f'{text[: (room + 1) // 2]}...{text[len(text) - room // 2 :]}'


def anything(path: Path, value: object) -> Errors:
    """A rule that always holds."""
    return iter(())


def itself(value: str) -> str:
    """The key of a list of strings."""
    return value


def label(path: Path, value: str) -> Errors:
    """Names of devices, requests and counters."""
    yield from checked(path, value, names.dns1123_label)


def condition_name(path: Path, value: str) -> Errors:
    yield from checked(path, value, names.label_key)


def pool_name(path: Path, name: str) -> Errors:
    """Subdomains between slashes."""
    if not name:
        yield field.required(path)
        return
    if names.byte_length(name) > POOL_NAME_LIMIT:
        yield field.too_long(path, name, POOL_NAME_LIMIT)
    for part in name.split('/'):
        yield from checked(path, part, names.dns1123_subdomain)


def class_name(path: Path, name: str) -> Errors:
    yield from required_name(path, name, names.dns1123_subdomain)


def share_id(path: Path, uid: str) -> Errors:
    """A UUID in its normal form."""
    if len(uid) not in _UUID_LENGTHS:
        yield field.invalid(path, uid, f'error validating uid: invalid UUID length: {len(uid)}')
    elif len(uid) == 36 and not _uuid.fullmatch(uid):
        yield field.invalid(path, uid, 'error validating uid: invalid UUID format')
    elif len(uid) != 36 or uid != uid.lower():
        detail = (
            'uid must be in RFC 4122 normalized form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` '
            'with lowercase hexadecimal characters'
        )
        yield field.invalid(path, uid, detail)


def qualified_name(path: Path, name: str) -> Errors:
    """`model` or `example.com/model`. More slashes are not looked at, as upstream does not."""
    domain, slash, rest = name.partition('/')
    if not slash:
        yield from _identifier(path, name)
    elif '/' not in rest:
        if not domain:
            yield field.invalid(path, '', 'the domain must not be empty')
        else:
            yield from driver_name(path, domain)
        if not rest:
            yield field.invalid(path, '', 'the name must not be empty')
        else:
            yield from _identifier(path, rest)


def fully_qualified_name(path: Path, name: str) -> Errors:
    yield from qualified_name(path, name)
    if '/' not in name:
        yield field.invalid(path, name, 'a fully qualified name must be a domain and a name separated by a slash')


def _identifier(path: Path, name: str) -> Errors:
    if names.byte_length(name) > ID_LIMIT:
        yield field.too_long(path, name, ID_LIMIT)
    yield from checked(path, name, names.c_identifier)


def raw_object(path: Path, raw: msgspec.Raw, limit: int = DATA_LIMIT) -> Errors:
    """Somebody else's JSON object, of some size."""
    data = bytes(raw)
    if not data:
        yield field.required(path)
    elif len(data) > limit:
        yield field.too_long(path, '', limit)
    else:
        value = msgspec.json.decode(data)
        if value is None:
            yield field.required(path)
        elif not isinstance(value, dict):
            yield field.invalid(path, _OMITTED, 'must be a valid JSON object')


def binding_conditions(path: Path, wanted: Sequence[str], failures: Sequence[str]) -> Errors:
    """Conditions to wait for before a pod is bound, and those that mean it will never be."""
    good, bad = path.child('bindingConditions'), path.child('bindingFailureConditions')
    yield from each(good, wanted, CONDITIONS_LIMIT, condition_name)
    yield from each(bad, failures, CONDITIONS_LIMIT, condition_name)
    seen: set[str] = set()
    for index, name in enumerate(wanted):
        if name in seen:
            yield field.duplicate(good.index(index), name)
        seen.add(name)
    seen = set()
    for index, name in enumerate(failures):
        if name in seen:
            yield field.duplicate(bad.index(index), name)
        seen.add(name)
        if name in wanted:
            yield field.invalid(
                bad.index(index), name, 'bindingFailureConditions must not overlap with bindingConditions'
            )
    if failures and not wanted:
        yield field.invalid(good, None, 'bindingConditions are required to use bindingFailureConditions')
    if wanted and not failures:
        yield field.invalid(bad, None, 'bindingFailureConditions are required to use bindingConditions')


def toleration(path: Path, item: resource.DeviceToleration) -> Errors:
    if item.key:
        yield from checked(path.child('key'), item.key, names.label_key)
    if item.operator == 'Exists':
        if item.value:
            yield field.invalid(path.child('value'), item.value, 'must be empty for operator `Exists`')
    elif item.operator == 'Equal':
        yield from checked(path.child('value'), item.value, names.label_value)
    elif not item.operator:
        yield field.required(path.child('operator'))
    else:
        yield field.not_supported(path.child('operator'), item.operator, ('Equal', 'Exists'))
    if item.effect and item.effect not in TAINT_EFFECTS:
        yield field.not_supported(path.child('effect'), item.effect, TAINT_EFFECTS)


def taint(path: Path, item: Any, old: Any = None) -> Errors:
    """A taint of any version. An effect that was there before may stay."""
    yield from checked(path.child('key'), item.key, names.label_key)
    if item.value:
        yield from checked(path.child('value'), item.value, names.label_value)
    if old is not None and old.effect == item.effect:
        return
    if not item.effect:
        yield field.required(path.child('effect'))
    elif item.effect not in TAINT_EFFECTS:
        yield field.not_supported(path.child('effect'), item.effect, TAINT_EFFECTS)
