"""The Node authorizer: a kubelet may read what its own pods need, and write about itself.

Upstream keeps a graph of nodes, pods and what they refer to. Here the watch cache is the graph: it has an index of
the pods of each node, and a pod refers to an object only if its bytes have the object's name. So a question looks at
the few pods of one node, decodes those that can matter, and nothing has to be kept up to date.

What a pod may be given is decided here; that a kubelet writes only about itself and its pods is the
NodeRestriction admission plugin's part. Upstream: plugin/pkg/auth/authorizer/node.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from sampan.api.generated import certificates_v1beta1, resource_v1, storage_v1
from sampan.api.generated import core_v1 as core
from sampan.apiserver.authz import references
from sampan.apiserver.authz.base import ALLOWED, UNDECIDED, Decision, Rules, Verdict
from sampan.apiserver.authz.rbac import notation
from sampan.apiserver.authz.rbac.default_roles import NODE
from sampan.apiserver.authz.rbac.rules import matches_path, matches_resource

if TYPE_CHECKING:
    from sampan.apiserver.authz.base import Attributes
    from sampan.apiserver.registry.endpoint import Endpoint
    from sampan.apiserver.request import UserInfo

GROUP = 'system:nodes'
PREFIX = 'system:node:'
LEASES = 'kube-node-lease'
OWN = frozenset({'get', 'create', 'update', 'patch', 'delete'})
READ = frozenset({'get', 'list', 'watch'})

Question = Callable[['NodeAuthorizer', str, 'Attributes'], Verdict]


def node_of(user: UserInfo) -> tuple[bool, str]:
    """Whether the user is a node, and its name ('' if it has none). Upstream: nodeidentifier."""
    if not user.name.startswith(PREFIX) or GROUP not in user.groups:
        return False, ''
    return True, user.name.removeprefix(PREFIX)


def no(reason: str) -> Verdict:
    return Verdict(Decision.NO_OPINION, reason)


class NodeAuthorizer:
    """Allows what a node needs. `endpoint` gives the registry's endpoint of a kind, None if it is not served."""

    def __init__(self, endpoint: Callable[[type[Any]], Endpoint[Any] | None]) -> None:
        self._endpoint = endpoint
        self._rules = notation.rules(NODE)

    async def authorize(self, attributes: Attributes) -> Verdict:
        is_node, node = node_of(attributes.user)
        if not is_node:
            return UNDECIDED
        if not node:
            return no(f'unknown node for user "{attributes.user.name}"')
        if attributes.is_resource:
            question = QUESTIONS.get((attributes.group, attributes.resource))
            if question is not None:
                return question(self, node, attributes)
        return ALLOWED if self._static(attributes) else UNDECIDED

    def rules(self, user: UserInfo, namespace: str) -> Rules:
        if not node_of(user)[0]:
            return Rules()
        return Rules(incomplete=True, problems=('node authorizer does not support user rule resolution',))

    def _static(self, asked: Attributes) -> bool:
        if not asked.is_resource:
            return any(matches_path(rule, asked.verb, asked.path) for rule in self._rules)
        return any(
            matches_resource(rule, asked.verb, asked.group, asked.resource, asked.subresource)
            and (not rule.resource_names or asked.name in rule.resource_names)
            for rule in self._rules
        )

    # --- what belongs to the node's pods ------------------------------------------------------------

    def related(self, node: str, asked: Attributes, needs: references.Needs) -> Verdict:
        """Allowed if one of the node's pods in the namespace needs the object."""
        if not asked.name:
            return no('No Object name found')
        mentioned = asked.name if needs not in references.COMPOSED else ''
        pods = self.pods(node, asked.namespace, mentioned)
        if any(needs(pod, asked.name) for pod in pods):
            return ALLOWED
        return no(f"no relationship found between node '{node}' and this object")

    def pods(self, node: str, namespace: str, mentioned: str) -> Iterator[core.Pod]:
        """The node's pods in a namespace whose bytes have the name somewhere."""
        endpoint = self._endpoint(core.Pod)
        if endpoint is None or not namespace:
            return
        needle = mentioned.encode()
        for entry in endpoint.cache.indexed(node, endpoint.root(namespace)):
            if needle in entry.item:
                yield endpoint.decode(entry)

    def serves(self, kind: type[Any]) -> bool:
        return self._endpoint(kind) is not None

    def find(self, kind: type[Any], namespace: str, name: str) -> Any:
        """An object of the caches, or None."""
        endpoint = self._endpoint(kind)
        entry = None if endpoint is None else endpoint.cache.get(endpoint.root(namespace) + name)
        return None if endpoint is None or entry is None else endpoint.decode(entry)

    def claims_volume(self, node: str, volume: core.PersistentVolume | None) -> bool:
        """Whether a pod of the node uses the volume by its claim."""
        if volume is None or volume.spec.claim_ref is None:
            return False
        claim = volume.spec.claim_ref
        pods = self.pods(node, claim.namespace, '')
        return any(references.claim(pod, claim.name) for pod in pods)

    def volume_secret(self, node: str, namespace: str, name: str) -> bool:
        """Whether a volume that a pod of the node uses needs the secret."""
        endpoint = self._endpoint(core.PersistentVolume)
        if endpoint is None:
            return False
        needle = f'"{name}"'.encode()
        for entry in endpoint.cache.scan(endpoint.cache.prefix):
            if needle not in entry.item:
                continue
            volume = endpoint.decode(entry)
            if (namespace, name) in references.volume_secrets(volume) and self.claims_volume(node, volume):
                return True
        return False


