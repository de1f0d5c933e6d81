"""`kubectl describe`: what it can say depends on status, events and selectors of many objects."""

import re

AGE = r'(?:\d+[smhd])+'
TIME = r'\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000'


def squeezed(text):
    """Without the padding, and what differs from run to run replaced."""
    text = re.sub(TIME, 'TIME', text)
    text = re.sub(r'hello-[0-9a-z]+-[0-9a-z]{5}\b', 'POD', text)
    text = re.sub(r'hello-[0-9a-z]{8,10}\b', 'RS', text)
    text = re.sub(r'pod-template-hash=\w+', 'pod-template-hash=HASH', text)
    text = re.sub(rf'(?<= ){AGE}(?= )', 'AGE', text)
    return [re.sub(r' {2,}', '  ', line).rstrip() for line in text.rstrip().splitlines()]


CONTAINER = """\
    Command:
      sh
      -c
      trap 'sleep 3; exit 0' TERM; httpd -f -p 8080 -h /www & wait
"""
LIMITS = """\
    Limits:
      memory:  64Mi
    Requests:
      cpu:  10m
      memory:  16Mi
    Readiness:  http-get http://:http/index.html delay=0s timeout=1s period=2s #success=1 #failure=3
    Environment:  <none>
    Mounts:
"""
TEMPLATE = (
    """\
  Containers:
   web:
    Image:  busybox:1.36
    Port:  8080/TCP (http)
    Host Port:  0/TCP (http)
"""
    + CONTAINER
    + LIMITS
    + """\
      /www from page (rw)
  Volumes:
   page:
    Type:  ConfigMap (a volume populated by a ConfigMap)
    Name:  hello
    Optional:  false
  Node-Selectors:  <none>
  Tolerations:  <none>
"""
)


def expected(text):
    return [re.sub(r'(?<=\S) {2,}', '  ', re.sub(r'^ {2,}', '  ', line)).rstrip() for line in text.splitlines()]


def test_deployment(hello):
    assert squeezed(hello('describe', 'deployment', 'hello')) == expected(
        f"""\
Name:  hello
Namespace:  {hello.namespace}
CreationTimestamp:  TIME
Labels:  app=hello
Annotations:  deployment.kubernetes.io/revision: 1
Selector:  app=hello
Replicas:  3 desired | 3 updated | 3 total | 3 available | 0 unavailable
StrategyType:  RollingUpdate
MinReadySeconds:  0
RollingUpdateStrategy:  25% max unavailable, 25% max surge
Pod Template:
  Labels:  app=hello
{TEMPLATE}Conditions:
  Type  Status  Reason
  ----  ------  ------
  Available  True  MinimumReplicasAvailable
  Progressing  True  NewReplicaSetAvailable
OldReplicaSets:  <none>
NewReplicaSet:  RS (3/3 replicas created)
Events:
  Type  Reason  Age  From  Message
  ----  ------  ----  ----  -------
  Normal  ScalingReplicaSet  AGE  deployment-controller  Scaled up replica set RS from 0 to 3"""
    )


def test_replica_set(hello):
    said = squeezed(hello('describe', 'rs', '-l', 'app=hello'))
    assert said[:-3] == expected(
        f"""\
Name:  RS
Namespace:  {hello.namespace}
Selector:  app=hello,pod-template-hash=HASH
Labels:  app=hello
  pod-template-hash=HASH
Annotations:  deployment.kubernetes.io/desired-replicas: 3
  deployment.kubernetes.io/max-replicas: 4
  deployment.kubernetes.io/revision: 1
Controlled By:  Deployment/hello
Replicas:  3 current / 3 desired
Pods Status:  3 Running / 0 Waiting / 0 Succeeded / 0 Failed
Pod Template:
  Labels:  app=hello
  pod-template-hash=HASH
{TEMPLATE}Events:
  Type  Reason  Age  From  Message
  ----  ------  ----  ----  -------"""
    )
    assert said[-3:] == ['  Normal  SuccessfulCreate  AGE  replicaset-controller  Created pod: POD'] * 3


