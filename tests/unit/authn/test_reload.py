"""A changed authentication configuration counts when it is good; a bad one leaves the old in force."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from sampan.apiserver.authn.reload import Reload
from sampan.apiserver.authn.setup import Setup
from sampan.apiserver.config import ApiServerConfig
from sampan.apiserver.reloads import Reloads
from sampan.apiserver.request import Request
from sampan.testing.world import SimulatedWorld

HEAD = 'apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n'
OPEN = f'{HEAD}anonymous:\n  enabled: true\n'
CLOSED = f'{HEAD}anonymous:\n  enabled: false\n'
ISSUER = f"""{CLOSED}jwt:
- issuer:
    url: https://issuer.example.com
    audiences: [mine]
  claimMappings:
    username:
      claim: sub
      prefix: ''
"""


async def nothing(kind: object, name: str, namespace: str) -> None:
    raise AssertionError('nobody looks anything up')


def samples(reloads: Reloads) -> dict[str, float]:
    """How often, by outcome."""
    family = next(iter(reloads.collect()))
    return {each.labels['status']: each.value for each in family.samples}


def test_a_good_file_is_taken_over_and_a_bad_one_is_not(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        file, world = tmp_path / 'authn.yaml', SimulatedWorld(1)
        file.write_text(OPEN)
        setup = Setup(replace(ApiServerConfig(), authentication_config=file), world)
        (issuers,), (anonymous,) = setup.token_kinds(nothing), setup.anonymous()
        reloads = Reloads('authentication', 'here', world)
        reload = Reload(file, setup, reloads)
        asked = Request('GET', '/api')
        assert await anonymous.authenticate(asked) is not None
        assert not await reload.look()

        file.write_text(ISSUER)
        assert await reload.look()
        assert await anonymous.authenticate(asked) is None
        assert len(issuers.issuers) == 1  # type: ignore[attr-defined]

        file.write_text(f'{HEAD}jwt:\n- issuer:\n    url: http://insecure.example.com\n')
        with caplog.at_level(logging.ERROR):
            assert not await reload.look()
            assert not await reload.look()
        assert [each.message for each in caplog.records if 'is not used' in each.message] != []
        assert len(caplog.records) == 1
        assert len(issuers.issuers) == 1  # type: ignore[attr-defined]
        assert samples(reloads) == {'success': 1, 'failure': 1}

        file.write_text(OPEN)
        assert await reload.look()
        assert await anonymous.authenticate(asked) is not None
        await setup.close()

    asyncio.run(main())
