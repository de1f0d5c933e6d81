"""/metrics: what the API server counts, under upstream's names (upstream: endpoints/metrics).

Counting is a dictionary increment on the hot path; the Prometheus text is made when somebody asks,
and only then is the library for it loaded.
"""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sampan.apiserver.measures import plain
from sampan.apiserver.request import Response
from sampan.apiserver.stages.long_running import long_running
from sampan.apiserver.version import version_info

if TYPE_CHECKING:
    from sampan.apiserver.request import Answer, Handler, Request, RequestInfo

BUCKETS = (0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60)
LABELS = ('verb', 'group', 'version', 'resource', 'subresource', 'scope')
VERBS = {'create': 'POST', 'update': 'PUT'}
KNOWN = frozenset({'get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'post', 'put'})

Key = tuple[str, str, str, str, str, str]
RECENT = 4096  # meanings of paths that are remembered
NOTHING: Key = ('OTHER', '', '', '', '', '')


class Histogram:
    """One series: how many in each bucket, and their sum."""

    __slots__ = ('counts', 'total')

    def __init__(self) -> None:
        self.counts = [0] * (len(BUCKETS) + 1)
        self.total = 0.0

    def observe(self, value: float) -> None:
        self.counts[bisect_left(BUCKETS, value)] += 1
        self.total += value

    def cumulative(self) -> Iterator[tuple[str, float]]:
        so_far = 0
        for bound, count in zip((*BUCKETS, '+Inf'), self.counts, strict=True):
            so_far += count
            yield str(bound), so_far


class Series:
    """The requests of one kind: how many ended with which code, and how long they took unless they are long-running."""

    __slots__ = ('codes', 'durations')

    def __init__(self, timed: bool) -> None:
        self.codes: dict[int, int] = {}
        self.durations = Histogram() if timed else None


class Metrics:
    """A stage that counts, and the handler that shows the counts.

    Series are bounded: `serves` says which resources exist, everything else is counted as one.
    """

    def __init__(self, serves: Callable[[RequestInfo], bool]) -> None:
        self._serves = serves
        self._series: dict[tuple[Key, bool], Series] = {}
        self._recent: dict[
            int, tuple[RequestInfo, Series]
        ] = {}  # by identity, which they keep as long as they are here
        self._keys: dict[tuple[str | bool, ...], Key] = {}  # of what is served, by what it is made of
        self.in_flight: Callable[[], Mapping[str, int]] = dict
        self.others: list[Callable[[], Iterator[Any]]] = []  # families of other parts

    async def __call__(self, request: Request, proceed: Handler) -> Answer:
        if request.typed:
            return await proceed(request)
        loop = asyncio.get_running_loop()
        started = loop.time()
        code = 500
        try:
            answer = await proceed(request)
            code = getattr(answer, 'status', 101)
            return answer
        except BaseException as error:
            code = getattr(error, 'code', 500)
            raise
        finally:
            info = request.info
            known = self._recent.get(id(info))
            series = self._find(request, info) if known is None else known[1]
            series.codes[code] = series.codes.get(code, 0) + 1
            if series.durations is not None:
                series.durations.observe(loop.time() - started)

    def _find(self, request: Request, info: RequestInfo | None) -> Series:
        """The series a request counts for. Requests without a query share what their path means: it is remembered."""
        key = NOTHING if info is None else self._key(info)
        timed = info is not None and not long_running(info)
        series = self._series.get((key, timed))
        if series is None:
            series = self._series[key, timed] = Series(timed)
        if info is not None and not request.query:
            if len(self._recent) >= RECENT:
                self._recent.clear()
            self._recent[id(info)] = (info, series)
        return series

    def _key(self, info: RequestInfo) -> Key:
        named, homed = bool(info.name), bool(info.namespace)
        asked = (info.verb, info.group, info.version, info.resource, info.subresource, named, homed)
        key = self._keys.get(asked)
        if key is None:
            key = self._make_key(info)
            if key[3]:
                self._keys[asked] = key
        return key

    def _make_key(self, info: RequestInfo) -> Key:
        verb = VERBS.get(info.verb, info.verb.upper()) if info.verb in KNOWN else 'OTHER'
        if not info.is_resource or not self._serves(info):
            return (verb, '', '', '', '', '')
        scope = 'resource' if info.name else 'namespace' if info.namespace else 'cluster'
        return verb, info.group, info.version, info.resource, info.subresource, scope

    def _totals(self) -> Counter[tuple[Key, int]]:
        totals: Counter[tuple[Key, int]] = Counter()
        for (key, _), series in self._series.items():
            for code, count in series.codes.items():
                totals[key, code] += count
        return totals

    async def serve(self, request: Request) -> Answer:
        """The counts in Prometheus' text format."""
        from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector
        from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

        registry = CollectorRegistry()
        registry.register(self)
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        return Response(body=plain(generate_latest(registry)), content_type=CONTENT_TYPE_LATEST)

    def collect(self) -> Iterator[Any]:
        """prometheus-client asks for the families here."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

        total = CounterMetricFamily(
            'apiserver_request_total', 'Requests by verb, resource and code.', labels=[*LABELS, 'code', 'component']
        )
        for (key, code), count in self._totals().items():
            total.add_metric([*key, str(code), 'apiserver'], count)
        yield total
        durations = HistogramMetricFamily(
            'apiserver_request_duration_seconds', 'Time to answer, in seconds.', labels=[*LABELS, 'component']
        )
        for (key, _), series in self._series.items():
            if series.durations is not None:
                durations.add_metric([*key, 'apiserver'], list(series.durations.cumulative()), series.durations.total)
        yield durations
        running = GaugeMetricFamily(
            'apiserver_current_inflight_requests', 'Requests being worked on.', labels=['request_kind']
        )
        for kind, count in self.in_flight().items():
            running.add_metric([kind], count)
        yield running
        build = GaugeMetricFamily('kubernetes_build_info', 'The version, as labels.', labels=sorted(BUILD_LABELS))
        info = version_info()
        build.add_metric([info[BUILD_LABELS[label]] for label in sorted(BUILD_LABELS)], 1)
        yield build
        for families in self.others:
            yield from families()


BUILD_LABELS = {
    'build_date': 'buildDate',
    'compiler': 'compiler',
    'git_commit': 'gitCommit',
    'git_tree_state': 'gitTreeState',
    'git_version': 'gitVersion',
    'go_version': 'goVersion',
    'major': 'major',
    'minor': 'minor',
    'platform': 'platform',
}
