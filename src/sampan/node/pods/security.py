"""Security contexts of pod and container, merged (upstream: securitycontext, kuberuntime security_context.go)."""

from __future__ import annotations

from sampan.api.generated import core_v1 as core
from sampan.node.pods.spec import full_name
from sampan.node.runtime.base import Image, Security

SECCOMP_ROOT = '/var/lib/kubelet/seccomp'


class NotAllowed(Exception):
    """The container must not run as it would; upstream's CreateContainerConfigError with this text."""


def sandbox_security(pod: core.Pod) -> Security:
    context = pod.spec.security_context or core.PodSecurityContext()
    return Security(
        run_as_user=context.run_as_user,
        run_as_group=context.run_as_group,
        supplemental_groups=_groups(context),
        privileged=any(_privileged(c) for c in [*pod.spec.init_containers, *pod.spec.containers]),
        seccomp='RuntimeDefault' if context.seccomp_profile is None else _seccomp(context.seccomp_profile),
        host_network=pod.spec.host_network,
        host_pid=pod.spec.host_pid,
        host_ipc=pod.spec.host_ipc,
        share_process_namespace=bool(pod.spec.share_process_namespace),
        sysctls={s.name.replace('/', '.'): s.value for s in context.sysctls},
    )


def container_security(pod: core.Pod, container: core.Container, image: Image) -> Security:
    """What applies to one container. Raises NotAllowed when runAsNonRoot does not hold."""
    shared = pod.spec.security_context or core.PodSecurityContext()
    own = container.security_context or core.SecurityContext()
    user = own.run_as_user if own.run_as_user is not None else shared.run_as_user
    non_root = own.run_as_non_root if own.run_as_non_root is not None else shared.run_as_non_root
    if non_root:
        _verify_non_root(pod, container, user, image)
    profile = own.seccomp_profile or shared.seccomp_profile
    capabilities = own.capabilities or core.Capabilities()
    privileged = bool(own.privileged)
    uid, username = _image_user(image) if user is None else (user, '')
    return Security(
        run_as_user=uid,
        run_as_group=own.run_as_group if own.run_as_group is not None else shared.run_as_group,
        run_as_username=username,
        supplemental_groups=_groups(shared),
        privileged=privileged,
        read_only_rootfs=bool(own.read_only_root_filesystem),
        add_capabilities=tuple(capabilities.add),
        drop_capabilities=tuple(capabilities.drop),
        no_new_privs=own.allow_privilege_escalation is False and not privileged,
        seccomp='Unconfined' if profile is None or privileged else _seccomp(profile),
        host_network=pod.spec.host_network,
        host_pid=pod.spec.host_pid,
        host_ipc=pod.spec.host_ipc,
        share_process_namespace=bool(pod.spec.share_process_namespace),
    )


def _groups(context: core.PodSecurityContext) -> tuple[int, ...]:
    groups = list(context.supplemental_groups)
    if context.fs_group is not None and context.fs_group not in groups:
        groups.append(context.fs_group)
    return tuple(groups)


def _privileged(container: core.Container) -> bool:
    return container.security_context is not None and bool(container.security_context.privileged)


def _seccomp(profile: core.SeccompProfile) -> str:
    if profile.type == 'Localhost':
        return f'localhost/{SECCOMP_ROOT}/{profile.localhost_profile}'
    return 'RuntimeDefault' if profile.type == 'RuntimeDefault' else 'Unconfined'


def _image_user(image: Image) -> tuple[int | None, str]:
    """The user of the image's config: a number, or a name the runtime looks up."""
    if image.user.isdigit():
        return int(image.user), ''
    return None, image.user


def _verify_non_root(pod: core.Pod, container: core.Container, user: int | None, image: Image) -> None:
    where = f'(pod: "{full_name(pod)}", container: {container.name})'
    if user is not None:
        if user == 0:
            raise NotAllowed(f"container's runAsUser breaks non-root policy {where}")
        return
    uid, name = _image_user(image)
    if uid == 0 or (uid is None and not name):
        raise NotAllowed(f'container has runAsNonRoot and image will run as root {where}')
    if name:
        raise NotAllowed(
            f'container has runAsNonRoot and image has non-numeric user ({name}), '
            f'cannot verify user is non-root {where}'
        )
