"""The parts of a Terraform file that a change can touch, each with its place in bytes; HCL and JSON alike."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

Plain = str | int | Decimal | bool | None
"""What a literal can hold."""

ITEM = "*"
"""The name an element of a splat goes by inside the splat's body; no identifier can be spelled so."""


@dataclass(frozen=True, slots=True)
class Place:
    """The bytes ``start`` to ``end`` of one file."""

    file: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal as it stands in a file; ``place`` is ``None`` where it cannot be edited byte for byte.

    Attributes:
        form: ``string``, ``number``, ``bool`` or ``null``: how it is written.
    """

    value: Plain
    form: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Name:
    """A bare identifier: the root of a reference, or a name bound by ``for``."""

    name: str


@dataclass(frozen=True, slots=True)
class GetAttribute:
    """``source.name``."""

    source: "Expression"
    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """``source[key]``."""

    source: "Expression"
    key: "Expression"


@dataclass(frozen=True, slots=True)
class Splat:
    """``source[*].rest``; ``body`` is the rest, applied to the name ``ITEM``."""

    source: "Expression"
    body: "Expression"


@dataclass(frozen=True, slots=True)
class Conditional:
    """``test ? yes : no``."""

    test: "Expression"
    yes: "Expression"
    no: "Expression"


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator with one or two operands."""

    operator: str
    operands: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function call; ``expands`` when the last argument is followed by an ellipsis."""

    name: str
    arguments: tuple["Expression", ...]
    expands: bool = False


@dataclass(frozen=True, slots=True)
class ObjectValue:
    """``{ key = value }``."""

    items: tuple[tuple["Expression", "Expression"], ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class TupleValue:
    """``[a, b]``."""

    items: tuple["Expression", ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class For:
    """``[for k, v in collection : value if test]`` and its object form, which has a ``key``."""

    names: tuple[str, ...]
    collection: "Expression"
    key: "Expression | None"
    value: "Expression"
    test: "Expression | None"
    grouped: bool = False


@dataclass(frozen=True, slots=True)
class Opaque:
    """Anything else: a template with text, a heredoc; its parts are kept so that no reference is overlooked."""

    parts: tuple["Expression", ...]
    why: str


Expression = (
    Literal
    | Name
    | GetAttribute
    | Index
    | Splat
    | Conditional
    | Operation
    | Call
    | ObjectValue
    | TupleValue
    | For
    | Opaque
)


@dataclass(frozen=True, slots=True, eq=False)
class Attribute:
    """``name = value``; the place covers the name, the equals sign and the value."""

    name: str
    value: Expression
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """What stands between two braces, or in a whole file.

    Attributes:
        place: from just after the opening brace to just before the closing one.
        syntax: ``hcl`` or ``json``.
    """

    attributes: Mapping[str, Attribute]
    blocks: tuple["Block", ...]
    place: Place
    syntax: str = "hcl"


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """``type "label" { ... }``."""

    type: str
    labels: tuple[str, ...]
    body: Body
    place: Place


def parts(expression: Expression) -> tuple[Expression, ...]:
    """The expressions directly inside one."""
    found: tuple[Expression, ...] = ()
    match expression:
        case GetAttribute(source, _):
            found = (source,)
        case Index(source, key):
            found = (source, key)
        case Splat(source, body):
            found = (source, body)
        case Conditional(test, yes, no):
            found = (test, yes, no)
        case Operation(_, inner) | Call(_, inner, _) | TupleValue(inner, _) | Opaque(inner, _):
            found = inner
        case ObjectValue(items, _):
            found = tuple(side for item in items for side in item)
        case For(_, collection, name, value, condition, _):
            found = tuple(part for part in (collection, name, value, condition) if part is not None)
    return found


def walk(expression: Expression) -> Iterator[Expression]:
    """An expression and all those inside it."""
    waiting = [expression]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(parts(current))


def attributes(body: Body) -> Iterator[Attribute]:
    """Every attribute of a body and of the blocks inside it."""
    yield from body.attributes.values()
    for block in body.blocks:
        yield from attributes(block.body)
