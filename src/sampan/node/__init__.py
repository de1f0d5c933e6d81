"""The node: a kubelet, what it runs containers with, and its server (upstream: cmd/kubelet).

Reads: pods bound to this node, the ConfigMaps, Secrets and Services they refer to, its own Node.
Writes: pod status, the Node and its status, its Lease, events; and deletes a pod whose containers
have all ended after its deletion was asked for.

How a pod lives here:

- `kubelet` watches pods by `spec.nodeName` and keeps one worker per pod uid.
- `pods.machine` is the pod's life as a pure state machine. What the API wants, what the runtime
  shows, what probes found and what time it is go in; a plan comes out: a few actions, the status to
  publish, and when to look again at the latest.
- `pods.worker` is the thin shell: it looks at the runtime, asks the machine, carries the plan out and
  starts over when something happened. Container events, probe results and API changes only say "look again".
- Everything a restart needs is in the runtime (labels, annotations and attempt numbers of
  sandboxes and containers) and in the API; a killed kubelet comes back and goes on.

The outside world comes in through three narrow doors, each with a real and a hollow side:
`runtime.base.Runtime` (containers), `probes.prober.Prober` (probe connections) and
`volumes.host.VolumeHost` (files and mounts); `host.Host` bundles them. With the hollow sides thousands of
nodes fit into one process and run on a virtual clock.

Start reading at `kubelet.py`, then `pods/machine.py`.
"""
