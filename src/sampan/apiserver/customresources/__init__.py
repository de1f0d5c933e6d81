"""Custom resources: what a CustomResourceDefinition makes the server serve.

Theory of operation
-------------------
`definitions.Definitions` watches the definitions' own cache. For each it does, in the server itself, what upstream's
five controllers do: `conditions` decides which conditions a definition has (names accepted, established, not
structural, approved), `Definitions` writes them and, when a definition goes, removes its objects first (`cleanup`).

An established definition is installed: one watch cache for all its objects, opened at run time in the registry's feed,
and one `CustomEndpoint` for each served version. `version.CustomVersion` is what a version's schema was compiled to;
`strategy.CustomStrategy` and `endpoint.CustomEndpoint` use it in the places where built-in kinds have theirs, so that
the verbs know nothing of custom resources. `apiserver.served` tells discovery and OpenAPI that something changed
(`schemas` makes the published schemas).

Objects are stored in the storage version, as they were checked. A read in the version an object is stored in, of an
object that was written since the definition last changed, is the stored bytes. Every other read converts
(`conversion`), prunes and fills in defaults; the outcome is remembered. Conversion by webhook happens ahead of time, in
`CustomEndpoint.ready`, because the registry reads without waiting.

Upstream: k8s.io/apiextensions-apiserver/pkg/{apiserver,registry/customresource,controller}.
"""
