"""From the runtime's datetimes to the API's times."""

from __future__ import annotations

from datetime import datetime

from sampan.api.scalars import Time


def api_time(moment: datetime | None) -> Time | None:
    """Whole seconds, as metav1.Time has them; None stays None."""
    return None if moment is None else Time.of(moment)
