"""Who may ask a kubelet: clients with a certificate of the cluster's authority, in system:masters.

Upstream asks the API server by TokenReview and SubjectAccessReview; the only client of a kubelet's server in a cluster
without RBAC is the API server itself, with a certificate of its own, so this is decided here.
"""

from __future__ import annotations

from functools import lru_cache

from sampan.apiserver.request import Request, UserInfo
from sampan.node.server.containers import Refused

MASTERS = 'system:masters'
KUBELET_CLIENT = 'kube-apiserver-kubelet-client'
OPEN_PATHS = ('/healthz', '/healthz/ping', '/healthz/log', '/healthz/syncloop')


def authenticate(request: Request) -> UserInfo:
    """The user a verified client certificate stands for. Raises `Refused` (401) without one."""
    if request.user is not None:
        return request.user
    if request.peer_certificate is None:
        raise Refused(401, 'Unauthorized')
    return _user(request.peer_certificate)


@lru_cache(maxsize=64)
def _user(certificate: bytes) -> UserInfo:
    """The subject's common name and organizations. The same few clients come with every request."""
    from cryptography import x509  # 6 MB and 20 ms that a node nobody asks does without
    from cryptography.x509.oid import NameOID

    subject = x509.load_der_x509_certificate(certificate).subject
    names = [str(attribute.value) for attribute in subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    groups = [str(attribute.value) for attribute in subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)]
    if not names:
        raise Refused(401, 'Unauthorized')
    return UserInfo(names[0], groups=tuple(groups))


def authorize(user: UserInfo, request: Request) -> None:
    """Raises `Refused` (403), worded as upstream."""
    if MASTERS in user.groups or user.name == KUBELET_CLIENT:
        return
    verb = {'POST': 'create', 'GET': 'get', 'HEAD': 'get', 'PUT': 'update', 'PATCH': 'patch', 'DELETE': 'delete'}
    raise Refused(
        403,
        f'Forbidden (user={user.name}, verb={verb.get(request.method, "")}, resource=nodes, '
        f'subresource(s)=[{_subresource(request.path)}])\n',
    )


def _subresource(path: str) -> str:
    """What upstream's authorizer calls a path: stats, metrics, log, pods, or proxy for everything else."""
    for prefix, name in (('/stats', 'stats'), ('/metrics', 'metrics'), ('/logs', 'log')):
        if path == prefix or path.startswith(prefix + '/'):
            return name
    if path.rstrip('/') in ('/pods', '/runningpods'):
        return 'pods proxy'
    return 'healthz proxy' if path.startswith('/healthz') else 'proxy'
