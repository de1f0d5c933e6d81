"""The node IPAM controller: a piece of the pod range for every node (upstream: pkg/controller/nodeipam).

`cidrset` is the arithmetic; `controller` writes `spec.podCIDR` and `spec.podCIDRs`, once for the life of a node.
"""

from sampan.controllers.nodeipam.controller import NodeIPAMController

__all__ = ['NodeIPAMController']
