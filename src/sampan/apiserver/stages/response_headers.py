"""Headers every answer carries: Audit-ID, Cache-Control, its priority level and flow schema, and the warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sampan.apiserver.audit.notes import AUDIT_ID
from sampan.apiserver.stages.fairness import FLOW

if TYPE_CHECKING:
    from sampan.apiserver.request import Answer, Handler, Request
    from sampan.machinery.world import World

# Upstream cuts single warnings, and all of them together, to what proxies still let through.
MAX_WARNING = 256
MAX_WARNINGS = 4096


class ResponseHeaders:
    """The caller's Audit-ID is echoed, otherwise one is made."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def __call__(self, request: Request, proceed: Handler) -> Answer:
        answer = await proceed(request)
        if request.typed:
            return answer
        headers = answer.headers
        headers['Audit-Id'] = request.context.get(AUDIT_ID) or request.headers.get('Audit-Id') or self._world.uid()
        headers.setdefault('Cache-Control', 'no-cache, private')
        flow = request.context.get(FLOW)
        if flow is not None:  # uids, because names would tell how important somebody is
            headers['X-Kubernetes-Pf-Prioritylevel-Uid'] = flow.level.uid
            headers['X-Kubernetes-Pf-Flowschema-Uid'] = flow.uid
        if request.warnings:
            headers['Warning'] = ', '.join(warning_values(request.warnings))
        return answer


def warning_values(texts: list[str]) -> list[str]:
    """RFC 7234 warn-values with code 299, each text once, within upstream's limits."""
    values: list[str] = []
    total = 0
    for text in dict.fromkeys(texts):
        clean = ''.join(c if c.isprintable() else ' ' for c in text)
        total += len(clean)
        if total > MAX_WARNINGS:
            clean = clean[:MAX_WARNING]
        escaped = clean.replace('\\', '\\\\').replace('"', '\\"')
        values.append(f'299 - "{escaped}"')
    return values
