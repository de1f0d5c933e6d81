"""Reading kubeconfig files: one or several merged, a context, the server and user it names.

Upstream: client-go `tools/clientcmd`. Of several files the first that names a thing wins; relative
paths are relative to the file they stand in.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sampan.client.config import ConfigError, HttpConfig
from sampan.machinery import yaml

_SECTIONS = {'clusters': 'cluster', 'users': 'user', 'contexts': 'context'}
_FILES = ('certificate-authority', 'client-certificate', 'client-key', 'tokenFile')


@dataclass(frozen=True, slots=True)
class Kubeconfig:
    """The merged content: names to what they stand for, with paths made absolute."""

    current_context: str = ''
    clusters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    users: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    contexts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def namespace(self, context: str = '') -> str:
        """The namespace a context sets, or `default`."""
        return str(self._context(context).get('namespace') or 'default')

    def http_config(self, context: str = '') -> HttpConfig:
        """The client of a context (the current one when empty). Raises `ConfigError`."""
        chosen = self._context(context)
        cluster = _named(self.clusters, 'cluster', chosen.get('cluster', ''))
        user = _named(self.users, 'user', chosen['user']) if chosen.get('user') else {}
        for method in ('exec', 'auth-provider'):
            if user.get(method):
                raise ConfigError(f'user "{chosen["user"]}" uses {method}, which this client does not run')
        if not cluster.get('server'):
            raise ConfigError(f'cluster "{chosen.get("cluster")}" has no server')
        return HttpConfig(
            server=cluster['server'],
            ca=_pem(cluster, 'certificate-authority'),
            insecure_skip_tls_verify=bool(cluster.get('insecure-skip-tls-verify', False)),
            tls_server_name=cluster.get('tls-server-name', ''),
            client_certificate=_pem(user, 'client-certificate'),
            client_key=_pem(user, 'client-key'),
            token=user.get('token', ''),
            token_file=Path(user['tokenFile']) if user.get('tokenFile') else None,
            username=user.get('username', ''),
            password=user.get('password', ''),
        )

    def _context(self, name: str) -> Mapping[str, Any]:
        name = name or self.current_context
        if not name:
            raise ConfigError('no context is chosen: set current-context in the kubeconfig, or name one')
        return _named(self.contexts, 'context', name)


def load(path: Path) -> Kubeconfig:
    """One file. Raises `ConfigError` when it cannot be read or is not a kubeconfig."""
    try:
        content = yaml.load(path.read_text())
    except OSError as error:
        raise ConfigError(f'cannot read the kubeconfig {path}: {error.strerror}') from error
    except (ValueError, UnicodeDecodeError) as error:
        raise ConfigError(f'error loading config file "{path}": {error}') from error
    if content is None:
        return Kubeconfig()
    if not isinstance(content, dict):
        raise ConfigError(f'error loading config file "{path}": it is not a mapping')
    sections = {plural: _section(path, content, plural, singular) for plural, singular in _SECTIONS.items()}
    return Kubeconfig(current_context=content.get('current-context') or '', **sections)


def load_default(explicit: Path | None = None, environment: Mapping[str, str] | None = None) -> Kubeconfig:
    """As kubectl looks: the given file, else the list in $KUBECONFIG, else ~/.kube/config. Missing ones are empty."""
    if explicit is not None:
        return load(explicit)
    listed = (os.environ if environment is None else environment).get('KUBECONFIG', '')
    found = [Path(part) for part in listed.split(os.pathsep) if part] or [Path.home() / '.kube' / 'config']
    return merge(load(path) for path in found if path.exists())


def merge(configs: Iterable[Kubeconfig]) -> Kubeconfig:
    """Several files as one; the first to set a thing wins."""
    merged: dict[str, dict[str, Mapping[str, Any]]] = {section: {} for section in _SECTIONS}
    current = ''
    for config in configs:
        current = current or config.current_context
        for section, entries in merged.items():
            for name, entry in getattr(config, section).items():
                entries.setdefault(name, entry)
    return Kubeconfig(current_context=current, **merged)


def _section(path: Path, content: Mapping[str, Any], plural: str, singular: str) -> dict[str, Mapping[str, Any]]:
    entries: dict[str, Mapping[str, Any]] = {}
    for entry in content.get(plural) or []:
        if not isinstance(entry, dict) or not isinstance(entry.get(singular) or {}, dict):
            raise ConfigError(f'error loading config file "{path}": a member of {plural} is malformed')
        entries.setdefault(str(entry.get('name', '')), _absolute(path, entry.get(singular) or {}))
    return entries


def _absolute(path: Path, entry: Mapping[str, Any]) -> Mapping[str, Any]:
    folder = path.absolute().parent
    return {key: str(folder / value) if key in _FILES and value else value for key, value in entry.items()}


def _named(entries: Mapping[str, Mapping[str, Any]], what: str, name: str) -> Mapping[str, Any]:
    if name not in entries:
        raise ConfigError(f'{what} "{name}" does not exist in the kubeconfig')
    return entries[name]


def _pem(entry: Mapping[str, Any], name: str) -> bytes | None:
    """Inline data wins over a file, as upstream."""
    data = entry.get(f'{name}-data')
    try:
        if data:
            return base64.b64decode(data, validate=True)
        if entry.get(name):
            return Path(entry[name]).read_bytes()
    except (binascii.Error, TypeError) as error:
        raise ConfigError(f'{name}-data is not base64: {error}') from error
    except OSError as error:
        raise ConfigError(f'cannot read {name} {entry[name]}: {error.strerror}') from error
    return None
