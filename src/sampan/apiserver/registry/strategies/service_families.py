"""IP families of a Service in a cluster with one family (upstream: Allocators.initIPFamilyFields)."""

from __future__ import annotations

from ipaddress import ip_address

from sampan.api import errors
from sampan.api.generated import core_v1
from sampan.apiserver.registry.strategies.service_fields import HEADLESS
from sampan.machinery import field
from sampan.machinery.field import FieldError, Path

SINGLE, PREFER, REQUIRE = 'SingleStack', 'PreferDualStack', 'RequireDualStack'
_POLICY = Path('spec').child('ipFamilyPolicy')


def choose(new: core_v1.Service, old: core_v1.Service | None, family: str) -> None:
    """Fill `ipFamilyPolicy` and `ipFamilies`. Raises 422 for what this cluster does not have."""
    spec = new.spec
    if spec.type == 'ExternalName':
        return
    headless_without_selector = spec.cluster_ip == HEADLESS and not spec.selector
    if spec.ip_family_policy is None:
        before = None if old is None else old.spec.ip_family_policy
        spec.ip_family_policy = before or (REQUIRE if headless_without_selector else SINGLE)
    wrong = _infer(spec, family)
    if spec.ip_family_policy == SINGLE:
        wrong += _too_many(spec)
    if not wrong and headless_without_selector:
        _both_families(spec, family)
        return
    if not wrong:
        wrong = _configured(spec, family)
    if wrong:
        raise errors.invalid('', 'Service', new.metadata.name, wrong)
    spec.ip_families = spec.ip_families or [family]


def _infer(spec: core_v1.ServiceSpec, family: str) -> list[FieldError]:
    """Families follow from the addresses that were asked for."""
    wrong: list[FieldError] = []
    for index, address in enumerate(spec.cluster_ips):
        if address == HEADLESS or index < len(spec.ip_families):
            break
        try:
            found = f'IPv{ip_address(address).version}'
        except ValueError:
            break  # validation has the words for it
        if found != family:
            path = Path('spec').child('clusterIPs').index(index)
            wrong.append(field.invalid(path, spec.cluster_ips, f'{found} is not configured on this cluster'))
        else:
            spec.ip_families = [*spec.ip_families, found]
    return wrong


def _too_many(spec: core_v1.ServiceSpec) -> list[FieldError]:
    wrong = []
    text = "must be 'RequireDualStack' or 'PreferDualStack' when multiple {} are specified"
    if len(spec.cluster_ips) == 2:
        wrong.append(field.invalid(_POLICY, spec.ip_family_policy, text.format('cluster IPs')))
    if len(spec.ip_families) == 2:
        wrong.append(field.invalid(_POLICY, spec.ip_family_policy, text.format('IP families')))
    return wrong


def _both_families(spec: core_v1.ServiceSpec, family: str) -> None:
    """Nothing is routed to a headless Service without a selector: it may have families the cluster has not."""
    families = spec.ip_families or [family]
    if len(families) < 2 and spec.ip_family_policy != SINGLE:
        families = [*families, 'IPv6' if families[0] == 'IPv4' else 'IPv4']
    spec.ip_families = families


def _configured(spec: core_v1.ServiceSpec, family: str) -> list[FieldError]:
    wrong = []
    if spec.ip_family_policy == REQUIRE:
        text = 'this cluster is not configured for dual-stack services'
        wrong.append(field.invalid(_POLICY, spec.ip_family_policy, text))
    for index, wanted in enumerate(spec.ip_families):
        if wanted != family:
            path = Path('spec').child('ipFamilies').index(index)
            wrong.append(field.invalid(path, wanted, 'not configured on this cluster'))
    return wrong
