"""Schemas of custom resource definitions: structural, with defaults that fit, and rules that compile.

Upstream: apiextensions-apiserver/pkg/apis/apiextensions/validation, pkg/apiserver/schema/defaulting/validation.go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sampan.api.validation import definition_rules as rules
from sampan.api.validation.common import Errors
from sampan.api.validation.definition_rules import Context
from sampan.machinery import field as fields
from sampan.machinery.field import FieldError, Path
from sampan.machinery.structural import pruning, schemas, structure, values
from sampan.machinery.structural.problems import MISSING
from sampan.machinery.structural.schemas import (
    EMBEDDED,
    LIST_KEYS,
    LIST_TYPE,
    MAP_TYPE,
    META,
    PRESERVE,
    RULES,
    Schema,
)

TYPES = ('array', 'boolean', 'integer', 'number', 'object', 'string')
_AT_ROOT = {
    'description': 'Description', 'type': 'Type', 'format': 'Format', 'title': 'Title', 'maximum': 'Maximum',
    'exclusiveMaximum': 'ExclusiveMaximum', 'minimum': 'Minimum', 'exclusiveMinimum': 'ExclusiveMinimum',
    'maxLength': 'MaxLength', 'minLength': 'MinLength', 'pattern': 'Pattern', 'maxItems': 'MaxItems',
    'minItems': 'MinItems', 'uniqueItems': 'UniqueItems', 'multipleOf': 'MultipleOf', 'required': 'Required',
    'items': 'Items', 'properties': 'Properties', 'externalDocs': 'ExternalDocs', 'example': 'Example',
    PRESERVE: 'XPreserveUnknownFields', RULES: 'XValidations',
}  # fmt: skip
_AT_THE_ROOT = 'at the root of the schema if the status subresource is enabled'
_FORBIDDEN = (
    ('id', 'id is not supported'),
    ('additionalItems', 'additionalItems is not supported'),
    ('patternProperties', 'patternProperties is not supported'),
    ('definitions', 'definitions is not supported'),
    ('dependencies', 'dependencies is not supported'),
    ('$ref', '$ref is not supported'),
)


@dataclass(frozen=True, slots=True)
class Checks:
    """What is asked of schemas. Definitions whose older state broke a rule may go on breaking it."""

    schema_required: bool = True
    known_types: bool = True
    atomic_sets: bool = True
    sound_keys: bool = True
    pruned_defaults: bool = True
    costs: bool = True

    @classmethod
    def kept_by(cls, old: Sequence[Schema | None]) -> Checks:
        """The rules that no older schema breaks."""
        present = [schema for schema in old if schema is not None]
        return cls(
            schema_required=len(present) == len(old),
            known_types=not _any(present, lambda s: bool(s.get('type')) and s['type'] not in TYPES),
            atomic_sets=not _any(present, lambda s: bool(list(_set_items(s, Path('x'))))),
            sound_keys=not _any(present, lambda s: bool(list(_map_keys_sound(s, Path('x'))))),
            pruned_defaults=not _any(present, _has_unpruned_default),
        )

    def without_costs(self) -> Checks:
        """The same for a schema that is as it was: its rules may be as expensive as they were."""
        return replace(self, costs=False)


def _any(present: Sequence[Schema], test: Any) -> bool:
    return any(schemas.has(schema, test) for schema in present)


def _has_unpruned_default(schema: Schema) -> bool:
    default = schema.get('default')
    return default is not None and bool(pruning.unknown(default, schema))


def check(schema: dict[str, Any], path: Path, has_status: bool, checks: Checks) -> Errors:
    """All that is wrong with one version's schema."""
    found = list(_root(schema, path, has_status)) if has_status else []
    if schema.get('nullable'):
        found.append(fields.forbidden(path.child('nullable'), 'nullable cannot be true at the root'))
    unsupported = structure.unsupported(schema)
    structural = False
    if not unsupported:
        wrong = structure.check(schema, path) or list(_defaults(schema, path, checks, root=True))
        found += wrong
        structural = not wrong
    context = Context.root(schema, costs=checks.costs) if structural else None
    walk = _Walk(checks)
    walk.schema(schema, path, _Place(is_root=True), context)
    found += walk.found
    if not walk.found and context is not None:
        walk.run_rules()
    found += walk.rule_errors
    if not found and unsupported:
        found.append(fields.invalid(path, '', unsupported))
    if context is not None:
        found += context.too_expensive(path)
    yield from found


