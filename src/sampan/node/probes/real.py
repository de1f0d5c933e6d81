"""Probes over real connections (upstream: pkg/probe/{http,tcp,grpc})."""

from __future__ import annotations

import asyncio
import os
import ssl
from urllib.parse import urljoin, urlsplit

import aiohttp
import grpc
import grpc.aio

from sampan.api.generated import core_v1 as core
from sampan.node.probes.prober import Outcome, ProbeError, Target, port_number
from sampan.node.probes.results import FAILURE, SUCCESS
from sampan.node.probes.schedule import timeout

USER_AGENT = 'kube-probe/1.36'
MAX_BODY = 10 << 10
MAX_REDIRECTS = 10
HOOK_SECONDS = 60.0
SERVING = 1
STATUS_NAMES = {0: 'UNKNOWN', 1: 'SERVING', 2: 'NOT_SERVING', 3: 'SERVICE_UNKNOWN'}


class RealProber:
    """One connection per attempt, as upstream's: what is probed includes accepting one."""

    def __init__(self) -> None:
        self._tls = ssl.create_default_context()
        self._tls.check_hostname = False
        self._tls.verify_mode = ssl.CERT_NONE

    async def probe(self, probe: core.Probe, target: Target) -> Outcome:
        seconds = timeout(probe)
        if probe.http_get is not None:
            return await self._http(probe.http_get, target, seconds)
        if probe.tcp_socket is not None:
            return await self._tcp(probe.tcp_socket, target, seconds)
        if probe.grpc is not None:
            return await self._grpc(probe.grpc, target, seconds)
        raise ProbeError(f'missing probe handler for {target.spec.name}')

    async def http_get(self, action: core.HTTPGetAction, target: Target) -> None:
        outcome = await self._http(action, target, HOOK_SECONDS)
        if outcome.result is not SUCCESS:
            raise ProbeError(outcome.output)

    # --- TCP ----------------------------------------------------------------------------------

    async def _tcp(self, action: core.TCPSocketAction, target: Target, seconds: float) -> Outcome:
        host = action.host or target.pod_ip
        port = port_number(action.port, target.spec)
        try:
            async with asyncio.timeout(seconds):
                _, writer = await asyncio.open_connection(host, port)
        except TimeoutError:
            return Outcome(FAILURE, f'dial tcp {host}:{port}: i/o timeout')
        except OSError as e:
            return Outcome(FAILURE, dial_error(host, port, e))
        writer.close()
        return Outcome(SUCCESS)

    # --- HTTP ---------------------------------------------------------------------------------

    async def _http(self, action: core.HTTPGetAction, target: Target, seconds: float) -> Outcome:
        url, headers = http_request(action, target)
        limit = aiohttp.ClientTimeout(total=seconds)
        connector = aiohttp.TCPConnector(ssl=self._tls, force_close=True)
        try:
            async with aiohttp.ClientSession(
                connector=connector, timeout=limit, skip_auto_headers=('User-Agent', 'Accept')
            ) as session:
                return await self._follow(session, url, headers)
        except TimeoutError:
            reason = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
            return Outcome(FAILURE, f'Get "{url}": {reason}')
        except aiohttp.ClientConnectorError as e:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == 'https' else 80)
            return Outcome(FAILURE, f'Get "{url}": {dial_error(parts.hostname or "", port, e.os_error)}')
        except (aiohttp.ClientError, OSError) as e:
            return Outcome(FAILURE, f'Get "{url}": {e or "EOF"}')

    async def _follow(self, session: aiohttp.ClientSession, url: str, headers: dict[str, str]) -> Outcome:
        """Redirects are followed on the same host; one to another host is a success with a warning."""
        first = urlsplit(url).hostname
        for _ in range(MAX_REDIRECTS):
            async with session.get(url, headers=headers, allow_redirects=False) as response:
                body = (await response.content.read(MAX_BODY)).decode(errors='replace')
                location = response.headers.get('Location', '')
                if not (300 <= response.status < 400 and location):
                    return _http_outcome(response.status, body)
                url = urljoin(url, location)
                if urlsplit(url).hostname != first:
                    return Outcome(SUCCESS, f'Probe terminated redirects, Response body: {body}', warning=True)
        return Outcome(SUCCESS, f'Probe terminated redirects, stopped after {MAX_REDIRECTS} redirects', warning=True)

    # --- gRPC ---------------------------------------------------------------------------------

    async def _grpc(self, action: core.GRPCAction, target: Target, seconds: float) -> Outcome:
        address = f'{target.pod_ip}:{action.port}'
        service = (action.service or '').encode()
        request = b'' if not service else b'\x0a' + _varint(len(service)) + service
        options = [('grpc.primary_user_agent', USER_AGENT), ('grpc.enable_http_proxy', 0)]
        async with grpc.aio.insecure_channel(address, options=options) as channel:
            check = channel.unary_unary('/grpc.health.v1.Health/Check')
            try:
                answer: bytes = await check(request, timeout=seconds)
            except grpc.aio.AioRpcError as e:
                return Outcome(FAILURE, _grpc_failure(e, address, seconds))
        status = _health_status(answer)
        if status == SERVING:
            return Outcome(SUCCESS, 'service healthy')
        return Outcome(FAILURE, f'service unhealthy (responded with "{STATUS_NAMES.get(status, status)}")')


def http_request(action: core.HTTPGetAction, target: Target) -> tuple[str, dict[str, str]]:
    """URL and headers. Raises ProbeError for a port nobody knows."""
    scheme = (action.scheme or 'HTTP').lower()
    port = port_number(action.port, target.spec)
    host = action.host or target.pod_ip
    shown = f'[{host}]' if ':' in host else host
    path = action.path if action.path.startswith('/') else f'/{action.path}'
    headers = {h.name: h.value for h in action.http_headers}
    lower = {name.lower() for name in headers}
    if 'user-agent' not in lower:
        headers['User-Agent'] = USER_AGENT
    if 'accept' not in lower:
        headers['Accept'] = '*/*'
    return f'{scheme}://{shown}:{port}{path}', {k: v for k, v in headers.items() if v}


def _http_outcome(status: int, body: str) -> Outcome:
    if 200 <= status < 400:
        return Outcome(SUCCESS, body)
    return Outcome(FAILURE, f'HTTP probe failed with statuscode: {status}')


def dial_error(host: str, port: int, error: OSError) -> str:
    """As Go words a connection that could not be made."""
    reason = os.strerror(error.errno).lower() if error.errno and error.errno > 0 else str(error)
    shown = f'[{host}]' if ':' in host else host
    return f'dial tcp {shown}:{port}: connect: {reason}'


def _grpc_failure(error: grpc.aio.AioRpcError, address: str, seconds: float) -> str:
    code = error.code()
    if code == grpc.StatusCode.UNIMPLEMENTED:
        return (
            f'error: this server does not implement the grpc health protocol (grpc.health.v1.Health): {error.details()}'
        )
    if code in (grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.UNAVAILABLE):
        return f'timeout: failed to connect service "{address}" within {seconds:g}s: context deadline exceeded'
    return f'error: health rpc probe failed: {error.details()}'


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _health_status(answer: bytes) -> int:
    """Field 1 of HealthCheckResponse; an empty message is UNKNOWN."""
    return answer[1] if len(answer) >= 2 and answer[0] == 0x08 else 0
