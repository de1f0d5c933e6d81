"""Field rows of networking_v1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'HTTPIngressPath': (
        ('path', 'path', 1, (), '', 'string', '', 'o', 'string'),
        ('path_type', 'pathType', 3, (), '', 'string', '', 'p', 'v1.PathType'),
        ('backend', 'backend', 2, (), '', 'message', 'networking_v1.IngressBackend', '', 'v1.IngressBackend'),
    ),
    'HTTPIngressRuleValue': (
        ('paths', 'paths', 1, (), 'list', 'message', 'networking_v1.HTTPIngressPath', '', '[]v1.HTTPIngressPath', 'atomic'),
    ),
    'IPAddress': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'networking_v1.IPAddressSpec', 'o', 'v1.IPAddressSpec'),
    ),
    'IPAddressList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'networking_v1.IPAddress', '', '[]v1.IPAddress'),
    ),
    'IPAddressSpec': (
        ('parent_ref', 'parentRef', 1, (), '', 'message', 'networking_v1.ParentReference', 'po', 'v1.ParentReference'),
    ),
    'IPBlock': (
        ('cidr', 'cidr', 1, (), '', 'string', '', '', 'string'),
        ('except_', 'except', 2, (), 'list', 'string', '', 'o', '[]string', 'atomic'),
    ),
    'Ingress': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'networking_v1.IngressSpec', 'o', 'v1.IngressSpec'),
        ('status', 'status', 3, (), '', 'message', 'networking_v1.IngressStatus', 'o', 'v1.IngressStatus'),
    ),
    'IngressBackend': (
        ('service', 'service', 4, (), '', 'message', 'networking_v1.IngressServiceBackend', 'po', 'v1.IngressServiceBackend'),
        ('resource', 'resource', 3, (), '', 'message', 'core_v1.TypedLocalObjectReference', 'po', 'v1.TypedLocalObjectReference'),
    ),
    'IngressClass': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'networking_v1.IngressClassSpec', 'o', 'v1.IngressClassSpec'),
    ),
    'IngressClassList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'networking_v1.IngressClass', '', '[]v1.IngressClass'),
    ),
    'IngressClassParametersReference': (
        ('api_group', 'apiGroup', 1, (), '', 'string', '', 'po', 'string'),
        ('kind', 'kind', 2, (), '', 'string', '', '', 'string'),
        ('name', 'name', 3, (), '', 'string', '', '', 'string'),
        ('scope', 'scope', 4, (), '', 'string', '', 'p', 'string'),
        ('namespace', 'namespace', 5, (), '', 'string', '', 'po', 'string'),
    ),
    'IngressClassSpec': (
        ('controller', 'controller', 1, (), '', 'string', '', 'o', 'string'),
        ('parameters', 'parameters', 2, (), '', 'message', 'networking_v1.IngressClassParametersReference', 'po', 'v1.IngressClassParametersReference'),
    ),
    'IngressList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'networking_v1.Ingress', '', '[]v1.Ingress'),
    ),
    'IngressLoadBalancerIngress': (
        ('ip', 'ip', 1, (), '', 'string', '', 'o', 'string'),
        ('hostname', 'hostname', 2, (), '', 'string', '', 'o', 'string'),
        ('ports', 'ports', 4, (), 'list', 'message', 'networking_v1.IngressPortStatus', 'o', '[]v1.IngressPortStatus', 'atomic'),
    ),
    'IngressLoadBalancerStatus': (
        ('ingress', 'ingress', 1, (), 'list', 'message', 'networking_v1.IngressLoadBalancerIngress', 'o', '[]v1.IngressLoadBalancerIngress', 'atomic'),
    ),
    'IngressPortStatus': (
        ('port', 'port', 1, (), '', 'int32', '', '', 'int32'),
        ('protocol', 'protocol', 2, (), '', 'string', '', '', 'v1.Protocol'),
        ('error', 'error', 3, (), '', 'string', '', 'po', 'string'),
    ),
    'IngressRule': (
        ('host', 'host', 1, (), '', 'string', '', 'o', 'string'),
        ('http', 'http', 1, (2,), '', 'message', 'networking_v1.HTTPIngressRuleValue', 'po', 'v1.HTTPIngressRuleValue'),
    ),
    'IngressRuleValue': (
        ('http', 'http', 1, (), '', 'message', 'networking_v1.HTTPIngressRuleValue', 'po', 'v1.HTTPIngressRuleValue'),
    ),
    'IngressServiceBackend': (
        ('name', 'name', 1, (), '', 'string', '', '', 'string'),
        ('port', 'port', 2, (), '', 'message', 'networking_v1.ServiceBackendPort', 'o', 'v1.ServiceBackendPort'),
    ),
    'IngressSpec': (
        ('ingress_class_name', 'ingressClassName', 4, (), '', 'string', '', 'po', 'string'),
        ('default_backend', 'defaultBackend', 1, (), '', 'message', 'networking_v1.IngressBackend', 'po', 'v1.IngressBackend'),
        ('tls', 'tls', 2, (), 'list', 'message', 'networking_v1.IngressTLS', 'o', '[]v1.IngressTLS', 'atomic'),
        ('rules', 'rules', 3, (), 'list', 'message', 'networking_v1.IngressRule', 'o', '[]v1.IngressRule', 'atomic'),
    ),
    'IngressStatus': (
        ('load_balancer', 'loadBalancer', 1, (), '', 'message', 'networking_v1.IngressLoadBalancerStatus', 'o', 'v1.IngressLoadBalancerStatus'),
    ),
    'IngressTLS': (
        ('hosts', 'hosts', 1, (), 'list', 'string', '', 'o', '[]string', 'atomic'),
        ('secret_name', 'secretName', 2, (), '', 'string', '', 'o', 'string'),
    ),
    'NetworkPolicy': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'networking_v1.NetworkPolicySpec', 'o', 'v1.NetworkPolicySpec'),
    ),
    'NetworkPolicyEgressRule': (
        ('ports', 'ports', 1, (), 'list', 'message', 'networking_v1.NetworkPolicyPort', 'o', '[]v1.NetworkPolicyPort', 'atomic'),
        ('to', 'to', 2, (), 'list', 'message', 'networking_v1.NetworkPolicyPeer', 'o', '[]v1.NetworkPolicyPeer', 'atomic'),
    ),
    'NetworkPolicyIngressRule': (
        ('ports', 'ports', 1, (), 'list', 'message', 'networking_v1.NetworkPolicyPort', 'o', '[]v1.NetworkPolicyPort', 'atomic'),
        ('from_', 'from', 2, (), 'list', 'message', 'networking_v1.NetworkPolicyPeer', 'o', '[]v1.NetworkPolicyPeer', 'atomic'),
    ),
    'NetworkPolicyList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'networking_v1.NetworkPolicy', '', '[]v1.NetworkPolicy'),
    ),
    'NetworkPolicyPeer': (
        ('pod_selector', 'podSelector', 1, (), '', 'message', 'meta_v1.LabelSelector', 'po', 'v1.LabelSelector'),
        ('namespace_selector', 'namespaceSelector', 2, (), '', 'message', 'meta_v1.LabelSelector', 'po', 'v1.LabelSelector'),
        ('ip_block', 'ipBlock', 3, (), '', 'message', 'networking_v1.IPBlock', 'po', 'v1.IPBlock'),
    ),
    'NetworkPolicyPort': (
        ('protocol', 'protocol', 1, (), '', 'string', '', 'po', 'v1.Protocol'),
        ('port', 'port', 2, (), '', 'intstr', '', 'po', 'intstr.IntOrString'),
        ('end_port', 'endPort', 3, (), '', 'int32', '', 'po', 'int32'),
    ),
    'NetworkPolicySpec': (
        ('pod_selector', 'podSelector', 1, (), '', 'message', 'meta_v1.LabelSelector', '', 'v1.LabelSelector'),
        ('ingress', 'ingress', 2, (), 'list', 'message', 'networking_v1.NetworkPolicyIngressRule', 'o', '[]v1.NetworkPolicyIngressRule', 'atomic'),
        ('egress', 'egress', 3, (), 'list', 'message', 'networking_v1.NetworkPolicyEgressRule', 'o', '[]v1.NetworkPolicyEgressRule', 'atomic'),
        ('policy_types', 'policyTypes', 4, (), 'list', 'string', '', 'o', '[]v1.PolicyType', 'atomic'),
    ),
    'ParentReference': (
        ('group', 'group', 1, (), '', 'string', '', 'o', 'string'),
        ('resource', 'resource', 2, (), '', 'string', '', 'o', 'string'),
        ('namespace', 'namespace', 3, (), '', 'string', '', 'o', 'string'),
        ('name', 'name', 4, (), '', 'string', '', 'o', 'string'),
    ),
    'ServiceBackendPort': (
        ('name', 'name', 1, (), '', 'string', '', 'o', 'string'),
        ('number', 'number', 2, (), '', 'int32', '', 'o', 'int32'),
    ),
    'ServiceCIDR': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'networking_v1.ServiceCIDRSpec', 'o', 'v1.ServiceCIDRSpec'),
        ('status', 'status', 3, (), '', 'message', 'networking_v1.ServiceCIDRStatus', 'o', 'v1.ServiceCIDRStatus'),
    ),
    'ServiceCIDRList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'networking_v1.ServiceCIDR', '', '[]v1.ServiceCIDR'),
    ),
    'ServiceCIDRSpec': (
        ('cidrs', 'cidrs', 1, (), 'list', 'string', '', 'o', '[]string', 'atomic'),
    ),
    'ServiceCIDRStatus': (
        ('conditions', 'conditions', 1, (), 'list', 'message', 'meta_v1.Condition', 'o', '[]v1.Condition', 'map', ('type',), 'merge', 'type'),
    ),
}
