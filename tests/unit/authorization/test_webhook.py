"""Authorization by a server elsewhere, and the file that names authorizers."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sampan.apiserver.authz import conditions, configuration
from sampan.apiserver.authz.base import Attributes, Decision, Verdict
from sampan.apiserver.authz.configuration import ConfigurationError, WebhookConfig
from sampan.apiserver.authz.webhook import WebhookAuthorizer
from sampan.apiserver.request import UserInfo
from sampan.apiserver.webhook import WebhookFailed
from sampan.machinery import fields, labels
from sampan.machinery.world import SystemWorld

BOB = UserInfo('bob', groups=('builders',))
PODS = Attributes(BOB, 'list', namespace='default', version='v1', resource='pods')


class Later(SystemWorld):
    ahead = timedelta()

    def now(self) -> Any:
        return super().now() + self.ahead


class Server:
    """Answers what it is told to, and remembers what it was asked."""

    def __init__(self, **status: Any) -> None:
        self.status: dict[str, Any] | None = status
        self.asked: list[Any] = []

    async def post(self, body: bytes, timeout: float = 30, *, any_error: bool = False) -> bytes:
        self.asked.append(json.loads(body))
        if self.status is None:
            raise WebhookFailed('nobody there')
        return json.dumps({'status': self.status}).encode()


def ask(server: Server, world: Any = None, asked: Attributes = PODS, **settings: Any) -> Verdict:
    config = WebhookConfig('hook', Path('/none'), **settings)
    return asyncio.run(WebhookAuthorizer(config, server, world or SystemWorld()).authorize(asked))


@pytest.mark.parametrize(
    ('status', 'decision'),
    [
        ({'allowed': True}, Decision.ALLOW),
        ({'allowed': False, 'denied': True}, Decision.DENY),
        ({'allowed': False}, Decision.NO_OPINION),
        ({'allowed': True, 'denied': True}, Decision.DENY),
    ],
)
def test_what_the_webhook_answers_counts(status: dict[str, Any], decision: Decision) -> None:
    verdict = ask(Server(**status, reason='why'))
    assert (verdict.decision, verdict.reason) == (decision, 'why')


def test_the_question_is_a_subject_access_review() -> None:
    server = Server(allowed=True)
    asked = Attributes(
        BOB,
        'list',
        namespace='default',
        version='v1',
        resource='pods',
        fields=fields.parse('spec.nodeName=a').requirements,
        labels=labels.parse('app in (x),!y').requirements,
    )
    ask(server, asked=asked, version='v1')
    (review,) = server.asked
    assert review['apiVersion'] == 'authorization.k8s.io/v1'
    assert review['spec'] == {
        'user': 'bob',
        'groups': ['builders'],
        'resourceAttributes': {
            'namespace': 'default',
            'verb': 'list',
            'version': 'v1',
            'resource': 'pods',
            'fieldSelector': {'requirements': [{'key': 'spec.nodeName', 'operator': 'In', 'values': ['a']}]},
            'labelSelector': {
                'requirements': [
                    {'key': 'app', 'operator': 'In', 'values': ['x']},
                    {'key': 'y', 'operator': 'DoesNotExist'},
                ]
            },
        },
    }
    ask(server, version='v1beta1')
    assert server.asked[1]['spec']['group'] == ['builders']


def test_answers_are_remembered_for_their_time() -> None:
    server, world = Server(allowed=True), Later()
    hook = WebhookAuthorizer(WebhookConfig('hook', Path('/none'), authorized_ttl=300), server, world)
    for _ in range(3):
        assert asyncio.run(hook.authorize(PODS)).decision is Decision.ALLOW
    assert len(server.asked) == 1
    world.ahead = timedelta(seconds=301)
    asyncio.run(hook.authorize(PODS))
    assert len(server.asked) == 2


@pytest.mark.parametrize(('deny', 'decision'), [(False, Decision.NO_OPINION), (True, Decision.DENY)])
def test_without_an_answer_the_failure_policy_decides(deny: bool, decision: Decision) -> None:
    server = Server()
    server.status = None
    assert ask(server, deny_on_failure=deny) == Verdict(decision, error='nobody there')


def compiled(*texts: str) -> Any:
    return tuple((text, conditions.compile(text)) for text in texts)


def test_conditions_say_when_it_is_asked() -> None:
    server = Server(allowed=True)
    on_pods = compiled("has(request.resourceAttributes) && request.resourceAttributes.resource == 'pods'")
    assert ask(server, conditions=on_pods).decision is Decision.ALLOW
    elsewhere = compiled("'masters' in request.groups")
    assert ask(server, conditions=elsewhere).decision is Decision.NO_OPINION
    assert len(server.asked) == 1
    broken = compiled("request.nonResourceAttributes.path == '/x'")
    assert ask(server, conditions=broken, deny_on_failure=True).decision is Decision.DENY
    assert ask(server, conditions=(*broken, *elsewhere), deny_on_failure=True).decision is Decision.NO_OPINION


GOOD = """
apiVersion: apiserver.config.k8s.io/v1
kind: AuthorizationConfiguration
authorizers:
- type: Node
  name: node
- type: Webhook
  name: hook
  webhook:
    timeout: 3s
    subjectAccessReviewVersion: v1
    matchConditionSubjectAccessReviewVersion: v1
    failurePolicy: Deny
    connectionInfo:
      type: KubeConfigFile
      kubeConfigFile: FILE
    matchConditions:
    - expression: request.user != 'x'
- type: RBAC
  name: rbac
"""


def test_a_file_names_the_authorizers(tmp_path: Path) -> None:
    kubeconfig = tmp_path / 'hook.conf'
    kubeconfig.write_text('')
    file = tmp_path / 'authz.yaml'
    file.write_text(GOOD.replace('FILE', str(kubeconfig)))
    steps = configuration.load(file)
    assert [(step.type, step.name) for step in steps] == [('Node', 'node'), ('Webhook', 'hook'), ('RBAC', 'rbac')]
    hook = steps[1].webhook
    assert hook is not None
    assert (hook.timeout, hook.authorized_ttl, hook.unauthorized_ttl, hook.deny_on_failure) == (3.0, 300.0, 30.0, True)


@pytest.mark.parametrize(
    ('change', 'message'),
    [
        (('timeout: 3s', 'timeout: 31s'), 'authorizers[1].timeout: Invalid value: "31s": must be > 0s and <= 30s'),
        (('failurePolicy: Deny', 'failurePolicy: Ignore'), 'supported values: "NoOpinion", "Deny"'),
        (('type: RBAC', 'type: Node'), 'authorizers[2].type: Duplicate value: "Node"'),
        (('name: rbac', 'name: node'), 'authorizers[2].name: Duplicate value: "node"'),
        (("request.user != 'x'", 'request.nobody'), 'authorizers[1].matchConditions[0].expression: Invalid value'),
        (("request.user != 'x'", 'request.user'), 'must evaluate to bool but got string'),
        (('FILE', 'relative'), 'authorizers[1].connectionInfo.kubeConfigFile: Invalid value: "relative"'),
        (('type: RBAC', 'type: RBAC\n  more: 1'), 'unknown field'),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    kubeconfig = tmp_path / 'hook.conf'
    kubeconfig.write_text('')
    file = tmp_path / 'authz.yaml'
    file.write_text(GOOD.replace(*change).replace('FILE', str(kubeconfig)))
    with pytest.raises(ConfigurationError) as wrong:
        configuration.load(file)
    assert message in str(wrong.value)
