"""What Kubernetes promises about custom resources. Names in quotes are those of the conformance suite."""

from __future__ import annotations

import json
from typing import Any

from support.customresources import DEFINITIONS, GROUP, TABS, Server, definition, run, tab, version

NAME = f'crontabs.{GROUP}'
STATUS: dict[str, Any] = {'status': {}}
MERGE = 'application/merge-patch+json'


def causes(reply: Any) -> list[tuple[str, str]]:
    return [(each['field'], each['message']) for each in reply.json()['details']['causes']]


def test_creating_and_deleting_a_definition_works() -> None:
    """'CustomResourceDefinition resources Simple CustomResourceDefinition creating/deleting custom resource definition
    objects works'"""

    async def story(server: Server) -> None:
        crd = await server.define(definition())
        assert crd['status']['acceptedNames'] == {**crd['spec']['names'], 'listKind': 'CronTabList'}
        assert crd['status']['storedVersions'] == ['v1']
        await server.good('POST', TABS, tab())
        deleted = await server.good('DELETE', f'{DEFINITIONS}/{NAME}')
        assert deleted['metadata']['finalizers'] == ['customresourcecleanup.apiextensions.k8s.io']
        await server.gone(f'{DEFINITIONS}/{NAME}')
        assert (await server.send('GET', TABS)).status == 404
        assert (await server.send('GET', f'/apis/{GROUP}')).status == 404
        await server.define(definition())  # what it defined is gone with it
        assert (await server.good('GET', TABS))['items'] == []

    run(story)


def test_status_of_a_definition() -> None:
    """'... getting/updating/patching custom resource definition status sub-resource works'"""

    async def story(server: Server) -> None:
        await server.define(definition())
        patch = {'status': {'storedVersions': ['v1'], 'conditions': None}}
        found = await server.good('PATCH', f'{DEFINITIONS}/{NAME}/status', patch, content_type=MERGE)
        assert found['spec']['group'] == GROUP
        await server.condition(NAME, 'NamesAccepted')

    run(story)


def test_discovery_documents() -> None:
    """'... should include custom resource definition resources in discovery documents'"""

    async def story(server: Server) -> None:
        before = (await server.send('GET', '/apis', accept=AGGREGATED)).headers['ETag']
        await server.define(definition(version(subresources=STATUS)))
        listed = (await server.good('GET', f'/apis/{GROUP}/v1'))['resources']
        assert [each['name'] for each in listed] == ['crontabs', 'crontabs/status']
        assert listed[0]['shortNames'] == ['ct'] and listed[0]['categories'] == ['all']
        assert GROUP in [each['name'] for each in (await server.good('GET', '/apis'))['groups']]
        assert (await server.good('GET', f'/apis/{GROUP}'))['preferredVersion']['version'] == 'v1'
        aggregated = await server.send('GET', '/apis', accept=AGGREGATED)
        assert aggregated.headers['ETag'] != before
        assert GROUP in [each['metadata']['name'] for each in aggregated.json()['items']]

    run(story)


AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'


def test_defaulting() -> None:
    """'... custom resource defaulting for requests and from storage works'"""

    async def story(server: Server) -> None:
        await server.define(definition())
        assert (await server.good('POST', TABS, tab()))['spec'] == {'cronSpec': '*/5', 'replicas': 1}
        changed = await server.good('GET', f'{DEFINITIONS}/{NAME}')
        properties = changed['spec']['versions'][0]['schema']['openAPIV3Schema']['properties']['spec']['properties']
        properties['color']['default'] = 'blue'
        await server.good('PUT', f'{DEFINITIONS}/{NAME}', changed)
        await server.gone_stale()
        assert (await server.good('GET', f'{TABS}/one'))['spec']['color'] == 'blue'
        assert (await server.good('GET', TABS))['items'][0]['spec']['color'] == 'blue'

    run(story)


def test_unknown_fields_are_pruned_where_the_schema_does_not_keep_them() -> None:
    async def story(server: Server) -> None:
        await server.define(definition())
        reply = await server.send('POST', TABS, tab(spec={'cronSpec': 'x', 'nobody': 1, 'any': {'thing': [1]}}))
        assert reply.json()['spec'] == {'cronSpec': 'x', 'replicas': 1, 'any': {'thing': [1]}}
        assert reply.warnings == ['unknown field "spec.nobody"']

    run(story)


