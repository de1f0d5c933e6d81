"""Every promise has a test, and the test is there."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from behaviour import promises
from behaviour.conformance.test_api_operations import SAMPLES

TESTS = Path(__file__).parents[2]
ALL = {**promises.API_MACHINERY, **promises.AUTH}


@cache
def functions(file: str) -> frozenset[str]:
    tree = ast.parse((TESTS / file).read_text())
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize('promise', sorted(ALL))
def test_the_test_of_a_promise_is_there(promise: str) -> None:
    file, _, name = ALL[promise].partition('::')
    function, _, case = name.partition('[')
    assert function in functions(file)
    if case:
        group, _, resource = case.rstrip(']').rpartition('-')
        assert ALL[promise].startswith(promises.OPERATIONS) and (group, resource) in SAMPLES


def test_all_promises_are_known() -> None:
    """As many as the suite has of the two groups."""
    assert (len(promises.API_MACHINERY), len(promises.AUTH)) == (99, 10)
