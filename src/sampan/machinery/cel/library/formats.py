"""Named formats to validate texts with: dns1123Label, uri, uuid, ....

Upstream: k8s.io/apiserver/pkg/cel/library/format.go.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sampan.machinery import names
from sampan.machinery.cel import strfmt
from sampan.machinery.cel.declarations import Library, Overload, method, overload
from sampan.machinery.cel.errors import EvaluationError
from sampan.machinery.cel.types import STRING, list_of, optional_of, struct
from sampan.machinery.cel.values import NONE, Opaque, Optional

FORMAT_TYPE = struct('kubernetes.NamedFormat')
Check = Callable[[str], list[str]]


class Format(Opaque):
    """A format by its name; `regex_size` is what its cost is counted by."""

    __slots__ = ('check', 'name', 'regex_size')
    cel_type = FORMAT_TYPE

    def __init__(self, name: str, check: Check, regex_size: int) -> None:
        self.name = name
        self.check = check
        self.regex_size = regex_size

    def key(self) -> Any:
        return self.name


def _uri(text: str) -> list[str]:
    from sampan.machinery.cel.library.urls import parse_request_uri

    try:
        parse_request_uri(text)
    except EvaluationError as error:
        return [str(error)]
    return []


def _plain(test: Callable[[str], bool], complaint: str) -> Check:
    return lambda text: [] if test(text) else [complaint]


FORMATS: dict[str, Format] = {
    'dns1123Label': Format('DNS1123Label', names.name_is_dns_label, 30),
    'dns1123Subdomain': Format('DNS1123Subdomain', names.name_is_dns_subdomain, 60),
    'dns1035Label': Format('DNS1035Label', names.name_is_dns1035_label, 30),
    'qualifiedName': Format('QualifiedName', names.label_key, 60),
    'dns1123LabelPrefix': Format('DNS1123LabelPrefix', lambda text: names.name_is_dns_label(text, True), 30),
    'dns1123SubdomainPrefix': Format(
        'DNS1123SubdomainPrefix', lambda text: names.name_is_dns_subdomain(text, True), 60
    ),
    'dns1035LabelPrefix': Format('DNS1035LabelPrefix', lambda text: names.name_is_dns1035_label(text, True), 30),
    'labelValue': Format('LabelValue', names.label_value, 40),
    'uri': Format('URI', _uri, 1103),
    'uuid': Format('uuid', _plain(strfmt.is_uuid, 'does not match the UUID format'), 91),
    'byte': Format('byte', _plain(strfmt.is_base64, 'invalid base64'), 84),
    'date': Format('date', _plain(strfmt.is_date, 'invalid date'), 112),
    'datetime': Format('datetime', _plain(strfmt.is_date_time, 'invalid datetime'), 112),
}


def _validate(form: Format, text: str) -> Optional:
    found = form.check(text)
    return Optional(found) if found else NONE


def _named(name: str) -> Optional:
    return Optional(FORMATS[name]) if name in FORMATS else NONE


def _constant(form: Format) -> Callable[[], Format]:
    return lambda: form


def _functions() -> list[tuple[str, Overload]]:
    found = [
        ('validate', method('format-validate', (FORMAT_TYPE, STRING), optional_of(list_of(STRING)), _validate)),
        ('format.named', overload('format-named', (STRING,), optional_of(FORMAT_TYPE), _named)),
    ]
    for name, form in FORMATS.items():
        found.append((f'format.{name}', overload(f'format.{name}', (), FORMAT_TYPE, _constant(form))))
    return found


FORMAT = Library('kubernetes.format', tuple(_functions()), {}, {FORMAT_TYPE.name: FORMAT_TYPE})
