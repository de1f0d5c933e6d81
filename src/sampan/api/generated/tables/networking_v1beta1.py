"""Field rows of networking_v1beta1: written by tools/generate_api.py, not to be edited."""

FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {
    'HTTPIngressPath': (
        ('path', 'path', 1, (), '', 'string', '', 'o', 'string'),
        ('path_type', 'pathType', 3, (), '', 'string', '', 'po', 'v1beta1.PathType'),
        ('backend', 'backend', 2, (), '', 'message', 'networking_v1beta1.IngressBackend', '', 'v1beta1.IngressBackend'),
    ),
    'HTTPIngressRuleValue': (
        ('paths', 'paths', 1, (), 'list', 'message', 'networking_v1beta1.HTTPIngressPath', '', '[]v1beta1.HTTPIngressPath'),
    ),
    'IPAddress': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'networking_v1beta1.IPAddressSpec', 'o', 'v1beta1.IPAddressSpec'),
    ),
    'IPAddressList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'networking_v1beta1.IPAddress', '', '[]v1beta1.IPAddress'),
    ),
    'IPAddressSpec': (
        ('parent_ref', 'parentRef', 1, (), '', 'message', 'networking_v1beta1.ParentReference', 'po', 'v1beta1.ParentReference'),
    ),
    'Ingress': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'networking_v1beta1.IngressSpec', 'o', 'v1beta1.IngressSpec'),
        ('status', 'status', 3, (), '', 'message', 'networking_v1beta1.IngressStatus', 'o', 'v1beta1.IngressStatus'),
    ),
    'IngressBackend': (
        ('service_name', 'serviceName', 1, (), '', 'string', '', 'o', 'string'),
        ('service_port', 'servicePort', 2, (), '', 'intstr', '', 'o', 'intstr.IntOrString'),
        ('resource', 'resource', 3, (), '', 'message', 'core_v1.TypedLocalObjectReference', 'po', 'v1.TypedLocalObjectReference'),
    ),
    'IngressClass': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'networking_v1beta1.IngressClassSpec', 'o', 'v1beta1.IngressClassSpec'),
    ),
    'IngressClassList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'networking_v1beta1.IngressClass', '', '[]v1beta1.IngressClass'),
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
        ('parameters', 'parameters', 2, (), '', 'message', 'networking_v1beta1.IngressClassParametersReference', 'po', 'v1beta1.IngressClassParametersReference'),
    ),
    'IngressList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'networking_v1beta1.Ingress', '', '[]v1beta1.Ingress'),
    ),
    'IngressLoadBalancerIngress': (
        ('ip', 'ip', 1, (), '', 'string', '', 'o', 'string'),
        ('hostname', 'hostname', 2, (), '', 'string', '', 'o', 'string'),
        ('ports', 'ports', 4, (), 'list', 'message', 'networking_v1beta1.IngressPortStatus', 'o', '[]v1beta1.IngressPortStatus'),
    ),
    'IngressLoadBalancerStatus': (
        ('ingress', 'ingress', 1, (), 'list', 'message', 'networking_v1beta1.IngressLoadBalancerIngress', 'o', '[]v1beta1.IngressLoadBalancerIngress'),
    ),
    'IngressPortStatus': (
        ('port', 'port', 1, (), '', 'int32', '', '', 'int32'),
        ('protocol', 'protocol', 2, (), '', 'string', '', '', 'v1.Protocol'),
        ('error', 'error', 3, (), '', 'string', '', 'po', 'string'),
    ),
    'IngressRule': (
        ('host', 'host', 1, (), '', 'string', '', 'o', 'string'),
        ('http', 'http', 1, (2,), '', 'message', 'networking_v1beta1.HTTPIngressRuleValue', 'po', 'v1beta1.HTTPIngressRuleValue'),
    ),
    'IngressRuleValue': (
        ('http', 'http', 1, (), '', 'message', 'networking_v1beta1.HTTPIngressRuleValue', 'po', 'v1beta1.HTTPIngressRuleValue'),
    ),
    'IngressSpec': (
        ('ingress_class_name', 'ingressClassName', 4, (), '', 'string', '', 'po', 'string'),
        ('backend', 'backend', 1, (), '', 'message', 'networking_v1beta1.IngressBackend', 'po', 'v1beta1.IngressBackend'),
        ('tls', 'tls', 2, (), 'list', 'message', 'networking_v1beta1.IngressTLS', 'o', '[]v1beta1.IngressTLS'),
        ('rules', 'rules', 3, (), 'list', 'message', 'networking_v1beta1.IngressRule', 'o', '[]v1beta1.IngressRule'),
    ),
    'IngressStatus': (
        ('load_balancer', 'loadBalancer', 1, (), '', 'message', 'networking_v1beta1.IngressLoadBalancerStatus', 'o', 'v1beta1.IngressLoadBalancerStatus'),
    ),
    'IngressTLS': (
        ('hosts', 'hosts', 1, (), 'list', 'string', '', 'o', '[]string'),
        ('secret_name', 'secretName', 2, (), '', 'string', '', 'o', 'string'),
    ),
    'ParentReference': (
        ('group', 'group', 1, (), '', 'string', '', 'o', 'string'),
        ('resource', 'resource', 2, (), '', 'string', '', 'o', 'string'),
        ('namespace', 'namespace', 3, (), '', 'string', '', 'o', 'string'),
        ('name', 'name', 4, (), '', 'string', '', 'o', 'string'),
    ),
    'ServiceCIDR': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ObjectMeta', 'o', 'v1.ObjectMeta'),
        ('spec', 'spec', 2, (), '', 'message', 'networking_v1beta1.ServiceCIDRSpec', 'o', 'v1beta1.ServiceCIDRSpec'),
        ('status', 'status', 3, (), '', 'message', 'networking_v1beta1.ServiceCIDRStatus', 'o', 'v1beta1.ServiceCIDRStatus'),
    ),
    'ServiceCIDRList': (
        ('kind', 'kind', 0, (), '', 'string', '', 'o', 'string'),
        ('api_version', 'apiVersion', 0, (), '', 'string', '', 'o', 'string'),
        ('metadata', 'metadata', 1, (), '', 'message', 'meta_v1.ListMeta', 'o', 'v1.ListMeta'),
        ('items', 'items', 2, (), 'list', 'message', 'networking_v1beta1.ServiceCIDR', '', '[]v1beta1.ServiceCIDR'),
    ),
    'ServiceCIDRSpec': (
        ('cidrs', 'cidrs', 1, (), 'list', 'string', '', 'o', '[]string', 'atomic'),
    ),
    'ServiceCIDRStatus': (
        ('conditions', 'conditions', 1, (), 'list', 'message', 'meta_v1.Condition', 'o', '[]v1.Condition', 'map', ('type',), 'merge', 'type'),
    ),
}
