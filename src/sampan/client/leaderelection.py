"""One leader among several: whoever holds a Lease and keeps renewing it.

Nobody compares clocks. A candidate notes, on its own monotonic clock, when it last saw the Lease
change, and may take it over when it did not change for a lease duration. So skew between machines
does not matter, only that their clocks run at about the same rate. A leader that cannot renew for
the renew deadline steps down, well before anybody else may step up. What the old leader has under
way at that moment is cancelled; conflicts at the API do the rest (this is no fencing).

Upstream: client-go `tools/leaderelection`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sampan.api import codec
from sampan.api.errors import ApiError, is_not_found
from sampan.api.generated import coordination_v1, meta_v1
from sampan.api.scalars import MicroTime
from sampan.client.base import Client
from sampan.machinery.world import World

JITTER_FACTOR = 1.2  # a candidate waits from one to 1 + this many retry periods

logger = logging.getLogger(__name__)


class LeadershipLost(Exception):
    """The lease could not be renewed in time; what was led has been cancelled. Upstream's processes exit on it."""


@dataclass(frozen=True, slots=True)
class LeaderElectionConfig:
    """Seconds, with upstream's defaults."""

    lease_duration: float = 15.0  # an unchanged lease may be taken over after this
    renew_deadline: float = 10.0  # a leader that cannot renew for so long steps down
    retry_period: float = 2.0  # between tries
    release_on_cancel: bool = True  # whether a leader that is stopped gives the lease up at once

    def __post_init__(self) -> None:
        if self.lease_duration <= self.renew_deadline:
            raise ValueError('lease_duration must be greater than renew_deadline')
        if self.renew_deadline <= JITTER_FACTOR * self.retry_period:
            raise ValueError('renew_deadline must be greater than retry_period*JITTER_FACTOR')
        if self.retry_period <= 0:
            raise ValueError('retry_period must be greater than zero')


