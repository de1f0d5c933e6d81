# ruff: noqa: E501 (one claim is one line)
"""Kubernetes' function libraries and cel-go's extensions, by what their documentation promises."""

from __future__ import annotations

from typing import Any

import pytest

from sampan.machinery import cel

ENVIRONMENT = cel.Environment({}, (*cel.base_libraries(), 'kubernetes.jsonpatch', 'ext.encoders', 'ext.bindings'))

TRUE = """
[1, 2, 3].isSorted() && !['b', 'a'].isSorted() && [1, 2].sum() == 3 && [1.5, 2.0].max() == 2.0 && [3, 1].min() == 1
[duration('1h'), duration('2h')].sum() == duration('3h') && [].sum() == 0 && ['a', 'b', 'a'].lastIndexOf('a') == 2
[1, 2].indexOf(5) == -1
'abc 123'.find('[0-9]+') == '123' && 'abc'.find('x') == '' && '123 abc 456'.findAll('[0-9]+') == ['123', '456']
'a1b2'.findAll('[0-9]', 1) == ['1'] && 'abc'.findAll('') == ['', '', '', ''] && 'aab'.findAll('a*') == ['aa', '']
url('https://user@example.com:80/p?q=1&q=2#f').getHost() == 'example.com:80'
url('https://[::1]:80/').getHostname() == '::1' && url('https://[::1]:80/').getPort() == '80'
url('/path?x=a+b&y').getQuery() == {'x': ['a b'], 'y': ['']} && url('https://e.com/a b').getEscapedPath() == '/a%20b'
isURL('https://e.com') && !isURL('../relative') && url('HTTPS://e.com').getScheme() == 'https'
ip('127.0.0.1').isLoopback() && ip('::').isUnspecified() && ip('224.0.0.5').isLinkLocalMulticast()
ip('fe80::1').isLinkLocalUnicast() && ip('8.8.8.8').isGlobalUnicast() && !ip('255.255.255.255').isGlobalUnicast()
ip('2001:db8::abcd').family() == 6 && ip.isCanonical('2001:db8::abcd') && !ip.isCanonical('2001:DB8::ABCD')
!isIP('::ffff:1.2.3.4') && !isIP('1.2.3') && string(ip('10.0.0.1')) == '10.0.0.1' && type(ip('::1')) == net.IP
cidr('192.168.0.0/24').containsIP('192.168.0.1') && cidr('192.168.0.0/24').containsIP(ip('192.168.0.9'))
cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && !cidr('10.1.0.0/16').containsCIDR(cidr('10.0.0.0/8'))
cidr('192.168.1.7/24').masked() == cidr('192.168.1.0/24') && cidr('::1/128').prefixLength() == 128
cidr('192.168.1.7/24').ip() == ip('192.168.1.7') && !isCIDR('10.0.0.0/33') && !isCIDR('10.0.0.0')
quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('1500m').compareTo(quantity('1.5')) == 0
quantity('50k').asInteger() == 50000 && !quantity('1.5').isInteger() && quantity('1.5').asApproximateFloat() == 1.5
quantity('50k').add(20) == quantity('50020') && quantity('50k').sub(quantity('1k')).isLessThan(quantity('50k'))
sign(quantity('-5')) == -1 && !isQuantity('5Qi') && quantity('1k') == quantity('1000')
semver('1.2.3-rc.1').isLessThan(semver('1.2.3')) && semver('1.10.0').compareTo(semver('1.9.0')) == 1
semver('v1.02', true) == semver('1.2.0') && !isSemver('v1.0.0') && isSemver('v1.0', true) && semver('1.2.3').patch() == 3
!format.dns1123Label().validate('my-name').hasValue() && format.dns1123Label().validate('My').hasValue()
format.named('uuid').value().validate('x').value() == ['does not match the UUID format']
!format.named('nope').hasValue() && !format.uri().validate('https://e.com').hasValue()
!format.date().validate('2021-01-01').hasValue() && format.datetime().validate('2021-01-01').hasValue()
!format.labelValue().validate('ok').hasValue() && !format.byte().validate('aGk=').hasValue()
sets.contains([1, 2], [2]) && sets.equivalent([1, 1], [1]) && !sets.intersects([1], [2]) && sets.contains([], [])
'tacocat'.charAt(3) == 'o' && 'hello'.indexOf('l', 3) == 3 && 'hello'.lastIndexOf('l') == 3
'TacoCat'.lowerAscii() == 'tacocat' && 'TacoCÆt Xii'.upperAscii() == 'TACOCÆT XII' && ' \\u2003x '.trim() == 'x'
'hello'.replace('l', 'L', 1) == 'heLlo' && 'a,b,c'.split(',', 2) == ['a', 'b,c'] && 'ab'.split('') == ['a', 'b']
'tacocat'.substring(4) == 'cat' && 'tacocat'.substring(0, 4) == 'taco' && ['a', 'b'].join('-') == 'a-b'
strings.quote('a\\n"b"') == '"a\\\\n\\\\"b\\\\""' && [1, 2, 3].slice(1, 3) == [2, 3] && [[1], [2]].flatten() == [1, 2]
[3, 1, 2].sort() == [1, 2, 3] && ['bb', 'a'].sortBy(x, x.size()) == ['a', 'bb'] && [1, 1.0 == 1.0 ? 1 : 2].distinct() == [1]
lists.range(3) == [0, 1, 2] && [1, 2].reverse() == [2, 1] && [1, 2].first().value() == 1 && [].last() == optional.none()
'%s %d %.2f %x %X %o %b %%'.format([dyn('a'), dyn(1), dyn(1.25), dyn(255), dyn('hi'), dyn(8), dyn(true)]) == 'a 1 1.25 ff 6869 10 1 %'
'%s'.format([[dyn(1), dyn('a'), dyn(2.5), dyn(null), dyn({'k': b'v'})]]) == '[1, "a", 2.500000, null, {"k":b"v"}]'
'%e|%.1f'.format([1052.032911275, 1234567.89]) == '1.052033\\u202f×\\u202f10⁰³|1,234,567.9'
'%s %s %s'.format([dyn(duration('90s')), dyn(timestamp('2020-01-01T00:00:00Z')), dyn(type(1))]) == '90s 2020-01-01T00:00:00Z int'
jsonpatch.escapeKey('a/b~c') == 'a~1b~0c' && base64.decode('aGk') == b'hi' && base64.encode(b'hi') == 'aGk='
cel.bind(x, 2, x * x) == 4
"""


