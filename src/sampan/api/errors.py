"""Every failure a client can see: `ApiError` carries a `Status`, worded as upstream words it.

Constructors take the group and plural name of the resource (`'apps', 'deployments'`), never a whole
object. Predicates look at the reason, and at the code when the reason is unknown.

Upstream: apimachinery `pkg/api/errors/errors.go`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from sampan.api.generated import meta_v1
from sampan.machinery import field, gotext

_KNOWN_REASONS = frozenset(
    {
        'Unauthorized', 'Forbidden', 'NotFound', 'AlreadyExists', 'Conflict', 'Gone', 'Invalid', 'ServerTimeout',
        'StorageReadError', 'Timeout', 'TooManyRequests', 'BadRequest', 'MethodNotAllowed', 'NotAcceptable',
        'RequestEntityTooLarge', 'UnsupportedMediaType', 'InternalError', 'Expired', 'ServiceUnavailable',
    }
)  # fmt: skip


class ApiError(Exception):
    """An answer that is a failure. `status` is what the client receives."""

    def __init__(self, status: meta_v1.Status) -> None:
        super().__init__(status.message)
        self.status = status

    @property
    def code(self) -> int:
        """The HTTP status code."""
        return self.status.code

    @property
    def reason(self) -> str:
        """The machine-readable reason, such as `NotFound`; '' when unknown."""
        return self.status.reason

    @property
    def retry_after(self) -> int | None:
        """Seconds the server asks to wait, or None when it asks for nothing (upstream: SuggestsClientDelay)."""
        details = self.status.details
        if details is None:
            return None
        if self.reason == 'ServerTimeout' or details.retry_after_seconds > 0:
            return details.retry_after_seconds
        return None

    def cause(self, reason: str) -> meta_v1.StatusCause | None:
        """The first cause with that reason (upstream: its type), if there is one."""
        causes = self.status.details.causes if self.status.details else []
        return next((cause for cause in causes if cause.reason == reason), None)


def qualified(group: str, plural: str) -> str:
    """`deployments.apps`, or `pods` for the core group."""
    return f'{plural}.{group}' if group else plural


def _failure(code: int, reason: str, message: str, details: meta_v1.StatusDetails | None = None) -> ApiError:
    return ApiError(meta_v1.Status(status='Failure', message=message, reason=reason, details=details, code=code))


def _about(group: str, plural: str, name: str = '', retry_after: int = 0) -> meta_v1.StatusDetails:
    return meta_v1.StatusDetails(name=name, group=group, kind=plural, retry_after_seconds=retry_after)


# --- constructors -----------------------------------------------------------------------------------


def not_found(group: str, plural: str, name: str) -> ApiError:
    """404: there is no such object."""
    message = f'{qualified(group, plural)} {gotext.quote(name)} not found'
    return _failure(404, 'NotFound', message, _about(group, plural, name))


def unknown_path() -> ApiError:
    """404: the server serves nothing under this path."""
    message = 'the server could not find the requested resource'
    return _failure(404, 'NotFound', message, meta_v1.StatusDetails())


def already_exists(group: str, plural: str, name: str) -> ApiError:
    """409: the name is taken."""
    message = f'{qualified(group, plural)} {gotext.quote(name)} already exists'
    return _failure(409, 'AlreadyExists', message, _about(group, plural, name))


def generate_name_conflict(group: str, plural: str, name: str, retry_after: int = 1) -> ApiError:
    """409: every generated name was taken."""
    message = (
        f'{qualified(group, plural)} {gotext.quote(name)} already exists, '
        'the server was not able to generate a unique name for the object'
    )
    return _failure(409, 'AlreadyExists', message, _about(group, plural, name, retry_after))


def unauthorized(message: str = '') -> ApiError:
    """401: who asks is not known."""
    return _failure(401, 'Unauthorized', message or 'not authorized')


def forbidden(group: str, plural: str, name: str, message: str) -> ApiError:
    """403: who asks may not do this, or nobody may."""
    if not group and not plural:
        text = f'forbidden: {message}'
    elif not name:
        text = f'{qualified(group, plural)} is forbidden: {message}'
    else:
        text = f'{qualified(group, plural)} {gotext.quote(name)} is forbidden: {message}'
    return _failure(403, 'Forbidden', text, _about(group, plural, name))


def conflict(group: str, plural: str, name: str, message: str) -> ApiError:
    """409: the object is not in the state the request assumes."""
    text = f'Operation cannot be fulfilled on {qualified(group, plural)} {gotext.quote(name)}: {message}'
    return _failure(409, 'Conflict', text, _about(group, plural, name))


def apply_conflict(causes: Sequence[meta_v1.StatusCause], message: str) -> ApiError:
    """409: server-side apply meets fields of other managers."""
    return _failure(409, 'Conflict', message, meta_v1.StatusDetails(causes=list(causes)))


def gone(message: str) -> ApiError:
    """410: the object is no longer available (deprecated upstream in favour of `expired`)."""
    return _failure(410, 'Gone', message)


def expired(message: str) -> ApiError:
    """410: the resource version or continue token is too old."""
    return _failure(410, 'Expired', message)


def invalid(group: str, kind: str, name: str, errors: Iterable[field.FieldError]) -> ApiError:
    """422: the object breaks rules; one cause per field error. Takes the kind, not the plural name."""
    found = list(errors)
    causes = [meta_v1.StatusCause(reason=str(e.type), message=e.body(), field=e.field) for e in found]
    message = f'{qualified(group, kind)} {gotext.quote(name)} is invalid'
    if found:
        message += f': {field.aggregate(found)}'
    details = meta_v1.StatusDetails(name=name, group=group, kind=kind, causes=causes)
    return _failure(422, 'Invalid', message, details)


def bad_request(message: str) -> ApiError:
    """400: the request cannot be understood."""
    return _failure(400, 'BadRequest', message)


def too_many_requests(message: str, retry_after: int = 0) -> ApiError:
    """429: not now; try again after so many seconds."""
    return _failure(429, 'TooManyRequests', message, meta_v1.StatusDetails(retry_after_seconds=retry_after))


def service_unavailable(message: str) -> ApiError:
    """503: the part that would answer is not there."""
    return _failure(503, 'ServiceUnavailable', message)


def method_not_supported(group: str, plural: str, action: str) -> ApiError:
    """405: this resource has no such verb."""
    message = f'{action} is not supported on resources of kind {gotext.quote(qualified(group, plural))}'
    return _failure(405, 'MethodNotAllowed', message, _about(group, plural))


def server_timeout(group: str, plural: str, operation: str, retry_after: int = 0) -> ApiError:
    """500 with reason ServerTimeout: a passing failure; nothing was done."""
    message = (
        f'The {operation} operation against {qualified(group, plural)} could not be completed at this time, '
        'please try again.'
    )
    return _failure(500, 'ServerTimeout', message, _about(group, plural, operation, retry_after))


def internal_error(message: str | Exception) -> ApiError:
    """500: something broke that is not the client's fault."""
    details = meta_v1.StatusDetails(causes=[meta_v1.StatusCause(message=str(message))])
    return _failure(500, 'InternalError', f'Internal error occurred: {message}', details)


