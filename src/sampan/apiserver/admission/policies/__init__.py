"""Admission policies: rules in CEL that the server itself evaluates.

A ValidatingAdmissionPolicy or MutatingAdmissionPolicy says what it is about (matchConstraints, matchConditions) and
what has to hold or to change; nothing happens before a binding to it says where, by which parameters and with which
consequences.
`source.py` follows policies and bindings in the watch caches and compiles them once; for each place (operation,
resource, subresource) it knows the policies whose rules match, so that requests nobody watches cost two dictionary
look-ups.
`matching.py` decides the rest of the match, `params.py` finds parameters, `activation.py` holds what expressions see
in one request and evaluates them within the budget. `validating.py` and `mutating.py` are the plugins; `patching.py`
turns the results of mutations into the changed object.

The authorizer is asked from inside expressions, which do not wait: an expression that needs an answer is stopped, the
answer is fetched, and it is evaluated again, with all answers so far at hand.

Upstream: k8s.io/apiserver/pkg/admission/plugin/policy and plugin/cel.
"""