def test_field_validation() -> None:
    """'FieldValidation should detect unknown and duplicate fields ... should create/apply a valid CR with an unknown
    extra field ... should detect unknown metadata fields in both the root and embedded object of a CR'"""

    async def story(server: Server) -> None:
        await server.define(definition())
        body = (
            b'{"apiVersion":"stable.example.com/v1","kind":"CronTab","metadata":{"name":"a","unknownMeta":"x"},'
            b'"spec":{"cronSpec":"a","cronSpec":"b","foo":1}}'
        )
        reply = await server.send('POST', f'{TABS}?fieldValidation=Strict', body)
        assert reply.status == 400
        assert reply.json()['message'] == (
            'CronTab in version "v1" cannot be handled as a CronTab: strict decoding error: duplicate field '
            '"spec.cronSpec", unknown field "metadata.unknownMeta", unknown field "spec.foo"'
        )
        quiet = await server.send('POST', f'{TABS}?fieldValidation=Ignore', body)
        assert quiet.status == 201 and quiet.warnings == []

    run(story)


def test_what_is_wrong_is_said_in_the_words_of_the_schema() -> None:
    async def story(server: Server) -> None:
        await server.define(definition())
        spec = {'cronSpec': 'a b', 'replicas': '3', 'color': 'green', 'steps': [{'name': 'a'}, {'name': 'a'}]}
        reply = await server.send('POST', TABS, tab(spec=spec))
        assert reply.status == 422
        assert causes(reply) == [
            ('spec.color', 'Unsupported value: "green": supported values: "red", "blue"'),
            ('spec.cronSpec', 'Invalid value: "a b": spec.cronSpec in body should match \'^\\S+$\''),
            ('spec.replicas', 'Invalid value: "string": spec.replicas in body must be of type integer: "string"'),
            ('spec.steps[1]', 'Duplicate value: {"name":"a"}'),
        ]

    run(story)


def test_a_mistake_that_was_there_before_does_not_stop_an_update() -> None:
    async def story(server: Server) -> None:
        await server.define(definition())
        await server.good('POST', TABS, tab(spec={'cronSpec': 'ok', 'steps': [{'name': 'long', 'weight': 1}]}))
        crd = await server.good('GET', f'{DEFINITIONS}/{NAME}')
        spec = crd['spec']['versions'][0]['schema']['openAPIV3Schema']['properties']['spec']['properties']
        spec['cronSpec']['minLength'] = 5
        spec['steps']['items']['properties']['name']['maxLength'] = 2
        await server.good('PUT', f'{DEFINITIONS}/{NAME}', crd)
        await server.gone_stale()
        patch = {'spec': {'replicas': 3}}
        found = await server.good('PATCH', f'{TABS}/one', patch, content_type=MERGE)
        assert found['spec']['replicas'] == 3
        refused = await server.send('PATCH', f'{TABS}/one', {'spec': {'cronSpec': 'abc'}}, content_type=MERGE)
        assert causes(refused) == [
            ('spec.cronSpec', 'Invalid value: "abc": spec.cronSpec in body should be at least 5 chars long')
        ]

    run(story)


def test_status_is_the_business_of_its_subresource() -> None:
    async def story(server: Server) -> None:
        await server.define(definition(version(subresources=STATUS)))
        made = await server.good('POST', TABS, tab(status={'replicas': 5}))
        assert 'status' not in made and made['metadata']['generation'] == 1
        made['status'] = {'replicas': 2}
        made['spec']['replicas'] = 9
        told = await server.good('PUT', f'{TABS}/one/status', made)
        assert (told['status'], told['spec']['replicas'], told['metadata']['generation']) == ({'replicas': 2}, 1, 1)
        told['spec']['replicas'] = 4
        told.pop('status')
        changed = await server.good('PUT', f'{TABS}/one', told)
        assert (changed['status'], changed['metadata']['generation']) == ({'replicas': 2}, 2)

    run(story)


