"""`--runtime-config`: which of the built-in APIs are served.

A map of keys to `true` or `false`. `api/all`, `api/ga`, `api/beta` and `api/alpha` are applied first, in that order;
then `group/version`; then `group/version/resource`, which wins over everything. Stable versions are on by default,
all others off. The core group's version is written `/v1`.

Upstream: apiserver `pkg/server/resourceconfig/helpers.go`, `pkg/server/options/api_enablement.go`, and
`pkg/server/storage/resource_config.go`.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Mapping

from sampan.api.resources import GROUPS, Resource

GroupVersion = tuple[str, str]

_CLASSES: dict[str, Callable[[str], bool]] = {
    'api/all': lambda version: True,
    'api/ga': lambda version: re.fullmatch(r'v\d+', version) is not None,
    'api/beta': lambda version: re.fullmatch(r'v\d+beta\d+', version) is not None,
    'api/alpha': lambda version: re.fullmatch(r'v\d+alpha\d+', version) is not None,
}
# What Go's strconv.ParseBool takes.
_BOOLEANS = dict.fromkeys(('1', 't', 'T', 'TRUE', 'true', 'True'), True) | dict.fromkeys(
    ('0', 'f', 'F', 'FALSE', 'false', 'False'), False
)


class RuntimeConfigError(ValueError):
    """The configuration names what does not exist, or says something else than yes or no; the text is upstream's."""


def parse(text: str) -> dict[str, str]:
    """The flag's text: `key=value` pairs joined by commas; a key alone means true."""
    pairs = (each.strip().partition('=') for each in text.split(',') if each.strip())
    return {key.strip(): value.strip() for key, _, value in pairs}


class Selection:
    """Says of each resource if it is served. Raises RuntimeConfigError for a configuration that cannot be meant."""

    def __init__(self, config: Mapping[str, str]) -> None:
        _check(config)
        self._versions: dict[GroupVersion, bool] = {}
        self._resources: dict[tuple[str, str, str], bool] = {}
        self._classes: list[tuple[Callable[[str], bool], bool]] = []
        for key, matches in _CLASSES.items():
            if key in config:
                self._classes.append((matches, _class_value(key, config[key])))
        for key in config:
            if key not in _CLASSES:
                self._prefer(key, config)

    def _prefer(self, key: str, config: Mapping[str, str]) -> None:
        group, version, *resource = key.split('/')
        if not _registered(group, version):
            raise RuntimeConfigError(f'group version {_text(group, version)} that has not been registered')
        enabled = _boolean(key, config[key])
        if not resource:
            self._versions[group, version] = enabled
            return
        if resource[0].lower() != resource[0]:
            raise RuntimeConfigError(
                f'invalid key {key}: group/version/resource and resource is always lowercase plural, '
                f'not "{resource[0]}"'
            )
        self._resources[group, version, resource[0]] = enabled

    def __call__(self, resource: Resource) -> bool:
        """Whether this resource is served."""
        chosen = self._resources.get((resource.group, resource.version, resource.plural))
        if chosen is None:
            chosen = self._versions.get((resource.group, resource.version))
        if chosen is not None:
            return chosen
        served = resource.by_default
        for matches, value in self._classes:
            if matches(resource.version):
                served = value
        return served


def _check(config: Mapping[str, str]) -> None:
    if config.get('api/all') == 'false' and len(config) == 1:
        raise RuntimeConfigError('invalid runtime-config with only api/all=false')
    unknown: set[str] = set()
    known = {group.name for group in GROUPS}
    for key in config:
        if key in _CLASSES:
            continue
        parts = key.split('/')
        if len(parts) not in (2, 3):
            raise RuntimeConfigError(f'runtime-config invalid key {key}')
        if parts[0] not in known:
            unknown.add(_text(parts[0], parts[1]))
    if unknown:
        raise RuntimeConfigError(f'unknown api groups {",".join(sorted(unknown))}')


def _class_value(key: str, value: str) -> bool:
    """Of these keys only the two words are taken."""
    if value not in ('true', 'false'):
        raise RuntimeConfigError(f'invalid value {key}={value}')
    return value == 'true'


def _boolean(key: str, value: str) -> bool:
    if not value:
        return True
    if value not in _BOOLEANS:
        problem = f'strconv.ParseBool: parsing "{value}": invalid syntax'
        raise RuntimeConfigError(f'invalid value of {key}: {value}, err: {problem}')
    return _BOOLEANS[value]


def _registered(group: str, version: str) -> bool:
    """Whether the version exists, served or not: there are types of it."""
    if any(each.name == group and version in each.versions for each in GROUPS):
        return True
    if not version.isidentifier():
        return False
    name = f'{(group or "core").partition(".")[0]}_{version}'
    return importlib.util.find_spec(f'sampan.api.generated.{name}') is not None


def _text(group: str, version: str) -> str:
    return f'{group}/{version}' if group else version
