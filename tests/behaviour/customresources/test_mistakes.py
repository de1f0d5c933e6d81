"""One definition that cannot be served does not keep others from being served."""

from __future__ import annotations

from typing import Any

import pytest

from sampan.apiserver.customresources.installed import Installed
from support.customresources import DEFINITIONS, TABS, Server, definition, run


def test_a_mistake_of_the_server_about_one_definition_ends_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    install = Installed.install

    async def failing(registry: Any, crd: Any, *rest: Any) -> Installed:
        if crd.spec.names.plural == 'broken':
            raise ZeroDivisionError('a mistake')
        return await install(registry, crd, *rest)

    monkeypatch.setattr(Installed, 'install', staticmethod(failing))

    async def story(server: Server) -> None:
        broken = definition()
        broken['metadata']['name'] = 'broken.other.example.com'
        broken['spec'] |= {
            'group': 'other.example.com',
            'names': {'plural': 'broken', 'singular': 'broke', 'kind': 'Broken', 'listKind': 'BrokenList'},
        }
        await server.good('POST', DEFINITIONS, broken)
        await server.gone_stale()
        await server.define(definition())
        await server.good('GET', TABS)

    run(story)
    assert 'the definition broken.other.example.com cannot be served' in caplog.text
