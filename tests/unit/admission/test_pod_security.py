"""The Pod Security Standards: levels, versions, and what each rule says."""

from __future__ import annotations

from typing import Any

import pytest

from sampan.api.generated import core_v1, meta_v1
from sampan.apiserver.admission.podsecurity import existing
from sampan.apiserver.admission.podsecurity.evaluate import details, evaluate
from sampan.apiserver.admission.podsecurity.policy import LevelVersion, Policy, policy_of

LABEL = 'pod-security.kubernetes.io/'
GOOD = core_v1.SecurityContext(
    allow_privilege_escalation=False, capabilities=core_v1.Capabilities(drop=['ALL']), run_as_non_root=True
)


def spec(*containers: core_v1.Container, **more: Any) -> core_v1.PodSpec:
    return core_v1.PodSpec(containers=list(containers) or [container()], **more)


def container(name: str = 'a', **context: Any) -> core_v1.Container:
    return core_v1.Container(name=name, security_context=core_v1.SecurityContext(**context) if context else None)


def violations(level: str, pod: core_v1.PodSpec, version: str = 'latest', **annotations: str) -> str:
    meta = meta_v1.ObjectMeta(
        annotations={key.replace('__', '/').replace('_', '.'): v for key, v in annotations.items()}
    )
    return details(evaluate(LevelVersion(level, version), meta, pod))


def test_a_restricted_namespace_names_everything_that_is_missing() -> None:
    """The text everybody knows from kubectl."""
    assert violations('restricted', spec(container('nginx'))) == (
        'allowPrivilegeEscalation != false '
        '(container "nginx" must set securityContext.allowPrivilegeEscalation=false), '
        'unrestricted capabilities (container "nginx" must set securityContext.capabilities.drop=["ALL"]), '
        'runAsNonRoot != true (pod or container "nginx" must set securityContext.runAsNonRoot=true), '
        'seccompProfile (pod or container "nginx" must set securityContext.seccompProfile.type to "RuntimeDefault" '
        'or "Localhost")'
    )


def test_a_hardened_pod_is_restricted() -> None:
    profile = core_v1.PodSecurityContext(seccomp_profile=core_v1.SeccompProfile(type='RuntimeDefault'))
    pod = spec(core_v1.Container(name='a', security_context=GOOD), security_context=profile)
    assert violations('restricted', pod) == ''


BASELINE = [
    (spec(host_network=True, host_pid=True), 'host namespaces (hostNetwork=true, hostPID=true)'),
    (
        spec(volumes=[core_v1.Volume(name='v', host_path=core_v1.HostPathVolumeSource(path='/'))]),
        'hostPath volumes (volume "v")',
    ),
    (
        spec(
            core_v1.Container(name='a', ports=[core_v1.ContainerPort(host_port=80), core_v1.ContainerPort(host_port=9)])
        ),
        'hostPort (container "a" uses hostPorts 80, 9)',
    ),
    (
        spec(container('a', privileged=True), container('b', privileged=True)),
        'privileged (containers "a", "b" must not set securityContext.privileged=true)',
    ),
    (
        spec(container(capabilities=core_v1.Capabilities(add=['NET_RAW', 'CHOWN', 'BPF']))),
        'non-default capabilities '
        '(container "a" must not include "BPF", "NET_RAW" in securityContext.capabilities.add)',
    ),
    (
        spec(container(proc_mount='Unmasked')),
        'procMount (container "a" must not set securityContext.procMount to "Unmasked")',
    ),
    (
        spec(container(se_linux_options=core_v1.SELinuxOptions(type='spc_t', user='u'))),
        'seLinuxOptions '
        '(container "a" set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set)',
    ),
    (
        spec(security_context=core_v1.PodSecurityContext(seccomp_profile=core_v1.SeccompProfile(type='Unconfined'))),
        'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
    ),
    (
        spec(security_context=core_v1.PodSecurityContext(sysctls=[core_v1.Sysctl(name='kernel.msgmax', value='1')])),
        'forbidden sysctls (kernel.msgmax)',
    ),
    (
        spec(container(windows_options=core_v1.WindowsSecurityContextOptions(host_process=True))),
        'hostProcess (container "a" must not set securityContext.windowsOptions.hostProcess=true)',
    ),
    (
        spec(container(app_armor_profile=core_v1.AppArmorProfile(type='Unconfined'))),
        'forbidden AppArmor profile (container "a" must not set AppArmor profile type to "Unconfined")',
    ),
    (
        spec(core_v1.Container(name='a', liveness_probe=core_v1.Probe(tcp_socket=core_v1.TCPSocketAction(host='h')))),
        'probe or lifecycle host (container "a" uses probe or lifecycle host "h")',
    ),
]


@pytest.mark.parametrize(('pod', 'text'), BASELINE, ids=[text.partition(' (')[0] for _, text in BASELINE])
def test_baseline_refuses_what_is_known_to_escalate(pod: core_v1.PodSpec, text: str) -> None:
    assert violations('baseline', pod) == text
    assert violations('privileged', pod) == ''


