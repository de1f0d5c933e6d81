"""The values of string types that have a fixed set of them: types marked `+enum` in upstream's sources.

The published description leaves them out; a running API server has them in both dialects, and `kubectl
explain` shows them. Keys are the Go types' names, which no two groups share.
"""

from __future__ import annotations

_SIGNALS = (
    'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT RTMAX RTMAX-1 '
    'RTMAX-10 RTMAX-11 RTMAX-12 RTMAX-13 RTMAX-14 RTMAX-2 RTMAX-3 RTMAX-4 RTMAX-5 RTMAX-6 RTMAX-7 '
    'RTMAX-8 RTMAX-9 RTMIN RTMIN+1 RTMIN+10 RTMIN+11 RTMIN+12 RTMIN+13 RTMIN+14 RTMIN+15 RTMIN+2 '
    'RTMIN+3 RTMIN+4 RTMIN+5 RTMIN+6 RTMIN+7 RTMIN+8 RTMIN+9 SEGV STKFLT STOP SYS TERM TRAP TSTP '
    'TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ'
)

ENUMS: dict[str, tuple[str, ...]] = {
    'AddressType': ('FQDN', 'IPv4', 'IPv6'),
    'AppArmorProfileType': ('Localhost', 'RuntimeDefault', 'Unconfined'),
    'AzureDataDiskCachingMode': ('None', 'ReadOnly', 'ReadWrite'),
    'AzureDataDiskKind': ('Dedicated', 'Managed', 'Shared'),
    'DNSPolicy': ('ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'),
    'DeploymentStrategyType': ('Recreate', 'RollingUpdate'),
    'HostPathType': (
        '',
        'BlockDevice',
        'CharDevice',
        'Directory',
        'DirectoryOrCreate',
        'File',
        'FileOrCreate',
        'Socket',
    ),
    'IPFamily': ('', 'IPv4', 'IPv6'),
    'IPFamilyPolicy': ('PreferDualStack', 'RequireDualStack', 'SingleStack'),
    'MountPropagationMode': ('Bidirectional', 'HostToContainer', 'None'),
    'NamespacePhase': ('Active', 'Terminating'),
    'NodeInclusionPolicy': ('Honor', 'Ignore'),
    'NodePhase': ('Pending', 'Running', 'Terminated'),
    'NodeSelectorOperator': ('DoesNotExist', 'Exists', 'Gt', 'In', 'Lt', 'NotIn'),
    'PersistentVolumeAccessMode': ('ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'),
    'PersistentVolumeMode': ('Block', 'Filesystem'),
    'PodFSGroupChangePolicy': ('Always', 'OnRootMismatch'),
    'PodPhase': ('Failed', 'Pending', 'Running', 'Succeeded', 'Unknown'),
    'PodQOSClass': ('BestEffort', 'Burstable', 'Guaranteed'),
    'PreemptionPolicy': ('Never', 'PreemptLowerPriority'),
    'ProcMountType': ('Default', 'Unmasked'),
    'Protocol': ('SCTP', 'TCP', 'UDP'),
    'PullPolicy': ('Always', 'IfNotPresent', 'Never'),
    'RestartPolicy': ('Always', 'Never', 'OnFailure'),
    'SeccompProfileType': ('Localhost', 'RuntimeDefault', 'Unconfined'),
    'ServiceAffinity': ('ClientIP', 'None'),
    'ServiceExternalTrafficPolicy': ('Cluster', 'Local'),
    'ServiceInternalTrafficPolicy': ('Cluster', 'Local'),
    'ServiceType': ('ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'),
    'SupplementalGroupsPolicy': ('Merge', 'Strict'),
    'TaintEffect': ('NoExecute', 'NoSchedule', 'PreferNoSchedule'),
    'TerminationMessagePolicy': ('FallbackToLogsOnError', 'File'),
    'TolerationOperator': ('Equal', 'Exists', 'Gt', 'Lt'),
    'URIScheme': ('HTTP', 'HTTPS'),
    'UnsatisfiableConstraintAction': ('DoNotSchedule', 'ScheduleAnyway'),
    'Signal': tuple(f'SIG{name}' for name in _SIGNALS.split()),
}
