"""Certificates that are replaced on disk are used without a restart; unusable ones are not."""

from __future__ import annotations

import ssl
from dataclasses import replace
from pathlib import Path

import aiohttp
from tests.behaviour.apiserver_front.servers import pki, run

from sampan.apiserver.http.reload import TlsReload
from sampan.apiserver.http.server import Front
from sampan.apiserver.http.tls import TlsConfig, server_context
from sampan.apiserver.request import Answer, Request, Response
from sampan.cluster.pki import Leaf, Pki
from sampan.machinery.world import SystemWorld


async def who(request: Request) -> Answer:
    return Response(body=b'known' if request.peer_certificate is not None else b'unknown')


def client(folder: Path, trusted: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=trusted)
    context.load_cert_chain(folder / 'alice.crt', folder / 'alice.key')
    return context


async def answer(port: int, context: ssl.SSLContext) -> str:
    connector = aiohttp.TCPConnector(ssl=context)
    async with aiohttp.ClientSession(connector=connector) as session, session.get(f'https://127.0.0.1:{port}/') as got:
        return await got.text()


def test_clients_of_a_new_authority_are_known_without_a_restart(tmp_path: Path) -> None:
    async def main() -> None:
        other = tmp_path / 'other'
        other.mkdir()
        Pki(other, SystemWorld()).ensure([Leaf('alice', 'alice', ('builders',))])
        folder, authorities = pki(), tmp_path / 'clients.crt'
        authorities.write_bytes((folder / 'ca.crt').read_bytes())
        config = TlsConfig(folder / 'apiserver.crt', folder / 'apiserver.key', authorities)
        front = Front(who, host='127.0.0.1', port=0, tls=server_context(config))
        port = await front.start()
        reload = TlsReload(config, front.use)
        stranger = client(other, folder / 'ca.crt')
        try:
            assert not reload.look()
            assert await answer(port, client(folder, folder / 'ca.crt')) == 'known'

            authorities.write_bytes((folder / 'ca.crt').read_bytes() + (other / 'ca.crt').read_bytes())
            assert reload.look()
            assert await answer(port, stranger) == 'known'

            authorities.write_text('nothing of the kind')
            assert not reload.look()
            assert await answer(port, stranger) == 'known'
        finally:
            await front.stop()

    run(main())


def test_a_missing_file_leaves_the_old_certificate(tmp_path: Path) -> None:
    folder = pki()
    given: list[ssl.SSLContext] = []
    certificate = tmp_path / 'server.crt'
    certificate.write_bytes((folder / 'apiserver.crt').read_bytes())
    config = replace(TlsConfig(certificate, folder / 'apiserver.key'), client_ca=folder / 'ca.crt')
    reload = TlsReload(config, given.append)
    certificate.unlink()
    assert not reload.look() and not given
    certificate.write_bytes((folder / 'apiserver.crt').read_bytes())
    assert reload.look() and len(given) == 1
