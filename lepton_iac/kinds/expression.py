"""The closed language of the type files: arithmetic, comparison, a few functions; parsed and checked once.

Evaluation is simpleeval's over its own parse tree. Numbers are exact decimals; a name whose value is not known makes
the whole expression unknown (law 8 of the design: unknown is contagious and never zero).
"""

import ast
import math
import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import simpleeval

from lepton_iac.errors import SpecError
from lepton_iac.model import Unknown
from lepton_iac.units import decimal

Resolve = Callable[[str], Any]


class UnknownValue(Exception):  # noqa: N818 - a signal inside one evaluation, never shown
    """Stops an evaluation at the first value that is not known."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.reason)
        self.unknown = unknown


def _ceil(value: Any) -> int:
    return math.ceil(decimal(value))


def _floor(value: Any) -> int:
    return math.floor(decimal(value))


def _number(value: Any, default: Any = None) -> Any:
    """A decimal from a number or numeric text; ``default`` (``None`` is allowed) for anything else."""
    try:
        return decimal(value)
    except ValueError:
        return default


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _true(value: Any) -> bool:
    """Terraform's booleans may be written as text in old plans."""
    return value is True or (isinstance(value, str) and value.lower() == "true")


def _at(values: Any, index: Any, default: Any = None) -> Any:
    try:
        return values[int(index)]
    except (IndexError, TypeError, ValueError, KeyError):
        return default


def _part(text: Any, separator: str, index: int, default: str = "") -> str:
    pieces = _text(text).split(separator)
    return pieces[index] if -len(pieces) <= index < len(pieces) else default


def _total(values: Iterable[Any]) -> Decimal:
    return sum((decimal(value) for value in values if value is not None), Decimal(0))


def _divide(left: Any, right: Any) -> Decimal:
    """Exact also for two whole numbers, which Python would make a float."""
    return decimal(left) / decimal(right)


_OPERATORS = {**simpleeval.DEFAULT_OPERATORS, ast.Div: _divide}

FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "ceil": _ceil,
    "floor": _floor,
    "min": min,
    "max": max,
    "abs": abs,
    "len": lambda values: 0 if values is None else len(values),
    "sum": _total,
    "any": any,
    "all": all,
    "number": _number,
    "text": _text,
    "true": _true,
    "lower": lambda value: _text(value).lower(),
    "upper": lambda value: _text(value).upper(),
    "replace": lambda value, old, new: _text(value).replace(old, new),
    "split": lambda value, separator: _text(value).split(separator),
    "startswith": lambda value, *prefixes: _text(value).startswith(prefixes),
    "endswith": lambda value, *suffixes: _text(value).endswith(suffixes),
    "part": _part,
    "at": _at,
    "zip": lambda *lists: list(zip(*lists, strict=False)),
}
"""What an expression may call, besides what the evaluation itself gives (``SPECIAL``)."""

SPECIAL = frozenset({"known", "table", "spec", "every", "tags", "has_price"})
"""Functions that need the resource: ``known(x)``, ``table("name", key, default)``, ``spec(sku, "vcpu")``,
``every("ref or path", "attribute")``, ``tags("name", default)``,
``has_price(service, component, sku, region, purchase)``."""


