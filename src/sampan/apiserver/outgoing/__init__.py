"""Requests that the API server makes: how webhooks, Services and other servers are reached.

Everybody who asks somebody outside goes through `exchange.Exchange`, so that one set of promises holds for admission
and conversion webhooks, token, authorization and audit webhooks, and the keys of token issuers:

- only HTTPS where the caller says so, checked against exactly the bundle that was configured (`trust.py`), or the
  system's authorities if there is none; at least TLS 1.2;
- a Service is one of its ready endpoints (`services.py`, `resolver.py`): the server's machine need not be part of the
  cluster's network of Services, and `name.namespace.svc` is the name its certificate must have;
- connections are kept and shared by those who trust the same; no cookies, no proxies from the environment; redirects
  are followed for the keys of issuers only;
- a time limit for the whole exchange, a limit for the answer's bytes;
- what goes wrong is `Unanswered`, in the words Go's client has for it (`words.py`): people search for them.

`target.py` reads the address out of a configuration's `clientConfig`. A server that asks to wait (429, or 5xx with
Retry-After) is obeyed inside the time limit, as client-go does. What an answer means is the caller's business.

`Assembly.services` is one server's `Services`, also for those who send streams there themselves, as connections to
kubelets do (`sampan.apiserver.connect`). aiohttp is loaded at the first request.

Upstream: k8s.io/apiserver/pkg/util/webhook, pkg/util/proxy; client-go/rest.
"""
