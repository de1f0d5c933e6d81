"""The arithmetic of rules, and the notation of the default roles."""

from __future__ import annotations

import pytest

from sampan.api.generated.rbac_v1 import PolicyRule
from sampan.apiserver.authz.rbac import bootstrap, notation
from sampan.apiserver.authz.rbac.rules import compact, covers, describe, matches_path, matches_resource, uncovered


@pytest.mark.parametrize(
    ('line', 'asked', 'expected'),
    [
        ('get : pods', ('get', '', 'pods', ''), True),
        ('get : pods', ('get', 'apps', 'pods', ''), False),
        ('get : pods', ('get', '', 'pods', 'log'), False),
        ('get : pods/log', ('get', '', 'pods', 'log'), True),
        ('get *: */scale', ('get', 'apps', 'deployments', 'scale'), True),
        ('get *: */scale', ('get', 'apps', 'deployments', ''), False),
        ('* *: *', ('anything', 'acme.io', 'boats', 'sails'), True),
        ('read apps extensions: deployments', ('watch', 'extensions', 'deployments', ''), True),
    ],
)
def test_what_a_rule_matches(line: str, asked: tuple[str, str, str, str], expected: bool) -> None:
    assert matches_resource(notation.rule(line), *asked) is expected


@pytest.mark.parametrize(
    ('line', 'path', 'expected'),
    [
        ('get /healthz', '/healthz', True),
        ('get /healthz', '/healthz/etcd', False),
        ('get /healthz/*', '/healthz/etcd', True),
        ('get *', '/anything', True),
        ('post /healthz', '/healthz', False),
    ],
)
def test_what_paths_a_rule_matches(line: str, path: str, expected: bool) -> None:
    assert matches_path(notation.rule(line), 'get', path) is expected


@pytest.mark.parametrize(
    ('owner', 'wanted', 'expected'),
    [
        ('read : pods', 'get : pods', True),
        ('get : pods', 'get : pods = web', True),
        ('get : pods = web', 'get : pods', False),
        ('get : pods = web', 'get : pods = web', True),
        ('get *: *', 'get apps: deployments/scale', True),
        ('get *: */scale', 'get apps: deployments/scale', True),
        ('get *: */scale', 'get apps: deployments/status', False),
        ('get /api/*', 'get /api/v1', True),
        ('get /api/*', 'get /api/v1/*', True),
        ('get /api', 'get /api/*', False),
        ('* *: *', 'get /api', False),
    ],
)
def test_what_a_rule_covers(owner: str, wanted: str, expected: bool) -> None:
    assert covers(notation.rule(owner), notation.rule(wanted)) is expected


def test_several_rules_cover_piece_by_piece() -> None:
    owned = notation.rules('get : pods\nlist : pods\nget apps: deployments')
    assert uncovered(owned, [notation.rule('get,list : pods')]) == []
    missing = uncovered(owned, [notation.rule("get,watch '' apps: pods deployments")])
    assert {describe(rule) for rule in compact(missing)} == {
        '{APIGroups:[""], Resources:["deployments"], Verbs:["get" "watch"]}',
        '{APIGroups:[""], Resources:["pods"], Verbs:["watch"]}',
        '{APIGroups:["apps"], Resources:["deployments"], Verbs:["watch"]}',
        '{APIGroups:["apps"], Resources:["pods"], Verbs:["get" "watch"]}',
    }


def test_the_notation() -> None:
    assert notation.rule('get,update coordination.k8s.io: leases = b a') == PolicyRule(
        verbs=['get', 'update'],
        api_groups=['coordination.k8s.io'],
        resources=['leases'],
        resource_names=['a', 'b'],
    )
    (events,) = notation.rules('events')
    assert (events.verbs, events.api_groups) == (['create', 'patch', 'update'], ['', 'events.k8s.io'])
    with pytest.raises(ValueError, match='not a rule'):
        notation.rule('get pods')


def test_every_default_is_valid_and_has_upstreams_marks() -> None:
    from sampan.api import validation

    names = set()
    for wanted in bootstrap.defaults():
        assert list(validation.validate(wanted)) == [], wanted.metadata.name
        assert wanted.metadata.labels['kubernetes.io/bootstrapping'] == 'rbac-defaults'
        names.add((wanted.kind, wanted.metadata.namespace, wanted.metadata.name))
    assert len(names) == len(bootstrap.defaults())
    roles = {(kind.removesuffix('Binding'), space, name) for kind, space, name in names if kind.endswith('Role')}
    for wanted in bootstrap.defaults():
        if wanted.kind.endswith('Binding'):
            reference = wanted.role_ref
            space = '' if reference.kind == 'ClusterRole' else wanted.metadata.namespace
            assert (reference.kind, space, reference.name) in roles


def test_every_controller_that_runs_has_an_account_with_a_role() -> None:
    from sampan.apiserver.authz.rbac.controller_roles import CONTROLLERS as ROLES
    from sampan.controllers.identities import account_of
    from sampan.controllers.registry import CONTROLLERS

    assert {account_of(name) for name in CONTROLLERS} - {''} <= set(ROLES)  # one acts as the manager itself
