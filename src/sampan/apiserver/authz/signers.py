"""Whether a user may act for a signer: approve, sign or attest.

Asked about the resource `signers` of certificates.k8s.io, by the signer's name and by `domain/*`.

Upstream: pkg/certauthorization.
"""

from __future__ import annotations

from sampan.apiserver.authz import base as authz
from sampan.apiserver.request import UserInfo

GROUP = 'certificates.k8s.io'


async def may(authorizer: authz.Authorizer | None, user: UserInfo, verb: str, signer: str) -> bool:
    """Without an authorizer everybody may."""
    if authorizer is None:
        return True
    domain = signer.partition('/')[0]
    for name in (signer, f'{domain}/*'):
        question = authz.Attributes(user=user, verb=verb, group=GROUP, version='*', resource='signers', name=name)
        if (await authorizer.authorize(question)).decision is authz.Decision.ALLOW:
            return True
    return False
