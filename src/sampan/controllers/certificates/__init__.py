"""Certificate signing requests: who approves, signs and removes them.

- `approving`: a kubelet's own client certificate is approved without a human if RBAC lets its asker have it.
- `signing`: approved requests for the kubernetes.io signers get a certificate of the cluster's authority; requests that
  are not what their signer signs get a Failed condition.
- `cleaner`: requests that are done, denied, failed or forgotten go after an hour or a day.

Upstream: pkg/controller/certificates.
"""

from sampan.controllers.certificates.approving import ApprovingController
from sampan.controllers.certificates.cleaner import Cleaner
from sampan.controllers.certificates.signing import SigningController

__all__ = ['ApprovingController', 'Cleaner', 'SigningController']
