"""The flow schemas and priority levels every cluster has, as facts.

The mandatory ones make sure that there is a place for every request; nobody changes their specs. The suggested ones
are the configuration a cluster begins with; whoever sets their annotation to false has them for himself.
Upstream: k8s.io/apiserver/pkg/apis/flowcontrol/bootstrap.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sampan.api.generated import flowcontrol_v1 as flowcontrol
from sampan.api.generated import meta_v1

AUTOUPDATE = 'apf.kubernetes.io/autoupdate-spec'
ALL = '*'
EXEMPT, CATCH_ALL = 'exempt', 'catch-all'
MASTERS = 'system:masters'
EVERYBODY = ('system:unauthenticated', 'system:authenticated')
NODES = 'system:nodes'
MANAGER, SCHEDULER = 'system:kube-controller-manager', 'system:kube-scheduler'
BY_USER, BY_NAMESPACE = 'ByUser', 'ByNamespace'
LEASES = 'coordination.k8s.io'

Level = flowcontrol.PriorityLevelConfiguration
Schema = flowcontrol.FlowSchema
Subjects = list[flowcontrol.Subject]


@cache
def mandatory_levels() -> Mapping[str, Level]:
    """By name. Shared: copy before changing."""
    exempt = flowcontrol.PriorityLevelConfigurationSpec(
        type='Exempt',
        exempt=flowcontrol.ExemptPriorityLevelConfiguration(nominal_concurrency_shares=0, lendable_percent=0),
    )
    catch_all = flowcontrol.PriorityLevelConfigurationSpec(
        type='Limited',
        limited=flowcontrol.LimitedPriorityLevelConfiguration(
            nominal_concurrency_shares=5,
            lendable_percent=0,
            limit_response=flowcontrol.LimitResponse(type='Reject'),
        ),
    )
    return {EXEMPT: _level(EXEMPT, exempt), CATCH_ALL: _level(CATCH_ALL, catch_all)}


@cache
def suggested_levels() -> Mapping[str, Level]:
    """By name. Shared: copy before changing."""
    return {
        name: _level(name, _queuing(shares, lendable, queues, hand))
        for name, shares, lendable, queues, hand in (
            ('system', 30, 33, 64, 6),
            ('node-high', 40, 25, 64, 6),
            ('leader-election', 10, 0, 16, 4),
            ('workload-high', 40, 50, 128, 6),
            ('workload-low', 100, 90, 128, 6),
            ('global-default', 20, 50, 128, 6),
        )
    }


@cache
def mandatory_schemas() -> Mapping[str, Schema]:
    """By name. Shared: copy before changing."""
    return {
        EXEMPT: _schema(EXEMPT, EXEMPT, 1, '', _everything(_groups(MASTERS))),
        CATCH_ALL: _schema(CATCH_ALL, CATCH_ALL, 10000, BY_USER, _everything(_groups(*EVERYBODY))),
    }


@cache
def suggested_schemas() -> Mapping[str, Schema]:
    """By name. Shared: copy before changing."""
    found = (
        _schema('system-nodes', 'system', 500, BY_USER, _everything(_groups(NODES))),
        _schema('system-node-high', 'node-high', 400, BY_USER, _node_heartbeats()),
        _schema('probes', EXEMPT, 2, '', _probes()),
        _schema('system-leader-election', 'leader-election', 100, BY_USER, _elections()),
        _schema('kube-controller-manager', 'workload-high', 800, BY_NAMESPACE, _everything(_users(MANAGER))),
        _schema('kube-scheduler', 'workload-high', 800, BY_NAMESPACE, _everything(_users(SCHEDULER))),
        _schema('kube-system-service-accounts', 'workload-high', 900, BY_NAMESPACE, _everything(_system_accounts())),
        _schema('service-accounts', 'workload-low', 9000, BY_USER, _everything(_groups('system:serviceaccounts'))),
        _schema('global-default', 'global-default', 9900, BY_USER, _everything(_groups(*EVERYBODY))),
    )
    return {each.metadata.name: each for each in found}


def _metadata(name: str) -> meta_v1.ObjectMeta:
    return meta_v1.ObjectMeta(name=name, annotations={AUTOUPDATE: 'true'})


def _level(name: str, spec: flowcontrol.PriorityLevelConfigurationSpec) -> Level:
    return Level(metadata=_metadata(name), spec=spec)


def _queuing(shares: int, lendable: int, queues: int, hand: int) -> flowcontrol.PriorityLevelConfigurationSpec:
    queuing = flowcontrol.QueuingConfiguration(queues=queues, hand_size=hand, queue_length_limit=50)
    return flowcontrol.PriorityLevelConfigurationSpec(
        type='Limited',
        limited=flowcontrol.LimitedPriorityLevelConfiguration(
            nominal_concurrency_shares=shares,
            lendable_percent=lendable,
            limit_response=flowcontrol.LimitResponse(type='Queue', queuing=queuing),
        ),
    )


def _schema(name: str, level: str, precedence: int, method: str, rules: flowcontrol.PolicyRulesWithSubjects) -> Schema:
    spec = flowcontrol.FlowSchemaSpec(
        priority_level_configuration=flowcontrol.PriorityLevelConfigurationReference(name=level),
        matching_precedence=precedence,
        distinguisher_method=flowcontrol.FlowDistinguisherMethod(type=method) if method else None,
        rules=[rules],
    )
    return Schema(metadata=_metadata(name), spec=spec)


def _everything(subjects: Subjects) -> flowcontrol.PolicyRulesWithSubjects:
    """All that these subjects ask for."""
    return flowcontrol.PolicyRulesWithSubjects(
        subjects=subjects,
        resource_rules=[_resources([ALL], ALL, [ALL], cluster=True)],
        non_resource_rules=[flowcontrol.NonResourcePolicyRule(verbs=[ALL], non_resource_urls=[ALL])],
    )


def _probes() -> flowcontrol.PolicyRulesWithSubjects:
    urls = flowcontrol.NonResourcePolicyRule(verbs=['get'], non_resource_urls=['/healthz', '/readyz', '/livez'])
    return flowcontrol.PolicyRulesWithSubjects(subjects=_groups(*EVERYBODY), non_resource_rules=[urls])


def _elections() -> flowcontrol.PolicyRulesWithSubjects:
    return flowcontrol.PolicyRulesWithSubjects(
        subjects=[*_users(MANAGER, SCHEDULER), *_system_accounts()],
        resource_rules=[_resources(['get', 'create', 'update'], LEASES, ['leases'])],
    )


def _node_heartbeats() -> flowcontrol.PolicyRulesWithSubjects:
    return flowcontrol.PolicyRulesWithSubjects(
        subjects=_groups(NODES),
        resource_rules=[
            _resources([ALL], '', ['nodes', 'nodes/status'], cluster=True),
            _resources([ALL], LEASES, ['leases']),
        ],
    )


def _resources(
    verbs: list[str], group: str, resources: list[str], *, cluster: bool = False
) -> flowcontrol.ResourcePolicyRule:
    return flowcontrol.ResourcePolicyRule(
        verbs=verbs, api_groups=[group], resources=resources, namespaces=[ALL], cluster_scope=cluster
    )


def _groups(*names: str) -> Subjects:
    return [flowcontrol.Subject(kind='Group', group=flowcontrol.GroupSubject(name=name)) for name in names]


def _users(*names: str) -> Subjects:
    return [flowcontrol.Subject(kind='User', user=flowcontrol.UserSubject(name=name)) for name in names]


def _system_accounts() -> Subjects:
    account = flowcontrol.ServiceAccountSubject(namespace='kube-system', name=ALL)
    return [flowcontrol.Subject(kind='ServiceAccount', service_account=account)]
