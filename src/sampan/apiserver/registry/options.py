"""Query parameters as upstream's option objects, with upstream's checks and words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sampan.api import codec, errors
from sampan.api.generated import meta_v1
from sampan.apiserver.request import Request
from sampan.machinery import field
from sampan.machinery.field import FieldError, Path

FIELD_MANAGER_MAX = 128
FIELD_VALIDATIONS = ('', 'Ignore', 'Strict', 'Warn')
PROPAGATION_POLICIES = ('Foreground', 'Background', 'Orphan')
NOT_OLDER_THAN = 'NotOlderThan'
EXACT = 'Exact'
LONGEST_INT64 = 19  # digits
_INTEGER = re.compile(r'[+-]?[0-9]+', re.ASCII)


@dataclass(slots=True)
class WriteOptions:
    """Of create, update and patch."""

    dry_run: bool
    field_manager: str
    field_validation: str  # Strict, Warn, Ignore
    force: bool | None = None


@dataclass(slots=True)
class ListOptions:
    """Of list, watch and deletecollection; selectors still as text."""

    label_selector: str = ''
    field_selector: str = ''
    limit: int = 0
    continue_: str = ''
    resource_version: str = ''
    match: str = ''
    watch: bool = False
    bookmarks: bool = False
    send_initial_events: bool | None = None
    timeout_seconds: int | None = None


def write_options(request: Request, kind: str, *, apply: bool = False) -> WriteOptions:
    """The options of a write; `kind` names them in errors (CreateOptions...). Raises 422."""
    if not request.query and not apply:
        return WriteOptions(False, '', 'Warn')
    dry_run = [value for value in request.query.get('dryRun', ()) if value]
    manager = request.first('fieldManager')
    validation = request.first('fieldValidation')
    wrong = _field_manager(manager) + dry_run_errors(dry_run)
    if validation not in FIELD_VALIDATIONS:
        wrong.append(field.not_supported(Path('fieldValidation'), validation, FIELD_VALIDATIONS))
    force = _optional_flag(request, 'force')
    if apply and not manager:
        wrong.insert(0, field.required(Path('fieldManager'), 'is required for apply patch'))
    if kind == 'PatchOptions' and force is not None and not apply:
        wrong.insert(0, field.forbidden(Path('force'), 'may not be specified for non-apply patch'))
    if wrong:
        raise errors.invalid('meta.k8s.io', kind, '', wrong)
    return WriteOptions(bool(dry_run), manager, validation or 'Warn', force)


def _field_manager(manager: str) -> list[FieldError]:
    path = Path('fieldManager')
    wrong = []
    if len(manager.encode()) > FIELD_MANAGER_MAX:
        wrong.append(field.too_long(path, '', FIELD_MANAGER_MAX))
    for position, character in enumerate(manager):
        if not character.isprintable():
            detail = f'invalid character U+{ord(character):04X} (at position {position})'
            wrong.append(field.invalid(path, manager, detail))
    return wrong


def dry_run_errors(values: list[str]) -> list[FieldError]:
    """`dryRun` knows one value."""
    if all(value == 'All' for value in values):
        return []
    return [field.not_supported(Path('dryRun'), values, ['All'])]


def _optional_flag(request: Request, name: str) -> bool | None:
    return request.flag(name) if name in request.query else None


def _integer(request: Request, name: str) -> int | None:
    text = request.first(name)
    if not text:
        return None
    if not _INTEGER.fullmatch(text):
        raise errors.bad_request(f'strconv.ParseInt: parsing "{text}": invalid syntax')
    if len(text.lstrip('+-0')) > LONGEST_INT64 or not -(2**63) <= int(text) < 2**63:
        raise errors.bad_request(f'strconv.ParseInt: parsing "{text}": value out of range')
    return int(text)


def list_options(request: Request, watch: bool) -> ListOptions:
    """The options of a list or watch, defaulted and checked. Raises 400, 422."""
    options = ListOptions(
        label_selector=request.first('labelSelector'),
        field_selector=request.first('fieldSelector'),
        limit=max(0, _integer(request, 'limit') or 0),  # as upstream: less than one is no limit
        continue_=request.first('continue'),
        resource_version=request.first('resourceVersion'),
        match=request.first('resourceVersionMatch'),
        watch=watch or request.flag('watch'),
        bookmarks=request.flag('allowWatchBookmarks'),
        send_initial_events=_optional_flag(request, 'sendInitialEvents'),
        timeout_seconds=_integer(request, 'timeoutSeconds'),
    )
    unset = options.send_initial_events is None and not options.match
    if options.watch and unset and options.resource_version in ('', '0'):
        options.send_initial_events, options.match = True, NOT_OLDER_THAN
    wrong = _watch_errors(options) if options.watch else _list_errors(options)
    if wrong:
        raise errors.invalid('meta.k8s.io', 'ListOptions', '', wrong)
    return options


def _list_errors(options: ListOptions) -> list[FieldError]:
    path, match, wrong = Path('resourceVersionMatch'), options.match, []
    if match:
        if not options.resource_version:
            detail = 'resourceVersionMatch is forbidden unless resourceVersion is provided'
            wrong.append(field.forbidden(path, detail))
        if options.continue_:
            wrong.append(field.forbidden(path, 'resourceVersionMatch is forbidden when continue is provided'))
        if match not in (EXACT, NOT_OLDER_THAN):
            wrong.append(field.not_supported(path, match, [EXACT, NOT_OLDER_THAN, '']))
        if match == EXACT and options.resource_version == '0':
            detail = 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'
            wrong.append(field.forbidden(path, detail))
    if options.send_initial_events is not None:
        wrong.append(field.forbidden(Path('sendInitialEvents'), 'sendInitialEvents is forbidden for list'))
    return wrong


def _watch_errors(options: ListOptions) -> list[FieldError]:
    path, match, wrong = Path('resourceVersionMatch'), options.match, []
    if options.send_initial_events is not None and match != NOT_OLDER_THAN:
        detail = f'sendInitialEvents requires setting resourceVersionMatch to {NOT_OLDER_THAN}'
        wrong.append(field.forbidden(path, detail))
    if match:
        if options.send_initial_events is None:
            detail = 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'
            wrong.append(field.forbidden(path, detail))
        if match != NOT_OLDER_THAN:
            wrong.append(field.not_supported(path, match, [NOT_OLDER_THAN]))
        if options.continue_:
            wrong.append(field.forbidden(path, 'resourceVersionMatch is forbidden when continue is provided'))
    return wrong


def delete_options(request: Request, body: meta_v1.DeleteOptions | None) -> meta_v1.DeleteOptions:
    """The options of a delete: the body's, or the query's when there is no body. Raises 422."""
    options = _delete_query(request) if body is None else codec.clone(body)
    wrong = []
    policy = options.propagation_policy
    if policy is not None and options.orphan_dependents is not None:
        detail = 'orphanDependents and deletionPropagation cannot be both set'
        wrong.append(field.invalid(Path('propagationPolicy'), policy, detail))
    if policy is not None and policy not in PROPAGATION_POLICIES:
        wrong.append(field.not_supported(Path('propagationPolicy'), policy, [*PROPAGATION_POLICIES, 'nil']))
    wrong += dry_run_errors(options.dry_run)
    if wrong:
        raise errors.invalid('meta.k8s.io', 'DeleteOptions', '', wrong)
    return options


def _delete_query(request: Request) -> meta_v1.DeleteOptions:
    return meta_v1.DeleteOptions(
        grace_period_seconds=_integer(request, 'gracePeriodSeconds'),
        orphan_dependents=_optional_flag(request, 'orphanDependents'),
        propagation_policy=request.first('propagationPolicy') or None,
        dry_run=[value for value in request.query.get('dryRun', ()) if value],
    )


def parse_resource_version(text: str) -> int:
    """A resourceVersion as a number; '' is 0. Raises 400."""
    if not text:
        return 0
    if not text.isascii() or not text.isdigit():
        wrong = field.invalid(Path('resourceVersion'), text, f'strconv.ParseUint: parsing "{text}": invalid syntax')
        raise errors.bad_request(f'invalid resource version: {wrong}')
    return int(text)