def test_annotations_of_old_profiles_are_read() -> None:
    annotations = {'container_apparmor_security_beta_kubernetes_io__a': 'unconfined'}
    assert violations('baseline', spec(), **annotations) == (
        'forbidden AppArmor profile (annotation must not set AppArmor profile type to '
        '"container.apparmor.security.beta.kubernetes.io/a="unconfined"")'
    )


def test_a_version_has_the_rules_of_its_time() -> None:
    probe = spec(
        core_v1.Container(name='a', liveness_probe=core_v1.Probe(tcp_socket=core_v1.TCPSocketAction(host='h')))
    )
    assert violations('baseline', probe, 'v1.33') == ''
    assert violations('baseline', probe, 'v1.34') != ''
    reserved = core_v1.PodSecurityContext(sysctls=[core_v1.Sysctl(name='net.ipv4.tcp_rmem', value='1')])
    assert violations('baseline', spec(security_context=reserved), 'v1.31') == 'forbidden sysctls (net.ipv4.tcp_rmem)'
    assert violations('baseline', spec(security_context=reserved), 'v1.99') == ''
    assert 'allowPrivilegeEscalation' not in violations('restricted', spec(), 'v1.7')


def test_windows_and_user_namespaces_are_excused_from_what_does_not_concern_them() -> None:
    windows = spec(os=core_v1.PodOS(name='windows'))
    assert violations('restricted', windows) == (
        'runAsNonRoot != true (pod or container "a" must set securityContext.runAsNonRoot=true)'
    )
    own_users = spec(container(proc_mount='Unmasked', run_as_user=0), host_users=False)
    assert violations('baseline', own_users) == ''
    assert 'runAsUser' not in violations('restricted', own_users) and 'procMount' in violations('restricted', own_users)


def test_restricted_knows_volume_types() -> None:
    volumes = [
        core_v1.Volume(name='n', nfs=core_v1.NFSVolumeSource()),
        core_v1.Volume(name='h', host_path=core_v1.HostPathVolumeSource(path='/')),
        core_v1.Volume(name='c', config_map=core_v1.ConfigMapVolumeSource()),
    ]
    assert 'restricted volume types (volumes "n", "h" use restricted volume types "hostPath", "nfs")' in violations(
        'restricted', spec(volumes=volumes)
    )


def test_labels_make_a_policy() -> None:
    policy, wrong = policy_of({LABEL + 'enforce': 'baseline', LABEL + 'enforce-version': 'v1.30'}, Policy())
    assert not wrong and str(policy.enforce) == str(policy.warn) == 'baseline:v1.30'
    assert str(policy.audit) == 'privileged:latest'


def test_wrong_labels_fail_closed_for_enforcing_and_open_for_the_rest() -> None:
    labels = {LABEL + 'enforce': 'Baseline', LABEL + 'warn': 'x', LABEL + 'audit-version': 'v1.030'}
    policy, wrong = policy_of(labels, Policy())
    assert (policy.enforce.level, policy.warn.level, policy.audit.version) == ('restricted', 'privileged', 'latest')
    assert [str(error) for error in wrong] == [
        'metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "Baseline": must be one of privileged, '
        'baseline, restricted',
        'metadata.labels[pod-security.kubernetes.io/audit-version]: Invalid value: "v1.030": '
        'must be "latest" or "v1.x"',
        'metadata.labels[pod-security.kubernetes.io/warn]: Invalid value: "x": must be one of privileged, baseline, '
        'restricted',
    ]


def test_owners_of_a_namespace_see_one_line_for_each_kind_of_violation() -> None:
    def pod(name: str, owner: str = '', **more: Any) -> core_v1.Pod:
        owners = [meta_v1.OwnerReference(uid=owner, controller=True)] if owner else []
        return core_v1.Pod(metadata=meta_v1.ObjectMeta(name=name, owner_references=owners), spec=spec(**more))

    pods = [pod('b', host_pid=True), pod('a', host_pid=True), pod('r1', 'o'), pod('c', host_ipc=True), pod('ok')]
    pods.append(core_v1.Pod(metadata=meta_v1.ObjectMeta(name='p'), spec=spec(container(privileged=True))))
    assert existing.warnings('ns', LevelVersion('baseline'), pods) == [
        'existing pods in namespace "ns" violate the new PodSecurity enforce level "baseline:latest"',
        'a (and 2 other pods): host namespaces',
        'p: privileged',
    ]


def test_of_many_replicas_the_first_of_each_controller_is_looked_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(existing, 'MAX_PODS', 1)

    def replica(name: str, host: bool) -> core_v1.Pod:
        owner = meta_v1.OwnerReference(uid='o', controller=True)
        return core_v1.Pod(metadata=meta_v1.ObjectMeta(name=name, owner_references=[owner]), spec=spec(host_pid=host))

    assert existing.warnings('ns', LevelVersion('baseline'), [replica('a', False), replica('b', True)]) == [
        'new PodSecurity enforce level only checked against the first 1 of 2 existing pods'
    ]
