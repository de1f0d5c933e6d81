"""flowcontrol.apiserver.k8s.io/v1beta1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1
from sampan.api.scalars import Int32, Time
from sampan.api.scalars import list_ as _list
from sampan.api.scalars import none as _none


class ExemptPriorityLevelConfiguration(Struct, kw_only=True, omit_defaults=True, gc=False):
    nominal_concurrency_shares: Int32 | None = _f(name='nominalConcurrencyShares', default=None)
    lendable_percent: Int32 | None = _f(name='lendablePercent', default=None)


class FlowDistinguisherMethod(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)


class PriorityLevelConfigurationReference(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)


class FlowSchemaSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    priority_level_configuration: PriorityLevelConfigurationReference = _f(name='priorityLevelConfiguration', default_factory=PriorityLevelConfigurationReference)
    matching_precedence: Int32 = _f(name='matchingPrecedence', default_factory=int)
    distinguisher_method: FlowDistinguisherMethod | None = _f(name='distinguisherMethod', default=None)
    rules: list[PolicyRulesWithSubjects] = _f(default_factory=list)


class FlowSchemaStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    conditions: list[FlowSchemaCondition] = _f(default_factory=list)


class FlowSchema(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'FlowSchema')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'flowcontrol.apiserver.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: FlowSchemaSpec = _f(default_factory=FlowSchemaSpec)
    status: FlowSchemaStatus = _f(default_factory=FlowSchemaStatus)


class FlowSchemaCondition(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = ''
    status: str = ''
    last_transition_time: Time | None = _f(name='lastTransitionTime', default_factory=_none)
    reason: str = ''
    message: str = ''


class FlowSchemaList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'FlowSchemaList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'flowcontrol.apiserver.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[FlowSchema] = _f(default_factory=_list)


class GroupSubject(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)


class LimitResponse(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    queuing: QueuingConfiguration | None = None


class LimitedPriorityLevelConfiguration(Struct, kw_only=True, omit_defaults=True, gc=False):
    assured_concurrency_shares: Int32 = _f(name='assuredConcurrencyShares', default_factory=int)
    limit_response: LimitResponse = _f(name='limitResponse', default_factory=LimitResponse)
    lendable_percent: Int32 | None = _f(name='lendablePercent', default=None)
    borrowing_limit_percent: Int32 | None = _f(name='borrowingLimitPercent', default=None)


class NonResourcePolicyRule(Struct, kw_only=True, omit_defaults=True, gc=False):
    verbs: list[str] = _f(default_factory=_list)
    non_resource_urls: list[str] = _f(name='nonResourceURLs', default_factory=_list)


class PolicyRulesWithSubjects(Struct, kw_only=True, omit_defaults=True, gc=False):
    subjects: list[Subject] = _f(default_factory=_list)
    resource_rules: list[ResourcePolicyRule] = _f(name='resourceRules', default_factory=list)
    non_resource_rules: list[NonResourcePolicyRule] = _f(name='nonResourceRules', default_factory=list)


class PriorityLevelConfigurationSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    limited: LimitedPriorityLevelConfiguration | None = None
    exempt: ExemptPriorityLevelConfiguration | None = None


class PriorityLevelConfigurationStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    conditions: list[PriorityLevelConfigurationCondition] = _f(default_factory=list)


class PriorityLevelConfiguration(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PriorityLevelConfiguration')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'flowcontrol.apiserver.k8s.io/v1beta1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: PriorityLevelConfigurationSpec = _f(default_factory=PriorityLevelConfigurationSpec)
    status: PriorityLevelConfigurationStatus = _f(default_factory=PriorityLevelConfigurationStatus)


class PriorityLevelConfigurationCondition(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = ''
    status: str = ''
    last_transition_time: Time | None = _f(name='lastTransitionTime', default_factory=_none)
    reason: str = ''
    message: str = ''


class PriorityLevelConfigurationList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PriorityLevelConfigurationList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'flowcontrol.apiserver.k8s.io/v1beta1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[PriorityLevelConfiguration] = _f(default_factory=_list)


class QueuingConfiguration(Struct, kw_only=True, omit_defaults=True, gc=False):
    queues: Int32 = _f(default_factory=int)
    hand_size: Int32 = _f(name='handSize', default_factory=int)
    queue_length_limit: Int32 = _f(name='queueLengthLimit', default_factory=int)


class ResourcePolicyRule(Struct, kw_only=True, omit_defaults=True, gc=False):
    verbs: list[str] = _f(default_factory=_list)
    api_groups: list[str] = _f(name='apiGroups', default_factory=_list)
    resources: list[str] = _f(default_factory=_list)
    cluster_scope: bool = _f(name='clusterScope', default=False)
    namespaces: list[str] = _f(default_factory=_list)


class ServiceAccountSubject(Struct, kw_only=True, omit_defaults=True, gc=False):
    namespace: str = _f(default_factory=str)
    name: str = _f(default_factory=str)


class Subject(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=str)
    user: UserSubject | None = None
    group: GroupSubject | None = None
    service_account: ServiceAccountSubject | None = _f(name='serviceAccount', default=None)


class UserSubject(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
