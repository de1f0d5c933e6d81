import asyncio

import pytest


@pytest.fixture
def run():
    return asyncio.run
