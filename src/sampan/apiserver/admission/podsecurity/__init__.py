"""PodSecurity: the Pod Security Standards, enforced by namespace labels.

A namespace says with `pod-security.kubernetes.io/{enforce,audit,warn}` (and `-version`) which level its pods must keep:
`privileged` (anything), `baseline` (nothing known to escalate), `restricted` (hardened). `policy.py` reads the labels,
`checks/` has one function for each rule, `evaluate.py` knows which version of which rule belongs to which level at
which release, `plugin.py` decides: pods are refused, workloads with a template are warned about, a namespace whose
level rises is told (`existing.py`) which of its pods would no longer be admitted.

Most namespaces have no label: then the plugin looks at one mapping and is done.

Upstream: k8s.io/pod-security-admission and plugin/pkg/admission/security/podsecurity.
"""
