"""The file that names authorizers, when it changes."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from sampan.apiserver.authz.base import Attributes, Decision
from sampan.apiserver.authz.modes import Access, Parts, build, steps_of
from sampan.apiserver.authz.reload import Reload
from sampan.apiserver.authz.webhook import WebhookAuthorizer
from sampan.apiserver.request import UserInfo
from sampan.machinery.world import SystemWorld

PODS = Attributes(UserInfo('bob'), 'list', namespace='default', version='v1', resource='pods')
PARTS = Parts(find=lambda kind: None, world=SystemWorld())
KUBECONFIG = """
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]
contexts: [{name: c, context: {cluster: c}}]
current-context: c
"""
DENY = '{type: AlwaysDeny, name: deny}'


def configuration(folder: Path, *authorizers: str) -> Path:
    file = folder / 'authz.yaml'
    head = 'apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\n'
    file.write_text(head + f'authorizers: [{", ".join(authorizers)}]\n')
    return file


def hook(folder: Path, name: str) -> str:
    (folder / 'hook.conf').write_text(KUBECONFIG)
    return (
        f'{{type: Webhook, name: {name}, webhook: {{timeout: 1s, subjectAccessReviewVersion: v1, '
        f'matchConditionSubjectAccessReviewVersion: v1, failurePolicy: Deny, '
        f'connectionInfo: {{type: KubeConfigFile, kubeConfigFile: {folder}/hook.conf}}}}}}'
    )


def made(file: Path) -> Access:
    return build(steps_of((), configuration=file), PARTS)


def names(access: Access) -> list[str]:
    return [type(each).__name__ for each in access.authorizer._authorizers]


def test_webhooks_come_and_go_while_the_others_stay(tmp_path: Path) -> None:
    async def body() -> None:
        access = made(configuration(tmp_path, DENY))
        lasting = access.lasting['AlwaysDeny']
        reload = Reload(tmp_path / 'authz.yaml', access, PARTS)
        assert not await reload.look(), 'nothing has changed'
        configuration(tmp_path, hook(tmp_path, 'one'), DENY)
        assert await reload.look()
        assert names(access) == ['PrivilegedGroup', 'WebhookAuthorizer', 'AlwaysDeny']
        assert access.authorizer._authorizers[-1] is lasting
        assert (await access.authorizer.authorize(PODS)).decision is Decision.DENY, 'the webhook is not there'
        first = access.webhooks[0]
        configuration(tmp_path, DENY)
        assert await reload.look()
        assert names(access) == ['PrivilegedGroup', 'AlwaysDeny']
        assert first not in access.webhooks
        await reload.look()  # now nobody asks the first any more
        await access.close()

    asyncio.run(body())


@pytest.mark.parametrize(
    ('authorizers', 'message'),
    [
        (
            ('{type: AlwaysAllow, name: allow}',),
            "the types ['AlwaysDeny'] of authorizers cannot become ['AlwaysAllow']",
        ),
        ((DENY, DENY), 'Duplicate value'),
        ((), 'at least one authorization mode must be defined'),
    ],
)
def test_a_bad_file_leaves_everything_as_it_was(
    tmp_path: Path, authorizers: tuple[str, ...], message: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def body() -> None:
        access = made(configuration(tmp_path, DENY))
        reload = Reload(tmp_path / 'authz.yaml', access, PARTS)
        configuration(tmp_path, *authorizers)
        with caplog.at_level(logging.ERROR):
            assert not await reload.look()
        assert message in caplog.text
        assert names(access) == ['PrivilegedGroup', 'AlwaysDeny']
        configuration(tmp_path, DENY, hook(tmp_path, 'late'))
        assert await reload.look(), 'the next good file counts'
        assert isinstance(access.authorizer._authorizers[-1], WebhookAuthorizer)
        await access.close()

    asyncio.run(body())