def _root(schema: Schema, path: Path, has_status: bool) -> Errors:
    """A schema beside a status subresource is an object with few other things said at its root."""
    for key, value in schema.items():
        if key == 'type':
            if value != 'object':
                detail = f'only "object" is allowed as the type {_AT_THE_ROOT}'
                yield fields.invalid(path.child('type'), value, detail)
                return
        elif key not in _AT_ROOT and value not in (None, False, '', [], {}):
            allowed = ' '.join(_AT_ROOT.values())
            detail = f'only [{allowed}] fields are allowed {_AT_THE_ROOT}'
            yield fields.invalid(path, schema, detail)
            return


# -- defaults ---------------------------------------------------------------------------------------


def _defaults(schema: Schema, path: Path, checks: Checks, *, root: bool = False, in_meta: bool = False) -> Errors:
    embedded = root or bool(schema.get(EMBEDDED))
    default = schema.get('default')
    if default is not None:
        at = path.child('default')
        if checks.pruned_defaults and not in_meta and pruning.unknown(default, schema):
            yield fields.invalid(at, default, 'must not have unknown fields')
        wrong = list(values.validator(schema)(default, MISSING, at))
        yield from wrong or _default_against_rules(default, schema, at, root=root)
    items = schemas.items(schema)
    if items is not None:
        yield from _defaults(items, path.child('items'), checks, in_meta=in_meta)
    for name, each in schemas.properties(schema).items():
        inside = (in_meta and not schema.get(EMBEDDED)) or (embedded and name in META)
        yield from _defaults(each, path.child('properties').key(name), checks, in_meta=inside)


def _default_against_rules(default: Any, schema: Schema, path: Path, *, root: bool) -> Errors:
    """A default keeps the rules, when it is new and when nothing has changed."""
    if not schemas.has(schema, lambda each: bool(each.get(RULES))):
        return
    from sampan.machinery.structural.rules import Rules

    rules_of_default = Rules({**schema, EMBEDDED: True} if root else schema)
    yield from rules_of_default.validate(default, default, path) or rules_of_default.validate(default, path=path)


# -- every part -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a part stands, as far as rules depend on it."""

    is_root: bool = False
    in_meta: bool = False
    no_defaults: str | None = None  # why defaults are not allowed
    uncorrelated: Path | None = None  # the part from which on old and new do not correspond


