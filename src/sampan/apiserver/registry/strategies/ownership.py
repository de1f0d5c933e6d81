"""Which fields a write through a subresource cannot change, and so nobody can own through it.

Most resources need no entry: the object itself resets its status, the status everything but itself and the metadata.
Paths are dotted; `*` is any step. Upstream: GetResetFields and GetResetFieldsFilter of the strategies.
"""

from __future__ import annotations

from collections.abc import Mapping

Place = tuple[str, str, str]  # group, plural, subresource
Paths = tuple[str, ...]

RESET: Mapping[Place, Paths] = {
    ('', 'namespaces', 'finalize'): ('status',),
    ('', 'pods', 'status'): ('metadata.deletionTimestamp', 'metadata.ownerReferences', 'spec'),
    ('apiregistration.k8s.io', 'apiservices', 'status'): ('metadata', 'spec'),
    ('apps', 'deployments', 'status'): ('metadata.labels', 'spec'),
    ('certificates.k8s.io', 'certificatesigningrequests', 'approval'): ('spec', 'status.certificate'),
    ('certificates.k8s.io', 'certificatesigningrequests', 'status'): ('spec', 'status.conditions'),
    ('flowcontrol.apiserver.k8s.io', 'flowschemas', 'status'): ('metadata', 'spec'),
    ('flowcontrol.apiserver.k8s.io', 'prioritylevelconfigurations', 'status'): ('metadata', 'spec'),
    ('resource.k8s.io', 'resourceclaims', 'status'): ('metadata', 'spec'),
    ('storage.k8s.io', 'volumeattachments', 'status'): ('metadata', 'spec'),
}

ONLY: Mapping[Place, Paths] = {
    ('', 'pods', 'ephemeralcontainers'): ('spec.ephemeralContainers',),
    ('', 'pods', 'resize'): (
        'spec.resources',
        'spec.containers.*.resources',
        'spec.containers.*.resizePolicy',
        'spec.initContainers.*.resources',
        'spec.initContainers.*.resizePolicy',
    ),
}
