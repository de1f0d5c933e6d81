"""The node's network: addresses for pods, Services as packet rules, and cluster DNS.

- `cni`: the configuration of the standard CNI plugins (bridge, host-local) for this node's pod range; the
  runtime calls the plugins when it makes a sandbox.
- `proxy/`: Services as nftables maps (upstream: kube-proxy in nftables mode).
- `dns/`: names of Services and Pods (upstream: CoreDNS with the kubernetes plugin).
- `agent`: runs the three on one node; `cleanup` removes what they made in the kernel.
"""
