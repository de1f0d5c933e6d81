"""What the field tables cannot tell of a schema: markers in upstream's sources beside the struct tags.

`+required` and `+optional` that disagree with `omitempty`, `+structType=atomic`, and unions. Keys are
definition names.
"""

from __future__ import annotations

from typing import Any

CORE = 'io.k8s.api.core.v1.'
META = 'io.k8s.apimachinery.pkg.apis.meta.v1.'

REQUIRED: dict[str, tuple[str, ...]] = {
    'io.k8s.api.apps.v1.DeploymentSpec': ('selector', 'template'),
    'io.k8s.api.apps.v1.ReplicaSetSpec': ('selector',),
    'io.k8s.api.authentication.v1.TokenRequest': (),
    'io.k8s.api.authentication.v1.TokenRequestSpec': (),
    'io.k8s.api.authentication.v1.TokenRequestStatus': (),
    'io.k8s.api.authentication.v1.TokenReviewSpec': ('token',),
    CORE + 'ContainerImage': (),
    CORE + 'ContainerRestartRule': ('action',),
    CORE + 'ContainerRestartRuleOnExitCodes': ('operator',),
    CORE + 'Event': ('involvedObject', 'metadata'),
    CORE + 'ImageVolumeStatus': ('imageRef',),
    CORE + 'NodeRuntimeHandler': (),
    CORE + 'PodCertificateProjection': ('keyType', 'signerName'),
    CORE + 'ProjectedVolumeSource': (),
    CORE + 'ScaleIOVolumeSource': ('gateway', 'secretRef', 'system'),
    'io.k8s.api.discovery.v1.EndpointSlice': ('addressType',),
    'io.k8s.api.events.v1.Event': ('eventTime',),
}

ATOMIC: frozenset[str] = frozenset(
    {
        CORE + 'ConfigMapKeySelector',
        CORE + 'EndpointAddress',
        CORE + 'EndpointPort',
        CORE + 'FileKeySelector',
        CORE + 'LocalObjectReference',
        CORE + 'NodeSelector',
        CORE + 'NodeSelectorTerm',
        CORE + 'ObjectFieldSelector',
        CORE + 'ObjectReference',
        CORE + 'ResourceFieldSelector',
        CORE + 'SecretKeySelector',
        CORE + 'TypedLocalObjectReference',
        'io.k8s.api.discovery.v1.EndpointPort',
        META + 'LabelSelector',
        META + 'OwnerReference',
    }
)

UNIONS: dict[str, list[dict[str, Any]]] = {
    CORE + 'AppArmorProfile': [
        {'discriminator': 'type', 'fields-to-discriminateBy': {'localhostProfile': 'LocalhostProfile'}}
    ],
    CORE + 'PodSchedulingGroup': [{'fields-to-discriminateBy': {'podGroupName': 'PodGroupName'}}],
    CORE + 'SeccompProfile': [
        {'discriminator': 'type', 'fields-to-discriminateBy': {'localhostProfile': 'LocalhostProfile'}}
    ],
}
