"""Workloads and pod groups of gang scheduling, an alpha API. Upstream: pkg/apis/scheduling/validation and the
declarative markers in scheduling/v1alpha2/types.go."""

from __future__ import annotations

from sampan.api.generated import scheduling_v1alpha2 as scheduling
from sampan.api.validation.common import Errors, checked, immutable, required_name
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.references import conditions, segment
from sampan.machinery import field, names
from sampan.machinery.field import Path

_SPEC = Path('spec')
_STATUS = Path('status')
_TEMPLATES_LIMIT = 8
_CLAIMS_LIMIT = 4


def workload(obj: scheduling.Workload) -> Errors:
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    if obj.spec.controller_ref is not None:
        yield from _controller(_SPEC.child('controllerRef'), obj.spec.controller_ref)
    where, templates = _SPEC.child('podGroupTemplates'), obj.spec.pod_group_templates
    if not templates:
        yield field.required(where, 'must have at least one item')
    elif len(templates) > _TEMPLATES_LIMIT:
        yield field.too_many(where, len(templates), _TEMPLATES_LIMIT)
    else:
        yield from _templates(where, templates)


def workload_update(new: scheduling.Workload, old: scheduling.Workload) -> Errors:
    """The templates stay; a controller may be named once."""
    yield from object_meta_update(new.metadata, old.metadata)
    where = _SPEC.child('controllerRef')
    if old.spec.controller_ref is not None:
        yield from immutable(where, new.spec.controller_ref, old.spec.controller_ref)
    elif new.spec.controller_ref is not None:
        yield from _controller(where, new.spec.controller_ref)
    yield from immutable(_SPEC.child('podGroupTemplates'), new.spec.pod_group_templates, old.spec.pod_group_templates)


def _controller(path: Path, reference: scheduling.TypedLocalObjectReference) -> Errors:
    if reference.api_group:
        yield from checked(path.child('apiGroup'), reference.api_group, names.dns1123_subdomain)
    yield from segment(path.child('kind'), reference.kind)
    yield from segment(path.child('name'), reference.name)


def _templates(path: Path, templates: list[scheduling.PodGroupTemplate]) -> Errors:
    seen: set[str] = set()
    for index, template in enumerate(templates):
        where = path.index(index)
        yield from required_name(where.child('name'), template.name, names.dns1123_label)
        if template.name in seen:
            yield field.duplicate(where, template)
        seen.add(template.name)
        yield from _policy(where.child('schedulingPolicy'), template.scheduling_policy)
        yield from _claims(where.child('resourceClaims'), template.resource_claims)


def _policy(path: Path, policy: scheduling.PodGroupSchedulingPolicy) -> Errors:
    if policy.basic is None and policy.gang is None:
        yield field.invalid(path, '', 'must specify one of: `basic`, `gang`')
    elif policy.basic is not None and policy.gang is not None:
        detail = 'exactly one of `basic`, `gang` is required, but multiple fields are set'
        yield field.invalid(path, '{`basic`, `gang`}', detail)
    elif policy.gang is not None:
        minimum, where = policy.gang.min_count, path.child('gang', 'minCount')
        if minimum == 0:
            yield field.required(where)
        elif minimum < 0:
            yield field.invalid(where, minimum, 'must be greater than or equal to 1')


def _claims(path: Path, claims: list[scheduling.PodGroupResourceClaim]) -> Errors:
    if len(claims) > _CLAIMS_LIMIT:
        yield field.too_many(path, len(claims), _CLAIMS_LIMIT)
        return
    seen: set[str] = set()
    for index, claim in enumerate(claims):
        where = path.index(index)
        if claim.name in seen:
            yield field.duplicate(where, claim.name)
        seen.add(claim.name)
        yield from required_name(where.child('name'), claim.name, names.dns1123_label)
        yield from _claim_source(where, claim)


def _claim_source(path: Path, claim: scheduling.PodGroupResourceClaim) -> Errors:
    given = {
        'resourceClaimName': claim.resource_claim_name,
        'resourceClaimTemplateName': claim.resource_claim_template_name,
    }
    named = {key: value for key, value in given.items() if value is not None}
    if not named:
        yield field.invalid(path, '', 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`')
    elif len(named) > 1:
        both = '`resourceClaimName`, `resourceClaimTemplateName`'
        yield field.invalid(path, f'{{{both}}}', f'must specify exactly one of: {both}')
    for key, value in named.items():
        yield from checked(path.child(key), value, names.dns1123_subdomain)


# --- pod groups ---------------------------------------------------------------------------------


def pod_group(obj: scheduling.PodGroup) -> Errors:
    yield from object_meta(obj.metadata, True, names.name_is_dns_subdomain)
    reference = obj.spec.pod_group_template_ref
    if reference is not None:
        yield from _template_reference(_SPEC.child('podGroupTemplateRef'), reference)
    yield from _policy(_SPEC.child('schedulingPolicy'), obj.spec.scheduling_policy)
    yield from _claims(_SPEC.child('resourceClaims'), obj.spec.resource_claims)


def _template_reference(path: Path, reference: scheduling.PodGroupTemplateReference) -> Errors:
    if reference.workload is None:
        yield field.invalid(path, '', 'must specify one of: `workload`')
        return
    where, named = path.child('workload'), reference.workload
    yield from required_name(where.child('workloadName'), named.workload_name, names.dns1123_subdomain)
    template = where.child('podGroupTemplateName')
    yield from required_name(template, named.pod_group_template_name, names.dns1123_label)


def pod_group_update(new: scheduling.PodGroup, old: scheduling.PodGroup) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    now, before = new.spec, old.spec
    yield from immutable(_SPEC.child('podGroupTemplateRef'), now.pod_group_template_ref, before.pod_group_template_ref)
    yield from immutable(_SPEC.child('schedulingPolicy'), now.scheduling_policy, before.scheduling_policy)
    yield from immutable(_SPEC.child('resourceClaims'), now.resource_claims, before.resource_claims)


def pod_group_status_update(new: scheduling.PodGroup, old: scheduling.PodGroup) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from conditions(_STATUS.child('conditions'), new.status.conditions)
    where, entries = _STATUS.child('resourceClaimStatuses'), new.status.resource_claim_statuses
    if len(entries) > _CLAIMS_LIMIT:
        yield field.too_many(where, len(entries), _CLAIMS_LIMIT)
        return
    known = {claim.name for claim in new.spec.resource_claims}
    for index, entry in enumerate(entries):
        if entry.name not in known:
            detail = 'must match the name of an entry in `spec.resourceClaims`'
            yield field.invalid(where.index(index).child('name'), entry.name, detail)
        if entry.resource_claim_name is not None:
            name = where.index(index).child('resourceClaimName')
            yield from checked(name, entry.resource_claim_name, names.dns1123_subdomain)