def _readable(needs: references.Needs) -> Question:
    """Secrets and config maps: single ones, by name."""

    def ask(self: NodeAuthorizer, node: str, asked: Attributes) -> Verdict:
        if asked.verb not in READ:
            return no('can only read resources of this type')
        if asked.subresource:
            return no('cannot read subresource')
        if not asked.namespace:
            return no('can only read namespaced object of this type')
        return self.related(node, asked, needs)

    return ask


def _gettable(needs: references.Needs) -> Question:
    def ask(self: NodeAuthorizer, node: str, asked: Attributes) -> Verdict:
        return _only_get(asked) or self.related(node, asked, needs)

    return ask


def _only_get(asked: Attributes) -> Verdict | None:
    """Why this is refused whatever the object is."""
    if asked.verb != 'get':
        return no('can only get individual resources of this type')
    return no('cannot get subresource') if asked.subresource else None


def _secret(self: NodeAuthorizer, node: str, asked: Attributes) -> Verdict:
    verdict = _readable(references.secret)(self, node, asked)
    if verdict is ALLOWED or asked.verb not in READ or asked.subresource or not (asked.namespace and asked.name):
        return verdict
    return ALLOWED if self.volume_secret(node, asked.namespace, asked.name) else verdict


def _claim(self: NodeAuthorizer, node: str, asked: Attributes) -> Verdict:
    if asked.subresource != 'status':
        return _gettable(references.claim)(self, node, asked)
    if asked.verb not in ('update', 'patch'):
        return no('can only get/update/patch this type')
    return self.related(node, asked, references.claim)


def _volume(self: NodeAuthorizer, node: str, asked: Attributes) -> Verdict:
    refused = _only_get(asked)
    if refused is not None:
        return refused
    if not asked.name:
        return no('No Object name found')
    if self.claims_volume(node, self.find(core.PersistentVolume, '', asked.name)):
        return ALLOWED
    return no(f"no relationship found between node '{node}' and this object")


def _attachment(self: NodeAuthorizer, node: str, asked: Attributes) -> Verdict:
    refused = _only_get(asked)
    if refused is not None:
        return refused
    if not asked.name:
        return no('No Object name found')
    attachment = self.find(storage_v1.VolumeAttachment, '', asked.name)
    if attachment is not None and attachment.spec.node_name == node:
        return ALLOWED
    return no(f"no relationship found between node '{node}' and this object")


def _account(self: NodeAuthorizer, node: str, asked: Attributes) -> Verdict:
    """Tokens for the accounts of its pods; the accounts themselves for image credentials."""
    if asked.verb == 'get' and not asked.subresource:
        return self.related(node, asked, references.account)
    if asked.verb != 'create' or not asked.name:
        return no('can only create tokens for individual service accounts')
    if asked.subresource != 'token':
        return no('can only create token subresource of serviceaccount')
    return self.related(node, asked, references.account)


def _lease(self: NodeAuthorizer, node: str, asked: Attributes) -> Verdict:
    if asked.verb not in OWN:
        return no('can only get, create, update, patch, or delete a node lease')
    if asked.namespace != LEASES:
        return no(f'can only access leases in the "{LEASES}" system namespace')
    if asked.verb != 'create' and asked.name != node:
        return no('can only access node lease with the same name as the requesting node')
    return ALLOWED


def _csi_node(self: NodeAuthorizer, node: str, asked: Attributes) -> Verdict:
    if asked.verb not in OWN:
        return no('can only get, create, update, patch, or delete a CSINode')
    if asked.subresource:
        return no('cannot authorize CSINode subresources')
    if asked.verb != 'create' and asked.name != node:
        return no('can only access CSINode with the same name as the requesting node')
    return ALLOWED


