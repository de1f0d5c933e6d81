"""What `kubectl get` shows of custom resources. Upstream: pkg/registry/customresource/tableconvertor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sampan.api.columns.base import Columns, name_column, since
from sampan.api.generated import apiextensions_v1 as apiextensions
from sampan.api.generated import meta_v1
from sampan.machinery import gotext, jsonpath
from sampan.machinery.structural import formats

if TYPE_CHECKING:
    from sampan.api.custom import CustomObject

Cell = Callable[[Any, datetime], Any]

_AGE = apiextensions.CustomResourceColumnDefinition(name='Age', type='date', json_path='.metadata.creationTimestamp')


def columns_of(version: apiextensions.CustomResourceDefinitionVersion) -> Columns[Any]:
    """The name, and what the definition adds; the age if it adds nothing."""
    added = version.additional_printer_columns or [_AGE]
    paths = [jsonpath.compile(each.json_path) for each in added]
    makers = [_CELLS.get(each.type, _nothing) for each in added]

    def row(obj: CustomObject, now: datetime) -> list[Any]:
        document = obj.document()
        cells: list[Any] = [obj.metadata.name]
        for path, make in zip(paths, makers, strict=True):
            found = path.find(document)
            cells.append(make(found[0], now) if found else None)
        return cells

    definitions = [name_column(), *(_definition(each) for each in added)]
    return Columns(definitions, row)


def _definition(column: apiextensions.CustomResourceColumnDefinition) -> meta_v1.TableColumnDefinition:
    described = column.description or f'Custom resource definition column (in JSONPath format): {column.json_path}'
    if column is _AGE:
        described = ''
    return meta_v1.TableColumnDefinition(
        name=column.name, type=column.type, format=column.format, description=described, priority=column.priority
    )


def _integer(value: Any, now: datetime) -> Any:
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _number(value: Any, now: datetime) -> Any:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _boolean(value: Any, now: datetime) -> Any:
    return value if isinstance(value, bool) else None


def _string(value: Any, now: datetime) -> Any:
    if isinstance(value, (dict, list)):
        return gotext.json_text(value)
    return '' if value is None else gotext.value(value)


def _date(value: Any, now: datetime) -> Any:
    if not isinstance(value, str):
        return None
    try:
        return since(formats.parse_time(value), now)
    except (ValueError, TypeError):
        return '<invalid>'


def _nothing(value: Any, now: datetime) -> Any:
    return None


_CELLS: dict[str, Cell] = {
    'integer': _integer,
    'number': _number,
    'boolean': _boolean,
    'string': _string,
    'date': _date,
}
