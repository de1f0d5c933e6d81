"""APIServices, FlowSchemas and PriorityLevelConfigurations.

Upstream: kube-aggregator pkg/registry/apiservice, pkg/registry/flowcontrol.
"""

from __future__ import annotations

from typing import Any

from sampan.api.generated import apiregistration_v1 as apiregistration
from sampan.apiserver.registry import metadata
from sampan.apiserver.registry.call import Call
from sampan.apiserver.registry.strategies.base import Strategy


class APIServiceStrategy(Strategy[apiregistration.APIService]):
    """What this server serves itself is available from the start."""

    allow_unconditional_update = False

    def prepare_for_create(self, obj: apiregistration.APIService, call: Call) -> None:
        obj.status = apiregistration.APIServiceStatus()
        if obj.spec.service is None:
            obj.status.conditions = [
                apiregistration.APIServiceCondition(
                    type='Available',
                    status='True',
                    last_transition_time=metadata.now(call),
                    reason='Local',
                    message='Local APIServices are always available',
                )
            ]

    def reset_status_metadata(self, new: apiregistration.APIService, old: apiregistration.APIService) -> None:
        new.metadata.labels = old.metadata.labels
        new.metadata.annotations = old.metadata.annotations
        new.metadata.finalizers = old.metadata.finalizers
        new.metadata.owner_references = old.metadata.owner_references


class FlowControlStrategy(Strategy[Any]):
    """The spec is the desired state; a status says nothing about metadata."""

    counts_generation = True

    def reset_status_metadata(self, new: Any, old: Any) -> None:
        metadata.reset_for_status(new.metadata, old.metadata)
