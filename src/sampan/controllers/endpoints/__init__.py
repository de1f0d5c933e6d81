"""From Services and pods to endpoints: the EndpointSlice and the Endpoints controllers.

Upstream: pkg/controller/endpointslice, k8s.io/endpointslice, pkg/controller/endpoint. `pods` says which pods serve,
by which addresses and ports; `slices` plans EndpointSlices and `subsets` Endpoints, both pure; `triggers` dates
changes for latency metrics; `tracker` knows what was written and not seen yet. The controllers read and write.
"""

from sampan.controllers.endpoints.endpoints_controller import EndpointsController
from sampan.controllers.endpoints.slice_controller import EndpointSliceController

__all__ = ['EndpointSliceController', 'EndpointsController']
