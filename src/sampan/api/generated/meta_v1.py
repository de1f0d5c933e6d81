"""v1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from typing import Any

from msgspec import Raw, Struct
from msgspec import field as _f

from sampan.api.scalars import Int32, Int64, Time
from sampan.api.scalars import NO_RAW as _NO_RAW
from sampan.api.scalars import list_ as _list
from sampan.api.scalars import none as _none
from sampan.api.scalars import null_raw as _null_raw


class GroupVersionForDiscovery(Struct, kw_only=True, omit_defaults=True, gc=False):
    group_version: str = _f(name='groupVersion', default_factory=str)
    version: str = _f(default_factory=str)


class APIGroup(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'APIGroup')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    name: str = _f(default_factory=str)
    versions: list[GroupVersionForDiscovery] = _f(default_factory=_list)
    preferred_version: GroupVersionForDiscovery = _f(name='preferredVersion', default_factory=GroupVersionForDiscovery)
    server_address_by_client_cidrs: list[ServerAddressByClientCIDR] = _f(name='serverAddressByClientCIDRs', default_factory=list)


class APIGroupList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'APIGroupList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    groups: list[APIGroup] = _f(default_factory=_list)


class APIResource(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    singular_name: str = _f(name='singularName', default_factory=str)
    namespaced: bool = _f(default_factory=bool)
    group: str = ''
    version: str = ''
    kind: str = _f(default_factory=str)
    verbs: list[str] = _f(default_factory=_list)
    short_names: list[str] = _f(name='shortNames', default_factory=list)
    categories: list[str] = _f(default_factory=list)
    storage_version_hash: str = _f(name='storageVersionHash', default='')


class APIResourceList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'APIResourceList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    group_version: str = _f(name='groupVersion', default_factory=str)
    resources: list[APIResource] = _f(default_factory=_list)


class APIVersions(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'APIVersions')
    api_version: str = _f(name='apiVersion', default='')
    versions: list[str] = _f(default_factory=_list)
    server_address_by_client_cidrs: list[ServerAddressByClientCIDR] = _f(name='serverAddressByClientCIDRs', default_factory=_list)


class ApplyOptions(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = ''
    api_version: str = _f(name='apiVersion', default='')
    dry_run: list[str] = _f(name='dryRun', default_factory=list)
    force: bool = _f(default_factory=bool)
    field_manager: str = _f(name='fieldManager', default_factory=str)


class Condition(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    status: str = _f(default_factory=str)
    observed_generation: Int64 = _f(name='observedGeneration', default=0)
    last_transition_time: Time | None = _f(name='lastTransitionTime', default_factory=_none)
    reason: str = _f(default_factory=str)
    message: str = _f(default_factory=str)


class CreateOptions(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = ''
    api_version: str = _f(name='apiVersion', default='')
    dry_run: list[str] = _f(name='dryRun', default_factory=list)
    field_manager: str = _f(name='fieldManager', default='')
    field_validation: str = _f(name='fieldValidation', default='')


class DeleteOptions(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = ''
    api_version: str = _f(name='apiVersion', default='')
    grace_period_seconds: Int64 | None = _f(name='gracePeriodSeconds', default=None)
    preconditions: Preconditions | None = None
    orphan_dependents: bool | None = _f(name='orphanDependents', default=None)
    propagation_policy: str | None = _f(name='propagationPolicy', default=None)
    dry_run: list[str] = _f(name='dryRun', default_factory=list)
    ignore_store_read_error_with_cluster_breaking_potential: bool | None = _f(name='ignoreStoreReadErrorWithClusterBreakingPotential', default=None)


class FieldSelectorRequirement(Struct, kw_only=True, omit_defaults=True, gc=False):
    key: str = _f(default_factory=str)
    operator: str = _f(default_factory=str)
    values: list[str] = _f(default_factory=list)


class GetOptions(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = ''
    api_version: str = _f(name='apiVersion', default='')
    resource_version: str = _f(name='resourceVersion', default='')


class GroupKind(Struct, kw_only=True, omit_defaults=True, gc=False):
    group: str = _f(default_factory=str)
    kind: str = _f(default_factory=str)


class GroupResource(Struct, kw_only=True, omit_defaults=True, gc=False):
    group: str = _f(default_factory=str)
    resource: str = _f(default_factory=str)


class GroupVersion(Struct, kw_only=True, omit_defaults=True, gc=False):
    group: str = _f(default_factory=str)
    version: str = _f(default_factory=str)


class GroupVersionKind(Struct, kw_only=True, omit_defaults=True, gc=False):
    group: str = _f(default_factory=str)
    version: str = _f(default_factory=str)
    kind: str = _f(default_factory=str)


class GroupVersionResource(Struct, kw_only=True, omit_defaults=True, gc=False):
    group: str = _f(default_factory=str)
    version: str = _f(default_factory=str)
    resource: str = _f(default_factory=str)


class LabelSelector(Struct, kw_only=True, omit_defaults=True, gc=False):
    match_labels: dict[str, str] = _f(name='matchLabels', default_factory=dict)
    match_expressions: list[LabelSelectorRequirement] = _f(name='matchExpressions', default_factory=list)


class LabelSelectorRequirement(Struct, kw_only=True, omit_defaults=True, gc=False):
    key: str = _f(default_factory=str)
    operator: str = _f(default_factory=str)
    values: list[str] = _f(default_factory=list)


class ListMeta(Struct, kw_only=True, omit_defaults=True, gc=False):
    self_link: str = _f(name='selfLink', default='')
    resource_version: str = _f(name='resourceVersion', default='')
    continue_: str = _f(name='continue', default='')
    remaining_item_count: Int64 | None = _f(name='remainingItemCount', default=None)
    shard_info: ShardInfo | None = _f(name='shardInfo', default=None)


class List(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'List')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: ListMeta = _f(default_factory=ListMeta)
    items: list[Raw] = _f(default_factory=_list)


class ListOptions(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = ''
    api_version: str = _f(name='apiVersion', default='')
    label_selector: str = _f(name='labelSelector', default='')
    field_selector: str = _f(name='fieldSelector', default='')
    watch: bool = False
    allow_watch_bookmarks: bool = _f(name='allowWatchBookmarks', default=False)
    resource_version: str = _f(name='resourceVersion', default='')
    resource_version_match: str = _f(name='resourceVersionMatch', default='')
    timeout_seconds: Int64 | None = _f(name='timeoutSeconds', default=None)
    limit: Int64 = 0
    continue_: str = _f(name='continue', default='')
    send_initial_events: bool | None = _f(name='sendInitialEvents', default=None)
    shard_selector: str = _f(name='shardSelector', default='')


class ManagedFieldsEntry(Struct, kw_only=True, omit_defaults=True, gc=False):
    manager: str = ''
    operation: str = ''
    api_version: str = _f(name='apiVersion', default='')
    time: Time | None = None
    fields_type: str = _f(name='fieldsType', default='')
    fields_v1: Raw = _f(name='fieldsV1', default=_NO_RAW)
    subresource: str = ''


class ObjectMeta(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = ''
    generate_name: str = _f(name='generateName', default='')
    namespace: str = ''
    self_link: str = _f(name='selfLink', default='')
    uid: str = ''
    resource_version: str = _f(name='resourceVersion', default='')
    generation: Int64 = 0
    creation_timestamp: Time | None = _f(name='creationTimestamp', default=None)
    deletion_timestamp: Time | None = _f(name='deletionTimestamp', default=None)
    deletion_grace_period_seconds: Int64 | None = _f(name='deletionGracePeriodSeconds', default=None)
    labels: dict[str, str] = _f(default_factory=dict)
    annotations: dict[str, str] = _f(default_factory=dict)
    owner_references: list[OwnerReference] = _f(name='ownerReferences', default_factory=list)
    finalizers: list[str] = _f(default_factory=list)
    managed_fields: list[ManagedFieldsEntry] = _f(name='managedFields', default_factory=list)


class OwnerReference(Struct, kw_only=True, omit_defaults=True, gc=False):
    api_version: str = _f(name='apiVersion', default_factory=str)
    kind: str = _f(default_factory=str)
    name: str = _f(default_factory=str)
    uid: str = _f(default_factory=str)
    controller: bool | None = None
    block_owner_deletion: bool | None = _f(name='blockOwnerDeletion', default=None)


class PartialObjectMetadata(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PartialObjectMetadata')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'meta.k8s.io/v1')
    metadata: ObjectMeta = _f(default_factory=ObjectMeta)


class PartialObjectMetadataList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'PartialObjectMetadataList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'meta.k8s.io/v1')
    metadata: ListMeta = _f(default_factory=ListMeta)
    items: list[PartialObjectMetadata] = _f(default_factory=_list)


class Patch(Struct, kw_only=True, omit_defaults=True, gc=False):
    """No fields."""


class PatchOptions(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = ''
    api_version: str = _f(name='apiVersion', default='')
    dry_run: list[str] = _f(name='dryRun', default_factory=list)
    force: bool | None = None
    field_manager: str = _f(name='fieldManager', default='')
    field_validation: str = _f(name='fieldValidation', default='')


class Preconditions(Struct, kw_only=True, omit_defaults=True, gc=False):
    uid: str | None = None
    resource_version: str | None = _f(name='resourceVersion', default=None)


class RootPaths(Struct, kw_only=True, omit_defaults=True, gc=False):
    paths: list[str] = _f(default_factory=_list)


class ServerAddressByClientCIDR(Struct, kw_only=True, omit_defaults=True, gc=False):
    client_cidr: str = _f(name='clientCIDR', default_factory=str)
    server_address: str = _f(name='serverAddress', default_factory=str)


class ShardInfo(Struct, kw_only=True, omit_defaults=True, gc=False):
    selector: str = _f(default_factory=str)


class Status(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'Status')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'v1')
    metadata: ListMeta = _f(default_factory=ListMeta)
    status: str = ''
    message: str = ''
    reason: str = ''
    details: StatusDetails | None = None
    code: Int32 = 0


class StatusCause(Struct, kw_only=True, omit_defaults=True, gc=False):
    reason: str = ''
    message: str = ''
    field: str = ''


class StatusDetails(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = ''
    group: str = ''
    kind: str = ''
    uid: str = ''
    causes: list[StatusCause] = _f(default_factory=list)
    retry_after_seconds: Int32 = _f(name='retryAfterSeconds', default=0)


class Table(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'Table')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'meta.k8s.io/v1')
    metadata: ListMeta = _f(default_factory=ListMeta)
    column_definitions: list[TableColumnDefinition] = _f(name='columnDefinitions', default_factory=_list)
    rows: list[TableRow] = _f(default_factory=_list)


class TableColumnDefinition(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    type: str = _f(default_factory=str)
    format: str = _f(default_factory=str)
    description: str = _f(default_factory=str)
    priority: Int32 = _f(default_factory=int)


class TableOptions(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = ''
    api_version: str = _f(name='apiVersion', default='')
    include_object: str = _f(name='includeObject', default='')


class TableRow(Struct, kw_only=True, omit_defaults=True, gc=False):
    cells: list[Any] = _f(default_factory=_list)
    conditions: list[TableRowCondition] = _f(default_factory=list)
    object: Raw = _f(default_factory=_null_raw)


class TableRowCondition(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    status: str = _f(default_factory=str)
    reason: str = ''
    message: str = ''


class UpdateOptions(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = ''
    api_version: str = _f(name='apiVersion', default='')
    dry_run: list[str] = _f(name='dryRun', default_factory=list)
    field_manager: str = _f(name='fieldManager', default='')
    field_validation: str = _f(name='fieldValidation', default='')


class WatchEvent(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    object: Raw = _f(default_factory=_null_raw)
