"""What the audit can be told. Upstream's flags of the same meaning are named behind each field."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

BATCH = 'batch'
BLOCKING = 'blocking'
BLOCKING_STRICT = 'blocking-strict'
MODES = (BATCH, BLOCKING, BLOCKING_STRICT)
FORMATS = ('legacy', 'json')


@dataclass(frozen=True, slots=True)
class Batching:
    """How a queue of events is emptied."""

    buffer_size: int = 10_000  # --audit-X-batch-buffer-size
    max_size: int = 400  # --audit-X-batch-max-size
    max_wait: float = 30.0  # --audit-X-batch-max-wait, seconds
    throttle: bool = True  # --audit-X-batch-throttle-enable
    qps: float = 10.0  # --audit-X-batch-throttle-qps
    burst: int = 15  # --audit-X-batch-throttle-burst


@dataclass(frozen=True, slots=True)
class Truncation:
    enabled: bool = False  # --audit-X-truncate-enabled
    max_batch_size: int = 10 * 1024 * 1024  # --audit-X-truncate-max-batch-size, bytes
    max_event_size: int = 100 * 1024  # --audit-X-truncate-max-event-size, bytes


@dataclass(frozen=True, slots=True)
class LogConfig:
    """A file, or `-` for standard output."""

    path: str  # --audit-log-path
    mode: str = BLOCKING  # --audit-log-mode
    format: str = 'json'  # --audit-log-format
    max_age: int = 366  # --audit-log-maxage, days; 0: no limit
    max_backups: int = 100  # --audit-log-maxbackup; 0: no limit
    max_size: int = 100  # --audit-log-maxsize, megabytes; 0: never rotated
    compress: bool = False  # --audit-log-compress
    batching: Batching = Batching(max_size=1, max_wait=0.0, throttle=False)
    truncation: Truncation = Truncation()


@dataclass(frozen=True, slots=True)
class WebhookConfig:
    """A server that takes EventLists, named by a kubeconfig."""

    config_file: Path  # --audit-webhook-config-file
    mode: str = BATCH  # --audit-webhook-mode
    initial_backoff: float = 10.0  # --audit-webhook-initial-backoff, seconds
    batching: Batching = Batching()
    truncation: Truncation = Truncation()


@dataclass(frozen=True, slots=True)
class AuditConfig:
    """Nothing is recorded without a policy and at least one place to record to."""

    policy_file: Path  # --audit-policy-file
    log: LogConfig | None = None
    webhook: WebhookConfig | None = None

    def check(self) -> None:
        """Raises ValueError with upstream's text for what cannot be meant."""
        for name, part in (('log', self.log), ('webhook', self.webhook)):
            if part is None:
                continue
            check_mode(name, part.mode, part.batching)
            check_truncation(name, part.truncation)
        if self.log is not None and self.log.format not in FORMATS:
            allowed = ','.join(FORMATS)
            raise ValueError(f'invalid audit log format {self.log.format}, allowed formats are "{allowed}"')
        for name in ('max_age', 'max_backups', 'max_size'):
            value = 0 if self.log is None else getattr(self.log, name)
            if value < 0:
                raise ValueError(f"--audit-log-{name.replace('_', '')} {value} can't be a negative number")


def check_mode(name: str, mode: str, batching: Batching) -> None:
    if mode not in MODES:
        raise ValueError(f'invalid audit {name} mode {mode}, allowed modes are "{",".join(MODES)}"')
    if mode != BATCH:
        return
    opening = f'invalid audit batch {name}'
    if batching.buffer_size <= 0:
        raise ValueError(f'{opening} buffer size {batching.buffer_size}, must be a positive number')
    if batching.max_size <= 0:
        raise ValueError(f'{opening} max batch size {batching.max_size}, must be a positive number')
    if batching.throttle and batching.qps <= 0:
        raise ValueError(f'{opening} throttle QPS {batching.qps:g}, must be a positive number')
    if batching.throttle and batching.burst <= 0:
        raise ValueError(f'{opening} throttle burst {batching.burst}, must be a positive number')


def check_truncation(name: str, truncation: Truncation) -> None:
    opening = f'invalid audit truncate {name}'
    if truncation.max_event_size <= 0:
        raise ValueError(f'{opening} max event size {truncation.max_event_size}, must be a positive number')
    if truncation.max_batch_size < truncation.max_event_size:
        raise ValueError(
            f'{opening} max batch size {truncation.max_batch_size}, must be greater than '
            f'max event size ({truncation.max_event_size})'
        )