def test_scale() -> None:
    async def story(server: Server) -> None:
        paths = {
            'specReplicasPath': '.spec.replicas',
            'statusReplicasPath': '.status.replicas',
            'labelSelectorPath': '.status.selector',
        }
        await server.define(definition(version(subresources={**STATUS, 'scale': paths})))
        made = await server.good('POST', TABS, tab())
        made['status'] = {'replicas': 1, 'selector': 'a=b'}
        await server.good('PUT', f'{TABS}/one/status', made)
        scale = await server.good('GET', f'{TABS}/one/scale')
        assert (scale['spec'], scale['status']) == ({'replicas': 1}, {'replicas': 1, 'selector': 'a=b'})
        await server.good('PATCH', f'{TABS}/one/scale', {'spec': {'replicas': 6}}, content_type=MERGE)
        assert (await server.good('GET', f'{TABS}/one'))['spec']['replicas'] == 6

    run(story)


def test_patches_that_need_a_go_type_are_refused() -> None:
    async def story(server: Server) -> None:
        await server.define(definition())
        await server.good('POST', TABS, tab())
        strategic = 'application/strategic-merge-patch+json'
        assert (await server.send('PATCH', f'{TABS}/one', {}, content_type=strategic)).status == 415
        patch = [{'op': 'replace', 'path': '/spec/replicas', 'value': 7}]
        found = await server.good('PATCH', f'{TABS}/one', patch, content_type='application/json-patch+json')
        assert found['spec']['replicas'] == 7
        assert (await server.send('GET', f'{TABS}/one', accept='application/vnd.kubernetes.protobuf')).status == 406

    run(story)


def test_server_side_apply() -> None:
    async def story(server: Server) -> None:
        await server.define(definition())
        apply = 'application/apply-patch+yaml'
        first = tab(spec={'cronSpec': 'a', 'steps': [{'name': 'x', 'weight': 1}]})
        await server.good('PATCH', f'{TABS}/one?fieldManager=a', first, content_type=apply)
        second = tab(spec={'steps': [{'name': 'y', 'weight': 2}]})
        found = await server.good('PATCH', f'{TABS}/one?fieldManager=b', second, content_type=apply)
        assert [each['name'] for each in found['spec']['steps']] == ['x', 'y']
        third = tab(spec={'cronSpec': 'b'})
        assert (await server.send('PATCH', f'{TABS}/one?fieldManager=b', third, content_type=apply)).status == 409

    run(story)


def test_several_versions_without_conversion() -> None:
    """'CustomResourceDefinition Watch ... watch on custom resource definition objects' and conversion None."""

    async def story(server: Server) -> None:
        await server.define(definition(version(), version('v1beta1', storage=False, deprecated=True)))
        await server.good('POST', TABS, tab())
        old = TABS.replace('/v1/', '/v1beta1/')
        reply = await server.send('GET', f'{old}/one')
        assert reply.json()['apiVersion'] == f'{GROUP}/v1beta1'
        assert reply.warnings == [f'{GROUP}/v1beta1 CronTab is deprecated; use {GROUP}/v1 CronTab']
        listed = await server.good('GET', old)
        assert (listed['apiVersion'], listed['items'][0]['apiVersion']) == (f'{GROUP}/v1beta1',) * 2
        await server.good('POST', old, tab('two', api_version=f'{GROUP}/v1beta1'))
        assert (await server.good('GET', f'{TABS}/two'))['apiVersion'] == f'{GROUP}/v1'

    run(story)


def test_printed_columns() -> None:
    async def story(server: Server) -> None:
        columns = [
            {'name': 'Spec', 'type': 'string', 'jsonPath': '.spec.cronSpec'},
            {'name': 'Weight', 'type': 'integer', 'jsonPath': '.spec.steps[?(@.name=="x")].weight'},
            {'name': 'Age', 'type': 'date', 'jsonPath': '.metadata.creationTimestamp', 'priority': 1},
        ]
        await server.define(definition(version(additionalPrinterColumns=columns)))
        await server.good('POST', TABS, tab(spec={'cronSpec': 'a', 'steps': [{'name': 'x', 'weight': 3}]}))
        table = await server.good('GET', TABS, accept='application/json;as=Table;v=v1;g=meta.k8s.io')
        assert [each['name'] for each in table['columnDefinitions']] == ['Name', 'Spec', 'Weight', 'Age']
        assert table['rows'][0]['cells'] == ['one', 'a', 3, '0s']

    run(story)


