"""The admission configuration file: what plugins are told (`--admission-control-config-file`).

An `AdmissionConfiguration` names plugins and gives each its configuration, inline or in a file of its own beside it.
Upstream: pkg/admission/config.go of k8s.io/apiserver.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from sampan.apiserver import configfile

GROUP = 'apiserver.config.k8s.io'
KIND = 'AdmissionConfiguration'
VERSIONS = ('v1', 'v1alpha1')
LEGACY = {'imagePolicy': 'ImagePolicyWebhook', 'podNodeSelectorPluginConfig': 'PodNodeSelector'}


class BadConfiguration(ValueError):
    """The file, or what it says to a plugin, cannot be used; the text says why."""


class _Listed(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    path: str = ''
    configuration: Any = None


class _File(msgspec.Struct, forbid_unknown_fields=True, rename='camel'):
    api_version: str = ''
    kind: str = ''
    plugins: list[_Listed] = []


def read(path: Path) -> dict[str, Any]:
    """What the file says to each plugin it names. Raises BadConfiguration."""
    content = _document(path, 'unable to read admission control configuration from')
    if isinstance(content, dict) and 'kind' not in content:
        legacy = {plugin: content for key, plugin in LEGACY.items() if key in content}
        if legacy:
            return legacy
    try:
        found = msgspec.convert(content, _File)
    except msgspec.ValidationError as error:
        raise BadConfiguration(f'{path}: {error}') from None
    group, _, version = found.api_version.rpartition('/')
    if (group, found.kind) != (GROUP, KIND) or version not in VERSIONS:
        raise BadConfiguration(
            f'{path}: no kind "{found.kind}" is registered for version "{found.api_version}" of this file'
        )
    told: dict[str, Any] = {}
    for each in found.plugins:
        if each.configuration is not None:
            told.setdefault(each.name, each.configuration)
        elif each.path:
            told.setdefault(each.name, _document(path.parent / each.path, 'could not open plugin configuration'))
    return told


def _document(path: Path, doing: str) -> Any:
    try:
        return configfile.document(path.read_bytes())
    except OSError as error:
        raise BadConfiguration(f'{doing} "{path}" [{error.strerror}]') from None
    except ValueError as error:
        raise BadConfiguration(f'{path}: {error}') from None


def typed(plugin: str, content: Any, kind: type[Any], group: str, versions: tuple[str, ...], name: str) -> Any:
    """A plugin's configuration as `kind`; `group`, `versions` and `name` are what it must call itself.

    Raises BadConfiguration.
    """
    if not isinstance(content, Mapping):
        raise BadConfiguration(f'failed to load configuration of {plugin}: it is no object')
    said = content.get('apiVersion', ''), content.get('kind', '')
    if said not in {(f'{group}/{version}', name) for version in versions}:
        raise BadConfiguration(
            f'failed to load configuration of {plugin}: no kind "{said[1]}" is registered for version "{said[0]}"'
        )
    rest = {key: value for key, value in content.items() if key not in ('apiVersion', 'kind')}
    try:
        return msgspec.convert(rest, kind)
    except msgspec.ValidationError as error:
        raise BadConfiguration(f'failed to load configuration of {plugin}: {error}') from None
