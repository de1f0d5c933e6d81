"""Servers that a kubeconfig names: which failures are tried again, and that all of them are told in one way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sampan.apiserver.outgoing.exchange import Reply, Unanswered
from sampan.apiserver.webhook import STEPS, Webhook, WebhookFailed
from sampan.client.config import HttpConfig
from sampan.testing.loop import run_virtual
from sampan.testing.world import SimulatedWorld

URL = 'https://hook.test/'


class Replies:
    """Answers in place of the network."""

    def __init__(self, *replies: Reply | Unanswered) -> None:
        self._replies = list(replies)
        self.asked = 0

    async def send(self, method: str, url: str, data: Any, seconds: float, **more: Any) -> Reply:
        self.asked += 1
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        if isinstance(reply, Unanswered):
            raise reply
        return reply


def post(replies: Replies, *, any_error: bool = False, **config: Any) -> bytes:
    async def main() -> bytes:
        hook = Webhook(HttpConfig(URL, **config), SimulatedWorld())
        hook._exchange = replies  # type: ignore[assignment]
        return await hook.post(b'{}', any_error=any_error)

    return run_virtual(main())


@pytest.mark.parametrize(
    'passing',
    [Reply(429, b''), Reply(500, b''), Reply(504, b''), Reply(503, b'', 1), Unanswered('reset', reset=True)],
)
def test_trouble_that_passes_is_tried_again(passing: Reply | Unanswered) -> None:
    replies = Replies(passing, Reply(200, b'yes'))
    assert post(replies) == b'yes' and replies.asked == 2
    replies = Replies(passing)
    with pytest.raises(WebhookFailed):
        post(replies)
    assert replies.asked == STEPS


@pytest.mark.parametrize('lasting', [Reply(400, b''), Reply(302, b''), Reply(503, b''), Unanswered('refused')])
def test_other_trouble_only_where_all_is(lasting: Reply | Unanswered) -> None:
    replies = Replies(lasting, Reply(200, b'yes'))
    with pytest.raises(WebhookFailed):
        post(replies)
    assert replies.asked == 1
    assert post(Replies(lasting, Reply(200, b'yes')), any_error=True) == b'yes'


def test_certificates_and_tokens_that_cannot_be_used_are_failures_like_others(tmp_path: Path) -> None:
    with pytest.raises(WebhookFailed, match='certificates'):
        post(Replies(Reply(200, b'')), ca=b'no certificate')
    with pytest.raises(WebhookFailed):
        post(Replies(Reply(200, b'')), token_file=tmp_path / 'none')


def test_what_the_server_says_is_told() -> None:
    said = {'kind': 'Status', 'status': 'Failure', 'message': 'not you', 'reason': 'Forbidden', 'code': 403}
    with pytest.raises(WebhookFailed, match='not you') as found:
        post(Replies(Reply(403, json.dumps(said).encode())))
    assert found.value.status == 403
