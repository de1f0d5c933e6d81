"""A fresh machine: bare Debian 12 with git and python3, nothing else; two commands do everything."""

import subprocess
from pathlib import Path

import pytest

from sampan.node.images import layout
from support import bare_debian, images

pytestmark = [pytest.mark.root, pytest.mark.slow, pytest.mark.timeout(900)]

REPOSITORY = Path(__file__).resolve().parents[3]

STORY = r"""
set -eu
cd /root/sampan
./sampan up
./sampan image load /root/busybox.tar
./sampan status
export KUBECONFIG=/var/lib/sampan/admin.kubeconfig
kubectl=/root/kubectl
$kubectl apply -f examples/hello.yaml
$kubectl rollout status deployment/hello --timeout=120s
$kubectl get pods -o wide
address=$($kubectl get service hello -o jsonpath='{.spec.clusterIP}')
python3 -c "import urllib.request as u; print('page:', u.urlopen('http://$address/', timeout=5).read().decode())"
./sampan down
echo "left: $(ps_left)"
"""

# Without procps there is no ps: look at /proc.
LEFT = r"""
ps_left() {
    for each in /proc/[0-9]*; do
        tr '\0' ' ' <"$each/cmdline" 2>/dev/null | grep -E 'containerd|sampan\.cluster|/pause' | grep -v grep || true
    done
}
"""


@pytest.fixture(scope='module')
def bare(tmp_path_factory):
    from support import kubectl

    root = bare_debian.make_root(tmp_path_factory.mktemp('bare') / 'root')
    home = root / 'root'
    clone = ('git', 'clone', '--quiet', str(REPOSITORY), str(home / 'sampan'))
    subprocess.run(clone, check=True, capture_output=True)
    layout.write([images.busybox('docker.io/library/busybox:1.36')], home / 'busybox.tar')
    (home / 'kubectl').write_bytes(kubectl.binary().read_bytes())
    (home / 'kubectl').chmod(0o755)
    with bare_debian.machine(root) as machine:
        yield machine


def test_only_git_and_python_are_needed(bare):
    assert bare.run('sh', '-c', 'command -v containerd nft runc pip3', check=False).returncode != 0
    said = bare.run('sh', '-c', LEFT + STORY).stdout
    assert 'page: Hello from Sampan' in said
    assert said.count('1/1     Running') == 3
    assert said.rstrip().endswith('left:')
