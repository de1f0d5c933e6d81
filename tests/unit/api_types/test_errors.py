"""Errors as clients read them."""

from __future__ import annotations

import pytest

from sampan.api import codec, errors
from sampan.api.errors import ApiError
from sampan.machinery import field
from sampan.machinery.field import Path


@pytest.mark.parametrize(
    ('error', 'code', 'reason', 'message'),
    [
        (errors.not_found('apps', 'deployments', 'web'), 404, 'NotFound', 'deployments.apps "web" not found'),
        (errors.not_found('', 'pods', 'web'), 404, 'NotFound', 'pods "web" not found'),
        (errors.already_exists('', 'pods', 'web'), 409, 'AlreadyExists', 'pods "web" already exists'),
        (errors.conflict('', 'pods', 'web', 'changed'), 409, 'Conflict',
         'Operation cannot be fulfilled on pods "web": changed'),
        (errors.forbidden('', 'pods', 'web', 'no'), 403, 'Forbidden', 'pods "web" is forbidden: no'),
        (errors.forbidden('', 'pods', '', 'no'), 403, 'Forbidden', 'pods is forbidden: no'),
        (errors.forbidden('', '', '', 'no'), 403, 'Forbidden', 'forbidden: no'),
        (errors.unauthorized(), 401, 'Unauthorized', 'not authorized'),
        (errors.bad_request('bad'), 400, 'BadRequest', 'bad'),
        (errors.expired('old'), 410, 'Expired', 'old'),
        (errors.gone('old'), 410, 'Gone', 'old'),
        (errors.timeout('slow'), 504, 'Timeout', 'Timeout: slow'),
        (errors.server_timeout('', 'pods', 'create'), 500, 'ServerTimeout',
         'The create operation against pods could not be completed at this time, please try again.'),
        (errors.too_many_requests('later', 3), 429, 'TooManyRequests', 'later'),
        (errors.internal_error('boom'), 500, 'InternalError', 'Internal error occurred: boom'),
        (errors.request_entity_too_large('3 MB'), 413, 'RequestEntityTooLarge', 'Request entity too large: 3 MB'),
        (errors.method_not_supported('', 'pods', 'list'), 405, 'MethodNotAllowed',
         'list is not supported on resources of kind "pods"'),
        (errors.generic(503, 'GET', 'apps', 'deployments', 'web'), 503, 'ServiceUnavailable',
         'the server is currently unable to handle the request (get deployments.apps web)'),
        (errors.generic(502, 'GET', server_message='oops'), 502, 'InternalError',
         'an error on the server ("oops") has prevented the request from succeeding'),
        (errors.generic(418, 'GET'), 418, '',
         'the server responded with the status code 418 but did not return more information'),
    ],
)  # fmt: skip
def test_words(error: ApiError, code: int, reason: str, message: str) -> None:
    assert (error.code, error.reason, str(error)) == (code, reason, message)
    assert error.status.status == 'Failure'


def test_invalid_lists_its_causes() -> None:
    wrong = [field.required(Path('spec').child('a'), ''), field.invalid(Path('spec').child('b'), -1, 'too small')]
    error = errors.invalid('apps', 'Deployment', 'web', wrong)
    assert str(error) == (
        'Deployment.apps "web" is invalid: [spec.a: Required value, spec.b: Invalid value: -1: too small]'
    )
    assert b'"causes":[{"reason":"FieldValueRequired","message":"Required value","field":"spec.a"}' in codec.encode(
        error.status
    )
    assert error.code == 422


def test_a_status_in_a_response_is_the_error() -> None:
    sent = errors.not_found('', 'pods', 'a')
    received = errors.from_response(404, codec.encode(sent.status))
    assert received.status == sent.status


@pytest.mark.parametrize('body', [b'', b'<html>', b'{"kind":"Pod"}', b'[]', b'\xff'])
def test_other_responses_become_generic(body: bytes) -> None:
    error = errors.from_response(500, body)
    assert (error.code, error.reason) == (500, 'InternalError')
    assert error.cause('UnexpectedServerResponse') is not None


def test_predicates() -> None:
    assert errors.is_not_found(errors.not_found('', 'pods', 'a'))
    assert errors.is_not_found(errors.generic(404, 'GET'))
    assert not errors.is_not_found(ValueError())
    assert errors.is_conflict(errors.conflict('', 'pods', 'a', ''))
    assert not errors.is_conflict(errors.already_exists('', 'pods', 'a'))
    assert errors.is_already_exists(errors.generate_name_conflict('', 'pods', 'a'))
    assert errors.is_expired(errors.expired(''))
    assert not errors.is_gone(errors.expired(''))


def test_retry_after() -> None:
    assert errors.too_many_requests('x', 7).retry_after == 7
    assert errors.server_timeout('', 'pods', 'get').retry_after == 0
    assert errors.bad_request('x').retry_after is None
