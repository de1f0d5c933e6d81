"""What an installer gives its own add-ons: here, cluster DNS, whose rights upstream's server knows nothing of.

Reading is what kubeadm's `system:coredns` has. Nodes publish their DNS address themselves, in kube-system only, where
upstream runs CoreDNS as pods behind an ordinary Service.
"""

from __future__ import annotations

from typing import Any

from sampan.api import errors
from sampan.api.generated import meta_v1 as meta
from sampan.api.generated import rbac_v1 as rbac
from sampan.client.base import Client

DNS_USER = 'system:sampan:cluster-dns'
DNS_NAME = 'sampan:cluster-dns'
SYSTEM = 'kube-system'
_GROUP = 'rbac.authorization.k8s.io'


def _rule(verbs: str, group: str, *resources: str) -> rbac.PolicyRule:
    return rbac.PolicyRule(verbs=verbs.split(), api_groups=[group], resources=list(resources))


def objects() -> tuple[Any, ...]:
    """The roles and bindings of cluster DNS."""
    subject = rbac.Subject(kind='User', api_group=_GROUP, name=DNS_USER)
    cluster, local = meta.ObjectMeta(name=DNS_NAME), meta.ObjectMeta(name=DNS_NAME, namespace=SYSTEM)
    return (
        rbac.ClusterRole(
            metadata=cluster,
            rules=[
                _rule('list watch', '', 'endpoints', 'services', 'pods', 'namespaces'),
                _rule('list watch', 'discovery.k8s.io', 'endpointslices'),
            ],
        ),
        rbac.ClusterRoleBinding(
            metadata=cluster,
            role_ref=rbac.RoleRef(api_group=_GROUP, kind='ClusterRole', name=DNS_NAME),
            subjects=[subject],
        ),
        rbac.Role(
            metadata=local,
            rules=[
                _rule('get create', '', 'services'),
                _rule('get create update', 'discovery.k8s.io', 'endpointslices'),
            ],
        ),
        rbac.RoleBinding(
            metadata=local,
            role_ref=rbac.RoleRef(api_group=_GROUP, kind='Role', name=DNS_NAME),
            subjects=[subject],
        ),
    )


async def ensure(client: Client) -> None:
    """Create what is missing, as somebody who may. Raises ApiError."""
    for wanted in objects():
        try:
            await client.create(wanted)
        except errors.ApiError as error:
            if not errors.is_already_exists(error):
                raise
