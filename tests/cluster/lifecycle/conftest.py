"""Clusters of real containers that are started, broken and removed."""

import json

import pytest

from support.machine import Machine

WORKLOAD = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: busybox:1.36
        command: [sh, -c, "trap 'exit 0' TERM; while true; do sleep 0.1; done"]
        volumeMounts: [{name: memory, mountPath: /memory}]
      volumes:
      - {name: memory, emptyDir: {medium: Memory}}
"""


class Cluster(Machine):
    """A machine with a workload, and questions about it."""

    def deploy(self):
        self.load_busybox()
        self.kubectl('apply', '-f', '-', stdin=WORKLOAD)
        self.settle()

    def settle(self):
        """Wait until the workload runs."""
        self.kubectl('rollout', 'status', 'deployment/web', '--timeout=90s')
        self.kubectl('wait', 'pod', '-l', 'app=web', '--for=condition=Ready', '--timeout=90s')

    def objects(self):
        """Names and uids of what a user made or knows."""
        kinds = 'namespaces,nodes,deployments.apps,replicasets.apps,pods,services,configmaps'
        found = json.loads(self.kubectl('get', kinds, '-A', '-o', 'json'))['items']
        return {(o['kind'], o['metadata'].get('namespace'), o['metadata']['name'], o['metadata']['uid']) for o in found}

    def containers(self):
        """The container of each pod, and how often it was restarted."""
        found = json.loads(self.kubectl('get', 'pods', '-l', 'app=web', '-o', 'json'))['items']
        statuses = [status for pod in found for status in pod['status']['containerStatuses']]
        return {(status['containerID'], status['restartCount']) for status in statuses}

    @property
    def config(self):
        return json.loads((self.state / 'cluster.json').read_text())

    @property
    def marks(self):
        """By what this cluster's processes are known: their folders, and the cgroup of the containers."""
        return str(self.state), str(self.run), f'/{self.config["cgroup_root"]}/'

    def pid(self, component):
        """Of a line of `status`; 0 while it is not running."""
        line = next(line for line in self.sampan('status').stdout.splitlines() if line.startswith(component))
        return int(line.split()[2]) if line.split()[2].isdigit() else 0


@pytest.fixture
def machine(tmp_path_factory):
    made = Cluster(tmp_path_factory.mktemp('life'))
    try:
        yield made
    finally:
        made.sampan('delete', '--yes')


@pytest.fixture
def cluster(machine):
    """Up, with a workload that runs."""
    machine.up()
    machine.deploy()
    return machine
