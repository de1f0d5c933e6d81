"""What a refused client reads (upstream: endpoints/handlers/responsewriters/errors.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sampan.api import errors
from sampan.machinery.gotext import quote

if TYPE_CHECKING:
    from sampan.apiserver.authz.base import Attributes

# Nothing a browser might take for markup.
MARKUP = str.maketrans({'&': '&amp;', '<': '&lt;', '>': '&gt;'})


def forbidden_message(attributes: Attributes, reason: str = '') -> str:
    """`User "x" cannot list resource "pods" in API group "" in the namespace "default"` and its forms."""
    text = describe_refusal(attributes).translate(MARKUP)
    return f'{text}: {reason}' if reason else text


def refusal(attributes: Attributes, reason: str = '') -> errors.ApiError:
    """The 403 (upstream: ForbiddenStatusError)."""
    message = forbidden_message(attributes, reason)
    return errors.forbidden(attributes.group, attributes.resource, attributes.name, message)


def describe_refusal(attributes: Attributes) -> str:
    who = f'User {quote(attributes.user.name)} cannot {attributes.verb}'
    if not attributes.is_resource:
        return f'{who} path {quote(attributes.path)}'
    resource = attributes.resource + (f'/{attributes.subresource}' if attributes.subresource else '')
    what = f'{who} resource {quote(resource)} in API group {quote(attributes.group)}'
    if attributes.namespace:
        return f'{what} in the namespace {quote(attributes.namespace)}'
    return f'{what} at the cluster scope'
