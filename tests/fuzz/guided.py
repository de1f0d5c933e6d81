"""Coverage-guided fuzzing (atheris) of everything that reads bytes from outside, one target a run.

    guided.py TARGET [libFuzzer's options]      for example: guided.py yaml -max_total_time=600

A target takes bytes; the errors that it promises are answers, anything else is a finding. What was found is in a file
`crash-...` in the current folder afterwards; `guided.py TARGET FILE` shows it again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import atheris

with atheris.instrument_imports(include=['sampan.machinery', 'sampan.api', 'sampan.apiserver.http.parser']):
    from sampan.api import protobuf
    from sampan.api.schema import patch_schema
    from sampan.apiserver.http.limits import Limits
    from sampan.apiserver.http.parser import BodyTooLarge, Malformed, RequestParser
    from sampan.machinery import cel, cron, duration, fields, image, jsonpath, labels, patch, quantity, spdy, websocket
    from sampan.machinery import yaml as own_yaml
    from sampan.machinery.merge import sets

    # Here, because the parts of the language are loaded when they are first used.
    CEL = cel.Environment(
        {'i': cel.INT, 's': cel.STRING, 'l': cel.list_of(cel.INT), 'm': cel.map_of(cel.STRING, cel.INT)}
    )
    CEL.compile('l.all(x, x > i) ? s : string(m[s])')

from sampan.api.generated import apps_v1, core_v1

POD: dict[str, Any] = {
    'metadata': {'name': 'a', 'labels': {'a': 'b'}, 'finalizers': ['x']},
    'spec': {
        'containers': [{'name': 'a', 'image': 'b', 'ports': [{'containerPort': 80}]}, {'name': 'c', 'image': 'd'}]
    },
}
POD_RULES = patch_schema(core_v1.Pod)


def text(read: Callable[[str], object], *expected: type[Exception]) -> Callable[[bytes], None]:
    """A target for what reads a text and raises only these."""

    def target(data: bytes) -> None:
        try:
            read(data.decode('utf-8', 'replace'))
        except expected:
            pass

    return target


def a_protobuf(data: bytes) -> None:
    """What is read can be written, and is read the same again."""
    for kind in (core_v1.Pod, apps_v1.Deployment, core_v1.ConfigMap):
        try:
            read = protobuf.decode_raw(kind, data)
        except protobuf.ProtobufError:
            continue
        written = protobuf.encode_raw(read)
        assert protobuf.encode_raw(protobuf.decode_raw(kind, written)) == written


def an_envelope(data: bytes) -> None:
    try:
        protobuf.open_envelope(b'k8s\0' + data)
    except protobuf.ProtobufError:
        pass


def some_yaml(data: bytes) -> None:
    """What is read can be written, and is read the same again."""
    try:
        documents = list(own_yaml.load_all(data))
    except own_yaml.YAMLError:
        return
    json.dumps(documents)
    for document in documents:
        if len(data) < 2000:
            assert own_yaml.load(own_yaml.dump(document)) == document


# What changes of a Pod are made of: random JSON would hardly ever meet a field.
WORDS = [
    'metadata', 'labels', 'spec', 'containers', 'ports', 'name', 'a', 'c', 'image', 'finalizers', 'containerPort',
    '$patch', 'delete', 'merge', 'replace', '$retainKeys', '$setElementOrder/containers',
    '$deleteFromPrimitiveList/finalizers', 'x', '$setElementOrder/finalizers', 'op', 'path', 'value', 'from',
    'add', 'remove', 'move', 'copy', 'test', '/metadata', '', '/spec/containers/0', '/spec/containers/-',
    '/metadata/labels/a', '/metadata/finalizers/1', '/~0~1', 'volumes', '/',
]  # fmt: skip


def document(source: atheris.FuzzedDataProvider, depth: int = 0) -> Any:
    """Some JSON, made of the fuzzer's bytes."""
    match source.ConsumeIntInRange(0, 7 if depth < 6 else 4):
        case 0:
            return None
        case 1:
            return source.ConsumeBool()
        case 2:
            return source.ConsumeIntInRange(-3, 100)
        case 3 | 4:
            return source.PickValueInList(WORDS)
        case 5:
            return [document(source, depth + 1) for _ in range(source.ConsumeIntInRange(0, 3))]
    size = source.ConsumeIntInRange(0, 4)
    return {source.PickValueInList(WORDS): document(source, depth + 1) for _ in range(size)}


def patched(apply: Callable[[Any], object]) -> Callable[[bytes], None]:
    """What is wrong with a patch is said; the object that is patched stays as it was."""
    before = json.dumps(POD)

    def target(data: bytes) -> None:
        change = document(atheris.FuzzedDataProvider(data))
        try:
            apply(change)
        except patch.PatchError:
            pass
        assert json.dumps(POD) == before

    return target


def owned_fields(data: bytes) -> None:
    try:
        tree = sets.decode(data)
    except ValueError:
        return
    assert sets.equal(sets.decode(sets.encode(tree)), tree)


def cel_program(data: bytes) -> None:
    try:
        program = CEL.compile(data.decode('utf-8', 'replace'))
        program.estimate()
        program.evaluate({'i': 3, 's': 'a', 'l': [1, 2], 'm': {'a': 1}}, budget=100_000)
    except (cel.CompileError, cel.EvaluationError):
        pass


def http_requests(data: bytes) -> None:
    parser = RequestParser(Limits())
    try:
        for start in range(0, len(data), 7):
            parser.feed(data[start : start + 7])
            while parser.next() is not None:
                pass
    except (Malformed, BodyTooLarge):
        pass


def spdy_frames(data: bytes) -> None:
    session = spdy.Session(client=False)
    try:
        for start in range(0, len(data), 5):
            session.receive(data[start : start + 5])
    except spdy.ProtocolError:
        pass


def websocket_frames(data: bytes) -> None:
    for server in (True, False):
        connection = websocket.Connection(server=server)
        try:
            connection.receive(data)
        except websocket.ProtocolError:
            pass


TARGETS: dict[str, Callable[[bytes], None]] = {
    'cel': cel_program,
    'cron': text(cron.parse, cron.ScheduleError),
    'duration': text(duration.parse, duration.DurationError),
    'envelope': an_envelope,
    'field-selector': text(fields.parse, fields.SelectorError),
    'http': http_requests,
    'image': text(image.parse, image.ReferenceError_),
    'json-patch': patched(lambda change: patch.json_patch(POD, change)),
    'jsonpath': text(lambda path: jsonpath.compile(path), jsonpath.JsonPathError),
    'label-selector': text(labels.parse, labels.SelectorError),
    'managed-fields': owned_fields,
    'merge-patch': patched(lambda change: patch.merge_patch(POD, change)),
    'protobuf': a_protobuf,
    'quantity': text(quantity.canonical, quantity.QuantityError),
    'spdy': spdy_frames,
    'strategic-patch': patched(lambda change: patch.strategic_merge_patch(POD, change, POD_RULES)),
    'websocket': websocket_frames,
    'yaml': some_yaml,
}


if __name__ == '__main__':
    chosen = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, chosen)
    atheris.Fuzz()
