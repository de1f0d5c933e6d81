"""The configuration file: chosen once, read back, checked."""

import pytest

from sampan.cluster import config as config_module
from sampan.cluster.config import CorruptConfig, load, load_or_create
from sampan.cluster.errors import ClusterError


def test_a_second_start_reads_what_the_first_chose(tmp_path):
    first = load_or_create(tmp_path / 's', tmp_path / 'r', node_name='one', api_port=7001)
    before = (tmp_path / 's' / 'cluster.json').stat()
    again = load_or_create(tmp_path / 's', tmp_path / 'r')
    assert again == first and again.node_name == 'one' and again.api_port == 7001
    assert (tmp_path / 's' / 'cluster.json').stat().st_ino == before.st_ino


def test_where_nothing_is_there_is_no_cluster(tmp_path):
    assert load(tmp_path) is None
    (tmp_path / 'file').touch()
    assert load(tmp_path / 'file') is None


@pytest.mark.parametrize(
    'content', [b'', b'\0\1\2', b'{', b'[]', b'{}', b'{"state_dir": 7}', b'\xff\xfe', b'{"unknown": 1}']
)
def test_garbage_is_an_error_that_says_what_to_do(tmp_path, content):
    (tmp_path / 'cluster.json').write_bytes(content)
    with pytest.raises(CorruptConfig) as raised:
        load(tmp_path)
    assert str(tmp_path / 'cluster.json') in raised.value.message
    assert 'sampan delete' in raised.value.remedy
    with pytest.raises(ClusterError):
        load_or_create(tmp_path, tmp_path / 'run')
    assert (tmp_path / 'cluster.json').read_bytes() == content


def test_an_address_the_machine_lost_is_chosen_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(config_module, 'primary_address', lambda: '192.0.2.10')
    first = load_or_create(tmp_path / 's', tmp_path / 'r', node_ip='203.0.113.77')
    assert first.node_ip == '203.0.113.77'
    assert load_or_create(tmp_path / 's', tmp_path / 'r').node_ip == '192.0.2.10'
