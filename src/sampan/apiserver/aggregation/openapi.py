"""OpenAPI documents of aggregated servers.

Of version 2 the paths of the group version are taken, and the definitions these use; a definition whose name is taken
by a different one gets another name. Of version 3 there is a document for each group version anyway. Upstream:
controllers/openapi, controllers/openapiv3, kube-openapi's aggregator.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from sampan.apiserver.aggregation.asking import NoAnswer, Told, ask

if TYPE_CHECKING:
    from sampan.api.generated import apiregistration_v1 as apiregistration
    from sampan.apiserver.aggregation.transport import Transport

Document = dict[str, Any]
DEFINITIONS = '#/definitions/'


async def fetch_version_2(spec: apiregistration.APIServiceSpec, transport: Transport) -> Document:
    """The server's own part; empty if it has none. Raises NoAnswer."""
    told = await ask(transport, spec, '/openapi/v2', accept='application/json')
    document = _decoded(told)
    prefix = f'/apis/{spec.group}/{spec.version}/'
    paths = {path: item for path, item in document.get('paths', {}).items() if path.startswith(prefix)}
    definitions = document.get('definitions', {})
    used: dict[str, Any] = {}
    _collect(paths, definitions, used)
    return {'paths': paths, 'definitions': used} if paths else {}


async def fetch_hash(spec: apiregistration.APIServiceSpec, transport: Transport) -> str:
    """The hash of the server's version 3 document of its group version; empty if it has none. Raises NoAnswer."""
    index = _decoded(await ask(transport, spec, '/openapi/v3', accept='application/json'))
    entry = index.get('paths', {}).get(f'apis/{spec.group}/{spec.version}', {})
    return parse_qs(urlsplit(str(entry.get('serverRelativeURL', ''))).query).get('hash', [''])[0]


def _decoded(told: Told) -> Document:
    if told.status == 404:
        return {}
    if told.status != 200:
        raise NoAnswer(f'the server answered {told.status}')
    try:
        return msgspec.json.decode(told.body, type=dict[str, Any])
    except msgspec.MsgspecError as error:
        raise NoAnswer(str(error)) from error


def _collect(part: Any, definitions: Mapping[str, Any], used: dict[str, Any]) -> None:
    """Every definition that a part of a document refers to, directly or not."""
    for name in _references(part):
        if name in definitions and name not in used:
            used[name] = definitions[name]
            _collect(definitions[name], definitions, used)


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        reference = part.get('$ref')
        if isinstance(reference, str) and reference.startswith(DEFINITIONS):
            yield reference.removeprefix(DEFINITIONS)
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)


def merged(own: Document, others: list[Document]) -> Document:
    """Our document with the others' paths and definitions; what is ours stays as it is."""
    result = {**own, 'paths': dict(own['paths']), 'definitions': dict(own['definitions'])}
    for other in others:
        part = copy.deepcopy(other)
        names = _new_names(part.get('definitions', {}), result['definitions'])
        if names:
            _rename(part, names)
        for path, item in part.get('paths', {}).items():
            result['paths'].setdefault(path, item)
        for name, definition in part.get('definitions', {}).items():
            result['definitions'].setdefault(names.get(name, name), definition)
    return result


def _new_names(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> dict[str, str]:
    """For each definition whose name means something else with us."""
    names: dict[str, str] = {}
    for name, definition in theirs.items():
        if name in ours and _bare(ours[name]) != _bare(definition):
            number = 2
            while f'{name}_v{number}' in ours or f'{name}_v{number}' in theirs:
                number += 1
            names[name] = f'{name}_v{number}'
    return names


def _bare(definition: Any) -> Any:
    """A definition without what is said about it, and about which kinds it is known as."""
    if isinstance(definition, dict):
        return {
            key: _bare(value)
            for key, value in definition.items()
            if not (key == 'description' and isinstance(value, str)) and key != 'x-kubernetes-group-version-kind'
        }
    return [_bare(each) for each in definition] if isinstance(definition, list) else definition


def _rename(part: Any, names: Mapping[str, str]) -> None:
    if isinstance(part, dict):
        reference = part.get('$ref')
        if isinstance(reference, str) and reference.removeprefix(DEFINITIONS) in names:
            part['$ref'] = DEFINITIONS + names[reference.removeprefix(DEFINITIONS)]
        for value in part.values():
            _rename(value, names)
    elif isinstance(part, list):
        for value in part:
            _rename(value, names)
