"""Requests and limits into QoS, cgroup values and admission (upstream: pkg/kubelet/cm, qos)."""
