"""ResourceQuota: nothing is created that a namespace's quotas have no room for.

`check.py` is the arithmetic: a request, quotas, and what they would have used afterwards, or why not. `plugin.py` is
the last plugin of the chain. In namespaces without a quota it looks at one index of the cache and is done. Where there
are quotas, the requests of a namespace are charged in batches: while one batch's usage is being written, the next
one gathers, so a busy namespace costs one status update per batch, not one per object. The update is a
compare-and-swap; a quota that was changed meanwhile (by another server, or by the controller) is checked again, three
times.

What was charged and then not created, and what is deleted, the quota controller finds out (controllers/resourcequota).

Upstream: k8s.io/apiserver/pkg/admission/plugin/resourcequota.
"""
