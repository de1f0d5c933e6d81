"""Cluster DNS (upstream: CoreDNS with the kubernetes plugin, as kubeadm configures it).

Specification: Kubernetes DNS-Based Service Discovery 1.1.0. It reads Services, EndpointSlices and Namespaces, and
answers from these at once; names outside the cluster are asked for at the servers of the host's resolv.conf.

From the inside out:

- `wire`: queries and answers as bytes.
- `view`: what is looked up in the cluster's objects.
- `zone`: a name and a type in, records out: the DNS specification. Pure.
- `resolver`: a query in, an answer out, for the cluster's zones; remembers finished answers until an object changes.
- `forward`: everything else, over UDP and TCP to the servers of resolv.conf.
- `memory`: what was answered outside, while it holds.
- `server`: the sockets. Start reading there.
- `service`: the Service `kube-dns` by which clients of the API find it.

Every node answers for itself: the cluster DNS address is an address of the node (see `sampan.network.links`), so a
query needs no rule of the Service proxy, no connection tracking and no other node.
"""
