"""The file that tells plugins what they need to know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sampan.api.generated import core_v1
from sampan.apiserver.admission import configuration
from sampan.apiserver.admission.configuration import BadConfiguration
from sampan.apiserver.admission.pod_node_selector import labels_of
from sampan.apiserver.admission.podsecurity import configuration as podsecurity
from sampan.apiserver.admission.podsecurity.policy import LevelVersion
from sampan.apiserver.admission.resourcequota import configuration as resourcequota
from sampan.apiserver.admission.toleration_restriction import covers, merged

HEAD = 'apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\n'
LEVELS = {'apiVersion': 'pod-security.admission.config.k8s.io/v1', 'kind': 'PodSecurityConfiguration'}
QUOTA = {'apiVersion': 'apiserver.config.k8s.io/v1', 'kind': 'ResourceQuotaConfiguration'}


def test_plugins_are_told_inline_or_in_files_of_their_own(tmp_path: Path) -> None:
    (tmp_path / 'own.yaml').write_text('a: 1\n')
    given = tmp_path / 'admission.yaml'
    given.write_text(HEAD + 'plugins:\n- {name: A, configuration: {b: 2}}\n- {name: B, path: own.yaml}\n- {name: C}\n')
    assert configuration.read(given) == {'A': {'b': 2}, 'B': {'a': 1}}


def test_the_older_form_of_one_plugin(tmp_path: Path) -> None:
    given = tmp_path / 'selectors.yaml'
    given.write_text('podNodeSelectorPluginConfig: {clusterDefaultNodeSelector: a=b}\n')
    told = configuration.read(given)
    assert told == {'PodNodeSelector': {'podNodeSelectorPluginConfig': {'clusterDefaultNodeSelector': 'a=b'}}}


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('kind: AdmissionConfiguration\n', 'no kind "AdmissionConfiguration" is registered for version ""'),
        (HEAD.replace('Admission', 'Other'), 'no kind "OtherConfiguration" is registered'),
        (HEAD + 'plugin: []\n', 'unknown field `plugin`'),
        (HEAD + 'plugins:\n- {name: A, path: nowhere.yaml}\n', 'could not open plugin configuration'),
        ('a: [', 'admission.yaml'),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, text: str, message: str) -> None:
    given = tmp_path / 'admission.yaml'
    given.write_text(text)
    with pytest.raises(BadConfiguration, match=message):
        configuration.read(given)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match='unable to read admission control configuration'):
        configuration.read(tmp_path / 'none.yaml')


def test_pod_security() -> None:
    found = podsecurity.read(
        LEVELS
        | {
            'defaults': {'enforce': 'baseline', 'enforce-version': 'v1.30', 'warn': 'restricted'},
            'exemptions': {'usernames': ['u'], 'namespaces': ['n'], 'runtimeClasses': ['r']},
        }
    )
    assert found.defaults.enforce == LevelVersion('baseline', 'v1.30')
    assert found.defaults.warn == LevelVersion('restricted')
    assert found.defaults.audit == LevelVersion()
    assert (found.exempt_users, found.exempt_namespaces, found.exempt_runtime_classes) == (['u'], ['n'], ['r'])


@pytest.mark.parametrize(
    ('more', 'message'),
    [
        (
            {'defaults': {'enforce': 'x', 'audit-version': '1'}},
            '[defaults.enforce: Invalid value: "x": must be one of privileged, baseline, restricted, '
            'defaults.audit-version: Invalid value: "1": must be "latest" or "v1.x"]',
        ),
        ({'exemptions': {'usernames': ['']}}, 'exemptions.usernames[0]: Invalid value: "": username must not be empty'),
        ({'exemptions': {'namespaces': ['a', 'a']}}, 'exemptions.namespaces[1]: Duplicate value: "a"'),
        ({'kind': 'X'}, 'failed to load configuration of PodSecurity: no kind "X" is registered'),
        ({'default': {}}, 'failed to load configuration of PodSecurity: Object contains unknown field `default`'),
    ],
)
def test_what_pod_security_refuses(more: dict[str, Any], message: str) -> None:
    with pytest.raises(BadConfiguration) as found:
        podsecurity.read(LEVELS | more)
    assert str(found.value).startswith(message)


def test_limited_resources() -> None:
    scope = {'scopeName': 'PriorityClass', 'operator': 'In', 'values': ['high']}
    found = resourcequota.read(
        QUOTA | {'limitedResources': [{'resource': 'pods', 'matchContains': ['pods'], 'matchScopes': [scope]}]}
    )
    assert [(each.resource, each.group, each.match_contains) for each in found] == [('pods', '', ['pods'])]
    assert found[0].match_scopes[0].values == ['high']
    older = {'apiVersion': 'resourcequota.admission.k8s.io/v1beta1', 'kind': 'Configuration', 'limitedResources': []}
    assert resourcequota.read(older) == []
    with pytest.raises(BadConfiguration, match='no kind'):
        resourcequota.read({'kind': 'Configuration'})


def test_node_selectors() -> None:
    assert labels_of(' a = b,c=') == {'a': 'b', 'c': ''}
    for wrong in ('a', 'a=b=c', 'a=b,', 'not ok=b'):
        with pytest.raises(ValueError, match='invalid selector'):
            labels_of(wrong)


def toleration(**members: Any) -> core_v1.Toleration:
    return core_v1.Toleration(**members)


@pytest.mark.parametrize(
    ('wide', 'narrow', 'covered'),
    [
        (toleration(operator='Exists'), toleration(key='a', value='b', effect='NoSchedule'), True),
        (toleration(key='a', operator='Exists'), toleration(key='b'), False),
        (toleration(key='a', operator='Exists', effect='NoSchedule'), toleration(key='a', effect='NoExecute'), False),
        (toleration(key='a', value='b'), toleration(key='a', value='b', effect='NoSchedule'), True),
        (toleration(key='a', value='b'), toleration(key='a', value='c'), False),
        (
            toleration(key='a', operator='Exists', effect='NoExecute', toleration_seconds=5),
            toleration(key='a', operator='Exists', effect='NoExecute'),
            False,
        ),
        (
            toleration(key='a', operator='Exists', effect='NoExecute', toleration_seconds=5),
            toleration(key='a', operator='Exists', effect='NoExecute', toleration_seconds=4),
            True,
        ),
    ],
)
def test_what_a_toleration_covers(wide: core_v1.Toleration, narrow: core_v1.Toleration, covered: bool) -> None:
    assert covers(wide, narrow) is covered


def test_tolerations_that_others_cover_are_left_out() -> None:
    all_of_a, one_of_a, b = toleration(key='a', operator='Exists'), toleration(key='a', value='1'), toleration(key='b')
    assert merged([one_of_a, b], [all_of_a, b]) == [b, all_of_a]
