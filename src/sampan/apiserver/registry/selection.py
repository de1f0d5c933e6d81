"""Selectors against cache entries, and the part of the collection they narrow the search to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sampan.api import errors
from sampan.apiserver.cache.entry import Entry
from sampan.apiserver.cache.reading import Reading
from sampan.apiserver.registry.call import Call
from sampan.machinery import fields, labels


@dataclass(frozen=True, slots=True)
class Selection:
    """What a list or watch looks at: a key prefix, and a test for each entry (None: everything)."""

    prefix: str
    match: Callable[[Entry], bool] | None
    scope: str  # the watchers' group: '' all, a directory, one key, or '=' and an indexed value
    index_value: str | None  # set if the indexed field is required to have this value

    @property
    def everything(self) -> bool:
        return self.match is None

    def holds(self, entry: Entry) -> bool:
        return self.match is None or self.match(entry)


def select(call: Call, label_text: str, field_text: str, *, once: bool = False) -> Selection:
    """Parse the selectors and find the narrowest search. Raises 400.

    With `once` the test is for one pass over many entries: it remembers which sets of labels match.
    """
    endpoint, cache = call.endpoint, call.endpoint.cache
    label_selector = _labels(label_text)
    field_selector = parse_fields(call, field_text) if field_text else None
    exact = {} if field_selector is None else exact_values(field_selector)
    namespace = call.namespace or (exact.get('metadata.namespace', '') if endpoint.resource.namespaced else '')
    prefix = endpoint.root(namespace)
    name = exact.get('metadata.name', '')
    single = bool(name) and '/' not in name and (bool(namespace) or not endpoint.resource.namespaced)
    scope = prefix if namespace else ''
    if single:
        scope = prefix = prefix + name
    index_field = cache.reading.index_field
    index_value = exact.get(index_field) if index_field else None
    if index_value and not single:
        scope = '=' + index_value
    match = _match(call, label_selector, field_selector, once)
    if single and match is None:
        match = _only(prefix)
    elif single and match is not None:
        match = _both(_only(prefix), match)
    return Selection(prefix, match, scope, index_value or None)


def _labels(text: str) -> labels.Selector | None:
    if not text:
        return None
    try:
        return labels.parse(text)
    except ValueError as error:
        raise errors.bad_request(str(error)) from error


def parse_fields(call: Call, text: str) -> fields.Selector:
    """The selector in the names the resource knows. Raises 400."""
    try:
        return fields.parse(text).transform(call.endpoint.resource.selectable.convert)
    except ValueError as error:
        raise errors.bad_request(str(error)) from error


def _match(
    call: Call, label_selector: labels.Selector | None, field_selector: fields.Selector | None, once: bool
) -> Callable[[Entry], bool] | None:
    reading = call.endpoint.cache.reading
    tests: list[Callable[[Entry], bool]] = []
    if label_selector is not None:
        tests.append((_remembering if once else _label_test)(label_selector, reading))
    if field_selector is not None:
        tests.append(_field_test(field_selector, call))
    if not tests:
        return None
    return tests[0] if len(tests) == 1 else _both(*tests)


def _label_test(selector: labels.Selector, reading: Reading) -> Callable[[Entry], bool]:
    return lambda entry: selector.matches(reading.labels(entry))


def _remembering(selector: labels.Selector, reading: Reading) -> Callable[[Entry], bool]:
    """Entries share equal sets of labels: each is asked once. What it keeps cannot be replaced by another."""
    known: dict[int, tuple[Mapping[str, str], bool]] = {}

    def test(entry: Entry) -> bool:
        found = entry.labels
        if found is None:
            found = reading.labels(entry)
        answer = known.get(id(found))
        if answer is None:
            answer = known[id(found)] = (found, selector.matches(found))
        return answer[1]

    return test


def _field_test(selector: fields.Selector, call: Call) -> Callable[[Entry], bool]:
    """A test that decodes as little as the selector needs: nothing for names, one member for the indexed field."""
    reading = call.endpoint.cache.reading
    wanted = field_names(selector)
    if wanted == ['metadata.name']:
        return lambda entry: selector.matches({'metadata.name': entry.key.rpartition('/')[2]})
    if wanted == [reading.index_field]:
        return lambda entry: selector.matches({reading.index_field: reading.index_value(entry)})
    return lambda entry: selector.matches(reading.fields(entry))


def _both(first: Callable[[Entry], bool], second: Callable[[Entry], bool]) -> Callable[[Entry], bool]:
    return lambda entry: first(entry) and second(entry)


def _only(key: str) -> Callable[[Entry], bool]:
    return lambda entry: entry.key == key


def field_names(selector: fields.Selector) -> list[str]:
    """The fields a selector looks at, in order, once each."""
    return list(dict.fromkeys(requirement.field for requirement in selector.requirements))


def exact_values(selector: fields.Selector) -> dict[str, str]:
    """The fields that must have one certain value."""
    return {each.field: each.value for each in selector.requirements if not each.negated}


def search(call: Call, selection: Selection, start: str, at: int | None) -> Iterator[Entry]:
    """The entries of the narrowed search in key order; the caller applies `holds`."""
    cache = call.endpoint.cache
    if selection.index_value is not None and at is None:
        return cache.indexed(selection.index_value, selection.prefix, start)
    return cache.scan(selection.prefix, start, at)
