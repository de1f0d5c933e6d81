"""Sets of fields, as the trees FieldsV1 writes, and their algebra.

A tree maps path elements to trees. Below an element, `{}` says that the element is a member of the set and has no
members below it; a tree with `.` that it is a member and has some; one without that only those below are
members. A whole set is a tree without `.`. Trees are shared between sets: nothing here changes its arguments.

Upstream: structured-merge-diff `fieldpath/{set,serialize}.go`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from sampan.machinery.merge import elements
from sampan.machinery.merge.elements import SELF

Tree = Mapping[str, Any]

LEAF: Final[Tree] = {}
EMPTY: Final[Tree] = {}
_MARK: Final[Tree] = {SELF: LEAF}
_encoder = msgspec.json.Encoder()


def is_member(node: Tree | None) -> bool:
    """Whether the element above this node is itself in the set."""
    return node is not None and (not node or SELF in node)


def marked(node: Tree | None) -> Tree:
    """The node with its own element a member too."""
    if not node or SELF in node:
        return node if node is not None else LEAF
    return {SELF: LEAF, **node}


def of(*paths: Sequence[str]) -> Tree:
    """The set of these paths, each a sequence of elements."""
    found: Tree = EMPTY
    for path in paths:
        found = union(found, single(path))
    return found


def single(path: Sequence[str]) -> Tree:
    """The set of one path; nobody owns the whole object, so the empty path is no member."""
    node: Tree = LEAF
    for element in reversed(path):
        node = {element: node}
    return node


def union(left: Tree, right: Tree) -> Tree:
    """What is in either."""
    if not right or left is right:
        return left
    if not left:
        return right
    found = dict(left)
    for element, theirs in right.items():
        ours = left.get(element)
        found[element] = theirs if ours is None else _union_nodes(ours, theirs)
    return found


def _union_nodes(left: Tree, right: Tree) -> Tree:
    if not left:
        return marked(right)
    return union(left, right) if right else marked(left)


def intersection(left: Tree, right: Tree) -> Tree:
    """What is in both."""
    if len(left) > len(right):
        left, right = right, left
    found = {}
    for element, ours in left.items():
        theirs = right.get(element)
        if theirs is not None:
            node = _intersect_nodes(ours, theirs)
            if node is not None:
                found[element] = node
    return found


def _intersect_nodes(left: Tree, right: Tree) -> Tree | None:
    if left is right:
        return left
    if not left:
        return LEAF if is_member(right) else None
    if not right:
        return LEAF if SELF in left else None
    return _compact(intersection(left, right))


def _compact(below: Tree) -> Tree | None:
    """A node from what was found below it, `.` included."""
    if SELF in below and len(below) == 1:
        return LEAF
    return below or None


def difference(left: Tree, right: Tree) -> Tree:
    """What is in `left` and not in `right`; a member of `right` takes nothing below it along."""
    if not left or not right:
        return left
    found = dict(left)
    for element, theirs in right.items():
        ours = left.get(element)
        if ours is None:
            continue
        node = _subtract_nodes(ours, theirs)
        if node is None:
            del found[element]
        else:
            found[element] = node
    return found


def _subtract_nodes(left: Tree, right: Tree) -> Tree | None:
    if not left:
        return None if is_member(right) else LEAF
    if not right:
        right = _MARK
    return _compact(difference(left, right))


def recursive_difference(left: Tree, right: Tree) -> Tree:
    """What is in `left` and neither in `right` nor below a member of it."""
    if not left or not right:
        return left
    found = dict(left)
    for element, theirs in right.items():
        ours = left.get(element)
        if ours is None:
            continue
        if is_member(theirs):
            del found[element]
            continue
        node = _compact(recursive_difference(ours, theirs)) if ours else LEAF
        if node is None:
            del found[element]
        else:
            found[element] = node
    return found


def has(tree: Tree, path: Sequence[str]) -> bool:
    """Whether the path is a member."""
    node: Tree | None = tree
    for element in path:
        node = node.get(element) if node else None
        if node is None:
            return False
    return bool(path) and is_member(node)


def below(tree: Tree, element: str) -> Tree:
    """The set of what is below an element."""
    node = tree.get(element)
    if not node or SELF not in node:
        return node or EMPTY
    return {name: deeper for name, deeper in node.items() if name != SELF}


def paths(tree: Tree, prefix: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every member, those of one level before those below, in upstream's order."""
    order = [name for name in elements.ordered(tree) if name != SELF]
    for element in order:
        if is_member(tree[element]):
            yield (*prefix, element)
    for element in order:
        if tree[element]:
            yield from paths(tree[element], (*prefix, element))


def size(tree: Tree) -> int:
    """How many members there are."""
    return sum(1 for _ in paths(tree))


def equal(left: Tree, right: Tree) -> bool:
    """Whether both have the same members."""
    return left == right


def shown(path: Sequence[str]) -> str:
    """A path as messages print it: `.spec.containers[name="a"].image`."""
    return ''.join(map(elements.shown, path))


def encode(tree: Tree) -> bytes:
    """FieldsV1: one object, in upstream's order."""
    return _encoder.encode(_in_order(tree))


def _in_order(tree: Tree) -> Tree:
    return {element: _in_order(tree[element]) if tree[element] else LEAF for element in elements.ordered(tree)}


def decode(data: bytes) -> Tree:
    """Read FieldsV1. Elements of unknown kinds are dropped. Raises ValueError."""
    try:
        read = msgspec.json.decode(data, type=dict | None)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error
    if not read:
        return EMPTY
    tree = _normalized(read)
    return {name: node for name, node in tree.items() if name != SELF}


def _normalized(read: Mapping[str, Any]) -> Tree:
    """The tree with every element as we write it; what is below an element is an object or null."""
    found: dict[str, Tree] = {}
    for text, node in read.items():
        if text == SELF:
            found[SELF] = LEAF
            continue
        element = text if text.startswith(elements.FIELD) else elements.normalized(text)
        if element is None:
            continue
        if not isinstance(node, dict) and node is not None:
            raise ValueError(f'expected a set of fields below {text}')
        found[element] = (_normalized(node) or LEAF) if node else LEAF
    return LEAF if len(found) == 1 and SELF in found else found
