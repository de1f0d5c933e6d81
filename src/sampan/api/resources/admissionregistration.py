"""admissionregistration.k8s.io: what is asked before something is written."""

from __future__ import annotations

from typing import Any

from sampan.api.conversion import renamed
from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.generated import admissionregistration_v1alpha1 as alpha
from sampan.api.generated import admissionregistration_v1beta1 as beta
from sampan.api.resources.base import Group, Resource, StructType, status, subresources

NAME = 'admissionregistration.k8s.io'
CATEGORIES = ('api-extensions',)
GROUP = Group(NAME, ('v1', 'v1beta1', 'v1alpha1'), 16700)


def _policies(plural: str, type: StructType, list_type: StructType, version: str = 'v1', **more: Any) -> Resource:
    return Resource(NAME, version, plural, type.__name__.lower(), type, list_type, False, categories=CATEGORIES, **more)


def _older(version: str, plural: str, type: StructType, list_type: StructType, stored: StructType) -> Resource:
    """The older name of a kind that is stored as v1."""
    return _policies(
        plural,
        type,
        list_type,
        version,
        storage_type=stored,
        to_storage=renamed(stored),
        from_storage=renamed(type),
    )


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
    _policies(
        'mutatingadmissionpolicies', registration.MutatingAdmissionPolicy, registration.MutatingAdmissionPolicyList
    ),
    _policies(
        'mutatingadmissionpolicybindings',
        registration.MutatingAdmissionPolicyBinding,
        registration.MutatingAdmissionPolicyBindingList,
    ),
    _policies(
        'validatingadmissionpolicies',
        registration.ValidatingAdmissionPolicy,
        registration.ValidatingAdmissionPolicyList,
        subresources=subresources(status(registration.ValidatingAdmissionPolicy)),
    ),
    _policies(
        'validatingadmissionpolicybindings',
        registration.ValidatingAdmissionPolicyBinding,
        registration.ValidatingAdmissionPolicyBindingList,
    ),
    _older(
        'v1beta1',
        'mutatingadmissionpolicies',
        beta.MutatingAdmissionPolicy,
        beta.MutatingAdmissionPolicyList,
        registration.MutatingAdmissionPolicy,
    ),
    _older(
        'v1beta1',
        'mutatingadmissionpolicybindings',
        beta.MutatingAdmissionPolicyBinding,
        beta.MutatingAdmissionPolicyBindingList,
        registration.MutatingAdmissionPolicyBinding,
    ),
    _older(
        'v1alpha1',
        'mutatingadmissionpolicies',
        alpha.MutatingAdmissionPolicy,
        alpha.MutatingAdmissionPolicyList,
        registration.MutatingAdmissionPolicy,
    ),
    _older(
        'v1alpha1',
        'mutatingadmissionpolicybindings',
        alpha.MutatingAdmissionPolicyBinding,
        alpha.MutatingAdmissionPolicyBindingList,
        registration.MutatingAdmissionPolicyBinding,
    ),
)
