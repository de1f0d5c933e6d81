"""How signers of certificates are called. Upstream: ValidateSignerName."""

from __future__ import annotations

from sampan.api.validation.common import Check, Errors
from sampan.machinery import field, gotext, names
from sampan.machinery.field import Path

LONGEST_DOMAIN = 253
LONGEST_NAME = LONGEST_DOMAIN + 1 + LONGEST_DOMAIN + 1 + 63


def signer_name(path: Path, name: str) -> Errors:
    """`domain.example/path.of.labels`."""
    if not name:
        yield field.required(path)
        return
    domain, slash, rest = name.partition('/')
    if not slash or '/' in rest:
        detail = "must be a fully qualified domain and path of the form 'example.com/signer-name'"
        yield field.invalid(path, name, detail)
        return
    if names.byte_length(domain) > LONGEST_DOMAIN:
        yield field.too_long(path, domain, LONGEST_DOMAIN)
    yield from _labels(path, domain, names.dns1123_label)
    if '.' not in domain:
        yield field.invalid(path, domain, 'should be a domain with at least two segments separated by dots')
    yield from _labels(path, rest, names.dns1123_subdomain)
    if names.byte_length(name) > LONGEST_NAME:
        yield field.too_long(path, name, LONGEST_NAME)


def _labels(path: Path, text: str, check: Check) -> Errors:
    """What is wrong with the first label that is wrong."""
    for label in text.split('.'):
        problems = check(label)
        for problem in problems:
            yield field.invalid(path, text, f'validating label {gotext.quote(label)}: {problem}')
        if problems:
            return


def is_of_kubernetes(name: str) -> bool:
    """Whether the signer is one of the project's own."""
    host = name.partition('/')[0]
    return host == 'kubernetes.io' or host.endswith('.kubernetes.io')
