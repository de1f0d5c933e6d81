"""FNV vectors, safe names, image references."""

from __future__ import annotations

import pytest

from sampan.machinery import hash as hashing
from sampan.machinery import image


def test_fnv_vectors() -> None:
    assert hashing.fnv1a_32(b'') == 0x811C9DC5
    assert hashing.fnv1a_32(b'a') == 0xE40C292C
    assert hashing.fnv1a_32(b'foobar') == 0xBF9CF968
    assert hashing.fnv1a_64(b'foobar') == 0x85944171F73967E8
    assert hashing.fnv1a_32(b'bar', hashing.fnv1a_32(b'foo')) == hashing.fnv1a_32(b'foobar')


def test_hash_labels_are_safe_and_depend_on_collisions() -> None:
    first, second = hashing.compute(b'{}'), hashing.compute(b'{}', 1)
    assert first != second
    assert set(first + second) <= set('bcdfghjklmnpqrstvwxz2456789')
    assert hashing.compute(b'{}') == first


@pytest.mark.parametrize(
    ('text', 'whole'),
    [
        ('nginx', 'docker.io/library/nginx:latest'),
        ('team/app:1', 'docker.io/team/app:1'),
        ('localhost/app', 'localhost/app:latest'),
        ('registry:5000/app', 'registry:5000/app:latest'),
        ('Registry/app', 'Registry/app:latest'),
        ('index.docker.io/nginx', 'docker.io/library/nginx:latest'),
        ('a@sha256:' + 'a' * 64, 'docker.io/library/a@sha256:' + 'a' * 64),
        ('a:1@sha256:' + 'a' * 64, 'docker.io/library/a:1@sha256:' + 'a' * 64),
        ('[::1]:5000/app', '[::1]:5000/app:latest'),
    ],
)
def test_references(text: str, whole: str) -> None:
    assert str(image.parse(text)) == whole


@pytest.mark.parametrize('text', ['', 'Nginx', 'a b', 'a:', 'a@', '/a', 'a//b', 'a' * 64, ' nginx', 'x' * 300])
def test_not_references(text: str) -> None:
    with pytest.raises(image.ReferenceError_):
        image.parse('a' * 64 if text == 'a' * 64 else text)
