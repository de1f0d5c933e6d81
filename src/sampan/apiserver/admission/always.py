"""AlwaysAdmit and AlwaysDeny, off by default (upstream: plugin/pkg/admission/{admit,deny})."""

from __future__ import annotations

from sampan.apiserver.admission.base import Attributes, Plugin

DENIED = 'admission control is denying all modifications'


class AlwaysAdmit(Plugin):
    name = 'AlwaysAdmit'


class AlwaysDeny(Plugin):
    name = 'AlwaysDeny'

    async def admit(self, attributes: Attributes) -> None:
        raise attributes.forbidden(DENIED)

    async def validate(self, attributes: Attributes) -> None:
        raise attributes.forbidden(DENIED)