class LeaderElector:
    """One candidate for one lease."""

    def __init__(
        self,
        *,
        client: Client,
        world: World,
        name: str,
        identity: str,
        namespace: str = 'kube-system',
        config: LeaderElectionConfig | None = None,
        on_new_leader: Callable[[str], None] | None = None,
    ) -> None:
        """`identity` must be unique among the candidates: upstream's is host name + `_` + uid."""
        self._client = client
        self._world = world
        self._name = name
        self._namespace = namespace
        self.identity = identity
        self._config = config or LeaderElectionConfig()
        self._on_new_leader = on_new_leader
        self._observed: coordination_v1.Lease | None = None
        self._observed_at = 0.0  # on the loop's clock
        self._reported = ''

    @property
    def leader(self) -> str:
        """The last holder seen; '' for nobody."""
        return '' if self._observed is None else self._observed.spec.holder_identity or ''

    @property
    def is_leader(self) -> bool:
        return self.leader == self.identity

    async def run(self, lead: Callable[[], Awaitable[None]]) -> None:
        """Wait for the lease, then run `lead` as long as it is ours.

        Returns or raises what `lead` does; raises `LeadershipLost` when the lease is lost first. When
        cancelled, `lead` is cancelled and has ended before the lease is released.
        """
        await self._acquire()
        try:
            await self._lead_while_renewed(lead)
        finally:
            if self._config.release_on_cancel:
                await self._release()

    async def _acquire(self) -> None:
        logger.info('attempting to acquire leader lease %s/%s...', self._namespace, self._name)
        while not await self._try():
            period = self._config.retry_period
            await asyncio.sleep(period + self._world.jitter(period * JITTER_FACTOR))
        logger.info('successfully acquired lease %s/%s', self._namespace, self._name)

    async def _lead_while_renewed(self, lead: Callable[[], Awaitable[None]]) -> None:
        leading = asyncio.ensure_future(lead())
        renewing = asyncio.ensure_future(self._renew())
        try:
            await asyncio.wait((leading, renewing), return_when=asyncio.FIRST_COMPLETED)
            if not leading.done():
                await _ended(leading)
                await renewing  # raises
        finally:
            await _ended(renewing)
            await _ended(leading)
        await leading

    async def _renew(self) -> None:
        """Renew for ever; raise `LeadershipLost` when it failed for the renew deadline."""
        while True:
            try:
                async with asyncio.timeout(self._config.renew_deadline):
                    await self._try_until_renewed()
            except TimeoutError:
                logger.error('failed to renew lease %s/%s: timed out', self._namespace, self._name)
                raise LeadershipLost(f'failed to renew lease {self._namespace}/{self._name} in time') from None
            await asyncio.sleep(self._config.retry_period)

    async def _try_until_renewed(self) -> None:
        while True:
            if await self._try():
                return
            await asyncio.sleep(self._config.retry_period)

    async def _try(self) -> bool:
        """One attempt to take or keep the lease; whether it is ours now."""
        try:
            held = await self._take_or_keep()
        except (ApiError, OSError) as error:
            logger.warning('lease %s/%s: %s', self._namespace, self._name, error)
            held = False
        self._report()
        return held

    async def _take_or_keep(self) -> bool:
        if self.is_leader and self._is_valid() and await self._renew_observed():
            return True
        try:
            found = await self._client.get(coordination_v1.Lease, self._name, self._namespace)
        except ApiError as error:
            if not is_not_found(error):
                raise
            self._observe(await self._client.create(self._claim(None)))
            return True
        if self._observed is None or found.spec != self._observed.spec:
            self._observe(found)
        else:
            self._observed = found  # its resource version may have moved
        if self.leader and not self.is_leader and self._is_valid():
            return False
        self._observe(await self._client.update(self._claim(found)))
        return True

    async def _renew_observed(self) -> bool:
        """The leader's short way: no read, as nobody else should have written."""
        try:
            self._observe(await self._client.update(self._claim(self._observed)))
        except ApiError as error:
            logger.info('lease %s/%s changed under its leader, reading it: %s', self._namespace, self._name, error)
            return False
        return True

    def _claim(self, old: coordination_v1.Lease | None) -> coordination_v1.Lease:
        """The lease as it is with us as its holder."""
        now = MicroTime.of(self._world.now())
        if old is None:
            lease = coordination_v1.Lease(metadata=meta_v1.ObjectMeta(name=self._name, namespace=self._namespace))
            transitions, acquired = 0, now
        else:
            lease = codec.clone(old)
            ours = old.spec.holder_identity == self.identity
            transitions = (old.spec.lease_transitions or 0) + (not ours)
            acquired = old.spec.acquire_time if ours and old.spec.acquire_time else now
        lease.spec.holder_identity = self.identity
        lease.spec.lease_duration_seconds = int(self._config.lease_duration)
        lease.spec.acquire_time, lease.spec.renew_time = acquired, now
        lease.spec.lease_transitions = transitions
        return lease

    async def _release(self) -> None:
        """Give the lease up, so that the next leader need not wait for it to expire."""
        if not self.is_leader or self._observed is None:
            return
        lease = codec.clone(self._observed)
        now = MicroTime.of(self._world.now())
        lease.spec.holder_identity = ''
        lease.spec.lease_duration_seconds = 1
        lease.spec.acquire_time = lease.spec.renew_time = now
        try:
            async with asyncio.timeout(self._config.renew_deadline):
                self._observe(await self._client.update(lease))
        except (ApiError, OSError) as error:  # TimeoutError is an OSError: it expires by itself then
            logger.warning('failed to release lease %s/%s: %s', self._namespace, self._name, error)

    def _is_valid(self) -> bool:
        """Whether the lease changed, as far as we saw, within a lease duration."""
        return self._observed_at + self._config.lease_duration > asyncio.get_running_loop().time()

    def _observe(self, lease: coordination_v1.Lease) -> None:
        self._observed = lease
        self._observed_at = asyncio.get_running_loop().time()

    def _report(self) -> None:
        if self.leader == self._reported:
            return
        self._reported = self.leader
        if self._on_new_leader is not None:
            self._on_new_leader(self.leader)


async def _ended(task: asyncio.Future[None]) -> None:
    """Cancel the task and wait until it is over; its outcome stays in it."""
    task.cancel()
    await asyncio.wait((task,))
    if not task.cancelled():
        task.exception()  # looked at: asyncio need not report it
