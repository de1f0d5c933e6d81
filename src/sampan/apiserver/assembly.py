"""Which part knows which: the one place where the API server is wired."""

from __future__ import annotations

from asyncio import get_running_loop
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from sampan.api.generated import authentication_v1 as authentication
from sampan.api.generated import authorization_v1 as authorization
from sampan.apiserver.aggregation.remotes import Remotes
from sampan.apiserver.aggregation.transport import Transport
from sampan.apiserver.authn import base as authn
from sampan.apiserver.authn.keys import TokenKeys, generate_signing_key, load_public_key, load_signing_key
from sampan.apiserver.authn.legacy_tokens import LegacyTokens
from sampan.apiserver.authn.service_accounts import ServiceAccountTokens
from sampan.apiserver.authn.setup import Setup
from sampan.apiserver.authn.static_tokens import StaticTokens
from sampan.apiserver.authz import base as authz
from sampan.apiserver.authz.modes import Access, Parts, build, steps_of
from sampan.apiserver.authz.reviews import Reviews
from sampan.apiserver.component_status import (
    CONTROLLER_MANAGER_PORT,
    SCHEDULER_PORT,
    ComponentStatuses,
    Probes,
    https_probe,
)
from sampan.apiserver.connect.https import HttpsNodes
from sampan.apiserver.connect.nodes import NoNodes
from sampan.apiserver.connect.pods import PodConnections
from sampan.apiserver.connect.proxies import Proxies
from sampan.apiserver.connect.session import Session
from sampan.apiserver.customresources.definitions import Definitions
from sampan.apiserver.discovery import Discovery
from sampan.apiserver.flowcontrol.controller import Fairness
from sampan.apiserver.flowcontrol.dump import Dump
from sampan.apiserver.flowcontrol.estimate import Estimator
from sampan.apiserver.health import Health, Unhealthy
from sampan.apiserver.index import Index
from sampan.apiserver.issuer import issuer_routes
from sampan.apiserver.local import LocalClient
from sampan.apiserver.metrics import Metrics
from sampan.apiserver.openapi.service import OpenApi
from sampan.apiserver.outgoing.services import Services
from sampan.apiserver.registry.config import RegistryConfig
from sampan.apiserver.registry.registry import Registry
from sampan.apiserver.request import Handler, RequestInfo, Stage, UserInfo
from sampan.apiserver.routes import Routes
from sampan.apiserver.served import ServedResources
from sampan.apiserver.stages import compose
from sampan.apiserver.stages.authentication import Authentication
from sampan.apiserver.stages.authorization import Authorization
from sampan.apiserver.stages.deadline import Deadline
from sampan.apiserver.stages.fairness import FairnessStage
from sampan.apiserver.stages.impersonation import Impersonation
from sampan.apiserver.stages.in_flight import InFlight
from sampan.apiserver.stages.recovery import Recovery
from sampan.apiserver.stages.request_info import RequestInfoStage
from sampan.apiserver.stages.response_headers import ResponseHeaders
from sampan.apiserver.tokens import TokenIssuer, TokenReviewer, review_self
from sampan.apiserver.version import serve_version
from sampan.apiserver.virtual import answers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sampan.api.generated.apiextensions_v1 import WebhookClientConfig
    from sampan.api.resources import Resource
    from sampan.apiserver.audit.auditor import Auditor
    from sampan.apiserver.cache.cache import WatchCache
    from sampan.apiserver.config import ApiServerConfig
    from sampan.apiserver.connect.nodes import NodeConnector
    from sampan.apiserver.customresources.webhook import ConversionWebhooks
    from sampan.apiserver.encryption.atrest import AtRest
    from sampan.apiserver.reloads import Reloads
    from sampan.apiserver.stages.audit import Audit
    from sampan.machinery.world import World
    from sampan.store.base import Store

ITSELF = UserInfo('system:apiserver', groups=('system:masters', 'system:authenticated'))

ResourceKey = tuple[str, str, str]


def find(served: ServedResources, info: RequestInfo) -> Resource | None:
    """The resource a request is about, if it is served, and its subresource."""
    resource = served.find(info.group, info.version, info.resource)
    if resource is None or (info.subresource and info.subresource not in resource.subresources):
        return None
    return resource


def at_rest(config: ApiServerConfig, store: Store, world: World) -> AtRest | None:
    """Encryption at rest, if it is asked for. Raises ConfigurationError."""
    if config.encryption_provider_config is None:
        return None
    from sampan.apiserver.encryption.atrest import AtRest

    return AtRest(config.encryption_provider_config, store, world, reload=config.encryption_reload)


