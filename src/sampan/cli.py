"""`sampan`: the command line. Everything is imported when it is needed, so that `--help` is instant."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from sampan import __version__

Command = Callable[[argparse.Namespace], Coroutine[Any, Any, int]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. Errors go to standard error with what to do about them."""
    from sampan.cluster.errors import ClusterError

    options = parser().parse_args(arguments)
    command: Command = options.command
    try:
        return asyncio.run(command(options))
    except ClusterError as error:
        print(f'sampan: {error.message}', file=sys.stderr)
        if error.remedy:
            print(f'  → {error.remedy}', file=sys.stderr)
        return 1
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            return 141
        print(f'sampan: {error}', file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


class Parser(argparse.ArgumentParser):
    """A command's parser; `fill` adds flags that take time to know, when the command is really used."""

    fill: Callable[[argparse.ArgumentParser], None] | None = None

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        if self.fill is not None:
            fill, self.fill = self.fill, None
            fill(self)
        return super().parse_known_args(args, namespace)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog='sampan', description='The whole of Kubernetes in Python: a cluster in one command.'
    )
    top.add_argument('--version', action='version', version=f'sampan {__version__}')
    top.add_argument('--state-dir', type=Path, help='where the cluster is kept (default: /var/lib/sampan for root)')
    top.add_argument('--run-dir', type=Path, help='where sockets and locks are (default: /run/sampan for root)')
    commands = top.add_subparsers(title='commands', metavar='COMMAND', required=True, parser_class=Parser)

    up = _add(commands, 'up', _up, 'start the cluster, or bring it back')
    up.add_argument('--hollow', action='store_true', help='simulate containers instead of running them')
    up.add_argument('--node-name', help='this node (default: the host name)')
    up.add_argument('--api-port', type=_port, help='where the API server listens (default: 6443)')
    up.add_argument('--kubelet-port', type=_port, help='where the kubelet listens (default: 10250)')
    up.add_argument(
        '--runtime-config',
        help='APIs to switch on or off: api/beta=true,group/version=false,... (default: what was chosen first)',
    )
    up.add_argument(
        '--apiserver-flag',
        action='append',
        metavar='NAME=VALUE',
        help='a flag of `sampan apiserver`, such as encryption-provider-config=/etc/encryption.yaml; may be repeated',
    )
    up.add_argument('--store', help='etcd instead of SQLite: etcd://HOST:PORT[,...] (default: what was chosen first)')

    server = _add(commands, 'apiserver', _apiserver, "the API server alone, with kube-apiserver's flags")
    if isinstance(server, Parser):
        server.fill = _apiserver_flags

    _add(commands, 'down', _down, 'stop everything; the state stays')
    _add(commands, 'status', _status, 'components, nodes, versions, what is wrong and what to do')
    logs = _add(commands, 'logs', _logs, 'what the components wrote')
    logs.add_argument('component', nargs='?', choices=('supervisor', 'control-plane', 'node', 'containerd'))
    logs.add_argument('-f', '--follow', action='store_true', help='go on with what is written from now on')
    logs.add_argument('-n', '--lines', type=_count, default=100, help='how many lines (default: 100)')
    delete = _add(commands, 'delete', _delete, 'stop everything and remove the state')
    delete.add_argument('--yes', action='store_true', help='do not ask')

    snapshots = commands.add_parser('snapshot', help='the state as a file').add_subparsers(
        title='commands', metavar='COMMAND', required=True
    )
    _add(snapshots, 'save', _snapshot_save, 'copy the state to a new file').add_argument('file', type=Path)
    _add(snapshots, 'restore', _snapshot_restore, 'make the state what the file holds').add_argument('file', type=Path)
    rewind = _add(commands, 'rewind', _rewind, 'make the state what it was; nothing that was since is lost')
    rewind.add_argument('to', metavar='WHEN', help='how long ago (10m), a time (2026-01-31T10:00:00Z), or @REVISION')

    image = commands.add_parser('image', help="the node's container images").add_subparsers(
        title='commands', metavar='COMMAND', required=True
    )
    load = _add(image, 'load', _image_load, 'put the images of an OCI or Docker archive into the node')
    load.add_argument('file', type=Path)
    _add(image, 'list', _image_list, 'the images in the node')
    return top


def _add(commands: argparse._SubParsersAction, name: str, run: Command, text: str) -> argparse.ArgumentParser:  # type: ignore[type-arg]
    command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    command.set_defaults(command=run)
    return command


def _state_dir(options: argparse.Namespace) -> Path:
    from sampan.cluster.config import default_state_dir

    return (options.state_dir or default_state_dir()).absolute()


def _run_dir(options: argparse.Namespace) -> Path:
    from sampan.cluster.config import default_run_dir

    return (options.run_dir or default_run_dir(_state_dir(options))).absolute()


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError(f'{text!r} is not a port: expected 1 to 65535')
    return int(text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f'{text!r} is not a number of lines')
    return int(text)


async def _up(options: argparse.Namespace) -> int:
    from sampan.cluster.up import UpOptions, up

    return await up(
        UpOptions(
            state_dir=_state_dir(options),
            run_dir=_run_dir(options),
            hollow=options.hollow,
            node_name=options.node_name,
            api_port=options.api_port,
            kubelet_port=options.kubelet_port,
            store=options.store,
            runtime_config=options.runtime_config,
            apiserver_flags=tuple(options.apiserver_flag) if options.apiserver_flag else None,
        )
    )


def _apiserver_flags(server: argparse.ArgumentParser) -> None:
    from sampan.cluster.apiserver_flags import add_flags

    add_flags(server)


async def _apiserver(options: argparse.Namespace) -> int:
    from sampan.cluster.apiserver import serve

    return await serve(options)


async def _down(options: argparse.Namespace) -> int:
    from sampan.cluster.down import down

    return await down(_state_dir(options), _run_dir(options))


async def _delete(options: argparse.Namespace) -> int:
    from sampan.cluster.down import delete

    return await delete(_state_dir(options), _run_dir(options), sure=options.yes)


async def _snapshot_save(options: argparse.Namespace) -> int:
    from sampan.cluster.past import save

    return await save(_state_dir(options), options.file.absolute())


async def _snapshot_restore(options: argparse.Namespace) -> int:
    from sampan.cluster.past import restore

    return await restore(_state_dir(options), options.file.absolute())


async def _rewind(options: argparse.Namespace) -> int:
    from sampan.cluster.past import rewind

    return await rewind(_state_dir(options), options.to)


async def _status(options: argparse.Namespace) -> int:
    from sampan.cluster.status import status

    return await status(_state_dir(options))


async def _logs(options: argparse.Namespace) -> int:
    from sampan.cluster.logs import logs

    return await logs(_state_dir(options), options.component, follow=options.follow, lines=options.lines)


async def _image_load(options: argparse.Namespace) -> int:
    from sampan.cluster.images import load

    return await load(_state_dir(options), options.file)


async def _image_list(options: argparse.Namespace) -> int:
    from sampan.cluster.images import show

    return await show(_state_dir(options))


if __name__ == '__main__':
    sys.exit(main())
