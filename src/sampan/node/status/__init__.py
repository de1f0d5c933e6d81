"""What the kubelet reports: pod status (`phase`, `conditions`, `containers`, `pod`) and node status (`node`).

Pure functions of the spec, what the runtime shows, and what was reported before; `writer` sends it.
"""
