"""A kopf operator as a user writes one: every boat has a ConfigMap of its own, and says so in its status."""

import kopf
import kubernetes


@kopf.on.startup()
def configure(settings: kopf.OperatorSettings, **_):
    settings.posting.enabled = True
    settings.watching.server_timeout = 60


@kopf.on.create('boats', param='created')
@kopf.on.resume('boats', param='resumed')
@kopf.on.update('boats', field='spec.sails', param='updated')
def rigged(param, body, name, namespace, spec, patch, **_):
    config = {'metadata': {'name': f'boat-{name}'}, 'data': {'sails': str(spec['sails']), 'by': param}}
    kopf.adopt(config)
    core = kubernetes.client.CoreV1Api()
    if param == 'created':
        core.create_namespaced_config_map(namespace, config)
        kopf.info(body, reason='Rigged', message='All sails are up.')
    else:
        core.patch_namespaced_config_map(f'boat-{name}', namespace, config)
    patch.status['sails'] = spec['sails']
    return {'rigged': param}


@kopf.on.delete('boats')
def scrapped(name, namespace, retry, **_):
    if retry == 0:
        raise kopf.TemporaryError('still at sea', delay=0.2)
    kubernetes.client.CoreV1Api().patch_namespaced_config_map('log', namespace, {'data': {name: 'scrapped'}})


@kopf.timer('boats', interval=1)
def afloat(patch, **_):
    patch.status['afloat'] = True