def unexplained(message: str) -> ApiError:
    """500 without a reason, as upstream answers an error that is no Status: trying again may help."""
    return _failure(500, '', message)


def timeout(message: str, retry_after: int = 0) -> ApiError:
    """504: not finished in time; it may still be done."""
    details = meta_v1.StatusDetails(retry_after_seconds=retry_after)
    return _failure(504, 'Timeout', f'Timeout: {message}', details)


def request_entity_too_large(message: str) -> ApiError:
    """413: the body is beyond the limit."""
    return _failure(413, 'RequestEntityTooLarge', f'Request entity too large: {message}')


def unsupported_media_type(message: str) -> ApiError:
    """415: the body's Content-Type cannot be read."""
    return _failure(415, 'UnsupportedMediaType', message)


def not_acceptable(message: str) -> ApiError:
    """406: no accepted media type can be written."""
    return _failure(406, 'NotAcceptable', message)


# --- answers that are no Status --------------------------------------------------------------------

_GENERIC = {
    404: ('NotFound', 'the server could not find the requested resource'),
    400: ('BadRequest', 'the server rejected our request for an unknown reason'),
    401: ('Unauthorized', 'the server has asked for the client to provide credentials'),
    405: ('MethodNotAllowed', 'the server does not allow this method on the requested resource'),
    422: ('Invalid', 'the server rejected our request due to an error in our request'),
    503: ('ServiceUnavailable', 'the server is currently unable to handle the request'),
    504: (
        'Timeout',
        'the server was unable to return a response in the time allotted, but may still be processing the request',
    ),
    429: ('TooManyRequests', 'the server has received too many requests and has asked us to try again later'),
}
_NO_MEDIA_TYPE = 'the server was unable to respond with a content type that the client supports'


