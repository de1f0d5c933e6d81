"""certificates.k8s.io/v1alpha1: written by tools/generate_api.py, not to be edited."""

from __future__ import annotations

from msgspec import Struct
from msgspec import field as _f

from sampan.api.generated import meta_v1
from sampan.api.scalars import list_ as _list


class ClusterTrustBundleSpec(Struct, kw_only=True, omit_defaults=True, gc=False):
    signer_name: str = _f(name='signerName', default='')
    trust_bundle: str = _f(name='trustBundle', default_factory=str)


class ClusterTrustBundle(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ClusterTrustBundle')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'certificates.k8s.io/v1alpha1')
    metadata: meta_v1.ObjectMeta = _f(default_factory=meta_v1.ObjectMeta)
    spec: ClusterTrustBundleSpec = _f(default_factory=ClusterTrustBundleSpec)


class ClusterTrustBundleList(Struct, kw_only=True, omit_defaults=True, gc=False):
    kind: str = _f(default_factory=lambda: 'ClusterTrustBundleList')
    api_version: str = _f(name='apiVersion', default_factory=lambda: 'certificates.k8s.io/v1alpha1')
    metadata: meta_v1.ListMeta = _f(default_factory=meta_v1.ListMeta)
    items: list[ClusterTrustBundle] = _f(default_factory=_list)
