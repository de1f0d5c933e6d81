"""Authorization: whether they may.

Theory of operation
-------------------
An `Authorizer` answers ALLOW, DENY or NO_OPINION for `Attributes` (who, verb, what, limited to what). `Union` asks
several; the first opinion counts, and no opinion at all is a refusal, upstream's 403 (`messages`). `modes` makes the
union of a server:

- `privileged`: system:masters may do everything, in every mode;
- `node`: a kubelet may read what its own pods need and write about itself (with the NodeRestriction admission
  plugin);
- `rbac`: roles and bindings; the default ones give each of the cluster's own components what upstream gives it and no
  more;
- `webhook` asks a server elsewhere, under `conditions`; `abac`, AlwaysAllow and AlwaysDeny are as their flags ask for.
  `configuration` reads the file that names the authorizers and their order.

Nothing here waits for anybody: what is asked is in the watch caches. (A webhook does wait, and is asked last.)

`reviews` are the APIs that ask the same question: SubjectAccessReview and its sisters. `references` says what a pod
refers to.

Upstream: apiserver/pkg/authorization, plugin/pkg/auth/authorizer, pkg/kubeapiserver/authorizer.
"""
