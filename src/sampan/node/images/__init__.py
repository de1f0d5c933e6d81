"""Container images without a registry: archives, Sampan's own sandbox image, loading into the node.

Theory of operation. `layout` builds images in memory, as blobs named by digest; `pause` uses it to make the sandbox
image, an executable of some hundred bytes that Sampan assembles itself. `archive` reads image tars, OCI layouts and
`docker save` output alike, into the same shape. `load` puts blobs and names into containerd through its content and
image services: containerd 1.6 has no call that takes a whole archive, and the `ctr` program is a debugging tool
without a stable interface.

Pulling is containerd's (CRI PullImage); when to pull is the kubelet's. Upstream: containerd's archive importer, and the
kubelet's pkg/util/parsers. `machinery.image` reads names. Read `layout` first.
"""
