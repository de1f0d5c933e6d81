"""What happens is written down (upstream: endpoints/filters/audit.go and authn_audit.go)."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import AsyncIterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import msgspec

from sampan.api import codec, errors, resources
from sampan.api.generated import meta_v1
from sampan.apiserver.audit.levels import Level, Stage
from sampan.apiserver.audit.notes import AUDIT_ID, RECORDING
from sampan.apiserver.audit.recording import Event, ObjectReference, Recording, agent_of, micro_time, user_of
from sampan.apiserver.http.status import text_response
from sampan.apiserver.representation.negotiate import JSON, PROTOBUF, YAML
from sampan.apiserver.request import Response, Stream, Upgrade
from sampan.apiserver.stages.long_running import long_running
from sampan.store.base import StoreUnavailable

if TYPE_CHECKING:
    from sampan.apiserver.audit.auditor import Auditor
    from sampan.apiserver.audit.policy import Decision
    from sampan.apiserver.request import Answer, Handler, Request, RequestInfo
    from sampan.machinery.world import World

NOT_STORED = 'failed to store audit event'


class Audit:
    """Records requests as the policy wants it."""

    def __init__(self, auditor: Auditor, world: World) -> None:
        self._auditor = auditor
        self._world = world

    async def __call__(self, request: Request, proceed: Handler) -> Answer:
        recording = self._begin(request)
        if recording is None:
            return await proceed(request)
        request.context[RECORDING] = recording
        if not await self._auditor.process(recording, Stage.REQUEST_RECEIVED):
            return text_response(500, f'Internal Server Error: "{recording.event.request_uri}": {NOT_STORED}')
        long = request.info is not None and long_running(request.info)
        try:
            answer = await proceed(request)
        except errors.ApiError as error:
            await self._refused(recording, error.status, long)
            raise
        except StoreUnavailable as error:
            await self._refused(recording, errors.service_unavailable(str(error)).status, long)
            raise
        except asyncio.CancelledError:
            await self._cut(recording, long)
            raise
        except Exception as error:
            recording.ended(
                meta_v1.Status(
                    status='Failure', reason='InternalError', message=f"APIServer panic'd: {error}", code=500
                )
            )
            await self._auditor.process(recording, Stage.PANIC)
            raise
        return await self._answered(request, recording, answer, long)

    async def unauthenticated(self, request: Request) -> None:
        """The credential was refused."""
        recording = self._begin(request)
        if recording is not None:
            recording.ended(meta_v1.Status(message=attempted(request), code=401))
            await self._auditor.process(recording, Stage.RESPONSE_STARTED)

    def _begin(self, request: Request) -> Recording | None:
        info = request.info
        if info is None:
            return None
        decision = self._auditor.decide(request.user, info)
        if decision is None:
            return None
        identity = request.context.get(AUDIT_ID)
        if identity is None:
            identity = request.headers.get('audit-id') or self._world.uid()
            request.context[AUDIT_ID] = identity
        return Recording(event_of(request, info, decision, identity, micro_time(self._world.now())), decision)

    async def _refused(self, recording: Recording, status: meta_v1.Status, long: bool) -> None:
        recording.ended(status)
        recording.answered(codec.encode(status))
        await self._end(recording, started=not long)

    async def _cut(self, recording: Recording, long: bool) -> None:
        """The client has left, or its time is over, before there was an answer."""
        recording.ended(meta_v1.Status(status='Success', message='Connection closed early', code=200))
        await self._end(recording, started=not long)

    async def _end(self, recording: Recording, *, started: bool) -> None:
        if not started:
            await self._auditor.process(recording, Stage.RESPONSE_STARTED)
        await self._auditor.process(recording, Stage.RESPONSE_COMPLETE)

    async def _answered(self, request: Request, recording: Recording, answer: Answer, long: bool) -> Answer:
        if isinstance(answer, Response):
            note_answer(recording, request, answer)
            recording.code(answer.status)
            await self._end(recording, started=not long)
            return answer
        recording.code(101 if isinstance(answer, Upgrade) else answer.status)
        if long:
            await self._auditor.process(recording, Stage.RESPONSE_STARTED)
        self._follow(recording, answer)
        return answer

    def _follow(self, recording: Recording, answer: Stream | Upgrade) -> None:
        """The event is complete when the stream or the connection has ended."""
        if isinstance(answer, Upgrade):
            run = answer.run

            async def run_and_tell(connection: Any) -> None:
                try:
                    await run(connection)
                finally:
                    await self._auditor.process(recording, Stage.RESPONSE_COMPLETE)

            answer.run = run_and_tell
            return
        if answer.chunks is not None:
            answer.chunks = self._told(recording, answer.chunks)
        if answer.events is not None:
            answer.events = self._told(recording, answer.events)

    async def _told(self, recording: Recording, items: AsyncIterator[Any]) -> AsyncIterator[Any]:
        try:
            async for item in items:
                yield item
        finally:
            close = getattr(items, 'aclose', None)
            if close is not None:
                await close()
            await self._auditor.process(recording, Stage.RESPONSE_COMPLETE)


def event_of(request: Request, info: RequestInfo, decision: Decision, identity: str, now: str) -> Event:
    reference = None
    if info.is_resource:
        reference = ObjectReference(
            resource=info.resource,
            namespace=info.namespace,
            name=info.name,
            api_group=info.group,
            api_version=info.version,
            subresource=info.subresource,
        )
    return Event(
        kind='Event',
        api_version='audit.k8s.io/v1',
        level=decision.level.text,
        audit_id=identity,
        stage='',
        request_uri=target_of(request),
        verb=info.verb,
        user=user_of(request.user),
        source_ips=sources(request),
        user_agent=agent_of(request.headers),
        object_ref=reference,
        request_received_timestamp=now,
        stage_timestamp=now,
    )


def target_of(request: Request) -> str:
    """The path and query as they were sent, or as they would have been."""
    if request.target:
        return request.target
    path = quote(request.path, safe="/:@!$&'()*+,;=~-._")
    return f'{path}?{urlencode(request.query, doseq=True)}' if request.query else path


def sources(request: Request) -> list[str]:
    """Where it came from: what proxies say, then the connection's other end, which cannot be made up."""
    found: list[str] = []
    forwarded = request.headers.get('x-forwarded-for')
    if forwarded:
        for part in forwarded.split(','):
            found += address(part)
    found += [each for each in address(request.headers.get('x-real-ip', '')) if each not in found]
    found += [each for each in address(request.peer) if not found or found[-1] != each]
    return found


