"""One API server for the tests of a module."""

import pytest

from support.live import live_server


@pytest.fixture(scope='module')
def server(tmp_path_factory):
    with live_server(tmp_path_factory.mktemp('live')) as made:
        yield made
