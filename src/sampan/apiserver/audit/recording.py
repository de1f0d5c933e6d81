"""What is known about one request, and the event it is written down as.

The event's members and their order are those of audit.k8s.io/v1 Event.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from sampan.api import codec
from sampan.api.generated import authentication_v1 as authentication
from sampan.api.generated import meta_v1
from sampan.apiserver.audit.levels import Level, Stage

if TYPE_CHECKING:
    from sampan.apiserver.audit.policy import Decision
    from sampan.apiserver.request import UserInfo

log = logging.getLogger(__name__)

AGENT_LIMIT = 1024  # characters of a User-Agent that are kept
AGENT_CUT = '...TRUNCATED'


class ObjectReference(msgspec.Struct, omit_defaults=True, rename='camel'):
    """What the request is about."""

    resource: str = ''
    namespace: str = ''
    name: str = ''
    uid: str = ''
    api_group: str = msgspec.field(default='', name='apiGroup')
    api_version: str = msgspec.field(default='', name='apiVersion')
    resource_version: str = ''
    subresource: str = ''


class AuthenticationMetadata(msgspec.Struct, omit_defaults=True, rename='camel'):
    impersonation_constraint: str = ''


class Response(msgspec.Struct, omit_defaults=True):
    """The outcome: the five members of a Status that upstream copies; its `metadata` stays, empty."""

    metadata: dict[str, str]
    status: str = ''
    message: str = ''
    reason: str = ''
    details: meta_v1.StatusDetails | None = None
    code: int = 0


class Event(msgspec.Struct, kw_only=True, rename='camel', omit_defaults=True):
    """audit.k8s.io/v1 Event."""

    kind: str
    api_version: str
    level: str
    audit_id: str = msgspec.field(name='auditID')
    stage: str
    request_uri: str = msgspec.field(name='requestURI')
    verb: str
    user: authentication.UserInfo
    impersonated_user: authentication.UserInfo | None = None
    authentication_metadata: AuthenticationMetadata | None = None
    source_ips: list[str] = msgspec.field(default_factory=list, name='sourceIPs')
    user_agent: str = ''
    object_ref: ObjectReference | None = None
    response_status: Response | None = None
    request_object: msgspec.Raw | None = None
    response_object: msgspec.Raw | None = None
    request_received_timestamp: str
    stage_timestamp: str
    annotations: dict[str, str] = msgspec.field(default_factory=dict)


class Recording:
    """One request's event in the making."""

    __slots__ = ('annotations', 'decision', 'event', 'level')

    def __init__(self, event: Event, decision: Decision) -> None:
        self.event = event
        self.decision = decision
        self.level = decision.level
        self.annotations: dict[str, str] = event.annotations

    def annotate(self, key: str, value: str) -> None:
        """Add an annotation; the first value of a key stays."""
        known = self.annotations.setdefault(key, value)
        if known != value:
            log.warning('audit annotation %s of %s is %r already, not %r', key, self.event.audit_id, known, value)

    def omits(self, stage: Stage) -> bool:
        return stage in self.decision.omit_stages

    def at(self, stage: Stage, now: datetime) -> bytes:
        """The event at this stage, as one line of JSON without its end."""
        event = self.event
        event.stage = stage
        event.stage_timestamp = event.request_received_timestamp if stage is Stage.REQUEST_RECEIVED else micro_time(now)
        return codec.encode(event)

    # --- what others tell --------------------------------------------------------------------------

    def about(self, obj: Any) -> None:
        """Complete what the path did not say by the object of the body; keep the object if the policy wants it."""
        metadata = getattr(obj, 'metadata', None)
        reference = self.event.object_ref
        if reference is None:
            reference = self.event.object_ref = ObjectReference()
        if metadata is not None:
            reference.namespace = reference.namespace or getattr(metadata, 'namespace', '')
            reference.name = reference.name or getattr(metadata, 'name', '')
            reference.uid = reference.uid or getattr(metadata, 'uid', '')
            reference.resource_version = reference.resource_version or getattr(metadata, 'resource_version', '')
        if self.level >= Level.REQUEST:
            self.event.request_object = self.kept(codec.encode(obj))

    def patch(self, patch: bytes) -> None:
        if self.level >= Level.REQUEST:
            self.event.request_object = msgspec.Raw(patch)

    def answered(self, document: bytes) -> None:
        """A JSON answer."""
        if self.level >= Level.REQUEST_RESPONSE:
            self.event.response_object = self.kept(document)

    def kept(self, document: bytes) -> msgspec.Raw:
        """The document as it goes into the event: one line, and without managed fields where the policy says so."""
        if self.decision.omit_managed_fields and b'"managedFields"' in document:
            return msgspec.Raw(codec.encode(without_managed_fields(msgspec.json.decode(document))))
        if b'\n' in document:
            document = msgspec.json.format(document, indent=-1)
        return msgspec.Raw(document)

    def ended(self, status: meta_v1.Status) -> None:
        self.event.response_status = Response(
            {}, status.status, status.message, status.reason, status.details, status.code
        )

    def code(self, code: int) -> None:
        if self.event.response_status is None:
            self.event.response_status = Response({})
        self.event.response_status.code = code


def micro_time(moment: datetime) -> str:
    """A moment (UTC) as MicroTime is written; these texts are never read back, so they need no type of their own."""
    return moment.isoformat(timespec='microseconds')[:26] + 'Z'


def without_managed_fields(document: Any) -> Any:
    """An object, a list's items or a table's objects without `metadata.managedFields`."""
    if not isinstance(document, dict):
        return document
    metadata = document.get('metadata')
    if isinstance(metadata, dict):
        metadata.pop('managedFields', None)
    for item in document.get('items') or ():
        without_managed_fields(item)
    if document.get('kind') == 'Table':
        for row in document.get('rows') or ():
            without_managed_fields(row.get('object'))
    return document


def user_of(user: UserInfo | None) -> authentication.UserInfo:
    if user is None:
        return authentication.UserInfo()
    return authentication.UserInfo(
        username=user.name,
        uid=user.uid,
        groups=list(user.groups),
        extra={key: list(values) for key, values in user.extra.items()},
    )


def agent_of(headers: Mapping[str, str]) -> str:
    agent = headers.get('user-agent', '')
    return agent if len(agent) <= AGENT_LIMIT else agent[:AGENT_LIMIT] + AGENT_CUT
