"""The fields a field selector may name, kind by kind, and their values.

Each kind has two facts: the labels a client may write, and the values an object has under their
internal names (the two differ only for events.k8s.io). Objects passed in are the stored form.

Upstream: `pkg/apis/*/v*/conversion.go` (AddFieldLabelConversionFunc) and the strategies' ToSelectableFields.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sampan.api.generated import batch_v1, core_v1
from sampan.machinery import gotext

FieldValues = dict[str, str]


def _bool(value: bool) -> str:
    return 'true' if value else 'false'


def metadata_fields(obj: Any) -> FieldValues:
    """What every kind offers; a cluster-scoped object's namespace is empty."""
    return {'metadata.name': obj.metadata.name, 'metadata.namespace': obj.metadata.namespace}


def pod_fields(pod: core_v1.Pod) -> FieldValues:
    return metadata_fields(pod) | {
        'spec.nodeName': pod.spec.node_name,
        'spec.restartPolicy': pod.spec.restart_policy,
        'spec.schedulerName': pod.spec.scheduler_name,
        'spec.serviceAccountName': pod.spec.service_account_name,
        'spec.hostNetwork': _bool(pod.spec.host_network),
        'status.phase': pod.status.phase,
        'status.podIP': pod.status.pod_ips[0].ip if pod.status.pod_ips else pod.status.pod_ip,
        'status.nominatedNodeName': pod.status.nominated_node_name,
    }


def node_fields(node: core_v1.Node) -> FieldValues:
    return {'metadata.name': node.metadata.name, 'spec.unschedulable': _bool(node.spec.unschedulable)}


def namespace_fields(namespace: core_v1.Namespace) -> FieldValues:
    return {'metadata.name': namespace.metadata.name, 'status.phase': namespace.status.phase}


def secret_fields(secret: core_v1.Secret) -> FieldValues:
    return metadata_fields(secret) | {'type': secret.type}


def service_fields(service: core_v1.Service) -> FieldValues:
    return metadata_fields(service) | {'spec.clusterIP': service.spec.cluster_ip, 'spec.type': service.spec.type}


def replication_controller_fields(controller: core_v1.ReplicationController) -> FieldValues:
    return metadata_fields(controller) | {'status.replicas': str(controller.status.replicas)}


def job_fields(job: batch_v1.Job) -> FieldValues:
    return metadata_fields(job) | {'status.successful': str(job.status.succeeded)}


def event_fields(event: core_v1.Event) -> FieldValues:
    about = event.involved_object
    return metadata_fields(event) | {
        'involvedObject.kind': about.kind,
        'involvedObject.namespace': about.namespace,
        'involvedObject.name': about.name,
        'involvedObject.uid': about.uid,
        'involvedObject.apiVersion': about.api_version,
        'involvedObject.resourceVersion': about.resource_version,
        'involvedObject.fieldPath': about.field_path,
        'reason': event.reason,
        'reportingComponent': event.reporting_component,
        'source': event.source.component or event.reporting_component,
        'type': event.type,
    }


def signing_request_fields(request: Any) -> FieldValues:
    return {'metadata.name': request.metadata.name, 'spec.signerName': request.spec.signer_name}


def trust_bundle_fields(bundle: Any) -> FieldValues:
    return {'metadata.name': bundle.metadata.name, 'spec.signerName': bundle.spec.signer_name}


def pod_certificate_request_fields(request: Any) -> FieldValues:
    return metadata_fields(request) | {
        'spec.signerName': request.spec.signer_name,
        'spec.podName': request.spec.pod_name,
        'spec.nodeName': request.spec.node_name,
    }


def resource_slice_fields(found: Any) -> FieldValues:
    return {
        'metadata.name': found.metadata.name,
        'spec.nodeName': found.spec.node_name or '',
        'spec.driver': found.spec.driver,
    }


class FieldLabelError(ValueError):
    """A field selector names something this kind does not offer; the text is upstream's."""


@dataclass(frozen=True, slots=True)
class Selectable:
    """What field selectors may ask of one kind."""

    values: Callable[[Any], FieldValues] = metadata_fields
    # label as written -> internal name; empty for kinds that offer their metadata only.
    labels: Mapping[str, str] = field(default_factory=dict)
    refusal: str = 'field label not supported: {}'

    def convert(self, label: str, value: str) -> tuple[str, str]:
        """The internal name and value of a selector's term. Raises FieldLabelError."""
        if label in self.labels:
            return self.labels[label], value
        if not self.labels:
            if label in ('metadata.name', 'metadata.namespace'):
                return label, value
            known = '"metadata.name", "metadata.namespace"'
            raise FieldLabelError(f'{gotext.quote(label)} is not a known field selector: only {known}')
        raise FieldLabelError(self.refusal.format(label))


def _same(*labels: str) -> dict[str, str]:
    return {label: label for label in labels}


METADATA_ONLY = Selectable()
PODS = Selectable(
    pod_fields,
    _same(
        'metadata.name', 'metadata.namespace', 'spec.nodeName', 'spec.restartPolicy', 'spec.schedulerName',
        'spec.serviceAccountName', 'spec.hostNetwork', 'status.phase', 'status.podIP', 'status.podIPs',
        'status.nominatedNodeName',
    ) | {'spec.host': 'spec.nodeName'},
)  # fmt: skip
NODES = Selectable(node_fields, _same('metadata.name', 'spec.unschedulable'))
NAMESPACES = Selectable(namespace_fields, _same('metadata.name', 'status.phase'))
SECRETS = Selectable(secret_fields, _same('metadata.name', 'metadata.namespace', 'type'))
SERVICES = Selectable(service_fields, _same('metadata.name', 'metadata.namespace', 'spec.clusterIP', 'spec.type'))
REPLICATION_CONTROLLERS = Selectable(
    replication_controller_fields, _same('metadata.name', 'metadata.namespace', 'status.replicas')
)
JOBS = Selectable(
    job_fields,
    _same('metadata.name', 'metadata.namespace', 'status.successful'),
    'field label "{}" not supported for Job',
)
_ABOUT = ('kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath')
EVENTS = Selectable(
    event_fields,
    _same(
        *(f'involvedObject.{name}' for name in _ABOUT), 'reason', 'reportingComponent', 'source', 'type',
        'metadata.namespace', 'metadata.name',
    ),
)  # fmt: skip
EVENTS_GROUP = Selectable(
    event_fields,
    {f'regarding.{name}': f'involvedObject.{name}' for name in _ABOUT}
    | _same('reason', 'type', 'metadata.namespace', 'metadata.name')
    | {'reportingController': 'reportingComponent'},
)
SIGNING_REQUESTS = Selectable(signing_request_fields, _same('metadata.name', 'spec.signerName'))
TRUST_BUNDLES = Selectable(trust_bundle_fields, _same('metadata.name', 'spec.signerName'))
POD_CERTIFICATE_REQUESTS = Selectable(
    pod_certificate_request_fields, _same('metadata.name', 'spec.signerName', 'spec.podName', 'spec.nodeName')
)
RESOURCE_SLICES = Selectable(resource_slice_fields, _same('metadata.name', 'spec.nodeName', 'spec.driver'))
