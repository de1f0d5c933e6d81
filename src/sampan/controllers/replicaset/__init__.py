"""The ReplicaSet controller: as many active pods as `spec.replicas` says (upstream: pkg/controller/replicaset).

`controller` reads, creates and deletes; `ranking` decides which pods go first; `status` says what is written back;
`batches` is the slow start of creations.
"""

from sampan.controllers.replicaset.controller import ReplicaSetController

__all__ = ['ReplicaSetController']
