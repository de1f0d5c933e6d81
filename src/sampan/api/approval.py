"""Groups of the Kubernetes community, whose definitions name their approval.

Upstream: apiextensions-apiserver/pkg/apihelpers.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from sampan.machinery.gotext import quote

ANNOTATION = 'api-approved.kubernetes.io'
_PROPOSAL = 'see https://github.com/kubernetes/enhancements/pull/1111'


def is_protected(group: str) -> bool:
    """Whether definitions in the group need an approval."""
    return group in ('k8s.io', 'kubernetes.io') or group.endswith(('.k8s.io', '.kubernetes.io'))


def approval(annotation: str) -> tuple[str, str]:
    """(Missing, Bypassed, Approved or Invalid, and why) for the value of the annotation."""
    if not annotation:
        return 'Missing', f'protected groups must have approval annotation "{ANNOTATION}", {_PROPOSAL}'
    if annotation.startswith('unapproved'):
        return 'Bypassed', f'not approved: {quote(annotation)}'
    url = urlsplit(annotation)
    if url.scheme and url.netloc:
        return 'Approved', f'approved in {annotation}'
    text = 'with either a URL or a reason starting with "unapproved"'
    return 'Invalid', f'protected groups must have approval annotation "{ANNOTATION}" {text}, {_PROPOSAL}'
