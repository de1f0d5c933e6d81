"""@kubernetes/client-node against a cluster in this process; what is asserted stands in the scripts."""

from pathlib import Path

import pytest

from support import javascript

SCRIPTS = Path(__file__).parent / 'javascript'


@pytest.mark.parametrize('script', sorted(path.name for path in SCRIPTS.glob('*.mjs')))
def test_script(served, script, tmp_path):
    assert javascript.run(SCRIPTS / script, kubeconfig=served.kubeconfig, folder=tmp_path) == 'done\n'
