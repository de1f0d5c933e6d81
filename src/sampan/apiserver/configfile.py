"""Configuration files: YAML or JSON into typed structures, as Go reads them (a null is as good as nothing)."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from sampan.machinery import yaml

T = TypeVar('T')


def document(content: bytes) -> Any:
    """The file's content. Raises ValueError."""
    return without_nulls(yaml.load(content.decode()))


def read(content: bytes, kind: type[T]) -> T:
    """The file's content as a `kind`. Raises ValueError, which names what is wrong and where."""
    return msgspec.convert(document(content), kind)


def digest(file: Path) -> str:
    """What the file holds, as a hash; empty while it cannot be read."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ''


def without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    return value
