"""Startup, liveness and readiness probes (upstream: pkg/kubelet/prober, pkg/probe).

`results` and `schedule` are pure: what a container's probes last said, and when to probe next.
`prober` is the door to the outside (exec, HTTP, TCP, gRPC); `runner` is the loop between them.
"""
