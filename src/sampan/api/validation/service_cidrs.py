"""ServiceCIDRs and IPAddresses of Services. Upstream: pkg/apis/networking/validation."""

from __future__ import annotations

from sampan.api.generated import networking_v1 as networking
from sampan.api.generated import networking_v1beta1 as beta
from sampan.api.validation.common import IMMUTABLE, Errors, canonical_ip, checked, immutable
from sampan.api.validation.metadata import object_meta, object_meta_update
from sampan.api.validation.references import canonical_cidr, segment
from sampan.machinery import field, names
from sampan.machinery.field import Path

_CIDRS = Path('spec', 'cidrs')
_PARENT = Path('spec', 'parentRef')
_ONE_OF_EACH = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64'

AnyServiceCIDR = networking.ServiceCIDR | beta.ServiceCIDR
AnyIPAddress = networking.IPAddress | beta.IPAddress


def service_cidr(obj: AnyServiceCIDR) -> Errors:
    yield from object_meta(obj.metadata, False, names.name_is_dns_subdomain)
    yield from _blocks(obj)


def service_cidr_update(new: AnyServiceCIDR, old: AnyServiceCIDR) -> Errors:
    """Nothing changes, but that a second family may be added."""
    yield from object_meta_update(new.metadata, old.metadata)
    now, before = new.spec.cidrs, old.spec.cidrs
    if len(now) == len(before):
        for index, (text, was) in enumerate(zip(now, before, strict=True)):
            yield from immutable(_CIDRS.index(index), text, was)
    elif (len(before), len(now)) == (1, 2):
        yield from immutable(_CIDRS.index(0), now[0], before[0])
        yield from _blocks(new)
    else:
        yield field.invalid(_CIDRS, now, IMMUTABLE)


def service_cidr_status_update(new: AnyServiceCIDR, old: AnyServiceCIDR) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)


def _blocks(obj: AnyServiceCIDR) -> Errors:
    texts = obj.spec.cidrs
    if not texts:
        yield field.required(_CIDRS, 'at least one CIDR required')
        return
    if len(texts) > 2:
        yield field.invalid(_CIDRS, obj.spec, 'may only hold up to 2 values')
        return
    good = True
    for index, text in enumerate(texts):
        wrong = list(canonical_cidr(_CIDRS.index(index), text))
        good = good and not wrong
        yield from wrong
    if good and len(texts) == 2 and len({':' in text for text in texts}) == 1:
        yield field.invalid(_CIDRS, texts, _ONE_OF_EACH)


def _address_name(name: str, prefix: bool = False) -> list[str]:
    return [error.detail for error in canonical_ip(Path('name'), name)]


def ip_address(obj: AnyIPAddress) -> Errors:
    yield from object_meta(obj.metadata, False, _address_name)
    parent = obj.spec.parent_ref
    if parent is None:
        yield field.required(_PARENT)
        return
    if parent.group:
        yield from checked(_PARENT.child('group'), parent.group, names.dns1123_subdomain)
    yield from segment(_PARENT.child('resource'), parent.resource)
    yield from segment(_PARENT.child('name'), parent.name)
    if parent.namespace:
        yield from checked(_PARENT.child('namespace'), parent.namespace, names.path_segment)


def ip_address_update(new: AnyIPAddress, old: AnyIPAddress) -> Errors:
    yield from object_meta_update(new.metadata, old.metadata)
    yield from immutable(_PARENT, new.spec.parent_ref, old.spec.parent_ref)
