"""The function libraries, one module each; `base_libraries` says which Kubernetes has at which version.

Upstream: cel-go's common/stdlib and ext, k8s.io/apiserver/pkg/cel/library, and pkg/cel/environment/base.go for the
versions. A library is loaded when an environment first asks for it.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Final

from sampan.machinery.cel.declarations import Library

# name of the library: (module, name in the module)
LIBRARIES: Final[dict[str, tuple[str, str]]] = {
    'std': ('standard', 'STANDARD'),
    'optional': ('optional', 'OPTIONAL'),
    'kubernetes.urls': ('urls', 'URLS'),
    'kubernetes.regex': ('regex', 'REGEX'),
    'kubernetes.lists': ('kubernetes_lists', 'LISTS'),
    'kubernetes.quantity': ('quantity', 'QUANTITY'),
    'kubernetes.net.ip': ('network', 'IP_LIBRARY'),
    'kubernetes.net.cidr': ('network', 'CIDR_LIBRARY'),
    'kubernetes.format': ('formats', 'FORMAT'),
    'kubernetes.authz': ('authorizer', 'AUTHORIZER'),
    'kubernetes.authzSelectors': ('authorizer', 'SELECTORS'),
    'kubernetes.Semver': ('semver', 'SEMVER'),
    'kubernetes.jsonpatch': ('jsonpatch', 'JSONPATCH'),
    'ext.strings.0': ('strings', 'STRINGS_0'),
    'ext.strings.2': ('strings', 'STRINGS_2'),
    'ext.sets': ('sets', 'SETS'),
    'ext.comprehensions': ('comprehensions', 'TWO_VARIABLES'),
    'ext.bindings': ('comprehensions', 'BINDINGS'),
    'ext.lists': ('lists', 'LISTS'),
    'ext.encoders': ('encoders', 'ENCODERS'),
}

# (introduced, removed, library), as in upstream's base environment
_VERSIONS: Final[tuple[tuple[int, int, str], ...]] = (
    (0, 99, 'std'),
    (0, 99, 'kubernetes.urls'),
    (0, 99, 'kubernetes.regex'),
    (0, 99, 'kubernetes.lists'),
    (27, 99, 'kubernetes.authz'),
    (28, 99, 'optional'),
    (28, 99, 'kubernetes.quantity'),
    (0, 29, 'ext.strings.0'),
    (29, 99, 'ext.strings.2'),
    (29, 99, 'ext.sets'),
    (30, 99, 'kubernetes.net.ip'),
    (30, 99, 'kubernetes.net.cidr'),
    (31, 99, 'kubernetes.format'),
    (31, 99, 'kubernetes.authzSelectors'),
    (32, 99, 'ext.comprehensions'),
    (33, 99, 'kubernetes.Semver'),
    (34, 99, 'ext.lists'),
)


@cache
def load(name: str) -> Library:
    """A library by its name in `LIBRARIES`. Raises KeyError for another."""
    module, attribute = LIBRARIES[name]
    found = getattr(import_module(f'{__name__}.{module}'), attribute)
    assert isinstance(found, Library)
    return found


def base_libraries(version: str = '1.36') -> tuple[str, ...]:
    """The names of the libraries in upstream's base environment at a compatibility version."""
    minor = int(version.split('.')[1])
    return tuple(name for since, until, name in _VERSIONS if since <= minor < until)
