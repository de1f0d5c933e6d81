"""What a namespace's labels ask for (upstream: pod-security-admission/api)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sampan.machinery import field
from sampan.machinery.field import FieldError, Path

PREFIX = 'pod-security.kubernetes.io/'
PRIVILEGED, BASELINE, RESTRICTED = 'privileged', 'baseline', 'restricted'
LEVELS = (PRIVILEGED, BASELINE, RESTRICTED)  # in the order of strictness
LATEST = 'latest'
_VERSION = re.compile(r'v1\.(?:[0-9]|[1-9][0-9]*)', re.ASCII)


@dataclass(frozen=True, slots=True)
class LevelVersion:
    """A level as of a release; `str()` is upstream's `restricted:v1.30`."""

    level: str = PRIVILEGED
    version: str = LATEST

    def __str__(self) -> str:
        return f'{self.level}:{self.version}'

    @property
    def minor(self) -> int | None:
        """The release's minor number; None for the latest."""
        return None if self.version == LATEST else int(self.version.removeprefix('v1.'))

    def equivalent(self, other: LevelVersion) -> bool:
        return self == other or self.level == other.level == PRIVILEGED


@dataclass(frozen=True, slots=True)
class Policy:
    """The three modes of a namespace."""

    enforce: LevelVersion = LevelVersion()
    audit: LevelVersion = LevelVersion()
    warn: LevelVersion = LevelVersion()

    @property
    def privileged(self) -> bool:
        """Nothing is asked for in any mode."""
        return self.enforce.level == self.audit.level == self.warn.level == PRIVILEGED

    def equivalent(self, other: Policy) -> bool:
        return (
            self.enforce.equivalent(other.enforce)
            and self.audit.equivalent(other.audit)
            and self.warn.equivalent(other.warn)
        )


def stricter(one: str, other: str) -> bool:
    """Whether level `one` demands more than the other."""
    return LEVELS.index(one) > LEVELS.index(other)


def policy_of(labels: Mapping[str, str], defaults: Policy) -> tuple[Policy, list[FieldError]]:
    """The policy of a namespace with these labels, and what is wrong with them.

    A wrong level enforces the strictest and is not audited or warned about; a wrong version is the latest.
    """
    if not any(key.startswith(PREFIX) for key in labels):
        return defaults, []
    wrong: list[FieldError] = []
    enforce = _mode('enforce', labels, defaults.enforce, RESTRICTED, wrong)
    audit = _mode('audit', labels, defaults.audit, PRIVILEGED, wrong)
    warn = _mode('warn', labels, defaults.warn, PRIVILEGED, wrong)
    asked = labels.get(PREFIX + 'enforce') in LEVELS
    if asked and PREFIX + 'warn' not in labels and stricter(enforce.level, warn.level):
        own = PREFIX + 'warn-version' in labels
        warn = LevelVersion(enforce.level, warn.version if own else enforce.version)
    return Policy(enforce, audit, warn), wrong


def _mode(
    mode: str, labels: Mapping[str, str], default: LevelVersion, fallback: str, wrong: list[FieldError]
) -> LevelVersion:
    found = default
    level = labels.get(PREFIX + mode)
    if level is not None:
        found = replace(found, level=level if level in LEVELS else fallback)
        if level not in LEVELS:
            wrong.append(_invalid(PREFIX + mode, level, f'must be one of {", ".join(LEVELS)}'))
    version = labels.get(f'{PREFIX}{mode}-version')
    if version is not None:
        known = version == LATEST or _VERSION.fullmatch(version) is not None
        found = replace(found, version=version if known else LATEST)
        if not known:
            wrong.append(_invalid(f'{PREFIX}{mode}-version', version, 'must be "latest" or "v1.x"'))
    return found


def _invalid(label: str, value: str, detail: str) -> FieldError:
    return field.invalid(Path('metadata').child('labels').key(label), value, detail)
