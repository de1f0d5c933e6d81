"""Authorization: whether they may.

An `Authorizer` answers ALLOW, DENY or NO_OPINION for `Attributes` (who, verb, what). `Union` asks
several; the first opinion counts and no opinion at all is a refusal, upstream's 403. RBAC becomes
one more authorizer of the union; until then the union is

- `privileged`: system:masters may do everything,
- `components`: the cluster's own identities may, because the roles that would limit them are RBAC's,
- `basics`: what upstream's default roles give everybody: discovery for who is authenticated, their
  own self reviews, health and version for anonymous callers too.

`reviews` are the APIs that ask the same question: SubjectAccessReview and its sisters.
"""
