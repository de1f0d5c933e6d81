"""Conversion between the versions of a definition. Upstream: apiextensions/validation, webhook.ValidateCABundle."""

from __future__ import annotations

from collections.abc import Sequence

from sampan.api.generated import apiextensions_v1 as apiextensions
from sampan.api.validation import webhooks
from sampan.api.validation.common import Errors
from sampan.machinery import field as fields
from sampan.machinery import names
from sampan.machinery.field import Path

REVIEWS = ('v1', 'v1beta1')


def conversion(
    spec: apiextensions.CustomResourceDefinitionSpec, *, any_ca_bundle: bool, any_review_version: bool
) -> Errors:
    """How versions become each other. Older definitions may keep bundles and review versions that are not good."""
    asked, path = spec.conversion, Path('spec').child('conversion')
    if asked is None:
        return
    if asked.strategy != 'None' and spec.preserve_unknown_fields:
        detail = 'must be None if spec.preserveUnknownFields is true'
        yield fields.invalid(path.child('strategy'), asked.strategy, detail)
    yield from one_of(path.child('strategy'), asked.strategy, ('None', 'Webhook'))
    webhook = asked.webhook
    client, reviews = path.child('webhookClientConfig'), path.child('conversionReviewVersions')
    if asked.strategy == 'Webhook':
        config = None if webhook is None else webhook.client_config
        yield from _client(config, client, any_ca_bundle=any_ca_bundle)
        yield from _reviews([] if webhook is None else webhook.conversion_review_versions, reviews, any_review_version)
    elif webhook is not None:
        if webhook.client_config is not None:
            yield fields.forbidden(client, 'should not be set when strategy is not set to Webhook')
        if webhook.conversion_review_versions:
            yield fields.forbidden(reviews, 'should not be set when strategy is not set to Webhook')


def _client(config: apiextensions.WebhookClientConfig | None, path: Path, *, any_ca_bundle: bool) -> Errors:
    if config is None:
        yield fields.required(path, 'required when strategy is set to Webhook')
        return
    if (config.url is None) == (config.service is None):
        yield fields.required(path, 'exactly one of url or service is required')
    elif config.url is not None:
        yield from webhooks.webhook_url(path.child('url'), config.url)
    elif config.service is not None:
        yield from webhooks.webhook_service(path.child('service'), config.service)
    if config.ca_bundle and not any_ca_bundle:
        yield from ca_bundle(path.child('caBundle'), config.ca_bundle)


def ca_bundle(path: Path, bundle: bytes) -> Errors:
    """Certificates in PEM."""
    from cryptography import x509

    try:
        found = x509.load_pem_x509_certificates(bundle)
    except ValueError as error:
        yield fields.invalid(path, bundle.decode('utf-8', 'replace'), f'unable to load root certificates: {error}')
        return
    if not found:
        detail = 'unable to load root certificates: unable to parse bytes as PEM block'
        yield fields.invalid(path, bundle.decode('utf-8', 'replace'), detail)


def _reviews(versions: Sequence[str], path: Path, any_version: bool) -> Errors:
    if not versions:
        yield fields.required(path)
        return
    seen: set[str] = set()
    for index, version in enumerate(versions):
        if version in seen:
            yield fields.invalid(path.index(index), version, 'duplicate version')
            continue
        seen.add(version)
        for wrong in names.dns1035_label(version):
            yield fields.invalid(path.index(index), version, wrong)
    if not any_version and not seen & set(REVIEWS):
        yield fields.invalid(path, list(versions), f'must include at least one of {", ".join(REVIEWS)}')


def one_of(path: Path, value: str, accepted: Sequence[str]) -> Errors:
    """A text out of a few."""
    if not value:
        yield fields.required(path)
    elif value not in accepted:
        yield fields.not_supported(path, value, accepted)
