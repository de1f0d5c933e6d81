"""Aggregation: other servers that serve part of the API.

Theory of operation
-------------------
An APIService says who serves a group version: this server (`Local`) or a Service of the cluster. For everything that
is served here there is one, written by `registration`; custom kinds have theirs as they come and go. For those that
name a Service there is a `remote.Remote` each:

    remotes        follows APIServices, Services and EndpointSlices, and has the Remotes by group version
    remote         one APIService's server: what it serves, whether it answers; it is looked after by a task, after
                   changes, every half minute, and soon after failures
    transport      the way there: one of the Service's ready endpoints, HTTPS with the front-proxy certificate
    proxy          a request passed on, with the user in X-Remote-... headers; upgrades and watches too
    availability   the checks behind the condition Available, in upstream's order and words
    asking         how it is asked about itself
    discovery      what a server says it serves, aggregated or plain; merged into our own by `apiserver.discovery`
    metrics        which are not available
    openapi        its OpenAPI documents; version 2 is merged into ours, version 3 is one document each

Requests are authenticated, limited, audited and authorized here before they are passed on; the other server trusts
the front-proxy certificate (it finds the authority in `kube-system/extension-apiserver-authentication`, which
`authentication` makes) and authorizes for itself. It is asked about itself as `system:kube-aggregator`.

While there are no remote APIServices nothing of this costs a request more than the look at an empty dictionary, and
no timer runs. Upstream: k8s.io/kube-aggregator.
"""
