"""How answers look: which media type, which shape, which bytes.

Upstream: `k8s.io/apiserver/pkg/endpoints/handlers/{negotiation,response.go,watch.go}`.

`negotiate.py` reads the Accept and Content-Type headers; `bodies.py` decodes request bodies into typed objects;
`render.py` makes answers out of stored items without decoding them when JSON is asked for, and through
the types otherwise; `table.py` and `partial.py` are the two shapes a client can ask for instead of the object;
`frames.py` makes watch frames of every representation.
"""