@dataclass(slots=True)
class _Walk:
    """One walk over a schema: its errors, and the rules to compile if there are none."""

    checks: Checks
    found: list[FieldError] = field(default_factory=list)
    rule_errors: list[FieldError] = field(default_factory=list)
    _pending: list[tuple[Schema, Path, _Place, Context]] = field(default_factory=list)

    def schema(self, schema: Schema, path: Path, place: _Place, context: Context | None) -> None:
        self.found += _standard(schema, path, place, self.checks)
        if schema.get('uniqueItems'):
            detail = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic'
            self.found.append(fields.forbidden(path.child('uniqueItems'), detail))
        self._members(schema, path, place, context)
        self._combined(schema, path, place)
        self._items(schema, path, place, context)
        self.found += _extensions(schema, path, self.checks)
        own = list(rules.form(schema, path))
        self.found += own
        if schema.get(RULES) and context is not None:
            self._pending.append((schema, path, place, context))

    def run_rules(self) -> None:
        for schema, path, place, context in self._pending:
            self.rule_errors += rules.compiled(schema, path, place.uncorrelated, context)

    def _members(self, schema: Schema, path: Path, place: _Place, context: Context | None) -> None:
        below = replace(place, is_root=False)
        more = schema.get('additionalProperties')
        known = schemas.properties(schema)
        if more is not None and known and more is not True:
            detail = 'additionalProperties and properties are mutual exclusive'
            self.found.append(fields.forbidden(path.child('additionalProperties'), detail))
        if isinstance(more, dict):
            reason = 'inside additionalProperties applying to object metadata'
            inside = replace(below, no_defaults=reason) if place.in_meta else below
            inner = None if context is None else context.values(schema, more)
            self.schema(more, path.child('additionalProperties'), inside, inner)
        if schema.get(MAP_TYPE) == 'atomic':
            below = replace(below, uncorrelated=below.uncorrelated or path)
        for name, each in sorted(known.items()):
            inside = below
            if (place.is_root or schema.get(EMBEDDED)) and name in META:
                inside = replace(inside, in_meta=True)
                if place.is_root:
                    inside = replace(inside, no_defaults=f'in top-level {name}')
            inner = None if context is None else context.member(each)
            self.schema(each, path.child('properties').key(name), inside, inner)

    def _combined(self, schema: Schema, path: Path, place: _Place) -> None:
        below = replace(place, is_root=False)
        if schema.get('not') is not None:
            self.schema(schema['not'], path.child('not'), below, None)
        for key in ('allOf', 'oneOf', 'anyOf'):
            for index, each in enumerate(schema.get(key) or ()):
                self.schema(each, path.child(key).index(index), below, None)

    def _items(self, schema: Schema, path: Path, place: _Place, context: Context | None) -> None:
        items = schemas.items(schema)
        if items is None:
            return
        below = replace(place, is_root=False)
        if schema.get(LIST_TYPE) != 'map':
            below = replace(below, uncorrelated=below.uncorrelated or path)
        inner = None if context is None else context.items(schema, items)
        self.schema(items, path.child('items'), below, inner)


def _standard(schema: Schema, path: Path, place: _Place, checks: Checks) -> Errors:
    type_ = schema.get('type', '')
    if checks.known_types and type_ and type_ not in TYPES:
        yield fields.not_supported(path.child('type'), type_, TYPES)
    if schema.get('default') is not None and place.no_defaults:
        yield fields.forbidden(path.child('default'), f'must not be set {place.no_defaults}')
    for key, detail in _FORBIDDEN:
        if schema.get(key) is not None and (schema[key] or key in ('additionalItems', 'dependencies', '$ref')):
            yield fields.forbidden(path.child(key), detail)
    if type_ == 'null':
        yield fields.forbidden(path.child('type'), 'type cannot be set to null, use nullable as an alternative')
    if isinstance(schema.get('items'), list) and schema['items']:
        yield fields.forbidden(path.child('items'), 'items must be a schema object and not an array')
    if place.in_meta and schema.get(EMBEDDED):
        yield fields.forbidden(path.child(EMBEDDED), 'must not be used inside of resource meta')


# -- the extensions ---------------------------------------------------------------------------------


def _extensions(schema: Schema, path: Path, checks: Checks) -> Errors:
    if schema.get(PRESERVE) is False:
        yield fields.invalid(path.child(PRESERVE), False, 'must be true or undefined')
    yield from _typed(schema, path, MAP_TYPE, 'object')
    yield from _accepted(schema, path, MAP_TYPE, ('atomic', 'granular'))
    mistyped = list(_typed(schema, path, LIST_TYPE, 'array'))
    yield from mistyped
    if not mistyped and checks.atomic_sets:
        yield from _set_items(schema, path)
    yield from _accepted(schema, path, LIST_TYPE, ('atomic', 'set', 'map'))
    yield from _list_map(schema, path)
    if checks.sound_keys:
        yield from _map_keys_sound(schema, path)


