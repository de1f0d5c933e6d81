"""The three kinds of patch a client can send, as pure functions on decoded JSON.

- `json_patch` (RFC 6902): a list of operations; all or nothing.
- `merge_patch` (RFC 7386): null deletes, lists are replaced.
- `strategic_merge_patch`: upstream's own; lists of objects are merged by a key which a `Schema` knows,
  and directives (`$patch`, `$deleteFromPrimitiveList`, `$setElementOrder`, `$retainKeys`) say the rest.

None of them changes its arguments, and none does I/O. What is wrong with a patch is a `PatchError`;
its class tells the API server which status to answer. Upstream: evanphx/json-patch v4,
k8s.io/apimachinery/pkg/util/strategicpatch, the patch handler of k8s.io/apiserver.
"""

from sampan.machinery.patch.errors import InvalidPatch, PatchError, PatchFailed
from sampan.machinery.patch.json import MAX_OPERATIONS, json_patch
from sampan.machinery.patch.merge import merge_diff, merge_patch
from sampan.machinery.patch.schema import UNKNOWN, PatchField, Schema, Unknown
from sampan.machinery.patch.strategic import strategic_merge_patch

__all__ = [
    'MAX_OPERATIONS',
    'UNKNOWN',
    'InvalidPatch',
    'PatchError',
    'PatchFailed',
    'PatchField',
    'Schema',
    'Unknown',
    'json_patch',
    'merge_diff',
    'merge_patch',
    'strategic_merge_patch',
]
