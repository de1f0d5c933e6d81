"""The short notation in which the default roles are written down.

One line is one rule:

    get,list,watch apps extensions: deployments replicasets      verbs, groups, resources
    get,update coordination.k8s.io: leases = kube-scheduler      ... limited to names
    create : pods                                                the core group has no name
    read,create *: *                                             `read` and `write` stand for their verbs
    get /healthz /livez                                          paths that are no resources

"""

from __future__ import annotations

from sampan.api.generated import rbac_v1 as rbac

READ = ('get', 'list', 'watch')
WRITE = ('create', 'delete', 'deletecollection', 'patch', 'update')
CORE = "''"  # the core group beside others
_WORDS = {'read': READ, 'write': WRITE}
_EVENTS = f'create,patch,update {CORE} events.k8s.io: events'


def rules(text: str) -> list[rbac.PolicyRule]:
    """The rules of a block of lines. `events` alone is the right to write events."""
    lines = (line.strip() for line in text.strip().splitlines())
    return [rule(_EVENTS if line == 'events' else line) for line in lines if line]


def rule(line: str) -> rbac.PolicyRule:
    """One line's rule. ValueError if it is none."""
    asked, _, rest = line.partition(' ')
    verbs = sorted({verb for word in asked.split(',') for verb in _WORDS.get(word, (word,))})
    if rest.startswith('/') or rest == '*':
        return rbac.PolicyRule(verbs=verbs, non_resource_urls=sorted(rest.split()))
    groups, colon, what = rest.partition(':')
    if not colon or not what.strip():
        raise ValueError(f'not a rule: {line!r}')
    resources, _, names = what.partition('=')
    return rbac.PolicyRule(
        verbs=verbs,
        api_groups=sorted('' if group == CORE else group for group in groups.split() or [CORE]),
        resources=sorted(resources.split()),
        resource_names=sorted(names.split()),
    )