class Assembly:
    """The parts of one server. `handler` is the whole pipeline; `inner` is the registry without authorization."""

    def __init__(
        self, *, store: Store, world: World, config: ApiServerConfig, nodes: NodeConnector | None = None
    ) -> None:
        self.at_rest = at_rest(config, store, world)
        if self.at_rest is not None:
            store = self.at_rest.store
        self._store = store
        self._world = world
        self._config = config
        self._nodes = nodes
        self.ready = False
        self.has_roles = False
        self.port = config.port
        self.session = Session()
        self._aggregation = Session()
        self._conversions: ConversionWebhooks | None = None
        self.served = ServedResources(config.runtime_config)
        self.registry = Registry(
            store=store,
            world=world,
            served=self.served,
            connectors=self.connectors(),
            admission=config.admission,
            config=RegistryConfig(service_cidr=config.service_cidr),
        )
        self.registry.escalation = self.access.escalation
        self.registry.authorizer = self.authorizer
        self.inner: Handler = compose([RequestInfoStage()], self.registry.handle)
        self._reader = LocalClient(self.inner, ITSELF)
        self.definitions = Definitions(self.registry, self._reader, self._call_conversion)
        self.handler: Handler = self._pipeline()

    def _pipeline(self) -> Handler:
        config = self._config
        limit = self._limit()
        self.metrics.in_flight = lambda: {'readOnly': limit.running[True], 'mutating': limit.running[False]}
        authentication, authorization = Authentication(self.authenticator, self.audit), Authorization(self.authorizer)
        if self.at_rest is not None and config.encryption_reload:
            self.at_rest.count(self._reloads('encryption'))
        if self.auditor is not None:
            self.metrics.others.append(self.auditor.metrics.collect)
        self.metrics.others += [
            authentication.metrics.collect,
            authorization.metrics.collect,
            self.registry.parts.metrics.collect,
            self.registry.parts.webhook_metrics.collect,
            self.registry.conversions.collect,
            self._cache_metrics,
        ]
        stages: list[Stage] = [
            ResponseHeaders(self._world),
            Recovery(),
            RequestInfoStage(),
            self.metrics,
            Deadline(config.request_timeout),
            authentication,
            *([] if self.audit is None else [self.audit]),
            Impersonation(self.authorizer),
            limit,
            authorization,
        ]
        return compose(stages, self._routes())

    def _limit(self) -> FairnessStage | InFlight:
        """How many requests are served at once."""
        config, fairness = self._config, self.fairness
        if fairness is None:
            return InFlight(reading=config.max_requests_inflight, changing=config.max_mutating_requests_inflight)
        from sampan.apiserver.flowcontrol import metrics

        self.metrics.others.append(lambda: metrics.collect(fairness.levels))
        return FairnessStage(fairness, Estimator(self._cache_of), config.request_timeout)

    def _cache_metrics(self) -> Iterator[Any]:
        from sampan.apiserver.cache import metrics

        found = [(each.resource, each.cache) for each in self.registry.endpoints.values() if each.resource.stored]
        return metrics.collect(lambda: found, lambda: self.registry.feed.revision)

    def _cache_of(self, info: RequestInfo) -> WatchCache | None:
        endpoint = self.registry.endpoints.get((info.group, info.version, info.resource))
        return None if endpoint is None else endpoint.cache

    @cached_property
    def fairness(self) -> Fairness | None:
        """Priority and fairness, unless it is switched off."""
        config = self._config
        if not config.priority_and_fairness:
            return None
        total = config.max_requests_inflight + config.max_mutating_requests_inflight
        return Fairness(self.registry, self._reader, total)

    @cached_property
    def remotes(self) -> Remotes:
        """Aggregated API servers."""
        transport = Transport(self.services, self._aggregation, self._config.proxy_client)
        remotes = Remotes(self.registry, self._reader, transport)

        def collect() -> Iterator[Any]:
            from sampan.apiserver.aggregation import metrics

            return metrics.collect(remotes)

        self.metrics.others.append(collect)
        return remotes

    async def _call_conversion(self, config: WebhookClientConfig, document: dict[str, Any]) -> dict[str, Any]:
        """Ask a conversion webhook. Raises WebhookFailed."""
        if self._conversions is None:
            from sampan.apiserver.customresources.webhook import ConversionWebhooks

            self._conversions = ConversionWebhooks(self.services)
        return await self._conversions.call(config, document)

    @cached_property
    def services(self) -> Services:
        """How the Services of the cluster are found, for everybody here who asks one."""
        return Services(self.registry.lookup, self._world)

    async def close(self) -> None:
        """End the connections to others."""
        await self.session.close()
        await self._aggregation.close()
        if self._conversions is not None:
            await self._conversions.close()

    async def lookup(self, kind: type[Any], name: str, namespace: str) -> Any:
        """One object, past authorization: what the server itself needs to know."""
        return await self._reader.get(kind, name, namespace)

    # --- who asks ----------------------------------------------------------------------------------

    @cached_property
    def token_keys(self) -> TokenKeys:
        config = self._config
        signing = generate_signing_key()
        if config.signing_key is not None:
            signing = load_signing_key(config.signing_key.read_bytes())
        others = [load_public_key(path.read_bytes()) for path in config.service_account_keys]
        keys = {key.id: key for key in (signing.public, *others)}
        return TokenKeys(signing, tuple(keys.values()), (config.issuer,), config.api_audiences)

    @cached_property
    def tokens(self) -> authn.BearerTokens:
        file = self._config.token_file
        static = StaticTokens({}) if file is None else StaticTokens.from_file(file)
        accounts = ServiceAccountTokens(keys=self.token_keys, lookup=self.lookup, world=self._world)
        legacy = LegacyTokens(keys=self.token_keys, lookup=self.lookup)
        more = self.authentication.token_kinds(self.lookup)
        return authn.BearerTokens(static, legacy, accounts, *more, audiences=self._config.api_audiences)

    @cached_property
    def authentication(self) -> Setup:
        return Setup(self._config, self._world)

    @cached_property
    def authenticator(self) -> authn.Authenticator:
        kinds = [*self.authentication.certificate_kinds(), self.tokens, *self.authentication.anonymous()]
        return authn.Union(*kinds)

    # --- what is written down ------------------------------------------------------------------------

    @cached_property
    def auditor(self) -> Auditor | None:
        if self._config.audit is None:
            return None
        from sampan.apiserver.audit.auditor import Auditor

        return Auditor.of(self._config.audit, self._world)

    @cached_property
    def audit(self) -> Audit | None:
        if self.auditor is None:
            return None
        from sampan.apiserver.stages.audit import Audit

        return Audit(self.auditor, self._world)

    # --- whether they may --------------------------------------------------------------------------

    @cached_property
    def _access_parts(self) -> Parts:
        return Parts(
            find=lambda kind: self.registry.served_endpoint(kind),
            world=self._world,
            settled=lambda: self.registry.policy_settled(),
            policy_file=self._config.authorization_policy_file,
        )

    @cached_property
    def access(self) -> Access:
        config = self._config
        steps = steps_of(config.authorization_modes, config.authorization_webhook, config.authorization_config)
        return build(steps, self._access_parts)

    async def keep_access(self) -> None:
        """Follow the authorization configuration file, where there is one. Runs until cancelled."""
        if self._config.authorization_config is not None:
            from sampan.apiserver.authz.reload import Reload

            reloads = self._reloads('authorization')
            await Reload(self._config.authorization_config, self.access, self._access_parts, reloads).run()

    async def keep_authentication(self) -> None:
        """Follow the authentication configuration file, where there is one. Runs until cancelled."""
        if self._config.authentication_config is not None:
            from sampan.apiserver.authn.reload import Reload

            reloads = self._reloads('authentication')
            await Reload(self._config.authentication_config, self.authentication, reloads).run()

    def _reloads(self, kind: str) -> Reloads:
        """The counts of one configuration file, which /metrics shows from now on."""
        from sampan.apiserver.reloads import Reloads

        made = Reloads(kind, f'{self._config.address}:{self.port}', self._world)
        self.metrics.others.append(made.collect)
        return made

    @cached_property
    def authorizer(self) -> authz.Authorizer:
        return self.access.authorizer

    # --- what is answered --------------------------------------------------------------------------

    def connectors(self) -> Mapping[ResourceKey, Handler]:
        """Resources that are answered here instead of by the registry."""
        issuer = TokenIssuer(
            keys=self.token_keys,
            lookup=self.lookup,
            world=self._world,
            longest=self._config.max_token_expiration,
            extend=self._config.extend_token_expiration,
        )
        reviewer = TokenReviewer(self.tokens, self._config.api_audiences)
        reviews = Reviews(self.authorizer)
        who, may = 'authentication.k8s.io', 'authorization.k8s.io'
        return {
            ('', 'componentstatuses', ''): ComponentStatuses(self._world, self.component_probes).handle,
            ('', 'serviceaccounts', 'token'): answers(authentication.TokenRequest, issuer.request),
            (who, 'tokenreviews', ''): answers(authentication.TokenReview, reviewer.review),
            (who, 'selfsubjectreviews', ''): answers(authentication.SelfSubjectReview, review_self),
            (may, 'subjectaccessreviews', ''): answers(authorization.SubjectAccessReview, reviews.subject),
            (may, 'localsubjectaccessreviews', ''): answers(authorization.LocalSubjectAccessReview, reviews.local),
            (may, 'selfsubjectaccessreviews', ''): answers(authorization.SelfSubjectAccessReview, reviews.self_access),
            (may, 'selfsubjectrulesreviews', ''): answers(authorization.SelfSubjectRulesReview, reviews.self_rules),
            **PodConnections(lookup=self.lookup, nodes=self.nodes).handlers(),
            **Proxies(lookup=self.lookup, nodes=self.nodes, session=self.session, world=self._world).handlers(),
        }

    @cached_property
    def component_probes(self) -> Probes:
        """How `componentstatuses` learns who is well."""
        return {
            'scheduler': https_probe(self.session, SCHEDULER_PORT),
            'controller-manager': https_probe(self.session, CONTROLLER_MANAGER_PORT),
            'etcd-0': self._store_probe,
        }

    async def _store_probe(self) -> str:
        await self._check_store()
        return 'ok'

    @cached_property
    def nodes(self) -> NodeConnector:
        """How kubelets are reached: as given, else over HTTPS with the configured certificates."""
        if self._nodes is not None:
            return self._nodes
        if self._config.kubelet_client is None:
            return NoNodes()
        return HttpsNodes(lookup=self.lookup, config=self._config.kubelet_client, session=self.session)

    @cached_property
    def metrics(self) -> Metrics:
        return Metrics(lambda info: find(self.served, info) is not None)

    def _routes(self) -> Routes:
        paths: dict[str, Handler] = {'/version': serve_version, '/metrics': self.metrics.serve}
        prefixes: dict[str, Handler] = {}
        listed = ['/apis/', '/openapi/v3/']
        checks = {'ping': self._ping, 'etcd': self._check_store}
        if self.access.rbac is not None:
            checks['poststarthook/rbac/bootstrap-roles'] = self._check_roles
        if self.at_rest is not None and self.at_rest.has_plugins:
            checks['kms-providers'] = self.at_rest.check
        fairness = self.fairness
        if fairness is not None:
            checks['poststarthook/priority-and-fairness-config-producer'] = self._check_fairness
            paths |= Dump(lambda: fairness.levels, lambda: get_running_loop().time(), self._world.now).paths()
        checks['autoregister-completion'] = self._check_registration
        for name in ('healthz', 'livez', 'readyz'):
            own = checks | ({'poststarthook/bootstrap': self._check_ready} if name == 'readyz' else {})
            health = Health(name, own)
            paths[f'/{name}'] = health.all
            prefixes[f'/{name}/'] = health.one
            listed += (f'/{name}/{check}' for check in own)
        discovery = Discovery(
            served=self.served,
            address=lambda: f'{self._config.address}:{self.port}',
            remotes=self.remotes,
        )
        paths |= discovery.routes()
        prefixes |= discovery.prefixes()
        openapi = OpenApi(self.served, self.remotes)
        paths |= openapi.paths()
        prefixes |= openapi.prefixes()
        paths |= issuer_routes(self.token_keys, self._config, lambda: self.port)
        paths |= Index((*listed, *paths), self.served).routes()
        return Routes(
            paths=paths,
            prefixes=prefixes,
            registry=self.registry.handle,
            find=partial(find, self.served),
            remotes=self.remotes.by_version,
        )

    async def _ping(self) -> None:
        return

    async def _check_store(self) -> None:
        await self._store.get('/registry/health')

    async def bootstrap_roles(self) -> None:
        """The default roles and bindings, if somebody asks for roles. Raises StoreError."""
        if self.access.rbac is not None:
            from sampan.apiserver.authz.rbac import bootstrap

            await bootstrap.ensure(self.registry)
        self.has_roles = True

    async def _check_roles(self) -> None:
        if not self.has_roles:
            raise Unhealthy('not finished')

    async def _check_registration(self) -> None:
        if not self.remotes.complete:
            raise Unhealthy('missing APIService')

    async def _check_fairness(self) -> None:
        if self.fairness is not None and not self.fairness.complete:
            raise Unhealthy('not finished')

    async def _check_ready(self) -> None:
        if not self.ready:
            raise Unhealthy('the server has not finished starting')