def test_selectable_fields() -> None:
    """'CustomResourceFieldSelectors ... must list and watch custom resources matching the field selector'"""

    async def story(server: Server) -> None:
        await server.define(definition(version(selectableFields=[{'jsonPath': '.spec.color'}])))
        await server.good('POST', TABS, tab('red', {'color': 'red'}))
        await server.good('POST', TABS, tab('blue', {'color': 'blue'}))
        listed = await server.good('GET', f'{TABS}?fieldSelector=spec.color%3Dblue')
        assert [each['metadata']['name'] for each in listed['items']] == ['blue']
        refused = await server.send('GET', f'{TABS}?fieldSelector=spec.replicas%3D1')
        assert refused.json()['message'] == 'field label not supported: spec.replicas'

    run(story)


def test_rules() -> None:
    """'CustomResourceValidationRules MUST NOT fail validation for create/update of a custom resource that satisfies
    the x-kubernetes-validations rules ... MUST fail update that does not satisfy a transition rule'"""

    async def story(server: Server) -> None:
        schema = json.loads(json.dumps(version()['schema']['openAPIV3Schema']))
        schema['properties']['spec']['x-kubernetes-validations'] = [
            {'rule': 'self.replicas <= 5', 'messageExpression': "self.replicas > 5 ? 'not so many' : ''"},
            {'rule': 'self.replicas >= oldSelf.replicas', 'fieldPath': '.replicas', 'message': 'only up'},
        ]
        await server.define(definition(version(schema=schema)))
        await server.good('POST', TABS, tab(spec={'replicas': 3}))
        refused = await server.send('POST', TABS, tab('two', {'replicas': 9}))
        assert causes(refused) == [('spec', 'Invalid value: not so many')]
        fewer = await server.send('PATCH', f'{TABS}/one', {'spec': {'replicas': 2}}, content_type=MERGE)
        assert causes(fewer) == [('spec.replicas', 'Invalid value: only up')]

    run(story)


def test_published_schema() -> None:
    """'CustomResourcePublishOpenAPI works for CRD with validation schema'"""

    async def story(server: Server) -> None:
        await server.define(definition())
        document = await server.good('GET', f'/openapi/v3/apis/{GROUP}/v1')
        schema = document['components']['schemas']['com.example.stable.v1.CronTab']
        assert schema['properties']['spec']['properties']['replicas'] == {'type': 'integer', 'minimum': 0, 'default': 1}
        assert schema['properties']['spec']['properties']['port']['anyOf'] == [{'type': 'integer'}, {'type': 'string'}]
        assert f'/apis/{GROUP}/v1/namespaces/{{namespace}}/crontabs/{{name}}' in document['paths']
        second = await server.good('GET', '/openapi/v2')
        assert 'com.example.stable.v1.CronTab' in second['definitions']

    run(story)


def test_names_that_are_taken() -> None:
    async def story(server: Server) -> None:
        await server.define(definition())
        other = definition()
        other['metadata']['name'] = f'tabs.{GROUP}'
        other['spec']['names'] = {'plural': 'tabs', 'kind': 'CronTab'}
        await server.good('POST', DEFINITIONS, other)
        refused = await server.condition(f'tabs.{GROUP}', 'NamesAccepted', 'False')
        told = {each['type']: (each['reason'], each['message']) for each in refused['status']['conditions']}
        assert told['NamesAccepted'] == ('ListKindConflict', '"CronTabList" is already in use')
        assert told['Established'] == ('NotAccepted', 'not all names are accepted')
        await server.good('DELETE', f'{DEFINITIONS}/{NAME}')
        await server.condition(f'tabs.{GROUP}', 'Established')

    run(story)


def test_a_definition_that_makes_no_sense() -> None:
    async def story(server: Server) -> None:
        crd = definition(version(schema={'type': 'object', 'properties': {'spec': {'properties': {'a': {}}}}}))
        crd['spec']['group'] = 'example'
        reply = await server.send('POST', DEFINITIONS, crd)
        assert reply.status == 422
        schema = 'spec.validation.openAPIV3Schema.properties[spec]'
        empty = 'Required value: must not be empty for specified object fields'
        assert causes(reply) == [
            ('metadata.name', f'Invalid value: "{NAME}": must be spec.names.plural+"."+spec.group'),
            ('spec.group', 'Invalid value: "example": should be a domain with at least one dot'),
            (f'{schema}.properties[a].type', empty),
            (f'{schema}.type', empty),
        ]

    run(story)


