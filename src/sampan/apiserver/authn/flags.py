"""OpenID Connect by flags: what they mean as a structured configuration."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from pathlib import Path

from sampan.apiserver.authn.configuration import ClaimRule, Issuer, JwtConfig, Mapping, Mappings


@dataclass(frozen=True, slots=True)
class OidcFlags:
    """Upstream's `--oidc-...` flags."""

    issuer_url: str
    client_id: str
    ca_file: Path | None = None
    username_claim: str = 'sub'
    username_prefix: str = ''
    groups_claim: str = ''
    groups_prefix: str = ''
    required_claims: Pairs[str, str] = field(default_factory=dict)

    def config(self) -> JwtConfig:
        """Names that are not e-mail addresses get the issuer in front, unless the prefix is `-`. Raises OSError."""
        prefix = self.username_prefix
        if not prefix and self.username_claim != 'email':
            prefix = f'{self.issuer_url}#'
        return JwtConfig(
            issuer=Issuer(
                url=self.issuer_url,
                audiences=[self.client_id],
                certificate_authority='' if self.ca_file is None else self.ca_file.read_text(),
            ),
            claim_validation_rules=[
                ClaimRule(claim=claim, required_value=value) for claim, value in self.required_claims.items()
            ],
            claim_mappings=Mappings(
                username=Mapping(claim=self.username_claim, prefix='' if prefix == '-' else prefix),
                groups=Mapping(claim=self.groups_claim, prefix=self.groups_prefix),
            ),
        )
