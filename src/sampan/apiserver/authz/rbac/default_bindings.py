"""Who has the default roles from the start.

A subject is `User NAME`, `Group NAME` or `ServiceAccount NAME` (of kube-system). Controllers' accounts are not here:
each has the role of its name (`controller_roles`). Upstream: bootstrappolicy/policy.go and namespace_policy.go.
"""

from __future__ import annotations

from collections.abc import Mapping

# The binding has the role's name.
CLUSTER: Mapping[str, tuple[str, ...]] = {
    'cluster-admin': ('Group system:masters',),
    'system:monitoring': ('Group system:monitoring',),
    'system:discovery': ('Group system:authenticated',),
    'system:basic-user': ('Group system:authenticated',),
    'system:public-info-viewer': ('Group system:authenticated', 'Group system:unauthenticated'),
    'system:node-proxier': ('User system:kube-proxy',),
    'system:kube-controller-manager': ('User system:kube-controller-manager',),
    'system:kube-dns': ('ServiceAccount kube-dns',),
    'system:kube-scheduler': ('User system:kube-scheduler',),
    'system:volume-scheduler': ('User system:kube-scheduler',),
    'system:node': (),  # nodes are the Node authorizer's business
    'system:service-account-issuer-discovery': ('Group system:serviceaccounts',),
}

# By namespace and name of the binding: the role there, and the subjects.
NAMESPACED: Mapping[tuple[str, str], tuple[str, tuple[str, ...]]] = {
    ('kube-public', 'system:controller:bootstrap-signer'): (
        'system:controller:bootstrap-signer',
        ('ServiceAccount bootstrap-signer',),
    ),
    ('kube-system', 'system::extension-apiserver-authentication-reader'): (
        'extension-apiserver-authentication-reader',
        ('User system:kube-controller-manager', 'User system:kube-scheduler'),
    ),
    ('kube-system', 'system::leader-locking-kube-controller-manager'): (
        'system::leader-locking-kube-controller-manager',
        ('User system:kube-controller-manager', 'ServiceAccount kube-controller-manager'),
    ),
    ('kube-system', 'system::leader-locking-kube-scheduler'): (
        'system::leader-locking-kube-scheduler',
        ('User system:kube-scheduler', 'ServiceAccount kube-scheduler'),
    ),
    ('kube-system', 'system:controller:bootstrap-signer'): (
        'system:controller:bootstrap-signer',
        ('ServiceAccount bootstrap-signer',),
    ),
    ('kube-system', 'system:controller:cloud-provider'): (
        'system:controller:cloud-provider',
        ('ServiceAccount cloud-provider',),
    ),
    ('kube-system', 'system:controller:token-cleaner'): (
        'system:controller:token-cleaner',
        ('ServiceAccount token-cleaner',),
    ),
}
