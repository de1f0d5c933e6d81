"""Where the published fixtures are: `../shared/reference` beside the checkout, or $SAMPAN_REFERENCE."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

import msgspec

from sampan.api.generated import meta_v1

_CHECKOUT = Path(__file__).resolve().parents[2]
REFERENCE = Path(os.environ.get('SAMPAN_REFERENCE', _CHECKOUT.parent / 'shared' / 'reference'))
WIRE = REFERENCE / 'wire-1.36.0'

# Groups whose module is not called after the group's first label.
_MODULES = {
    'core': 'core',
    'rbac.authorization.k8s.io': 'rbac',
    'flowcontrol.apiserver.k8s.io': 'flowcontrol',
    'internal.apiserver.k8s.io': 'apiserverinternal',
}


def stems() -> list[str]:
    """The fixtures' names: `core.v1.Pod`; see `later` for those named after_roundtrip."""
    if not WIRE.is_dir():
        raise FileNotFoundError(
            f'no fixtures in {WIRE}: put the reference folder beside the checkout or set SAMPAN_REFERENCE to it'
        )
    return sorted(path.stem for path in WIRE.glob('*.json') if 'after_roundtrip' not in path.name)


def later() -> list[str]:
    """The fixtures that tell what a later release makes of 1.36's bytes: `core.v1.Pod.after_roundtrip`."""
    return sorted(path.stem for path in WIRE.glob('*.after_roundtrip.json'))


def type_of(stem: str) -> type[msgspec.Struct]:
    """The generated type of a fixture. Kinds of the meta group are filed under core."""
    stem = stem.removesuffix('.after_roundtrip')
    group_version, _, kind = stem.rpartition('.')
    group, _, version = group_version.rpartition('.')
    module = importlib.import_module(f'sampan.api.generated.{_MODULES.get(group, group.partition(".")[0])}_{version}')
    found: type[msgspec.Struct] = getattr(module, kind, None) or getattr(meta_v1, kind)
    return found


def data(stem: str, suffix: str) -> bytes:
    return (WIRE / f'{stem}.{suffix}').read_bytes()
