"""RBAC: roles say what may be done, bindings say who may do it.

Theory of operation
-------------------
`policy.Policy` is the cluster's four RBAC collections, read from the watch caches and decoded when they change, with
bindings indexed by their subjects. `authorizer.Rbac` asks it once for each user, verb, resource and namespace: the
rules that match are kept until something in the four collections changes, so that the next check is two dictionary
look-ups. RBAC only ever allows; what it does not allow is nobody's opinion.

`escalation.Escalation` is asked by the kinds' strategies: nobody gives away what he does not hold, unless he may
`escalate` the role or `bind` it. `rules` is the arithmetic of rules: which matches a request, which covers another.

`bootstrap` puts the default roles and bindings (`default_roles`, `default_bindings`, in the short notation of
`notation`) into the cluster when the server starts, and puts back what is missing from them, unless they are
annotated `rbac.authorization.kubernetes.io/autoupdate: "false"`.

Upstream: plugin/pkg/auth/authorizer/rbac, pkg/registry/rbac.
"""
