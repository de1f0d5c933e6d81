"""The priority levels and flow schemas of one configuration, and which flow a request belongs to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sampan.api import flowcontrol as bootstrap
from sampan.api.generated import flowcontrol_v1 as flowcontrol
from sampan.apiserver.flowcontrol.allocation import Claim, Impossible, allocate
from sampan.apiserver.flowcontrol.estimate import LISTS, WRITES
from sampan.apiserver.flowcontrol.matching import matches
from sampan.apiserver.flowcontrol.measures import Measures
from sampan.apiserver.flowcontrol.queueset import EXEMPT, NO_QUEUES, QueueSet
from sampan.apiserver.flowcontrol.retry_after import Refusals
from sampan.apiserver.flowcontrol.sharding import deal, flow_hash
from sampan.apiserver.stages.long_running import long_running

if TYPE_CHECKING:
    from sampan.apiserver.request import RequestInfo, UserInfo

ADJUSTMENT = 10.0  # seconds between two changes of what levels borrow
SEATS_SHARE = 0.15  # of a level that one request may take
FLOWS_KEPT = 8192
READING = frozenset({'get', 'list', 'watch'})

FlowKey = tuple[object, ...]


class Level:
    """One priority level: its queues, and how many seats it has, may lend and may borrow."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.uid = ''
        self.set = QueueSet()
        self.exempt = False
        self.hand_size = 0
        self.most_seats = 0  # of one request; 0: no limit of the level's own
        self.shares = 0
        self.nominal = self.least = self.most = self.current = 0
        self.quiescing = False  # its object is gone: it ends when nobody is in it
        self.new = True
        self.refusals = Refusals()
        self.measures: dict[str, Measures] = {}  # by flow schema

    def configure(self, obj: flowcontrol.PriorityLevelConfiguration) -> None:
        """Take the queues and shares of its object."""
        self.uid = obj.metadata.uid
        self.quiescing = False
        spec = obj.spec
        self.exempt = spec.limited is None
        if spec.limited is None:
            self.shares = (spec.exempt.nominal_concurrency_shares or 0) if spec.exempt else 0
            self._lendable, self._borrowable = (spec.exempt.lendable_percent or 0) if spec.exempt else 0, None
            self.set.configure(EXEMPT, 0)
            return
        self.shares = spec.limited.nominal_concurrency_shares or 0
        self._lendable, self._borrowable = spec.limited.lendable_percent or 0, spec.limited.borrowing_limit_percent
        queuing = spec.limited.limit_response.queuing
        if queuing is None:
            self.hand_size = 0
            self.set.configure(NO_QUEUES, self.set.length_limit)
        else:
            self.hand_size = queuing.hand_size
            self.set.configure(queuing.queues, queuing.queue_length_limit)

    def rate(self, total: int, share_sum: float) -> None:
        """Its part of the server's `total` seats, by its shares."""
        nominal = math.ceil(total * self.shares / share_sum) if share_sum else 0
        lendable = rounded(nominal * self._lendable / 100)
        borrowable = total if self._borrowable is None else rounded(nominal * self._borrowable / 100)
        self.nominal, self.least, self.most = nominal, nominal - lendable, nominal + borrowable
        if self.hand_size:
            self.most_seats = max(1, min(math.ceil(nominal * SEATS_SHARE), nominal // self.hand_size))
        if self.new:
            self.new = False
            self.current = nominal - lendable // 2


class Flow:
    """What requests of one kind by one user are: their schema, level and hand of queues."""

    __slots__ = ('distinguisher', 'hand', 'level', 'measures', 'plain', 'reads', 'schema', 'uid')

    def __init__(self, schema: flowcontrol.FlowSchema, level: Level, distinguisher: str, verb: str) -> None:
        self.schema = schema.metadata.name
        self.uid = schema.metadata.uid
        self.level = level
        self.distinguisher = distinguisher
        self.reads = verb in READING
        self.plain = verb not in LISTS and verb not in WRITES  # one seat, whatever it is about
        self.hand: tuple[int, ...] = ()
        queues = level.set.desired
        if queues > 0:
            entropy = flow_hash(self.schema, distinguisher) if queues > 1 else 0
            self.hand = deal(entropy, queues, level.hand_size)
        self.measures = level.measures.setdefault(self.schema, Measures())


class Levels:
    """All levels of a server with `total` seats. Time is an argument, in seconds of one clock."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.levels: dict[str, Level] = {}
        self.schemas: list[flowcontrol.FlowSchema] = []
        self.adjust_at = 0.0
        self.fair_fraction = 0.0
        self._adjusted = 0.0
        self._flows: dict[FlowKey, Flow | None] = {}

    # -- configuration -----------------------------------------------------------------------------

    def digest(
        self,
        levels: Mapping[str, flowcontrol.PriorityLevelConfiguration],
        schemas: Iterable[flowcontrol.FlowSchema],
        now: float,
    ) -> None:
        """Work by these objects from now on; where a mandatory one is missing, as if it were there."""
        kept = {name: self._level(name, obj) for name, obj in levels.items() if sound(obj)}
        self.schemas = _ordered(schemas, kept)
        for name, level in self.levels.items():
            if name not in kept and name not in bootstrap.mandatory_levels() and not level.set.idle:
                level.quiescing = True
                kept[name] = level
        for name, obj in bootstrap.mandatory_levels().items():
            if name not in kept:
                kept[name] = self._level(name, obj)
        self.levels = kept
        share_sum = sum(level.shares for level in kept.values())
        for level in kept.values():
            level.rate(self.total, share_sum)
        self._flows.clear()
        known = {each.metadata.name for each in self.schemas}
        for level in kept.values():
            level.measures = {name: each for name, each in level.measures.items() if name in known or each.in_use}
        self.adjust(now)

    def _level(self, name: str, obj: flowcontrol.PriorityLevelConfiguration) -> Level:
        level = self.levels.get(name) or Level(name)
        level.configure(obj)
        return level

    def reap(self) -> bool:
        """Whether a level whose object is gone is empty now; it ends with the next `digest`."""
        return any(level.quiescing and level.set.idle for level in self.levels.values())

    # -- classification ----------------------------------------------------------------------------

    def flow(self, user: UserInfo, info: RequestInfo) -> Flow | None:
        """The flow of a request; None for what takes no part (connections that last)."""
        key = (user.name, user.groups, info.verb, info.group, info.resource, info.subresource, info.namespace) + (
            () if info.is_resource else (info.path,)
        )
        try:
            return self._flows[key]
        except KeyError:
            if len(self._flows) >= FLOWS_KEPT:
                self._flows.clear()
            found = self._flows[key] = self._classify(user, info)
            return found

    def _classify(self, user: UserInfo, info: RequestInfo) -> Flow | None:
        if info.verb != 'watch' and long_running(info):
            return None
        last = self.schemas[-1]  # `catch-all`: it is always there
        schema = next((each for each in self.schemas if matches(each, user, info)), last)
        method = schema.spec.distinguisher_method
        distinguisher = ''
        if method is not None:
            distinguisher = user.name if method.type == bootstrap.BY_USER else info.namespace
        level = self.levels[schema.spec.priority_level_configuration.name]
        return Flow(schema, level, distinguisher, info.verb)

    # -- lending -----------------------------------------------------------------------------------

    def adjust(self, now: float) -> None:
        """Divide the seats by what levels needed since the last time."""
        periods = max(1.0, (now - self._adjusted) / ADJUSTMENT)
        self._adjusted, self.adjust_at = now, now + ADJUSTMENT
        limited: list[Level] = []
        left = total = sum(level.nominal for level in self.levels.values())
        for level in self.levels.values():
            level.set.settle(now, periods)
            if level.exempt:
                level.current = max(level.least, level.set.demand.peak)
                left -= level.current
            else:
                limited.append(level)
        for level, seats in zip(limited, self._divide(limited, left, total), strict=True):
            level.current = seats
        for level in self.levels.values():
            level.set.resize(level.current, now)

    def _divide(self, levels: list[Level], left: int, total: int) -> list[int]:
        needs = [max(each.least, min(each.nominal, each.set.demand.peak)) for each in levels]
        least = sum(each.least for each in levels)
        self.fair_fraction = 0.0
        if left <= least:
            return [each.least for each in levels]
        if left <= sum(needs):
            part = (left - least) / (sum(needs) - least)
            return [each.least + rounded((need - each.least) * part) for each, need in zip(levels, needs, strict=True)]
        claims = [
            Claim(max(need, each.set.demand.smoothed), need, each.most)
            for each, need in zip(levels, needs, strict=True)
        ]
        try:
            shares, self.fair_fraction = allocate(total, claims)
        except Impossible:
            return [each.current for each in levels]
        return [rounded(share) for share in shares]


def sound(obj: flowcontrol.PriorityLevelConfiguration) -> bool:
    """Whether the parts of its specification belong together; what is not is as if it were not there."""
    spec = obj.spec
    if (spec.type == 'Limited') != (spec.limited is not None):
        return False
    if (spec.type == 'Exempt') != (spec.exempt is not None) or (spec.type == 'Exempt') != (
        obj.metadata.name == bootstrap.EXEMPT
    ):
        return False
    if spec.limited is None:
        return spec.exempt is not None
    response = spec.limited.limit_response
    return (response.type == 'Reject') == (response.queuing is None)


def _ordered(schemas: Iterable[flowcontrol.FlowSchema], levels: Mapping[str, Level]) -> list[flowcontrol.FlowSchema]:
    """Those whose level is there, in the order in which they are tried, the mandatory ones in any case."""
    found = sorted(
        (each for each in schemas if each.spec.priority_level_configuration.name in levels),
        key=lambda each: (each.spec.matching_precedence, each.metadata.name),
    )
    names = {each.metadata.name for each in found}
    if bootstrap.EXEMPT not in names:
        found.insert(0, bootstrap.mandatory_schemas()[bootstrap.EXEMPT])
    last = next((each for each in found if each.metadata.name == bootstrap.CATCH_ALL), None)
    if last is not None:  # nothing comes behind the one that catches all
        found.remove(last)
    return [*found, last or bootstrap.mandatory_schemas()[bootstrap.CATCH_ALL]]


def rounded(value: float) -> int:
    """Halves up, as Go rounds."""
    return math.floor(value + 0.5)
