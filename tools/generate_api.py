"""Write `src/sampan/api/generated/`: one module of structs per API group and version, and its table.

    tools/generate_api.py --facts tools/api_facts.json --reference ../shared/reference --out src/sampan/api/generated

Inputs: the compact facts of the Go declarations (`tools/extract_api_facts.py`), and the reference
folder: the published OpenAPI document (list types, map keys), and the protobuf field numbers
(cross-checked against the facts). Outputs hold names, types and numbers only.

Per group and version two files are written: `<group>_<version>.py` with the structs, and
`tables/<group>_<version>.py` with one row per field (see `sampan.api.schema`), which is imported
only by those who need it: protobuf, patches, strict decoding.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api_names import BARE_KINDS, GROUPS, META_GROUP_KINDS, SKIPPED, SPECIAL, UNIONS, UNVERSIONED_KINDS, WRAPPED, snake


@dataclass
class Field:
    json: str
    attr: str
    annotation: str
    default: str
    container: str
    kind: str
    ref: str
    flags: str
    number: int
    embed: tuple[int, ...]
    strategy: str = ''
    merge_key: str = ''
    list_type: str = ''
    map_keys: tuple[str, ...] = ()
    needs: str = ''
    go: str = ''


@dataclass
class Package:
    path: str
    module: str
    group: str
    version: str
    facts: dict[str, Any]
    modules: set[str] = field(default_factory=set)
    scalars: set[str] = field(default_factory=set)


def module_name(path: str) -> str:
    parts = path.split('/')
    return 'version' if parts[-1] == 'version' else f'{parts[-2]}_{parts[-1]}'


class Generator:
    """All packages at once, because types refer across them."""

    def __init__(self, facts: dict[str, Any], openapi: dict[str, Any], protobuf: dict[str, Any]) -> None:
        self.definitions = openapi['definitions']
        self.protobuf = protobuf
        self.packages = {}
        for path, entry in facts.items():
            module = module_name(path)
            folder, _, version = module.rpartition('_')
            self.packages[path] = Package(path, module, GROUPS.get(folder, ''), version, entry)

    # --- resolving Go types -------------------------------------------------------------------

    def resolve(self, package: Package, go_type: str) -> tuple[str, str]:
        """A Go type name without pointer, slice or map -> (package path, name); aliases are followed."""
        if go_type in SPECIAL:
            return '', go_type
        if '.' in go_type:
            short, name = go_type.split('.')
            path = package.facts['imports'].get(short) or self.default_import(package, short)
            full = f'{path}.{name}'
            if full in SPECIAL:
                return '', full
            if path not in self.packages:
                raise KeyError(f'{package.path}: {go_type} ({full})')
            return self.resolve(self.packages[path], name)
        full = f'{package.path}.{go_type}'
        if full in SPECIAL:
            return '', full
        if go_type in package.facts['types']:
            return package.path, go_type
        if go_type in package.facts['aliases']:
            return self.resolve(package, package.facts['aliases'][go_type])
        return '', go_type

    @staticmethod
    def default_import(package: Package, short: str) -> str:
        raise KeyError(f'{package.path}: unknown import {short}')

    def expand(self, package: Package, go_type: str) -> tuple[Package, str]:
        """Follow aliases of slices and maps (ResourceList, Verbs, ExtraValue) to their spelled-out type."""
        name, home = go_type, package
        while True:
            if '.' in name and not name.startswith(('[', 'map', '*')):
                short, base = name.split('.')
                path = home.facts['imports'].get(short, '')
                if path not in self.packages or f'{path}.{base}' in SPECIAL:
                    return home, name
                home, name = self.packages[path], base
                continue
            target = home.facts['aliases'].get(name)
            if not target or f'{home.path}.{name}' in SPECIAL:
                return home, name
            name = target

    def describe(self, package: Package, home: Package, go_type: str) -> tuple[str, str, str, str]:
        """(annotation, container, kind, ref) of a Go type without its pointer, as seen from `package`."""
        if go_type.rpartition('.')[2] in WRAPPED:
            return 'list[str]', 'wrap', 'string', ''
        home, go_type = self.expand(home, go_type)
        if go_type == '[]byte':
            return 'bytes', '', 'bytes', ''
        if go_type.startswith('[]'):
            inner, container, kind, ref = self.describe(package, home, go_type[2:].lstrip('*'))
            return f'list[{inner}]', 'list' + (':' + container if container else ''), kind, ref
        if go_type.startswith('map['):
            inner, container, kind, ref = self.describe(package, home, go_type.partition(']')[2].lstrip('*'))
            if kind in ('time', 'microtime'):  # a zero time is null, also inside a map
                inner += ' | None'
            return f'dict[str, {inner}]', 'map' + (':' + container if container else ''), kind, ref
        path, name = self.resolve(home, go_type)
        if not path:
            annotation, kind = SPECIAL[name]
            if annotation[0].isupper():
                package.scalars.add(annotation)
            return annotation, '', kind, ''
        if name in UNIONS:
            return UNIONS[name], '', 'union', name
        owner = self.packages[path]
        if owner is package:
            return name, '', 'message', f'{owner.module}.{name}'
        package.modules.add(owner.module)
        return f'{owner.module}.{name}', '', 'message', f'{owner.module}.{name}'

    # --- fields ---------------------------------------------------------------------------------

    def fields(self, package: Package, name: str) -> list[Field]:
        found = list(self.walk(package, package, name, ()))
        seen: dict[str, Field] = {}
        for item in sorted(found, key=lambda f: len(f.embed)):
            seen.setdefault(item.json, item)
        return [item for item in found if seen[item.json] is item]

    def walk(self, package: Package, home: Package, name: str, embed: tuple[int, ...]) -> Iterator[Field]:
        for json_name, go_type, flags, number, _name, *patch in home.facts['types'][name]:
            if 'i' in flags:
                path, inner = ('', '') if go_type.endswith('TypeMeta') else self.resolve(home, go_type.lstrip('*'))
                if path:
                    yield from self.walk(package, self.packages[path], inner, (*embed, number))
                elif go_type.endswith('TypeMeta'):
                    yield from self.type_meta(package, name)
                continue
            yield self.make_field(package, home, json_name, go_type, flags, number, embed, patch)

    @staticmethod
    def type_meta(package: Package, name: str) -> Iterator[Field]:
        version = f'{package.group}/{package.version}' if package.group else package.version
        if package.module.startswith('meta_'):
            version = f'meta.k8s.io/{package.version}' if name in META_GROUP_KINDS else 'v1'
        if name in UNVERSIONED_KINDS:
            version = ''
        for json_name, value in (('kind', name), ('apiVersion', version)):
            default = f'_f(name={json_name!r}, default_factory=lambda: {value!r})' if value else "''"
            if package.module.startswith('meta_') and name in BARE_KINDS:
                default = "''" if json_name == 'kind' else "_f(name='apiVersion', default='')"
            elif json_name == 'kind':
                default = f'_f(default_factory=lambda: {value!r})'
            elif not value:
                default = "_f(name='apiVersion', default='')"
            yield Field(json_name, snake(json_name), 'str', default, '', 'string', '', 'o', 0, (), go='string')

    def make_field(
        self, package: Package, home: Package, json_name: str, go_type: str, flags: str, number: int,
        embed: tuple[int, ...], patch: list[str],
    ) -> Field:  # fmt: skip
        pointer = go_type.startswith('*')
        annotation, container, kind, ref = self.describe(package, home, go_type.lstrip('*'))
        omit = bool(set(flags) & {'o', 'z'})
        default, needs = '', ''
        if pointer or annotation in ('Time', 'MicroTime', 'Raw', 'Any', 'IntOrString') or kind == 'union':
            forced = not omit or not (pointer or kind in ('any', 'union') or 'z' in flags)
            if annotation == 'IntOrString' and not pointer:
                default = 'factory:int'
            elif annotation == 'Any' and not pointer:
                default = 'value:None'
            elif annotation == 'Raw':  # msgspec has no optional Raw; Go writes null for an unset value
                default = 'value:_NO_RAW' if pointer else 'factory:_null_raw'
            else:
                annotation += ' | None'
                default = 'factory:_none' if forced else 'value:None'
        elif container:
            base = 'dict' if container.startswith('map') else 'list'
            default = f'factory:{base}' if omit else f'factory:_{base}'
        elif kind == 'message':
            default, needs = f'factory:{annotation}', annotation if '.' not in annotation else ''
        elif kind == 'quantity':
            default = 'factory:_zero_quantity'
        else:
            base = {'Int32': 'int', 'Int64': 'int'}.get(annotation, annotation)
            zero = {'str': "''", 'int': '0', 'bool': 'False', 'float': '0.0', 'bytes': "b''"}[base]
            default = f'value:{zero}' if omit else f'factory:{base}'
        attr = snake(json_name)
        mode, _, value = default.partition(':')
        rename = f'name={json_name!r}, ' if attr != json_name else ''
        if mode == 'value':
            text = f'_f({rename}default={value})' if rename else value
        else:
            text = f'_f({rename}default_factory={value})'
        result = Field(
            json_name, attr, annotation, text, container, kind, ref,
            ('p' if pointer else '') + ('o' if omit else ''), number, embed, needs=needs,
        )  # fmt: skip
        result.go = self.go_name(home, go_type.lstrip('*'))
        if patch:
            result.strategy, result.merge_key = patch[0], patch[1]
        return result

    def go_name(self, home: Package, go_type: str) -> str:
        """The type as Go's error messages print it: `int32`, `v1.PodSpec`, `[]v1.Container`, `map[string]string`."""
        if go_type.startswith('[]'):
            return '[]' + self.go_name(home, go_type[2:])
        if go_type.startswith('map['):
            key, _, value = go_type[4:].partition(']')
            return f'map[{self.go_name(home, key)}]{self.go_name(home, value)}'
        if go_type.startswith('*'):
            return '*' + self.go_name(home, go_type[1:])
        if '.' in go_type:
            short, name = go_type.split('.')
            return f'{home.facts["imports"][short].rpartition("/")[2]}.{name}'
        if go_type in ('string', 'bool', 'int32', 'int64', 'uint32', 'float64', 'byte', 'interface{}'):
            return go_type
        return f'{home.version or home.module}.{go_type}'

    def add_list_types(self, package: Package, name: str, fields: list[Field]) -> None:
        """List types and map keys, which only the OpenAPI document carries complete."""
        prefix = 'io.' + '.'.join(
            ['k8s', *package.path.removeprefix('k8s.io/').split('/')]
        )  # k8s.io/api/core/v1 -> io.k8s.api.core.v1
        properties = self.definitions.get(f'{prefix}.{name}', {}).get('properties', {})
        for item in fields:
            schema = properties.get(item.json, {})
            item.list_type = schema.get('x-kubernetes-list-type', '') or schema.get('x-kubernetes-map-type', '')
            item.map_keys = tuple(schema.get('x-kubernetes-list-map-keys', ()))

    def check_protobuf(self, package: Package, name: str, fields: list[Field]) -> list[str]:
        """Where the published field numbers and the Go tags disagree."""
        key = package.path.replace('/', '.').replace('-', '_') + '.' + name
        published = self.protobuf.get(key)
        if published is None:
            return []
        direct = {item.number for item in fields if not item.embed and item.number}
        direct |= {item.embed[0] for item in fields if item.embed}
        numbers = {row['number'] for row in published.values()}
        return [] if direct == numbers else [f'{key}: tags {sorted(direct ^ numbers)} differ']

    # --- writing --------------------------------------------------------------------------------

    def order(self, types: dict[str, list[Field]]) -> list[str]:
        """Type names so that every default factory names a class already defined."""
        done: dict[str, None] = {}

        def visit(name: str) -> None:
            if name in done:
                return
            for item in types[name]:
                if item.needs and item.needs != name:
                    visit(item.needs)
            done[name] = None

        for name in types:
            visit(name)
        return list(done)

    def module(self, package: Package) -> tuple[str, str, list[str]]:
        types: dict[str, list[Field]] = {}
        problems: list[str] = []
        for name in sorted(package.facts['types']):
            if name in SKIPPED or (package.module.startswith('meta') and name in UNIONS):
                continue
            fields = self.fields(package, name)
            self.add_list_types(package, name, fields)
            problems += self.check_protobuf(package, name, fields)
            types[name] = fields
        body, uses = [], ''
        for name in self.order(types):
            lines = [f'class {name}(Struct, kw_only=True, omit_defaults=True, gc=False):']
            lines += [f'    {item.attr}: {item.annotation} = {item.default}' for item in types[name]]
            if not types[name]:
                lines.append('    """No fields."""')
            body.append('\n'.join(lines))
        uses = '\n'.join(body)
        return self.header(package, uses) + '\n\n\n'.join(body) + '\n', self.table(package, types), problems

    def header(self, package: Package, uses: str) -> str:
        title = f'{package.group}/{package.version}'.lstrip('/') if package.version else 'version'
        lines = [f'"""{title}: written by tools/generate_api.py, not to be edited."""', '']
        lines.append('from __future__ import annotations\n')
        if re.search(r'\bAny\b', uses):
            lines.append('from typing import Any\n')
        lines.append('from msgspec import ' + ('Raw, ' if re.search(r'\bRaw\b', uses) else '') + 'Struct')
        if '_f(' in uses:
            lines.append('from msgspec import field as _f')
        lines.append('')
        if package.modules:
            lines.append('from sampan.api.generated import ' + ', '.join(sorted(package.modules)))
        names = [n for n in ('Int32', 'Int64', 'IntOrString', 'MicroTime', 'Quantity', 'Time')
                 if re.search(rf'\b{n}\b', uses)]  # fmt: skip
        if names:
            lines.append('from sampan.api.scalars import ' + ', '.join(names))
        for private in ('NO_RAW', 'dict', 'list', 'none', 'null_raw', 'zero_quantity'):
            if re.search(rf'=_{private}\b', uses) or re.search(rf' = _{private}\b', uses):
                public = f'{private}_' if private in ('dict', 'list') else private
                lines.append(f'from sampan.api.scalars import {public} as _{private}')
        return '\n'.join(lines).rstrip() + '\n\n\n'

    @staticmethod
    def table(package: Package, types: dict[str, list[Field]]) -> str:
        lines = [f'"""Field rows of {package.module}: written by tools/generate_api.py, not to be edited."""', '']
        lines.append('FIELDS: dict[str, tuple[tuple[object, ...], ...]] = {')
        for name in sorted(types):
            lines.append(f'    {name!r}: (')
            for f in types[name]:
                row: list[object] = [f.attr, f.json, f.number, f.embed, f.container, f.kind, f.ref, f.flags, f.go,
                                     f.list_type, f.map_keys, f.strategy, f.merge_key]  # fmt: skip
                while row and row[-1] in ('', ()) and len(row) > 9:
                    row.pop()
                lines.append(f'        {tuple(row)!r},')
            lines.append('    ),')
        return '\n'.join([*lines, '}', ''])


def load(path: Path) -> Any:
    return json.loads(path.read_text())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--facts', type=Path, default=Path('tools/api_facts.json'))
    parser.add_argument('--reference', type=Path, required=True)
    parser.add_argument('--out', type=Path, default=Path('src/sampan/api/generated'))
    arguments = parser.parse_args()
    generator = Generator(
        load(arguments.facts),
        load(arguments.reference / 'openapi-v2-1.36.0.json'),
        load(arguments.reference / 'protobuf-fields-1.36.json'),
    )
    tables = arguments.out / 'tables'
    tables.mkdir(parents=True, exist_ok=True)
    problems: list[str] = []
    for package in generator.packages.values():
        code, table, found = generator.module(package)
        (arguments.out / f'{package.module}.py').write_text(code)
        (tables / f'{package.module}.py').write_text(table)
        problems += found
    (arguments.out / '__init__.py').write_text(
        '"""The API types of Kubernetes 1.36, one module per group and version (see `sampan.api`)."""\n'
    )
    (tables / '__init__.py').write_text('"""One row per field of each generated type (see `sampan.api.schema`)."""\n')
    for problem in problems:
        print(problem)


if __name__ == '__main__':
    main()
