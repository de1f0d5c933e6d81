"""Who a controller is: each has a service account of its own in kube-system, and that account's rights only.

Upstream: kube-controller-manager with --use-service-account-credentials. An account's role is
`system:controller:NAME` (`sampan.apiserver.authz.rbac.controller_roles`). The shared copies are read as the
manager itself.
"""

from __future__ import annotations

from collections.abc import Mapping

MANAGER = 'system:kube-controller-manager'
NAMESPACE = 'kube-system'

# Accounts that are not called after their controller, `NAME-controller`.
ACCOUNTS: Mapping[str, str] = {
    'certificatesigningrequest-approving-controller': 'certificate-controller',
    'certificatesigningrequest-cleaner-controller': 'certificate-controller',
    'certificatesigningrequest-signing-controller': 'certificate-controller',
    'clusterrole-aggregation': 'clusterrole-aggregation-controller',
    'daemonset': 'daemon-set-controller',
    'endpoints': 'endpoint-controller',
    'garbage-collector': 'generic-garbage-collector',
    'horizontal-pod-autoscaling': 'horizontal-pod-autoscaler',
    'horizontalpodautoscaling': 'horizontal-pod-autoscaler',
    'node-ipam': 'node-controller',
    'node-lifecycle': 'node-controller',
    'persistentvolume-binder': 'persistent-volume-binder',
    'persistentvolume-protection': 'pv-protection-controller',
    'persistentvolumeclaim-protection': 'pvc-protection-controller',
    'pod-garbage-collector': 'pod-garbage-collector',
    'replicationcontroller': 'replication-controller',
    'root-ca-certificate-publisher': 'root-ca-cert-publisher',
    'serviceaccount': 'service-account-controller',
    'serviceaccount-token': '',  # acts as the manager itself, as upstream's does
    'taint-eviction': 'node-controller',
    'token-cleaner': 'token-cleaner',
    'bootstrap-signer': 'bootstrap-signer',
}


def account_of(controller: str) -> str:
    """The name of a controller's service account."""
    return ACCOUNTS.get(controller, f'{controller}-controller')


def user_of(account: str) -> tuple[str, tuple[str, ...]]:
    """The name and the groups such an account has when it asks the API server."""
    name = f'system:serviceaccount:{NAMESPACE}:{account}'
    groups = ('system:serviceaccounts', f'system:serviceaccounts:{NAMESPACE}', 'system:authenticated')
    return name, groups
