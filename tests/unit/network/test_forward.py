"""Names outside: how long answers are kept, and which servers are asked."""

import asyncio
import contextlib
from dataclasses import replace

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from hypothesis import given
from hypothesis import strategies as st

from sampan.machinery.world import SystemWorld
from sampan.network.dns.config import DnsConfig
from sampan.network.dns.forward import Forwarder, ServerList, name_servers
from sampan.network.dns.memory import Memory


def answer(*records, rcode='NOERROR', flags=0, edns=False):
    made = dns.message.make_response(dns.message.make_query('example.org', 'A', use_edns=0 if edns else None))
    made.set_rcode(dns.rcode.from_text(rcode))
    made.flags |= flags
    for name, ttl, kind, value in records:
        made.answer.append(dns.rrset.from_text(name, ttl, 'IN', kind, value))
    return made.to_wire()


A = ('example.org.', 20, 'A', '192.0.2.7')


def test_a_kept_answer_grows_old_and_goes():
    memory = Memory(10)
    memory.put(
        b'q',
        answer(
            ('example.org.', 20, 'CNAME', 'www.example.org.'), ('www.example.org.', 300, 'A', '192.0.2.7'), edns=True
        ),
        100.0,
    )
    got = dns.message.from_wire(memory.get(b'q', 105.0))
    assert [rrset.ttl for rrset in got.answer] == [15, 295]
    assert got.edns == 0
    assert memory.get(b'q', 119.9) is not None
    assert memory.get(b'q', 120.0) is None


def test_nothing_is_kept_for_longer_than_half_a_minute():
    memory = Memory(10)
    memory.put(b'q', answer(('example.org.', 86400, 'A', '192.0.2.7')), 0.0)
    assert memory.get(b'q', 29.0) is not None
    assert memory.get(b'q', 30.0) is None


def test_what_may_not_be_kept():
    memory = Memory(10)
    for each in (
        answer(A, rcode='SERVFAIL'),
        answer(A, flags=dns.flags.TC),
        answer(),
        answer(('example.org.', 0, 'A', '192.0.2.7')),
        answer(A)[:-3],
    ):
        memory.put(b'q', each, 0.0)
    assert len(memory) == 0


@given(st.binary(max_size=100))
def test_nonsense_is_never_kept_and_never_breaks_it(data):
    memory = Memory(10)
    memory.put(b'q', data, 0.0)
    memory.get(b'q', 1.0)


def test_it_is_bounded():
    memory = Memory(3)
    for number in range(20):
        memory.put(bytes([number]), answer(A), float(number))
        assert len(memory) <= 3


def test_name_servers_of_resolv_conf():
    text = '# a comment\nsearch example.org\nnameserver 192.0.2.1\nnameserver   fd00::1\nnameserver lost\nnameserver\n'
    assert name_servers(text) == ['192.0.2.1', 'fd00::1']


def test_the_list_follows_the_file_and_leaves_itself_out(tmp_path):
    path = tmp_path / 'resolv.conf'
    servers = ServerList(path, ['10.96.0.10'])
    assert servers.current() == []
    path.write_text('nameserver 10.96.0.10\nnameserver 192.0.2.1\n')
    assert servers.current() == ['192.0.2.1']
    fresh = tmp_path / 'fresh'
    fresh.write_text('nameserver 192.0.2.2\n')
    fresh.rename(path)
    assert servers.current() == ['192.0.2.2']


class NameServer(asyncio.DatagramProtocol):
    """Answers, or keeps silent, or answers something else first."""

    def __init__(self, mode='answer'):
        self.mode = mode
        self.queries = []

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        self.queries.append(data)
        if self.mode == 'silent':
            return
        query = dns.message.from_wire(data)
        if self.mode == 'forged first':
            forged = dns.message.make_response(dns.message.make_query('other.example', 'A', id=query.id))
            self.transport.sendto(forged.to_wire(), addr)
            wrong = dns.message.make_response(query)
            wrong.id ^= 1
            self.transport.sendto(wrong.to_wire(), addr)
        response = dns.message.make_response(query)
        response.answer.append(dns.rrset.from_text(query.question[0].name, 60, 'IN', 'A', '192.0.2.7'))
        self.transport.sendto(response.to_wire(), addr)


@contextlib.asynccontextmanager
async def forwarder(tmp_path, *servers):
    """A forwarder whose servers are 127.0.0.1, 127.0.0.2, ... on one port."""
    loop, port, transports = asyncio.get_running_loop(), 0, []
    for number, server in enumerate(servers, 1):
        transport, _ = await loop.create_datagram_endpoint(
            lambda server=server: server, local_addr=(f'127.0.0.{number}', port)
        )
        port = transport.get_extra_info('sockname')[1]
        transports.append(transport)
    path = tmp_path / 'resolv.conf'
    path.write_text(''.join(f'nameserver 127.0.0.{number}\n' for number in range(1, len(servers) + 1)))
    config = DnsConfig(
        domain='cluster.local',
        service_ip='10.96.0.10',
        listen=(),
        resolv_conf=path,
        upstream_port=port,
        upstream_timeout=0.2,
    )
    yield Forwarder(SystemWorld(), config)
    for transport in transports:
        transport.close()


def ask(name='example.org'):
    query = dns.message.make_query(name, 'A')
    return query, query.to_wire()


def test_an_answer_comes_back_under_the_clients_identifier_and_is_kept(tmp_path, run):
    async def story():
        server = NameServer()
        async with forwarder(tmp_path, server) as made:
            for _ in range(3):
                query, data = ask()
                assert query.is_response(dns.message.from_wire(await made.ask(data, True)))
        assert len(server.queries) == 1
        assert server.queries[0][2:] == data[2:]

    run(story())


def test_equal_questions_under_way_are_asked_once(tmp_path, run):
    async def story():
        server = NameServer()
        async with forwarder(tmp_path, server) as made:
            await asyncio.gather(*(made.ask(ask()[1], True) for _ in range(20)))
        assert len(server.queries) == 1

    run(story())


def test_a_silent_server_is_left_for_the_next_and_avoided_after(tmp_path, run):
    async def story():
        silent, good = NameServer('silent'), NameServer()
        async with forwarder(tmp_path, silent, good) as made:
            for number in range(4):
                query, data = ask(f'n{number}.example.org')
                assert query.is_response(dns.message.from_wire(await made.ask(data, True)))
        assert len(silent.queries) == 1
        assert len(good.queries) == 4

    run(story())


def test_forgeries_are_passed_over(tmp_path, run):
    async def story():
        async with forwarder(tmp_path, NameServer('forged first')) as made:
            got = dns.message.from_wire(await made.ask(ask()[1], True))
            assert str(got.answer[0][0]) == '192.0.2.7'

    run(story())


def test_when_nobody_answers_it_says_so(tmp_path, run):
    async def story():
        async with forwarder(tmp_path, NameServer('silent')) as made:
            got = dns.message.from_wire(await made.ask(ask()[1], True))
            assert got.rcode() == dns.rcode.SERVFAIL

    run(story())


def test_too_much_at_once_is_refused(tmp_path, run):
    async def story():
        async with forwarder(tmp_path, NameServer('silent')) as made:
            made._config = replace(made._config, max_concurrent=2)
            answers = await asyncio.gather(*(made.ask(ask(f'n{number}.org')[1], True) for number in range(5)))
        codes = sorted(dns.message.from_wire(each).rcode() for each in answers)
        assert codes == [dns.rcode.SERVFAIL] * 2 + [dns.rcode.REFUSED] * 3

    run(story())
