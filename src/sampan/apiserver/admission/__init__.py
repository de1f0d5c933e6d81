"""Admission: who may write what, beyond authorization, and what the server adds to it.

Upstream: `k8s.io/apiserver/pkg/admission` and `k8s.io/kubernetes/plugin/pkg/admission`. A plugin (base.py) may change
the object (`admit`) before it is validated, and refuse it (`validate`) afterwards. `chain.py` runs them in
upstream's order:

    NamespaceLifecycle, PodTopologyLabels, ServiceAccount, TaintNodesByCondition, Priority, DefaultTolerationSeconds,
    RuntimeClass

Places are kept in that order for those to come (LimitRanger, PodSecurity, StorageObjectInUseProtection,
CertificateApproval..., MutatingAdmissionPolicy, MutatingAdmissionWebhook, ValidatingAdmissionPolicy,
ValidatingAdmissionWebhook, ResourceQuota, the last because it counts what everybody else let pass).

Plugins read other objects through `Lookup`: the watch caches, without going through the API.
"""
