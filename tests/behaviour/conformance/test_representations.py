"""JSON, YAML and protobuf, in bodies, lists and watch frames, say the same of every kind there is a sample of."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.behaviour.conformance.test_api_operations import SAMPLES, Life

from sampan.api import codec, protobuf
from sampan.api.generated import meta_v1
from sampan.apiserver.request import Stream
from sampan.machinery import yaml
from support.customresources import Server, run

JSON = 'application/json'
YAML = 'application/yaml'
PROTOBUF = 'application/vnd.kubernetes.protobuf'


def as_json(obj: Any) -> Any:
    return json.loads(codec.encode(obj))


async def frames(server: Server, path: str, accept: str) -> bytes:
    """The first batch of a watch."""
    answer = await server.api.handler(server.request('GET', path, accept=accept))
    assert isinstance(answer, Stream) and answer.chunks is not None
    assert answer.content_type == (f'{PROTOBUF};stream=watch' if accept == PROTOBUF else JSON)
    try:
        return await anext(answer.chunks)  # type: ignore[arg-type, no-any-return]
    finally:
        await answer.chunks.aclose()  # type: ignore[attr-defined]


def first_frame(data: bytes) -> meta_v1.WatchEvent:
    size = int.from_bytes(data[:4])
    return protobuf.decode_raw(meta_v1.WatchEvent, data[4 : 4 + size])


@pytest.mark.parametrize(('group', 'plural'), sorted(SAMPLES), ids=lambda value: value or 'core')
def test_every_representation_says_the_same(group: str, plural: str) -> None:
    async def story(server: Server) -> None:
        life = Life(server, group, plural)
        kind: Any = life.resource.type
        path = life.collection
        typed = codec.decode(kind, json.dumps(life.object('by-protobuf')).encode())
        made = await server.send('POST', path, protobuf.encode(typed), content_type=PROTOBUF, accept=PROTOBUF)
        assert (made.status, made.content_type) == (201, PROTOBUF), made.body
        text = yaml.dump(life.object('by-yaml')).encode()
        assert (await server.send('POST', path, text, content_type=YAML, accept=YAML)).status == 201
        for name in ('by-protobuf', 'by-yaml'):
            plain = await server.good('GET', f'{path}/{name}')
            binary = await server.send('GET', f'{path}/{name}', accept=PROTOBUF)
            assert as_json(protobuf.decode(kind, binary.body)) == plain
            assert yaml.load((await server.send('GET', f'{path}/{name}', accept=YAML)).body.decode()) == plain
        listed = await server.good('GET', path)
        binary = await server.send('GET', path, accept=PROTOBUF)
        items = protobuf.decode(life.resource.list_type, binary.body).items  # type: ignore[arg-type, union-attr]
        names = {'kind': life.resource.kind, 'apiVersion': life.resource.api_version}
        assert [as_json(item) for item in items] == [names | item for item in listed['items']]
        watch = f'{path}?watch=true&fieldSelector=metadata.name%3Dby-yaml'
        event = first_frame(await frames(server, watch, PROTOBUF))
        line = json.loads((await frames(server, watch, JSON)).splitlines()[0])
        assert (event.type, line['type']) == ('ADDED', 'ADDED')
        assert as_json(protobuf.decode(kind, bytes(event.object))) == line['object'] == plain

    run(story)
