"""Field rows of networking_v1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'HTTPIngressPath': (
        ('path', 'path', 1, (), '', 'string', '', 'o'),
        ('path_type', 'pathType', 3, (), '', 'string', '', 'p'),
        ('backend', 'backend', 2, (), '', 'message', 'networking_v1.IngressBackend', ''),
    ),
    'HTTPIngressRuleValue': (
        ('paths', 'paths', 1, (), 'list', 'message', 'networking_v1.HTTPIngressPath', '', 'atomic'),
    ),
    'IPAddress': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'networking_v1.IPAddressSpec', 'o'),
    ),
    'IPAddressList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'networking_v1.IPAddress', ''),
    ),
    'IPAddressSpec': (
        ('parent_ref', 'parentRef', 1, (), '', 'message', 'networking_v1.ParentReference', 'po'),
    ),
    'IPBlock': (
        ('cidr', 'cidr', 1, (), '', 'string', '', ''),
        ('except_', 'except', 2, (), 'list', 'string', '', 'o', 'atomic'),
    ),
    'Ingress': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'networking_v1.IngressSpec', 'o'),
        ('status', 'status', 3, (), '', 'message', 'networking_v1.IngressStatus', 'o'),
    ),
    'IngressBackend': (
        ('service', 'service', 4, (), '', 'message', 'networking_v1.IngressServiceBackend', 'po'),
        ('resource', 'resource', 3, (), '', 'message', 'core_v1.TypedLocalObjectReference', 'po'),
    ),
    'IngressClass': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'networking_v1.IngressClassSpec', 'o'),
    ),
    'IngressClassList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'networking_v1.IngressClass', ''),
    ),
    'IngressClassParametersReference': (
        ('api_group', 'apiGroup', 1, (), '', 'string', '', 'po'),
        ('kind', 'kind', 2, (), '', 'string', '', ''),
        ('name', 'name', 3, (), '', 'string', '', ''),
        ('scope', 'scope', 4, (), '', 'string', '', 'p'),
        ('namespace', 'namespace', 5, (), '', 'string', '', 'po'),
    ),
    'IngressClassSpec': (
        ('controller', 'controller', 1, (), '', 'string', '', 'o'),
        ('parameters', 'parameters', 2, (), '', 'message', 'networking_v1.IngressClassParametersReference', 'po'),
    ),
    'IngressList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'networking_v1.Ingress', ''),
    ),
    'IngressLoadBalancerIngress': (
        ('ip', 'ip', 1, (), '', 'string', '', 'o'),
        ('hostname', 'hostname', 2, (), '', 'string', '', 'o'),
        ('ports', 'ports', 4, (), 'list', 'message', 'networking_v1.IngressPortStatus', 'o', 'atomic'),
    ),
    'IngressLoadBalancerStatus': (
        ('ingress', 'ingress', 1, (), 'list', 'message', 'networking_v1.IngressLoadBalancerIngress', 'o', 'atomic'),
    ),
    'IngressPortStatus': (
        ('port', 'port', 1, (), '', 'int32', '', ''),
        ('protocol', 'protocol', 2, (), '', 'string', '', ''),
        ('error', 'error', 3, (), '', 'string', '', 'po'),
    ),
    'IngressRule': (
        ('host', 'host', 1, (), '', 'string', '', 'o'),
        ('http', 'http', 1, (2,), '', 'message', 'networking_v1.HTTPIngressRuleValue', 'po'),
    ),
    'IngressRuleValue': (
        ('http', 'http', 1, (), '', 'message', 'networking_v1.HTTPIngressRuleValue', 'po'),
    ),
    'IngressServiceBackend': (
        ('name', 'name', 1, (), '', 'string', '', ''),
        ('port', 'port', 2, (), '', 'message', 'networking_v1.ServiceBackendPort', 'o'),
    ),
    'IngressSpec': (
        ('ingress_class_name', 'ingressClassName', 4, (), '', 'string', '', 'po'),
        ('default_backend', 'defaultBackend', 1, (), '', 'message', 'networking_v1.IngressBackend', 'po'),
        ('tls', 'tls', 2, (), 'list', 'message', 'networking_v1.IngressTLS', 'o', 'atomic'),
        ('rules', 'rules', 3, (), 'list', 'message', 'networking_v1.IngressRule', 'o', 'atomic'),
    ),
    'IngressStatus': (
        ('load_balancer', 'loadBalancer', 1, (), '', 'message', 'networking_v1.IngressLoadBalancerStatus', 'o'),
    ),
    'IngressTLS': (
        ('hosts', 'hosts', 1, (), 'list', 'string', '', 'o', 'atomic'),
        ('secret_name', 'secretName', 2, (), '', 'string', '', 'o'),
    ),
    'NetworkPolicy': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'networking_v1.NetworkPolicySpec', 'o'),
    ),
    'NetworkPolicyEgressRule': (
        ('ports', 'ports', 1, (), 'list', 'message', 'networking_v1.NetworkPolicyPort', 'o', 'atomic'),
        ('to', 'to', 2, (), 'list', 'message', 'networking_v1.NetworkPolicyPeer', 'o', 'atomic'),
    ),
    'NetworkPolicyIngressRule': (
        ('ports', 'ports', 1, (), 'list', 'message', 'networking_v1.NetworkPolicyPort', 'o', 'atomic'),
        ('from_', 'from', 2, (), 'list', 'message', 'networking_v1.NetworkPolicyPeer', 'o', 'atomic'),
    ),
    'NetworkPolicyList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'networking_v1.NetworkPolicy', ''),
    ),
    'NetworkPolicyPeer': (
        ('pod_selector', 'podSelector', 1, (), '', 'message', 'meta_v1.LabelSelector', 'po'),
        ('namespace_selector', 'namespaceSelector', 2, (), '', 'message', 'meta_v1.LabelSelector', 'po'),
        ('ip_block', 'ipBlock', 3, (), '', 'message', 'networking_v1.IPBlock', 'po'),
    ),
    'NetworkPolicyPort': (
        ('protocol', 'protocol', 1, (), '', 'string', '', 'po'),
        ('port', 'port', 2, (), '', 'intstr', '', 'po'),
        ('end_port', 'endPort', 3, (), '', 'int32', '', 'po'),
    ),
    'NetworkPolicySpec': (
        ('pod_selector', 'podSelector', 1, (), '', 'message', 'meta_v1.LabelSelector', ''),
        ('ingress', 'ingress', 2, (), 'list', 'message', 'networking_v1.NetworkPolicyIngressRule', 'o', 'atomic'),
        ('egress', 'egress', 3, (), 'list', 'message', 'networking_v1.NetworkPolicyEgressRule', 'o', 'atomic'),
        ('policy_types', 'policyTypes', 4, (), 'list', 'string', '', 'o', 'atomic'),
    ),
    'ParentReference': (
        ('group', 'group', 1, (), '', 'string', '', 'o'),
        ('resource', 'resource', 2, (), '', 'string', '', 'o'),
        ('namespace', 'namespace', 3, (), '', 'string', '', 'o'),
        ('name', 'name', 4, (), '', 'string', '', 'o'),
    ),
    'ServiceBackendPort': (
        ('name', 'name', 1, (), '', 'string', '', 'o'),
        ('number', 'number', 2, (), '', 'int32', '', 'o'),
    ),
    'ServiceCIDR': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'networking_v1.ServiceCIDRSpec', 'o'),
        ('status', 'status', 3, (), '', 'message', 'networking_v1.ServiceCIDRStatus', 'o'),
    ),
    'ServiceCIDRList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'networking_v1.ServiceCIDR', ''),
    ),
    'ServiceCIDRSpec': (
        ('cidrs', 'cidrs', 1, (), 'list', 'string', '', 'o', 'atomic'),
    ),
    'ServiceCIDRStatus': (
        ('conditions', 'conditions', 1, (), 'list', 'message', 'meta_v1.Condition', 'o', 'map', ('type',), 'merge', 'type'),
    ),
}
