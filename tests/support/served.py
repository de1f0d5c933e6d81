"""A cluster in this process for clients that speak HTTPS, and waiting for what its controllers do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar('T')

BOATS = {
    'apiVersion': 'apiextensions.k8s.io/v1',
    'kind': 'CustomResourceDefinition',
    'metadata': {'name': 'boats.fleet.example.com'},
    'spec': {
        'group': 'fleet.example.com',
        'scope': 'Namespaced',
        'names': {'plural': 'boats', 'singular': 'boat', 'kind': 'Boat', 'shortNames': ['bt']},
        'versions': [
            {
                'name': 'v1',
                'served': True,
                'storage': True,
                'subresources': {'status': {}},
                'schema': {
                    'openAPIV3Schema': {
                        'type': 'object',
                        'properties': {
                            'spec': {'type': 'object', 'properties': {'sails': {'type': 'integer', 'minimum': 0}}},
                            'status': {'type': 'object', 'x-kubernetes-preserve-unknown-fields': True},
                        },
                    }
                },
            }
        ],
    },
}


def boat(name: str, sails: int) -> dict[str, object]:
    return {
        'apiVersion': 'fleet.example.com/v1',
        'kind': 'Boat',
        'metadata': {'name': name, 'namespace': 'default'},
        'spec': {'sails': sails},
    }


def until(condition: Callable[[], T], seconds: float = 30) -> T:
    """What the condition says as soon as it is true; fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, 'timed out'
        time.sleep(0.05)
    return found