@pytest.mark.parametrize('text', TRUE.strip().split('\n'))
def test_functions(text: str) -> None:
    assert ENVIRONMENT.compile(text, cel.BOOL).evaluate({})[0] is True


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('[].min()', 'min called on empty list'),
        ("ip('::ffff:1.2.3.4')", 'IPv4-mapped IPv6 address "::ffff:1.2.3.4" is not allowed'),
        ("ip('fe80::1%eth0')", 'IP address "fe80::1%eth0" with zone value is not allowed'),
        ("url('rel')", 'URL parse error during conversion from string: parse "rel": invalid URI for request'),
        (
            "quantity('x')",
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        ),
        ("quantity('1.5').asInteger()", 'cannot convert value to integer'),
        ("semver('1.2')", 'No Major.Minor.Patch elements found'),
        ("'abc'.charAt(9)", 'index out of range: 9'),
        ("'abc'.substring(2, 1)", 'invalid substring range. start: 2, end: 1'),
        ('[1].slice(0, 2)', 'cannot slice(0, 2), list is length 1'),
    ],
)
def test_what_functions_refuse(text: str, message: str) -> None:
    with pytest.raises(cel.EvaluationError) as caught:
        ENVIRONMENT.compile(text).evaluate({})
    assert str(caught.value) == message


class Judge:
    """Allows what is about pods, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def ask(self, question: Any) -> Any:
        from sampan.machinery.cel.library.authorizer import Answer

        self.asked.append(question)
        return Answer(question.resource == 'pods', 'because', None if question.user == 'me' else 'who?')

    def service_account(self, namespace: str, name: str) -> str:
        return f'system:serviceaccount:{namespace}:{name}'


def test_the_authorizer_is_asked_with_what_was_said() -> None:
    from sampan.machinery.cel.library.authorizer import AUTHORIZER_TYPE, authorizer_value

    judge = Judge()
    environment = cel.Environment({'authorizer': AUTHORIZER_TYPE})
    program = environment.compile(
        "authorizer.group('').resource('pods').subresource('log').namespace('ns').name('a').check('get').allowed() && "
        "authorizer.serviceAccount('ns', 'sa').path('/healthz').check('get').errored()"
    )
    value, cost = program.evaluate({'authorizer': authorizer_value(judge, 'me')})
    assert value is True
    assert cost == 700_000 + 11
    first, second = judge.asked
    assert (first.user, first.verb, first.resource, first.subresource, first.namespace, first.name) == (
        ('me', 'get', 'pods', 'log', 'ns', 'a')
    )
    assert (second.user, second.path) == ('system:serviceaccount:ns:sa', '/healthz')


def test_a_check_may_wait_for_its_answer() -> None:
    from sampan.machinery.cel.library.authorizer import AUTHORIZER_TYPE, authorizer_value

    class Later(Judge):
        def ask(self, question: Any) -> Any:
            raise cel.Suspended(question)

    program = cel.Environment({'authorizer': AUTHORIZER_TYPE}).compile(
        "true || authorizer.path('/x').check('get').allowed() || true"
    )
    assert program.evaluate({'authorizer': authorizer_value(Later(), 'me')})[0] is True
    program = cel.Environment({'authorizer': AUTHORIZER_TYPE}).compile(
        "authorizer.path('/x').check('get').allowed() || true"
    )
    with pytest.raises(cel.Suspended) as caught:
        program.evaluate({'authorizer': authorizer_value(Later(), 'me')})
    assert caught.value.question.path == '/x'