@lru_cache(maxsize=1024)
def address(text: str) -> tuple[str, ...]:
    """The address in its usual form; nothing for what is none."""
    try:
        return (str(ipaddress.ip_address(text.strip())),)
    except ValueError:
        return ()


def attempted(request: Request) -> str:
    """Which kinds of credentials came with a refused request."""
    scheme, _, rest = request.headers.get('authorization', '').strip().partition(' ')
    methods = ['basic'] if scheme.lower() == 'basic' and rest else []
    methods += ['bearer'] if scheme.lower() == 'bearer' and rest else []
    methods += ['access_token'] if request.first('access_token').strip() else []
    methods += ['x509'] if request.peer_certificate is not None or 'unverified_certificate' in request.context else []
    if not methods:
        return 'Authentication failed, no credentials provided'
    return f'Authentication failed, attempted: {", ".join(methods)}'


def note_answer(recording: Recording, request: Request, answer: Response) -> None:
    """A Status counts as the outcome at every level; other objects are kept if the policy wants them."""
    if isinstance(answer.object, meta_v1.Status):
        recording.ended(answer.object)
    if recording.level >= Level.REQUEST_RESPONSE:
        document = json_of(request, answer)
        if document:
            recording.answered(document)


def json_of(request: Request, answer: Response) -> bytes:
    """The answer's object as JSON; empty if there is none."""
    if request.typed:
        return typed_json(request, answer.object)
    body = answer.body if isinstance(answer.body, bytes) else b''.join(answer.body)
    media = answer.content_type.partition(';')[0]
    if media == JSON:
        return body.rstrip(b'\n')
    if media == YAML:
        from sampan.machinery import yaml

        return msgspec.json.encode(yaml.load(body.decode()))
    if media == PROTOBUF:
        return protobuf_json(request, answer, body)
    return b''


def protobuf_json(request: Request, answer: Response, body: bytes) -> bytes:
    from sampan.api import protobuf

    if answer.object is not None:
        return codec.encode(answer.object)
    info = request.info
    resource = None if info is None else resources.by_plural(info.group, info.version, info.resource)
    if resource is None or resource.list_type is None:
        return b''
    return codec.encode(protobuf.decode(resource.list_type, body))


def typed_json(request: Request, obj: Any) -> bytes:
    """What an in-process caller gets: an object, or a list's metadata and items."""
    if obj is None:
        return b''
    if not isinstance(obj, tuple):
        return codec.encode(obj)
    info = request.info
    resource = None if info is None else resources.by_plural(info.group, info.version, info.resource)
    head = {} if resource is None else {'kind': f'{resource.kind}List', 'apiVersion': resource.api_version}
    metadata, items = obj
    return codec.encode({**head, 'metadata': metadata, 'items': list(items)})
