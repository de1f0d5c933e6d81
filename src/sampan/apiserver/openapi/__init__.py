"""OpenAPI: the description of what is served, made from the resource table and the field tables.

Version 3 is a document per group version below /openapi/v3, version 2 one document at /openapi/v2. kubectl
reads them to explain fields, to know that the server validates fields, and how lists are patched. No
text of upstream's documentation is in them.

- `schemas`: a generated type as a schema; `facts` and `enums`: what the tables do not tell.
- `operations`: a resource as paths and operations, neutral.
- `v3`, `v2`: the two dialects. `gnostic`: version 2 as protobuf, for client-go.
- `service`: the handlers, with hashes and ETags.

Documents are made when they are first asked for and kept as bytes.

Upstream: apiserver/pkg/endpoints/installer.go, k8s.io/kube-openapi.
"""
