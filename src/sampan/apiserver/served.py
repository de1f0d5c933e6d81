"""Which resources this server serves: what routing, discovery and OpenAPI read, and what can change while it runs.

Built-in resources are chosen once, by `runtimeconfig`. Whoever adds or removes resources later tells the
listeners, so that what was made of the old table is made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from sampan.api import resources as table
from sampan.api.resources import Group, Resource
from sampan.apiserver.runtimeconfig import Selection
from sampan.machinery.versions import newest_first

Listener = Callable[[], None]
CUSTOM_PRIORITY = 1000  # what upstream registers groups of custom resources with


class ServedResources:
    """The served part of the resource table. `groups` and `resources` keep the table's order."""

    def __init__(self, runtime_config: Mapping[str, str] | None = None) -> None:
        """Raises RuntimeConfigError."""
        chosen = Selection(runtime_config or {})
        self._listeners: list[Listener] = []
        self._resources: tuple[Resource, ...] = ()
        self._groups: tuple[Group, ...] = ()
        self._found: dict[tuple[str, str, str], Resource] = {}
        self._built_in = tuple(resource for resource in table.RESOURCES if chosen(resource))
        self._set(self._built_in)

    def _set(self, resources: Iterable[Resource]) -> None:
        self._resources = tuple(resources)
        self._found = {(each.group, each.version, each.plural): each for each in self._resources}
        self._groups = tuple(_groups({(each.group, each.version) for each in self._resources}))

    def set_custom(self, resources: Iterable[Resource]) -> None:
        """Serve these beside the built-in resources from now on; a path that is taken stays as it is."""
        known = {(each.group, each.version, each.plural) for each in self._built_in}
        self._set((*self._built_in, *(r for r in resources if (r.group, r.version, r.plural) not in known)))
        self.changed()

    def resources(self) -> tuple[Resource, ...]:
        return self._resources

    def groups(self) -> tuple[Group, ...]:
        """The groups with something to serve, by priority, each with its served versions, the preferred one first."""
        return self._groups

    def find(self, group: str, version: str, plural: str) -> Resource | None:
        """The resource under `/apis/<group>/<version>/<plural>`, if it is served."""
        return self._found.get((group, version, plural))

    def on_change(self, listener: Listener) -> None:
        """Call `listener` after each change of what is served."""
        self._listeners.append(listener)

    def changed(self) -> None:
        """Tell everybody that the answers are different from now on."""
        for listener in self._listeners:
            listener()


def _groups(versions: set[tuple[str, str]]) -> Iterable[Group]:
    for group in table.GROUPS:
        served = tuple(version for version in group.versions if (group.name, version) in versions)
        if served:
            yield replace(group, versions=served + _custom_versions(versions, group.name, served))
    yield from _custom_groups(versions)


def _custom_versions(versions: set[tuple[str, str]], group: str, known: tuple[str, ...] = ()) -> tuple[str, ...]:
    return tuple(newest_first(version for name, version in versions if name == group and version not in known))


def _custom_groups(versions: set[tuple[str, str]]) -> Iterable[Group]:
    """Groups that are not in the table: they come after it, by name."""
    for name in sorted({group for group, _ in versions} - {group.name for group in table.GROUPS}):
        yield Group(name, _custom_versions(versions, name), CUSTOM_PRIORITY)
