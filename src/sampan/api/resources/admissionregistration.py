"""admissionregistration.k8s.io: what is asked before something is written."""

from __future__ import annotations

from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.resources.base import Group, Resource

NAME = 'admissionregistration.k8s.io'
GROUP = Group(NAME, ('v1',), 16700)

RESOURCES: tuple[Resource, ...] = (
    Resource(
        NAME,
        'v1',
        'mutatingwebhookconfigurations',
        'mutatingwebhookconfiguration',
        registration.MutatingWebhookConfiguration,
        registration.MutatingWebhookConfigurationList,
        namespaced=False,
        categories=('api-extensions',),
    ),
    Resource(
        NAME,
        'v1',
        'validatingwebhookconfigurations',
        'validatingwebhookconfiguration',
        registration.ValidatingWebhookConfiguration,
        registration.ValidatingWebhookConfigurationList,
        namespaced=False,
        categories=('api-extensions',),
    ),
)
