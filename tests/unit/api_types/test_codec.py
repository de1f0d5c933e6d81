"""Decoding and encoding JSON: defaults, what Go forgives, what it says when it does not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampan.api import codec
from sampan.api.generated import apps_v1, core_v1, meta_v1, policy_v1


def refusal(kind: type, data: bytes) -> str:
    with pytest.raises(codec.DecodeError) as caught:
        codec.decode(kind, data)
    return str(caught.value)


def test_what_go_always_writes_is_written() -> None:
    assert codec.encode(core_v1.Pod()) == (
        b'{"kind":"Pod","apiVersion":"v1","metadata":{},"spec":{"containers":[]},"status":{}}'
    )
    status = core_v1.ContainerStatus(name='a')
    assert codec.encode(status) == (
        b'{"name":"a","state":{},"lastState":{},"ready":false,"restartCount":0,"image":"","imageID":""}'
    )
    condition = core_v1.PodCondition(type='Ready', status='True')
    assert b'"lastTransitionTime":null' in codec.encode(condition)


def test_what_go_leaves_out_is_left_out() -> None:
    assert codec.encode(meta_v1.ObjectMeta(name='', labels={}, finalizers=[])) == b'{}'
    assert codec.encode(policy_v1.Eviction(delete_options=meta_v1.DeleteOptions(grace_period_seconds=0))) == (
        b'{"kind":"Eviction","apiVersion":"policy/v1","metadata":{},"deleteOptions":{"gracePeriodSeconds":0}}'
    )


def test_nulls_are_forgiven_anywhere() -> None:
    pod = codec.decode(
        core_v1.Pod,
        b'{"metadata":{"labels":{"a":null,"b":"c"},"annotations":null},'
        b'"spec":{"containers":[{"name":null,"args":[null,"x"],"ports":[null]}],"nodeName":null},"status":null}',
    )
    assert pod.metadata.labels == {'a': '', 'b': 'c'}
    assert pod.spec.containers[0].args == ['', 'x']
    assert pod.spec.containers[0].ports == [core_v1.ContainerPort()]
    assert pod.status == core_v1.PodStatus()


def test_bad_utf8_is_replaced_as_go_does() -> None:
    assert codec.decode(core_v1.Pod, b'{"metadata":{"name":"a\xff"}}').metadata.name == 'a\ufffd'


def test_half_a_surrogate_pair_is_replaced_as_go_does() -> None:
    data = rb'{"metadata":{"name":"a\ud800","labels":{"\udc00":"\ud83d\ude00"}},"spec":{"hostAliases":[{"ip":"\ud8"}]}}'
    assert refusal(core_v1.Pod, data).startswith("invalid character '\"' in \\u hexadecimal")
    pod = codec.decode(core_v1.Pod, data.replace(rb'"\ud8"', rb'"\ud8ff"'))
    assert pod.metadata.name == 'a\ufffd'
    assert pod.metadata.labels == {'\ufffd': '\U0001f600'}
    assert pod.spec.host_aliases[0].ip == '\ufffd'


def test_raw_json_is_made_compact() -> None:
    revision = codec.decode(apps_v1.ControllerRevision, b'{"data": {\n  "a": [1,\n 2.50]\n}, "revision": 3}')
    assert bytes(revision.data) == b'{"a":[1,2.50]}'


@pytest.mark.parametrize(
    ('kind', 'data', 'text'),
    [
        (apps_v1.Deployment, b'{"spec":{"replicas":"3"}}',
         'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32'),
        (apps_v1.Deployment, b'{"spec":{"replicas":2147483648}}',
         'json: cannot unmarshal number 2147483648 into Go struct field DeploymentSpec.spec.replicas of type int32'),
        (apps_v1.Deployment, b'{"metadata":{"generation":9223372036854775808}}',
         'json: cannot unmarshal number 9223372036854775808 into Go struct field ObjectMeta.metadata.generation '
         'of type int64'),
        (core_v1.Pod, b'{"metadata":{"labels":{"a":1}}}',
         'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string'),
        (core_v1.Pod, b'{"metadata":{"labels":["a"]}}',
         'json: cannot unmarshal array into Go struct field ObjectMeta.metadata.labels of type map[string]string'),
        (core_v1.Pod, b'{"spec":{"containers":{"name":"a"}}}',
         'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container'),
        (core_v1.Pod, b'{"spec":{"containers":[{"image":true}]}}',
         'json: cannot unmarshal bool into Go struct field Container.spec.containers.image of type string'),
        (core_v1.Pod, b'{"spec":{"containers":["a"]}}',
         'json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type v1.Container'),
        (core_v1.Pod, b'{"spec":{"restartPolicy":1}}',
         'json: cannot unmarshal number into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy'),
        (core_v1.Pod, b'{"metadata":{"creationTimestamp":"soon"}}',
         'parsing time "soon" as "2006-01-02T15:04:05Z07:00": cannot parse "soon" as "2006"'),
        (core_v1.Secret, b'{"data":{"a":"b!"}}', 'illegal base64 data at input byte 1'),
        (core_v1.Pod, b'{"metadata":{', 'unexpected end of JSON input'),
        (core_v1.Pod, b'{"metadata":{"name":"a",}}',
         "invalid character '}' looking for beginning of object key string"),
        (core_v1.Pod, b'{"metadata":nul}', "invalid character '}' in literal null (expecting 'l')"),
        (core_v1.Pod, b'{"metadata" 1}', "invalid character '1' after object key"),
        (core_v1.Pod, b'{"a":1 2}', "invalid character '2' after object key:value pair"),
        (core_v1.Pod, b'{"a":[1 2]}', "invalid character '2' after array element"),
        (core_v1.Pod, b'{} {}', "invalid character '{' after top-level value"),
        (core_v1.Pod, b'{"a":"\x01"}', "invalid character '\\x01' in string literal"),
        (core_v1.Pod, b'{"a":01}', "invalid character '1' after object key:value pair"),
        (core_v1.Pod, b'{"a":-}', "invalid character '}' in numeric literal"),
        (core_v1.Pod, b'{"a":"\\x"}', "invalid character 'x' in string escape code"),
        (core_v1.Pod, b'', 'unexpected end of JSON input'),
    ],
)  # fmt: skip
def test_refusals_in_gos_words(kind: type, data: bytes, text: str) -> None:
    assert refusal(kind, data) == text


def test_deep_nesting_is_refused() -> None:
    assert refusal(core_v1.Pod, b'{"spec":' + b'[' * 200_000) == 'exceeded max depth'


def test_strict_errors() -> None:
    data = (
        b'{"kind":"Pod","kind":"Pod","metadata":{"foo":1,"labels":{"a":"b","a":"c"}},'
        b'"spec":{"containers":[{"name":"x"},{"bar":1}],"Containers":[]}}'
    )
    assert codec.strict_errors(core_v1.Pod, data) == [
        'duplicate field "kind"',
        'unknown field "metadata.foo"',
        'duplicate field "metadata.labels.a"',
        'unknown field "spec.containers[1].bar"',
        'unknown field "spec.Containers"',
    ]
    assert codec.strict_errors(core_v1.Pod, codec.encode(core_v1.Pod())) == []


def test_head() -> None:
    assert codec.head(b'{"apiVersion":"apps/v1","kind":"Deployment","spec":3}').kind == 'Deployment'
    with pytest.raises(
        codec.DecodeError, match=r"^couldn't get version/kind; json parse error: json: cannot unmarshal array"
    ):
        codec.head(b'[]')
    with pytest.raises(codec.DecodeError, match='json parse error: unexpected end of JSON input'):
        codec.head(b'{"kind":')


def test_decode_any() -> None:
    assert isinstance(codec.decode_any(b'{"apiVersion":"apps/v1","kind":"Deployment"}'), apps_v1.Deployment)
    with pytest.raises(LookupError):
        codec.decode_any(b'{"apiVersion":"apps/v1","kind":"Nonsense"}')


def test_clone_shares_nothing() -> None:
    pod = core_v1.Pod(
        metadata=meta_v1.ObjectMeta(labels={'a': 'b'}), spec=core_v1.PodSpec(containers=[core_v1.Container()])
    )
    copy = codec.clone(pod)
    assert copy == pod
    copy.metadata.labels['a'] = 'c'
    copy.spec.containers[0].name = 'x'
    assert pod.metadata.labels == {'a': 'b'}
    assert pod.spec.containers[0].name == ''


DOCUMENT = (
    b'{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","labels":{"a":"b"},"creationTimestamp":'
    b'"2026-01-02T03:04:05Z"},"spec":{"containers":[{"name":"c","ports":[{"containerPort":80}],"resources":'
    b'{"limits":{"cpu":"1"}},"livenessProbe":{"httpGet":{"port":"http"}}}]}}'
)


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(st.integers(0, len(DOCUMENT) - 1), st.sampled_from(b'{}[]",:\\u01-n t.e\x00\xff')),
        min_size=1,
        max_size=3,
    )
)
def test_damaged_documents_are_read_or_refused(damage: list[tuple[int, int]]) -> None:
    data = bytearray(DOCUMENT)
    for position, byte in damage:
        data[position] = byte
    try:
        pod = codec.decode(core_v1.Pod, bytes(data))
    except codec.DecodeError as error:
        assert str(error)
        return
    assert codec.decode(core_v1.Pod, codec.encode(pod)) == pod
    codec.strict_errors(core_v1.Pod, bytes(data))
