"""Who owns whom, as far as was observed, and what follows from each change. Pure.

Upstream: graph_builder.go, graph.go. Nodes are known by uid. An owner that was named but not observed is a *virtual*
node; looking at it finds out whether it exists. Every change returns what has to be looked at (`Verdict`), in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sampan.api.generated import meta_v1 as meta

FOREGROUND = 'foregroundDeletion'
ORPHAN = 'orphan'


@dataclass(frozen=True, slots=True)
class Identity:
    """Everything needed to find an object. `namespace` is empty for cluster-scoped kinds."""

    api_version: str
    kind: str
    namespace: str
    name: str
    uid: str

    def __str__(self) -> str:
        return f'[{self.api_version}/{self.kind}, namespace: {self.namespace}, name: {self.name}, uid: {self.uid}]'


@dataclass(slots=True)
class Node:
    """One object. `dependents` are in the order they came."""

    identity: Identity
    owners: list[meta.OwnerReference] = field(default_factory=list)
    dependents: dict[str, Node] = field(default_factory=dict)
    being_deleted: bool = False
    deleting_dependents: bool = False  # being deleted in the foreground
    virtual: bool = False  # named by a dependent, not observed

    def blocking_dependents(self) -> list[Node]:
        """The dependents that a foreground deletion of this object waits for."""
        return [node for node in self.dependents.values() if self._blocks(node)]

    def _blocks(self, dependent: Node) -> bool:
        return any(owner.uid == self.identity.uid and owner.block_owner_deletion for owner in dependent.owners)


@dataclass(slots=True)
class Verdict:
    """What a change calls for: nodes to look at for deletion, and nodes whose dependents to orphan."""

    look: list[Node] = field(default_factory=list)
    orphan: list[Node] = field(default_factory=list)


class Graph:
    """The picture."""

    def __init__(self) -> None:
        self._nodes: dict[str, Node] = {}

    def __len__(self) -> int:
        return len(self._nodes)

    def get(self, uid: str) -> Node | None:
        return self._nodes.get(uid)

    def observe(
        self, identity: Identity, owners: Sequence[meta.OwnerReference], *, deleting: bool, finalizers: Iterable[str]
    ) -> Verdict:
        """An object is there, in this state."""
        verdict = Verdict()
        node = self._nodes.get(identity.uid)
        if node is None:
            node = self._nodes[identity.uid] = Node(identity)
        node.identity = identity
        node.virtual = False
        self._set_owners(node, list(owners), verdict)
        began = deleting and not node.being_deleted
        node.being_deleted = node.being_deleted or deleting
        names = set(finalizers)
        if deleting and ORPHAN in names and began:
            verdict.orphan.append(node)
        if deleting and FOREGROUND in names and not node.deleting_dependents:
            node.deleting_dependents = True
            verdict.look.extend(node.dependents.values())
            verdict.look.append(node)
        return verdict

    def gone(self, uid: str) -> Verdict:
        """An object is no more."""
        verdict = Verdict()
        node = self._nodes.pop(uid, None)
        if node is None:
            return verdict
        for reference in node.owners:
            owner = self._nodes.get(reference.uid)
            if owner is None:
                continue
            owner.dependents.pop(uid, None)
            if owner.deleting_dependents:
                verdict.look.append(owner)
            self._drop_if_idle(owner)
        verdict.look.extend(node.dependents.values())
        return verdict

    def _set_owners(self, node: Node, owners: list[meta.OwnerReference], verdict: Verdict) -> None:
        before = {owner.uid: owner for owner in node.owners}
        after = {owner.uid: owner for owner in owners}
        node.owners = owners
        for uid, reference in after.items():
            if uid not in before:
                self._attach(node, reference, verdict)
        for uid, reference in before.items():
            owner = self._nodes.get(uid)
            if owner is None:
                continue
            if uid not in after:
                owner.dependents.pop(node.identity.uid, None)
                self._drop_if_idle(owner)
            unblocked = reference.block_owner_deletion and (uid not in after or not after[uid].block_owner_deletion)
            if unblocked and owner.deleting_dependents:
                verdict.look.append(owner)

    def _attach(self, node: Node, reference: meta.OwnerReference, verdict: Verdict) -> None:
        owner = self._nodes.get(reference.uid)
        if owner is None:
            namespace = node.identity.namespace  # corrected when observed; cluster-scoped owners are found anyway
            identity = Identity(reference.api_version, reference.kind, namespace, reference.name, reference.uid)
            owner = self._nodes[reference.uid] = Node(identity, virtual=True)
            verdict.look.append(owner)
        elif owner.identity.namespace not in ('', node.identity.namespace):
            # An owner in another namespace does not count; looking at the dependent finds it absent.
            verdict.look.append(node)
        owner.dependents[node.identity.uid] = node
        if owner.deleting_dependents:
            verdict.look.append(node)

    def _drop_if_idle(self, owner: Node) -> None:
        """A virtual node is only there for its dependents."""
        if owner.virtual and not owner.dependents:
            self._nodes.pop(owner.identity.uid, None)
