"""`kubectl auth`, `create role` and its sisters, `--as`: the real kubectl asks who may do what."""

import re


def cells(text):
    """Rows of a table; empty cells are left out."""
    return [re.split(r' {2,}', line.strip()) for line in text.splitlines() if line.strip()]


def test_whoami(k):
    text = k('auth', 'whoami')
    assert 'Username' in text
    assert 'kubernetes-admin' in text
    assert '[system:masters system:authenticated]' in text


def test_whoami_as_somebody_else(k):
    text = k('--as=jane', '--as-group=developers', '--as-uid=7', 'auth', 'whoami')
    assert ['Username', 'jane'] in cells(text)
    assert ['UID', '7'] in cells(text)
    assert ['Groups', '[developers system:authenticated]'] in cells(text)


def test_can_i(k):
    assert k('auth', 'can-i', 'create', 'pods') == 'yes\n'
    done = k.attempt('--as=jane', 'auth', 'can-i', 'create', 'pods')
    assert (done.returncode, done.stdout) == (1, 'no\n')
    assert k('--as=jane', 'auth', 'can-i', 'get', '/healthz') == 'yes\n'


def test_can_i_list(k):
    listed = cells(k('auth', 'can-i', '--list'))
    assert listed[0] == ['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs']
    assert ['*.*', '[]', '[]', '[*]'] in listed
    theirs = cells(k('--as=jane', 'auth', 'can-i', '--list'))
    assert ['selfsubjectreviews.authentication.k8s.io', '[]', '[]', '[create]'] in theirs
    assert ['[/healthz]', '[]', '[get]'] in theirs
    assert ['*.*', '[]', '[]', '[*]'] not in theirs


def test_a_role_and_its_binding(k):
    assert k('create', 'role', 'reader', '--verb=get,list', '--resource=pods,pods/log') == (
        'role.rbac.authorization.k8s.io/reader created\n'
    )
    assert k('create', 'rolebinding', 'readers', '--role=reader', '--user=jane', '--serviceaccount=default:robot') == (
        'rolebinding.rbac.authorization.k8s.io/readers created\n'
    )
    assert k('--as=jane', 'auth', 'can-i', 'list', 'pods') == 'yes\n'
    assert k('--as=system:serviceaccount:default:robot', 'auth', 'can-i', 'get', 'pods', '--subresource=log') == 'yes\n'
    assert k('--as=jane', 'get', 'pods') == ''
    said = k.refused('--as=jane', 'get', 'services')
    assert said == (
        'Error from server (Forbidden): services is forbidden: User "jane" cannot list resource "services" in API '
        f'group "" in the namespace "{k.namespace}"\n'
    )
    assert k.table('get', 'rolebindings', '-o', 'wide') == [
        ['NAME', 'ROLE', 'AGE', 'USERS', 'GROUPS', 'SERVICEACCOUNTS'],
        ['readers', 'Role/reader', 'AGE', 'jane', 'default/robot'],
    ]
    assert k.table('get', 'roles')[0] == ['NAME', 'CREATED AT']


def test_a_cluster_role_and_its_binding(k):
    name = f'watchers-{k.namespace}'
    said = k('create', 'clusterrole', name, '--verb=get,watch', '--resource=nodes')
    assert said == f'clusterrole.rbac.authorization.k8s.io/{name} created\n'
    said = k('create', 'clusterrolebinding', name, f'--clusterrole={name}', '--group=watchers')
    assert said == f'clusterrolebinding.rbac.authorization.k8s.io/{name} created\n'
    assert k('--as=x', '--as-group=watchers', 'auth', 'can-i', 'watch', 'nodes', '-A').startswith('yes')
    assert k('delete', 'clusterrole,clusterrolebinding', name)


MANIFEST = """
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reconciled, namespace: NAMESPACE}
rules:
- {apiGroups: [''], resources: [pods], verbs: [get]}
"""


def test_reconcile_adds_what_is_missing(k):
    manifest = MANIFEST.replace('NAMESPACE', k.namespace)
    said = k('auth', 'reconcile', '-f', '-', stdin=manifest)
    assert said == 'role.rbac.authorization.k8s.io/reconciled reconciled\n'
    k('auth', 'reconcile', '-f', '-', stdin=manifest.replace('[get]', '[list]'))
    assert k('get', 'role', 'reconciled', '-o', 'jsonpath={.rules[*].verbs[*]}') == 'get list'


def test_nobody_gives_what_he_does_not_have(k):
    k('create', 'role', 'giver', '--verb=create,get', '--resource=roles.rbac.authorization.k8s.io')
    k('create', 'rolebinding', 'giver', '--role=giver', '--user=jane')
    said = k.refused('--as=jane', 'create', 'role', 'mine', '--verb=get', '--resource=secrets')
    assert said == (
        'Error from server (Forbidden): roles.rbac.authorization.k8s.io "mine" is forbidden: user "jane" '
        '(groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n'
        '{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}\n'
    )


def test_view_edit_and_admin_are_gathered(k):
    k('create', 'rolebinding', 'viewers', '--clusterrole=view', '--user=vera')
    k('create', 'rolebinding', 'editors', '--clusterrole=edit', '--user=eddy')
    assert k('--as=vera', 'auth', 'can-i', 'list', 'deployments') == 'yes\n'
    assert k.attempt('--as=vera', 'auth', 'can-i', 'get', 'secrets').stdout == 'no\n'
    assert k('--as=eddy', 'auth', 'can-i', 'get', 'secrets') == 'yes\n'
    assert k('--as=eddy', 'auth', 'can-i', 'update', 'deployments') == 'yes\n'
    assert k.attempt('--as=eddy', 'auth', 'can-i', 'create', 'roles').stdout == 'no\n'
