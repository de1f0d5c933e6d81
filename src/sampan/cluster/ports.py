"""Ports somebody else has: told before anything is started, and by the processes themselves."""

from __future__ import annotations

import errno
import socket

from sampan.cluster.errors import ClusterError

ANY = '0.0.0.0'


def require_free(port: int, option: str) -> None:
    """Raises ClusterError when this port cannot be listened on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: closing connections are no harm
        try:
            probe.bind((ANY, port))
            probe.listen(1)
        except OSError as error:
            raise explain(error, port, option) from error


def explain(error: OSError, port: int, option: str) -> Exception:
    """What a failure to listen means for the user; the error itself when it is about something else."""
    match error.errno:
        case errno.EADDRINUSE:
            return ClusterError(
                f'port {port} is in use by another program',
                f'stop it (`ss -ltnp sport = :{port}` shows it), or choose another port: `sampan up {option} N`',
            )
        case errno.EACCES:
            return ClusterError(
                f'port {port} may be used by root only', f'choose one above 1023: `sampan up {option} N`'
            )
        case _:
            return error
