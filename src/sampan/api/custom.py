"""Objects of kinds that no generated type describes: custom resources.

Such an object has typed metadata like every other, and everything else as plain JSON in `content`. Each resource has a
class of its own, made at run time by `kind`, so that `type(obj)` says what an object is wherever it goes: through
`codec`, both clients, informers and the registry.

    CronTab = custom.kind('stable.example.com', 'v1', 'crontabs', 'CronTab')
    tab = await client.get(CronTab, 'nightly', 'default')
    tab.content['spec']['replicas'] = 3
    await client.update(tab)

The JSON of an object starts with its metadata, then apiVersion and kind: a watch cache that takes an object's bytes
for a list item drops what stands before the metadata, and items of custom resources say what they are.

Upstream: apimachinery's `unstructured.Unstructured`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import msgspec

from sampan.api.generated import meta_v1
from sampan.api.scalars import decode_hook, encode_hook

if TYPE_CHECKING:
    from sampan.api.resources.base import Resource

_encoder = msgspec.json.Encoder(enc_hook=encode_hook, order='deterministic')
Head = meta_v1.PartialObjectMetadata  # the typed part of an object
_heads = msgspec.json.Decoder(Head, dec_hook=decode_hook)


class CustomObject:
    """One object. Subclasses have the `resource` they belong to; `content` has no kind, apiVersion and metadata."""

    __slots__ = ('api_version', 'content', 'converted', 'kind', 'metadata')
    resource: ClassVar[Resource]
    scale: ClassVar[Any] = None  # where a definition says its numbers are
    published: ClassVar[Any] = None  # how OpenAPI documents describe the kind

    def __init__(
        self,
        content: Mapping[str, Any] | None = None,
        *,
        metadata: meta_v1.ObjectMeta | None = None,
        kind: str | None = None,
        api_version: str | None = None,
    ) -> None:
        self.metadata = meta_v1.ObjectMeta() if metadata is None else metadata
        self.content: dict[str, Any] = {} if content is None else dict(content)
        self.kind = type(self).__name__ if kind is None else kind
        self.api_version = self.resource.api_version if api_version is None else api_version
        self.converted: bytes | None = None  # what is stored instead, when somebody else had to convert it

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CustomObject) and self.document() == other.document()

    __hash__ = None  # type: ignore[assignment]  # it can be changed

    def __repr__(self) -> str:
        return f'{self.kind}({self.metadata.namespace}/{self.metadata.name})'

    def document(self) -> dict[str, Any]:
        """The whole object as plain JSON, a private copy."""
        made: dict[str, Any] = msgspec.json.decode(self.to_json())
        return made

    def to_json(self) -> bytes:
        """The object's bytes."""
        head = b'{"metadata":%b,"apiVersion":%b,"kind":%b' % (
            _encoder.encode(self.metadata),
            _encoder.encode(self.api_version),
            _encoder.encode(self.kind),
        )
        return head + (b',' + _encoder.encode(self.content)[1:] if self.content else b'}')

    def __json__(self) -> msgspec.Raw:
        """What msgspec writes for the object (`scalars.encode_hook`)."""
        return msgspec.Raw(self.to_json())

    @classmethod
    def __from_json__(cls: type[C], value: Any) -> C:
        """The object msgspec has read as plain JSON (`scalars.decode_hook`), as an element of something larger."""
        return cls.from_json(msgspec.json.encode(value))

    @classmethod
    def from_json(cls: type[C], data: bytes) -> C:
        """Read an object. Raises msgspec's errors."""
        return cls.of(_heads.decode(data), data)

    @classmethod
    def of(cls: type[C], head: Head, data: bytes) -> C:
        """An object whose typed part has been read already."""
        content = msgspec.json.decode(data)
        made = cls.__new__(cls)
        made.kind, made.api_version = content.pop('kind', None) or '', content.pop('apiVersion', None) or ''
        content.pop('metadata', None)
        made.metadata, made.content, made.converted = head.metadata, content, None
        return made


C = TypeVar('C', bound=CustomObject)


class Decoder:
    """What `codec` uses in the place of a msgspec decoder."""

    __slots__ = ('_kind',)

    def __init__(self, kind: type[CustomObject]) -> None:
        self._kind = kind

    def decode(self, data: bytes) -> CustomObject:
        return self._kind.from_json(data)


def new_type(name: str) -> type[CustomObject]:
    """A class for a kind; whoever makes it gives it its `resource`."""
    return type(name, (CustomObject,), {'__slots__': (), '__doc__': f'A {name}.'})


def kind(group: str, version: str, plural: str, name: str, *, namespaced: bool = True) -> type[CustomObject]:
    """The class of a custom resource as a client knows it."""
    from sampan.api.resources.base import ALL_VERBS, Resource

    made = new_type(name)
    any_made: Any = made
    made.resource = Resource(
        group, version, plural, name.lower(), any_made, None, namespaced, ALL_VERBS, storage_prefix=f'{group}/{plural}'
    )
    return made
