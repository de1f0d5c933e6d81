"""Conversion between the versions of a definition. Upstream: apiextensions-apiserver/pkg/apiserver/conversion."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from sampan.api import errors
from sampan.api.generated import apiextensions_v1 as apiextensions
from sampan.apiserver.customresources import metrics

if TYPE_CHECKING:
    from sampan.machinery.world import World

Document = dict[str, Any]


class CallWebhook(Protocol):
    """POST a JSON document to a webhook and return its answer. Raises WebhookFailed."""

    async def __call__(self, config: apiextensions.WebhookClientConfig, document: Document) -> Document: ...


class WebhookFailed(Exception):
    """The webhook could not be asked, or did not answer as it should. `kind` is upstream's word for the metrics."""

    def __init__(self, text: str, kind: str = metrics.CALL) -> None:
        super().__init__(text)
        self.kind = kind


class Converter:
    """Makes objects of one version into objects of another. `remote` says whether that takes a webhook."""

    def __init__(
        self,
        crd: apiextensions.CustomResourceDefinition,
        call: CallWebhook,
        world: World,
        counts: metrics.ConversionMetrics,
    ) -> None:
        self._crd = crd
        self._call = call
        self._world = world
        self._counts = counts
        conversion = crd.spec.conversion
        self.remote = conversion is not None and conversion.strategy == 'Webhook'

    async def convert(self, objects: Sequence[Document], api_version: str) -> list[Document]:
        """The objects in another version, in the same order. Raises 500 with upstream's explanation."""
        if not self.remote:
            return [{**each, 'apiVersion': api_version} for each in objects]
        _, _, version = objects[0]['apiVersion'].rpartition('/')
        clock = asyncio.get_running_loop().time
        started, failure = clock(), metrics.INVALID
        try:
            converted = await self._converted(objects, api_version)
            failure = ''
        except _Unusable as error:
            failure = error.kind
            raise errors.internal_error(str(error)) from error
        except asyncio.CancelledError:
            failure = metrics.CALL
            raise
        finally:
            wanted = api_version.rpartition('/')[2]
            self._counts.asked(self._crd.metadata.name, version, wanted, clock() - started, failure)
        return converted

    async def _converted(self, objects: Sequence[Document], api_version: str) -> list[Document]:
        """Raises _Unusable, and ApiError for a wrong object."""
        source = objects[0]
        about = f'conversion webhook for {source["apiVersion"]}, Kind={source["kind"]}'
        uid = self._world.uid()
        try:
            converted = await self._ask(objects, api_version, uid)
        except WebhookFailed as error:
            raise _Unusable(f'{about} failed: {error}', error.kind) from error
        if len(converted) != len(objects):
            text = f'{about} returned {len(converted)} objects, expected {len(objects)}'
            raise _Unusable(text, metrics.PARTIAL)
        return [
            _checked(about, index, original, answer, api_version)
            for index, (original, answer) in enumerate(zip(objects, converted, strict=True))
        ]

    async def _ask(self, objects: Sequence[Document], api_version: str, uid: str) -> list[Document]:
        webhook = self._crd.spec.conversion.webhook if self._crd.spec.conversion is not None else None
        if webhook is None or webhook.client_config is None:
            raise WebhookFailed('the definition has no webhook')
        version = next((each for each in webhook.conversion_review_versions if each in ('v1', 'v1beta1')), None)
        if version is None:
            raise WebhookFailed('no supported conversion review versions')
        wanted = f'apiextensions.k8s.io/{version}'
        review = {
            'kind': 'ConversionReview',
            'apiVersion': wanted,
            'request': {'uid': uid, 'desiredAPIVersion': api_version, 'objects': list(objects)},
        }
        return _converted(await self._call(webhook.client_config, review), wanted, uid)


class _Unusable(Exception):
    """There are no converted objects; the text is the client's."""

    def __init__(self, text: str, kind: str) -> None:
        super().__init__(text)
        self.kind = kind


def _converted(answer: Document, wanted: str, uid: str) -> list[Document]:
    """The objects of a ConversionReview that reports success."""
    kind, version = answer.get('kind', ''), answer.get('apiVersion', '')
    if (kind, version) != ('ConversionReview', wanted):
        raise WebhookFailed(
            f'expected webhook response of {wanted}, Kind=ConversionReview, got {version}, Kind={kind}',
            metrics.MALFORMED,
        )
    response = answer.get('response')
    if not isinstance(response, dict):
        raise WebhookFailed('no response provided', metrics.MALFORMED)
    if response.get('uid', '') != uid and wanted.endswith('/v1'):
        raise WebhookFailed(f'expected response.uid="{uid}", got "{response.get("uid", "")}"', metrics.MALFORMED)
    result = response.get('result') or {}
    if result.get('status') != 'Success':
        message = result.get('message') or f"response.result.status was '{result.get('status', '')}', not 'Success'"
        raise WebhookFailed(message, metrics.MALFORMED)
    converted = response.get('convertedObjects')
    return converted if isinstance(converted, list) else []


def _checked(about: str, index: int, original: Document, converted: Any, api_version: str) -> Document:
    """The converted object with the metadata it must have kept. Raises 500."""
    wrong = ''
    if not isinstance(converted, dict):
        wrong = 'invalid type, expected=Unstructured'
    elif converted.get('apiVersion') != api_version:
        wrong = f'invalid groupVersion (expected {api_version}, received {converted.get("apiVersion", "")})'
    elif converted.get('kind') != original['kind']:
        wrong = f'invalid kind (expected {original["kind"]}, received {converted.get("kind", "")})'
    if wrong:
        raise errors.internal_error(f'{about} returned invalid object at index {index}: {wrong}')
    before, after = original.get('metadata') or {}, converted.get('metadata')
    if not isinstance(after, dict):
        raise errors.internal_error(
            f'{about} returned invalid metadata in object at index {index}: missing metadata in converted object'
        )
    for name, title in (('name', 'name'), ('namespace', 'namespace'), ('uid', 'UID')):
        if before.get(name, '') != after.get(name, ''):
            text = f'must have the same {title}: {before.get(name, "")} != {after.get(name, "")}'
            raise errors.internal_error(f'{about} returned invalid object at index {index}: {text}')
    return {**converted, 'metadata': _kept(before, after)}


def _kept(before: Document, after: Document) -> Document:
    """A webhook may change labels and annotations, nothing else of the metadata."""
    kept = {name: value for name, value in before.items() if name not in ('labels', 'annotations')}
    for name in ('labels', 'annotations'):
        if isinstance(after.get(name), dict):
            kept[name] = after[name]
    return kept
