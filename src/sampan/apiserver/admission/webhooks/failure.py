"""What can go wrong with a hook, and what the client is told (upstream: webhook/errors, util/webhook)."""

from __future__ import annotations

from sampan.api import errors
from sampan.api.errors import ApiError
from sampan.api.generated import meta_v1


class CallFailed(Exception):
    """The hook could not be asked, or its answer makes no sense. `code` is for the metrics."""

    def __init__(self, name: str, reason: str, code: int = 503) -> None:
        super().__init__(f'failed calling webhook "{name}": {reason}')
        self.code = code

    @property
    def answer(self) -> ApiError:
        """The client's 500, where the failure policy is Fail."""
        return errors.internal_error(str(self))


def rejection(name: str, status: meta_v1.Status | None) -> ApiError:
    """A hook's no, with whatever it says about it."""
    status = status or meta_v1.Status()
    denied = f'admission webhook "{name}" denied the request'
    status.code = max(status.code, 400)
    if status.status in ('', 'Success'):
        status.status = 'Failure'
    said = status.message or status.reason
    status.message = f'{denied}: {said}' if said else f'{denied} without explanation'
    return ApiError(status)


def no_dry_run(name: str) -> ApiError:
    """The hook has side effects that a dry run must not have."""
    return errors.bad_request(f'admission webhook "{name}" does not support dry run')
