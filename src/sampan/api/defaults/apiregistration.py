"""APIServices. Upstream: kube-aggregator pkg/apis/apiregistration/v1/defaults.go."""

from __future__ import annotations

from sampan.api.generated import apiregistration_v1 as apiregistration

PORT = 443


def api_service(obj: apiregistration.APIService) -> None:
    service = obj.spec.service
    if service is not None and service.port is None:
        service.port = PORT
