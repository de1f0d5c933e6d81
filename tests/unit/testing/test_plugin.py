from sampan.api.generated import core_v1


def test_the_fixture_gives_a_cluster(sampan_cluster):
    names = {namespace.metadata.name for namespace in sampan_cluster.client.list(core_v1.Namespace)}
    assert {'default', 'kube-system', 'kube-public', 'kube-node-lease'} <= names
