"""What the conformance suite of Kubernetes 1.36 promises about the API, and the test that holds us to each promise.

The names are those of the suite's tests (docs/KubeConformance-1.36.md of cncf/k8s-conformance), without their tags. A
test is named by its file below `tests/` and its function; what is in brackets is a case of it.
"""

from __future__ import annotations

from collections.abc import Mapping

C = 'behaviour/conformance'
OPERATIONS = f'{C}/test_api_operations.py::test_should_support_api_operations'
HOOKS = 'behaviour/admission/test_webhooks.py'
MORE_HOOKS = f'{C}/test_admission_webhook_promises.py'
CUSTOM_HOOKS = f'{C}/test_admission_of_custom_resources.py'
CUSTOM = f'{C}/test_custom_resource_promises.py'
CONVERSION = 'behaviour/customresources/test_conversion_over_https.py'
DISCOVERY = f'{C}/test_discovery_promises.py'
FIELDS = f'{C}/test_field_validation.py'
COLLECTOR = f'{C}/test_garbage_collector.py'
NAMESPACES = f'{C}/test_namespaces.py'
QUOTA = 'behaviour/controllers/test_resource_quota.py'
MORE_QUOTA = f'{C}/test_resource_quota_promises.py'
CHUNKS = f'{C}/test_chunking.py'
POLICIES = 'behaviour/admission/test_validating_policies.py'
WATCHERS = f'{C}/test_watchers.py'
ACCOUNTS = f'{C}/test_service_accounts.py'

