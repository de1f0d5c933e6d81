"""What lets a pod reach the host: namespaces, paths, ports, hosts of probes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sampan.api.generated import core_v1, meta_v1
from sampan.apiserver.admission.podsecurity.checks.words import Finding, containers, named, plural, quoted, setters


def host_namespaces_0(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    shared = {'hostNetwork': spec.host_network, 'hostPID': spec.host_pid, 'hostIPC': spec.host_ipc}
    bad = [f'{name}=true' for name, value in shared.items() if value]
    return Finding('host namespaces', ', '.join(bad)) if bad else None


def host_path_volumes_0(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    bad = [volume.name for volume in spec.volumes if volume.host_path is not None]
    if not bad:
        return None
    return Finding('hostPath volumes', f'{plural("volume", "volumes", len(bad))} {quoted(bad)}')


def host_ports_0(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    bad: list[str] = []
    ports: set[str] = set()
    for container in containers(spec):
        used = [str(port.host_port) for port in container.ports if port.host_port]
        ports.update(used)
        bad += [container.name] if used else []
    if not bad:
        return None
    words = (named(bad), plural('uses', 'use', len(bad)), plural('hostPort', 'hostPorts', len(ports)))
    return Finding('hostPort', f'{" ".join(words)} {", ".join(sorted(ports))}')


def host_probes_34(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    bad: set[str] = set()
    hosts: set[str] = set()
    for container in containers(spec):
        found = set(_hosts(container))
        hosts |= found
        bad |= {container.name} if found else set()
    if not bad:
        return None
    what = plural('probe or lifecycle host', 'probe or lifecycle hosts', len(hosts))
    words = (named(sorted(bad)), plural('uses', 'use', len(bad)), what, quoted(sorted(hosts)))
    return Finding('probe or lifecycle host', ' '.join(words))


def _hosts(container: Any) -> Iterator[str]:
    handlers = [container.liveness_probe, container.readiness_probe, container.startup_probe]
    if container.lifecycle is not None:
        handlers += [container.lifecycle.post_start, container.lifecycle.pre_stop]
    for handler in handlers:
        for way in () if handler is None else (handler.http_get, handler.tcp_socket):
            if way is not None and way.host:
                yield way.host


def privileged_0(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    bad = [c.name for c in containers(spec) if c.security_context is not None and c.security_context.privileged]
    return Finding('privileged', f'{named(bad)} must not set securityContext.privileged=true') if bad else None


def windows_host_process_0(meta: meta_v1.ObjectMeta, spec: core_v1.PodSpec) -> Finding | None:
    bad = [c.name for c in containers(spec) if _host_process(c.security_context)]
    who = setters(_host_process(spec.security_context), bad)
    return (
        Finding('hostProcess', f'{who} must not set securityContext.windowsOptions.hostProcess=true') if who else None
    )


def _host_process(context: Any) -> bool:
    return context is not None and context.windows_options is not None and bool(context.windows_options.host_process)
