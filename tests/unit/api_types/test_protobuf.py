"""Protobuf beyond the fixtures: envelopes, hostile input, what other encoders may send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampan.api import codec, protobuf, schema, wire
from sampan.api.generated import apiextensions_v1, apps_v1, authentication_v1, core_v1, meta_v1


def test_the_envelope_names_the_kind() -> None:
    data = protobuf.encode(apps_v1.Deployment())
    assert protobuf.is_protobuf(data)
    envelope = protobuf.open_envelope(data)
    assert (envelope.api_version, envelope.kind) == ('apps/v1', 'Deployment')
    assert protobuf.close_envelope(envelope) == data


def test_a_list_without_a_list_object() -> None:
    pods = [core_v1.Pod(metadata=meta_v1.ObjectMeta(name=name)) for name in 'ab']
    metadata = meta_v1.ListMeta(resource_version='7')
    data = protobuf.encode_list('PodList', 'v1', metadata, pods)
    assert data == protobuf.encode(core_v1.PodList(metadata=metadata, items=pods))
    assert [pod.metadata.name for pod in protobuf.decode(core_v1.PodList, data).items] == ['a', 'b']


@pytest.mark.parametrize(
    ('data', 'text'),
    [
        (b'', 'empty data'),
        (b'k8s\x00', 'empty body'),
        (b'{"kind":"Pod"}', 'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]'),
        (b'k8s\x00\x0a\xff', 'unexpected EOF'),
        (b'k8s\x00\x0f', 'proto: illegal wireType 7'),
        (b'k8s\x00\x02\x00', 'proto: illegal tag 0 (wire type 2)'),
        (b'k8s\x00' + b'\xff' * 11, 'proto: integer overflow'),
    ],
)
def test_what_is_no_envelope(data: bytes, text: str) -> None:
    with pytest.raises(protobuf.ProtobufError) as caught:
        protobuf.decode(core_v1.Pod, data)
    assert str(caught.value) == text


def test_a_wrong_wire_type_is_refused() -> None:
    with pytest.raises(protobuf.ProtobufError, match='proto: wrong wireType = 0 for field Metadata'):
        protobuf.decode_raw(core_v1.Pod, b'\x08\x01')


def test_unknown_fields_are_skipped() -> None:
    assert protobuf.decode_raw(core_v1.Pod, wire.delimited(wire.tag(99, wire.BYTES), b'x')) == core_v1.Pod()


def test_packed_numbers_are_accepted() -> None:
    packed = wire.delimited(wire.tag(4, wire.BYTES), b'\x01\x02\x96\x01')  # supplementalGroups
    assert protobuf.decode_raw(core_v1.PodSecurityContext, packed).supplemental_groups == [1, 2, 150]


def test_a_message_given_twice_is_merged() -> None:
    first = protobuf.encode_raw(core_v1.Affinity(node_affinity=core_v1.NodeAffinity()))
    second = protobuf.encode_raw(core_v1.Affinity(pod_affinity=core_v1.PodAffinity()))
    spec = b''.join(wire.delimited(wire.tag(18, wire.BYTES), part) for part in (first, second))
    affinity = protobuf.decode_raw(core_v1.PodSpec, spec).affinity
    assert affinity is not None
    assert affinity.node_affinity is not None
    assert affinity.pod_affinity is not None


def test_negative_numbers() -> None:
    toleration = core_v1.Toleration(toleration_seconds=-1)
    assert protobuf.decode_raw(core_v1.Toleration, protobuf.encode_raw(toleration)) == toleration


def test_maps_of_lists() -> None:
    user = authentication_v1.UserInfo(username='a', extra={'k': ['1', '2'], 'b': []})
    assert protobuf.decode_raw(authentication_v1.UserInfo, protobuf.encode_raw(user)) == user


@pytest.mark.parametrize(
    'text',
    [
        b'{"items":{"type":"string"},"additionalProperties":false}',
        b'{"items":[{"type":"string"},{"type":"integer"}],"additionalProperties":{"type":"object"}}',
        b'{"dependencies":{"a":["b"],"c":{"type":"string"}},"maximum":1.5,"default":{"a":1}}',
    ],
)
def test_schemas_with_alternatives(text: bytes) -> None:
    kind = apiextensions_v1.JSONSchemaProps
    obj = codec.decode(kind, text)
    assert codec.encode(protobuf.decode_raw(kind, protobuf.encode_raw(obj))) == codec.encode(obj)


def test_nesting_is_bounded() -> None:
    number = next(info.number for info in schema.fields_of(apiextensions_v1.JSONSchemaProps) if info.json == 'not')
    data = b''
    for _ in range(5000):
        data = wire.delimited(wire.tag(number, wire.BYTES), data)
    with pytest.raises(protobuf.ProtobufError, match='nested too deeply'):
        protobuf.decode_raw(apiextensions_v1.JSONSchemaProps, data)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        protobuf.decode(core_v1.Pod, protobuf.MAGIC + data)
    except protobuf.ProtobufError:
        return


@given(st.integers(-(2**63), 2**63 - 1))
def test_varints_come_back(number: int) -> None:
    value, end = wire.read_varint(wire.varint(number), 0)
    assert wire.signed(value, 64) == number
    assert end == len(wire.varint(number))


FULL = protobuf.encode_raw(
    codec.decode(
        core_v1.Pod,
        b'{"metadata":{"name":"a","labels":{"a":"b"},"creationTimestamp":"2026-01-02T03:04:05Z","managedFields":'
        b'[{"fieldsV1":{"f:a":{}}}]},"spec":{"containers":[{"name":"c","ports":[{"containerPort":80}],"resources":'
        b'{"limits":{"cpu":"1"}},"livenessProbe":{"httpGet":{"port":"http"}}}],"securityContext":{"supplementalGroups":[1]}}}',
    )
)


@given(st.lists(st.tuples(st.integers(0, len(FULL) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_damaged_messages_are_read_or_refused(damage: list[tuple[int, int]]) -> None:
    data = bytearray(FULL)
    for position, byte in damage:
        data[position] = byte
    try:
        pod = protobuf.decode_raw(core_v1.Pod, bytes(data))
    except protobuf.ProtobufError:
        return
    codec.encode(pod)
