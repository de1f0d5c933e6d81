// A watch, an informer that lists and watches, and a definition with its custom objects.
import assert from 'node:assert/strict';
import * as k8s from '@kubernetes/client-node';

const config = new k8s.KubeConfig();
config.loadFromDefault();
const core = config.makeApiClient(k8s.CoreV1Api);
const namespace = 'default';
const body = (name) => ({ metadata: { name, labels: { from: 'watching' } } });

async function until(condition) {
    for (let tries = 0; tries < 300; tries += 1) {
        if (await condition()) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.fail(`never: ${condition}`);
}

const seen = [];
const bookmarks = [];
const controller = await new k8s.Watch(config).watch(
    `/api/v1/namespaces/${namespace}/configmaps`, { labelSelector: 'from=watching', allowWatchBookmarks: true },
    (type, object) => (type === 'BOOKMARK' ? bookmarks : seen).push(`${type} ${object.metadata.name}`), () => {},
);
await core.createNamespacedConfigMap({ namespace, body: body('one') });
await core.deleteNamespacedConfigMap({ name: 'one', namespace });
await until(() => seen.length === 2);
assert.deepEqual(seen, ['ADDED one', 'DELETED one']);
controller.abort();

const list = () => core.listNamespacedConfigMap({ namespace, labelSelector: 'from=watching' });
await core.createNamespacedConfigMap({ namespace, body: body('before') });
const informer = k8s.makeInformer(
    config, `/api/v1/namespaces/${namespace}/configmaps`, list, 'from=watching',
);
const told = [];
for (const event of ['add', 'update', 'delete']) {
    informer.on(event, (object) => told.push(`${event} ${object.metadata.name}`));
}
informer.on('error', (error) => told.push(`error ${error}`));
await informer.start();
await core.createNamespacedConfigMap({ namespace, body: body('after') });
await until(() => told.includes('add after'));
await core.deleteCollectionNamespacedConfigMap({ namespace, labelSelector: 'from=watching' });
await until(() => told.length === 4);
assert.deepEqual(told.slice(0, 2), ['add before', 'add after']);
assert.deepEqual(told.slice(2).sort(), ['delete after', 'delete before']);
await informer.stop();

const definition = {
    metadata: { name: 'rafts.fleet.example.com' },
    spec: {
        group: 'fleet.example.com', scope: 'Namespaced', names: { plural: 'rafts', kind: 'Raft' },
        versions: [{
            name: 'v1', served: true, storage: true,
            schema: { openAPIV3Schema: {
                type: 'object',
                properties: { spec: { type: 'object', properties: { logs: { type: 'integer' } } } },
            } },
        }],
    },
};
const extensions = config.makeApiClient(k8s.ApiextensionsV1Api);
const custom = config.makeApiClient(k8s.CustomObjectsApi);
await extensions.createCustomResourceDefinition({ body: definition });
await until(async () => {
    const { status } = await extensions.readCustomResourceDefinition({ name: definition.metadata.name });
    return (status?.conditions ?? []).some((each) => each.type === 'Established' && each.status === 'True');
});
const where = { group: 'fleet.example.com', version: 'v1', namespace, plural: 'rafts' };
const raft = { apiVersion: 'fleet.example.com/v1', kind: 'Raft', metadata: { name: 'kon-tiki' }, spec: { logs: 9 } };
await custom.createNamespacedCustomObject({ ...where, body: raft });
assert.equal((await custom.listNamespacedCustomObject(where)).items[0].spec.logs, 9);
await assert.rejects(
    custom.createNamespacedCustomObject({ ...where, body: { ...raft, spec: { logs: 'many' } } }),
    (error) => error.code === 422,
);
await extensions.deleteCustomResourceDefinition({ name: definition.metadata.name });
console.log('done');
