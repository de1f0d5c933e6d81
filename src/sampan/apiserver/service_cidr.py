"""The default ServiceCIDR: `kubernetes`, from `--service-cluster-ip-range`, ready as soon as it is there.

It is made again when it disappears and never corrected: a range that differs from the flag is somebody's to decide.
A condition that another component set to False stays.

Upstream: pkg/controlplane/controller/defaultservicecidr (which looks every ten seconds; here a watch says when).
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from sampan.api import errors
from sampan.api.generated import meta_v1
from sampan.api.generated import networking_v1 as networking
from sampan.api.scalars import Time

if TYPE_CHECKING:
    from sampan.client.base import Client
    from sampan.machinery.world import World

log = logging.getLogger(__name__)

NAME = 'kubernetes'
READY = 'Ready'
MESSAGE = 'Kubernetes default Service CIDR is ready'
RETRY_AFTER = 1.0  # seconds between attempts while the server cannot take the write


class DefaultServiceCidr:
    """`ensure` once, then `run` keeps it."""

    def __init__(self, *, client: Client, world: World, cidrs: tuple[str, ...]) -> None:
        self._client = client
        self._world = world
        self._cidrs = list(cidrs)

    async def ensure(self) -> None:
        """Create it if it is missing, and say that it is ready."""
        present = await self._get()
        if present is None:
            wanted = networking.ServiceCIDR(
                metadata=meta_v1.ObjectMeta(name=NAME), spec=networking.ServiceCIDRSpec(cidrs=self._cidrs)
            )
            try:
                present = await self._client.create(wanted)
            except errors.ApiError as error:
                if not errors.is_already_exists(error):
                    raise
                return  # another API server was faster, and says the rest
        await self._say_ready(present)

    async def run(self) -> None:
        """Look after every event about it. Runs until cancelled."""
        while True:
            try:
                await self.ensure()
                async for _ in self._client.watch(
                    networking.ServiceCIDR, '', field_selector=f'metadata.name={NAME}', resource_version='0'
                ):
                    await self.ensure()
            except errors.ApiError as error:
                log.warning('cannot keep ServiceCIDR %s: %s', NAME, error)
                await asyncio.sleep(RETRY_AFTER)

    async def _get(self) -> networking.ServiceCIDR | None:
        try:
            return await self._client.get(networking.ServiceCIDR, NAME)
        except errors.ApiError as error:
            if not errors.is_not_found(error):
                raise
            return None

    async def _say_ready(self, present: networking.ServiceCIDR) -> None:
        if present.metadata.deletion_timestamp is not None:
            return
        if present.spec.cidrs != self._cidrs:
            log.warning('ServiceCIDR %s is %s; this server was started with %s', NAME, present.spec.cidrs, self._cidrs)
            return
        known = next((each for each in present.status.conditions if each.type == READY), None)
        if known is not None and known.status != 'Unknown':
            return
        ready = meta_v1.Condition(
            type=READY, status='True', message=MESSAGE, last_transition_time=Time.of(self._world.now())
        )
        present.status.conditions = [*(each for each in present.status.conditions if each.type != READY), ready]
        await self._client.update(present, subresource='status')
