"""Keeps the status of ResourceQuotas true.

Admission charges quotas for what is created; nobody tells it what was deleted, has ended, or was charged and then not
created. This controller recounts: a quota when its limits change, when something it counts goes away or begins to use
less, and every five minutes.

`usage.py` counts a namespace for a quota, with the evaluators of `sampan.api.quota` and fresh lists, so that nothing
admission let pass is missed. `monitors.py` watches the kinds that some quota counts, and only those: a cluster without
quotas watches nothing for them. The status is written as a compare-and-swap; who lost looks again.

Upstream: kube-controller-manager's resourcequota-controller, pkg/controller/resourcequota.
"""

from __future__ import annotations

from sampan.controllers.resourcequota.controller import ResourceQuotaController

__all__ = ['ResourceQuotaController']
