"""One cluster of real containers for the tests of a file; each test has a namespace of its own.

It ends with the test file: a machine has room for one real node at a time.
"""

import itertools

import pytest

from support.machine import Machine

_numbers = itertools.count(1)


@pytest.fixture(scope='module')
def machine(tmp_path_factory):
    made = Machine(tmp_path_factory.mktemp('machine'))
    try:
        made.up()
        made.load_busybox()
        yield made
    finally:
        made.sampan('delete', '--yes')


@pytest.fixture
def kubectl(machine):
    return machine.kubectl


@pytest.fixture
def namespace(kubectl):
    """A fresh namespace; gone, with everything in it, after the test."""
    name = f'test-{next(_numbers)}'
    kubectl('create', 'namespace', name)
    yield name
    kubectl('delete', 'namespace', name, '--wait=false')
