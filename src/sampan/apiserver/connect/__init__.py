"""Connectors: requests that lead to a kubelet or another server instead of the store.

`pods/log`, `pods/exec`, `pods/attach`, `pods/portforward` and the `proxy` subresources of pods, services and
nodes. Each is a handler the registry calls for its (group, resource, subresource).

- `nodes`: the two Protocols: a `NodeConnector` finds a node's kubelet, a `Backend` is a server to pass
  requests on to. `https` and `backend` are the real ones; a simulation gives its own, in the process.
- `pods` and `log_options`: the handlers of pods/*, and what is asked of the kubelet. `proxies`: `*/proxy`.
- What happens to the connection depends on the client. SPDY and old WebSocket clients are passed on byte for
  byte (`pipe`). `v5.channel.k8s.io` for exec and attach is translated to SPDY streams (`translate`); SPDY tunnelled
  in a WebSocket for port-forward is unpacked (`tunnel`). `socket` is the server's end of a WebSocket.

Upstream: pkg/registry/core/pod/rest, apimachinery/pkg/util/proxy, apiserver/pkg/util/proxy.
"""
