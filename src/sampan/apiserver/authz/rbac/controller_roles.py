"""What each controller may do, by the name of its service account in kube-system.

Every account has a ClusterRole `system:controller:NAME` and a binding of the same name. In the notation of `notation`.
Upstream: bootstrappolicy/controller_policy.go, with the features that are on by default in 1.36.
"""

from __future__ import annotations

from collections.abc import Mapping

PREFIX = 'system:controller:'

CONTROLLERS: Mapping[str, str] = {
    'attachdetach-controller': """
        list,watch : persistentvolumes persistentvolumeclaims
        read : nodes
        patch,update : nodes/status
        list,watch : pods
        events
        read,create,delete storage.k8s.io: volumeattachments
        read storage.k8s.io: csidrivers
        read storage.k8s.io: csinodes
    """,
    'clusterrole-aggregation-controller': """
        escalate,read,update,patch rbac.authorization.k8s.io: clusterroles
    """,
    'cronjob-controller': """
        read,update batch: cronjobs
        read,create,update,delete,patch batch: jobs
        update batch: cronjobs/status
        update batch: cronjobs/finalizers
        list,watch,delete : pods
        events
    """,
    'daemon-set-controller': """
        read extensions apps: daemonsets
        update extensions apps: daemonsets/status
        update extensions apps: daemonsets/finalizers
        list,watch : nodes
        list,watch,create,delete,patch : pods
        create : pods/binding
        read,create,delete,update,patch apps: controllerrevisions
        events
    """,
    'deployment-controller': """
        read,update extensions apps: deployments
        update extensions apps: deployments/status
        update extensions apps: deployments/finalizers
        read,create,update,patch,delete apps extensions: replicasets
        read,update : pods
        events
    """,
    'disruption-controller': """
        read extensions apps: deployments
        read apps extensions: replicasets
        read : replicationcontrollers
        read policy: poddisruptionbudgets
        read apps: statefulsets
        update policy: poddisruptionbudgets/status
        patch,update : pods/status
        get *: */scale
        events
    """,
    'endpoint-controller': """
        read : services pods
        read,create,update,delete : endpoints
        create : endpoints/restricted
        events
    """,
    'endpointslice-controller': """
        read : services pods nodes
        update : services/finalizers
        read,create,update,delete discovery.k8s.io: endpointslices
        events
    """,
    'endpointslicemirroring-controller': """
        read : services endpoints
        update : services/finalizers
        update : endpoints/finalizers
        read,create,update,delete discovery.k8s.io: endpointslices
        events
    """,
    'expand-controller': """
        read,update,patch : persistentvolumes
        update,patch : persistentvolumeclaims/status
        read : persistentvolumeclaims
        events
        get : services
    """,
    'ephemeral-volume-controller': """
        read : pods
        update : pods/finalizers
        read,create : persistentvolumeclaims
        events
    """,
    'resource-claim-controller': """
        read : pods
        update : pods/finalizers
        read,create,delete resource.k8s.io: resourceclaims
        update,patch resource.k8s.io: resourceclaims resourceclaims/status
        update,patch : pods/status
        events
    """,
    'device-taint-eviction-controller': """
        read,delete : pods
        update,patch : pods/status
        read resource.k8s.io: resourceclaims
        read resource.k8s.io: resourceslices
        read resource.k8s.io: deviceclasses
        read resource.k8s.io: devicetaintrules
        events
    """,
    'generic-garbage-collector': """
        read,patch,update,delete *: *
        events
    """,
    'horizontal-pod-autoscaler': """
        read autoscaling: horizontalpodautoscalers
        update autoscaling: horizontalpodautoscalers/status
        get,update *: */scale
        list,watch : pods
        list,watch metrics.k8s.io: pods
        read custom.metrics.k8s.io: *
        read external.metrics.k8s.io: *
        events
    """,
    'job-controller': """
        read,update,patch batch: jobs
        update batch: jobs/status
        update batch: jobs/finalizers
        list,watch,create,delete,patch : pods
        events
    """,
    'namespace-controller': """
        read,delete : namespaces
        update : namespaces/finalize namespaces/status
        read,delete,deletecollection *: *
    """,
    'node-controller': """
        read,update,delete,patch : nodes
        patch,update : nodes/status
        patch,update : pods/status
        read,delete : pods
        events
    """,
    'persistent-volume-binder': """
        read,update,create,delete : persistentvolumes
        update : persistentvolumes/status
        read,update : persistentvolumeclaims
        update : persistentvolumeclaims/status
        read,create,delete : pods
        read storage.k8s.io: storageclasses
        list,watch : nodes
        events
        watch : events
        get : services
    """,
    'pod-garbage-collector': """
        list,watch,delete : pods
        read : nodes
        patch : pods/status
    """,
    'replicaset-controller': """
        read,update apps extensions: replicasets
        update apps extensions: replicasets/status
        update apps extensions: replicasets/finalizers
        list,watch,patch,create,delete : pods
        events
    """,
    'replication-controller': """
        read,update : replicationcontrollers
        update : replicationcontrollers/status
        update : replicationcontrollers/finalizers
        list,watch,patch,create,delete : pods
        events
    """,
    'resourcequota-controller': """
        list,watch *: *
        update : resourcequotas/status
        events
    """,
    'route-controller': """
        list,watch : nodes
        patch : nodes/status
        events
    """,
    'service-account-controller': """
        create : serviceaccounts
        events
    """,
    'service-controller': """
        read : services
        patch,update : services/status
        list,watch : nodes
        events
    """,
    'service-cidrs-controller': """
        read,patch,update networking.k8s.io: servicecidrs
        patch,update networking.k8s.io: servicecidrs/finalizers
        patch,update networking.k8s.io: servicecidrs/status
        read networking.k8s.io: ipaddresses
        events
    """,
    'statefulset-controller': """
        list,watch : pods
        read apps: statefulsets
        update apps: statefulsets/status
        update apps: statefulsets/finalizers
        get,create,delete,update,patch : pods
        read,create,delete,update,patch apps: controllerrevisions
        read,create : persistentvolumeclaims
        update,delete : persistentvolumeclaims
        update : pods/finalizers
        events
    """,
    'ttl-controller': """
        update,patch,list,watch : nodes
        events
    """,
    'certificate-controller': """
        read,delete certificates.k8s.io: certificatesigningrequests
        update certificates.k8s.io: certificatesigningrequests/status certificatesigningrequests/approval
        approve certificates.k8s.io: signers = kubernetes.io/kube-apiserver-client-kubelet
        sign certificates.k8s.io: signers = kubernetes.io/legacy-unknown kubernetes.io/kube-apiserver-client \
kubernetes.io/kube-apiserver-client-kubelet kubernetes.io/kubelet-serving
        create authorization.k8s.io: subjectaccessreviews
        events
    """,
    'pvc-protection-controller': """
        read,update : persistentvolumeclaims
        read : pods
        events
    """,
    'pv-protection-controller': """
        read,update : persistentvolumes
        events
    """,
    'volumeattributesclass-protection-controller': """
        read : persistentvolumeclaims
        read : persistentvolumes
        read,update storage.k8s.io: volumeattributesclasses
        events
    """,
    'ttl-after-finished-controller': """
        read,delete batch: jobs
        events
    """,
    'root-ca-cert-publisher': """
        create,update : configmaps
        events
    """,
    'validatingadmissionpolicy-status-controller': """
        read admissionregistration.k8s.io: validatingadmissionpolicies
        get,patch,update admissionregistration.k8s.io: validatingadmissionpolicies/status
        events
    """,
    'legacy-service-account-token-cleaner': """
        get : configmaps = kube-apiserver-legacy-service-account-token-tracking
        patch,delete : secrets
    """,
    'selinux-warning-controller': """
        events
        read : persistentvolumes
        read : persistentvolumeclaims
        read : pods
        read storage.k8s.io: csidrivers
    """,
}
