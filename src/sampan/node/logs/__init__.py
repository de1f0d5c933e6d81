"""Container logs: what the runtime writes, how it is read, how it is kept small.

Theory of operation. The runtime writes each container's output to one file in CRI's format, a line of time, stream and
tag before each piece of output (`format`). `view` decides, without I/O, what of these lines a reader gets: since when,
with time stamps or not, up to how many bytes. `reader` feeds it from the file: from the n-th line from the end, to the
end or, following, on as the container writes, woken by inotify rather than by the clock. `rotation` renames a file that
has grown too large, lets the runtime start a new one, and compresses and removes old ones.

Readers see the current file only, as upstream's do. Upstream: k8s.io/cri-client/pkg/logs, pkg/kubelet/logs.
"""

from sampan.node.logs.reader import read_logs
from sampan.node.logs.rotation import LogRotation
from sampan.node.logs.view import LogOptions

__all__ = ['LogOptions', 'LogRotation', 'read_logs']
