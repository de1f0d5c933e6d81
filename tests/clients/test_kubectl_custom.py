"""Custom resources with kubectl: from the definition to the last object."""

import json

import pytest

CRD = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: boats.harbour.example.com
spec:
  group: harbour.example.com
  scope: Namespaced
  names: {plural: boats, singular: boat, kind: Boat, shortNames: [bo]}
  versions:
  - name: v1
    served: true
    storage: true
    subresources:
      status: {}
      scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}
    additionalPrinterColumns:
    - {name: Sails, type: integer, jsonPath: .spec.sails}
    schema:
      openAPIV3Schema:
        type: object
        description: A small boat.
        properties:
          spec:
            type: object
            required: [sails]
            properties:
              sails: {type: integer, minimum: 0, description: How many sails it has.}
              replicas: {type: integer, default: 1}
          status:
            type: object
            properties:
              replicas: {type: integer}
"""
BOAT = """
apiVersion: harbour.example.com/v1
kind: Boat
metadata: {name: junk}
spec: {sails: 3}
"""


@pytest.fixture
def boats(k):
    """The definition, established; gone again afterwards."""
    said = k('create', '-f', '-', stdin=CRD)
    assert said == 'customresourcedefinition.apiextensions.k8s.io/boats.harbour.example.com created\n'
    waited = k('wait', '--for=condition=established', 'crd/boats.harbour.example.com', '--timeout=10s')
    assert waited == 'customresourcedefinition.apiextensions.k8s.io/boats.harbour.example.com condition met\n'
    yield k
    k('delete', 'crd', 'boats.harbour.example.com', '--ignore-not-found', '--timeout=20s')


def test_a_kind_that_nobody_defined(k):
    said = k.refused('apply', '-f', '-', stdin=BOAT.replace('harbour', 'nowhere'))
    assert 'no matches for kind "Boat" in version "nowhere.example.com/v1"' in said
    assert 'ensure CRDs are installed first' in said
    assert k.refused('get', 'boats') == 'error: the server doesn\'t have a resource type "boats"\n'


def test_from_apply_to_delete(boats):
    k = boats
    assert k('apply', '-f', '-', stdin=BOAT) == 'boat.harbour.example.com/junk created\n'
    assert k('apply', '-f', '-', stdin=BOAT) == 'boat.harbour.example.com/junk unchanged\n'
    assert [line.split() for line in k('get', 'bo').splitlines()] == [['NAME', 'SAILS'], ['junk', '3']]
    assert json.loads(k('get', 'boat', 'junk', '-o', 'json'))['spec'] == {'sails': 3, 'replicas': 1}
    patched = k('patch', 'boat', 'junk', '--type=merge', '-p', '{"spec":{"sails":5}}')
    assert patched == 'boat.harbour.example.com/junk patched\n'
    assert k('scale', 'boat/junk', '--replicas=4') == 'boat.harbour.example.com/junk scaled\n'
    assert k('get', 'boat', 'junk', '-o', 'jsonpath={.spec.replicas} {.spec.sails}') == '4 5'
    assert k('label', 'boat', 'junk', 'a=b') == 'boat.harbour.example.com/junk labeled\n'
    assert k('delete', 'boat', 'junk').startswith('boat.harbour.example.com "junk" deleted')


def test_mistakes(boats):
    said = boats.refused('create', '-f', '-', stdin=BOAT.replace('sails: 3', 'sails: many'))
    assert said == (
        'The Boat "junk" is invalid: spec.sails: Invalid value: "string": spec.sails in body must be of type '
        'integer: "string"\n'
    )
    said = boats.refused('create', '-f', '-', stdin=BOAT.replace('sails: 3', 'sails: 3, oars: 2'))
    assert 'strict decoding error: unknown field "spec.oars"' in said


def test_explain(boats):
    said = boats('explain', 'boat.spec.sails').splitlines()
    assert said[:5] == [
        'GROUP:      harbour.example.com',
        'KIND:       Boat',
        'VERSION:    v1',
        '',
        'FIELD: sails <integer>',
    ]
    assert '    How many sails it has.' in said
    row = next(line for line in boats('api-resources').splitlines() if line.startswith('boats '))
    assert row.split() == ['boats', 'bo', 'harbour.example.com/v1', 'true', 'Boat']


def test_server_side_apply_and_status(boats):
    said = boats('apply', '--server-side', '-f', '-', stdin=BOAT)
    assert said == 'boat.harbour.example.com/junk serverside-applied\n'
    boats('patch', 'boat', 'junk', '--subresource=status', '--type=merge', '-p', '{"status":{"replicas":2}}')
    assert boats('get', 'boat', 'junk', '-o', 'jsonpath={.status.replicas}') == '2'
    waited = boats('wait', '--for=jsonpath={.status.replicas}=2', 'boat/junk', '--timeout=5s')
    assert waited == 'boat.harbour.example.com/junk condition met\n'


def test_definitions_are_listed(boats):
    rows = [line.split() for line in boats('get', 'crd').splitlines()]
    assert rows[0] == ['NAME', 'CREATED', 'AT']
    assert 'boats.harbour.example.com' in [row[0] for row in rows[1:]]
    described = boats('describe', 'crd', 'boats.harbour.example.com')
    assert 'Kind:       Boat' in described.replace('  Kind', 'Kind')
