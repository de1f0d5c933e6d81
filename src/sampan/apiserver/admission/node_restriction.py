"""NodeRestriction: a kubelet writes about itself and its own pods only.

Upstream: plugin/pkg/admission/noderestriction. It is off by default there, and switched on by every installer.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sampan.api import codec, errors, signing
from sampan.api.generated import core_v1 as core
from sampan.apiserver.admission.base import Attributes, Lookup, Operation, Plugin
from sampan.apiserver.authz import references
from sampan.apiserver.authz.node import LEASES, node_of
from sampan.machinery.gotext import quote

if TYPE_CHECKING:
    from sampan.api.resources import Resource

RESTRICTED = 'node-restriction.kubernetes.io'
# Labels in the namespaces of Kubernetes that a kubelet may give itself (upstream: k8s.io/kubelet/pkg/apis).
KUBELET_LABELS = frozenset(
    {
        'kubernetes.io/hostname',
        'topology.kubernetes.io/zone',
        'topology.kubernetes.io/region',
        'failure-domain.beta.kubernetes.io/zone',
        'failure-domain.beta.kubernetes.io/region',
        'node.kubernetes.io/instance-type',
        'beta.kubernetes.io/instance-type',
        'kubernetes.io/os',
        'kubernetes.io/arch',
        'beta.kubernetes.io/os',
        'beta.kubernetes.io/arch',
    }
)
KUBELET_NAMESPACES = ('kubelet.kubernetes.io', 'node.kubernetes.io')

Check = Callable[['NodeRestriction', Attributes, str], Coroutine[Any, Any, None]]


class NodeRestriction(Plugin):
    name = 'NodeRestriction'

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def handles(self, operation: Operation, resource: Resource, subresource: str) -> bool:
        return operation is not Operation.CONNECT and (resource.group, resource.plural) in CHECKS

    async def admit(self, attributes: Attributes) -> None:
        is_node, node = node_of(attributes.user)
        if not is_node:
            return
        if not node:
            raise attributes.forbidden(f'could not determine node from user {quote(attributes.user.name)}')
        await CHECKS[attributes.resource.group, attributes.resource.plural](self, attributes, node)

    # --- pods ---------------------------------------------------------------------------------------

    async def pod(self, asked: Attributes, node: str) -> None:
        match asked.subresource:
            case '':
                await self._whole_pod(asked, node)
            case 'status':
                self._pod_status(asked, node)
            case 'eviction':
                await self._eviction(asked, node)
            case other:
                text = f"unexpected pod subresource {quote(other)}, only 'status' and 'eviction' are allowed"
                raise asked.forbidden(text)

    async def _whole_pod(self, asked: Attributes, node: str) -> None:
        if asked.operation is Operation.CREATE:
            await self._mirror_pod(asked, asked.object, node)
        elif asked.operation is Operation.DELETE:
            if asked.old.spec.node_name != node:
                raise asked.forbidden(f'node {quote(node)} can only delete pods with spec.nodeName set to itself')
        else:
            operation = quote(asked.operation.value)
            raise asked.forbidden(
                f'unexpected operation {operation}, node {quote(node)} can only create and delete mirror pods'
            )

    async def _mirror_pod(self, asked: Attributes, pod: core.Pod, node: str) -> None:
        """A node shows what it runs by itself; such a pod belongs to it and refers to nothing."""
        who = quote(node)
        if references.MIRROR not in pod.metadata.annotations:
            text = f'pod does not have "{references.MIRROR}" annotation, node {who} can only create mirror pods'
            raise asked.forbidden(text)
        if pod.spec.node_name != node:
            raise asked.forbidden(f'node {who} can only create pods with spec.nodeName set to itself')
        await self._owned_by_node(asked, pod, node)
        for found, what in (
            (bool(pod.spec.service_account_name), 'a service account'),
            (bool(references.secrets(pod)), 'secrets'),
            (bool(references.config_maps(pod)), 'configmaps'),
            (any(_has_trust_bundle(volume) for volume in pod.spec.volumes), 'clustertrustbundles'),
            (any(_has_pod_certificate(volume) for volume in pod.spec.volumes), 'podCertificates'),
            (any(each.persistent_volume_claim is not None for each in pod.spec.volumes), 'persistentvolumeclaims'),
            (bool(pod.spec.resource_claims), 'resourceclaims'),
        ):
            if found:
                raise asked.forbidden(f'node {who} can not create pods that reference {what}')

    async def _owned_by_node(self, asked: Attributes, pod: core.Pod, node: str) -> None:
        who, owners = quote(node), pod.metadata.owner_references
        if len(owners) > 1:
            raise asked.forbidden(f'node {who} can only create pods with a single owner reference set to itself')
        if not owners or (owners[0].api_version, owners[0].kind, owners[0].name) != ('v1', 'Node', node):
            raise asked.forbidden(f'node {who} can only create pods with an owner reference set to itself')
        if not owners[0].controller:
            raise asked.forbidden(f'node {who} can only create pods with a controller owner reference set to itself')
        if owners[0].block_owner_deletion:
            raise asked.forbidden(f'node {who} must not set blockOwnerDeletion on an owner reference')
        present = await self._lookup.get(core.Node, node)
        if present is None:
            raise errors.not_found('', 'nodes', node)
        if owners[0].uid != present.metadata.uid:
            raise asked.forbidden(f'node {node} UID mismatch: expected {owners[0].uid} got {present.metadata.uid}')

    def _pod_status(self, asked: Attributes, node: str) -> None:
        who = quote(node)
        if asked.operation is not Operation.UPDATE:
            raise asked.forbidden(f'unexpected operation {quote(asked.operation.value)}')
        if asked.old.spec.node_name != node:
            raise asked.forbidden(f'node {who} can only update pod status for pods with spec.nodeName set to itself')
        if asked.old.metadata.labels != asked.object.metadata.labels:
            raise asked.forbidden(f'node {who} cannot update labels through pod status')
        if asked.old.status.resource_claim_statuses != asked.object.status.resource_claim_statuses:
            raise asked.forbidden(f'node {who} cannot update resource claim statues')

    async def _eviction(self, asked: Attributes, node: str) -> None:
        if asked.operation is not Operation.CREATE:
            raise asked.forbidden(f'unexpected operation {asked.operation.value}')
        name = asked.name or asked.object.metadata.name
        if not name:
            raise asked.forbidden('could not determine pod from request data')
        pod = await self._existing_pod(name, asked.namespace)
        if pod.spec.node_name != node:
            raise asked.forbidden(f'node {node} can only evict pods with spec.nodeName set to itself')

    async def _existing_pod(self, name: str, namespace: str) -> core.Pod:
        pod = await self._lookup.get(core.Pod, name, namespace)
        if pod is None:
            raise errors.not_found('', 'pods', name)
        return pod

    # --- the node itself ----------------------------------------------------------------------------

    async def node(self, asked: Attributes, node: str) -> None:
        who, new, old = quote(node), asked.object, asked.old
        name = asked.name or ('' if new is None else new.metadata.name)
        if name != node:
            raise asked.forbidden(f'node {who} is not allowed to modify node {quote(name)}')
        if asked.operation is Operation.CREATE:
            if new.spec.config_source is not None:
                raise asked.forbidden(f'node {who} is not allowed to create pods with a non-nil configSource')
            if wrong := forbidden_labels(new.metadata.labels, {}):
                raise asked.forbidden(f'node {who} is not allowed to set the following labels: {", ".join(wrong)}')
        if asked.operation is Operation.UPDATE:
            self._node_update(asked, who, new, old)

    def _node_update(self, asked: Attributes, who: str, new: core.Node, old: core.Node) -> None:
        source = new.spec.config_source
        if source is not None and source != old.spec.config_source:
            raise asked.forbidden(f'node {who} is not allowed to update configSource to a new non-nil configSource')
        if new.spec.taints != old.spec.taints:
            raise asked.forbidden(f'node {who} is not allowed to modify taints')
        if wrong := forbidden_labels(new.metadata.labels, old.metadata.labels):
            raise asked.forbidden(f'is not allowed to modify labels: {", ".join(wrong)}')
        if new.metadata.owner_references != old.metadata.owner_references:
            raise asked.forbidden(f'node {who} is not allowed to modify ownerReferences')

    # --- what else a kubelet writes -----------------------------------------------------------------

    async def claim(self, asked: Attributes, node: str) -> None:
        if asked.subresource != 'status':
            raise asked.forbidden('may only update PVC status')
        if asked.operation is not Operation.UPDATE:
            raise asked.forbidden(f'unexpected operation {quote(asked.operation.value)}')
        changed = [name for name, old, new in _claim_fields(asked) if old != new]
        if changed:
            raise asked.forbidden(
                f'node {quote(node)} is not allowed to update fields other than status.quantity and status.conditions: '
                f'{", ".join(changed)}'
            )

    async def account(self, asked: Attributes, node: str) -> None:
        """A token for a pod that runs on the node."""
        if asked.operation is not Operation.CREATE or asked.subresource != 'token':
            return
        ref = asked.object.spec.bound_object_ref
        if ref is None or (ref.api_version, ref.kind) != ('v1', 'Pod') or not ref.name:
            raise asked.forbidden('node requested token not bound to a pod')
        if not ref.uid:
            raise asked.forbidden('node requested token with a pod binding without a uid')
        pod = await self._existing_pod(ref.name, asked.namespace)
        if ref.uid != pod.metadata.uid:
            raise asked.forbidden(
                f'the UID in the bound object reference ({ref.uid}) does not match the UID in record. '
                'The object might have been deleted and then recreated'
            )
        if pod.spec.node_name != node:
            raise asked.forbidden('node requested token bound to a pod scheduled on a different node')

    async def lease(self, asked: Attributes, node: str) -> None:
        if asked.namespace != LEASES:
            raise asked.forbidden(f'can only access leases in the "{LEASES}" system namespace')
        self._own(asked, node, 'can only access node lease with the same name as the requesting node')

    async def csi_node(self, asked: Attributes, node: str) -> None:
        self._own(asked, node, 'can only access CSINode with the same name as the requesting node')

    def _own(self, asked: Attributes, node: str, text: str) -> None:
        creating = asked.operation is Operation.CREATE
        if (asked.object.metadata.name if creating else asked.name) != node:
            raise asked.forbidden(text)

    async def resource_slice(self, asked: Attributes, node: str) -> None:
        if asked.operation is Operation.CREATE and (asked.object.spec.node_name or '') != node:
            raise asked.forbidden('can only create ResourceSlice with the same NodeName as the requesting node')
        if asked.operation is Operation.DELETE and (asked.old.spec.node_name or '') != node:
            raise asked.forbidden('can only delete ResourceSlice with the same NodeName as the requesting node')

    # --- certificates -------------------------------------------------------------------------------

    async def signing_request(self, asked: Attributes, node: str) -> None:
        """A kubelet asks for certificates of its own name only."""
        if asked.operation is not Operation.CREATE:
            return
        spec = asked.object.spec
        if spec.signer_name not in (signing.KUBELET_SERVING, signing.KUBELET_CLIENT):
            return
        try:
            request = signing.parse(spec.request)
        except signing.Unacceptable as problem:
            raise asked.forbidden(f'unable to parse csr: {problem}') from problem
        if signing.common_name(request) != f'{signing.NODE_PREFIX}{node}':
            raise asked.forbidden(f'can only create a node CSR with CN={signing.NODE_PREFIX}{node}')

    async def pod_certificate_request(self, asked: Attributes, node: str) -> None:
        """What the request says of the pod, its account and its node is what they are.

        What may be true a moment later, when this server's caches know more, is no 403 but a 500, as upstream's.
        """
        if asked.operation is not Operation.CREATE:
            raise asked.forbidden(f'unexpected operation {asked.operation.value}')
        if asked.subresource:
            raise asked.forbidden(f'unexpected subresource {asked.subresource}')
        spec = asked.object.spec
        if spec.node_name != node:
            raise asked.forbidden(
                f'PodCertificateRequest.Spec.NodeName={quote(spec.node_name)}, '
                f'which is not the requesting node {quote(node)}'
            )
        about = f'PodCertificateRequest for pod {quote(f"{asked.namespace}/{spec.pod_name}")}'
        found = await self._named(core.Node, 'node', spec.node_name)
        if found.metadata.uid != spec.node_uid:
            uids = f'{quote(spec.node_uid)}, inconsistent with the running node ({quote(found.metadata.uid)})'
            raise errors.unexplained(f'{about} names node UID {uids}')
        await self._requesting_pod(asked, about)
        await self._requesting_account(asked, about)

    async def _requesting_pod(self, asked: Attributes, about: str) -> None:
        spec = asked.object.spec
        pod = await self._named(core.Pod, 'pod', spec.pod_name, asked.namespace)
        named = quote(f'{asked.namespace}/{spec.pod_name}')
        if spec.pod_uid != pod.metadata.uid:
            uids = f'({quote(spec.pod_uid)}) which differs from running pod {quote(pod.metadata.uid)}'
            raise errors.unexplained(f'{about} contains pod UID {uids}')
        if pod.spec.node_name != spec.node_name:
            node = quote(spec.node_name)
            raise asked.forbidden(f'pod {named} is not running on node {node} named in the PodCertificateRequest')
        if references.MIRROR in pod.metadata.annotations:
            raise asked.forbidden(f'pod {named} is a mirror pod')
        if spec.service_account_name != pod.spec.service_account_name:
            accounts = (
                f'({quote(spec.service_account_name)}) that differs from running pod '
                f'({quote(pod.spec.service_account_name)})'
            )
            raise asked.forbidden(f'{about} contains serviceAccountName {accounts}')

    async def _requesting_account(self, asked: Attributes, about: str) -> None:
        spec = asked.object.spec
        account = await self._named(core.ServiceAccount, 'service account', spec.service_account_name, asked.namespace)
        if spec.service_account_uid != account.metadata.uid:
            uids = (
                f'{quote(spec.service_account_uid)}, which differs from the running service account '
                f'({quote(account.metadata.uid)})'
            )
            raise errors.unexplained(f'{about} names service account UID {uids}')

    async def _named(self, kind: type[Any], word: str, name: str, namespace: str = '') -> Any:
        found = await self._lookup.get(kind, name, namespace)
        if found is None:
            whole = quote(f'{namespace}/{name}' if namespace else name)
            missing = f'{word.replace(" ", "")} {quote(name)} not found'
            raise errors.unexplained(f'while retrieving {word} {whole} named in the PodCertificateRequest: {missing}')
        return found


def _has_trust_bundle(volume: core.Volume) -> bool:
    return volume.projected is not None and any(
        source.cluster_trust_bundle is not None for source in volume.projected.sources
    )


def _has_pod_certificate(volume: core.Volume) -> bool:
    return volume.projected is not None and any(
        source.pod_certificate is not None for source in volume.projected.sources
    )


def _claim_fields(asked: Attributes) -> Iterable[tuple[str, Any, Any]]:
    """What of a claim its kubelet may not change: everything but what it reports of the volume's size."""
    old, new = codec.clone(asked.old), codec.clone(asked.object)
    for claim in (old, new):
        claim.metadata.resource_version, claim.metadata.managed_fields = '', []
        claim.status.capacity, claim.status.conditions = {}, []
        claim.status.allocated_resources, claim.status.allocated_resource_statuses = {}, {}
        claim.status.modify_volume_status = None
        claim.status.current_volume_attributes_class_name = None
    for name in ('metadata', 'spec', 'status'):
        yield name, getattr(old, name), getattr(new, name)


