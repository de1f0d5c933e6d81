"""Whether a request is one that a webhook or a policy watches.

`rules.py` compares operations and resources, `selectors.py` the labels of the namespace and the object,
`equivalents.py` finds the other names of a resource (another version, the same store), `conditions.py` evaluates
match conditions about the `request.py` as expressions see it.

What depends on the place only (operation, resource, subresource) is decided once for each place and remembered until
the configurations change; labels and conditions are looked at only where a rule matched.

Upstream: k8s.io/apiserver/pkg/admission/plugin/webhook/{predicates,matchconditions}, plugin/policy/matching.
"""
