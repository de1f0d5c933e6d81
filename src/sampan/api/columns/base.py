"""What the printers of all kinds share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sampan.api.generated import core_v1, meta_v1
from sampan.machinery import duration, labels

T = TypeVar('T')
Cell = str | int
NONE = '<none>'


def no_conditions(obj: Any) -> list[meta_v1.TableRowCondition]:
    return []


@dataclass(frozen=True, slots=True)
class Columns(Generic[T]):
    """The columns of one kind and how an object becomes a row's cells."""

    definitions: list[meta_v1.TableColumnDefinition]
    row: Callable[[T, datetime], list[Cell]]
    conditions: Callable[[T], list[meta_v1.TableRowCondition]] = no_conditions
    order: Callable[[T], Any] | None = None  # of the rows, where it is not that of the names


def column(name: str, type: str = 'string', format: str = '', wide: bool = False) -> meta_v1.TableColumnDefinition:
    """One definition; `wide` columns have priority 1."""
    return meta_v1.TableColumnDefinition(name=name, type=type, format=format, priority=1 if wide else 0)


def name_column() -> meta_v1.TableColumnDefinition:
    return column('Name', format='name')


def since(moment: datetime | None, now: datetime) -> str:
    """How long ago, in upstream's short form: `5s`, `3m12s`, `2d`; `<unknown>` without a time."""
    return '<unknown>' if moment is None else duration.human((now - moment).total_seconds())


def age(obj: Any, now: datetime) -> str:
    return since(obj.metadata.creation_timestamp, now)


def format_labels(pairs: Mapping[str, str]) -> str:
    """`a=1,b=2` in key order; `<none>` when there are none."""
    return ','.join(f'{key}={pairs[key]}' for key in sorted(pairs)) or NONE


def selector_text(selector: meta_v1.LabelSelector | None) -> str:
    """A label selector in kubectl's syntax. Raises SelectorError when it is invalid."""
    return str(labels.from_object(selector))


def container_cells(containers: Sequence[core_v1.Container]) -> list[Cell]:
    """Names, and images, joined by commas."""
    return [','.join(item.name for item in containers), ','.join(item.image for item in containers)]


def list_with_more(items: Sequence[str], limit: int = 3) -> str:
    """The first few, and how many more; `<unset>` when there are none."""
    text = ','.join(items[:limit])
    if len(items) > limit:
        return f'{text} + {len(items) - limit} more...'
    return text or '<unset>'


def _default_row(obj: Any, now: datetime) -> list[Cell]:
    created = obj.metadata.creation_timestamp
    return [obj.metadata.name, str(created) if created else '0001-01-01T00:00:00Z']


DEFAULT: Columns[Any] = Columns([name_column(), column('Created At', 'date')], _default_row)