def test_pod(hello):
    name = hello.value('{.items[0].metadata.name}', 'pods', '-l', 'app=hello')
    node, host = (hello.value(path, 'pod', name) for path in ('{.spec.nodeName}', '{.status.hostIP}'))
    ip = hello.value('{.status.podIP}', 'pod', name)
    identity = hello.value('{.status.containerStatuses[0].containerID}', 'pod', name)
    image = hello.value('{.status.containerStatuses[0].imageID}', 'pod', name)
    access = hello.value('{.spec.volumes[1].name}', 'pod', name)
    assert squeezed(hello('describe', 'pod', name)) == expected(
        f"""\
Name:  POD
Namespace:  {hello.namespace}
Priority:  0
Service Account:  default
Node:  {node}/{host}
Start Time:  TIME
Labels:  app=hello
  pod-template-hash=HASH
Annotations:  <none>
Status:  Running
IP:  {ip}
IPs:
  IP:  {ip}
Controlled By:  ReplicaSet/RS
Containers:
  web:
    Container ID:  {identity}
    Image:  busybox:1.36
    Image ID:  {image}
    Port:  8080/TCP (http)
    Host Port:  0/TCP (http)
{CONTAINER}    State:  Running
      Started:  TIME
    Ready:  True
    Restart Count:  0
{LIMITS}      /var/run/secrets/kubernetes.io/serviceaccount from {access} (ro)
      /www from page (rw)
Conditions:
  Type  Status
  PodReadyToStartContainers  True
  Initialized  True
  Ready  True
  ContainersReady  True
  PodScheduled  True
Volumes:
  page:
    Type:  ConfigMap (a volume populated by a ConfigMap)
    Name:  hello
    Optional:  false
  {access}:
    Type:  Projected (a volume that contains injected data from multiple sources)
    TokenExpirationSeconds:  3607
    ConfigMapName:  kube-root-ca.crt
    Optional:  false
    DownwardAPI:  true
QoS Class:  Burstable
Node-Selectors:  <none>
Tolerations:  node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
  node.kubernetes.io/unreachable:NoExecute op=Exists for 300s
Events:
  Type  Reason  Age  From  Message
  ----  ------  ----  ----  -------
  Normal  Scheduled  AGE  default-scheduler  Successfully assigned {hello.namespace}/POD to {node}
  Normal  Pulled  AGE  kubelet  spec.containers{{web}}: Container image "busybox:1.36" already present on machine and can be accessed by the pod
  Normal  Created  AGE  kubelet  spec.containers{{web}}: Container created
  Normal  Started  AGE  kubelet  spec.containers{{web}}: Container started"""  # noqa: E501
    )


def test_service(hello):
    ip = hello.value('{.spec.clusterIP}', 'svc', 'hello')
    addresses = hello.value('{.items[*].status.podIP}', 'pods', '-l', 'app=hello').split()
    said = squeezed(hello('describe', 'service', 'hello'))
    endpoints = next(line for line in said if line.startswith('Endpoints:'))
    assert sorted(endpoints.split()[1].split(',')) == sorted(f'{address}:8080' for address in addresses)
    assert [line for line in said if line != endpoints] == expected(
        f"""\
Name:  hello
Namespace:  {hello.namespace}
Labels:  <none>
Annotations:  <none>
Selector:  app=hello
Type:  ClusterIP
IP Family Policy:  SingleStack
IP Families:  IPv4
IP:  {ip}
IPs:  {ip}
Port:  http  80/TCP
TargetPort:  http/TCP
Session Affinity:  None
Internal Traffic Policy:  Cluster
Events:  <none>"""
    )


def test_endpoint_slice(hello):
    said = squeezed(hello('describe', 'endpointslice'))
    assert re.fullmatch(r'Name:  hello-[b-df-hj-np-tv-z2-9]{5}', said[0])
    labels = said.index('Labels:  endpointslice.kubernetes.io/managed-by=endpointslice-controller.k8s.io')
    assert said[labels + 1] == '  kubernetes.io/service-name=hello'
    ports = said.index('Ports:')
    assert said[ports + 1 : ports + 5] == [
        '  Name  Port  Protocol',
        '  ----  ----  --------',
        '  http  8080  TCP',
        'Endpoints:',
    ]
    assert said.count('  Ready:  true') == 3
    assert said.count('  TargetRef:  Pod/POD') == 3


def test_node(hello):
    name = hello.value('{.items[0].metadata.name}', 'nodes')
    said = squeezed(hello('describe', 'node', name))
    assert said[0] == f'Name:  {name}'
    assert 'Taints:  <none>' in said
    assert 'Unschedulable:  false' in said
    conditions = said.index('Conditions:')
    assert [line.split()[:2] for line in said[conditions + 3 : conditions + 7]] == [
        ['MemoryPressure', 'False'],
        ['DiskPressure', 'False'],
        ['PIDPressure', 'False'],
        ['Ready', 'True'],
    ]
    assert said[conditions + 6].endswith('KubeletReady  kubelet is posting ready status')
    assert 'PodCIDR:  10.244.0.0/24' in said
    events = said[said.index('Events:') :]
    assert '  Normal  Starting  AGE  kubelet  Starting kubelet.' in events
    assert (
        f'  Normal  NodeHasSufficientMemory  AGE  kubelet  Node {name} status is now: NodeHasSufficientMemory' in events
    )


def test_the_small_ones(hello):
    assert squeezed(hello('describe', 'namespace', hello.namespace))[:4] == [
        f'Name:  {hello.namespace}',
        f'Labels:  kubernetes.io/metadata.name={hello.namespace}',
        'Annotations:  <none>',
        'Status:  Active',
    ]
    assert squeezed(hello('describe', 'configmap', 'hello'))[5:] == [
        'Data', '====', 'index.html:', '----', 'Hello from Sampan', '', '', '',
        'BinaryData', '====', '', 'Events:  <none>',
    ]  # fmt: skip
    assert squeezed(hello('describe', 'sa', 'default')) == [
        'Name:  default',
        f'Namespace:  {hello.namespace}',
        'Labels:  <none>',
        'Annotations:  <none>',
        'Image pull secrets:  <none>',
        'Events:  <none>',
    ]
    hello('create', 'secret', 'generic', 'hidden', '--from-literal=password=swordfish')
    said = squeezed(hello('describe', 'secret', 'hidden'))
    assert said[-3:] == ['Data', '====', 'password:  9 bytes']
    assert 'swordfish' not in '\n'.join(said)


def test_what_is_not_there(hello):
    assert hello.refused('describe', 'pod', 'nope') == 'Error from server (NotFound): pods "nope" not found\n'
