"""The kinds' rules as the registry asks for them.

Defaults and validation are written beside the types; this is the one place that names them.
"""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

from sampan.machinery.field import FieldError

_SPEC = importlib.util.find_spec('sampan.api.validation')
_HAS_VALIDATION = _SPEC is not None and _SPEC.origin is not None


def _rules() -> Any:
    return importlib.import_module('sampan.api.validation')


def validate(obj: Any) -> list[FieldError]:
    return list(_rules().validate(obj)) if _HAS_VALIDATION else []


def validate_update(new: Any, old: Any) -> list[FieldError]:
    return list(_rules().validate_update(new, old)) if _HAS_VALIDATION else []


def validate_status_update(new: Any, old: Any) -> list[FieldError]:
    return list(_rules().validate_status_update(new, old)) if _HAS_VALIDATION else []


def validate_ephemeral_containers_update(new: Any, old: Any) -> list[FieldError]:
    return []
