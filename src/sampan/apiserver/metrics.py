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


class Metrics:
    """A stage that counts, and the handler that shows the counts.

    Series are bounded: `serves` says which resources exist, everything else is counted as one.
    """

    def __init__(self, serves: Callable[[RequestInfo], bool]) -> None:
        self._serves = serves
        self._requests: Counter[tuple[Key, int]] = Counter()
        self._durations: dict[Key, Histogram] = {}
        self._keys: dict[tuple[str | bool, ...], Key] = {}  # of what is served, by what it is made of
        self.in_flight: Callable[[], Mapping[str, int]] = dict
        self.others: list[Callable[[], Iterator[Any]]] = []  # families of other parts

    async def __call__(self, request: Request, proceed: Handler) -> Answer:
        if request.typed:
            return await proceed(request)
        started = asyncio.get_running_loop().time()
        code = 500
        try:
            answer = await proceed(request)
            code = getattr(answer, 'status', 101)
            return answer
        except BaseException as error:
            code = getattr(error, 'code', 500)
            raise
        finally:
            self._count(request, code, asyncio.get_running_loop().time() - started)

    def _count(self, request: Request, code: int, seconds: float) -> None:
        info = request.info
        key = NOTHING if info is None else self._key(info)
        self._requests[key, code] += 1
        if info is not None and not long_running(info):
            histogram = self._durations.get(key)
            if histogram is None:
                histogram = self._durations[key] = Histogram()
            histogram.observe(seconds)

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

    async def serve(self, request: Request) -> Answer:
        """The counts in Prometheus' text format."""
        from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector
        from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

        registry = CollectorRegistry()
        registry.register(self)
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        return Response(body=generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    def collect(self) -> Iterator[Any]:
        """prometheus-client asks for the families here."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

        total = CounterMetricFamily(
            'apiserver_request_total', 'Requests by verb, resource and code.', labels=[*LABELS, 'code', 'component']
        )
        for (key, code), count in self._requests.items():
            total.add_metric([*key, str(code), 'apiserver'], count)
        yield total
        durations = HistogramMetricFamily(
            'apiserver_request_duration_seconds', 'Time to answer, in seconds.', labels=[*LABELS, 'component']
        )
        for key, histogram in self._durations.items():
            durations.add_metric([*key, 'apiserver'], list(histogram.cumulative()), histogram.total)
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
