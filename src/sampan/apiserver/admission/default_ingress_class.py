"""DefaultIngressClass: an Ingress that names no class gets the default one (upstream: plugin/pkg/admission/network)."""

from __future__ import annotations

from sampan.api.generated import networking_v1
from sampan.api.resources import Resource
from sampan.apiserver.admission.base import Attributes, Lookup, Operation, Plugin
from sampan.apiserver.admission.storage import newest_default

CLASS_ANNOTATION = 'kubernetes.io/ingress.class'
DEFAULT_ANNOTATION = 'ingressclass.kubernetes.io/is-default-class'


class DefaultIngressClass(Plugin):
    name = 'DefaultIngressClass'

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        place = (resource.group, resource.plural, subresource)
        return operation is Operation.CREATE and place == ('networking.k8s.io', 'ingresses', '')

    async def admit(self, attributes: Attributes) -> None:
        ingress: networking_v1.Ingress = attributes.object
        if ingress.spec.ingress_class_name is not None or CLASS_ANNOTATION in ingress.metadata.annotations:
            return
        found = newest_default(self._lookup.peek(networking_v1.IngressClass), (DEFAULT_ANNOTATION,))
        if found is not None:
            ingress.spec.ingress_class_name = found.metadata.name
