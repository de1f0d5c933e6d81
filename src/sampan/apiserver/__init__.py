"""The API server: the only table everyone sits at.

It promises what kube-apiserver 1.36 promises: the same paths, Statuses, watches and discovery, over HTTPS or
inside the process. It reads and writes one `Store`, calls kubelets for logs and connections, and asks the webhooks,
issuers and extension servers that it is told of; nothing else.

A request's way:

    http/      bytes ↔ Request and Answer (http.server.Front); LocalClient makes Requests without it
    stages/    the pipeline, one file each, in upstream's order:
                 response headers → recovery → request info → metrics → deadline → authentication →
                 (audit) → impersonation → in-flight limit (fairness) → authorization
    routes     which part answers a path: discovery, health, OpenAPI, metrics, keys, or a resource
    registry/  resources: decode, admission, strategy, validation, store; reads come from cache/
    representation/   bodies in and out: JSON, YAML, protobuf, tables, metadata only
    connect/   resources that lead on: logs, exec, attach, port-forward, proxies
    aggregation/   groups that other servers serve
    tokens, authz.reviews, virtual   resources that are questions and are never stored

What stages and registry stand on: `authn/` (who asks) and `authz/` (whether they may), each a Protocol and a union of
small parts, so that RBAC, webhooks and OpenID slot in; `flowcontrol/` (whose turn it is); `audit/` (what is written
down); `admission/` (what may be written, and how it is changed before); `managedfields/` (whose fields they are);
`customresources/` (definitions, and resources that come with them); `encryption/` (between registry and store);
`openapi/` (what discovery tells in full); `outgoing/` (how others are asked).

`bootstrap` writes what every cluster has (system namespaces, the `kubernetes` Service) and keeps it so. `config` is
everything that can be told, `assembly` the one place that wires the parts, `server.ApiServer` starts and stops them.

A stage answers or calls `proceed`. Refusals are raised as `ApiError`; `stages.recovery` makes Statuses of them for
HTTP clients, and in-process clients get the exception itself.

Upstream: cmd/kube-apiserver, pkg/controlplane, k8s.io/apiserver. Start reading at `request.py`, then `assembly.py`.
"""