API_MACHINERY: Mapping[str, str] = {
    # API priority and fairness
    'API priority and fairness should support FlowSchema API operations': (
        f'{OPERATIONS}[flowcontrol.apiserver.k8s.io-flowschemas]'
    ),
    'API priority and fairness should support PriorityLevelConfiguration API operations': (
        f'{OPERATIONS}[flowcontrol.apiserver.k8s.io-prioritylevelconfigurations]'
    ),
    # AdmissionWebhook
    'AdmissionWebhook listing mutating webhooks should work': (
        f'{MORE_HOOKS}::test_listing_mutating_webhooks_should_work'
    ),
    'AdmissionWebhook listing validating webhooks should work': (
        f'{MORE_HOOKS}::test_listing_validating_webhooks_should_work'
    ),
    'AdmissionWebhook patching/updating a mutating webhook should work': (
        f'{MORE_HOOKS}::test_patching_updating_a_mutating_webhook_should_work'
    ),
    'AdmissionWebhook patching/updating a validating webhook should work': (
        f'{HOOKS}::test_listing_patching_and_updating_webhooks_takes_effect'
    ),
    'AdmissionWebhook should be able to create and update mutating webhook configurations with match conditions': (
        f'{MORE_HOOKS}::test_should_be_able_to_create_and_update_webhook_configurations_with_match_conditions'
    ),
    'AdmissionWebhook should be able to create and update validating webhook configurations with match conditions': (
        f'{MORE_HOOKS}::test_should_be_able_to_create_and_update_webhook_configurations_with_match_conditions'
    ),
    'AdmissionWebhook should be able to deny attaching pod': f'{HOOKS}::test_should_be_able_to_deny_attaching_pod',
    'AdmissionWebhook should be able to deny custom resource creation, update and deletion': (
        f'{CUSTOM_HOOKS}::test_should_be_able_to_deny_custom_resource_creation_update_and_deletion'
    ),
    'AdmissionWebhook should be able to deny pod and configmap creation': (
        f'{HOOKS}::test_should_be_able_to_deny_pod_and_configmap_creation'
    ),
    'AdmissionWebhook should deny crd creation': f'{MORE_HOOKS}::test_should_deny_crd_creation',
    'AdmissionWebhook should honor timeout': f'{HOOKS}::test_should_honor_timeout',
    'AdmissionWebhook should include webhook resources in discovery documents': (
        f'{DISCOVERY}::test_should_include_resources_in_discovery_documents'
    ),
    'AdmissionWebhook should mutate configmap': f'{HOOKS}::test_should_mutate_configmap',
    'AdmissionWebhook should mutate custom resource': (
        'behaviour/admission/test_webhooks_of_custom_resources.py::test_should_mutate_custom_resource'
    ),
    'AdmissionWebhook should mutate custom resource with different stored version': (
        f'{CUSTOM_HOOKS}::test_should_mutate_custom_resource_with_different_stored_version'
    ),
    'AdmissionWebhook should mutate custom resource with pruning': (
        f'{CUSTOM_HOOKS}::test_should_mutate_custom_resource_with_pruning'
    ),
    "AdmissionWebhook should mutate everything except 'skip-me' configmaps": (
        f'{MORE_HOOKS}::test_should_mutate_everything_except_skip_me_configmaps'
    ),
    'AdmissionWebhook should mutate pod and apply defaults after mutation': (
        f'{HOOKS}::test_should_mutate_pod_and_apply_defaults_after_mutation'
    ),
    'AdmissionWebhook should not be able to mutate or prevent deletion of webhook configuration objects': (
        f'{HOOKS}::test_should_not_be_able_to_mutate_or_prevent_deletion_of_webhook_configuration_objects'
    ),
    'AdmissionWebhook should reject mutating webhook configurations with invalid match conditions': (
        f'{MORE_HOOKS}::test_should_reject_webhook_configurations_with_invalid_match_conditions'
    ),
    'AdmissionWebhook should reject validating webhook configurations with invalid match conditions': (
        f'{MORE_HOOKS}::test_should_reject_webhook_configurations_with_invalid_match_conditions'
    ),
    'AdmissionWebhook should unconditionally reject operations on fail closed webhook': (
        f'{HOOKS}::test_should_unconditionally_reject_operations_on_fail_closed_webhook'
    ),
    # AggregatedDiscovery
    'AggregatedDiscovery should support aggregated discovery interface': (
        f'{DISCOVERY}::test_should_support_aggregated_discovery_interface'
    ),
    'AggregatedDiscovery should support aggregated discovery interface for CRDs': (
        f'{DISCOVERY}::test_should_support_aggregated_discovery_interface_for_crds'
    ),
    'AggregatedDiscovery should support raw aggregated discovery endpoint Accept headers': (
        f'{DISCOVERY}::test_should_support_raw_aggregated_discovery_endpoint_accept_headers'
    ),
    'AggregatedDiscovery should support raw aggregated discovery request for CRDs': (
        f'{DISCOVERY}::test_should_support_raw_aggregated_discovery_request_for_crds'
    ),
    'Aggregator Should be able to support the 1.17 Sample API Server using the current Aggregator': (
        'behaviour/apiserver_front/test_aggregation.py::test_the_sample_api_server_can_be_used'
    ),
    # Custom resources
    'CustomResourceConversionWebhook should be able to convert a non homogeneous list of CRs': (
        f'{CONVERSION}::test_should_be_able_to_convert_a_non_homogeneous_list_of_crs'
    ),
    'CustomResourceConversionWebhook should be able to convert from CR v1 to CR v2': (
        f'{CONVERSION}::test_should_be_able_to_convert_from_cr_v1_to_cr_v2'
    ),
    'CustomResourceDefinition Watch watch on custom resource definition objects': (
        f'{CUSTOM}::test_watch_on_custom_resource_definition_objects'
    ),
    'CustomResourceDefinition resources Simple CustomResourceDefinition '
    'creating/deleting custom resource definition objects works': (
        'behaviour/customresources/test_custom_resources.py::test_creating_and_deleting_a_definition_works'
    ),
    'CustomResourceDefinition resources Simple CustomResourceDefinition '
    'getting/updating/patching custom resource definition status sub-resource works': (
        f'{CUSTOM}::test_getting_updating_patching_custom_resource_definition_status_sub_resource_works'
    ),
    'CustomResourceDefinition resources Simple CustomResourceDefinition '
    'listing custom resource definition objects works': (
        f'{CUSTOM}::test_listing_custom_resource_definition_objects_works'
    ),
    'CustomResourceDefinition resources custom resource defaulting for requests and from storage works': (
        f'{CUSTOM}::test_custom_resource_defaulting_for_requests_and_from_storage_works'
    ),
    'CustomResourceDefinition resources should include custom resource definition resources in discovery documents': (
        f'{DISCOVERY}::test_should_include_resources_in_discovery_documents'
    ),
    'CustomResourceFieldSelectors MUST list and watch custom resources matching the field selector': (
        f'{CUSTOM}::test_custom_resource_field_selectors_must_list_and_watch_custom_resources_matching_the_field_selector'
    ),
    'CustomResourcePublishOpenAPI removes definition from spec when one version gets changed to not be served': (
        f'{CUSTOM}::test_removes_definition_from_spec_when_one_version_gets_changed_to_not_be_served'
    ),
    'CustomResourcePublishOpenAPI updates the published spec when one version gets renamed': (
        f'{CUSTOM}::test_updates_the_published_spec_when_one_version_gets_renamed'
    ),
    'CustomResourcePublishOpenAPI works for CRD preserving unknown fields at the schema root': (
        f'{CUSTOM}::test_works_for_crd_preserving_unknown_fields_at_the_schema_root'
    ),
    'CustomResourcePublishOpenAPI works for CRD preserving unknown fields in an embedded object': (
        f'{CUSTOM}::test_works_for_crd_preserving_unknown_fields_in_an_embedded_object'
    ),
    'CustomResourcePublishOpenAPI works for CRD with validation schema': (
        f'{CUSTOM}::test_works_for_crd_with_validation_schema'
    ),
    'CustomResourcePublishOpenAPI works for CRD without validation schema': (
        f'{CUSTOM}::test_works_for_crd_without_validation_schema'
    ),
    'CustomResourcePublishOpenAPI works for multiple CRDs of different groups': (
        f'{CUSTOM}::test_works_for_multiple_crds_of_different_groups'
    ),
    'CustomResourcePublishOpenAPI works for multiple CRDs of same group and version but different kinds': (
        f'{CUSTOM}::test_works_for_multiple_crds_of_same_group_and_version_but_different_kinds'
    ),
    'CustomResourcePublishOpenAPI works for multiple CRDs of same group but different versions': (
        f'{CUSTOM}::test_works_for_multiple_crds_of_same_group_but_different_versions'
    ),
    # Discovery
    'Discovery should locate the groupVersion and a resource within each APIGroup': (
        f'{DISCOVERY}::test_should_locate_the_group_version_and_a_resource_within_each_api_group'
    ),
    'Discovery should validate PreferredVersion for each APIGroup': (
        f'{DISCOVERY}::test_should_validate_preferred_version_for_each_api_group'
    ),
    'server version should find the server version': f'{DISCOVERY}::test_should_find_the_server_version',
    # FieldValidation
    'FieldValidation should create/apply a CR with unknown fields for CRD with no validation schema': (
        f'{FIELDS}::test_should_create_apply_a_cr_with_unknown_fields_for_crd_with_no_validation_schema'
    ),
    'FieldValidation should create/apply a valid CR for CRD with validation schema': (
        f'{FIELDS}::test_should_create_apply_a_valid_cr_for_crd_with_validation_schema'
    ),
    'FieldValidation should create/apply an invalid CR with extra properties for CRD with validation schema': (
        f'{FIELDS}::test_should_create_apply_an_invalid_cr_with_extra_properties_for_crd_with_validation_schema'
    ),
    'FieldValidation should detect duplicates in a CR when preserving unknown fields': (
        f'{FIELDS}::test_should_detect_duplicates_in_a_cr_when_preserving_unknown_fields'
    ),
    'FieldValidation should detect unknown and duplicate fields of a typed object': (
        f'{FIELDS}::test_should_detect_unknown_and_duplicate_fields_of_a_typed_object'
    ),
    'FieldValidation should detect unknown metadata fields in both the root and embedded object of a CR': (
        f'{FIELDS}::test_should_detect_unknown_metadata_fields_in_both_the_root_and_embedded_object_of_a_cr'
    ),
    'FieldValidation should detect unknown metadata fields of a typed object': (
        f'{FIELDS}::test_should_detect_unknown_metadata_fields_of_a_typed_object'
    ),
    # Garbage collector
    'Garbage collector should delete RS created by deployment when not orphaning': (
        f'{COLLECTOR}::test_should_delete_rs_created_by_deployment_when_not_orphaning'
    ),
    'Garbage collector should delete pods created by rc when not orphaning': (
        f'{COLLECTOR}::test_should_delete_pods_created_by_rc_when_not_orphaning'
    ),
    'Garbage collector should keep the rc around until all its pods are deleted if the deleteOptions says so': (
        f'{COLLECTOR}::test_should_keep_the_rc_around_until_all_its_pods_are_deleted_if_the_delete_options_says_so'
    ),
    'Garbage collector should not be blocked by dependency circle': (
        f'{COLLECTOR}::test_should_not_be_blocked_by_dependency_circle'
    ),
    "Garbage collector should not delete dependents that have both valid owner and owner that's waiting "
    'for dependents to be deleted': (
        f'{COLLECTOR}::test_should_not_delete_dependents_that_have_both_valid_owner_and_owner_thats_waiting'
    ),
    'Garbage collector should orphan RS created by deployment when deleteOptions.PropagationPolicy is Orphan': (
        f'{COLLECTOR}::test_should_orphan_rs_created_by_deployment_when_propagation_policy_is_orphan'
    ),
    'Garbage collector should orphan pods created by rc if delete options say so': (
        f'{COLLECTOR}::test_should_orphan_pods_created_by_rc_if_delete_options_say_so'
    ),
    # Admission policies
    'MutatingAdmissionPolicy should mutate a Deployment': f'{CUSTOM_HOOKS}::test_should_mutate_a_deployment',
    'MutatingAdmissionPolicy should mutate a Deployment with annotations': (
        f'{CUSTOM_HOOKS}::test_should_mutate_a_deployment_with_annotations'
    ),
    'MutatingAdmissionPolicy should support MutatingAdmissionPolicy API operations': (
        f'{OPERATIONS}[admissionregistration.k8s.io-mutatingadmissionpolicies]'
    ),
    'MutatingAdmissionPolicy should support MutatingAdmissionPolicyBinding API operations': (
        f'{OPERATIONS}[admissionregistration.k8s.io-mutatingadmissionpolicybindings]'
    ),
    'ValidatingAdmissionPolicy should allow expressions to refer variables.': (
        f'{POLICIES}::test_should_allow_expressions_to_refer_variables'
    ),
    'ValidatingAdmissionPolicy should support ValidatingAdmissionPolicy API operations': (
        f'{OPERATIONS}[admissionregistration.k8s.io-validatingadmissionpolicies]'
    ),
    'ValidatingAdmissionPolicy should support ValidatingAdmissionPolicyBinding API operations': (
        f'{OPERATIONS}[admissionregistration.k8s.io-validatingadmissionpolicybindings]'
    ),
    'ValidatingAdmissionPolicy should validate against a Deployment': (
        f'{POLICIES}::test_should_validate_against_a_deployment'
    ),
    # Namespaces
    'Namespaces should apply a finalizer to a Namespace': f'{NAMESPACES}::test_should_apply_a_finalizer_to_a_namespace',
    'Namespaces should apply an update to a Namespace': f'{NAMESPACES}::test_should_apply_an_update_to_a_namespace',
    'Namespaces should apply changes to a namespace status': (
        f'{NAMESPACES}::test_should_apply_changes_to_a_namespace_status'
    ),
    'Namespaces should ensure that all pods are removed when a namespace is deleted': (
        f'{NAMESPACES}::test_should_ensure_that_all_pods_are_removed_when_a_namespace_is_deleted'
    ),
    'Namespaces should ensure that all services are removed when a namespace is deleted': (
        f'{NAMESPACES}::test_should_ensure_that_all_services_are_removed_when_a_namespace_is_deleted'
    ),
    'Namespaces should patch a Namespace': f'{NAMESPACES}::test_should_patch_a_namespace',
    'OrderedNamespaceDeletion namespace deletion should delete pod first': (
        f'{NAMESPACES}::test_namespace_deletion_should_delete_pod_first'
    ),
    # ResourceQuota
    'ResourceQuota should apply changes to a resourcequota status': (
        f'{MORE_QUOTA}::test_should_apply_changes_to_a_resource_quota_status'
    ),
    'ResourceQuota should be able to update and delete ResourceQuota.': (
        f'{QUOTA}::test_should_be_able_to_update_and_delete_resource_quota'
    ),
    'ResourceQuota should create a ResourceQuota and capture the life of a configMap.': (
        f'{MORE_QUOTA}::test_should_create_a_resource_quota_and_capture_the_life_of_a_config_map'
    ),
    'ResourceQuota should create a ResourceQuota and capture the life of a pod.': (
        f'{QUOTA}::test_should_create_a_resource_quota_and_capture_the_life_of_a_pod'
    ),
    'ResourceQuota should create a ResourceQuota and capture the life of a replica set.': (
        f'{QUOTA}::test_should_create_a_resource_quota_and_capture_the_life_of_a_replica_set'
    ),
    'ResourceQuota should create a ResourceQuota and capture the life of a replication controller.': (
        f'{MORE_QUOTA}::test_should_create_a_resource_quota_and_capture_the_life_of_a_replication_controller'
    ),
    'ResourceQuota should create a ResourceQuota and capture the life of a secret.': (
        f'{MORE_QUOTA}::test_should_create_a_resource_quota_and_capture_the_life_of_a_secret'
    ),
    'ResourceQuota should create a ResourceQuota and capture the life of a service.': (
        f'{QUOTA}::test_should_create_a_resource_quota_and_capture_the_life_of_a_service'
    ),
    'ResourceQuota should create a ResourceQuota and ensure its status is promptly calculated.': (
        f'{QUOTA}::test_should_create_a_resource_quota_and_ensure_its_status_is_promptly_calculated'
    ),
    'ResourceQuota should manage the lifecycle of a ResourceQuota': (
        f'{MORE_QUOTA}::test_should_manage_the_lifecycle_of_a_resource_quota'
    ),
    'ResourceQuota should verify ResourceQuota with best effort scope.': (
        f'{QUOTA}::test_should_verify_resource_quota_with_best_effort_scope'
    ),
    'ResourceQuota should verify ResourceQuota with terminating scopes.': (
        f'{QUOTA}::test_should_verify_resource_quota_with_terminating_scopes'
    ),
    # Lists, tables, watches
    'Servers with support for API chunking should return chunks of results for list calls': (
        f'{CHUNKS}::test_should_return_chunks_of_results_for_list_calls'
    ),
    'Servers with support for API chunking should support continue listing from the last key if the original version '
    'has been compacted away, though the list is inconsistent': (
        f'{CHUNKS}::test_should_support_continue_listing_from_the_last_key_though_the_list_is_inconsistent'
    ),
    'Servers with support for Table transformation should return a 406 for a backend which does not implement '
    'metadata': f'{CHUNKS}::test_should_return_a_406_for_a_backend_which_does_not_implement_metadata',
    'Watchers should be able to restart watching from the last resource version observed by the previous watch': (
        f'{WATCHERS}::test_should_be_able_to_restart_watching_from_the_last_resource_version_observed'
    ),
    'Watchers should be able to start watching from a specific resource version': (
        f'{WATCHERS}::test_should_be_able_to_start_watching_from_a_specific_resource_version'
    ),
    'Watchers should observe add, update, and delete watch notifications on configmaps': (
        f'{WATCHERS}::test_should_observe_add_update_and_delete_watch_notifications_on_configmaps'
    ),
    'Watchers should observe an object deletion if it stops meeting the requirements of the selector': (
        f'{WATCHERS}::test_should_observe_an_object_deletion_if_it_stops_meeting_the_requirements_of_the_selector'
    ),
    'Watchers should receive events on concurrent watches in same order': (
        f'{WATCHERS}::test_should_receive_events_on_concurrent_watches_in_same_order'
    ),
}

