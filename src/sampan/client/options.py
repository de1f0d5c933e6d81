"""The verbs' options as they travel: query parameters and DeleteOptions. Shared by both roads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sampan.api.generated import meta_v1
from sampan.client.base import DeleteOptions

PATCH_TYPES = {
    'json': 'application/json-patch+json',
    'merge': 'application/merge-patch+json',
    'strategic': 'application/strategic-merge-patch+json',
    'apply': 'application/apply-patch+yaml',
}

_PARAMETERS = {
    'label_selector': 'labelSelector',
    'field_selector': 'fieldSelector',
    'limit': 'limit',
    'continue_': 'continue',
    'resource_version': 'resourceVersion',
    'resource_version_match': 'resourceVersionMatch',
    'allow_watch_bookmarks': 'allowWatchBookmarks',
    'send_initial_events': 'sendInitialEvents',
    'timeout_seconds': 'timeoutSeconds',
    'field_manager': 'fieldManager',
    'force': 'force',
    'field_validation': 'fieldValidation',
}


def query(options: Mapping[str, Any]) -> dict[str, str]:
    """List or write options as query parameters. Empty strings and zero limits are left out, as client-go does."""
    parameters = {}
    for name, value in options.items():
        if name == 'dry_run':
            if value:
                parameters['dryRun'] = 'All'
        elif isinstance(value, bool):
            parameters[_PARAMETERS[name]] = 'true' if value else 'false'
        elif value not in ('', 0):
            parameters[_PARAMETERS[name]] = str(value)
    return parameters


def delete_body(options: DeleteOptions) -> meta_v1.DeleteOptions:
    """The body of a delete request."""
    body = meta_v1.DeleteOptions(kind='DeleteOptions', api_version='v1')
    body.grace_period_seconds = options.get('grace_period_seconds')
    body.propagation_policy = options.get('propagation_policy')
    if options.get('dry_run'):
        body.dry_run = ['All']
    uid, revision = options.get('uid') or None, options.get('resource_version') or None
    if uid or revision:
        body.preconditions = meta_v1.Preconditions(uid=uid, resource_version=revision)
    return body
