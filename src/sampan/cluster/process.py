"""What the two processes have in common: arguments, logging, the event loop, signals, and dying with a reason."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sampan.cluster.config import ClusterConfig, load
from sampan.cluster.errors import ClusterError
from sampan.cluster.notify import Notifier

EXIT_CONFIG = 78  # EX_CONFIG of sysexits.h

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Process:
    """One run: what it was told, how it reports, and when it has to end."""

    config: ClusterConfig
    notifier: Notifier
    hollow: bool
    stopping: asyncio.Event
    leaving: asyncio.Event  # set besides `stopping` when the containers are to be left running


def run(name: str, main: Callable[[Process], Awaitable[None]], arguments: Sequence[str]) -> int:
    """Run `main` on uvloop until it returns. SIGTERM and SIGINT ask it to stop, SIGHUP to leave at once.

    ClusterError, and what the rooms raise for bad surroundings, goes to the supervisor with its remedy.
    """
    parser = argparse.ArgumentParser(prog=name)
    parser.add_argument('state_dir', type=Path)
    parser.add_argument('--hollow', action='store_true')
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format='%(asctime)s %(levelname)s %(name)s %(message)s', stream=sys.stderr)
    notifier = Notifier.from_environment()
    try:
        config = load(options.state_dir)
        if config is None:
            raise ClusterError(f'{options.state_dir} holds no cluster', 'start one with `sampan up`')
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(_main(main, config, notifier, options.hollow))
    except ClusterError as error:
        notifier.failed(error.message, error.remedy)
        return EXIT_CONFIG
    except Exception as error:
        logger.exception('%s cannot go on', name)
        notifier.failed(f'{type(error).__name__}: {error}')
        return 1
    return 0


async def _main(
    main: Callable[[Process], Awaitable[None]], config: ClusterConfig, notifier: Notifier, hollow: bool
) -> None:
    process = Process(config, notifier, hollow, asyncio.Event(), asyncio.Event())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, process.stopping.set)
    loop.add_signal_handler(signal.SIGHUP, _leave, process)
    await main(process)


def _leave(process: Process) -> None:
    process.leaving.set()
    process.stopping.set()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop


def settle() -> None:
    """Everything made so far lives as long as the process: keep the garbage collector from walking it."""
    gc.collect()
    gc.freeze()


async def until(stopping: asyncio.Event, *tasks: asyncio.Task[None]) -> None:
    """Wait for the signal to stop; a task that ends before takes everything down with what it raised."""
    signalled = asyncio.create_task(stopping.wait())
    try:
        done, _ = await asyncio.wait((signalled, *tasks), return_when=asyncio.FIRST_COMPLETED)
    finally:
        signalled.cancel()
    for task in done - {signalled}:
        await task
        raise RuntimeError(f'{task.get_name()} ended')
