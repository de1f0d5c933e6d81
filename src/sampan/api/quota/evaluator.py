"""What every evaluator can do, and the scopes of quotas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sampan.api.generated import core_v1
from sampan.api.quota.amounts import Amounts
from sampan.machinery.labels.requirements import requirement
from sampan.machinery.labels.selector import Selector

Scope = core_v1.ScopedResourceSelectorRequirement


def count_name(group: str, plural: str) -> str:
    """`count/deployments.apps`."""
    return f'count/{plural}.{group}' if group else f'count/{plural}'


class Evaluator:
    """Charges the objects of one resource. This one charges nothing."""

    group = ''
    plural = ''

    def handles(self, operation: str, subresource: str) -> bool:
        """Whether such a write (CREATE, UPDATE) may have to be charged."""
        return operation == 'CREATE' and not subresource

    def charges_update(self, new: Any, old: Any) -> bool:
        """Whether this update of a subresource that `handles` admits has to be looked at."""
        return True

    def matching(self, names: Iterable[str]) -> list[str]:
        """Those of a quota's names that this measures, in order."""
        raise NotImplementedError

    def in_scope(self, scope: Scope, obj: Any) -> bool:
        """Whether the object is in a scope; resources without scopes are in none."""
        return False

    def tells_scopes(self) -> bool:
        """Whether objects of this resource have scopes at all."""
        return False

    def missing(self, required: Iterable[str], obj: Any) -> str:
        """What an object must say to be counted, in upstream's words; '' if nothing is missing."""
        return ''

    def usage(self, obj: Any, now: datetime) -> Amounts:
        """How much the object uses now."""
        raise NotImplementedError

    def replenishes(self, new: Any, old: Any, now: datetime) -> bool:
        """Whether a change gives something back, so that quotas have to be counted again."""
        return False


def scopes_of(quota: core_v1.ResourceQuota) -> list[Scope]:
    """A quota's scopes in both spellings."""
    plain = [Scope(scope_name=name, operator='Exists') for name in quota.spec.scopes]
    selected: Sequence[Scope] = () if quota.spec.scope_selector is None else quota.spec.scope_selector.match_expressions
    return [*plain, *selected]


def in_scope(evaluator: Evaluator, quota: core_v1.ResourceQuota, obj: Any) -> bool:
    """Whether the object is in all of the quota's scopes."""
    return all(evaluator.in_scope(scope, obj) for scope in scopes_of(quota))


def selector_of(scope: Scope) -> Selector:
    """A scope's requirement as a selector of labels, with the scope's name as the label."""
    operators = {'In': 'in', 'NotIn': 'notin', 'Exists': 'exists', 'DoesNotExist': '!'}
    return Selector([requirement(scope.scope_name, operators[scope.operator], scope.values)])