def forbidden_labels(new: Mapping[str, str], old: Mapping[str, str]) -> list[str]:
    """The labels among the changed ones that are not the kubelet's to change, in order."""
    changed = {key for key in (*new, *old) if new.get(key) != old.get(key) or (key in new) != (key in old)}
    return sorted(key for key in changed if _is_restricted(key))


def _is_restricted(key: str) -> bool:
    namespace = key.partition('/')[0] if '/' in key else ''
    if _within(namespace, RESTRICTED):
        return True
    if not (_within(namespace, 'kubernetes.io') or _within(namespace, 'k8s.io')):
        return False
    return key not in KUBELET_LABELS and not any(_within(namespace, each) for each in KUBELET_NAMESPACES)


def _within(namespace: str, domain: str) -> bool:
    return namespace == domain or namespace.endswith('.' + domain)


CHECKS: dict[tuple[str, str], Check] = {
    ('', 'nodes'): NodeRestriction.node,
    ('', 'persistentvolumeclaims'): NodeRestriction.claim,
    ('', 'pods'): NodeRestriction.pod,
    ('', 'serviceaccounts'): NodeRestriction.account,
    ('certificates.k8s.io', 'certificatesigningrequests'): NodeRestriction.signing_request,
    ('certificates.k8s.io', 'podcertificaterequests'): NodeRestriction.pod_certificate_request,
    ('coordination.k8s.io', 'leases'): NodeRestriction.lease,
    ('resource.k8s.io', 'resourceslices'): NodeRestriction.resource_slice,
    ('storage.k8s.io', 'csinodes'): NodeRestriction.csi_node,
}
