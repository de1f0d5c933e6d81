"""Conditions together, and the form they have inside objects (upstream: metav1.LabelSelectorAsSelector)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from sampan.machinery.labels.requirements import POSITIVE, Operator, Requirement, SelectorError, requirement


class Selector:
    """A conjunction of requirements; an empty one matches everything."""

    __slots__ = ('_exact', 'requirements')

    def __init__(self, requirements: Iterable[Requirement] = ()) -> None:
        self.requirements = tuple(sorted(requirements, key=lambda each: each.key))
        # Most selectors are plain equalities: comparing dictionary items is then all there is to do.
        plain = all(len(each.values) == 1 and each.operator in POSITIVE for each in self.requirements)
        self._exact = tuple((each.key, each.values[0]) for each in self.requirements) if plain else None

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether `labels` fulfil every requirement."""
        if self._exact is not None:
            return all(labels.get(key) == value for key, value in self._exact)
        return all(each.matches(labels) for each in self.requirements)

    @property
    def empty(self) -> bool:
        """Whether everything matches."""
        return not self.requirements

    def requires_exact_match(self, key: str) -> str | None:
        """The one value that label `key` must have, if the selector pins it: what an index can use."""
        for each in self.requirements:
            if each.key == key:
                return each.values[0] if each.operator in POSITIVE and len(each.values) == 1 else None
        return None

    def add(self, *requirements: Requirement) -> Selector:
        """This selector and more."""
        return Selector((*self.requirements, *requirements))

    def __str__(self) -> str:
        return ','.join(str(each) for each in self.requirements)

    def __repr__(self) -> str:
        return f'Selector({str(self)!r})'

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and isinstance(other, Selector) and other.requirements == self.requirements

    def __hash__(self) -> int:
        return hash(self.requirements)


class _Nothing(Selector):
    """Matches no object: what a missing selector inside an object means."""

    __slots__ = ()

    def matches(self, labels: Mapping[str, str]) -> bool:
        return False

    @property
    def empty(self) -> bool:
        return False

    def add(self, *requirements: Requirement) -> Selector:
        return self


EVERYTHING = Selector()
NOTHING: Selector = _Nothing()


def from_set(labels: Mapping[str, str]) -> Selector:
    """Exactly these labels; unchecked, as upstream's `SelectorFromSet`."""
    return Selector(Requirement(key, Operator.EQUALS, (value,)) for key, value in labels.items())


class MatchExpression(Protocol):
    """What `metav1.LabelSelectorRequirement` looks like."""

    @property
    def key(self) -> str: ...
    @property
    def operator(self) -> str: ...
    @property
    def values(self) -> list[str]: ...


class LabelSelector(Protocol):
    """What `metav1.LabelSelector` looks like."""

    @property
    def match_labels(self) -> dict[str, str]: ...
    @property
    def match_expressions(self) -> Iterable[MatchExpression]: ...


_EXPRESSION_OPERATORS = {
    'In': Operator.IN,
    'NotIn': Operator.NOT_IN,
    'Exists': Operator.EXISTS,
    'DoesNotExist': Operator.DOES_NOT_EXIST,
}


def from_label_selector(
    match_labels: Mapping[str, str] | None, match_expressions: Iterable[MatchExpression] | None = None
) -> Selector:
    """The selector written inside an object. Raises SelectorError."""
    requirements = [requirement(key, Operator.EQUALS, (value,)) for key, value in (match_labels or {}).items()]
    for each in match_expressions or ():
        operator = _EXPRESSION_OPERATORS.get(each.operator)
        if operator is None:
            raise SelectorError(f'"{each.operator}" is not a valid label selector operator')
        requirements.append(requirement(each.key, operator, tuple(each.values or ())))
    return Selector(requirements)


def from_object(selector: LabelSelector | None) -> Selector:
    """The same for the whole struct: None matches nothing, an empty one everything."""
    return NOTHING if selector is None else from_label_selector(selector.match_labels, selector.match_expressions)
