"""/metrics: the counts an operator's dashboards ask for, under the names Kubernetes gives them."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client.parser import text_string_to_metric_families
from tests.behaviour.apiserver_front.servers import Served, run, served

from sampan.api.generated import core_v1 as core
from sampan.api.generated import meta_v1 as meta


class Read:
    """What the server said about itself."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.samples = [each for found in text_string_to_metric_families(text) for each in found.samples]

    def value(self, name: str, **labels: str) -> float:
        """The sum of the samples with at least these labels."""
        return sum(each.value for each in self.samples if each.name == name and self._fits(each.labels, labels))

    @staticmethod
    def _fits(labels: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
        return all(labels.get(key) == value for key, value in wanted.items())


async def read(s: Served) -> Read:
    return Read((await s.get('/metrics'))[2].decode())


def test_who_asked_and_whether_they_might_is_counted() -> None:
    async def main() -> None:
        async with served('admin') as s:
            await s.get('/api/v1/namespaces')
            found = await read(s)
            assert found.value('authentication_attempts', result='success') >= 1
            assert found.value('authenticated_user_requests', username='other') >= 1
            assert found.value('authorization_attempts_total', result='allowed') >= 1
            assert found.value('authorization_duration_seconds_count', result='allowed') >= 1
            assert '# TYPE authentication_attempts counter' in found.text

    run(main())


def test_stored_objects_are_counted_by_resource() -> None:
    async def main() -> None:
        async with served('admin') as s:
            before = await read(s)
            for name in ('one', 'two'):
                await s.server.client().create(core.ConfigMap(metadata=meta.ObjectMeta(name=name, namespace='default')))
            await s.get('/api/v1/namespaces/default/configmaps')
            found = await read(s)
            name, labels = 'apiserver_resource_objects', {'group': '', 'resource': 'configmaps'}
            assert found.value(name, **labels) == before.value(name, **labels) + 2
            assert found.value('apiserver_storage_objects', resource='configmaps') == found.value(name, **labels)

    run(main())
