"""The flags of `sampan apiserver`: kube-apiserver's names, and what they mean as an `ApiServerConfig`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, NoReturn

from sampan.apiserver.admission.config import AdmissionConfig
from sampan.apiserver.audit.config import FORMATS, MODES, AuditConfig, Batching, LogConfig, Truncation, WebhookConfig
from sampan.apiserver.config import ApiServerConfig, KubeletClientConfig, ProxyClientConfig
from sampan.apiserver.http.tls import TlsConfig
from sampan.apiserver.runtimeconfig import parse as parse_runtime_config
from sampan.cluster.errors import ClusterError
from sampan.machinery import duration

TRUE, FALSE = ('true', '1', 't'), ('false', '0', 'f')


def boolean(text: str) -> bool:
    """What Go's flag package takes for a boolean."""
    if text.lower() not in TRUE + FALSE:
        raise argparse.ArgumentTypeError(f'invalid boolean value {text!r}')
    return text.lower() in TRUE


def seconds(text: str) -> float:
    """A Go duration."""
    try:
        return duration.parse(text) / duration.SECOND
    except duration.DurationError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def words(text: str) -> list[str]:
    return [word for word in text.split(',') if word]


def pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition('=')
    if not equals:
        raise argparse.ArgumentTypeError(f'{text!r} is not key=value')
    return key, value


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Every flag. A flag that is not given leaves the server's default."""
    add_serving(parser)
    add_authentication(parser)
    add_authorization(parser)
    add_audit(parser)