class _Shape(ast.NodeTransformer):
    """Dotted names become one name, float constants exact decimals, and ``known(x)`` takes the name itself."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        pieces = [node.attr]
        inner: ast.expr = node.value
        while isinstance(inner, ast.Attribute):
            pieces.append(inner.attr)
            inner = inner.value
        if not isinstance(inner, ast.Name):
            raise SpecError("attribute access is for usage keys only", mend="write usage.key")
        pieces.append(inner.id)
        return ast.copy_location(ast.Name(id=".".join(reversed(pieces)), ctx=ast.Load()), node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, float):
            return ast.copy_location(ast.Constant(value=Decimal(repr(node.value))), node)  # type: ignore[arg-type]
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "known":
            if len(node.args) != 1 or not isinstance(node.args[0], ast.Name):
                raise SpecError("known() takes one name")
            node.args = [ast.copy_location(ast.Constant(value=node.args[0].id), node.args[0])]
        return node


@dataclass(frozen=True)
class Expression:
    """A parsed expression with the names it reads."""

    text: str
    tree: ast.AST
    names: frozenset[str]
    asks: frozenset[str]
    """Names only asked about with ``known()``: they may stay unknown."""

    def __call__(self, scope: "Scope") -> Any:
        """The value, or an ``Unknown`` that says which name was not known."""
        if isinstance(self.tree, ast.Constant):
            return self.tree.value
        if isinstance(self.tree, ast.Name):
            return scope.resolve(self.tree.id)
        return scope.work_out(self)


class Scope:
    """What an expression is worked out in: a way to resolve names, and the functions it may call."""

    def __init__(self, resolve: Resolve, special: Mapping[str, Callable[..., Any]]) -> None:
        self.resolve = resolve
        self._evaluator = simpleeval.EvalWithCompoundTypes(_OPERATORS, {**FUNCTIONS, **special}, self._name)

    def _name(self, node: ast.Name) -> Any:
        value = self.resolve(node.id)
        if isinstance(value, Unknown):
            raise UnknownValue(value)
        return value

    def work_out(self, expression: Expression) -> Any:
        """The value of a parsed expression; ``Unknown`` when a name it needs is, or the types do not fit."""
        try:
            value = self._evaluator.eval(expression.text, previously_parsed=expression.tree)
        except UnknownValue as stop:
            return stop.unknown
        except (
            TypeError,
            ValueError,
            ArithmeticError,
            AttributeError,
            LookupError,
            simpleeval.InvalidExpression,
        ) as error:
            return Unknown(f"cannot work out {expression.text!r}: {error}")
        return Decimal(str(value)) if isinstance(value, float) else value


def _names(tree: ast.AST) -> tuple[frozenset[str], frozenset[str]]:
    bound = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.comprehension)
        for target in ast.walk(node.target)
        if isinstance(target, ast.Name)
    }
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and id(node) not in called and node.id not in bound
    }
    asks = {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "known"
        if isinstance(node.args[0], ast.Constant)
    }
    return frozenset(names - {"True", "False", "None"}), frozenset(str(ask) for ask in asks)


_CLOSED = (ast.Lambda, ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom, ast.Starred, ast.JoinedStr, ast.Assign)


@cache
def parse(text: str) -> Expression:
    """Parse one expression.

    Raises:
        SpecError: it is not an expression of the language, or calls a function that does not exist.
    """
    try:
        tree = simpleeval.SimpleEval.parse(text)
    except (SyntaxError, simpleeval.InvalidExpression) as error:
        raise SpecError(f"not an expression: {text!r} ({error})") from error
    for node in ast.walk(tree):
        if isinstance(node, _CLOSED):
            raise SpecError(f"{type(node).__name__} is not part of the language: {text!r}")
    shaped = _Shape().visit(tree.value if isinstance(tree, ast.Expr) else tree)
    for node in ast.walk(shaped):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else "?"
            if called not in FUNCTIONS and called not in SPECIAL:
                raise SpecError(f"no such function {called!r} in {text!r}")
    names, asks = _names(shaped)
    return Expression(text, shaped, names, asks)


@dataclass(frozen=True)
class Template:
    """Text with ``{expression}`` places, such as a price key or the name of a charge."""

    text: str
    pieces: tuple[str | Expression, ...]

    @property
    def names(self) -> frozenset[str]:
        found = (piece.names for piece in self.pieces if isinstance(piece, Expression))
        return frozenset().union(*found)

    def __call__(self, scope: Scope) -> str | Unknown:
        """The filled text, or the first ``Unknown`` among its places."""
        filled = []
        for piece in self.pieces:
            if isinstance(piece, str):
                filled.append(piece)
                continue
            value = piece(scope)
            if isinstance(value, Unknown):
                return value
            filled.append(_text(value))
        return "".join(filled)


@cache
def template(text: str) -> Template:
    """Parse a text with ``{expression}`` places; ``{{`` stands for a brace.

    Raises:
        SpecError: a place does not hold an expression of the language.
    """
    pieces: list[str | Expression] = []
    try:
        for literal, place, _, _ in string.Formatter().parse(text):
            if literal:
                pieces.append(literal)
            if place is not None:
                pieces.append(parse(place))
    except ValueError as error:
        raise SpecError(f"not a template: {text!r} ({error})") from error
    return Template(text, tuple(pieces))
