"""One hollow cluster for the kubectl tests of a worker; each test that asks gets a namespace of its own."""

import itertools
import re
from pathlib import Path

import pytest

import sampan
from support.machine import Machine

HELLO = Path(__file__).parents[2] / 'examples' / 'hello.yaml'
_numbers = itertools.count(1)


@pytest.fixture(scope='session')
def machine(tmp_path_factory):
    made = Machine(tmp_path_factory.mktemp('hollow'))
    try:
        made.up('--hollow')
        yield made
    finally:
        made.sampan('delete', '--yes')


class Namespaced:
    """The real kubectl in one namespace."""

    def __init__(self, kubectl, namespace):
        self.kubectl = kubectl
        self.namespace = namespace

    def __call__(self, *arguments, stdin=None):
        """Standard output of a command that succeeds."""
        return self.kubectl('-n', self.namespace, *arguments, stdin=stdin)

    def attempt(self, *arguments, stdin=None):
        return self.kubectl.attempt('-n', self.namespace, *arguments, stdin=stdin)

    def refused(self, *arguments, stdin=None):
        """What a command that fails with exit code 1 says."""
        done = self.attempt(*arguments, stdin=stdin)
        assert done.returncode == 1, f'{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}'
        return done.stderr

    def table(self, *arguments):
        """The rows of a table, header first, as lists of cells; ages become AGE."""
        return cells(self(*arguments))

    def value(self, path, *arguments):
        """One JSONPath of what `get` returns."""
        return self('get', *arguments, '-o', f'jsonpath={path}')


def cells(text):
    rows = [re.split(r' {2,}|\t', line.strip()) for line in text.splitlines() if line.strip()]
    return [['AGE' if re.fullmatch(r'(\d+[dhms])+', cell) else cell for cell in row] for row in rows]


@pytest.fixture(scope='module')
def k(machine, request):
    """kubectl in a namespace of the test module's own."""
    namespace = f'test-{next(_numbers)}'
    machine.kubectl('create', 'namespace', namespace)
    made = Namespaced(machine.kubectl, namespace)
    yield made
    machine.kubectl('delete', 'namespace', namespace, '--wait=false')


@pytest.fixture(scope='module')
def hello(k):
    """The example of the README, rolled out."""
    k('apply', '-f', str(HELLO))
    k('rollout', 'status', 'deployment/hello', '--timeout=30s')
    return k


@pytest.fixture(scope='session')
def served():
    """A cluster in this process that serves HTTPS: for clients that are libraries."""
    with sampan.Cluster(nodes=2, real_time=True) as made:
        yield made
