"""Objects as the rows of a Table, as `kubectl get` asks for them (upstream: endpoints/handlers/response.go)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

import msgspec

from sampan.api import codec, errors
from sampan.api.generated import meta_v1
from sampan.apiserver.representation import partial
from sampan.apiserver.representation.negotiate import Target

if TYPE_CHECKING:
    from sampan.apiserver.cache.entry import Entry
    from sampan.apiserver.registry.call import Call
    from sampan.apiserver.request import Request

AT_ONCE = 500  # rows: some ten milliseconds
INCLUDE = ('', 'Metadata', 'None', 'Object')


def include_object(request: Request) -> str:
    """What a row's `object` shows. Raises 400."""
    wanted = request.first('includeObject')
    if wanted not in INCLUDE:
        text = (
            f'Unable to convert to Table as requested: includeObject: Invalid value: "{wanted}": '
            "must be 'Metadata', 'Object', 'None', or empty"
        )
        raise errors.bad_request(text)
    return wanted


def make(
    call: Call, target: Target, objects: Iterable[Any], metadata: meta_v1.ListMeta, *, headers: bool = True
) -> meta_v1.Table:
    """The table of a page of objects; later tables of one watch come without column definitions.

    Objects are taken one by one: of a long list's there is then only one at a time, unless the rows have to be sorted.
    """
    from sampan.api.columns import columns_of

    include = include_object(call.request)
    source = iter(objects)
    first = next(source, None)
    kind = call.endpoint.kind if first is None else type(first)
    every = source if first is None else chain((first,), source)
    own = call.endpoint.columns if kind is call.endpoint.kind else None
    columns = columns_of(kind) if own is None else own
    present = call.registry.world.now()
    return meta_v1.Table(
        api_version=f'meta.k8s.io/{target.shape_version}',
        metadata=metadata,
        column_definitions=columns.definitions if headers and not call.request.flag('noHeaders') else [],
        rows=[
            meta_v1.TableRow(
                cells=columns.row(obj, present),
                conditions=columns.conditions(obj),
                object=row_object(obj, include, target.shape_version),
            )
            for obj in (every if columns.order is None else sorted(every, key=columns.order))
        ],
    )


async def make_gently(
    call: Call, target: Target, entries: Sequence[Entry], metadata: meta_v1.ListMeta
) -> meta_v1.Table:
    """The table of a page, in pieces between which others are served. Sorted tables are made in one go."""
    from sampan.api.columns import columns_of

    decode = call.endpoint.decode
    columns = call.endpoint.columns or columns_of(call.endpoint.kind)
    if len(entries) <= AT_ONCE or columns.order is not None:
        return make(call, target, map(decode, entries), metadata)
    whole = make(call, target, map(decode, entries[:AT_ONCE]), metadata)
    for start in range(AT_ONCE, len(entries), AT_ONCE):
        await asyncio.sleep(0)
        whole.rows += make(call, target, map(decode, entries[start : start + AT_ONCE]), metadata, headers=False).rows
    return whole


def row_object(obj: Any, include: str, version: str) -> msgspec.Raw:
    """What a row carries of its object."""
    if include == 'None':
        return msgspec.Raw(b'null')
    return msgspec.Raw(codec.encode(obj if include == 'Object' else partial.of(obj, version)))
