"""Authentication: who asks.

An `Authenticator` looks at a request and says a user, nothing (not my kind of credential), or raises
`AuthenticationFailed` (my kind, but wrong). `Union` asks them in upstream's order: client
certificate, static bearer tokens, service-account tokens, and at last anonymous. A wrong credential
is a 401 even though anonymous stands behind it: upstream calls anonymous only for requests that
bring none.

- `certificates`: CN is the user, O are the groups; OpenSSL has verified the chain.
- `static_tokens`: the token file of `--token-auth-file`.
- `service_accounts`: signed tokens; what they are bound to must still exist.
- `jwt`, `keys`: the signatures. `claims`: what stands in a service-account token.
"""
