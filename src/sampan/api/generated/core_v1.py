"""v1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1
from sampan.api.scalars import Int32, Int64, IntOrString, MicroTime, Quantity, Time
from sampan.api.scalars import dict_ as _dict
from sampan.api.scalars import list_ as _list
from sampan.api.scalars import none as _none
from sampan.api.scalars import zero_quantity as _zero_quantity


class AWSElasticBlockStoreVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    volume_id: str = _f(name='volumeID', default_factory=str)
    fs_type: str = _f(name='fsType', default='')
    partition: Int32 = 0
    read_only: bool = _f(name='readOnly', default=False)


class Affinity(Struct, kw_only=True, omit_defaults=True, gc=False):
    node_affinity: NodeAffinity | None = _f(name='nodeAffinity', default=None)
    pod_affinity: PodAffinity | None = _f(name='podAffinity', default=None)
    pod_anti_affinity: PodAntiAffinity | None = _f(name='podAntiAffinity', default=None)


class AppArmorProfile(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    localhost_profile: str | None = _f(name='localhostProfile', default=None)


class AttachedVolume(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    device_path: str = _f(name='devicePath', default_factory=str)


class AvoidPods(Struct, kw_only=True, omit_defaults=True, gc=False):
    prefer_avoid_pods: list[PreferAvoidPodsEntry] = _f(name='preferAvoidPods', default_factory=list)


class AzureDiskVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    disk_name: str = _f(name='diskName', default_factory=str)
    disk_uri: str = _f(name='diskURI', default_factory=str)
    caching_mode: str | None = _f(name='cachingMode', default=None)
    fs_type: str | None = _f(name='fsType', default=None)
    read_only: bool | None = _f(name='readOnly', default=None)
    kind: str | None = None


class AzureFilePersistentVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    secret_name: str = _f(name='secretName', default_factory=str)
    share_name: str = _f(name='shareName', default_factory=str)
    read_only: bool = _f(name='readOnly', default=False)
    secret_namespace: str | None = _f(name='secretNamespace', default_factory=_none)


class AzureFileVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    secret_name: str = _f(name='secretName', default_factory=str)
    share_name: str = _f(name='shareName', default_factory=str)
    read_only: bool = _f(name='readOnly', default=False)


class ObjectReference(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = ''
    namespace: str = ''
    name: str = ''
    uid: str = ''
    api_version: str = _f(name='apiVersion', default='')
    resource_version: str = _f(name='resourceVersion', default='')
    field_path: str = _f(name='fieldPath', default='')


class Binding(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'Binding')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    target: ObjectReference = _f(default_factory=ObjectReference)


class CSIPersistentVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    driver: str = _f(default_factory=str)
    volume_handle: str = _f(name='volumeHandle', default_factory=str)
    read_only: bool = _f(name='readOnly', default=False)
    fs_type: str = _f(name='fsType', default='')
    volume_attributes: dict[str, str] = _f(name='volumeAttributes', default_factory=dict)
    controller_publish_secret_ref: SecretReference | None = _f(name='controllerPublishSecretRef', default=None)
    node_stage_secret_ref: SecretReference | None = _f(name='nodeStageSecretRef', default=None)
    node_publish_secret_ref: SecretReference | None = _f(name='nodePublishSecretRef', default=None)
    controller_expand_secret_ref: SecretReference | None = _f(name='controllerExpandSecretRef', default=None)
    node_expand_secret_ref: SecretReference | None = _f(name='nodeExpandSecretRef', default=None)


class CSIVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    driver: str = _f(default_factory=str)
    read_only: bool | None = _f(name='readOnly', default=None)
    fs_type: str | None = _f(name='fsType', default=None)
    volume_attributes: dict[str, str] = _f(name='volumeAttributes', default_factory=dict)
    node_publish_secret_ref: LocalObjectReference | None = _f(name='nodePublishSecretRef', default=None)


class Capabilities(Struct, kw_only=True, omit_defaults=True, gc=False):
    add: list[str] = _f(default_factory=list)
    drop: list[str] = _f(default_factory=list)


class CephFSPersistentVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    monitors: list[str] = _f(default_factory=_list)
    path: str = ''
    user: str = ''
    secret_file: str = _f(name='secretFile', default='')
    secret_ref: SecretReference | None = _f(name='secretRef', default=None)
    read_only: bool = _f(name='readOnly', default=False)


class CephFSVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    monitors: list[str] = _f(default_factory=_list)
    path: str = ''
    user: str = ''
    secret_file: str = _f(name='secretFile', default='')
    secret_ref: LocalObjectReference | None = _f(name='secretRef', default=None)
    read_only: bool = _f(name='readOnly', default=False)


class CinderPersistentVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    volume_id: str = _f(name='volumeID', default_factory=str)
    fs_type: str = _f(name='fsType', default='')
    read_only: bool = _f(name='readOnly', default=False)
    secret_ref: SecretReference | None = _f(name='secretRef', default=None)


class CinderVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    volume_id: str = _f(name='volumeID', default_factory=str)
    fs_type: str = _f(name='fsType', default='')
    read_only: bool = _f(name='readOnly', default=False)
    secret_ref: LocalObjectReference | None = _f(name='secretRef', default=None)


class ClientIPConfig(Struct, kw_only=True, omit_defaults=True, gc=False):
    timeout_seconds: Int32 | None = _f(name='timeoutSeconds', default=None)


class ClusterTrustBundleProjection(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str | None = None
    signer_name: str | None = _f(name='signerName', default=None)
    label_selector: meta_v1.LabelSelector | None = _f(name='labelSelector', default=None)
    optional: bool | None = None
    path: str = _f(default_factory=str)


class ComponentCondition(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    status: str = _f(default_factory=str)
    message: str = ''
    error: str = ''


class ComponentStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ComponentStatus')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    conditions: list[ComponentCondition] = _f(default_factory=list)


class ComponentStatusList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ComponentStatusList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[ComponentStatus] = _f(default_factory=_list)


class ConfigMap(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ConfigMap')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    immutable: bool | None = None
    data: dict[str, str] = _f(default_factory=dict)
    binary_data: dict[str, bytes] = _f(name='binaryData', default_factory=dict)


class ConfigMapEnvSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = ''
    optional: bool | None = None


class ConfigMapKeySelector(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = ''
    key: str = _f(default_factory=str)
    optional: bool | None = None


class ConfigMapList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ConfigMapList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[ConfigMap] = _f(default_factory=_list)


class ConfigMapNodeConfigSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    namespace: str = _f(default_factory=str)
    name: str = _f(default_factory=str)
    uid: str = ''
    resource_version: str = _f(name='resourceVersion', default='')
    kubelet_config_key: str = _f(name='kubeletConfigKey', default_factory=str)


class ConfigMapProjection(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = ''
    items: list[KeyToPath] = _f(default_factory=list)
    optional: bool | None = None


class ConfigMapVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = ''
    items: list[KeyToPath] = _f(default_factory=list)
    default_mode: Int32 | None = _f(name='defaultMode', default=None)
    optional: bool | None = None


class ResourceRequirements(Struct, kw_only=True, omit_defaults=True, gc=False):
    limits: dict[str, Quantity] = _f(default_factory=dict)
    requests: dict[str, Quantity] = _f(default_factory=dict)
    claims: list[ResourceClaim] = _f(default_factory=list)


class Container(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    image: str = ''
    command: list[str] = _f(default_factory=list)
    args: list[str] = _f(default_factory=list)
    working_dir: str = _f(name='workingDir', default='')
    ports: list[ContainerPort] = _f(default_factory=list)
    env_from: list[EnvFromSource] = _f(name='envFrom', default_factory=list)
    env: list[EnvVar] = _f(default_factory=list)
    resources: ResourceRequirements = _f(default_factory=ResourceRequirements)
    resize_policy: list[ContainerResizePolicy] = _f(name='resizePolicy', default_factory=list)
    restart_policy: str | None = _f(name='restartPolicy', default=None)
    restart_policy_rules: list[ContainerRestartRule] = _f(name='restartPolicyRules', default_factory=list)
    volume_mounts: list[VolumeMount] = _f(name='volumeMounts', default_factory=list)
    volume_devices: list[VolumeDevice] = _f(name='volumeDevices', default_factory=list)
    liveness_probe: Probe | None = _f(name='livenessProbe', default=None)
    readiness_probe: Probe | None = _f(name='readinessProbe', default=None)
    startup_probe: Probe | None = _f(name='startupProbe', default=None)
    lifecycle: Lifecycle | None = None
    termination_message_path: str = _f(name='terminationMessagePath', default='')
    termination_message_policy: str = _f(name='terminationMessagePolicy', default='')
    image_pull_policy: str = _f(name='imagePullPolicy', default='')
    security_context: SecurityContext | None = _f(name='securityContext', default=None)
    stdin: bool = False
    stdin_once: bool = _f(name='stdinOnce', default=False)
    tty: bool = False


class ContainerExtendedResourceRequest(Struct, kw_only=True, omit_defaults=True, gc=False):
    container_name: str = _f(name='containerName', default_factory=str)
    resource_name: str = _f(name='resourceName', default_factory=str)
    request_name: str = _f(name='requestName', default_factory=str)


class ContainerImage(Struct, kw_only=True, omit_defaults=True, gc=False):
    names: list[str] = _f(default_factory=_list)
    size_bytes: Int64 = _f(name='sizeBytes', default=0)


class ContainerPort(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = ''
    host_port: Int32 = _f(name='hostPort', default=0)
    container_port: Int32 = _f(name='containerPort', default_factory=int)
    protocol: str = ''
    host_ip: str = _f(name='hostIP', default='')


class ContainerResizePolicy(Struct, kw_only=True, omit_defaults=True, gc=False):
    resource_name: str = _f(name='resourceName', default_factory=str)
    restart_policy: str = _f(name='restartPolicy', default_factory=str)


class ContainerRestartRule(Struct, kw_only=True, omit_defaults=True, gc=False):
    action: str = ''
    exit_codes: ContainerRestartRuleOnExitCodes | None = _f(name='exitCodes', default=None)


class ContainerRestartRuleOnExitCodes(Struct, kw_only=True, omit_defaults=True, gc=False):
    operator: str = ''
    values: list[Int32] = _f(default_factory=list)


class ContainerState(Struct, kw_only=True, omit_defaults=True, gc=False):
    waiting: ContainerStateWaiting | None = None
    running: ContainerStateRunning | None = None
    terminated: ContainerStateTerminated | None = None


class ContainerStateRunning(Struct, kw_only=True, omit_defaults=True, gc=False):
    started_at: Time | None = _f(name='startedAt', default_factory=_none)


class ContainerStateTerminated(Struct, kw_only=True, omit_defaults=True, gc=False):
    exit_code: Int32 = _f(name='exitCode', default_factory=int)
    signal: Int32 = 0
    reason: str = ''
    message: str = ''
    started_at: Time | None = _f(name='startedAt', default_factory=_none)
    finished_at: Time | None = _f(name='finishedAt', default_factory=_none)
    container_id: str = _f(name='containerID', default='')


class ContainerStateWaiting(Struct, kw_only=True, omit_defaults=True, gc=False):
    reason: str = ''
    message: str = ''


class ContainerStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    state: ContainerState = _f(default_factory=ContainerState)
    last_state: ContainerState = _f(name='lastState', default_factory=ContainerState)
    ready: bool = _f(default_factory=bool)
    restart_count: Int32 = _f(name='restartCount', default_factory=int)
    image: str = _f(default_factory=str)
    image_id: str = _f(name='imageID', default_factory=str)
    container_id: str = _f(name='containerID', default='')
    started: bool | None = None
    allocated_resources: dict[str, Quantity] = _f(name='allocatedResources', default_factory=dict)
    resources: ResourceRequirements | None = None
    volume_mounts: list[VolumeMountStatus] = _f(name='volumeMounts', default_factory=list)
    user: ContainerUser | None = None
    allocated_resources_status: list[ResourceStatus] = _f(name='allocatedResourcesStatus', default_factory=list)
    stop_signal: str | None = _f(name='stopSignal', default=None)


class ContainerUser(Struct, kw_only=True, omit_defaults=True, gc=False):
    linux: LinuxContainerUser | None = None


class DaemonEndpoint(Struct, kw_only=True, omit_defaults=True, gc=False):
    port: Int32 = _f(name='Port', default_factory=int)


class DownwardAPIProjection(Struct, kw_only=True, omit_defaults=True, gc=False):
    items: list[DownwardAPIVolumeFile] = _f(default_factory=list)


class DownwardAPIVolumeFile(Struct, kw_only=True, omit_defaults=True, gc=False):
    path: str = _f(default_factory=str)
    field_ref: ObjectFieldSelector | None = _f(name='fieldRef', default=None)
    resource_field_ref: ResourceFieldSelector | None = _f(name='resourceFieldRef', default=None)
    mode: Int32 | None = None


class DownwardAPIVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    items: list[DownwardAPIVolumeFile] = _f(default_factory=list)
    default_mode: Int32 | None = _f(name='defaultMode', default=None)


class EmptyDirVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    medium: str = ''
    size_limit: Quantity | None = _f(name='sizeLimit', default=None)


class EndpointAddress(Struct, kw_only=True, omit_defaults=True, gc=False):
    ip: str = _f(default_factory=str)
    hostname: str = ''
    node_name: str | None = _f(name='nodeName', default=None)
    target_ref: ObjectReference | None = _f(name='targetRef', default=None)


class EndpointPort(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = ''
    port: Int32 = _f(default_factory=int)
    protocol: str = ''
    app_protocol: str | None = _f(name='appProtocol', default=None)


class EndpointSubset(Struct, kw_only=True, omit_defaults=True, gc=False):
    addresses: list[EndpointAddress] = _f(default_factory=list)
    not_ready_addresses: list[EndpointAddress] = _f(name='notReadyAddresses', default_factory=list)
    ports: list[EndpointPort] = _f(default_factory=list)


class Endpoints(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'Endpoints')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    subsets: list[EndpointSubset] = _f(default_factory=list)


class EndpointsList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'EndpointsList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[Endpoints] = _f(default_factory=_list)


class EnvFromSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    prefix: str = ''
    config_map_ref: ConfigMapEnvSource | None = _f(name='configMapRef', default=None)
    secret_ref: SecretEnvSource | None = _f(name='secretRef', default=None)


class EnvVar(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    value: str = ''
    value_from: EnvVarSource | None = _f(name='valueFrom', default=None)


class EnvVarSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    field_ref: ObjectFieldSelector | None = _f(name='fieldRef', default=None)
    resource_field_ref: ResourceFieldSelector | None = _f(name='resourceFieldRef', default=None)
    config_map_key_ref: ConfigMapKeySelector | None = _f(name='configMapKeyRef', default=None)
    secret_key_ref: SecretKeySelector | None = _f(name='secretKeyRef', default=None)
    file_key_ref: FileKeySelector | None = _f(name='fileKeyRef', default=None)


class EphemeralContainer(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    image: str = ''
    command: list[str] = _f(default_factory=list)
    args: list[str] = _f(default_factory=list)
    working_dir: str = _f(name='workingDir', default='')
    ports: list[ContainerPort] = _f(default_factory=list)
    env_from: list[EnvFromSource] = _f(name='envFrom', default_factory=list)
    env: list[EnvVar] = _f(default_factory=list)
    resources: ResourceRequirements = _f(default_factory=ResourceRequirements)
    resize_policy: list[ContainerResizePolicy] = _f(name='resizePolicy', default_factory=list)
    restart_policy: str | None = _f(name='restartPolicy', default=None)
    restart_policy_rules: list[ContainerRestartRule] = _f(name='restartPolicyRules', default_factory=list)
    volume_mounts: list[VolumeMount] = _f(name='volumeMounts', default_factory=list)
    volume_devices: list[VolumeDevice] = _f(name='volumeDevices', default_factory=list)
    liveness_probe: Probe | None = _f(name='livenessProbe', default=None)
    readiness_probe: Probe | None = _f(name='readinessProbe', default=None)
    startup_probe: Probe | None = _f(name='startupProbe', default=None)
    lifecycle: Lifecycle | None = None
    termination_message_path: str = _f(name='terminationMessagePath', default='')
    termination_message_policy: str = _f(name='terminationMessagePolicy', default='')
    image_pull_policy: str = _f(name='imagePullPolicy', default='')
    security_context: SecurityContext | None = _f(name='securityContext', default=None)
    stdin: bool = False
    stdin_once: bool = _f(name='stdinOnce', default=False)
    tty: bool = False
    target_container_name: str = _f(name='targetContainerName', default='')


class EphemeralContainerCommon(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    image: str = ''
    command: list[str] = _f(default_factory=list)
    args: list[str] = _f(default_factory=list)
    working_dir: str = _f(name='workingDir', default='')
    ports: list[ContainerPort] = _f(default_factory=list)
    env_from: list[EnvFromSource] = _f(name='envFrom', default_factory=list)
    env: list[EnvVar] = _f(default_factory=list)
    resources: ResourceRequirements = _f(default_factory=ResourceRequirements)
    resize_policy: list[ContainerResizePolicy] = _f(name='resizePolicy', default_factory=list)
    restart_policy: str | None = _f(name='restartPolicy', default=None)
    restart_policy_rules: list[ContainerRestartRule] = _f(name='restartPolicyRules', default_factory=list)
    volume_mounts: list[VolumeMount] = _f(name='volumeMounts', default_factory=list)
    volume_devices: list[VolumeDevice] = _f(name='volumeDevices', default_factory=list)
    liveness_probe: Probe | None = _f(name='livenessProbe', default=None)
    readiness_probe: Probe | None = _f(name='readinessProbe', default=None)
    startup_probe: Probe | None = _f(name='startupProbe', default=None)
    lifecycle: Lifecycle | None = None
    termination_message_path: str = _f(name='terminationMessagePath', default='')
    termination_message_policy: str = _f(name='terminationMessagePolicy', default='')
    image_pull_policy: str = _f(name='imagePullPolicy', default='')
    security_context: SecurityContext | None = _f(name='securityContext', default=None)
    stdin: bool = False
    stdin_once: bool = _f(name='stdinOnce', default=False)
    tty: bool = False


class EphemeralVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    volume_claim_template: PersistentVolumeClaimTemplate | None = _f(name='volumeClaimTemplate', default=None)


class EventSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    component: str = ''
    host: str = ''


class Event(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'Event')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    involved_object: ObjectReference = _f(name='involvedObject', default_factory=ObjectReference)
    reason: str = ''
    message: str = ''
    source: EventSource = _f(default_factory=EventSource)
    first_timestamp: Time | None = _f(name='firstTimestamp', default_factory=_none)
    last_timestamp: Time | None = _f(name='lastTimestamp', default_factory=_none)
    count: Int32 = 0
    type: str = ''
    event_time: MicroTime | None = _f(name='eventTime', default_factory=_none)
    series: EventSeries | None = None
    action: str = ''
    related: ObjectReference | None = None
    reporting_component: str = _f(name='reportingComponent', default_factory=str)
    reporting_instance: str = _f(name='reportingInstance', default_factory=str)


class EventList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'EventList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[Event] = _f(default_factory=_list)


class EventSeries(Struct, kw_only=True, omit_defaults=True, gc=False):
    count: Int32 = 0
    last_observed_time: MicroTime | None = _f(name='lastObservedTime', default_factory=_none)


class ExecAction(Struct, kw_only=True, omit_defaults=True, gc=False):
    command: list[str] = _f(default_factory=list)


class FCVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    target_wwns: list[str] = _f(name='targetWWNs', default_factory=list)
    lun: Int32 | None = None
    fs_type: str = _f(name='fsType', default='')
    read_only: bool = _f(name='readOnly', default=False)
    wwids: list[str] = _f(default_factory=list)


class FileKeySelector(Struct, kw_only=True, omit_defaults=True, gc=False):
    volume_name: str = _f(name='volumeName', default_factory=str)
    path: str = _f(default_factory=str)
    key: str = _f(default_factory=str)
    optional: bool | None = None


class FlexPersistentVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    driver: str = _f(default_factory=str)
    fs_type: str = _f(name='fsType', default='')
    secret_ref: SecretReference | None = _f(name='secretRef', default=None)
    read_only: bool = _f(name='readOnly', default=False)
    options: dict[str, str] = _f(default_factory=dict)


class FlexVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    driver: str = _f(default_factory=str)
    fs_type: str = _f(name='fsType', default='')
    secret_ref: LocalObjectReference | None = _f(name='secretRef', default=None)
    read_only: bool = _f(name='readOnly', default=False)
    options: dict[str, str] = _f(default_factory=dict)


class FlockerVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    dataset_name: str = _f(name='datasetName', default='')
    dataset_uuid: str = _f(name='datasetUUID', default='')


class GCEPersistentDiskVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    pd_name: str = _f(name='pdName', default_factory=str)
    fs_type: str = _f(name='fsType', default='')
    partition: Int32 = 0
    read_only: bool = _f(name='readOnly', default=False)


class GRPCAction(Struct, kw_only=True, omit_defaults=True, gc=False):
    port: Int32 = _f(default_factory=int)
    service: str | None = _f(default_factory=_none)


class GitRepoVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    repository: str = _f(default_factory=str)
    revision: str = ''
    directory: str = ''


class GlusterfsPersistentVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    endpoints: str = _f(default_factory=str)
    path: str = _f(default_factory=str)
    read_only: bool = _f(name='readOnly', default=False)
    endpoints_namespace: str | None = _f(name='endpointsNamespace', default=None)


class GlusterfsVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    endpoints: str = _f(default_factory=str)
    path: str = _f(default_factory=str)
    read_only: bool = _f(name='readOnly', default=False)


class HTTPGetAction(Struct, kw_only=True, omit_defaults=True, gc=False):
    path: str = ''
    port: IntOrString = _f(default_factory=int)
    host: str = ''
    scheme: str = ''
    http_headers: list[HTTPHeader] = _f(name='httpHeaders', default_factory=list)


class HTTPHeader(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    value: str = _f(default_factory=str)


class HostAlias(Struct, kw_only=True, omit_defaults=True, gc=False):
    ip: str = _f(default_factory=str)
    hostnames: list[str] = _f(default_factory=list)


class HostIP(Struct, kw_only=True, omit_defaults=True, gc=False):
    ip: str = _f(default_factory=str)


class HostPathVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    path: str = _f(default_factory=str)
    type: str | None = None


class ISCSIPersistentVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    target_portal: str = _f(name='targetPortal', default_factory=str)
    iqn: str = _f(default_factory=str)
    lun: Int32 = _f(default_factory=int)
    iscsi_interface: str = _f(name='iscsiInterface', default='')
    fs_type: str = _f(name='fsType', default='')
    read_only: bool = _f(name='readOnly', default=False)
    portals: list[str] = _f(default_factory=list)
    chap_auth_discovery: bool = _f(name='chapAuthDiscovery', default=False)
    chap_auth_session: bool = _f(name='chapAuthSession', default=False)
    secret_ref: SecretReference | None = _f(name='secretRef', default=None)
    initiator_name: str | None = _f(name='initiatorName', default=None)


class ISCSIVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    target_portal: str = _f(name='targetPortal', default_factory=str)
    iqn: str = _f(default_factory=str)
    lun: Int32 = _f(default_factory=int)
    iscsi_interface: str = _f(name='iscsiInterface', default='')
    fs_type: str = _f(name='fsType', default='')
    read_only: bool = _f(name='readOnly', default=False)
    portals: list[str] = _f(default_factory=list)
    chap_auth_discovery: bool = _f(name='chapAuthDiscovery', default=False)
    chap_auth_session: bool = _f(name='chapAuthSession', default=False)
    secret_ref: LocalObjectReference | None = _f(name='secretRef', default=None)
    initiator_name: str | None = _f(name='initiatorName', default=None)


class ImageVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    reference: str = ''
    pull_policy: str = _f(name='pullPolicy', default='')


class ImageVolumeStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    image_ref: str = _f(name='imageRef', default='')


class KeyToPath(Struct, kw_only=True, omit_defaults=True, gc=False):
    key: str = _f(default_factory=str)
    path: str = _f(default_factory=str)
    mode: Int32 | None = None


class Lifecycle(Struct, kw_only=True, omit_defaults=True, gc=False):
    post_start: LifecycleHandler | None = _f(name='postStart', default=None)
    pre_stop: LifecycleHandler | None = _f(name='preStop', default=None)
    stop_signal: str | None = _f(name='stopSignal', default=None)


class LifecycleHandler(Struct, kw_only=True, omit_defaults=True, gc=False):
    exec: ExecAction | None = None
    http_get: HTTPGetAction | None = _f(name='httpGet', default=None)
    tcp_socket: TCPSocketAction | None = _f(name='tcpSocket', default=None)
    sleep: SleepAction | None = None


class LimitRangeSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    limits: list[LimitRangeItem] = _f(default_factory=_list)


class LimitRange(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'LimitRange')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: LimitRangeSpec = _f(default_factory=LimitRangeSpec)


class LimitRangeItem(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    max: dict[str, Quantity] = _f(default_factory=dict)
    min: dict[str, Quantity] = _f(default_factory=dict)
    default: dict[str, Quantity] = _f(default_factory=dict)
    default_request: dict[str, Quantity] = _f(name='defaultRequest', default_factory=dict)
    max_limit_request_ratio: dict[str, Quantity] = _f(name='maxLimitRequestRatio', default_factory=dict)


class LimitRangeList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'LimitRangeList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[LimitRange] = _f(default_factory=_list)


class LinuxContainerUser(Struct, kw_only=True, omit_defaults=True, gc=False):
    uid: Int64 = _f(default_factory=int)
    gid: Int64 = _f(default_factory=int)
    supplemental_groups: list[Int64] = _f(name='supplementalGroups', default_factory=list)


class LoadBalancerIngress(Struct, kw_only=True, omit_defaults=True, gc=False):
    ip: str = ''
    hostname: str = ''
    ip_mode: str | None = _f(name='ipMode', default=None)
    ports: list[PortStatus] = _f(default_factory=list)


class LoadBalancerStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    ingress: list[LoadBalancerIngress] = _f(default_factory=list)


class LocalObjectReference(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = ''


class LocalVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    path: str = _f(default_factory=str)
    fs_type: str | None = _f(name='fsType', default=None)


class ModifyVolumeStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    target_volume_attributes_class_name: str = _f(name='targetVolumeAttributesClassName', default='')
    status: str = _f(default_factory=str)


class NFSVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    server: str = _f(default_factory=str)
    path: str = _f(default_factory=str)
    read_only: bool = _f(name='readOnly', default=False)


class NamespaceSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    finalizers: list[str] = _f(default_factory=list)


class NamespaceStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    phase: str = ''
    conditions: list[NamespaceCondition] = _f(default_factory=list)


class Namespace(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'Namespace')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: NamespaceSpec = _f(default_factory=NamespaceSpec)
    status: NamespaceStatus = _f(default_factory=NamespaceStatus)


class NamespaceCondition(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    status: str = _f(default_factory=str)
    last_transition_time: Time | None = _f(name='lastTransitionTime', default_factory=_none)
    reason: str = ''
    message: str = ''


class NamespaceList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'NamespaceList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[Namespace] = _f(default_factory=_list)


class NodeSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    pod_cidr: str = _f(name='podCIDR', default='')
    pod_cidrs: list[str] = _f(name='podCIDRs', default_factory=list)
    provider_id: str = _f(name='providerID', default='')
    unschedulable: bool = False
    taints: list[Taint] = _f(default_factory=list)
    config_source: NodeConfigSource | None = _f(name='configSource', default=None)
    external_id: str = _f(name='externalID', default='')


class NodeDaemonEndpoints(Struct, kw_only=True, omit_defaults=True, gc=False):
    kubelet_endpoint: DaemonEndpoint = _f(name='kubeletEndpoint', default_factory=DaemonEndpoint)


class NodeSystemInfo(Struct, kw_only=True, omit_defaults=True, gc=False):
    machine_id: str = _f(name='machineID', default_factory=str)
    system_uuid: str = _f(name='systemUUID', default_factory=str)
    boot_id: str = _f(name='bootID', default_factory=str)
    kernel_version: str = _f(name='kernelVersion', default_factory=str)
    os_image: str = _f(name='osImage', default_factory=str)
    container_runtime_version: str = _f(name='containerRuntimeVersion', default_factory=str)
    kubelet_version: str = _f(name='kubeletVersion', default_factory=str)
    kube_proxy_version: str = _f(name='kubeProxyVersion', default_factory=str)
    operating_system: str = _f(name='operatingSystem', default_factory=str)
    architecture: str = _f(default_factory=str)
    swap: NodeSwapStatus | None = None


class NodeStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    capacity: dict[str, Quantity] = _f(default_factory=dict)
    allocatable: dict[str, Quantity] = _f(default_factory=dict)
    phase: str = ''
    conditions: list[NodeCondition] = _f(default_factory=list)
    addresses: list[NodeAddress] = _f(default_factory=list)
    daemon_endpoints: NodeDaemonEndpoints = _f(name='daemonEndpoints', default_factory=NodeDaemonEndpoints)
    node_info: NodeSystemInfo = _f(name='nodeInfo', default_factory=NodeSystemInfo)
    images: list[ContainerImage] = _f(default_factory=list)
    volumes_in_use: list[str] = _f(name='volumesInUse', default_factory=list)
    volumes_attached: list[AttachedVolume] = _f(name='volumesAttached', default_factory=list)
    config: NodeConfigStatus | None = None
    runtime_handlers: list[NodeRuntimeHandler] = _f(name='runtimeHandlers', default_factory=list)
    features: NodeFeatures | None = None
    declared_features: list[str] = _f(name='declaredFeatures', default_factory=list)


class Node(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'Node')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: NodeSpec = _f(default_factory=NodeSpec)
    status: NodeStatus = _f(default_factory=NodeStatus)


class NodeAddress(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    address: str = _f(default_factory=str)


class NodeAffinity(Struct, kw_only=True, omit_defaults=True, gc=False):
    required_during_scheduling_ignored_during_execution: NodeSelector | None = _f(name='requiredDuringSchedulingIgnoredDuringExecution', default=None)
    preferred_during_scheduling_ignored_during_execution: list[PreferredSchedulingTerm] = _f(name='preferredDuringSchedulingIgnoredDuringExecution', default_factory=list)


class NodeAllocatableResourceClaimStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    resource_claim_name: str = _f(name='resourceClaimName', default_factory=str)
    containers: list[str] = _f(default_factory=list)
    resources: dict[str, Quantity] = _f(default_factory=_dict)


class NodeCondition(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    status: str = _f(default_factory=str)
    last_heartbeat_time: Time | None = _f(name='lastHeartbeatTime', default_factory=_none)
    last_transition_time: Time | None = _f(name='lastTransitionTime', default_factory=_none)
    reason: str = ''
    message: str = ''


class NodeConfigSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    config_map: ConfigMapNodeConfigSource | None = _f(name='configMap', default=None)


class NodeConfigStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    assigned: NodeConfigSource | None = None
    active: NodeConfigSource | None = None
    last_known_good: NodeConfigSource | None = _f(name='lastKnownGood', default=None)
    error: str = ''


class NodeFeatures(Struct, kw_only=True, omit_defaults=True, gc=False):
    supplemental_groups_policy: bool | None = _f(name='supplementalGroupsPolicy', default=None)


class NodeList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'NodeList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[Node] = _f(default_factory=_list)


class NodeProxyOptions(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'NodeProxyOptions')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    path: str = ''


class NodeRuntimeHandler(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    features: NodeRuntimeHandlerFeatures | None = None


class NodeRuntimeHandlerFeatures(Struct, kw_only=True, omit_defaults=True, gc=False):
    recursive_read_only_mounts: bool | None = _f(name='recursiveReadOnlyMounts', default=None)
    user_namespaces: bool | None = _f(name='userNamespaces', default=None)


class NodeSelector(Struct, kw_only=True, omit_defaults=True, gc=False):
    node_selector_terms: list[NodeSelectorTerm] = _f(name='nodeSelectorTerms', default_factory=_list)


class NodeSelectorRequirement(Struct, kw_only=True, omit_defaults=True, gc=False):
    key: str = _f(default_factory=str)
    operator: str = _f(default_factory=str)
    values: list[str] = _f(default_factory=list)


class NodeSelectorTerm(Struct, kw_only=True, omit_defaults=True, gc=False):
    match_expressions: list[NodeSelectorRequirement] = _f(name='matchExpressions', default_factory=list)
    match_fields: list[NodeSelectorRequirement] = _f(name='matchFields', default_factory=list)


class NodeSwapStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    capacity: Int64 | None = None


class ObjectFieldSelector(Struct, kw_only=True, omit_defaults=True, gc=False):
    api_version: str = _f(name='apiVersion', default='')
    field_path: str = _f(name='fieldPath', default_factory=str)


class PersistentVolumeSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    capacity: dict[str, Quantity] = _f(default_factory=dict)
    gce_persistent_disk: GCEPersistentDiskVolumeSource | None = _f(name='gcePersistentDisk', default=None)
    aws_elastic_block_store: AWSElasticBlockStoreVolumeSource | None = _f(name='awsElasticBlockStore', default=None)
    host_path: HostPathVolumeSource | None = _f(name='hostPath', default=None)
    glusterfs: GlusterfsPersistentVolumeSource | None = None
    nfs: NFSVolumeSource | None = None
    rbd: RBDPersistentVolumeSource | None = None
    iscsi: ISCSIPersistentVolumeSource | None = None
    cinder: CinderPersistentVolumeSource | None = None
    cephfs: CephFSPersistentVolumeSource | None = None
    fc: FCVolumeSource | None = None
    flocker: FlockerVolumeSource | None = None
    flex_volume: FlexPersistentVolumeSource | None = _f(name='flexVolume', default=None)
    azure_file: AzureFilePersistentVolumeSource | None = _f(name='azureFile', default=None)
    vsphere_volume: VsphereVirtualDiskVolumeSource | None = _f(name='vsphereVolume', default=None)
    quobyte: QuobyteVolumeSource | None = None
    azure_disk: AzureDiskVolumeSource | None = _f(name='azureDisk', default=None)
    photon_persistent_disk: PhotonPersistentDiskVolumeSource | None = _f(name='photonPersistentDisk', default=None)
    portworx_volume: PortworxVolumeSource | None = _f(name='portworxVolume', default=None)
    scale_io: ScaleIOPersistentVolumeSource | None = _f(name='scaleIO', default=None)
    local: LocalVolumeSource | None = None
    storageos: StorageOSPersistentVolumeSource | None = None
    csi: CSIPersistentVolumeSource | None = None
    access_modes: list[str] = _f(name='accessModes', default_factory=list)
    claim_ref: ObjectReference | None = _f(name='claimRef', default=None)
    persistent_volume_reclaim_policy: str = _f(name='persistentVolumeReclaimPolicy', default='')
    storage_class_name: str = _f(name='storageClassName', default='')
    mount_options: list[str] = _f(name='mountOptions', default_factory=list)
    volume_mode: str | None = _f(name='volumeMode', default=None)
    node_affinity: VolumeNodeAffinity | None = _f(name='nodeAffinity', default=None)
    volume_attributes_class_name: str | None = _f(name='volumeAttributesClassName', default=None)


class PersistentVolumeStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    phase: str = ''
    message: str = ''
    reason: str = ''
    last_phase_transition_time: Time | None = _f(name='lastPhaseTransitionTime', default=None)


class PersistentVolume(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PersistentVolume')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: PersistentVolumeSpec = _f(default_factory=PersistentVolumeSpec)
    status: PersistentVolumeStatus = _f(default_factory=PersistentVolumeStatus)


class VolumeResourceRequirements(Struct, kw_only=True, omit_defaults=True, gc=False):
    limits: dict[str, Quantity] = _f(default_factory=dict)
    requests: dict[str, Quantity] = _f(default_factory=dict)


class PersistentVolumeClaimSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    access_modes: list[str] = _f(name='accessModes', default_factory=list)
    selector: meta_v1.LabelSelector | None = None
    resources: VolumeResourceRequirements = _f(default_factory=VolumeResourceRequirements)
    volume_name: str = _f(name='volumeName', default='')
    storage_class_name: str | None = _f(name='storageClassName', default=None)
    volume_mode: str | None = _f(name='volumeMode', default=None)
    data_source: TypedLocalObjectReference | None = _f(name='dataSource', default=None)
    data_source_ref: TypedObjectReference | None = _f(name='dataSourceRef', default=None)
    volume_attributes_class_name: str | None = _f(name='volumeAttributesClassName', default=None)


class PersistentVolumeClaimStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    phase: str = ''
    access_modes: list[str] = _f(name='accessModes', default_factory=list)
    capacity: dict[str, Quantity] = _f(default_factory=dict)
    conditions: list[PersistentVolumeClaimCondition] = _f(default_factory=list)
    allocated_resources: dict[str, Quantity] = _f(name='allocatedResources', default_factory=dict)
    allocated_resource_statuses: dict[str, str] = _f(name='allocatedResourceStatuses', default_factory=dict)
    current_volume_attributes_class_name: str | None = _f(name='currentVolumeAttributesClassName', default=None)
    modify_volume_status: ModifyVolumeStatus | None = _f(name='modifyVolumeStatus', default=None)


class PersistentVolumeClaim(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PersistentVolumeClaim')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: PersistentVolumeClaimSpec = _f(default_factory=PersistentVolumeClaimSpec)
    status: PersistentVolumeClaimStatus = _f(default_factory=PersistentVolumeClaimStatus)


class PersistentVolumeClaimCondition(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    status: str = _f(default_factory=str)
    last_probe_time: Time | None = _f(name='lastProbeTime', default_factory=_none)
    last_transition_time: Time | None = _f(name='lastTransitionTime', default_factory=_none)
    reason: str = ''
    message: str = ''


class PersistentVolumeClaimList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PersistentVolumeClaimList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[PersistentVolumeClaim] = _f(default_factory=_list)


class PersistentVolumeClaimTemplate(Struct, kw_only=True, omit_defaults=True, gc=False):
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: PersistentVolumeClaimSpec = _f(default_factory=PersistentVolumeClaimSpec)


class PersistentVolumeClaimVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    claim_name: str = _f(name='claimName', default_factory=str)
    read_only: bool = _f(name='readOnly', default=False)


class PersistentVolumeList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PersistentVolumeList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[PersistentVolume] = _f(default_factory=_list)


class PersistentVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    gce_persistent_disk: GCEPersistentDiskVolumeSource | None = _f(name='gcePersistentDisk', default=None)
    aws_elastic_block_store: AWSElasticBlockStoreVolumeSource | None = _f(name='awsElasticBlockStore', default=None)
    host_path: HostPathVolumeSource | None = _f(name='hostPath', default=None)
    glusterfs: GlusterfsPersistentVolumeSource | None = None
    nfs: NFSVolumeSource | None = None
    rbd: RBDPersistentVolumeSource | None = None
    iscsi: ISCSIPersistentVolumeSource | None = None
    cinder: CinderPersistentVolumeSource | None = None
    cephfs: CephFSPersistentVolumeSource | None = None
    fc: FCVolumeSource | None = None
    flocker: FlockerVolumeSource | None = None
    flex_volume: FlexPersistentVolumeSource | None = _f(name='flexVolume', default=None)
    azure_file: AzureFilePersistentVolumeSource | None = _f(name='azureFile', default=None)
    vsphere_volume: VsphereVirtualDiskVolumeSource | None = _f(name='vsphereVolume', default=None)
    quobyte: QuobyteVolumeSource | None = None
    azure_disk: AzureDiskVolumeSource | None = _f(name='azureDisk', default=None)
    photon_persistent_disk: PhotonPersistentDiskVolumeSource | None = _f(name='photonPersistentDisk', default=None)
    portworx_volume: PortworxVolumeSource | None = _f(name='portworxVolume', default=None)
    scale_io: ScaleIOPersistentVolumeSource | None = _f(name='scaleIO', default=None)
    local: LocalVolumeSource | None = None
    storageos: StorageOSPersistentVolumeSource | None = None
    csi: CSIPersistentVolumeSource | None = None


class PhotonPersistentDiskVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    pd_id: str = _f(name='pdID', default_factory=str)
    fs_type: str = _f(name='fsType', default='')


class PodSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    volumes: list[Volume] = _f(default_factory=list)
    init_containers: list[Container] = _f(name='initContainers', default_factory=list)
    containers: list[Container] = _f(default_factory=_list)
    ephemeral_containers: list[EphemeralContainer] = _f(name='ephemeralContainers', default_factory=list)
    restart_policy: str = _f(name='restartPolicy', default='')
    termination_grace_period_seconds: Int64 | None = _f(name='terminationGracePeriodSeconds', default=None)
    active_deadline_seconds: Int64 | None = _f(name='activeDeadlineSeconds', default=None)
    dns_policy: str = _f(name='dnsPolicy', default='')
    node_selector: dict[str, str] = _f(name='nodeSelector', default_factory=dict)
    service_account_name: str = _f(name='serviceAccountName', default='')
    service_account: str = _f(name='serviceAccount', default='')
    automount_service_account_token: bool | None = _f(name='automountServiceAccountToken', default=None)
    node_name: str = _f(name='nodeName', default='')
    host_network: bool = _f(name='hostNetwork', default=False)
    host_pid: bool = _f(name='hostPID', default=False)
    host_ipc: bool = _f(name='hostIPC', default=False)
    share_process_namespace: bool | None = _f(name='shareProcessNamespace', default=None)
    security_context: PodSecurityContext | None = _f(name='securityContext', default=None)
    image_pull_secrets: list[LocalObjectReference] = _f(name='imagePullSecrets', default_factory=list)
    hostname: str = ''
    subdomain: str = ''
    affinity: Affinity | None = None
    scheduler_name: str = _f(name='schedulerName', default='')
    tolerations: list[Toleration] = _f(default_factory=list)
    host_aliases: list[HostAlias] = _f(name='hostAliases', default_factory=list)
    priority_class_name: str = _f(name='priorityClassName', default='')
    priority: Int32 | None = None
    dns_config: PodDNSConfig | None = _f(name='dnsConfig', default=None)
    readiness_gates: list[PodReadinessGate] = _f(name='readinessGates', default_factory=list)
    runtime_class_name: str | None = _f(name='runtimeClassName', default=None)
    enable_service_links: bool | None = _f(name='enableServiceLinks', default=None)
    preemption_policy: str | None = _f(name='preemptionPolicy', default=None)
    overhead: dict[str, Quantity] = _f(default_factory=dict)
    topology_spread_constraints: list[TopologySpreadConstraint] = _f(name='topologySpreadConstraints', default_factory=list)
    set_hostname_as_fqdn: bool | None = _f(name='setHostnameAsFQDN', default=None)
    os: PodOS | None = None
    host_users: bool | None = _f(name='hostUsers', default=None)
    scheduling_gates: list[PodSchedulingGate] = _f(name='schedulingGates', default_factory=list)
    resource_claims: list[PodResourceClaim] = _f(name='resourceClaims', default_factory=list)
    resources: ResourceRequirements | None = None
    hostname_override: str | None = _f(name='hostnameOverride', default=None)
    scheduling_group: PodSchedulingGroup | None = _f(name='schedulingGroup', default=None)


class PodStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    observed_generation: Int64 = _f(name='observedGeneration', default=0)
    phase: str = ''
    conditions: list[PodCondition] = _f(default_factory=list)
    message: str = ''
    reason: str = ''
    nominated_node_name: str = _f(name='nominatedNodeName', default='')
    host_ip: str = _f(name='hostIP', default='')
    host_ips: list[HostIP] = _f(name='hostIPs', default_factory=list)
    pod_ip: str = _f(name='podIP', default='')
    pod_ips: list[PodIP] = _f(name='podIPs', default_factory=list)
    start_time: Time | None = _f(name='startTime', default=None)
    init_container_statuses: list[ContainerStatus] = _f(name='initContainerStatuses', default_factory=list)
    container_statuses: list[ContainerStatus] = _f(name='containerStatuses', default_factory=list)
    qos_class: str = _f(name='qosClass', default='')
    ephemeral_container_statuses: list[ContainerStatus] = _f(name='ephemeralContainerStatuses', default_factory=list)
    resize: str = ''
    resource_claim_statuses: list[PodResourceClaimStatus] = _f(name='resourceClaimStatuses', default_factory=list)
    extended_resource_claim_status: PodExtendedResourceClaimStatus | None = _f(name='extendedResourceClaimStatus', default=None)
    allocated_resources: dict[str, Quantity] = _f(name='allocatedResources', default_factory=dict)
    resources: ResourceRequirements | None = None
    node_allocatable_resource_claim_statuses: list[NodeAllocatableResourceClaimStatus] = _f(name='nodeAllocatableResourceClaimStatuses', default_factory=list)


class Pod(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'Pod')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: PodSpec = _f(default_factory=PodSpec)
    status: PodStatus = _f(default_factory=PodStatus)


class PodAffinity(Struct, kw_only=True, omit_defaults=True, gc=False):
    required_during_scheduling_ignored_during_execution: list[PodAffinityTerm] = _f(name='requiredDuringSchedulingIgnoredDuringExecution', default_factory=list)
    preferred_during_scheduling_ignored_during_execution: list[WeightedPodAffinityTerm] = _f(name='preferredDuringSchedulingIgnoredDuringExecution', default_factory=list)


class PodAffinityTerm(Struct, kw_only=True, omit_defaults=True, gc=False):
    label_selector: meta_v1.LabelSelector | None = _f(name='labelSelector', default=None)
    namespaces: list[str] = _f(default_factory=list)
    topology_key: str = _f(name='topologyKey', default_factory=str)
    namespace_selector: meta_v1.LabelSelector | None = _f(name='namespaceSelector', default=None)
    match_label_keys: list[str] = _f(name='matchLabelKeys', default_factory=list)
    mismatch_label_keys: list[str] = _f(name='mismatchLabelKeys', default_factory=list)


class PodAntiAffinity(Struct, kw_only=True, omit_defaults=True, gc=False):
    required_during_scheduling_ignored_during_execution: list[PodAffinityTerm] = _f(name='requiredDuringSchedulingIgnoredDuringExecution', default_factory=list)
    preferred_during_scheduling_ignored_during_execution: list[WeightedPodAffinityTerm] = _f(name='preferredDuringSchedulingIgnoredDuringExecution', default_factory=list)


class PodAttachOptions(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PodAttachOptions')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    stdin: bool = False
    stdout: bool = False
    stderr: bool = False
    tty: bool = False
    container: str = ''


class PodCertificateProjection(Struct, kw_only=True, omit_defaults=True, gc=False):
    signer_name: str = _f(name='signerName', default='')
    key_type: str = _f(name='keyType', default='')
    max_expiration_seconds: Int32 | None = _f(name='maxExpirationSeconds', default=None)
    credential_bundle_path: str = _f(name='credentialBundlePath', default='')
    key_path: str = _f(name='keyPath', default='')
    certificate_chain_path: str = _f(name='certificateChainPath', default='')
    user_annotations: dict[str, str] = _f(name='userAnnotations', default_factory=dict)


class PodCondition(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    observed_generation: Int64 = _f(name='observedGeneration', default=0)
    status: str = _f(default_factory=str)
    last_probe_time: Time | None = _f(name='lastProbeTime', default_factory=_none)
    last_transition_time: Time | None = _f(name='lastTransitionTime', default_factory=_none)
    reason: str = ''
    message: str = ''


class PodDNSConfig(Struct, kw_only=True, omit_defaults=True, gc=False):
    nameservers: list[str] = _f(default_factory=list)
    searches: list[str] = _f(default_factory=list)
    options: list[PodDNSConfigOption] = _f(default_factory=list)


class PodDNSConfigOption(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = ''
    value: str | None = None


class PodExecOptions(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PodExecOptions')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    stdin: bool = False
    stdout: bool = False
    stderr: bool = False
    tty: bool = False
    container: str = ''
    command: list[str] = _f(default_factory=_list)


class PodExtendedResourceClaimStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    request_mappings: list[ContainerExtendedResourceRequest] = _f(name='requestMappings', default_factory=_list)
    resource_claim_name: str = _f(name='resourceClaimName', default_factory=str)


class PodIP(Struct, kw_only=True, omit_defaults=True, gc=False):
    ip: str = _f(default_factory=str)


class PodList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PodList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[Pod] = _f(default_factory=_list)


class PodLogOptions(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PodLogOptions')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    container: str = ''
    follow: bool = False
    previous: bool = False
    since_seconds: Int64 | None = _f(name='sinceSeconds', default=None)
    since_time: Time | None = _f(name='sinceTime', default=None)
    timestamps: bool = False
    tail_lines: Int64 | None = _f(name='tailLines', default=None)
    limit_bytes: Int64 | None = _f(name='limitBytes', default=None)
    insecure_skip_tls_verify_backend: bool = _f(name='insecureSkipTLSVerifyBackend', default=False)
    stream: str | None = None


class PodOS(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)


class PodPortForwardOptions(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PodPortForwardOptions')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    ports: list[Int32] = _f(default_factory=list)


class PodProxyOptions(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PodProxyOptions')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    path: str = ''


class PodReadinessGate(Struct, kw_only=True, omit_defaults=True, gc=False):
    condition_type: str = _f(name='conditionType', default_factory=str)


class PodResourceClaim(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    resource_claim_name: str | None = _f(name='resourceClaimName', default=None)
    resource_claim_template_name: str | None = _f(name='resourceClaimTemplateName', default=None)


class PodResourceClaimStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    resource_claim_name: str | None = _f(name='resourceClaimName', default=None)


class PodSchedulingGate(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)


class PodSchedulingGroup(Struct, kw_only=True, omit_defaults=True, gc=False):
    pod_group_name: str | None = _f(name='podGroupName', default=None)


class PodSecurityContext(Struct, kw_only=True, omit_defaults=True, gc=False):
    se_linux_options: SELinuxOptions | None = _f(name='seLinuxOptions', default=None)
    windows_options: WindowsSecurityContextOptions | None = _f(name='windowsOptions', default=None)
    run_as_user: Int64 | None = _f(name='runAsUser', default=None)
    run_as_group: Int64 | None = _f(name='runAsGroup', default=None)
    run_as_non_root: bool | None = _f(name='runAsNonRoot', default=None)
    supplemental_groups: list[Int64] = _f(name='supplementalGroups', default_factory=list)
    supplemental_groups_policy: str | None = _f(name='supplementalGroupsPolicy', default=None)
    fs_group: Int64 | None = _f(name='fsGroup', default=None)
    sysctls: list[Sysctl] = _f(default_factory=list)
    fs_group_change_policy: str | None = _f(name='fsGroupChangePolicy', default=None)
    seccomp_profile: SeccompProfile | None = _f(name='seccompProfile', default=None)
    app_armor_profile: AppArmorProfile | None = _f(name='appArmorProfile', default=None)
    se_linux_change_policy: str | None = _f(name='seLinuxChangePolicy', default=None)


class PodSignature(Struct, kw_only=True, omit_defaults=True, gc=False):
    pod_controller: meta_v1.OwnerReference | None = _f(name='podController', default=None)


class PodStatusResult(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PodStatusResult')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    status: PodStatus = _f(default_factory=PodStatus)


class PodTemplateSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: PodSpec = _f(default_factory=PodSpec)


class PodTemplate(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PodTemplate')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    template: PodTemplateSpec = _f(default_factory=PodTemplateSpec)


class PodTemplateList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PodTemplateList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[PodTemplate] = _f(default_factory=_list)


class PortStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    port: Int32 = _f(default_factory=int)
    protocol: str = _f(default_factory=str)
    error: str | None = None


class PortworxVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    volume_id: str = _f(name='volumeID', default_factory=str)
    fs_type: str = _f(name='fsType', default='')
    read_only: bool = _f(name='readOnly', default=False)


class Preconditions(Struct, kw_only=True, omit_defaults=True, gc=False):
    uid: str | None = None


class PreferAvoidPodsEntry(Struct, kw_only=True, omit_defaults=True, gc=False):
    pod_signature: PodSignature = _f(name='podSignature', default_factory=PodSignature)
    eviction_time: Time | None = _f(name='evictionTime', default_factory=_none)
    reason: str = ''
    message: str = ''


class PreferredSchedulingTerm(Struct, kw_only=True, omit_defaults=True, gc=False):
    weight: Int32 = _f(default_factory=int)
    preference: NodeSelectorTerm = _f(default_factory=NodeSelectorTerm)


class Probe(Struct, kw_only=True, omit_defaults=True, gc=False):
    exec: ExecAction | None = None
    http_get: HTTPGetAction | None = _f(name='httpGet', default=None)
    tcp_socket: TCPSocketAction | None = _f(name='tcpSocket', default=None)
    grpc: GRPCAction | None = None
    initial_delay_seconds: Int32 = _f(name='initialDelaySeconds', default=0)
    timeout_seconds: Int32 = _f(name='timeoutSeconds', default=0)
    period_seconds: Int32 = _f(name='periodSeconds', default=0)
    success_threshold: Int32 = _f(name='successThreshold', default=0)
    failure_threshold: Int32 = _f(name='failureThreshold', default=0)
    termination_grace_period_seconds: Int64 | None = _f(name='terminationGracePeriodSeconds', default=None)


class ProbeHandler(Struct, kw_only=True, omit_defaults=True, gc=False):
    exec: ExecAction | None = None
    http_get: HTTPGetAction | None = _f(name='httpGet', default=None)
    tcp_socket: TCPSocketAction | None = _f(name='tcpSocket', default=None)
    grpc: GRPCAction | None = None


class ProjectedVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    sources: list[VolumeProjection] = _f(default_factory=_list)
    default_mode: Int32 | None = _f(name='defaultMode', default=None)


class QuobyteVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    registry: str = _f(default_factory=str)
    volume: str = _f(default_factory=str)
    read_only: bool = _f(name='readOnly', default=False)
    user: str = ''
    group: str = ''
    tenant: str = ''


class RBDPersistentVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    monitors: list[str] = _f(default_factory=_list)
    image: str = _f(default_factory=str)
    fs_type: str = _f(name='fsType', default='')
    pool: str = ''
    user: str = ''
    keyring: str = ''
    secret_ref: SecretReference | None = _f(name='secretRef', default=None)
    read_only: bool = _f(name='readOnly', default=False)


class RBDVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    monitors: list[str] = _f(default_factory=_list)
    image: str = _f(default_factory=str)
    fs_type: str = _f(name='fsType', default='')
    pool: str = ''
    user: str = ''
    keyring: str = ''
    secret_ref: LocalObjectReference | None = _f(name='secretRef', default=None)
    read_only: bool = _f(name='readOnly', default=False)


class RangeAllocation(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'RangeAllocation')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    range: str = _f(default_factory=str)
    data: bytes = _f(default_factory=bytes)


class ReplicationControllerSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    replicas: Int32 | None = None
    min_ready_seconds: Int32 = _f(name='minReadySeconds', default=0)
    selector: dict[str, str] = _f(default_factory=dict)
    template: PodTemplateSpec | None = None


class ReplicationControllerStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    replicas: Int32 = _f(default_factory=int)
    fully_labeled_replicas: Int32 = _f(name='fullyLabeledReplicas', default=0)
    ready_replicas: Int32 = _f(name='readyReplicas', default=0)
    available_replicas: Int32 = _f(name='availableReplicas', default=0)
    observed_generation: Int64 = _f(name='observedGeneration', default=0)
    conditions: list[ReplicationControllerCondition] = _f(default_factory=list)


class ReplicationController(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ReplicationController')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: ReplicationControllerSpec = _f(default_factory=ReplicationControllerSpec)
    status: ReplicationControllerStatus = _f(default_factory=ReplicationControllerStatus)


class ReplicationControllerCondition(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    status: str = _f(default_factory=str)
    last_transition_time: Time | None = _f(name='lastTransitionTime', default_factory=_none)
    reason: str = ''
    message: str = ''


class ReplicationControllerList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ReplicationControllerList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[ReplicationController] = _f(default_factory=_list)


class ResourceClaim(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    request: str = ''


class ResourceFieldSelector(Struct, kw_only=True, omit_defaults=True, gc=False):
    container_name: str = _f(name='containerName', default='')
    resource: str = _f(default_factory=str)
    divisor: Quantity = _f(default_factory=_zero_quantity)


class ResourceHealth(Struct, kw_only=True, omit_defaults=True, gc=False):
    resource_id: str = _f(name='resourceID', default_factory=str)
    health: str = ''
    message: str | None = None


class ResourceQuotaSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    hard: dict[str, Quantity] = _f(default_factory=dict)
    scopes: list[str] = _f(default_factory=list)
    scope_selector: ScopeSelector | None = _f(name='scopeSelector', default=None)


class ResourceQuotaStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    hard: dict[str, Quantity] = _f(default_factory=dict)
    used: dict[str, Quantity] = _f(default_factory=dict)


class ResourceQuota(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ResourceQuota')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: ResourceQuotaSpec = _f(default_factory=ResourceQuotaSpec)
    status: ResourceQuotaStatus = _f(default_factory=ResourceQuotaStatus)


class ResourceQuotaList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ResourceQuotaList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[ResourceQuota] = _f(default_factory=_list)


class ResourceStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    resources: list[ResourceHealth] = _f(default_factory=list)


class SELinuxOptions(Struct, kw_only=True, omit_defaults=True, gc=False):
    user: str = ''
    role: str = ''
    type: str = ''
    level: str = ''


class ScaleIOPersistentVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    gateway: str = _f(default_factory=str)
    system: str = _f(default_factory=str)
    secret_ref: SecretReference | None = _f(name='secretRef', default_factory=_none)
    ssl_enabled: bool = _f(name='sslEnabled', default=False)
    protection_domain: str = _f(name='protectionDomain', default='')
    storage_pool: str = _f(name='storagePool', default='')
    storage_mode: str = _f(name='storageMode', default='')
    volume_name: str = _f(name='volumeName', default='')
    fs_type: str = _f(name='fsType', default='')
    read_only: bool = _f(name='readOnly', default=False)


class ScaleIOVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    gateway: str = _f(default_factory=str)
    system: str = _f(default_factory=str)
    secret_ref: LocalObjectReference | None = _f(name='secretRef', default_factory=_none)
    ssl_enabled: bool = _f(name='sslEnabled', default=False)
    protection_domain: str = _f(name='protectionDomain', default='')
    storage_pool: str = _f(name='storagePool', default='')
    storage_mode: str = _f(name='storageMode', default='')
    volume_name: str = _f(name='volumeName', default='')
    fs_type: str = _f(name='fsType', default='')
    read_only: bool = _f(name='readOnly', default=False)


class ScopeSelector(Struct, kw_only=True, omit_defaults=True, gc=False):
    match_expressions: list[ScopedResourceSelectorRequirement] = _f(name='matchExpressions', default_factory=list)


class ScopedResourceSelectorRequirement(Struct, kw_only=True, omit_defaults=True, gc=False):
    scope_name: str = _f(name='scopeName', default_factory=str)
    operator: str = _f(default_factory=str)
    values: list[str] = _f(default_factory=list)


class SeccompProfile(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    localhost_profile: str | None = _f(name='localhostProfile', default=None)


class Secret(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'Secret')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    immutable: bool | None = None
    data: dict[str, bytes] = _f(default_factory=dict)
    string_data: dict[str, str] = _f(name='stringData', default_factory=dict)
    type: str = ''


class SecretEnvSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = ''
    optional: bool | None = None


class SecretKeySelector(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = ''
    key: str = _f(default_factory=str)
    optional: bool | None = None


class SecretList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'SecretList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[Secret] = _f(default_factory=_list)


class SecretProjection(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = ''
    items: list[KeyToPath] = _f(default_factory=list)
    optional: bool | None = None


class SecretReference(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = ''
    namespace: str = ''


class SecretVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    secret_name: str = _f(name='secretName', default='')
    items: list[KeyToPath] = _f(default_factory=list)
    default_mode: Int32 | None = _f(name='defaultMode', default=None)
    optional: bool | None = None


class SecurityContext(Struct, kw_only=True, omit_defaults=True, gc=False):
    capabilities: Capabilities | None = None
    privileged: bool | None = None
    se_linux_options: SELinuxOptions | None = _f(name='seLinuxOptions', default=None)
    windows_options: WindowsSecurityContextOptions | None = _f(name='windowsOptions', default=None)
    run_as_user: Int64 | None = _f(name='runAsUser', default=None)
    run_as_group: Int64 | None = _f(name='runAsGroup', default=None)
    run_as_non_root: bool | None = _f(name='runAsNonRoot', default=None)
    read_only_root_filesystem: bool | None = _f(name='readOnlyRootFilesystem', default=None)
    allow_privilege_escalation: bool | None = _f(name='allowPrivilegeEscalation', default=None)
    proc_mount: str | None = _f(name='procMount', default=None)
    seccomp_profile: SeccompProfile | None = _f(name='seccompProfile', default=None)
    app_armor_profile: AppArmorProfile | None = _f(name='appArmorProfile', default=None)


class SerializedReference(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'SerializedReference')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    reference: ObjectReference = _f(default_factory=ObjectReference)


class ServiceSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    ports: list[ServicePort] = _f(default_factory=list)
    selector: dict[str, str] = _f(default_factory=dict)
    cluster_ip: str = _f(name='clusterIP', default='')
    cluster_ips: list[str] = _f(name='clusterIPs', default_factory=list)
    type: str = ''
    external_ips: list[str] = _f(name='externalIPs', default_factory=list)
    session_affinity: str = _f(name='sessionAffinity', default='')
    load_balancer_ip: str = _f(name='loadBalancerIP', default='')
    load_balancer_source_ranges: list[str] = _f(name='loadBalancerSourceRanges', default_factory=list)
    external_name: str = _f(name='externalName', default='')
    external_traffic_policy: str = _f(name='externalTrafficPolicy', default='')
    health_check_node_port: Int32 = _f(name='healthCheckNodePort', default=0)
    publish_not_ready_addresses: bool = _f(name='publishNotReadyAddresses', default=False)
    session_affinity_config: SessionAffinityConfig | None = _f(name='sessionAffinityConfig', default=None)
    ip_families: list[str] = _f(name='ipFamilies', default_factory=list)
    ip_family_policy: str | None = _f(name='ipFamilyPolicy', default=None)
    allocate_load_balancer_node_ports: bool | None = _f(name='allocateLoadBalancerNodePorts', default=None)
    load_balancer_class: str | None = _f(name='loadBalancerClass', default=None)
    internal_traffic_policy: str | None = _f(name='internalTrafficPolicy', default=None)
    traffic_distribution: str | None = _f(name='trafficDistribution', default=None)


class ServiceStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    load_balancer: LoadBalancerStatus = _f(name='loadBalancer', default_factory=LoadBalancerStatus)
    conditions: list[meta_v1.Condition] = _f(default_factory=list)


class Service(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'Service')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: ServiceSpec = _f(default_factory=ServiceSpec)
    status: ServiceStatus = _f(default_factory=ServiceStatus)


class ServiceAccount(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ServiceAccount')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    secrets: list[ObjectReference] = _f(default_factory=list)
    image_pull_secrets: list[LocalObjectReference] = _f(name='imagePullSecrets', default_factory=list)
    automount_service_account_token: bool | None = _f(name='automountServiceAccountToken', default=None)


class ServiceAccountList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ServiceAccountList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[ServiceAccount] = _f(default_factory=_list)


class ServiceAccountTokenProjection(Struct, kw_only=True, omit_defaults=True, gc=False):
    audience: str = ''
    expiration_seconds: Int64 | None = _f(name='expirationSeconds', default=None)
    path: str = _f(default_factory=str)


class ServiceList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ServiceList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[Service] = _f(default_factory=_list)


class ServicePort(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = ''
    protocol: str = ''
    app_protocol: str | None = _f(name='appProtocol', default=None)
    port: Int32 = _f(default_factory=int)
    target_port: IntOrString = _f(name='targetPort', default_factory=int)
    node_port: Int32 = _f(name='nodePort', default=0)


class ServiceProxyOptions(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ServiceProxyOptions')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    path: str = ''


class SessionAffinityConfig(Struct, kw_only=True, omit_defaults=True, gc=False):
    client_ip: ClientIPConfig | None = _f(name='clientIP', default=None)


class SleepAction(Struct, kw_only=True, omit_defaults=True, gc=False):
    seconds: Int64 = _f(default_factory=int)


class StorageOSPersistentVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    volume_name: str = _f(name='volumeName', default='')
    volume_namespace: str = _f(name='volumeNamespace', default='')
    fs_type: str = _f(name='fsType', default='')
    read_only: bool = _f(name='readOnly', default=False)
    secret_ref: ObjectReference | None = _f(name='secretRef', default=None)


class StorageOSVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    volume_name: str = _f(name='volumeName', default='')
    volume_namespace: str = _f(name='volumeNamespace', default='')
    fs_type: str = _f(name='fsType', default='')
    read_only: bool = _f(name='readOnly', default=False)
    secret_ref: LocalObjectReference | None = _f(name='secretRef', default=None)


class Sysctl(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    value: str = _f(default_factory=str)


class TCPSocketAction(Struct, kw_only=True, omit_defaults=True, gc=False):
    port: IntOrString = _f(default_factory=int)
    host: str = ''


class Taint(Struct, kw_only=True, omit_defaults=True, gc=False):
    key: str = _f(default_factory=str)
    value: str = ''
    effect: str = _f(default_factory=str)
    time_added: Time | None = _f(name='timeAdded', default=None)


class Toleration(Struct, kw_only=True, omit_defaults=True, gc=False):
    key: str = ''
    operator: str = ''
    value: str = ''
    effect: str = ''
    toleration_seconds: Int64 | None = _f(name='tolerationSeconds', default=None)


class TopologySelectorLabelRequirement(Struct, kw_only=True, omit_defaults=True, gc=False):
    key: str = _f(default_factory=str)
    values: list[str] = _f(default_factory=_list)


class TopologySelectorTerm(Struct, kw_only=True, omit_defaults=True, gc=False):
    match_label_expressions: list[TopologySelectorLabelRequirement] = _f(name='matchLabelExpressions', default_factory=list)


class TopologySpreadConstraint(Struct, kw_only=True, omit_defaults=True, gc=False):
    max_skew: Int32 = _f(name='maxSkew', default_factory=int)
    topology_key: str = _f(name='topologyKey', default_factory=str)
    when_unsatisfiable: str = _f(name='whenUnsatisfiable', default_factory=str)
    label_selector: meta_v1.LabelSelector | None = _f(name='labelSelector', default=None)
    min_domains: Int32 | None = _f(name='minDomains', default=None)
    node_affinity_policy: str | None = _f(name='nodeAffinityPolicy', default=None)
    node_taints_policy: str | None = _f(name='nodeTaintsPolicy', default=None)
    match_label_keys: list[str] = _f(name='matchLabelKeys', default_factory=list)


class TypedLocalObjectReference(Struct, kw_only=True, omit_defaults=True, gc=False):
    api_group: str | None = _f(name='apiGroup', default_factory=_none)
    kind: str = _f(default_factory=str)
    name: str = _f(default_factory=str)


class TypedObjectReference(Struct, kw_only=True, omit_defaults=True, gc=False):
    api_group: str | None = _f(name='apiGroup', default_factory=_none)
    kind: str = _f(default_factory=str)
    name: str = _f(default_factory=str)
    namespace: str | None = None


class Volume(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    host_path: HostPathVolumeSource | None = _f(name='hostPath', default=None)
    empty_dir: EmptyDirVolumeSource | None = _f(name='emptyDir', default=None)
    gce_persistent_disk: GCEPersistentDiskVolumeSource | None = _f(name='gcePersistentDisk', default=None)
    aws_elastic_block_store: AWSElasticBlockStoreVolumeSource | None = _f(name='awsElasticBlockStore', default=None)
    git_repo: GitRepoVolumeSource | None = _f(name='gitRepo', default=None)
    secret: SecretVolumeSource | None = None
    nfs: NFSVolumeSource | None = None
    iscsi: ISCSIVolumeSource | None = None
    glusterfs: GlusterfsVolumeSource | None = None
    persistent_volume_claim: PersistentVolumeClaimVolumeSource | None = _f(name='persistentVolumeClaim', default=None)
    rbd: RBDVolumeSource | None = None
    flex_volume: FlexVolumeSource | None = _f(name='flexVolume', default=None)
    cinder: CinderVolumeSource | None = None
    cephfs: CephFSVolumeSource | None = None
    flocker: FlockerVolumeSource | None = None
    downward_api: DownwardAPIVolumeSource | None = _f(name='downwardAPI', default=None)
    fc: FCVolumeSource | None = None
    azure_file: AzureFileVolumeSource | None = _f(name='azureFile', default=None)
    config_map: ConfigMapVolumeSource | None = _f(name='configMap', default=None)
    vsphere_volume: VsphereVirtualDiskVolumeSource | None = _f(name='vsphereVolume', default=None)
    quobyte: QuobyteVolumeSource | None = None
    azure_disk: AzureDiskVolumeSource | None = _f(name='azureDisk', default=None)
    photon_persistent_disk: PhotonPersistentDiskVolumeSource | None = _f(name='photonPersistentDisk', default=None)
    projected: ProjectedVolumeSource | None = None
    portworx_volume: PortworxVolumeSource | None = _f(name='portworxVolume', default=None)
    scale_io: ScaleIOVolumeSource | None = _f(name='scaleIO', default=None)
    storageos: StorageOSVolumeSource | None = None
    csi: CSIVolumeSource | None = None
    ephemeral: EphemeralVolumeSource | None = None
    image: ImageVolumeSource | None = None


class VolumeDevice(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    device_path: str = _f(name='devicePath', default_factory=str)


class VolumeMount(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    read_only: bool = _f(name='readOnly', default=False)
    recursive_read_only: str | None = _f(name='recursiveReadOnly', default=None)
    mount_path: str = _f(name='mountPath', default_factory=str)
    sub_path: str = _f(name='subPath', default='')
    mount_propagation: str | None = _f(name='mountPropagation', default=None)
    sub_path_expr: str = _f(name='subPathExpr', default='')


class VolumeMountStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    mount_path: str = _f(name='mountPath', default_factory=str)
    read_only: bool = _f(name='readOnly', default=False)
    recursive_read_only: str | None = _f(name='recursiveReadOnly', default=None)
    volume_status: VolumeStatus | None = _f(name='volumeStatus', default=None)


class VolumeNodeAffinity(Struct, kw_only=True, omit_defaults=True, gc=False):
    required: NodeSelector | None = None


class VolumeProjection(Struct, kw_only=True, omit_defaults=True, gc=False):
    secret: SecretProjection | None = None
    downward_api: DownwardAPIProjection | None = _f(name='downwardAPI', default=None)
    config_map: ConfigMapProjection | None = _f(name='configMap', default=None)
    service_account_token: ServiceAccountTokenProjection | None = _f(name='serviceAccountToken', default=None)
    cluster_trust_bundle: ClusterTrustBundleProjection | None = _f(name='clusterTrustBundle', default=None)
    pod_certificate: PodCertificateProjection | None = _f(name='podCertificate', default=None)


class VolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    host_path: HostPathVolumeSource | None = _f(name='hostPath', default=None)
    empty_dir: EmptyDirVolumeSource | None = _f(name='emptyDir', default=None)
    gce_persistent_disk: GCEPersistentDiskVolumeSource | None = _f(name='gcePersistentDisk', default=None)
    aws_elastic_block_store: AWSElasticBlockStoreVolumeSource | None = _f(name='awsElasticBlockStore', default=None)
    git_repo: GitRepoVolumeSource | None = _f(name='gitRepo', default=None)
    secret: SecretVolumeSource | None = None
    nfs: NFSVolumeSource | None = None
    iscsi: ISCSIVolumeSource | None = None
    glusterfs: GlusterfsVolumeSource | None = None
    persistent_volume_claim: PersistentVolumeClaimVolumeSource | None = _f(name='persistentVolumeClaim', default=None)
    rbd: RBDVolumeSource | None = None
    flex_volume: FlexVolumeSource | None = _f(name='flexVolume', default=None)
    cinder: CinderVolumeSource | None = None
    cephfs: CephFSVolumeSource | None = None
    flocker: FlockerVolumeSource | None = None
    downward_api: DownwardAPIVolumeSource | None = _f(name='downwardAPI', default=None)
    fc: FCVolumeSource | None = None
    azure_file: AzureFileVolumeSource | None = _f(name='azureFile', default=None)
    config_map: ConfigMapVolumeSource | None = _f(name='configMap', default=None)
    vsphere_volume: VsphereVirtualDiskVolumeSource | None = _f(name='vsphereVolume', default=None)
    quobyte: QuobyteVolumeSource | None = None
    azure_disk: AzureDiskVolumeSource | None = _f(name='azureDisk', default=None)
    photon_persistent_disk: PhotonPersistentDiskVolumeSource | None = _f(name='photonPersistentDisk', default=None)
    projected: ProjectedVolumeSource | None = None
    portworx_volume: PortworxVolumeSource | None = _f(name='portworxVolume', default=None)
    scale_io: ScaleIOVolumeSource | None = _f(name='scaleIO', default=None)
    storageos: StorageOSVolumeSource | None = None
    csi: CSIVolumeSource | None = None
    ephemeral: EphemeralVolumeSource | None = None
    image: ImageVolumeSource | None = None


class VolumeStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    image: ImageVolumeStatus | None = None


class VsphereVirtualDiskVolumeSource(Struct, kw_only=True, omit_defaults=True, gc=False):
    volume_path: str = _f(name='volumePath', default_factory=str)
    fs_type: str = _f(name='fsType', default='')
    storage_policy_name: str = _f(name='storagePolicyName', default='')
    storage_policy_id: str = _f(name='storagePolicyID', default='')


class WeightedPodAffinityTerm(Struct, kw_only=True, omit_defaults=True, gc=False):
    weight: Int32 = _f(default_factory=int)
    pod_affinity_term: PodAffinityTerm = _f(name='podAffinityTerm', default_factory=PodAffinityTerm)


class WindowsSecurityContextOptions(Struct, kw_only=True, omit_defaults=True, gc=False):
    gmsa_credential_spec_name: str | None = _f(name='gmsaCredentialSpecName', default=None)
    gmsa_credential_spec: str | None = _f(name='gmsaCredentialSpec', default=None)
    run_as_user_name: str | None = _f(name='runAsUserName', default=None)
    host_process: bool | None = _f(name='hostProcess', default=None)
