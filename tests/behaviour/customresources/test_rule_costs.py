"""What rules of definitions may cost: the estimate is cel-go's, its blind spots included."""

from __future__ import annotations

from typing import Any

import pytest

from support.customresources import DEFINITIONS, Server, definition, run, version

FIELD = 'spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].messageExpression'
ADVICE = (
    'exceeds budget by factor of more than 100x (try simplifying the rule, or adding maxItems, maxProperties, '
    'and maxLength where arrays, maps, and strings are declared)'
)


def saying(expression: str) -> dict[str, Any]:
    """A definition with one rule whose message is computed."""
    spec = {
        'type': 'object',
        'properties': {
            'attempts': {'type': 'integer', 'maximum': 10},
            'short': {'type': 'string', 'maxLength': 20},
            'long': {'type': 'string'},
        },
        'x-kubernetes-validations': [{'rule': 'self.attempts >= 0', 'messageExpression': expression}],
    }
    return definition(version(schema={'type': 'object', 'properties': {'spec': spec}}))


def test_a_number_as_text_is_of_unknown_length() -> None:
    """Nothing bounds what string(int) makes: joined to another text it costs without end. Upstream refuses it too."""

    async def story(server: Server) -> None:
        reply = await server.send('POST', DEFINITIONS, saying("'attempts: ' + string(self.attempts)"))
        assert reply.status == 422
        causes = {(each['field'], each['message']) for each in reply.json()['details']['causes']}
        assert (FIELD, f'Forbidden: estimated messageExpression cost {ADVICE}') in causes

    run(story)


@pytest.mark.parametrize(
    'expression',
    ["'wrong: ' + self.short", 'string(self.attempts)', "'attempts: %d'.format([self.attempts])"],
)
def test_what_has_a_limit_can_be_said(expression: str) -> None:
    async def story(server: Server) -> None:
        await server.define(saying(expression))

    run(story)
