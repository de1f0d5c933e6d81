"""Which resources `--runtime-config` selects, and what it refuses, in upstream's words."""

from __future__ import annotations

import pytest

from sampan.api.resources import DEFAULT_RESOURCES, RESOURCES
from sampan.apiserver.runtimeconfig import RuntimeConfigError, Selection, parse
from sampan.apiserver.served import ServedResources


def served(text: str) -> set[str]:
    return {f'{each.api_version}/{each.plural}' for each in ServedResources(parse(text)).resources()}


def test_the_flag_is_a_list_of_pairs() -> None:
    assert parse('api/all=true, apps/v1=false,events.k8s.io/v1') == {
        'api/all': 'true',
        'apps/v1': 'false',
        'events.k8s.io/v1': '',
    }
    assert parse('') == {}


def test_stable_versions_are_served_by_default() -> None:
    assert ServedResources().resources() == DEFAULT_RESOURCES
    assert all('alpha' not in each.version and 'beta' not in each.version for each in DEFAULT_RESOURCES)


def test_everything_can_be_served() -> None:
    assert ServedResources({'api/all': 'true'}).resources() == RESOURCES


def test_a_version_wins_over_a_class_and_a_resource_over_its_version() -> None:
    assert served('api/all=false,apps/v1=true') == {
        f'apps/v1/{each.plural}' for each in RESOURCES if (each.group, each.version) == ('apps', 'v1')
    }
    assert served('api/all=false,apps/v1=false,apps/v1/deployments=true') == {'apps/v1/deployments'}
    assert 'apps/v1/deployments' not in served('apps/v1/deployments=false')
    assert 'apps/v1/replicasets' in served('apps/v1/deployments=false')


def test_later_classes_win_over_earlier_ones() -> None:
    assert served('api/ga=true,api/all=false') == {f'{each.api_version}/{each.plural}' for each in DEFAULT_RESOURCES}


def test_the_core_group_has_no_name() -> None:
    assert 'v1/pods' not in served('/v1=false')
    assert 'v1/pods' in served('/v1')


def test_groups_have_their_served_versions() -> None:
    groups = {group.name: group.versions for group in ServedResources(parse('/v1=false')).groups()}
    assert '' not in groups
    assert groups['apps'] == ('v1',)


def test_listeners_hear_of_changes() -> None:
    heard: list[str] = []
    resources = ServedResources()
    resources.on_change(lambda: heard.append('changed'))
    resources.changed()
    assert heard == ['changed']


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('api/all=false', 'invalid runtime-config with only api/all=false'),
        ('v1=true', 'runtime-config invalid key v1'),
        ('a/b/c/d=true', 'runtime-config invalid key a/b/c/d'),
        ('nowhere/v1=true,else.where/v2', 'unknown api groups else.where/v2,nowhere/v1'),
        ('api/beta=yes', 'invalid value api/beta=yes'),
        ('apps/v9=true', 'group version apps/v9 that has not been registered'),
        ('apps/v1=maybe', 'invalid value of apps/v1: maybe, err: strconv.ParseBool: parsing "maybe": invalid syntax'),
        (
            'apps/v1/Deployments=true',
            'invalid key apps/v1/Deployments: group/version/resource and resource is always lowercase plural, '
            'not "Deployments"',
        ),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(RuntimeConfigError) as refused:
        Selection(parse(text))
    assert str(refused.value) == message


def test_versions_that_are_known_and_never_served_may_be_named() -> None:
    assert served('apps/v1beta1=false') == served('')
