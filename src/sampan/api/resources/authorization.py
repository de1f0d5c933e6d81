"""authorization.k8s.io."""

from __future__ import annotations

from sampan.api.generated import authorization_v1
from sampan.api.resources.base import (
    Group,
    Resource,
    review,
)

GROUP = Group('authorization.k8s.io', ('v1',), 17600)


RESOURCES: tuple[Resource, ...] = (
    review(
        'authorization.k8s.io', 'localsubjectaccessreviews', authorization_v1.LocalSubjectAccessReview, namespaced=True
    ),
    review('authorization.k8s.io', 'selfsubjectaccessreviews', authorization_v1.SelfSubjectAccessReview),
    review('authorization.k8s.io', 'selfsubjectrulesreviews', authorization_v1.SelfSubjectRulesReview),
    review('authorization.k8s.io', 'subjectaccessreviews', authorization_v1.SubjectAccessReview),
)
