"""Cluster addresses and address families of services. Upstream: ValidateServiceClusterIPsRelatedFields."""

from __future__ import annotations

from collections.abc import Sequence

from sampan.api.generated import core_v1 as core
from sampan.api.validation.common import Errors, ip, is_dual_stack
from sampan.machinery import field
from sampan.machinery.field import Path

NONE = 'None'
_IPS = Path('spec', 'clusterIPs')
_FAMILIES = Path('spec', 'ipFamilies')
_POLICY = Path('spec', 'ipFamilyPolicy')
_POLICIES = ('PreferDualStack', 'RequireDualStack', 'SingleStack')
_CHANGED = 'may not change once set'


def is_headless(spec: core.ServiceSpec) -> bool:
    """Whether the service has no address of its own."""
    return spec.cluster_ips == [NONE]


def cluster_ips(spec: core.ServiceSpec) -> Errors:
    """`clusterIP`, `clusterIPs`, `ipFamilies` and `ipFamilyPolicy` together."""
    if spec.type == 'ExternalName':
        return
    yield from _in_step(spec)
    for index, family in enumerate(spec.ip_families):
        if family not in ('IPv4', 'IPv6'):
            yield field.not_supported(_FAMILIES.index(index), family, ('IPv4', 'IPv6'))
        if family in spec.ip_families[:index]:
            yield field.duplicate(_FAMILIES.index(index), family)
    if spec.ip_family_policy is not None and spec.ip_family_policy not in _POLICIES:
        yield field.not_supported(_POLICY, spec.ip_family_policy, _POLICIES)
    wrong = list(_addresses(spec.cluster_ips))
    yield from wrong
    if len(spec.cluster_ips) > 2:
        yield field.invalid(_IPS, spec.cluster_ips, 'may only hold up to 2 values')
    if wrong:
        return
    if len(spec.cluster_ips) > 1 and not is_dual_stack(spec.cluster_ips):
        detail = 'may specify no more than one IP for each IP family'
        yield field.invalid(_IPS, spec.cluster_ips, detail)
    yield from _of_family(spec)


def _in_step(spec: core.ServiceSpec) -> Errors:
    if spec.cluster_ip:
        if not spec.cluster_ips:
            yield field.required(_IPS)
        elif spec.cluster_ips[0] != spec.cluster_ip:
            yield field.invalid(_IPS, spec.cluster_ips, 'first value must match `clusterIP`')
    elif spec.cluster_ips:
        yield field.invalid(_IPS, spec.cluster_ips, 'must be empty when `clusterIP` is not specified')


def _addresses(addresses: Sequence[str]) -> Errors:
    for index, address in enumerate(addresses):
        if index == 0 and address == NONE:
            if len(addresses) > 1:
                yield field.invalid(_IPS, list(addresses), "'None' must be the first and only value")
            continue
        yield from ip(_IPS.index(index), address)


def _of_family(spec: core.ServiceSpec) -> Errors:
    if is_headless(spec):
        return
    for index, (address, family) in enumerate(zip(spec.cluster_ips, spec.ip_families, strict=False)):
        if family in ('IPv4', 'IPv6') and (':' in address) != (family == 'IPv6'):
            detail = f'expected an {family} value as indicated by `ipFamilies[{index}]`'
            yield field.invalid(_IPS.index(index), address, detail)


def cluster_ips_update(new: core.ServiceSpec, old: core.ServiceSpec) -> Errors:
    """A second address may come and go; the first stays."""
    if 'ExternalName' in (new.type, old.type) or (is_headless(new) and is_headless(old)):
        return
    before, after = old.cluster_ips, new.cluster_ips
    if len(before) == len(after):
        for index, address in enumerate(before):
            if address != after[index]:
                yield field.invalid(_IPS.index(index), after, _CHANGED)
        return
    if len(before) > len(after) and not after:
        yield field.invalid(_IPS.index(0), after, 'primary clusterIP can not be unset')
    if before and after and before[0] != after[0]:
        yield field.invalid(_IPS.index(0), after, _CHANGED)
    if len(before) > len(after) == 1 and new.ip_family_policy != 'SingleStack':
        detail = "must be set to 'SingleStack' when releasing the secondary clusterIP"
        yield field.invalid(_POLICY, new.ip_family_policy, detail)


def ip_families_update(new: core.ServiceSpec, old: core.ServiceSpec) -> Errors:
    """The same for the families."""
    if 'ExternalName' in (new.type, old.type) or is_headless(new) or is_headless(old):
        return
    before, after = old.ip_families, new.ip_families
    if len(before) == len(after):
        for index, family in enumerate(before):
            if family != after[index]:
                yield field.invalid(_FAMILIES.index(0), after, _CHANGED)
        return
    if len(before) > len(after) and not new.cluster_ips:
        yield field.invalid(_FAMILIES.index(0), after, 'primary ipFamily can not be unset')
    if before and after and before[0] != after[0]:
        yield field.invalid(_FAMILIES.index(0), new.cluster_ips, _CHANGED)
    if len(before) > len(after) == 1 and new.ip_family_policy != 'SingleStack':
        detail = "must be set to 'SingleStack' when releasing the secondary ipFamily"
        yield field.invalid(_POLICY, new.ip_family_policy, detail)
