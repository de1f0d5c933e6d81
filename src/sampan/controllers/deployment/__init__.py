"""The Deployment controller: rolling out templates through ReplicaSets (upstream: pkg/controller/deployment).

One ReplicaSet per template, named by the template's hash. `rolling` is the arithmetic of who may grow and shrink,
`revisions` the numbering, finding and cleaning up of ReplicaSets, `status` the counters and conditions, `progress` when
a roll-out is done, moving or stuck; all pure. `replicasets` and `controller` read and write.
"""

from sampan.controllers.deployment.controller import DeploymentController

__all__ = ['DeploymentController']
