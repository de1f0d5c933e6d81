"""What Kubernetes promises about the kinds that make pods, and about volumes, claims and autoscalers."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from sampan.api import codec
from sampan.api.generated import apps_v1, batch_v1, core_v1
from support.registry import Bench, pod, run

NAMESPACE = 'namespaces/default'
JOBS = f'/apis/batch/v1/{NAMESPACE}/jobs'
CRON_JOBS = f'/apis/batch/v1/{NAMESPACE}/cronjobs'
DAEMON_SETS = f'/apis/apps/v1/{NAMESPACE}/daemonsets'
STATEFUL_SETS = f'/apis/apps/v1/{NAMESPACE}/statefulsets'
CONTROLLERS = f'/api/v1/{NAMESPACE}/replicationcontrollers'
CLAIMS = f'/api/v1/{NAMESPACE}/persistentvolumeclaims'
AUTOSCALERS = f'/apis/autoscaling/{{}}/{NAMESPACE}/horizontalpodautoscalers'
MERGE = 'application/merge-patch+json'
TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io'

LABELS = {'app': 'web'}


def _template(policy: str = 'Always') -> dict[str, Any]:
    containers = [{'name': 'c', 'image': 'nginx'}]
    return {'metadata': {'labels': dict(LABELS)}, 'spec': {'restartPolicy': policy, 'containers': containers}}


def _job(**spec: Any) -> dict[str, Any]:
    return {'metadata': {'name': 'sum'}, 'spec': {'template': _template('Never'), **spec}}


def _selecting(kind: str, **spec: Any) -> dict[str, Any]:
    return {
        'metadata': {'name': 'web'},
        'spec': {'selector': {'matchLabels': LABELS}, 'template': _template(), **spec},
    }


async def _patch(bench: Bench, path: str, change: dict[str, Any]) -> Any:
    return await bench.send('PATCH', path, change, content_type=MERGE)


async def _cells(bench: Bench, path: str) -> list[Any]:
    table = (await bench.send('GET', path, accept=TABLE)).json()
    return list(table['rows'][0]['cells'])


def test_a_job_selects_its_pods_by_its_own_uid() -> None:
    async def body(bench: Bench) -> None:
        made = (await bench.send('POST', JOBS, _job())).json()
        uid, spec = made['metadata']['uid'], made['spec']
        assert spec['selector'] == {'matchLabels': {'batch.kubernetes.io/controller-uid': uid}}
        assert spec['template']['metadata']['labels'] == {
            'app': 'web',
            'batch.kubernetes.io/controller-uid': uid,
            'batch.kubernetes.io/job-name': 'sum',
            'controller-uid': uid,
            'job-name': 'sum',
        }
        assert (spec['completions'], spec['parallelism'], spec['backoffLimit']) == (1, 1, 6)
        assert (await _cells(bench, JOBS))[:4] == ['sum', 'Running', '0/1', '']

    run(body)


def test_a_jobs_restart_policy_must_be_final() -> None:
    async def body(bench: Bench) -> None:
        wrong = _job()
        wrong['spec']['template']['spec']['restartPolicy'] = 'Always'
        reply = await bench.send('POST', JOBS, wrong)
        assert reply.status == 422
        assert (
            'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'
            in reply.json()['message']
        )

    run(body)


def test_a_jobs_template_changes_only_while_it_is_suspended() -> None:
    async def body(bench: Bench) -> None:
        await bench.send('POST', JOBS, _job())
        change = {'spec': {'template': {'spec': {'nodeSelector': {'disk': 'ssd'}}}}}
        reply = await _patch(bench, JOBS + '/sum', change)
        assert reply.status == 422
        assert 'field is immutable' in reply.json()['message']
        await _patch(bench, JOBS + '/sum', {'spec': {'suspend': True}})
        changed = await _patch(bench, JOBS + '/sum', change)
        assert changed.status == 200
        assert changed.json()['spec']['template']['spec']['nodeSelector'] == {'disk': 'ssd'}
        other = await _patch(bench, JOBS + '/sum', {'spec': {'template': {'spec': {'hostNetwork': True}}}})
        assert other.status == 422

    run(body)


def test_jobs_are_found_by_how_many_pods_succeeded() -> None:
    async def body(bench: Bench) -> None:
        await bench.send('POST', JOBS, _job())
        found = (await bench.send('GET', JOBS + '?fieldSelector=status.successful%3D0')).json()
        assert [item['metadata']['name'] for item in found['items']] == ['sum']
        refused = await bench.send('GET', JOBS + '?fieldSelector=status.failed%3D0')
        assert refused.status == 400
        assert 'field label "status.failed" not supported for Job' in refused.json()['message']

    run(body)


def test_a_finished_jobs_status_is_consistent_and_final() -> None:
    async def body(bench: Bench) -> None:
        await bench.send('POST', JOBS, _job())
        status: dict[str, Any] = {'conditions': [{'type': 'Complete', 'status': 'True'}]}
        reply = await _patch(bench, JOBS + '/sum/status', {'status': status})
        assert reply.status == 422
        message = reply.json()['message']
        assert 'status.completionTime: Required value: completionTime is required for Complete jobs' in message
        assert 'cannot set Complete=True condition without the SuccessCriteriaMet=true condition' in message
        status['conditions'].insert(0, {'type': 'SuccessCriteriaMet', 'status': 'True'})
        times = {'startTime': '2026-01-01T00:00:00Z', 'completionTime': '2026-01-01T00:01:30Z'}
        done = await _patch(bench, JOBS + '/sum/status', {'status': {**status, **times, 'succeeded': 1}})
        assert done.status == 200, done.json()
        assert (await _cells(bench, JOBS))[:4] == ['sum', 'Complete', '1/1', '90s']
        undone = await _patch(bench, JOBS + '/sum/status', {'status': {'conditions': None}})
        assert undone.status == 422
        assert 'cannot disable the terminal Complete=True condition' in undone.json()['message']

    run(body)


def test_a_cron_jobs_schedule_is_checked() -> None:
    async def body(bench: Bench) -> None:
        wanted = {
            'metadata': {'name': 'nightly'},
            'spec': {'schedule': '61 * * * *', 'jobTemplate': {'spec': {'template': _template('Never')}}},
        }
        reply = await bench.send('POST', CRON_JOBS, wanted)
        assert reply.status == 422
        assert (
            'spec.schedule: Invalid value: "61 * * * *": end of range (61) above maximum (59): 61'
            in reply.json()['message']
        )
        wanted['spec'] |= {'schedule': '0 3 * * *', 'timeZone': 'Nowhere/Atall'}
        reply = await bench.send('POST', CRON_JOBS, wanted)
        assert 'spec.timeZone: Invalid value: "Nowhere/Atall": unknown time zone' in reply.json()['message']
        wanted['spec'] |= {'timeZone': 'Etc/UTC'}
        made = await bench.send('POST', CRON_JOBS, wanted)
        assert made.status == 201
        assert made.json()['spec']['concurrencyPolicy'] == 'Allow'
        assert (await _cells(bench, CRON_JOBS))[:6] == ['nightly', '0 3 * * *', 'Etc/UTC', 'False', 0, '<none>']

    run(body)


def test_a_daemon_sets_template_changes_are_counted() -> None:
    async def body(bench: Bench) -> None:
        counted = 'deprecated.daemonset.template.generation'
        made = (await bench.send('POST', DAEMON_SETS, _selecting('DaemonSet'))).json()
        assert made['metadata']['annotations'] == {counted: '1'}
        assert made['spec']['updateStrategy'] == {
            'type': 'RollingUpdate',
            'rollingUpdate': {'maxUnavailable': 1, 'maxSurge': 0},
        }
        path = DAEMON_SETS + '/web'
        same = (await _patch(bench, path, {'spec': {'minReadySeconds': 1}})).json()
        assert (same['metadata']['annotations'][counted], same['metadata']['generation']) == ('1', 2)
        change = {'spec': {'template': {'metadata': {'labels': {'v': '2'}}}}}
        other = (await _patch(bench, path, change)).json()
        assert (other['metadata']['annotations'][counted], other['metadata']['generation']) == ('2', 3)
        moved = await _patch(bench, path, {'spec': {'selector': {'matchLabels': {'v': '2'}}}})
        assert moved.status == 422
        assert 'spec.selector: Invalid value' in moved.json()['message']

    run(body)


def test_what_identifies_a_stateful_sets_pods_stays() -> None:
    async def body(bench: Bench) -> None:
        claim = {
            'metadata': {'name': 'data'},
            'spec': {'accessModes': ['ReadWriteOnce'], 'resources': {'requests': {'storage': '1Gi'}}},
        }
        wanted = _selecting('StatefulSet', serviceName='web', volumeClaimTemplates=[claim])
        mounts = [{'name': 'data', 'mountPath': '/data'}]
        wanted['spec']['template']['spec']['containers'][0]['volumeMounts'] = mounts
        made = await bench.send('POST', STATEFUL_SETS, wanted)
        assert made.status == 201, made.json()
        (kept,) = made.json()['spec']['volumeClaimTemplates']
        assert (kept['kind'], kept['status']['phase']) == ('PersistentVolumeClaim', 'Pending')
        assert (await _patch(bench, STATEFUL_SETS + '/web', {'spec': {'replicas': 3}})).status == 200
        reply = await _patch(bench, STATEFUL_SETS + '/web', {'spec': {'serviceName': 'other'}})
        assert reply.status == 422
        assert reply.json()['details']['causes'][0]['message'].startswith(
            "Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template'"
        )
        scale = (await bench.send('GET', STATEFUL_SETS + '/web/scale')).json()
        assert (scale['spec'], scale['status']['selector']) == ({'replicas': 3}, 'app=web')

    run(body)


def test_a_replication_controller_takes_its_selector_from_its_template_and_can_be_scaled() -> None:
    """should create a Replication Controller ... patch its scale ("Replication Controller lifecycle")."""

    async def body(bench: Bench) -> None:
        wanted = {'metadata': {'name': 'web'}, 'spec': {'template': _template()}}
        made = (await bench.send('POST', CONTROLLERS, wanted)).json()
        assert (made['spec']['selector'], made['metadata']['labels']) == (LABELS, LABELS)
        scale = await _patch(bench, CONTROLLERS + '/web/scale', {'spec': {'replicas': 4}})
        assert scale.json()['status']['selector'] == 'app=web'
        stored = await bench.client.get(core_v1.ReplicationController, 'web', 'default')
        assert stored.spec.replicas == 4
        found = (await bench.send('GET', CONTROLLERS + '?fieldSelector=status.replicas%3D0')).json()
        assert len(found['items']) == 1

    run(body)


def test_an_autoscaler_is_one_object_in_both_versions() -> None:
    async def body(bench: Bench) -> None:
        target = {'apiVersion': 'apps/v1', 'kind': 'Deployment', 'name': 'web'}
        metrics = [
            {
                'type': 'Resource',
                'resource': {'name': 'cpu', 'target': {'type': 'Utilization', 'averageUtilization': 60}},
            },
            {
                'type': 'Pods',
                'pods': {'metric': {'name': 'queue'}, 'target': {'type': 'AverageValue', 'averageValue': '5'}},
            },
        ]
        behavior = {'scaleDown': {'stabilizationWindowSeconds': 60}}
        wanted = {
            'metadata': {'name': 'web'},
            'spec': {'scaleTargetRef': target, 'maxReplicas': 9, 'metrics': metrics, 'behavior': behavior},
        }
        made = await bench.send('POST', AUTOSCALERS.format('v2'), wanted)
        assert made.status == 201, made.json()
        old = (await bench.send('GET', AUTOSCALERS.format('v1') + '/web')).json()
        assert old['apiVersion'] == 'autoscaling/v1'
        assert old['spec']['targetCPUUtilizationPercentage'] == 60
        notes = old['metadata']['annotations']
        assert json.loads(notes['autoscaling.alpha.kubernetes.io/metrics']) == [
            {'type': 'Pods', 'pods': {'metricName': 'queue', 'targetAverageValue': '5'}}
        ]
        down = json.loads(notes['autoscaling.alpha.kubernetes.io/behavior'])['ScaleDown']
        assert (down['StabilizationWindowSeconds'], down['SelectPolicy']) == (60, 'Max')
        old['spec']['maxReplicas'] = 12
        assert (await bench.send('PUT', AUTOSCALERS.format('v1') + '/web', old)).status == 200
        new = (await bench.send('GET', AUTOSCALERS.format('v2') + '/web')).json()
        assert new['spec']['maxReplicas'] == 12
        assert {metric['type'] for metric in new['spec']['metrics']} == {'Resource', 'Pods'}
        assert new['spec']['behavior'] == made.json()['spec']['behavior']
        assert 'annotations' not in new['metadata']
        cells = await _cells(bench, AUTOSCALERS.format('v1'))
        assert cells[:4] == ['web', 'Deployment/web', '<unknown>/5, cpu: <unknown>/60%', '1']

    run(body)


def test_an_autoscaler_of_version_1_measures_the_cpu() -> None:
    async def body(bench: Bench) -> None:
        wanted = {
            'metadata': {'name': 'web'},
            'spec': {'scaleTargetRef': {'kind': 'Deployment', 'name': 'web'}, 'maxReplicas': 3},
        }
        made = (await bench.send('POST', AUTOSCALERS.format('v1'), wanted)).json()
        assert made['spec']['minReplicas'] == 1
        new = (await bench.send('GET', AUTOSCALERS.format('v2') + '/web')).json()
        target = {'type': 'Utilization', 'averageUtilization': 80}
        assert new['spec']['metrics'] == [{'type': 'Resource', 'resource': {'name': 'cpu', 'target': target}}]

    run(body)


def test_a_claim_is_bound_once_and_its_data_source_said_both_ways() -> None:
    async def body(bench: Bench) -> None:
        spec = {
            'accessModes': ['ReadWriteOnce'],
            'resources': {'requests': {'storage': '1Gi'}},
            'dataSource': {'kind': 'PersistentVolumeClaim', 'name': 'old'},
        }
        made = (await bench.send('POST', CLAIMS, {'metadata': {'name': 'data'}, 'spec': spec})).json()
        assert made['status'] == {'phase': 'Pending'}
        assert made['spec']['dataSourceRef'] == {'apiGroup': None, **made['spec']['dataSource']}
        assert (await _patch(bench, CLAIMS + '/data', {'spec': {'volumeName': 'v'}})).status == 200
        reply = await _patch(bench, CLAIMS + '/data', {'spec': {'volumeName': 'w'}})
        assert reply.status == 422
        assert 'spec is immutable after creation except resources.requests' in reply.json()['message']

    run(body)


def test_a_volume_notes_when_its_phase_changed() -> None:
    async def body(bench: Bench) -> None:
        path = '/api/v1/persistentvolumes'
        spec = {'capacity': {'storage': '1Gi'}, 'accessModes': ['ReadWriteOnce'], 'hostPath': {'path': '/data'}}
        made = await bench.send('POST', path, {'metadata': {'name': 'v'}, 'spec': spec})
        assert made.status == 201, made.json()
        before = made.json()['status']['lastPhaseTransitionTime']
        await asyncio.sleep(60)
        after = (await _patch(bench, path + '/v/status', {'status': {'phase': 'Available'}})).json()['status']
        assert after['phase'] == 'Available'
        assert after['lastPhaseTransitionTime'] > before
        cells = await _cells(bench, path)
        assert cells[:6] == ['v', '1Gi', 'RWO', 'Retain', 'Available', '']
        moved = await _patch(bench, path + '/v', {'spec': {'hostPath': {'path': '/other'}}})
        assert moved.status == 422
        assert 'spec.persistentvolumesource is immutable after creation' in moved.json()['message']

    run(body)


def test_a_resize_changes_what_containers_ask_for_and_nothing_else() -> None:
    async def body(bench: Bench) -> None:
        wanted = pod()
        amounts = codec.decode(core_v1.ResourceRequirements, b'{"requests":{"cpu":"1"},"limits":{"cpu":"2"}}')
        wanted.spec.containers[0].resources = amounts
        await bench.client.create(wanted)
        path = f'/api/v1/{NAMESPACE}/pods/web'
        resources = {'requests': {'cpu': '1500m'}, 'limits': {'cpu': '2'}}
        name = wanted.spec.containers[0].name
        change = {'spec': {'containers': [{'name': name, 'image': 'other', 'resources': resources}]}}
        reply = await bench.send(
            'PATCH', path + '/resize', change, content_type='application/strategic-merge-patch+json'
        )
        assert reply.status == 200, reply.json()
        (container,) = reply.json()['spec']['containers']
        assert container['resources'] == resources
        assert container['image'] == wanted.spec.containers[0].image
        assert reply.json()['metadata']['generation'] == 2
        plain = await bench.send('PATCH', path, change, content_type='application/strategic-merge-patch+json')
        assert plain.status == 200  # the image may change that way, and the amounts are the same
        best_effort = {'spec': {'containers': [{'name': name, 'resources': {'requests': None, 'limits': None}}]}}
        refused = await bench.send(
            'PATCH', path + '/resize', best_effort, content_type='application/strategic-merge-patch+json'
        )
        assert refused.status == 422

    run(body)


def test_types_of_the_new_kinds_go_through_the_typed_client() -> None:
    async def body(bench: Bench) -> None:
        job = codec.decode(batch_v1.Job, json.dumps(_job()).encode())
        job.metadata.namespace = 'default'
        made = await bench.client.create(job)
        assert made.metadata.generation == 1
        sets = codec.decode(apps_v1.StatefulSet, json.dumps(_selecting('StatefulSet')).encode())
        sets.metadata.namespace = 'default'
        assert (await bench.client.create(sets)).spec.replicas == 1

    run(body)


def test_the_amounts_of_a_whole_pod_can_be_resized_and_not_taken_away() -> None:
    async def body(bench: Bench) -> None:
        wanted = pod()
        wanted.spec.resources = codec.decode(core_v1.ResourceRequirements, b'{"requests":{"cpu":"1"}}')
        await bench.client.create(wanted)
        path = f'/api/v1/{NAMESPACE}/pods/web/resize'
        change = {'spec': {'resources': {'requests': {'cpu': '2'}}}}
        reply = await _patch(bench, path, change)
        assert reply.status == 200, reply.json()
        assert reply.json()['spec']['resources'] == {'requests': {'cpu': '2'}}
        gone = await _patch(bench, path, {'spec': {'resources': {'requests': {'cpu': None, 'memory': '1Gi'}}}})
        assert gone.status == 422
        detail = 'spec.resources.requests: Forbidden: pod-level resource requests cannot be removed'
        assert detail in gone.json()['message']

    run(body)


def test_match_label_keys_of_spread_constraints_become_part_of_the_selector() -> None:
    async def body(bench: Bench) -> None:
        rule = {
            'maxSkew': 1,
            'topologyKey': 'zone',
            'whenUnsatisfiable': 'DoNotSchedule',
            'labelSelector': {'matchLabels': LABELS},
            'matchLabelKeys': ['pod-template-hash'],
        }
        wanted = {
            'metadata': {'name': 'web', 'labels': {**LABELS, 'pod-template-hash': 'x1'}},
            'spec': {'containers': [{'name': 'c', 'image': 'nginx'}], 'topologySpreadConstraints': [rule]},
        }
        made = await bench.send('POST', f'/api/v1/{NAMESPACE}/pods', wanted)
        assert made.status == 201, made.json()
        selector = made.json()['spec']['topologySpreadConstraints'][0]['labelSelector']
        assert selector == {
            'matchLabels': LABELS,
            'matchExpressions': [{'key': 'pod-template-hash', 'operator': 'In', 'values': ['x1']}],
        }

    run(body)
