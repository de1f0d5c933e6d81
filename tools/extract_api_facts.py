"""Read the shapes of the Go API types and write them down as a compact table (names, types, numbers).

The OpenAPI document cannot say which fields are Go pointers, which are left out when empty, in
which order they are written, and which are written inside a nested protobuf message. The Go
struct declarations can. This tool needs git checkouts of the API modules; its result,
`tools/api_facts.json`, is committed so that `tools/generate_api.py` runs without them.

    tools/extract_api_facts.py --tag v0.36.0 --mirrors DIR > tools/api_facts.json
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

STRUCT = re.compile(r'^type (\w+) struct \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
EMPTY_STRUCT = re.compile(r'^type (\w+) struct\s*\{\s*\}', re.MULTILINE)
ALIAS = re.compile(r'^type (\w+)\s+=?\s*((?:map\[|\[\])?[\w.\[\]*]+)\s*$', re.MULTILINE)
IMPORT = re.compile(r'^(?:import)?\s*(\w+)?\s*"(k8s\.io/[^"]+)"', re.MULTILINE)
FIELD = re.compile(r'^\s*(?:([A-Z]\w*)\s+)?([\w.*\[\]{}]+)\s+`([^`]*)`\s*$')
TAG = re.compile(r'(\w+):"([^"]*)"')
COMMENT = re.compile(r'//[^\n]*|/\*.*?\*/', re.DOTALL)

# Repository, then the folder in it; every `group/version` below is one module.
SOURCES = (
    ('kubernetes+api', '', 'k8s.io/api/'),
    ('kubernetes+apimachinery', 'pkg/apis/meta/v1', 'k8s.io/apimachinery/'),
    ('kubernetes+apimachinery', 'pkg/apis/meta/v1beta1', 'k8s.io/apimachinery/'),
    ('kubernetes+apimachinery', 'pkg/version', 'k8s.io/apimachinery/'),
    ('kubernetes+apiextensions-apiserver', 'pkg/apis/apiextensions/v1', 'k8s.io/apiextensions-apiserver/'),
    ('kubernetes+apiextensions-apiserver', 'pkg/apis/apiextensions/v1beta1', 'k8s.io/apiextensions-apiserver/'),
    ('kubernetes+kube-aggregator', 'pkg/apis/apiregistration/v1', 'k8s.io/kube-aggregator/'),
    ('kubernetes+kube-aggregator', 'pkg/apis/apiregistration/v1beta1', 'k8s.io/kube-aggregator/'),
)
WANTED_FILES = re.compile(r'^(types(_\w+)?|group_version|watch)\.go$')


def git(mirror: Path, *arguments: str) -> str:
    command = ['git', '-C', str(mirror), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def go_files(mirror: Path, tag: str, folder: str) -> list[str]:
    names = git(mirror, 'ls-tree', '-r', '--name-only', tag, *([folder + '/'] if folder else [])).split()
    wanted = []
    for name in names:
        parent, _, base = name.rpartition('/')
        if folder and parent != folder:
            continue
        if WANTED_FILES.match(base) and 'swagger' not in base and not base.endswith('_test.go') and 'proto' not in base:
            wanted.append(name)
    return wanted


def parse_fields(body: str) -> list[list[object]]:
    """Each field as [json name, Go type, flags, protobuf number, protobuf name, patch strategy, merge key]."""
    fields: list[list[object]] = []
    for line in body.splitlines():
        match = FIELD.match(line)
        if not match:
            if '`json:' in line:
                raise ValueError(f'cannot read this field: {line.strip()}')
            continue
        name, go_type, tag_text = match.groups()
        tags = dict(TAG.findall(tag_text))
        json_name, *options = tags.get('json', '').split(',')
        if json_name == '-':
            continue
        inline = name is None and not json_name
        flags = ''.join(
            flag
            for flag, present in (('i', inline), ('o', 'omitempty' in options), ('z', 'omitzero' in options))
            if present
        )
        proto = tags.get('protobuf', '').split(',')
        number = int(proto[1]) if len(proto) > 1 else 0
        proto_name = next((part[5:] for part in proto if part.startswith('name=')), '')
        row: list[object] = [json_name or (name or go_type), go_type, flags, number, proto_name]
        if 'patchStrategy' in tags or 'patchMergeKey' in tags:
            row += [tags.get('patchStrategy', ''), tags.get('patchMergeKey', '')]
        fields.append(row)
    return fields


def extract(mirrors: Path, tag: str) -> dict[str, dict[str, object]]:
    packages: dict[str, dict[str, object]] = {}
    for repository, folder, root in SOURCES:
        mirror = mirrors / repository / 'repo'
        for path in go_files(mirror, tag, folder):
            package = root + path.rpartition('/')[0]
            text = git(mirror, 'show', f'{tag}:{path}')
            entry = packages.setdefault(package, {'imports': {}, 'aliases': {}, 'types': {}})
            imports, aliases, types = entry['imports'], entry['aliases'], entry['types']
            assert isinstance(imports, dict) and isinstance(aliases, dict) and isinstance(types, dict)
            for short, target in IMPORT.findall(text):
                imports[short or target.rsplit('/', 1)[1]] = target
            text = COMMENT.sub('', text)
            for name in EMPTY_STRUCT.findall(text):
                types[name] = []
            for name, body in STRUCT.findall(text):
                types[name] = parse_fields(body)
            aliases.update(ALIAS.findall(text))
    return packages


def dump(packages: dict[str, dict[str, object]]) -> str:
    """JSON with one field per line: small, and readable as a difference."""
    rows: list[str] = []

    def hold(value: object) -> object:
        if isinstance(value, list) and value and isinstance(value[0], str):
            rows.append(json.dumps(value))
            return f'@{len(rows) - 1}@'
        if isinstance(value, list):
            return [hold(item) for item in value]
        if isinstance(value, dict):
            return {key: hold(item) for key, item in value.items()}
        return value

    text = json.dumps(hold(packages), indent=1, sort_keys=True)
    return re.sub(r'"@(\d+)@"', lambda match: rows[int(match.group(1))], text) + '\n'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--tag', default='v0.36.0')
    parser.add_argument('--mirrors', type=Path, required=True, help='folder holding OWNER+NAME/repo git folders')
    arguments = parser.parse_args()
    sys.stdout.write(dump(extract(arguments.mirrors, arguments.tag)))


if __name__ == '__main__':
    main()
