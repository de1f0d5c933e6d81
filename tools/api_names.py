"""Names and exceptions that `generate_api.py` cannot read anywhere: groups, special types, spelling."""

from __future__ import annotations

import keyword
import re

GROUPS = {
    'core': '',
    'apps': 'apps',
    'autoscaling': 'autoscaling',
    'batch': 'batch',
    'policy': 'policy',
    'extensions': 'extensions',
    'admission': 'admission.k8s.io',
    'admissionregistration': 'admissionregistration.k8s.io',
    'apidiscovery': 'apidiscovery.k8s.io',
    'apiserverinternal': 'internal.apiserver.k8s.io',
    'authentication': 'authentication.k8s.io',
    'authorization': 'authorization.k8s.io',
    'certificates': 'certificates.k8s.io',
    'coordination': 'coordination.k8s.io',
    'discovery': 'discovery.k8s.io',
    'events': 'events.k8s.io',
    'flowcontrol': 'flowcontrol.apiserver.k8s.io',
    'imagepolicy': 'imagepolicy.k8s.io',
    'networking': 'networking.k8s.io',
    'node': 'node.k8s.io',
    'rbac': 'rbac.authorization.k8s.io',
    'resource': 'resource.k8s.io',
    'scheduling': 'scheduling.k8s.io',
    'storage': 'storage.k8s.io',
    'storagemigration': 'storagemigration.k8s.io',
    'apiextensions': 'apiextensions.k8s.io',
    'apiregistration': 'apiregistration.k8s.io',
}
# Kinds of the meta package are registered in every group; these keep the group meta.k8s.io.
META_GROUP_KINDS = {'Table', 'TableOptions', 'PartialObjectMetadata', 'PartialObjectMetadataList'}
# Request options are also written inside other objects (Eviction), where Go leaves these two empty.
BARE_KINDS = {'CreateOptions', 'DeleteOptions', 'GetOptions', 'ListOptions', 'PatchOptions', 'UpdateOptions',
              'ApplyOptions', 'TableOptions'}  # fmt: skip
# Discovery's oldest document has a kind and no apiVersion.
UNVERSIONED_KINDS = {'APIVersions'}

# Go types with a spelling of their own on the wire: Go name -> (Python annotation, table kind).
SPECIAL = {
    'k8s.io/apimachinery/pkg/apis/meta/v1.Time': ('Time', 'time'),
    'k8s.io/apimachinery/pkg/apis/meta/v1.MicroTime': ('MicroTime', 'microtime'),
    'k8s.io/apimachinery/pkg/apis/meta/v1.Duration': ('str', 'duration'),
    'k8s.io/apimachinery/pkg/api/resource.Quantity': ('Quantity', 'quantity'),
    'k8s.io/apimachinery/pkg/util/intstr.IntOrString': ('IntOrString', 'intstr'),
    'k8s.io/apimachinery/pkg/runtime.RawExtension': ('Raw', 'raw'),
    'k8s.io/apimachinery/pkg/runtime.Object': ('Raw', 'raw'),
    'k8s.io/apimachinery/pkg/apis/meta/v1.FieldsV1': ('Raw', 'raw'),
    'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSON': ('Raw', 'raw'),
    'k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1beta1.JSON': ('Raw', 'raw'),
    'k8s.io/apimachinery/pkg/types.UID': ('str', 'string'),
    'k8s.io/apimachinery/pkg/types.NodeName': ('str', 'string'),
    'interface{}': ('Any', 'any'),
    'string': ('str', 'string'),
    'bool': ('bool', 'bool'),
    'int32': ('Int32', 'int32'),
    'int64': ('Int64', 'int64'),
    'uint32': ('Int32', 'int32'),
    'float64': ('float', 'double'),
    '[]byte': ('bytes', 'bytes'),
}
# Unions in the custom resource schema, written as one or the other.
UNIONS = {
    'JSONSchemaPropsOrBool': 'JSONSchemaProps | bool',
    'JSONSchemaPropsOrArray': 'JSONSchemaProps | list[JSONSchemaProps]',
    'JSONSchemaPropsOrStringArray': 'JSONSchemaProps | list[str]',
}
# Go types that never travel, or that have a Python class of their own.
SKIPPED = {'TypeMeta', 'JSON', 'FieldsV1', 'Timestamp', 'InternalEvent', *UNIONS}

# Slices that protobuf wraps in a message of their own, with the elements in field 1.
WRAPPED = {'ExtraValue', 'Verbs'}

BUILTINS = {'int', 'str', 'bool', 'float', 'list', 'dict', 'bytes'}


def snake(json_name: str) -> str:
    """podIP -> pod_ip, clusterIPs -> cluster_ips, x-kubernetes-map-type -> x_kubernetes_map_type, from -> from_."""
    name = json_name.lstrip('$').replace('-', '_')
    name = re.sub(r'([A-Z]{2,})s(?=$|[A-Z])', lambda m: m.group(1).capitalize() + 's', name)
    name = re.sub(r'([A-Z]+)([A-Z][a-z])', r'\1_\2', name)
    name = re.sub(r'([a-z\d])([A-Z])', r'\1_\2', name).lower()
    return name + '_' if keyword.iskeyword(name) or name in BUILTINS else name
