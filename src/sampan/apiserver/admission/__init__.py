"""Admission: who may write what, beyond authorization, and what the server adds to it.

Upstream: `k8s.io/apiserver/pkg/admission` and `k8s.io/kubernetes/plugin/pkg/admission`. A plugin (base.py) may change
the object (`admit`) before it is validated, and refuse it (`validate`) afterwards. `chain.py` runs them in
upstream's order; `plugins.py` is the table of all of them.

Plugins read other objects through `Lookup`: the watch caches, without going through the API.
"""