def add_serving(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group('serving and storage')
    group.add_argument('--etcd-servers', type=words, default=[], help='URLs of etcd; without: a file (--database)')
    group.add_argument('--etcd-cafile', type=Path)
    group.add_argument('--etcd-certfile', type=Path)
    group.add_argument('--etcd-keyfile', type=Path)
    group.add_argument('--database', type=Path, help='SQLite file; without it and without etcd: in memory')
    group.add_argument('--bind-address', default='0.0.0.0')
    group.add_argument('--advertise-address', default='')
    group.add_argument('--secure-port', type=int, default=6443)
    group.add_argument('--tls-cert-file', type=Path)
    group.add_argument('--tls-private-key-file', type=Path)
    group.add_argument('--client-ca-file', type=Path)
    group.add_argument('--service-cluster-ip-range')
    group.add_argument('--kubelet-client-certificate', type=Path)
    group.add_argument('--kubelet-client-key', type=Path)
    group.add_argument('--proxy-client-cert-file', type=Path)
    group.add_argument('--proxy-client-key-file', type=Path)
    group.add_argument('--kubelet-certificate-authority', type=Path)
    group.add_argument('--request-timeout', type=seconds)
    group.add_argument('--enable-priority-and-fairness', type=boolean, nargs='?', const=True)
    group.add_argument('--max-requests-inflight', type=int)
    group.add_argument('--max-mutating-requests-inflight', type=int)
    group.add_argument('--runtime-config', type=parse_runtime_config)
    group.add_argument('--enable-admission-plugins', type=words, default=[])
    group.add_argument('--disable-admission-plugins', type=words, default=[])
    group.add_argument('--admission-control-config-file', type=Path)
    group.add_argument('--encryption-provider-config', type=Path)
    group.add_argument('--encryption-provider-config-automatic-reload', type=boolean, nargs='?', const=True)


def add_authentication(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group('authentication')
    group.add_argument('--anonymous-auth', type=boolean, nargs='?', const=True)
    group.add_argument('--authentication-config', type=Path)
    group.add_argument('--token-auth-file', type=Path)
    group.add_argument('--enable-bootstrap-token-auth', type=boolean, nargs='?', const=True)
    group.add_argument('--authentication-token-webhook-config-file', type=Path)
    group.add_argument('--authentication-token-webhook-version', choices=('v1', 'v1beta1'))
    group.add_argument('--authentication-token-webhook-cache-ttl', type=seconds)
    group.add_argument('--oidc-issuer-url', default='')
    group.add_argument('--oidc-client-id', default='')
    group.add_argument('--oidc-ca-file', type=Path)
    group.add_argument('--oidc-username-claim', default='sub')
    group.add_argument('--oidc-username-prefix', default='')
    group.add_argument('--oidc-groups-claim', default='')
    group.add_argument('--oidc-groups-prefix', default='')
    group.add_argument('--oidc-required-claim', type=pair, action='append', default=[])
    group.add_argument('--requestheader-client-ca-file', type=Path)
    group.add_argument('--requestheader-allowed-names', type=words, default=[])
    group.add_argument('--requestheader-username-headers', type=words, default=['X-Remote-User'])
    group.add_argument('--requestheader-uid-headers', type=words, default=[])
    group.add_argument('--requestheader-group-headers', type=words, default=['X-Remote-Group'])
    group.add_argument('--requestheader-extra-headers-prefix', type=words, default=['X-Remote-Extra-'])
    group.add_argument('--service-account-issuer')
    group.add_argument('--service-account-signing-key-file', type=Path)
    group.add_argument('--service-account-key-file', type=Path, action='append')
    group.add_argument('--service-account-jwks-uri')
    group.add_argument('--service-account-max-token-expiration', type=seconds)
    group.add_argument('--service-account-extend-token-expiration', type=boolean, nargs='?', const=True)
    group.add_argument('--api-audiences', type=words)


def add_authorization(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group('authorization')
    group.add_argument('--authorization-mode', type=words)
    group.add_argument('--authorization-policy-file', type=Path)
    group.add_argument('--authorization-webhook-config-file', type=Path)
    group.add_argument('--authorization-config', type=Path)


def add_audit(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group('audit')
    group.add_argument('--audit-policy-file', type=Path)
    group.add_argument('--audit-log-path', default='')
    group.add_argument('--audit-log-format', choices=FORMATS, default='json')
    group.add_argument('--audit-log-maxage', type=int, default=366)
    group.add_argument('--audit-log-maxbackup', type=int, default=100)
    group.add_argument('--audit-log-maxsize', type=int, default=100)
    group.add_argument('--audit-log-compress', type=boolean, nargs='?', const=True, default=False)
    group.add_argument('--audit-webhook-config-file', type=Path)
    group.add_argument('--audit-webhook-initial-backoff', type=seconds, default=10.0)
    for name, batching, mode in (
        ('log', Batching(max_size=1, max_wait=0.0, throttle=False), 'blocking'),
        ('webhook', Batching(), 'batch'),
    ):
        opening = f'--audit-{name}'
        group.add_argument(f'{opening}-mode', choices=MODES, default=mode)
        group.add_argument(f'{opening}-batch-buffer-size', type=int, default=batching.buffer_size)
        group.add_argument(f'{opening}-batch-max-size', type=int, default=batching.max_size)
        group.add_argument(f'{opening}-batch-max-wait', type=seconds, default=batching.max_wait)
        group.add_argument(
            f'{opening}-batch-throttle-enable', type=boolean, nargs='?', const=True, default=batching.throttle
        )
        group.add_argument(f'{opening}-batch-throttle-qps', type=float, default=batching.qps)
        group.add_argument(f'{opening}-batch-throttle-burst', type=int, default=batching.burst)
        group.add_argument(f'{opening}-truncate-enabled', type=boolean, nargs='?', const=True, default=False)
        group.add_argument(f'{opening}-truncate-max-batch-size', type=int, default=Truncation().max_batch_size)
        group.add_argument(f'{opening}-truncate-max-event-size', type=int, default=Truncation().max_event_size)


# Flags that are one field each.
FIELDS: Mapping[str, str] = {
    'bind_address': 'host',
    'advertise_address': 'advertise_address',
    'secure_port': 'port',
    'service_cluster_ip_range': 'service_cidr',
    'service_account_signing_key_file': 'signing_key',
    'service_account_key_file': 'service_account_keys',
    'service_account_issuer': 'issuer',
    'service_account_jwks_uri': 'jwks_uri',
    'service_account_max_token_expiration': 'max_token_expiration',
    'service_account_extend_token_expiration': 'extend_token_expiration',
    'api_audiences': 'audiences',
    'token_auth_file': 'token_file',
    'anonymous_auth': 'anonymous',
    'authentication_config': 'authentication_config',
    'enable_bootstrap_token_auth': 'bootstrap_token_auth',
    'authentication_token_webhook_config_file': 'token_webhook',
    'authentication_token_webhook_version': 'token_webhook_version',
    'authentication_token_webhook_cache_ttl': 'token_webhook_ttl',
    'request_timeout': 'request_timeout',
    'enable_priority_and_fairness': 'priority_and_fairness',
    'max_requests_inflight': 'max_requests_inflight',
    'max_mutating_requests_inflight': 'max_mutating_requests_inflight',
    'runtime_config': 'runtime_config',
    'authorization_mode': 'authorization_modes',
    'authorization_policy_file': 'authorization_policy_file',
    'authorization_webhook_config_file': 'authorization_webhook',
    'authorization_config': 'authorization_config',
    'encryption_provider_config': 'encryption_provider_config',
    'encryption_provider_config_automatic_reload': 'encryption_reload',
}


def config_of(options: argparse.Namespace) -> ApiServerConfig:
    """Raises ClusterError for flags that need each other."""
    given: dict[str, Any] = {
        field: value for flag, field in FIELDS.items() if (value := getattr(options, flag)) is not None
    }
    return ApiServerConfig(
        **given,
        tls=tls_of(options),
        kubelet_client=kubelet_client_of(options),
        proxy_client=proxy_client_of(options),
        admission=admission_of(options),
        oidc=oidc_of(options),
        request_header=request_header_of(options),
        audit=audit_of(options),
    )


def admission_of(options: argparse.Namespace) -> AdmissionConfig:
    path: Path | None = options.admission_control_config_file
    told: Mapping[str, Any] = {}
    if path is not None:
        from sampan.apiserver.admission import configuration

        try:
            told = configuration.read(path)
        except configuration.BadConfiguration as error:
            raise ClusterError(str(error), 'see --admission-control-config-file') from None
    return AdmissionConfig(options.enable_admission_plugins, options.disable_admission_plugins, configuration=told)


class FlagParser(argparse.ArgumentParser):
    """Says what is wrong with flags as a ClusterError."""

    def error(self, message: str) -> NoReturn:
        raise ClusterError(message, 'see `sampan apiserver --help`')


def with_flags(config: ApiServerConfig, flags: Sequence[str]) -> ApiServerConfig:
    """A server's settings, with what these flags (`audit-policy-file=/etc/audit.yaml`) say otherwise.

    Raises ClusterError.
    """
    if not flags:
        return config
    parser = FlagParser(add_help=False)
    add_flags(parser)
    said = config_of(parser.parse_args([f'--{flag.removeprefix("--")}' for flag in flags]))
    unsaid = config_of(parser.parse_args([]))
    values = ((each.name, getattr(said, each.name)) for each in fields(ApiServerConfig))
    return replace(config, **{name: value for name, value in values if value != getattr(unsaid, name)})


def together(options: argparse.Namespace, *flags: str) -> bool:
    """Whether these are given. Raises ClusterError if some are and some are not."""
    values = {flag: getattr(options, flag) for flag in flags}
    missing = [f'--{flag.replace("_", "-")}' for flag, value in values.items() if not value]
    if missing and len(missing) < len(flags):
        raise ClusterError(f'{", ".join(missing)} is missing', 'these flags are given together or not at all')
    return not missing


def tls_of(options: argparse.Namespace) -> TlsConfig | None:
    if not together(options, 'tls_cert_file', 'tls_private_key_file'):
        return None
    return TlsConfig(
        options.tls_cert_file,
        options.tls_private_key_file,
        client_ca=options.client_ca_file,
        proxy_ca=options.requestheader_client_ca_file,
    )


def kubelet_client_of(options: argparse.Namespace) -> KubeletClientConfig | None:
    flags = ('kubelet_client_certificate', 'kubelet_client_key', 'kubelet_certificate_authority')
    if not together(options, *flags):
        return None
    return KubeletClientConfig(*(getattr(options, flag) for flag in flags))


def proxy_client_of(options: argparse.Namespace) -> ProxyClientConfig | None:
    if not together(options, 'proxy_client_cert_file', 'proxy_client_key_file'):
        return None
    return ProxyClientConfig(options.proxy_client_cert_file, options.proxy_client_key_file)


def oidc_of(options: argparse.Namespace) -> Any:
    if not together(options, 'oidc_issuer_url', 'oidc_client_id'):
        return None
    from sampan.apiserver.authn.flags import OidcFlags

    return OidcFlags(
        options.oidc_issuer_url,
        options.oidc_client_id,
        ca_file=options.oidc_ca_file,
        username_claim=options.oidc_username_claim,
        username_prefix=options.oidc_username_prefix,
        groups_claim=options.oidc_groups_claim,
        groups_prefix=options.oidc_groups_prefix,
        required_claims=dict(options.oidc_required_claim),
    )


def request_header_of(options: argparse.Namespace) -> Any:
    if options.requestheader_client_ca_file is None:
        return None
    from sampan.apiserver.authn.request_headers import RequestHeaderConfig

    return RequestHeaderConfig(
        options.requestheader_client_ca_file,
        allowed_names=options.requestheader_allowed_names,
        username_headers=options.requestheader_username_headers,
        uid_headers=options.requestheader_uid_headers,
        group_headers=options.requestheader_group_headers,
        extra_prefixes=options.requestheader_extra_headers_prefix,
    )


def audit_of(options: argparse.Namespace) -> AuditConfig | None:
    if options.audit_policy_file is None:
        return None
    log = hook = None
    if options.audit_log_path:
        log = LogConfig(
            options.audit_log_path,
            mode=options.audit_log_mode,
            format=options.audit_log_format,
            max_age=options.audit_log_maxage,
            max_backups=options.audit_log_maxbackup,
            max_size=options.audit_log_maxsize,
            compress=options.audit_log_compress,
            batching=batching_of(options, 'log'),
            truncation=truncation_of(options, 'log'),
        )
    if options.audit_webhook_config_file is not None:
        hook = WebhookConfig(
            options.audit_webhook_config_file,
            mode=options.audit_webhook_mode,
            initial_backoff=options.audit_webhook_initial_backoff,
            batching=batching_of(options, 'webhook'),
            truncation=truncation_of(options, 'webhook'),
        )
    return AuditConfig(options.audit_policy_file, log, hook)


def batching_of(options: argparse.Namespace, name: str) -> Batching:
    opening = f'audit_{name}_batch_'
    names = {
        'buffer_size': 'buffer_size',
        'max_size': 'max_size',
        'max_wait': 'max_wait',
        'throttle': 'throttle_enable',
        'qps': 'throttle_qps',
        'burst': 'throttle_burst',
    }
    return Batching(**{field: getattr(options, opening + flag) for field, flag in names.items()})


def truncation_of(options: argparse.Namespace, name: str) -> Truncation:
    opening = f'audit_{name}_truncate_'
    names = {'enabled': 'enabled', 'max_batch_size': 'max_batch_size', 'max_event_size': 'max_event_size'}
    return Truncation(**{field: getattr(options, opening + flag) for field, flag in names.items()})
