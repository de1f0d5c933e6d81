"""Services as packet rules: the node's Service proxy (upstream: kube-proxy in nftables mode).

It reads Services, EndpointSlices, its own Node and the Pods of its node, and writes one nftables table. A
packet to a Service's address finds its verdict by one map look-up, whatever the number of Services; a change of
one Service rewrites that Service's chains and map elements only, in one transaction, so that packets see the old
rules or the new ones and nothing in between.

From the inside out:

- `model`: what a Service port and an endpoint are to the proxy, read from the API's objects.
- `topology`: which endpoints a Service port uses on this node.
- `rules`: chains, sets and map elements of one Service or host port: a `Fragment`.
- `planner`: fragments in, commands out; knows what is in the kernel. Pure; property-tested.
- `table`: the part of the table that is the same on every node: hooks, maps, checks, masquerading.
- `nft`: hands text to the kernel through libnftables, or the `nft` program.
- `guard`: notices that somebody removed the table. `affinity`: keeps clients over its replacement.
- `conntrack`: forgets UDP flows to endpoints that are gone.
- `service_proxy`: the loop that ties them together. Start reading there.

Established connections never pass these rules again: the kernel's connection tracking remembers where each goes.
Rules stay when the proxy ends; `sampan.network.cleanup` removes them.
"""
