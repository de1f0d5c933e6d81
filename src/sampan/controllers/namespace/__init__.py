"""The namespace controller: empties a namespace that is being deleted, then lets it go.

Upstream: pkg/controller/namespace. `content` deletes and counts, `conditions` says what is left in the words of the
API, `controller` puts them together.
"""

from sampan.controllers.namespace.controller import NamespaceController

__all__ = ['NamespaceController']
