"""Field rows of networking_v1beta1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'HTTPIngressPath': (
        ('path', 'path', 1, (), '', 'string', '', 'o'),
        ('path_type', 'pathType', 3, (), '', 'string', '', 'po'),
        ('backend', 'backend', 2, (), '', 'message', 'networking_v1beta1.IngressBackend', ''),
    ),
    'HTTPIngressRuleValue': (
        ('paths', 'paths', 1, (), 'list', 'message', 'networking_v1beta1.HTTPIngressPath', ''),
    ),
    'IPAddress': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'networking_v1beta1.IPAddressSpec', 'o'),
    ),
    'IPAddressList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'networking_v1beta1.IPAddress', ''),
    ),
    'IPAddressSpec': (
        ('parent_ref', 'parentRef', 1, (), '', 'message', 'networking_v1beta1.ParentReference', 'po'),
    ),
    'Ingress': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'networking_v1beta1.IngressSpec', 'o'),
        ('status', 'status', 3, (), '', 'message', 'networking_v1beta1.IngressStatus', 'o'),
    ),
    'IngressBackend': (
        ('service_name', 'serviceName', 1, (), '', 'string', '', 'o'),
        ('service_port', 'servicePort', 2, (), '', 'intstr', '', 'o'),
        ('resource', 'resource', 3, (), '', 'message', 'core_v1.TypedLocalObjectReference', 'po'),
    ),
    'IngressClass': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'networking_v1beta1.IngressClassSpec', 'o'),
    ),
    'IngressClassList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'networking_v1beta1.IngressClass', ''),
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
        ('parameters', 'parameters', 2, (), '', 'message', 'networking_v1beta1.IngressClassParametersReference', 'po'),
    ),
    'IngressList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'networking_v1beta1.Ingress', ''),
    ),
    'IngressLoadBalancerIngress': (
        ('ip', 'ip', 1, (), '', 'string', '', 'o'),
        ('hostname', 'hostname', 2, (), '', 'string', '', 'o'),
        ('ports', 'ports', 4, (), 'list', 'message', 'networking_v1beta1.IngressPortStatus', 'o'),
    ),
    'IngressLoadBalancerStatus': (
        ('ingress', 'ingress', 1, (), 'list', 'message', 'networking_v1beta1.IngressLoadBalancerIngress', 'o'),
    ),
    'IngressPortStatus': (
        ('port', 'port', 1, (), '', 'int32', '', ''),
        ('protocol', 'protocol', 2, (), '', 'string', '', ''),
        ('error', 'error', 3, (), '', 'string', '', 'po'),
    ),
    'IngressRule': (
        ('host', 'host', 1, (), '', 'string', '', 'o'),
        ('http', 'http', 1, (2,), '', 'message', 'networking_v1beta1.HTTPIngressRuleValue', 'po'),
    ),
    'IngressRuleValue': (
        ('http', 'http', 1, (), '', 'message', 'networking_v1beta1.HTTPIngressRuleValue', 'po'),
    ),
    'IngressSpec': (
        ('ingress_class_name', 'ingressClassName', 4, (), '', 'string', '', 'po'),
        ('backend', 'backend', 1, (), '', 'message', 'networking_v1beta1.IngressBackend', 'po'),
        ('tls', 'tls', 2, (), 'list', 'message', 'networking_v1beta1.IngressTLS', 'o'),
        ('rules', 'rules', 3, (), 'list', 'message', 'networking_v1beta1.IngressRule', 'o'),
    ),
    'IngressStatus': (
        ('load_balancer', 'loadBalancer', 1, (), '', 'message', 'networking_v1beta1.IngressLoadBalancerStatus', 'o'),
    ),
    'IngressTLS': (
        ('hosts', 'hosts', 1, (), 'list', 'string', '', 'o'),
        ('secret_name', 'secretName', 2, (), '', 'string', '', 'o'),
    ),
    'ParentReference': (
        ('group', 'group', 1, (), '', 'string', '', 'o'),
        ('resource', 'resource', 2, (), '', 'string', '', 'o'),
        ('namespace', 'namespace', 3, (), '', 'string', '', 'o'),
        ('name', 'name', 4, (), '', 'string', '', 'o'),
    ),
    'ServiceCIDR': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o'),
        ('spec', 'spec', 2, (), '', 'message', 'networking_v1beta1.ServiceCIDRSpec', 'o'),
        ('status', 'status', 3, (), '', 'message', 'networking_v1beta1.ServiceCIDRStatus', 'o'),
    ),
    'ServiceCIDRList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o'),
        ('items', 'items', 2, (), 'list', 'message', 'networking_v1beta1.ServiceCIDR', ''),
    ),
    'ServiceCIDRSpec': (
        ('cidrs', 'cidrs', 1, (), 'list', 'string', '', 'o', 'atomic'),
    ),
    'ServiceCIDRStatus': (
        ('conditions', 'conditions', 1, (), 'list', 'message', 'meta_v1.Condition', 'o', 'map', ('type',), 'merge', 'type'),
    ),
}
