"""authentication.k8s.io."""

from __future__ import annotations

from sampan.api.generated import authentication_v1
from sampan.api.resources.base import (
    Group,
    Resource,
    review,
)

GROUP = Group('authentication.k8s.io', ('v1',), 17700)


RESOURCES: tuple[Resource, ...] = (
    review('authentication.k8s.io', 'selfsubjectreviews', authentication_v1.SelfSubjectReview),
    review('authentication.k8s.io', 'tokenreviews', authentication_v1.TokenReview),
)
