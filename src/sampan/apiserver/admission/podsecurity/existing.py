"""What a namespace's owner is told about pods that a new level would not admit."""

from __future__ import annotations

from collections.abc import Sequence

from sampan.api.generated import core_v1
from sampan.apiserver.admission.podsecurity.evaluate import evaluate, reasons
from sampan.apiserver.admission.podsecurity.policy import LevelVersion

MAX_PODS = 3000  # looked at


def warnings(namespace: str, wanted: LevelVersion, pods: Sequence[core_v1.Pod]) -> list[str]:
    """One line for each kind of violation, with one pod that has it and the number of the others."""
    ordered = prioritized(pods)
    checked = ordered[:MAX_PODS]
    names: dict[str, list[str]] = {}
    for pod in checked:
        found = evaluate(wanted, pod.metadata, pod.spec)
        if found:
            names.setdefault(reasons(found), []).append(pod.metadata.name)
    texts = []
    if len(checked) < len(ordered):
        counts = f'{len(checked)} of {len(ordered)}'
        texts.append(f'new PodSecurity enforce level only checked against the first {counts} existing pods')
    if names:
        texts.append(f'existing pods in namespace "{namespace}" violate the new PodSecurity enforce level "{wanted}"')
    return texts + sorted(_line(reason, min(found), len(found)) for reason, found in names.items())


def _line(reason: str, name: str, count: int) -> str:
    others = {1: '', 2: ' (and 1 other pod)'}.get(count, f' (and {count - 1} other pods)')
    return f'{name}{others}: {reason}'


def prioritized(pods: Sequence[core_v1.Pod]) -> list[core_v1.Pod]:
    """Replicas are alike: the first of each controller comes before the rest."""
    first: list[core_v1.Pod] = []
    rest: list[core_v1.Pod] = []
    seen: set[str] = set()
    for pod in pods:
        owner = next((each.uid for each in pod.metadata.owner_references if each.controller), None)
        (rest if owner in seen else first).append(pod)
        if owner is not None:
            seen.add(owner)
    return first + rest
