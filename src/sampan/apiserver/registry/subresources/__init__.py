"""Subresources, by (group, resource, subresource) and verb; resource `*` stands for every resource that has one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from sampan.apiserver.registry.call import Call
from sampan.apiserver.request import Answer

Verb = Callable[[Call], Awaitable[Answer]]

SUBRESOURCES: Mapping[tuple[str, str, str], Mapping[str, Verb]] = {}
