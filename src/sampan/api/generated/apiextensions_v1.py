"""apiextensions.k8s.io/v1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Raw, Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1
from sampan.api.scalars import Int32, Int64, Time
from sampan.api.scalars import NO_RAW as _NO_RAW
from sampan.api.scalars import list_ as _list
from sampan.api.scalars import none as _none


class ConversionRequest(Struct, kw_only=True, omit_defaults=True, gc=False):
    uid: str = _f(default_factory=str)
    desired_api_version: str = _f(name='desiredAPIVersion', default_factory=str)
    objects: list[Raw] = _f(default_factory=_list)


class ConversionResponse(Struct, kw_only=True, omit_defaults=True, gc=False):
    uid: str = _f(default_factory=str)
    converted_objects: list[Raw] = _f(name='convertedObjects', default_factory=_list)
    result: meta_v1.Status = _f(default_factory=meta_v1.Status)


class ConversionReview(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ConversionReview')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'apiextensions.k8s.io/v1')
    request: ConversionRequest | None = None
    response: ConversionResponse | None = None


class CustomResourceColumnDefinition(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    type: str = _f(default_factory=str)
    format: str = ''
    description: str = ''
    priority: Int32 = 0
    json_path: str = _f(name='jsonPath', default_factory=str)


class CustomResourceConversion(Struct, kw_only=True, omit_defaults=True, gc=False):
    strategy: str = _f(default_factory=str)
    webhook: WebhookConversion | None = None


class CustomResourceDefinitionNames(Struct, kw_only=True, omit_defaults=True, gc=False):
    plural: str = _f(default_factory=str)
    singular: str = ''
    short_names: list[str] = _f(name='shortNames', default_factory=list)
    kind: str = _f(default_factory=str)
    list_kind: str = _f(name='listKind', default='')
    categories: list[str] = _f(default_factory=list)


class CustomResourceDefinitionSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    group: str = _f(default_factory=str)
    names: CustomResourceDefinitionNames = _f(default_factory=CustomResourceDefinitionNames)
    scope: str = _f(default_factory=str)
    versions: list[CustomResourceDefinitionVersion] = _f(default_factory=_list)
    conversion: CustomResourceConversion | None = None
    preserve_unknown_fields: bool = _f(name='preserveUnknownFields', default=False)


class CustomResourceDefinitionStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    conditions: list[CustomResourceDefinitionCondition] = _f(default_factory=_list)
    accepted_names: CustomResourceDefinitionNames = _f(name='acceptedNames', default_factory=CustomResourceDefinitionNames)
    stored_versions: list[str] = _f(name='storedVersions', default_factory=_list)
    observed_generation: Int64 = _f(name='observedGeneration', default=0)


class CustomResourceDefinition(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'CustomResourceDefinition')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'apiextensions.k8s.io/v1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: CustomResourceDefinitionSpec = _f(default_factory=CustomResourceDefinitionSpec)
    status: CustomResourceDefinitionStatus = _f(default_factory=CustomResourceDefinitionStatus)


class CustomResourceDefinitionCondition(Struct, kw_only=True, omit_defaults=True, gc=False):
    type: str = _f(default_factory=str)
    status: str = _f(default_factory=str)
    last_transition_time: Time | None = _f(name='lastTransitionTime', default_factory=_none)
    reason: str = ''
    message: str = ''
    observed_generation: Int64 = _f(name='observedGeneration', default=0)


class CustomResourceDefinitionList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'CustomResourceDefinitionList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'apiextensions.k8s.io/v1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[CustomResourceDefinition] = _f(default_factory=_list)


class CustomResourceDefinitionVersion(Struct, kw_only=True, omit_defaults=True, gc=False):
    name: str = _f(default_factory=str)
    served: bool = _f(default_factory=bool)
    storage: bool = _f(default_factory=bool)
    deprecated: bool = False
    deprecation_warning: str | None = _f(name='deprecationWarning', default=None)
    schema: CustomResourceValidation | None = None
    subresources: CustomResourceSubresources | None = None
    additional_printer_columns: list[CustomResourceColumnDefinition] = _f(name='additionalPrinterColumns', default_factory=list)
    selectable_fields: list[SelectableField] = _f(name='selectableFields', default_factory=list)


class CustomResourceSubresourceScale(Struct, kw_only=True, omit_defaults=True, gc=False):
    spec_replicas_path: str = _f(name='specReplicasPath', default_factory=str)
    status_replicas_path: str = _f(name='statusReplicasPath', default_factory=str)
    label_selector_path: str | None = _f(name='labelSelectorPath', default=None)


class CustomResourceSubresourceStatus(Struct, kw_only=True, omit_defaults=True, gc=False):
    """No fields."""


class CustomResourceSubresources(Struct, kw_only=True, omit_defaults=True, gc=False):
    status: CustomResourceSubresourceStatus | None = None
    scale: CustomResourceSubresourceScale | None = None


class CustomResourceValidation(Struct, kw_only=True, omit_defaults=True, gc=False):
    open_apiv3_schema: JSONSchemaProps | None = _f(name='openAPIV3Schema', default=None)


class ExternalDocumentation(Struct, kw_only=True, omit_defaults=True, gc=False):
    description: str = ''
    url: str = ''


class JSONSchemaProps(Struct, kw_only=True, omit_defaults=True, gc=False):
    id: str = ''
    schema: str = _f(name='$schema', default='')
    ref: str | None = _f(name='$ref', default=None)
    description: str = ''
    type: str = ''
    format: str = ''
    title: str = ''
    default: Raw = _NO_RAW
    maximum: float | None = None
    exclusive_maximum: bool = _f(name='exclusiveMaximum', default=False)
    minimum: float | None = None
    exclusive_minimum: bool = _f(name='exclusiveMinimum', default=False)
    max_length: Int64 | None = _f(name='maxLength', default=None)
    min_length: Int64 | None = _f(name='minLength', default=None)
    pattern: str = ''
    max_items: Int64 | None = _f(name='maxItems', default=None)
    min_items: Int64 | None = _f(name='minItems', default=None)
    unique_items: bool = _f(name='uniqueItems', default=False)
    multiple_of: float | None = _f(name='multipleOf', default=None)
    enum: list[Raw] = _f(default_factory=list)
    max_properties: Int64 | None = _f(name='maxProperties', default=None)
    min_properties: Int64 | None = _f(name='minProperties', default=None)
    required: list[str] = _f(default_factory=list)
    items: JSONSchemaProps | list[JSONSchemaProps] | None = None
    all_of: list[JSONSchemaProps] = _f(name='allOf', default_factory=list)
    one_of: list[JSONSchemaProps] = _f(name='oneOf', default_factory=list)
    any_of: list[JSONSchemaProps] = _f(name='anyOf', default_factory=list)
    not_: JSONSchemaProps | None = _f(name='not', default=None)
    properties: dict[str, JSONSchemaProps] = _f(default_factory=dict)
    additional_properties: JSONSchemaProps | bool | None = _f(name='additionalProperties', default=None)
    pattern_properties: dict[str, JSONSchemaProps] = _f(name='patternProperties', default_factory=dict)
    dependencies: dict[str, JSONSchemaProps | list[str]] | None = None
    additional_items: JSONSchemaProps | bool | None = _f(name='additionalItems', default=None)
    definitions: dict[str, JSONSchemaProps] = _f(default_factory=dict)
    external_docs: ExternalDocumentation | None = _f(name='externalDocs', default=None)
    example: Raw = _NO_RAW
    nullable: bool = False
    x_kubernetes_preserve_unknown_fields: bool | None = _f(name='x-kubernetes-preserve-unknown-fields', default=None)
    x_kubernetes_embedded_resource: bool = _f(name='x-kubernetes-embedded-resource', default=False)
    x_kubernetes_int_or_string: bool = _f(name='x-kubernetes-int-or-string', default=False)
    x_kubernetes_list_map_keys: list[str] = _f(name='x-kubernetes-list-map-keys', default_factory=list)
    x_kubernetes_list_type: str | None = _f(name='x-kubernetes-list-type', default=None)
    x_kubernetes_map_type: str | None = _f(name='x-kubernetes-map-type', default=None)
    x_kubernetes_validations: list[ValidationRule] = _f(name='x-kubernetes-validations', default_factory=list)


class SelectableField(Struct, kw_only=True, omit_defaults=True, gc=False):
    json_path: str = _f(name='jsonPath', default_factory=str)


class ServiceReference(Struct, kw_only=True, omit_defaults=True, gc=False):
    namespace: str = _f(default_factory=str)
    name: str = _f(default_factory=str)
    path: str | None = None
    port: Int32 | None = None


class ValidationRule(Struct, kw_only=True, omit_defaults=True, gc=False):
    rule: str = _f(default_factory=str)
    message: str = ''
    message_expression: str = _f(name='messageExpression', default='')
    reason: str | None = None
    field_path: str = _f(name='fieldPath', default='')
    optional_old_self: bool | None = _f(name='optionalOldSelf', default=None)


class WebhookClientConfig(Struct, kw_only=True, omit_defaults=True, gc=False):
    url: str | None = None
    service: ServiceReference | None = None
    ca_bundle: bytes = _f(name='caBundle', default=b'')


class WebhookConversion(Struct, kw_only=True, omit_defaults=True, gc=False):
    client_config: WebhookClientConfig | None = _f(name='clientConfig', default=None)
    conversion_review_versions: list[str] = _f(name='conversionReviewVersions', default_factory=_list)
