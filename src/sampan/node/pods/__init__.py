"""A pod's life on the node (upstream: pkg/kubelet/pod_workers.go, kuberuntime).

Pure: `observed` (what the runtime shows), `spec` (questions to a pod's spec), `backoff`, `plan`
(which containers to start and kill now), `machine` (stages and plans). With I/O: `worker`,
`start`, `kill`, `images`, `hooks`.
"""
