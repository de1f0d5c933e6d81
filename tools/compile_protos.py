"""Compile the .proto files beside which the generated modules are committed.

Run after changing a .proto: `pip install grpcio-tools && python tools/compile_protos.py`. The output is committed, so
that neither installing nor running Sampan needs a protobuf compiler.

The compiler's output refuses to load on a protobuf runtime older than the compiler. The calls it makes are the same in
every release since 4.21, so that check is taken out: a user's environment decides which protobuf it has, not our tools.
"""

from __future__ import annotations

import re
import sys
from importlib.resources import files
from pathlib import Path

from grpc_tools import protoc

SOURCE = Path(__file__).parent.parent / 'src'
FOLDERS = (SOURCE / 'sampan/node/runtime/generated', SOURCE / 'sampan/store/etcd/generated')
VERSION_IMPORT = 'from google.protobuf import runtime_version as _runtime_version\n'
VERSION_CHECK = re.compile(r'_runtime_version\.ValidateProtobufRuntimeVersion\(.*?\n\)\n', re.DOTALL)


def without_version_check(text: str) -> str:
    """The module's text without the check; fails when the compiler's output no longer has its shape."""
    stripped, found = VERSION_CHECK.subn('', text.replace(VERSION_IMPORT, ''))
    if found != 1 or '_runtime_version' in stripped:
        raise SystemExit('the compiler writes its version check differently now: change tools/compile_protos.py')
    return stripped


def main() -> int:
    well_known = str(files('grpc_tools') / '_proto')
    protos = sorted(str(path) for folder in FOLDERS for path in folder.glob('*.proto'))
    includes = [f'-I{SOURCE}', f'-I{well_known}']
    failed = protoc.main(['protoc', *includes, f'--python_out={SOURCE}', f'--pyi_out={SOURCE}', *protos])
    if failed:
        return int(failed)
    for module in (module for folder in FOLDERS for module in folder.glob('*_pb2.py')):
        module.write_text(without_version_check(module.read_text()))
    return 0


if __name__ == '__main__':
    sys.exit(main())
