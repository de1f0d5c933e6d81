"""The kinds' rules as the registry asks for them: `sampan.api.validation`, loaded when first needed.

The rules are forty modules; a server that has only answered reads has not needed them.
"""

from __future__ import annotations

from typing import Any

from sampan.api.generated import meta_v1
from sampan.machinery.field import FieldError


def validate(obj: Any, *, namespaced: bool) -> list[FieldError]:
    """What is wrong with a new object."""
    from sampan.api import validation

    return validation.validate(obj, namespaced=namespaced)


def validate_metadata(metadata: meta_v1.ObjectMeta, *, namespaced: bool) -> list[FieldError]:
    """What is wrong with the metadata alone."""
    from sampan.api import validation

    return validation.validate_metadata(metadata, namespaced=namespaced)


def validate_update(new: Any, old: Any) -> list[FieldError]:
    """What is wrong with making `new` of `old`."""
    from sampan.api import validation

    return validation.validate_update(new, old)


def validate_status_update(new: Any, old: Any) -> list[FieldError]:
    """What is wrong with giving `old` the status of `new`."""
    from sampan.api import validation

    return validation.validate_status_update(new, old)


def validate_ephemeral_containers(new: Any, old: Any) -> list[FieldError]:
    """What is wrong with adding these ephemeral containers."""
    from sampan.api import validation

    return validation.validate_ephemeral_containers(new, old)


def validate_resize(new: Any, old: Any) -> list[FieldError]:
    """What is wrong with resizing these containers."""
    from sampan.api import validation

    return validation.validate_resize(new, old)


def validate_finalize(new: Any, old: Any) -> list[FieldError]:
    """What is wrong with these finalizers of a namespace."""
    from sampan.api import validation

    return validation.validate_finalize(new, old)


def warnings(new: Any, old: Any = None) -> list[str]:
    """What to tell the writer of an object that is valid all the same."""
    from sampan.api import warnings as kinds

    return kinds.warnings(new, old)
