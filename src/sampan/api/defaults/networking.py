"""Defaults of ingress classes and network policies. Upstream: pkg/apis/networking/v1/defaults.go."""

from __future__ import annotations

from sampan.api.generated import networking_v1 as networking


def ingress_class(obj: networking.IngressClass) -> None:
    """Parameters belong to the cluster."""
    parameters = obj.spec.parameters
    if parameters is not None and parameters.scope is None:
        parameters.scope = 'Cluster'


def network_policy(obj: networking.NetworkPolicy) -> None:
    """Ports speak TCP; a policy is about what comes in, and about what goes out if it says something of that."""
    spec = obj.spec
    for ports in (*(rule.ports for rule in spec.ingress), *(rule.ports for rule in spec.egress)):
        for port in ports:
            if port.protocol is None:
                port.protocol = 'TCP'
    if not spec.policy_types:
        spec.policy_types = ['Ingress', 'Egress'] if spec.egress else ['Ingress']
