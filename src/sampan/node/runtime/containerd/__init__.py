"""Real containers: the kubelet's runtime on containerd, by CRI v1 over gRPC.

Theory of operation. Sampan runs its own containerd (`process`): own root, state, socket, CNI folders and configuration
(`config`), so that a system-wide containerd on the same machine is neither used nor disturbed. The daemon is a child of
the node process; the containers are not its children but the shims', so killing or restarting containerd leaves them
running, and the next start finds them again. `cleanup` is the other end: it leaves nothing of it behind.

`runtime.ContainerdRuntime` implements `node.runtime.base.Runtime`: each verb is one CRI call (`channel` makes the call
and turns its error into a `RuntimeFailure`, `convert` translates to and from protobuf). Nothing is polled: `events`
listens to containerd's own event stream and maps its container ids to pods. An event is passed on only when CRI's own
view has caught up with it, so who looks on hearing it sees it.

Times come from containerd; this package reads no clock. Upstream: pkg/kubelet/cri/remote and
pkg/kubelet/pleg/evented.go. Read `config`, `process`, `runtime`, `events`, in this order.
"""

from sampan.node.runtime.containerd.config import ContainerdConfig
from sampan.node.runtime.containerd.process import Containerd, ContainerdFailed
from sampan.node.runtime.containerd.runtime import ContainerdRuntime

__all__ = ['Containerd', 'ContainerdConfig', 'ContainerdFailed', 'ContainerdRuntime']
