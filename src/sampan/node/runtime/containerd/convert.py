"""CRI's protobuf messages to and from the runtime's own dataclasses. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sampan.node.runtime import base
from sampan.node.runtime.generated import cri_pb2 as cri

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

PROTOCOLS = {'TCP': cri.TCP, 'UDP': cri.UDP, 'SCTP': cri.SCTP}
PROPAGATION = {
    'None': cri.PROPAGATION_PRIVATE,
    'HostToContainer': cri.PROPAGATION_HOST_TO_CONTAINER,
    'Bidirectional': cri.PROPAGATION_BIDIRECTIONAL,
}
STATES = {
    cri.CONTAINER_CREATED: base.State.CREATED,
    cri.CONTAINER_RUNNING: base.State.RUNNING,
    cri.CONTAINER_EXITED: base.State.EXITED,
}

# What a container that is not privileged may not see or change in /proc and /sys (upstream:
# pkg/securitycontext/util.go).
MASKED_PATHS = (
    '/proc/asound',
    '/proc/acpi',
    '/proc/interrupts',
    '/proc/kcore',
    '/proc/keys',
    '/proc/latency_stats',
    '/proc/timer_list',
    '/proc/timer_stats',
    '/proc/sched_debug',
    '/proc/scsi',
    '/sys/firmware',
    '/sys/devices/virtual/powercap',
)
READONLY_PATHS = ('/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger')


def moment(nanoseconds: int) -> datetime:
    """A CRI time stamp; exact to the microsecond."""
    return EPOCH + timedelta(microseconds=nanoseconds // 1000)


def optional_moment(nanoseconds: int) -> datetime | None:
    """A CRI time stamp of something that may not have happened (zero)."""
    return moment(nanoseconds) if nanoseconds > 0 else None


def sandbox_config(config: base.SandboxConfig, cgroup_parent: str) -> cri.PodSandboxConfig:
    return cri.PodSandboxConfig(
        metadata=cri.PodSandboxMetadata(
            name=config.name, uid=config.uid, namespace=config.namespace, attempt=config.attempt
        ),
        hostname=config.hostname,
        log_directory=config.log_directory,
        dns_config=cri.DNSConfig(servers=config.dns_servers, searches=config.dns_searches, options=config.dns_options),
        port_mappings=[_port(mapping) for mapping in config.port_mappings],
        labels=config.labels,
        annotations=config.annotations,
        linux=cri.LinuxPodSandboxConfig(
            cgroup_parent=config.cgroup_parent or cgroup_parent,
            security_context=_sandbox_security(config.security),
            sysctls=config.security.sysctls,
        ),
    )


def _port(mapping: base.PortMapping) -> cri.PortMapping:
    return cri.PortMapping(
        protocol=PROTOCOLS[mapping.protocol],
        container_port=mapping.container_port,
        host_port=mapping.host_port,
        host_ip=mapping.host_ip,
    )


def _sandbox_security(security: base.Security) -> cri.LinuxSandboxSecurityContext:
    return cri.LinuxSandboxSecurityContext(
        namespace_options=_namespaces(security),
        run_as_user=_optional_int(security.run_as_user),
        run_as_group=_optional_int(security.run_as_group),
        supplemental_groups=security.supplemental_groups,
        readonly_rootfs=security.read_only_rootfs,
        privileged=security.privileged,
        seccomp=_seccomp(security.seccomp),
    )


def _namespaces(security: base.Security) -> cri.NamespaceOption:
    pid = cri.POD if security.share_process_namespace else cri.CONTAINER
    return cri.NamespaceOption(
        network=cri.NODE if security.host_network else cri.POD,
        pid=cri.NODE if security.host_pid else pid,
        ipc=cri.NODE if security.host_ipc else cri.POD,
    )


def _optional_int(value: int | None) -> cri.Int64Value | None:
    return None if value is None else cri.Int64Value(value=value)


def _seccomp(profile: str) -> cri.SecurityProfile:
    if profile == 'RuntimeDefault':
        return cri.SecurityProfile(profile_type=cri.SecurityProfile.RuntimeDefault)
    if profile.startswith('localhost/'):
        path = profile.removeprefix('localhost/')
        return cri.SecurityProfile(profile_type=cri.SecurityProfile.Localhost, localhost_ref=path)
    return cri.SecurityProfile(profile_type=cri.SecurityProfile.Unconfined)


def container_config(config: base.ContainerConfig) -> cri.ContainerConfig:
    return cri.ContainerConfig(
        metadata=cri.ContainerMetadata(name=config.name, attempt=config.attempt),
        image=cri.ImageSpec(image=config.image, user_specified_image=config.image),
        command=config.command,
        args=config.args,
        working_dir=config.working_dir,
        # Go keeps what is not UTF-8 in a variable as it is; surrogateescape is how such text gets here.
        envs=[cri.KeyValue(key=key, value=value.encode('utf-8', 'surrogateescape')) for key, value in config.env],
        mounts=[_mount(mount) for mount in config.mounts],
        labels=config.labels,
        annotations=config.annotations,
        log_path=config.log_path,
        stdin=config.stdin,
        stdin_once=config.stdin_once,
        tty=config.tty,
        linux=cri.LinuxContainerConfig(
            resources=resources(config.resources), security_context=_container_security(config.security)
        ),
        stop_signal=_signal(config.stop_signal),
    )


def _mount(mount: base.Mount) -> cri.Mount:
    return cri.Mount(
        container_path=mount.container_path,
        host_path=mount.host_path,
        readonly=mount.read_only,
        propagation=PROPAGATION[mount.propagation],
    )


def _signal(name: str) -> cri.Signal | str:
    return f'SIGNAL_{name}' if name else cri.SIGNAL_RUNTIME_DEFAULT


def resources(wanted: base.Resources) -> cri.LinuxContainerResources:
    # A period without a quota is not written: runc would set it alone, and cgroups refuse some that upstream never
    # sends.
    return cri.LinuxContainerResources(
        cpu_shares=wanted.cpu_shares,
        cpu_quota=wanted.cpu_quota,
        cpu_period=wanted.cpu_period if wanted.cpu_quota else 0,
        memory_limit_in_bytes=wanted.memory_limit,
        oom_score_adj=wanted.oom_score_adj,
    )


def _container_security(security: base.Security) -> cri.LinuxContainerSecurityContext:
    return cri.LinuxContainerSecurityContext(
        capabilities=cri.Capability(
            add_capabilities=security.add_capabilities, drop_capabilities=security.drop_capabilities
        ),
        privileged=security.privileged,
        namespace_options=_namespaces(security),
        run_as_user=_optional_int(security.run_as_user),
        run_as_username=security.run_as_username,
        run_as_group=_optional_int(security.run_as_group),
        readonly_rootfs=security.read_only_rootfs,
        supplemental_groups=security.supplemental_groups,
        no_new_privs=security.no_new_privs,
        masked_paths=() if security.privileged else MASKED_PATHS,
        readonly_paths=() if security.privileged else READONLY_PATHS,
        seccomp=_seccomp(security.seccomp),
    )


def sandbox_status(status: cri.PodSandboxStatus) -> base.SandboxStatus:
    extra = tuple(address.ip for address in status.network.additional_ips)
    return base.SandboxStatus(
        id=status.id,
        ready=status.state == cri.SANDBOX_READY,
        name=status.metadata.name,
        namespace=status.metadata.namespace,
        uid=status.metadata.uid,
        attempt=status.metadata.attempt,
        created_at=moment(status.created_at),
        ips=(status.network.ip, *extra) if status.network.ip else extra,
        labels=dict(status.labels),
        annotations=dict(status.annotations),
    )


def listed_sandbox(item: cri.PodSandbox) -> base.SandboxStatus:
    """A sandbox as lists have it: without addresses."""
    return base.SandboxStatus(
        id=item.id,
        ready=item.state == cri.SANDBOX_READY,
        name=item.metadata.name,
        namespace=item.metadata.namespace,
        uid=item.metadata.uid,
        attempt=item.metadata.attempt,
        created_at=moment(item.created_at),
        labels=dict(item.labels),
        annotations=dict(item.annotations),
    )


def listed_container(item: cri.Container) -> base.ContainerStatus:
    """A container as lists have it: state, but neither times nor exit code."""
    return base.ContainerStatus(
        id=item.id,
        sandbox=item.pod_sandbox_id,
        name=item.metadata.name,
        attempt=item.metadata.attempt,
        state=STATES.get(item.state, base.State.UNKNOWN),
        image=item.image.image,
        image_id=item.image_ref,
        created_at=moment(item.created_at),
        labels=dict(item.labels),
        annotations=dict(item.annotations),
    )


def container_status(status: cri.ContainerStatus, sandbox: str) -> base.ContainerStatus:
    return base.ContainerStatus(
        id=status.id,
        sandbox=sandbox,
        name=status.metadata.name,
        attempt=status.metadata.attempt,
        state=STATES.get(status.state, base.State.UNKNOWN),
        image=status.image.image,
        image_id=status.image_ref,
        created_at=moment(status.created_at),
        started_at=optional_moment(status.started_at),
        finished_at=optional_moment(status.finished_at),
        exit_code=status.exit_code,
        reason=status.reason,
        message=status.message,
        log_path=status.log_path,
        labels=dict(status.labels),
        annotations=dict(status.annotations),
    )


def image(found: cri.Image) -> base.Image:
    user = str(found.uid.value) if found.HasField('uid') else found.username
    return base.Image(
        id=found.id, tags=tuple(found.repo_tags), digests=tuple(found.repo_digests), size=found.size, user=user
    )


def auth_config(auth: Mapping[str, str] | None) -> cri.AuthConfig | None:
    """Credentials of a pull secret: any of username, password, auth, server_address, identity_token, registry_token."""
    return cri.AuthConfig(**auth) if auth else None
