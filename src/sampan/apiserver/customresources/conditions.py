"""What state a definition is in: the work of upstream's naming, establishing, schema and approval controllers.

Functions of the definitions as they are; nothing is written here.
Upstream: apiextensions-apiserver/pkg/controller/{status,establish,nonstructuralschema,apiapproval}.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sampan.api.approval import ANNOTATION, approval, is_protected
from sampan.api.generated import apiextensions_v1 as apiextensions
from sampan.api.scalars import Time
from sampan.apiserver.customresources.version import schema_of
from sampan.machinery import field as fields
from sampan.machinery.field import FieldError, Path
from sampan.machinery.gotext import quote
from sampan.machinery.structural import structure

Definition = apiextensions.CustomResourceDefinition
Condition = apiextensions.CustomResourceDefinitionCondition
Names = apiextensions.CustomResourceDefinitionNames

NAMES_ACCEPTED, ESTABLISHED, TERMINATING = 'NamesAccepted', 'Established', 'Terminating'
NON_STRUCTURAL, APPROVED = 'NonStructuralSchema', 'KubernetesAPIApprovalPolicyConformant'
FINALIZER = 'customresourcecleanup.apiextensions.k8s.io'


def find(crd: Definition, type_: str) -> Condition | None:
    return next((each for each in crd.status.conditions if each.type == type_), None)


def is_true(crd: Definition, type_: str) -> bool:
    condition = find(crd, type_)
    return condition is not None and condition.status == 'True'


def put(crd: Definition, new: Condition, now: Time) -> bool:
    """Set a condition; its time changes with its status only. False if it was so already."""
    new.observed_generation = crd.metadata.generation
    old = find(crd, new.type)
    if old is None:
        new.last_transition_time = now
        crd.status.conditions = [*crd.status.conditions, new]
        return True
    if (old.status, old.reason, old.message) == (new.status, new.reason, new.message):
        return False
    if old.status != new.status or old.last_transition_time is None:
        old.last_transition_time = now
    old.status, old.reason, old.message = new.status, new.reason, new.message
    old.observed_generation = new.observed_generation
    return True


def remove(crd: Definition, type_: str) -> bool:
    kept = [each for each in crd.status.conditions if each.type != type_]
    changed = len(kept) != len(crd.status.conditions)
    crd.status.conditions = kept
    return changed


# -- names ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Taken:
    """The names that the definitions of a group have been given."""

    resources: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)


def taken(definitions: Iterable[Definition], group: str) -> Taken:
    """What is in use in a group, by anybody."""
    found = Taken()
    for each in definitions:
        if each.spec.group == group:
            names = each.status.accepted_names
            found.resources |= {names.plural, names.singular, *names.short_names} - {''}
            found.kinds |= {names.kind, names.list_kind} - {''}
    return found


def accept_names(crd: Definition, used: Taken) -> tuple[Names, Condition]:
    """The names the definition may have, and whether these are all it asked for."""
    asked, had = crd.spec.names, crd.status.accepted_names
    given = _copy(had)
    reason = message = ''
    for attr, title, others in (('plural', 'Plural', used.resources), ('singular', 'Singular', used.resources)):
        wrong = _clash(getattr(asked, attr), getattr(had, attr), others)
        if wrong:
            reason, message = f'{title}Conflict', wrong
        else:
            setattr(given, attr, getattr(asked, attr))
    if asked.short_names != had.short_names:
        clashes = [_clash(name, '', used.resources) for name in asked.short_names if name not in had.short_names]
        clashes = [wrong for wrong in clashes if wrong]
        if clashes:
            reason = 'ShortNamesConflict'
            message = clashes[0] if len(clashes) == 1 else f'[{", ".join(clashes)}]'
        else:
            given.short_names = asked.short_names
    for attr, title in (('kind', 'Kind'), ('list_kind', 'ListKind')):
        wrong = _clash(getattr(asked, attr), getattr(had, attr), used.kinds)
        if wrong:
            reason, message = f'{title}Conflict', wrong
        else:
            setattr(given, attr, getattr(asked, attr))
    given.categories = asked.categories
    if reason:
        return given, Condition(type=NAMES_ACCEPTED, status='False', reason=reason, message=message)
    return given, Condition(type=NAMES_ACCEPTED, status='True', reason='NoConflicts', message='no conflicts found')


def _copy(names: Names) -> Names:
    return Names(
        plural=names.plural,
        singular=names.singular,
        short_names=names.short_names,
        kind=names.kind,
        list_kind=names.list_kind,
        categories=names.categories,
    )


def _clash(asked: str, had: str, used: set[str]) -> str:
    return f'{quote(asked)} is already in use' if asked != had and asked in used else ''


def installing(crd: Definition, names: Condition) -> Condition:
    """The established condition that goes with a change of names."""
    old = find(crd, ESTABLISHED)
    if old is not None and old.status == 'True':
        return old
    if names.status == 'True':
        message = 'the initial names have been accepted'
        return Condition(type=ESTABLISHED, status='False', reason='Installing', message=message)
    if old is not None:
        return old
    return Condition(type=ESTABLISHED, status='False', reason='NotAccepted', message='not all names are accepted')


def established() -> Condition:
    message = 'the initial names have been accepted'
    return Condition(type=ESTABLISHED, status='True', reason='InitialNamesAccepted', message=message)


# -- schemas and approval ---------------------------------------------------------------------------


def non_structural(crd: Definition) -> Condition | None:
    """A condition for definitions whose schemas are not structural; None for the others."""
    found: list[FieldError] = []
    if crd.spec.preserve_unknown_fields:
        found.append(fields.invalid(Path('spec', 'preserveUnknownFields'), True, 'must be false'))
    for index, version in enumerate(crd.spec.versions):
        schema = schema_of(version)
        if schema is None:
            continue
        wrong = structure.unsupported(schema)
        if wrong:
            message = f'failed to check validation schema for version {version.name}: {wrong}'
            return Condition(type=NON_STRUCTURAL, status='Unknown', reason='StructuralError', message=message)
        path = Path('spec', 'versions').index(index).child('schema', 'openAPIV3Schema')
        found += structure.check(schema, path)
    if not found:
        return None
    return Condition(type=NON_STRUCTURAL, status='True', reason='Violations', message=fields.aggregate(found))


_APPROVAL_REASONS = {
    'Missing': ('False', 'MissingAnnotation'),
    'Bypassed': ('False', 'UnapprovedAnnotation'),
    'Approved': ('True', 'ApprovedAnnotation'),
    'Invalid': ('False', 'InvalidAnnotation'),
}


def approved(crd: Definition) -> Condition | None:
    """A condition for definitions in protected groups; None for the others."""
    if not is_protected(crd.spec.group):
        return None
    state, message = approval(crd.metadata.annotations.get(ANNOTATION, ''))
    status, reason = _APPROVAL_REASONS[state]
    return Condition(type=APPROVED, status=status, reason=reason, message=message)
