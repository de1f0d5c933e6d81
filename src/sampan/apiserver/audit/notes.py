"""How any part of the server adds to what is written down about a request.

All of it does nothing when the request is not recorded, which costs one look into `request.context`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sampan.apiserver.audit.levels import Level
from sampan.apiserver.audit.recording import AuthenticationMetadata, user_of

if TYPE_CHECKING:
    from sampan.apiserver.audit.recording import Recording
    from sampan.apiserver.request import Request, UserInfo

RECORDING = 'audit'  # in Request.context
AUDIT_ID = 'audit-id'  # in Request.context: the identity that answers and events carry


def recording_of(request: Request) -> Recording | None:
    """The request's recording, if it is written down at all."""
    return request.context.get(RECORDING)


def annotate(request: Request, key: str, value: str) -> None:
    """Say something about the request, under a key like `authorization.k8s.io/decision`. The first value stays."""
    recording = request.context.get(RECORDING)
    if recording is not None:
        recording.annotate(key, value)


def impersonated(request: Request, user: UserInfo, constraint: str = '') -> None:
    """The request goes on as `user`."""
    recording = request.context.get(RECORDING)
    if recording is not None:
        recording.event.impersonated_user = user_of(user)
        if constraint:
            recording.event.authentication_metadata = AuthenticationMetadata(constraint)


def request_object(request: Request, obj: Any) -> None:
    """The decoded and defaulted object of the body, before anything changes it."""
    recording = request.context.get(RECORDING)
    if recording is not None:
        recording.about(obj)


def request_patch(request: Request) -> None:
    """The body is a patch that will be tried. What is no document is not written down."""
    recording = request.context.get(RECORDING)
    if recording is None or recording.level < Level.REQUEST:
        return
    from sampan.machinery import yaml

    try:
        if 'yaml' in request.headers.get('content-type', ''):
            recording.patch(msgspec.json.encode(yaml.load(request.body.decode())))
        else:
            recording.patch(msgspec.json.format(request.body, indent=-1))
    except (ValueError, msgspec.MsgspecError):
        return
