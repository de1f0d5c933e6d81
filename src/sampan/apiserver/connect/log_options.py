"""PodLogOptions: from a request's query to the kubelet's, validated (upstream: validation.ValidatePodLogOptions)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sampan.api import errors
from sampan.api.scalars import Time
from sampan.machinery import field
from sampan.machinery.field import FieldError, Path

if TYPE_CHECKING:
    from sampan.apiserver.request import Request

FLAGS = ('follow', 'previous', 'timestamps')
STREAMS = ('All', 'Stdout', 'Stderr')


def log_query(request: Request) -> str:
    """The query for the kubelet. Raises ApiError: 400 for what is no number or time, 422 for what makes no sense."""
    numbers = {name: number(request, name) for name in ('sinceSeconds', 'tailLines', 'limitBytes')}
    since = request.first('sinceTime')
    stream = request.first('stream')
    problems = validate(numbers, since, stream)
    if problems:
        name = request.info.name if request.info else ''
        raise errors.invalid('', 'PodLogOptions', name, problems)
    query = [(flag, 'true') for flag in FLAGS if request.flag(flag)]
    query += [(name, str(value)) for name, value in numbers.items() if value is not None]
    if since:
        query.append(('sinceTime', str(moment(since))))
    if stream and stream != 'All':
        query.append(('stream', stream))
    return urlencode(query)


def number(request: Request, name: str) -> int | None:
    text = request.first(name)
    if not text:
        return None
    try:
        return int(text)
    except ValueError as malformed:
        raise errors.bad_request(f'strconv.ParseInt: parsing "{text}": invalid syntax') from malformed


def moment(text: str) -> Time:
    try:
        return Time.parse(text)
    except ValueError as malformed:
        raise errors.bad_request(f'parsing time "{text}": {malformed}') from malformed


def validate(numbers: dict[str, int | None], since: str, stream: str) -> list[FieldError]:
    problems: list[FieldError] = []
    tail, limit, seconds = numbers['tailLines'], numbers['limitBytes'], numbers['sinceSeconds']
    if tail is not None and tail < 0:
        problems.append(field.invalid(Path('tailLines'), tail, 'must be greater than or equal to 0'))
    if limit is not None and limit < 1:
        problems.append(field.invalid(Path('limitBytes'), limit, 'must be greater than 0'))
    if seconds is not None and since:
        problems.append(field.forbidden(Path(''), 'at most one of `sinceTime` or `sinceSeconds` may be specified'))
    elif seconds is not None and seconds < 1:
        problems.append(field.invalid(Path('sinceSeconds'), seconds, 'must be greater than 0'))
    if stream and stream not in STREAMS:
        problems.append(field.not_supported(Path('stream'), stream, STREAMS))
    if stream and stream != 'All' and tail is not None:
        problems.append(field.forbidden(Path(''), '`tailLines` and specific `stream` are mutually exclusive for now'))
    return problems