AUTH: Mapping[str, str] = {
    'Certificates API should support CSR API operations': (
        f'{OPERATIONS}[certificates.k8s.io-certificatesigningrequests]'
    ),
    'ServiceAccounts ServiceAccountIssuerDiscovery should support OIDC discovery of service account issuer': (
        f'{ACCOUNTS}::test_service_account_issuer_discovery_should_support_oidc_discovery'
    ),
    'ServiceAccounts should allow opting out of API token automount': (
        f'{ACCOUNTS}::test_should_allow_opting_out_of_api_token_automount'
    ),
    'ServiceAccounts should create a serviceAccountToken and ensure a successful TokenReview': (
        f'{ACCOUNTS}::test_should_create_a_service_account_token_and_ensure_a_successful_token_review'
    ),
    'ServiceAccounts should guarantee kube-root-ca.crt exist in any namespace': (
        'behaviour/controllers/test_namespace.py::test_a_namespace_gets_its_service_account_and_the_clusters_ca'
    ),
    'ServiceAccounts should mount an API token into pods': f'{ACCOUNTS}::test_should_mount_an_api_token_into_pods',
    'ServiceAccounts should mount projected service account token': (
        'cluster/kubelet/test_pods_in_containers.py::test_security_contexts_and_volumes_are_what_the_spec_says'
    ),
    'ServiceAccounts should run through the lifecycle of a ServiceAccount': (
        f'{ACCOUNTS}::test_should_run_through_the_lifecycle_of_a_service_account'
    ),
    'ServiceAccounts should update a ServiceAccount': f'{ACCOUNTS}::test_should_update_a_service_account',
    'SubjectReview should support SubjectReview API operations': (
        'behaviour/authorization/test_reviews.py::test_subject_review_should_support_subject_review_api_operations'
    ),
}
