"""Objects for the rules to judge: a good one of each kind, and ways to spoil it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from sampan.api import codec
from sampan.api.defaults import set_defaults
from sampan.api.generated import apps_v1 as apps
from sampan.api.generated import core_v1 as core
from sampan.machinery.field import FieldError

T = TypeVar('T')
Change = Callable[[Any], None]

_META = {'name': 'x', 'namespace': 'default', 'resourceVersion': '1', 'uid': 'u'}
_TEMPLATE = {'metadata': {'labels': {'app': 'x'}}, 'spec': {'containers': [{'name': 'c', 'image': 'nginx:1'}]}}


def make(kind: type[T], doc: dict[str, Any]) -> T:
    """A decoded and defaulted object."""
    obj = codec.decode(kind, msgspec.json.encode(doc))
    set_defaults(obj)
    return obj


def pod(**spec: Any) -> core.Pod:
    """A valid pod with these members of its spec (JSON names)."""
    whole = {'serviceAccountName': 'default', 'containers': [{'name': 'c', 'image': 'nginx:1'}]} | spec
    return make(core.Pod, {'metadata': _META, 'spec': whole})


def container(**members: Any) -> core.Pod:
    """A valid pod whose one container has these members."""
    return pod(containers=[{'name': 'c', 'image': 'nginx:1'} | members])


def service(**spec: Any) -> core.Service:
    """A valid service with these members of its spec."""
    return make(core.Service, {'metadata': _META, 'spec': {'ports': [{'port': 80}]} | spec})


def deployment(**spec: Any) -> apps.Deployment:
    """A valid deployment with these members of its spec."""
    whole = {'selector': {'matchLabels': {'app': 'x'}}, 'template': _TEMPLATE} | spec
    return make(apps.Deployment, {'metadata': _META, 'spec': whole})


def replica_set(**spec: Any) -> apps.ReplicaSet:
    whole = {'selector': {'matchLabels': {'app': 'x'}}, 'template': _TEMPLATE} | spec
    return make(apps.ReplicaSet, {'metadata': _META, 'spec': whole})


def texts(errors: list[FieldError]) -> list[str]:
    return [str(error) for error in errors]
