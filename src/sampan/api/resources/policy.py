"""policy."""

from __future__ import annotations

from sampan.api.generated import policy_v1
from sampan.api.resources.base import Group, Resource, status, subresources

GROUP = Group('policy', ('v1',), 17100)

RESOURCES: tuple[Resource, ...] = (
    Resource(
        'policy',
        'v1',
        'poddisruptionbudgets',
        'poddisruptionbudget',
        policy_v1.PodDisruptionBudget,
        policy_v1.PodDisruptionBudgetList,
        short_names=('pdb',),
        subresources=subresources(status(policy_v1.PodDisruptionBudget)),
    ),
)
