"""In which representations custom resources can be had: all but their own protobuf, which they have none of."""

from __future__ import annotations

import pytest

from sampan.api import protobuf
from sampan.api.generated import meta_v1
from support.customresources import GROUP, TABS, Server, definition, run, tab
from support.watching import seen, watching

# What clients generated for protobuf send.
CLIENT_GO = 'application/vnd.kubernetes.protobuf,application/json'
PROTOBUF = 'application/vnd.kubernetes.protobuf'


def test_who_would_rather_have_protobuf_gets_json() -> None:
    async def story(server: Server) -> None:
        await server.define(definition())
        made = await server.send('POST', TABS, tab(), accept=CLIENT_GO)
        assert (made.status, made.content_type) == (201, 'application/json')
        for path in (TABS, f'{TABS}/one'):
            assert (await server.send('GET', path, accept=CLIENT_GO)).content_type == 'application/json'
        async with watching(server, f'{TABS}?watch=true', accept=CLIENT_GO) as events:
            assert seen(await events.take(1)) == [('ADDED', 'one')]
        gone = await server.send('DELETE', f'{TABS}/one', accept=CLIENT_GO)
        assert (gone.status, gone.json()['kind']) == (200, 'Status')

    run(story)


@pytest.mark.parametrize('path', [TABS, f'{TABS}/one', f'{TABS}?watch=true'])
def test_protobuf_alone_is_not_acceptable(path: str) -> None:
    async def story(server: Server) -> None:
        await server.define(definition())
        await server.good('POST', TABS, tab())
        reply = await server.send('GET', path, accept=PROTOBUF)
        assert reply.status == 406
        assert protobuf.decode(meta_v1.Status, reply.body).reason == 'NotAcceptable'

    run(story)


def test_metadata_can_be_had_in_protobuf() -> None:
    """It is how the metadata client of garbage collectors and quota controllers asks."""

    async def story(server: Server) -> None:
        await server.define(definition())
        await server.good('POST', TABS, tab())
        accept = f'{PROTOBUF};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1'
        listed = protobuf.decode(
            meta_v1.PartialObjectMetadataList, (await server.send('GET', TABS, accept=accept)).body
        )
        assert [item.metadata.name for item in listed.items] == ['one']
        accept = f'{PROTOBUF};as=PartialObjectMetadata;g=meta.k8s.io;v=v1'
        reply = await server.send('GET', f'{TABS}/one', accept=accept)
        assert protobuf.decode(meta_v1.PartialObjectMetadata, reply.body).metadata.name == 'one'

    run(story)


def test_yaml_says_the_same() -> None:
    async def story(server: Server) -> None:
        await server.define(definition())
        text = f'apiVersion: {GROUP}/v1\nkind: CronTab\nmetadata:\n  name: one\nspec:\n  cronSpec: "*/5"\n'
        reply = await server.send(
            'POST', TABS, text.encode(), content_type='application/yaml', accept='application/yaml'
        )
        assert reply.status == 201 and b"cronSpec: '*/5'" in reply.body

    run(story)
