"""Keys in JSON pointers, for mutating admission policies. Upstream: k8s.io/apiserver/pkg/cel/library/jsonpatch.go."""

from __future__ import annotations

from sampan.machinery.cel.declarations import Library, overload
from sampan.machinery.cel.types import STRING


def _escape(key: str) -> str:
    return key.replace('~', '~0').replace('/', '~1')


JSONPATCH = Library(
    'kubernetes.jsonpatch',
    (('jsonpatch.escapeKey', overload('string_jsonpatch_escapeKey_string', (STRING,), STRING, _escape)),),
)
