"""The kubelet's own server, port 10250: what the API server asks a node directly.

Theory of operation. It is a handler of the same server-neutral kind as the API server's (`Request` in; `Response`,
`Stream` or `Upgrade` out) behind the same HTTPS front; a simulation calls the handler without any socket. `auth`
asks the API server who a caller is and whether he may; members of system:masters, as its own kubelet client, just
may. `routes` finds the handler of a path. `containers` knows pods and their containers (through `PodSource`, which
the kubelet implements), `logs`, `execution` and `stats` do the work.

Exec, attach and port-forward are not spoken here: the runtime's streaming server speaks them, and once both sides have
agreed on the protocol, bytes pass through (`streaming`).

Upstream: pkg/kubelet/server. Texts and codes of errors are upstream's. Read `routes` first.
"""

from sampan.node.server.containers import PodSource
from sampan.node.server.routes import KubeletHandler
from sampan.node.server.server import KubeletServer, ServerConfig

__all__ = ['KubeletHandler', 'KubeletServer', 'PodSource', 'ServerConfig']
