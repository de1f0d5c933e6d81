"""Accept headers as upstream reads them."""

from __future__ import annotations

import pytest

from sampan.api.errors import ApiError
from sampan.apiserver.representation.negotiate import JSON, PROTOBUF, YAML, Target, input_media_type, negotiate
from sampan.apiserver.request import Request

TABLE = 'as=Table;v=v1;g=meta.k8s.io'


def ask(accept: str, stream: bool = False, **headers: str) -> Target:
    names = {name.replace('_', '-'): value for name, value in headers.items()}
    return negotiate(Request('GET', '/api/v1/pods', {}, {'accept': accept, **names}), stream)


@pytest.mark.parametrize(
    ('accept', 'expected'),
    [
        ('', Target(JSON)),
        ('*/*', Target(JSON)),
        ('application/*', Target(JSON)),
        ('application/yaml', Target(YAML)),
        ('text/html, application/yaml;q=0.5, */*;q=0.1', Target(YAML)),
        ('application/json;q=0.5,application/vnd.kubernetes.protobuf', Target(PROTOBUF)),
        (f'application/json;{TABLE},application/json', Target(JSON, 'Table')),
        (f'application/vnd.kubernetes.protobuf;{TABLE},application/json;{TABLE}', Target(JSON, 'Table')),
        ('application/json;as=Table;v=v1beta1;g=meta.k8s.io', Target(JSON, 'Table', 'v1beta1')),
        ('application/json;as=Table;v=v2;g=meta.k8s.io,application/json', Target(JSON)),
        ('application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1', Target(JSON, 'PartialObjectMetadata')),
        ('application/json;pretty=1', Target(JSON, pretty=True)),
        ('application/json;profile=x;charset=utf-8', Target(JSON)),
        ('APPLICATION/JSON', Target(JSON)),
    ],
)
def test_the_best_alternative_is_taken(accept: str, expected: Target) -> None:
    assert ask(accept) == expected


@pytest.mark.parametrize(
    'accept', ['text/html', 'json', ',', ';q=1', 'application/json;sv=v9', 'application/json;as=Pod']
)
def test_what_cannot_be_written_is_refused(accept: str) -> None:
    with pytest.raises(ApiError) as caught:
        ask(accept)
    assert caught.value.code == 406


def test_streams_come_in_two_forms() -> None:
    assert ask('application/vnd.kubernetes.protobuf;stream=watch', stream=True).media_type == PROTOBUF
    with pytest.raises(ApiError) as caught:
        ask('application/yaml', stream=True)
    assert caught.value.status.message == (
        'only the following media types are accepted: '
        'application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch'
    )


def test_people_get_pretty_answers() -> None:
    assert ask('*/*', user_agent='curl/8.1').pretty
    assert not ask('*/*', user_agent='kubectl/v1.36.0').pretty


def test_bodies_have_a_media_type() -> None:
    assert input_media_type(Request('POST', '/', {}, {})) == JSON
    assert input_media_type(Request('POST', '/', {}, {'content-type': 'application/yaml; charset=utf-8'})) == YAML
    with pytest.raises(ApiError) as caught:
        input_media_type(Request('POST', '/', {}, {'content-type': 'text/plain'}))
    assert caught.value.code == 415
