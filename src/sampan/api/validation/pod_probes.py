"""Probes and life cycle hooks. Upstream: validateProbe, validateHandler, validateLifecycle."""

from __future__ import annotations

from sampan.api.generated import core_v1 as core
from sampan.api.validation.common import Errors, checked, nonnegative, port_number, port_number_or_name
from sampan.machinery import field, names
from sampan.machinery.field import Path

_ONE_HANDLER = 'may not specify more than 1 handler type'


def liveness_probe(path: Path, probe: core.Probe | None) -> Errors:
    """Liveness and startup probes succeed at the first success."""
    if probe is None:
        return
    yield from _probe(path, probe)
    if probe.success_threshold != 1:
        yield field.invalid(path.child('successThreshold'), probe.success_threshold, 'must be 1')


startup_probe = liveness_probe


def readiness_probe(path: Path, probe: core.Probe | None) -> Errors:
    """Readiness probes never kill, so they have no grace period."""
    if probe is None:
        return
    yield from _probe(path, probe)
    grace = probe.termination_grace_period_seconds
    if grace is not None:
        yield field.invalid(path.child('terminationGracePeriodSeconds'), grace, 'must not be set for readinessProbes')


def _probe(path: Path, probe: core.Probe) -> Errors:
    yield from _handlers(path, probe)
    yield from nonnegative(path.child('initialDelaySeconds'), probe.initial_delay_seconds)
    yield from nonnegative(path.child('timeoutSeconds'), probe.timeout_seconds)
    yield from nonnegative(path.child('periodSeconds'), probe.period_seconds)
    yield from nonnegative(path.child('successThreshold'), probe.success_threshold)
    yield from nonnegative(path.child('failureThreshold'), probe.failure_threshold)
    grace = probe.termination_grace_period_seconds
    if grace is not None and grace <= 0:
        yield field.invalid(path.child('terminationGracePeriodSeconds'), grace, 'must be greater than 0')


def lifecycle(path: Path, hooks: core.Lifecycle, grace: int | None, os_name: str = '') -> Errors:
    """postStart, preStop and the stop signal."""
    if hooks.post_start is not None:
        yield from _handlers(path.child('postStart'), hooks.post_start, grace)
    if hooks.pre_stop is not None:
        yield from _handlers(path.child('preStop'), hooks.pre_stop, grace)
    if hooks.stop_signal is not None:
        yield from _stop_signal(path.child('stopSignal'), hooks.stop_signal, os_name)


def _handlers(path: Path, handler: core.Probe | core.LifecycleHandler, grace: int | None = None) -> Errors:
    """Exactly one kind of handler; the first one given counts, the others are one too many."""
    found = False
    if handler.exec is not None:
        found = True
        if not handler.exec.command:
            yield field.required(path.child('exec', 'command'))
    for name in ('http_get', 'tcp_socket', 'grpc', 'sleep'):
        action = getattr(handler, name, None)
        if action is None:
            continue
        at = path.child(_JSON_NAMES[name])
        if found:
            yield field.forbidden(at, _ONE_HANDLER)
            continue
        found = True
        yield from _action(at, action, grace)
    if not found:
        yield field.required(path, 'must specify a handler type')


_JSON_NAMES = {'http_get': 'httpGet', 'tcp_socket': 'tcpSocket', 'grpc': 'grpc', 'sleep': 'sleep'}


def _action(path: Path, action: object, grace: int | None) -> Errors:
    if isinstance(action, core.HTTPGetAction):
        yield from _http_get(path, action)
    elif isinstance(action, core.TCPSocketAction):
        yield from port_number_or_name(path.child('port'), action.port)
    elif isinstance(action, core.GRPCAction):
        yield from port_number(path.child('port'), action.port)
    elif isinstance(action, core.SleepAction) and grace is not None and not 0 <= action.seconds <= grace:
        detail = f'must be non-negative and less than terminationGracePeriodSeconds ({grace})'
        yield field.invalid(path, action.seconds, detail)


def _http_get(path: Path, action: core.HTTPGetAction) -> Errors:
    if not action.path:
        yield field.required(path.child('path'))
    yield from port_number_or_name(path.child('port'), action.port)
    if action.scheme not in ('HTTP', 'HTTPS'):
        yield field.not_supported(path.child('scheme'), action.scheme, ('HTTP', 'HTTPS'))
    for header in action.http_headers:
        yield from checked(path.child('httpHeaders'), header.name, names.http_header_name)


_LINUX_SIGNALS = (
    {
        *('SIGABRT', 'SIGALRM', 'SIGBUS', 'SIGCHLD', 'SIGCLD', 'SIGCONT', 'SIGFPE', 'SIGHUP', 'SIGILL', 'SIGINT'),
        *('SIGIO', 'SIGIOT', 'SIGKILL', 'SIGPIPE', 'SIGPOLL', 'SIGPROF', 'SIGPWR', 'SIGQUIT', 'SIGSEGV', 'SIGSTKFLT'),
        *('SIGSTOP', 'SIGSYS', 'SIGTERM', 'SIGTRAP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGURG', 'SIGUSR1', 'SIGUSR2'),
        *('SIGVTALRM', 'SIGWINCH', 'SIGXCPU', 'SIGXFSZ', 'SIGRTMIN', 'SIGRTMAX'),
    }
    | {f'SIGRTMIN+{number}' for number in range(1, 16)}
    | {f'SIGRTMAX-{number}' for number in range(1, 15)}
)
_WINDOWS_SIGNALS = {'SIGKILL', 'SIGTERM'}


def _stop_signal(path: Path, signal: str, os_name: str) -> Errors:
    if not os_name:
        yield field.forbidden(path, 'may not be set for containers with empty `spec.os.name`')
        return
    known = _WINDOWS_SIGNALS if os_name == 'windows' else _LINUX_SIGNALS
    if signal not in known:
        yield field.not_supported(path, signal, sorted(known))