def _typed(schema: Schema, path: Path, key: str, wanted: str) -> Errors:
    type_ = schema.get('type', '')
    if schema.get(key) is None or type_ == wanted:
        return
    detail = f'must be {wanted} if {key} is specified'
    at = path.child('type')
    yield fields.invalid(at, type_, detail) if type_ else fields.required(at, detail)


def _accepted(schema: Schema, path: Path, key: str, values: Sequence[str]) -> Errors:
    if schema.get(key) is not None and schema[key] not in values:
        yield fields.not_supported(path.child(key), schema[key], values)


def _set_items(schema: Schema, path: Path) -> Errors:
    """The elements of a set are compared as wholes."""
    items = schemas.items(schema)
    if schema.get(LIST_TYPE) != 'set' or items is None:
        return
    detail = 'must be atomic as item of a list with x-kubernetes-list-type=set'
    if items.get('type') == 'array' and items.get(LIST_TYPE) not in (None, 'atomic'):
        yield fields.invalid(path.child('items').child(LIST_TYPE), items.get(LIST_TYPE), detail)
    if items.get('type') == 'object' and items.get(MAP_TYPE) != 'atomic':
        yield fields.invalid(path.child('items').child(MAP_TYPE), items.get(LIST_TYPE), detail)


def _list_map(schema: Schema, path: Path) -> Errors:
    """A list of type map has keys, which are scalar properties of its elements."""
    keys, kind = schema.get(LIST_KEYS) or [], schema.get(LIST_TYPE)
    if keys and kind != 'map':
        detail, at = 'must be map if x-kubernetes-list-map-keys is non-empty', path.child(LIST_TYPE)
        yield fields.required(at, detail) if kind is None else fields.invalid(at, kind, detail)
    if kind != 'map':
        return
    if not keys:
        yield fields.required(path.child(LIST_KEYS), 'must not be empty if x-kubernetes-list-type is map')
    items = schemas.items(schema)
    if schema.get('items') is None:
        yield fields.required(path.child('items'), 'must have a schema if x-kubernetes-list-type is map')
    elif items is None:
        detail = 'must only have a single schema if x-kubernetes-list-type is map'
        yield fields.invalid(path.child('items'), schema['items'], detail)
    elif items.get('type') != 'object':
        detail = "must be object if parent array's x-kubernetes-list-type is map"
        yield fields.invalid(path.child('items').child('type'), items.get('type', ''), detail)
    else:
        yield from _keys(keys, items, path)


def _keys(keys: Sequence[str], items: Schema, path: Path) -> Errors:
    known, at = schemas.properties(items), path.child(LIST_KEYS)
    for index, key in enumerate(keys):
        if key not in known:
            yield fields.invalid(at, list(keys), 'entries must all be names of item properties')
        elif known[key].get('type') in ('array', 'object'):
            detail = "must be a scalar type if parent array's x-kubernetes-list-type is map"
            yield fields.invalid(path.child('items', 'properties').key(key).child('type'), items.get('type'), detail)
        if key in keys[:index]:
            yield fields.invalid(at, list(keys), 'must not contain duplicate entries')


def _map_keys_sound(schema: Schema, path: Path) -> Errors:
    """Every element has a value for each key, and elements are there."""
    items, kind = schemas.items(schema), schema.get(LIST_TYPE)
    if items is None or kind not in ('set', 'map'):
        return
    at = path.child('items')
    if items.get('nullable'):
        yield fields.forbidden(at.child('nullable'), f'cannot be nullable when x-kubernetes-list-type is {kind}')
    if kind != 'map':
        return
    known, required = schemas.properties(items), items.get('required') or ()
    for key in schema.get(LIST_KEYS) or ():
        if key not in known:
            continue
        here = at.child('properties').key(key)
        reason = 'this property is in x-kubernetes-list-map-keys, so it'
        if key not in required and known[key].get('default') is None:
            yield fields.required(here.child('default'), f'{reason} must have a default or be a required property')
        if known[key].get('nullable'):
            yield fields.forbidden(here.child('nullable'), f'{reason} cannot be nullable')
