"""The scheduler: decides on which node each pod runs (upstream: kube-scheduler).

It reads Pods, Nodes, Namespaces, Services and ReplicaSets, and writes three things: a Binding for a pod it
placed, the condition `PodScheduled=False` with the reason for one it could not place, and Events for both.

- `queue`: which pod is next. Active pods by priority, then age; failed ones wait with back-off, or for an
  event in the cluster that may help them.
- `columns`: the cluster as arrays. Each node is a row; placing a pod adds to its row. Counts of pods by
  selector and values computed from nodes are kept per row and brought up to date when they are read.
- `podinfo`: what of a pod matters here, parsed once.
- `framework`: the vocabulary of plugins. A filter answers with the rows it rejects, a score with a number per
  row, both for all nodes at once; the message of a failed attempt is put together as upstream's.
- `plugins/`: upstream's default plugins, one file each, in upstream's order and with its weights.
- `cycle`: one scheduling attempt: filter, score, choose. Pure: the same columns give the same answer.
- `scheduler`: the shell: watches, assumes, binds, reports.

A placement is assumed at once (the columns count it) and bound in the background, so that the next
pod does not wait for the API. A binding that fails is forgotten and the pod tried again.

Not here yet: preemption, volumes, and dynamic resources. A pod that needs them waits with a message that says so.

Start reading at `cycle.Cycle.place`.
"""