def _resource_slice(self: NodeAuthorizer, node: str, asked: Attributes) -> Verdict:
    if asked.subresource:
        return no('cannot authorize ResourceSlice subresources')
    match asked.verb:
        case 'create':
            return ALLOWED
        case 'get' | 'update' | 'patch' | 'delete':
            if not asked.name:
                return no('No Object name found')
            found = self.find(resource_v1.ResourceSlice, '', asked.name)
            if found is not None and found.spec.node_name == node:
                return ALLOWED
            return no(f"no relationship found between node '{node}' and this object")
        case 'watch' | 'list' | 'deletecollection':
            if _selects(asked, 'spec.nodeName', node):
                return ALLOWED
            return no('can only list/watch/deletecollection resourceslices with nodeName field selector')
    return no(
        'only the following verbs are allowed for a ResourceSlice: '
        'get, watch, list, create, update, patch, delete, deletecollection'
    )


def _trust_bundle(self: NodeAuthorizer, node: str, asked: Attributes) -> Verdict:
    """For projected volumes, where there are bundles at all."""
    if self.serves(certificates_v1beta1.ClusterTrustBundle) and asked.verb in READ and not asked.subresource:
        return ALLOWED
    return UNDECIDED


def _pod_certificate_request(self: NodeAuthorizer, node: str, asked: Attributes) -> Verdict:
    """Create them (NodeRestriction looks inside), and read those of the node."""
    if not self.serves(certificates_v1beta1.PodCertificateRequest):
        return UNDECIDED
    if asked.subresource:
        return no('cannot authorize PodCertificateRequest subresources')
    match asked.verb:
        case 'create':
            return ALLOWED
        case 'get' | 'list' | 'watch':
            if asked.verb != 'get' and _selects(asked, 'spec.nodeName', node):
                return ALLOWED
            if not asked.name:
                return no('can only list/watch podcertificaterequests with nodeName field selector')
            found = self.find(certificates_v1beta1.PodCertificateRequest, asked.namespace, asked.name)
            if found is not None and found.spec.node_name == node:
                return ALLOWED
            return no(f"no relationship found between node '{node}' and this object")
    return no('can only create, get, list and watch podcertificaterequests')


def _node(self: NodeAuthorizer, node: str, asked: Attributes) -> Verdict:
    if asked.subresource == 'status':
        return ALLOWED if asked.verb in ('update', 'patch') else UNDECIDED
    if asked.subresource:
        return UNDECIDED
    if asked.verb in ('create', 'update', 'patch'):
        return ALLOWED
    if asked.verb not in READ:
        return UNDECIDED
    if asked.name == node:
        return ALLOWED
    if not asked.name:
        return no(f"node '{node}' cannot read all nodes, only its own Node object")
    return no(f"node '{node}' cannot read '{asked.name}', only its own Node object")


def _pod(self: NodeAuthorizer, node: str, asked: Attributes) -> Verdict:
    match asked.subresource, asked.verb:
        case '', 'get':
            return self.related(node, asked, references.itself)
        case '', 'list' | 'watch':
            if _selects(asked, 'spec.nodeName', node):
                return ALLOWED
            if asked.name:
                return self.related(node, asked, references.itself)
            return no('can only list/watch pods with spec.nodeName field selector')
        case ('', 'create' | 'delete') | ('status', 'update' | 'patch') | ('eviction', 'create'):
            return ALLOWED
    return UNDECIDED


def _selects(asked: Attributes, field: str, value: str) -> bool:
    return any(each.field == field and each.value == value and not each.negated for each in asked.fields)


QUESTIONS: dict[tuple[str, str], Question] = {
    ('', 'secrets'): _secret,
    ('', 'configmaps'): _readable(references.config_map),
    ('', 'persistentvolumeclaims'): _claim,
    ('', 'persistentvolumes'): _volume,
    ('', 'serviceaccounts'): _account,
    ('', 'nodes'): _node,
    ('', 'pods'): _pod,
    ('certificates.k8s.io', 'clustertrustbundles'): _trust_bundle,
    ('certificates.k8s.io', 'podcertificaterequests'): _pod_certificate_request,
    ('coordination.k8s.io', 'leases'): _lease,
    ('resource.k8s.io', 'resourceclaims'): _gettable(references.resource_claim),
    ('resource.k8s.io', 'resourceslices'): _resource_slice,
    ('storage.k8s.io', 'csinodes'): _csi_node,
    ('storage.k8s.io', 'volumeattachments'): _attachment,
}
