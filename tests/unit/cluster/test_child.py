"""Supervision of one process: readiness, restarts with back-off, stopping."""

import asyncio
import os
import signal
import sys

from sampan.cluster import child as child_module
from sampan.cluster.child import Child, Phase
from sampan.cluster.logfile import LogFile
from sampan.machinery.world import SystemWorld

READY = """
import os, signal, sys
fd = int(os.environ['SAMPAN_NOTIFY_FD'])
print('hello from the child', flush=True)
os.write(fd, b'{"kind": "step", "text": "half way"}\\n{"kind": "ready"}\\n')
signal.pause()
"""
FAILING = """
import os
fd = int(os.environ['SAMPAN_NOTIFY_FD'])
os.write(fd, b'{"kind": "failed", "text": "port in use", "remedy": "choose another"}\\n')
raise SystemExit(78)
"""
STUBBORN = READY.replace('signal.pause()', 'signal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: signal.pause()')


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class Watched:
    """A child, and a way to wait for a state."""

    def __init__(self, tmp_path, program):
        self.changed = asyncio.Event()
        self.log = LogFile(tmp_path / 'child.log')
        self.child = Child(
            'demo', [sys.executable, '-c', program], log=self.log, world=SystemWorld(), changed=self._change
        )
        self.task = asyncio.create_task(self.child.run())

    def _change(self, state):
        self.changed.set()

    async def until(self, wanted):
        async with asyncio.timeout(20):
            while not wanted(self.child.state):
                self.changed.clear()
                await self.changed.wait()
        return self.child.state

    async def stop(self):
        await self.child.stop()
        await self.task


def test_notices_become_state_and_output_goes_to_the_log(tmp_path):
    async def main():
        watched = Watched(tmp_path, READY)
        state = await watched.until(lambda s: s.phase is Phase.READY)
        assert state.step == 'half way' and state.pid > 0
        await watched.stop()
        assert watched.child.state.phase is Phase.STOPPED

    asyncio.run(main())
    assert 'hello from the child' in (tmp_path / 'child.log').read_text()


def test_a_killed_child_is_started_again_and_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(child_module, 'FIRST_DELAY', 0.05)

    async def main():
        watched = Watched(tmp_path, READY)
        first = await watched.until(lambda s: s.phase is Phase.READY)
        os.kill(first.pid, signal.SIGKILL)
        again = await watched.until(lambda s: s.phase is Phase.READY and s.restarts == 1)
        assert again.pid != first.pid
        await watched.stop()

    asyncio.run(main())


def test_a_failure_tells_its_reason_and_remedy_while_it_backs_off(tmp_path):
    async def main():
        watched = Watched(tmp_path, FAILING)
        state = await watched.until(lambda s: s.phase is Phase.BACKOFF)
        assert (state.problem, state.remedy) == ('port in use', 'choose another')
        watched.task.cancel()
        await asyncio.wait([watched.task])

    asyncio.run(main())


def test_a_child_that_ignores_sigterm_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(child_module, 'STOP_PATIENCE', 0.2)

    async def main():
        watched = Watched(tmp_path, STUBBORN)
        await watched.until(lambda s: s.phase is Phase.READY)
        await watched.stop()
        assert watched.child.state.phase is Phase.STOPPED

    asyncio.run(main())


def test_what_cannot_be_started_is_tried_again(tmp_path, monkeypatch):
    monkeypatch.setattr(child_module, 'FIRST_DELAY', 0.01)

    async def main():
        watched = Watched(tmp_path, READY)
        watched.child._command = ['/nonexistent/program']
        state = await watched.until(lambda s: s.restarts >= 2)
        assert 'cannot be started' in state.last_exit
        watched.child._command = [sys.executable, '-c', READY]
        await watched.until(lambda s: s.phase is Phase.READY)
        await watched.stop()

    asyncio.run(main())


def test_stopping_does_not_wait_for_the_back_off(tmp_path, monkeypatch):
    monkeypatch.setattr(child_module, 'FIRST_DELAY', 1000.0)

    async def main():
        watched = Watched(tmp_path, FAILING)
        await watched.until(lambda s: s.phase is Phase.BACKOFF)
        async with asyncio.timeout(5):
            await watched.stop()
        assert watched.child.state.phase is Phase.STOPPED

    asyncio.run(main())


def test_a_notice_that_cannot_be_read_is_no_harm(tmp_path):
    async def main():
        watched = Watched(tmp_path, READY.replace('{"kind": "step"', 'garbage\\n{"kind": "step"'))
        state = await watched.until(lambda s: s.phase is Phase.READY)
        assert state.step == 'half way'
        await watched.stop()

    asyncio.run(main())


def test_the_last_exit_is_remembered(tmp_path, monkeypatch):
    monkeypatch.setattr(child_module, 'FIRST_DELAY', 0.01)

    async def main():
        watched = Watched(tmp_path, READY)
        first = await watched.until(lambda s: s.phase is Phase.READY)
        os.kill(first.pid, signal.SIGKILL)
        again = await watched.until(lambda s: s.phase is Phase.READY and s.restarts == 1)
        assert again.last_exit == 'killed by SIGKILL' and again.problem == ''
        await watched.stop()

    asyncio.run(main())


def test_on_hold_nothing_runs_and_behind_it_runs_again(tmp_path):
    async def main():
        watched = Watched(tmp_path, READY)
        first = await watched.until(lambda s: s.phase is Phase.READY)
        async with watched.child.hold():
            assert watched.child.state.phase is Phase.HELD
            assert not alive(first.pid)
        again = await watched.until(lambda s: s.phase is Phase.READY)
        assert again.pid != first.pid
        assert again.restarts == 0, 'being on hold is no failure'
        await watched.stop()

    asyncio.run(main())


def test_a_child_that_waits_for_its_next_try_is_held_at_once_and_can_be_stopped(tmp_path):
    async def main():
        watched = Watched(tmp_path, FAILING)
        await watched.until(lambda s: s.phase is Phase.BACKOFF)
        async with asyncio.timeout(10), watched.child.hold():
            assert watched.child.state.phase is Phase.HELD
            await watched.stop()
        assert watched.child.state.phase is Phase.STOPPED

    asyncio.run(main())
