"""Connectors: requests that lead to a kubelet or another server instead of the store.

`pods/log`, `pods/exec`, `pods/attach`, `pods/portforward` and the `proxy` subresources of pods, services and
nodes. Each is a handler the registry calls for its (group, resource, subresource).

- `nodes`: how a node's kubelet is reached: a `NodeConnector`, over HTTPS or inside the process.
- `kubelet_url`: what is asked of the kubelet, from the pod and the options of the request.
- `pods`: the handlers of pods/*.
- `forward`: an answer passed on as it comes.
- `upgrade`: a connection passed on byte for byte (SPDY), `translate`: WebSocket clients to SPDY kubelets.

Upstream: pkg/registry/core/pod/rest, apimachinery/pkg/util/proxy, apiserver/pkg/util/proxy.
"""
