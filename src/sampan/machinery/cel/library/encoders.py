"""base64.encode and base64.decode; no environment of Kubernetes has them but DRA's.

Upstream: cel-go's ext/encoders.go.
"""

from __future__ import annotations

import base64
import binascii

from sampan.machinery.cel.declarations import Library, overload
from sampan.machinery.cel.errors import EvaluationError
from sampan.machinery.cel.types import BYTES, STRING


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text if text.endswith('=') else text + '=' * (-len(text) % 4), validate=True)
    except binascii.Error:
        raise EvaluationError('illegal base64 data at input byte 0') from None


ENCODERS = Library(
    'ext.encoders',
    (
        ('base64.decode', overload('base64_decode_string', (STRING,), BYTES, _decode)),
        (
            'base64.encode',
            overload('base64_encode_bytes', (BYTES,), STRING, lambda data: base64.b64encode(data).decode()),
        ),
    ),
)
