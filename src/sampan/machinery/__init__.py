"""What every room stands on: values and rules of Kubernetes' API machinery, without I/O.

Everything here is a pure function or a small value; nothing knows a kind, a server or a file. The one
exception to purity is `world`, the door through which time and chance come in, so that a
simulation can replace it.

Where to start: `field` (paths and errors, which validation returns), `names` (what may be called
what), `labels` and `fields` (selectors), `quantity`, `duration`, `patch` (the three patch formats),
`yaml` (YAML as Kubernetes means it), `hash` (names out of content), `gotext` (text as Go prints it).

Upstream: k8s.io/apimachinery, package for package.
"""