def generic(
    code: int,
    method: str,
    group: str = '',
    plural: str = '',
    name: str = '',
    server_message: str = '',
    retry_after: int = 0,
    unexpected: bool = False,
) -> ApiError:
    """What a client makes of an answer that carries no Status (upstream: NewGenericServerResponse)."""
    reason, message = _generic_words(code, method, server_message)
    if (group or plural) and name:
        message += f' ({method.lower()} {qualified(group, plural)} {name})'
    elif group or plural:
        message += f' ({method.lower()} {qualified(group, plural)})'
    details = _about(group, plural, name, retry_after)
    if unexpected:
        details.causes = [meta_v1.StatusCause(reason='UnexpectedServerResponse', message=server_message)]
    return _failure(code, reason, message, details)


def _generic_words(code: int, method: str, server_message: str) -> tuple[str, str]:
    if code in _GENERIC:
        return _GENERIC[code]
    if code == 409:
        return ('AlreadyExists' if method == 'POST' else 'Conflict'), 'the server reported a conflict'
    if code == 403:
        return 'Forbidden', server_message
    if code == 406:
        return 'NotAcceptable', _NO_MEDIA_TYPE if server_message in ('', 'unknown') else server_message
    if code == 415:
        return 'UnsupportedMediaType', server_message
    if code >= 500:
        quoted = gotext.quote(server_message)
        return 'InternalError', f'an error on the server ({quoted}) has prevented the request from succeeding'
    return '', f'the server responded with the status code {code} but did not return more information'


def from_response(code: int, body: bytes, method: str = 'GET', retry_after: int = 0) -> ApiError:
    """The error in an HTTP answer: its Status if the body is one, else `generic`."""
    try:
        status = msgspec.json.decode(body, type=meta_v1.Status)
    except (msgspec.DecodeError, UnicodeDecodeError):
        status = meta_v1.Status(kind='')
    if status.kind == 'Status' and status.status == 'Failure':
        status.code = status.code or code
        return ApiError(status)
    text = body.decode(errors='replace').strip()
    return generic(code, method, server_message=text or 'unknown', retry_after=retry_after, unexpected=True)


# --- predicates -------------------------------------------------------------------------------------


def reason_of(error: BaseException | None) -> str:
    """The reason of an ApiError, '' for anything else."""
    return error.reason if isinstance(error, ApiError) else ''


def _is(error: BaseException | None, reason: str, code: int) -> bool:
    if not isinstance(error, ApiError):
        return False
    return error.reason == reason or (error.reason not in _KNOWN_REASONS and error.code == code)


def is_not_found(error: BaseException | None) -> bool:
    return _is(error, 'NotFound', 404)


def is_already_exists(error: BaseException | None) -> bool:
    return reason_of(error) == 'AlreadyExists'


def is_conflict(error: BaseException | None) -> bool:
    return _is(error, 'Conflict', 409)


def is_invalid(error: BaseException | None) -> bool:
    return _is(error, 'Invalid', 422)


def is_gone(error: BaseException | None) -> bool:
    return _is(error, 'Gone', 410)


def is_expired(error: BaseException | None) -> bool:
    return reason_of(error) == 'Expired'


def is_bad_request(error: BaseException | None) -> bool:
    return _is(error, 'BadRequest', 400)


def is_unauthorized(error: BaseException | None) -> bool:
    return _is(error, 'Unauthorized', 401)


def is_forbidden(error: BaseException | None) -> bool:
    return _is(error, 'Forbidden', 403)


def is_method_not_supported(error: BaseException | None) -> bool:
    return _is(error, 'MethodNotAllowed', 405)


def is_timeout(error: BaseException | None) -> bool:
    return _is(error, 'Timeout', 504)


def is_server_timeout(error: BaseException | None) -> bool:
    return reason_of(error) == 'ServerTimeout'


def is_internal_error(error: BaseException | None) -> bool:
    return _is(error, 'InternalError', 500)


def is_service_unavailable(error: BaseException | None) -> bool:
    return _is(error, 'ServiceUnavailable', 503)


def is_too_many_requests(error: BaseException | None) -> bool:
    return isinstance(error, ApiError) and (error.reason == 'TooManyRequests' or error.code == 429)


def is_request_entity_too_large(error: BaseException | None) -> bool:
    return isinstance(error, ApiError) and (error.reason == 'RequestEntityTooLarge' or error.code == 413)


def is_unsupported_media_type(error: BaseException | None) -> bool:
    return _is(error, 'UnsupportedMediaType', 415)


def is_not_acceptable(error: BaseException | None) -> bool:
    return _is(error, 'NotAcceptable', 406)
