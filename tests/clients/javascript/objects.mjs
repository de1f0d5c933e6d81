// Typed clients: create, read, change in every way, list, delete; errors.
import assert from 'node:assert/strict';
import * as k8s from '@kubernetes/client-node';

const config = new k8s.KubeConfig();
config.loadFromDefault();
const core = config.makeApiClient(k8s.CoreV1Api);
const apps = config.makeApiClient(k8s.AppsV1Api);
const namespace = 'default';

const version = await config.makeApiClient(k8s.VersionApi).getCode();
assert.equal(version.minor, '36');

const made = await core.createNamespacedConfigMap({
    namespace, body: { metadata: { name: 'javascript', labels: { from: 'js' } }, data: { a: '1' } },
});
assert.ok(made.metadata.creationTimestamp instanceof Date);
await core.replaceNamespacedConfigMap({ name: 'javascript', namespace, body: { ...made, data: { a: '2' } } });
for (const [strategy, body] of [
    [k8s.PatchStrategy.MergePatch, { data: { b: '1' } }],
    [k8s.PatchStrategy.StrategicMergePatch, { data: { c: '1' } }],
    [k8s.PatchStrategy.JsonPatch, [{ op: 'add', path: '/data/d', value: '1' }]],
]) {
    await core.patchNamespacedConfigMap(
        { name: 'javascript', namespace, body }, k8s.setHeaderOptions('Content-Type', strategy),
    );
}
const listed = await core.listNamespacedConfigMap({ namespace, labelSelector: 'from=js', limit: 1 });
assert.deepEqual(listed.items.map((each) => each.data), [{ a: '2', b: '1', c: '1', d: '1' }]);
await core.deleteNamespacedConfigMap({ name: 'javascript', namespace });
await assert.rejects(core.readNamespacedConfigMap({ name: 'javascript', namespace }), (error) => {
    assert.equal(error.code, 404);
    assert.equal(JSON.parse(error.body).message, 'configmaps "javascript" not found');
    return true;
});

// A deployment of labels and containers, ready in the end, scaled by its subresource.
const labels = { app: 'javascript' };
await apps.createNamespacedDeployment({
    namespace,
    body: {
        metadata: { name: 'javascript' },
        spec: {
            replicas: 2, selector: { matchLabels: labels },
            template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
        },
    },
});
async function ready(count) {
    for (let tries = 0; tries < 300; tries += 1) {
        const { status } = await apps.readNamespacedDeployment({ name: 'javascript', namespace });
        if (status.readyReplicas === count && status.replicas === count) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`never ${count} ready`);
}
await ready(2);
const scale = await apps.readNamespacedDeploymentScale({ name: 'javascript', namespace });
scale.spec.replicas = 1;
await apps.replaceNamespacedDeploymentScale({ name: 'javascript', namespace, body: scale });
await ready(1);
await apps.deleteNamespacedDeployment({ name: 'javascript', namespace });

// The generic client goes by apiVersion and kind, found in discovery.
const objects = k8s.KubernetesObjectApi.makeApiClient(config);
const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'javascript', namespace }, spec: {} };
assert.equal((await objects.create(quota)).kind, 'ResourceQuota');
assert.equal((await objects.list('v1', 'ResourceQuota', namespace)).items.length, 1);
const applied = await objects.patch(
    { ...quota, spec: { hard: { 'count/widgets.example.com': '7' } } }, undefined, undefined, 'javascript', true,
    k8s.PatchStrategy.ServerSideApply,
);
assert.deepEqual(applied.spec.hard, { 'count/widgets.example.com': '7' });
await objects.delete(quota);
console.log('done');
