"""CEL rules per second: ours, the C++ implementation through its Python binding, and plain Python as the floor.

    python bench/cel.py [--seconds 2]

The same rule over the same small object, one core. The Python function does by hand what the rule says, without costs,
limits or absorbed errors.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

from sampan.machinery import cel

RULE = "self.spec.replicas <= 5 && self.metadata.labels.all(k, k.startsWith('a'))"
TEXT = {'type': 'string'}
SCHEMA: dict[str, Any] = {
    'type': 'object',
    'properties': {
        'spec': {'type': 'object', 'properties': {'replicas': {'type': 'integer'}}},
        'metadata': {
            'type': 'object',
            'properties': {'name': TEXT, 'labels': {'type': 'object', 'additionalProperties': TEXT}},
        },
    },
}
OBJECT = {'spec': {'replicas': 3}, 'metadata': {'name': 'web', 'labels': {'app': 'web', 'a': 'b', 'arch': 'arm64'}}}


def floor(obj: dict[str, Any]) -> bool:
    labels = obj['metadata']['labels']
    return obj['spec']['replicas'] <= 5 and all(key.startswith('a') for key in labels)


def per_call(run: Callable[[], Any], seconds: float) -> float:
    """Microseconds of one call, the best of five stretches."""
    best = float('inf')
    for _ in range(5):
        calls, start = 0, time.perf_counter()
        end = start + seconds / 5
        while time.perf_counter() < end:
            for _ in range(200):
                run()
            calls += 200
        best = min(best, (time.perf_counter() - start) / calls)
    return best * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--seconds', type=float, default=2.0)
    seconds = parser.parse_args().seconds

    from cel_expr_python import cel as other

    declaration = cel.types_from_schema(SCHEMA)
    assert declaration is not None
    environment = cel.Environment({'self': declaration})
    program = environment.compile(RULE)
    bindings = {'self': OBJECT}
    peer_environment = other.NewEnv(variables={'self': other.Type.DYN})
    peer = peer_environment.compile(RULE)
    assert program.evaluate(bindings)[0] is True is floor(OBJECT)
    assert peer.eval(data=bindings).value() is True
    rows = {
        'plain Python, floor': per_call(lambda: floor(OBJECT), seconds),
        'ours': per_call(lambda: program.evaluate(bindings), seconds),
        'C++ through its binding': per_call(lambda: peer.eval(data=bindings), seconds),
        'ours, compiling': per_call(lambda: environment.compile(RULE), seconds),
        'C++, compiling': per_call(lambda: peer_environment.compile(RULE), seconds),
    }
    for name, found in rows.items():
        print(f'{name:26} {found:9.2f} us')


if __name__ == '__main__':
    main()
