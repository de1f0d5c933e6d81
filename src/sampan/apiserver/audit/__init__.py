"""Audit: who did what, when, and how it ended, written down as the policy wants it.

Without a policy file nothing of this exists: no stage, no cost. With one, `stages.audit` stands between authentication
and impersonation. It asks the policy (`policy`: the first rule that matches decides the level), makes a `Recording` of
the request and gives it to the sinks at each stage that is not left out: RequestReceived, ResponseStarted (only
for what takes long, and for refused credentials), ResponseComplete, Panic.

Other parts add to the recording of a request through `notes`, one look into a dictionary when there is none:
`annotate` (authorization decisions, admission), `impersonated`, `request_object`, `request_patch`.

An event is encoded once, at its stage, because the recording goes on to change. Sinks (`sinks`) get bytes:

    Sink = truncation → mode → backend      modes: batch (a bounded queue), blocking, blocking-strict
    backends: files (rotated as upstream's), webhook (EventLists, exponential back-off)

What a full queue or a dead webhook loses is counted and logged, never waited for, except in blocking-strict mode:
there a request whose reception cannot be written down is refused.

Upstream: k8s.io/apiserver/pkg/audit, plugin/pkg/audit, pkg/server/options/audit.go. Start reading at `recording`.
"""
