"""Webhook configurations: how many webhooks they have. Policies: what they do and by which parameters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sampan.api.columns.base import Cell, Columns, age, column, name_column
from sampan.api.generated import admissionregistration_v1 as registration
from sampan.api.generated import meta_v1 as meta


def _configuration(
    found: registration.MutatingWebhookConfiguration | registration.ValidatingWebhookConfiguration, now: datetime
) -> list[Cell]:
    return [found.metadata.name, len(found.webhooks), age(found, now)]


WEBHOOK_CONFIGURATIONS = Columns([name_column(), column('Webhooks', type='integer'), column('Age')], _configuration)


def _param_kind(policy: Any) -> str:
    kind = policy.spec.param_kind
    if kind is None:
        return '<unset>'
    return f'{kind.api_version}/{kind.kind}'


def _go_text(selector: meta.LabelSelector) -> str:
    """Upstream shows its struct here, as Go prints those that were generated for protobuf."""
    labels = ''.join(f'{key}: {selector.match_labels[key]},' for key in sorted(selector.match_labels))
    expressions = ''.join(
        f'LabelSelectorRequirement{{Key:{each.key},Operator:{each.operator},Values:[{" ".join(each.values)}],}},'
        for each in selector.match_expressions
    )
    labels, expressions = f'map[string]string{{{labels}}}', f'[]LabelSelectorRequirement{{{expressions}}}'
    return f'&LabelSelector{{MatchLabels:{labels},MatchExpressions:{expressions},}}'


def _validating(found: registration.ValidatingAdmissionPolicy, now: datetime) -> list[Cell]:
    return [found.metadata.name, len(found.spec.validations), _param_kind(found), age(found, now)]


def _mutating(found: Any, now: datetime) -> list[Cell]:
    return [found.metadata.name, len(found.spec.mutations), _param_kind(found), age(found, now)]


def _binding(found: Any, now: datetime) -> list[Cell]:
    ref = found.spec.param_ref
    text = '<unset>'
    if ref is not None:
        if ref.name:
            text = f'{ref.namespace}/{ref.name}' if ref.namespace else f'*/{ref.name}'
        elif ref.selector is not None:
            text = _go_text(ref.selector)
    return [found.metadata.name, found.spec.policy_name, text, age(found, now)]


VALIDATING_POLICIES = Columns(
    [name_column(), column('Validations', type='integer'), column('ParamKind'), column('Age')], _validating
)
MUTATING_POLICIES = Columns(
    [name_column(), column('Mutations', type='integer'), column('ParamKind'), column('Age')], _mutating
)
BINDINGS = Columns([name_column(), column('PolicyName'), column('ParamRef'), column('Age')], _binding)
