"""The declared names, types and functions that expressions are compiled against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sampan.machinery.cel.ast import Ident, Node, walk
from sampan.machinery.cel.checker import check
from sampan.machinery.cel.declarations import Function, merge
from sampan.machinery.cel.errors import CompileError, EvaluationError, Issue
from sampan.machinery.cel.library import base_libraries, load
from sampan.machinery.cel.macros import MacroTable
from sampan.machinery.cel.parser import parse
from sampan.machinery.cel.patch_types import is_patch_type, patch_field
from sampan.machinery.cel.plan import Plan
from sampan.machinery.cel.program import Program
from sampan.machinery.cel.schema import Declaration, structs
from sampan.machinery.cel.types import ANY, Type, go_name, struct
from sampan.machinery.cel.validators import validate

_BASES: dict[tuple[str, ...], tuple[dict[str, Function], MacroTable, dict[str, Type]]] = {}


class Environment:
    """Variables, types and functions; immutable, and cheap to extend.

    `variables` are Types, or Declarations for those whose bindings are JSON of a schema. `types` are declarations of
    objects that expressions may construct or that variables' types name. `patches` adds the types of mutations:
    `JSONPatch`, and `Object` with a type for every path below it (`Object.spec.template`).
    """

    def __init__(
        self,
        variables: Mapping[str, Type | Declaration] | None = None,
        libraries: Sequence[str] = (),
        types: Iterable[Declaration] = (),
        version: str = '1.36',
        patches: bool = False,
    ) -> None:
        names = tuple(libraries) or base_libraries(version)
        if names not in _BASES:
            _BASES[names] = merge(load(name) for name in names)
        self.functions: Mapping[str, Function]
        self.functions, self.macros, self._names = _BASES[names]
        self.libraries = names
        self.homogeneous = True
        self.cross_numeric = 'optional' in names
        self._variables: dict[str, Type | Declaration] = {}
        self._structs: dict[str, Declaration] = {}
        self._constructible: dict[str, Type] = {}
        self._patches = patches
        self._add(variables or {}, types)

    def extend(
        self, variables: Mapping[str, Type | Declaration] | None = None, types: Iterable[Declaration] = ()
    ) -> Environment:
        """An environment with more names; this one is unchanged."""
        other = Environment.__new__(Environment)
        other.__dict__.update(self.__dict__)
        other._variables = dict(self._variables)
        other._structs = dict(self._structs)
        other._constructible = dict(self._constructible)
        other._add(variables or {}, types)
        return other

    def _add(self, variables: Mapping[str, Type | Declaration], types: Iterable[Declaration]) -> None:
        for name, one in variables.items():
            self._variables[name] = one
            if isinstance(one, Declaration):
                self._structs.update(structs(one))
        for declaration in types:
            found = structs(declaration)
            self._structs.update(found)
            self._constructible.update({name: one.type for name, one in found.items()})

    # what the checker and the planner ask

    def variable(self, name: str) -> Type | None:
        found = self._variables.get(name)
        return found.type if isinstance(found, Declaration) else found

    def declaration(self, name: str) -> Declaration | None:
        found = self._variables.get(name)
        return found if isinstance(found, Declaration) else None

    def named_type(self, name: str) -> Type | None:
        found = self._names.get(name) or self._constructible.get(name)
        if found is None and name in self._structs:
            found = self._structs[name].type
        if found is None and self._patches and is_patch_type(name):
            found = struct(name)
        return found

    def is_struct(self, name: str) -> bool:
        return name in self._structs or name in self._names or (self._patches and is_patch_type(name))

    def field(self, of: Type, name: str) -> Type | None:
        if self._patches and is_patch_type(of.name):
            return patch_field(of.name, name)
        declaration = self._structs.get(of.name)
        if declaration is None or declaration.fields is None:
            return None
        found = declaration.fields.get(name) or declaration.fields.get(f'__{name}__')
        return None if found is None else found.declaration.type

    # compiling

    def check(self, text: str) -> Node:
        """The checked tree of an expression. Raises CompileError."""
        node, source = parse(text, self.macros, self.optionals)
        node = check(node, source, self)
        validate(node, source, self.libraries)
        return node

    @property
    def optionals(self) -> bool:
        return 'optional' in self.libraries

    def compile(self, text: str, expect: Type | Sequence[Type] | None = None) -> Program:
        """A program for an expression.

        Raises CompileError; with `expect`, also when the result is of none of those types (dyn is none of them;
        expecting ANY takes everything).
        """
        node = self.check(text)
        if expect is not None:
            _expect(node.type, (expect,) if isinstance(expect, Type) else tuple(expect))
        try:
            plan = Plan(node, self)
        except RecursionError:
            raise plain_error('expression recursion limit exceeded: 250') from None
        except EvaluationError as error:
            raise plain_error(f'program instantiation failed: {error}') from None
        uses = frozenset(n.name for n in walk(node) if isinstance(n, Ident)) & self._variables.keys()
        return Program(text, node, plan, uses, self)

    def size_declaration(self, path: Sequence[str]) -> Declaration | None:
        """The declaration at a path of the estimator: a variable, then fields, `@items`, `@values` and `@keys`."""
        declaration = self.declaration(path[0])
        for word in path[1:]:
            if declaration is None:
                return None
            if word in ('@items', '@values'):
                declaration = declaration.element
            elif word in ('@keys', '@indices'):
                return None
            elif declaration.fields is not None:
                known = declaration.fields.get(word) or declaration.fields.get(f'__{word}__')
                declaration = known.declaration if known is not None else None
            else:
                declaration = declaration.element
        return declaration


def plain_error(message: str) -> CompileError:
    return CompileError([Issue(-1, -1, message)], [], plain=True)


def _expect(result: Type, wanted: tuple[Type, ...]) -> None:
    if result in wanted or ANY in wanted:
        return
    names = [go_name(t) for t in wanted]
    words = names[0] if len(names) == 1 else f'one of [{" ".join(names)}]'
    raise plain_error(f'must evaluate to {words} but got {go_name(result)}')