def test_unknown_metadata_of_embedded_objects() -> None:
    """'FieldValidation should detect unknown metadata fields in both the root and embedded object of a CR'"""

    async def story(server: Server) -> None:
        inner = {
            'type': 'object',
            'x-kubernetes-embedded-resource': True,
            'x-kubernetes-preserve-unknown-fields': True,
        }
        schema = {'type': 'object', 'properties': {'spec': {'type': 'object', 'properties': {'template': inner}}}}
        await server.define(definition(version(schema=schema)))
        template = {'apiVersion': 'v1', 'kind': 'Pod', 'metadata': {'name': 'x', 'nobody': 1}, 'spec': {'any': 1}}
        body = tab(spec={'template': template})
        reply = await server.send('POST', f'{TABS}?fieldValidation=Strict', body)
        assert 'strict decoding error: unknown field "spec.template.metadata.nobody"' in reply.json()['message']
        made = await server.good('POST', TABS, body)
        assert made['spec']['template'] == {**template, 'metadata': {'name': 'x'}}
        template['kind'] = ''
        refused = await server.send('POST', TABS, tab('two', {'template': template}))
        assert causes(refused) == [('spec.template.kind', 'Invalid value: "": must not be empty')]

    run(story)


def test_what_cannot_change_once_it_is_established() -> None:
    async def story(server: Server) -> None:
        crd = await server.define(definition())
        crd['spec']['scope'] = 'Cluster'
        crd['spec']['names']['kind'] = 'Tab'
        reply = await server.send('PUT', f'{DEFINITIONS}/{NAME}', crd)
        assert causes(reply) == [
            ('spec.scope', 'Invalid value: "Cluster": field is immutable'),
            ('spec.names.kind', 'Invalid value: "Tab": field is immutable'),
        ]

    run(story)


def test_a_version_that_was_stored_stays_until_it_is_taken_out_of_the_status() -> None:
    async def story(server: Server) -> None:
        crd = await server.define(definition())
        crd['spec']['versions'] = [version('v2')]
        reply = await server.send('PUT', f'{DEFINITIONS}/{NAME}', crd)
        [(field, message)] = causes(reply)
        assert field == 'status.storedVersions[0]'
        assert message.startswith(
            'Invalid value: "v1": missing from spec.versions; v1 was previously a storage version'
        )
        crd['spec']['versions'] = [version('v2'), version('v1', storage=False)]
        changed = await server.good('PUT', f'{DEFINITIONS}/{NAME}', crd)
        assert changed['status']['storedVersions'] == ['v1', 'v2']
        assert '0.0' not in json.dumps(changed)  # bounds are doubles, which Go writes like integers

    run(story)


def test_rules_that_do_not_compile() -> None:
    """'CustomResourceValidationRules MUST fail create of a custom resource definition that contains a
    x-kubernetes-validations rule that refers to a property that do not exist / that contains a syntax error / that
    exceeds the estimated cost limit'"""

    async def refused(server: Server, rule: str, **spec: object) -> str:
        schema = json.loads(json.dumps(version()['schema']['openAPIV3Schema']))
        schema['properties']['spec'] |= {'x-kubernetes-validations': [{'rule': rule}]}
        schema['properties']['spec']['properties'] |= spec
        reply = await server.send('POST', DEFINITIONS, definition(version(schema=schema)))
        assert reply.status == 422
        return str(reply.json()['message'])

    async def story(server: Server) -> None:
        assert 'undefined field' in await refused(server, 'self.nobody == 1')
        assert 'Syntax error' in await refused(server, 'self.replicas =')
        assert 'cel expression must evaluate to a bool' in await refused(server, 'self.replicas')
        many = {'type': 'array', 'items': {'type': 'array', 'items': {'type': 'string'}}}
        rule = 'self.many.all(x, x.all(y, x.all(z, y == z)))'
        assert 'estimated rule cost exceeds budget by factor of' in await refused(server, rule, many=many)

    run(story)


def test_defaults_keep_the_rules() -> None:
    async def story(server: Server) -> None:
        schema = json.loads(json.dumps(version()['schema']['openAPIV3Schema']))
        replicas = schema['properties']['spec']['properties']['replicas']
        replicas |= {'default': -1, 'minimum': -5, 'x-kubernetes-validations': [{'rule': 'self >= 0', 'message': 'no'}]}
        reply = await server.send('POST', DEFINITIONS, definition(version(schema=schema)))
        assert ('Invalid value: -1: no') in [message for _, message in causes(reply)]

    run(story)
