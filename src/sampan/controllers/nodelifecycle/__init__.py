"""The node controllers: which nodes are alive, and what becomes of the pods of those that are not.

Upstream: pkg/controller/nodelifecycle, pkg/controller/tainteviction. `health` judges a node by its heartbeats (its
Lease and its status), `taints` turns conditions into taints, `zones` slows evictions down when much of a zone has
failed, `tolerations` says how long a pod may stay; all pure. `controller` monitors, writes conditions and taints;
`eviction` deletes the pods that do not tolerate them.
"""

from sampan.controllers.nodelifecycle.controller import NodeLifecycleController
from sampan.controllers.nodelifecycle.eviction import TaintEvictionController

__all__ = ['NodeLifecycleController', 'TaintEvictionController']
