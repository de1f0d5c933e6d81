"""Assembling the cluster: certificates, kubeconfigs, processes, and the commands `up`, `down`, `status`.

A cluster on one machine is two processes under one supervisor:

    supervisor ─┬─ control-plane   API server, controllers, scheduler on one event loop; SQLite store
                └─ node            kubelet, service proxy, DNS; its own containerd below it

- `config`: where things are and which addresses are used; written to the state folder at the first
  `up`, read by every process.
- `pki`: the cluster's certificate authorities, one identity for each component, signing keys.
- `lock`: one command at a time, one supervisor; `ports`: whether somebody else listens; `files`: small durable files.
- `preflight`, `packages`: what this machine can do, and installing what is missing.
- `supervisor`, `child`: start, watch, restart with back-off; a Unix socket answers what is going on.
- `notify`: how a child tells its supervisor that it made a step, is ready, or cannot go on.
- `control_plane`, `node`: the two processes' mains.
- `up`, `down`, `status`, `logs`: the commands, each a short story over the above.

Everything durable is under the state folder; everything that ends with the processes is under the
run folder. `down` removes the latter and whatever the node made in the kernel; `delete` removes
the state too.
"""
