"""How every component speaks to the API server: typed verbs, and what controllers are made of.

Upstream's client-go. Nothing here knows a controller, a node or the server's insides.

**Two roads, one protocol** (`base.Client`). In one process the API server's own client calls its
pipeline; `http.HttpClient` speaks HTTPS. Same verbs, same typed objects, same `ApiError`, so a
component cannot tell them apart and a test can run everything in one process.

**Following the API.** A `reflector` lists a collection once and then watches it for ever, an `informer`
keeps what it sees in an indexed cache that everybody in the process shares and must not change, a
`workqueue` holds the keys that deserve another look: serial per key, delayed, rate-limited, bounded.
`events` records Events; `leaderelection` lets one of several act, by a Lease.

**Failures.** A server that answers with an error is an `ApiError` with its Status. One that does not
answer is an `OSError` (`http.ServerUnreachable`): the request may have been carried out. Only "try again later"
(429, 5xx with Retry-After) is obeyed down here; every other retry belongs to the reflector or
the work queue above, which back off.

**Configuration** comes from `config.HttpConfig`, by hand, from a pod's service account, or from
`kubeconfig` files.

Start reading at `base`, then `reflector` and `informer`.
"""
