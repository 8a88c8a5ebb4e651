"""Work out what an expression comes to, from the files alone, remembering which literals were read.

Only what is certain is worked out. Everything else becomes ``Unknown`` with all it could depend on, so that a
literal which might matter elsewhere is never taken for one that does not.
"""

from dataclasses import dataclass
from decimal import Decimal

from lepton_iac.write import functions
from lepton_iac.write.references import References
from lepton_iac.write.scope import Scope
from lepton_iac.write.syntax import (
    ITEM,
    Call,
    Conditional,
    Expression,
    For,
    GetAttribute,
    Index,
    Literal,
    Name,
    ObjectValue,
    Opaque,
    Operation,
    Plain,
    Splat,
    TupleValue,
)
from lepton_iac.write.value import (
    NOTHING,
    Known,
    Lazy,
    Listed,
    Mapped,
    Reads,
    Unknown,
    Value,
    all_reads,
    reading,
)


@dataclass(slots=True, eq=False)
class Evaluator(References):
    """Evaluates expressions of one module tree."""

    def evaluate(self, expression: Expression, scope: Scope) -> Value:
        """What the expression comes to in this scope; never raises for anything a file can hold."""
        match expression:
            case Literal(value, form, place):
                reads = NOTHING if place is None else frozenset({(place.file, place.start, place.end, "")})
                return Known(value, place, form, reads)
            case Name(name):
                return scope.bindings.get(name, Unknown(f"{name} is not a value here"))
            case GetAttribute(source, name):
                found = self.referred(expression, scope)
                return found if found is not None else functions.pick(self.evaluate(source, scope), name)
            case TupleValue(items, _):
                return Listed(tuple(self.later(item, scope) for item in items))
            case ObjectValue():
                return self._object(expression, scope)
            case _:
                return self._compound(expression, scope)

    def _compound(self, expression: Expression, scope: Scope) -> Value:
        value: Value = Unknown("an unknown expression")
        match expression:
            case Index(source, key):
                value = self._index(source, key, scope)
            case Conditional():
                value = self._conditional(expression, scope)
            case Operation(operator, operands):
                value = self._operation(operator, operands, scope)
            case Call(name, arguments, expands):
                later = tuple(self.later(argument, scope) for argument in arguments)
                value = functions.call(name, later, expands=expands)
            case Splat():
                value = self._splat(expression, scope)
            case For():
                value = self._for(expression, scope)
            case Opaque(found_parts, why):
                value = self._unknown(why, found_parts, scope)
        return value

    def _unknown(self, why: str, parts: tuple[Expression, ...], scope: Scope) -> Unknown:
        reads: Reads = NOTHING
        for part in parts:
            reads |= all_reads(self.evaluate(part, scope))
        return Unknown(why, reads)

    def _index(self, source: Expression, key: Expression, scope: Scope) -> Value:
        whole, at = self.evaluate(source, scope), self.evaluate(key, scope)
        if isinstance(at, Known):
            return reading(functions.pick(whole, at.value), at.reads)
        return Unknown("an index that cannot be worked out", all_reads(whole) | all_reads(at))

    def _conditional(self, expression: Conditional, scope: Scope) -> Value:
        test = self.evaluate(expression.test, scope)
        if isinstance(test, Known) and test.value in (True, False, "true", "false"):
            chosen = expression.yes if test.value in (True, "true") else expression.no
            return reading(self.evaluate(chosen, scope), test.reads)
        parts = (expression.test, expression.yes, expression.no)
        return self._unknown("a conditional whose condition cannot be worked out", parts, scope)

    def _operation(self, operator: str, operands: tuple[Expression, ...], scope: Scope) -> Value:
        values = [self.evaluate(operand, scope) for operand in operands]
        reads = frozenset().union(*(all_reads(value) for value in values))
        plain = [value.value for value in values if isinstance(value, Known)]
        if operator in {"&&", "||"} and (operator == "||") in plain:
            return Known(operator == "||", reads=reads)
        result = _compute(operator, plain) if len(plain) == len(values) else None
        return Unknown("a computed value", reads) if result is None else Known(result, reads=reads)

    def _object(self, expression: ObjectValue, scope: Scope) -> Value:
        entries: dict[str, Lazy] = {}
        reads: Reads = NOTHING
        for key, value in expression.items:
            name = self.evaluate(key, scope)
            if not isinstance(name, Known) or name.value is None:
                parts = tuple(side for item in expression.items for side in item)
                return self._unknown("an object with a key that cannot be worked out", parts, scope)
            reads |= name.reads if name.place is None else NOTHING
            entries[functions.text(name.value)] = self.later(value, scope)
        return Mapped(entries, reads)

    def _splat(self, expression: Splat, scope: Scope) -> Value:
        source = self.evaluate(expression.source, scope)
        if isinstance(source, Unknown):
            return source
        items = source.items if isinstance(source, Listed) else (Lazy(lambda: source),)
        if isinstance(source, Known) and source.value is None:
            items = ()
        return Listed(tuple(self._bound(expression.body, {ITEM: item}, scope) for item in items), source.reads)

    def _bound(self, body: Expression, names: dict[str, Lazy], scope: Scope) -> Lazy:
        return Lazy(lambda: self.evaluate(body, scope.binding({name: item.get() for name, item in names.items()})))

    def _for(self, expression: For, scope: Scope) -> Value:
        collection = self.evaluate(expression.collection, scope)
        pairs = functions.elements(collection)
        if pairs is None or expression.grouped:
            return self._unknown_for(expression, collection, scope)
        entries: dict[str, Lazy] = {}
        items: list[Lazy] = []
        reads = collection.reads
        for key, element in pairs:
            value = element.get()
            inner = scope.binding(_named(expression.names, key, value))
            kept = self.evaluate(expression.test, inner) if expression.test else Known(True)
            name = self.evaluate(expression.key, inner) if expression.key else Known("")
            if not isinstance(kept, Known) or not isinstance(name, Known):
                return self._unknown_for(expression, collection, scope)
            reads |= kept.reads | name.reads
            if kept.value in (True, "true"):
                entries[functions.text(name.value)] = self.later(expression.value, inner)
                items.append(self.later(expression.value, inner))
        return Mapped(entries, reads) if expression.key else Listed(tuple(items), reads)

    def _unknown_for(self, expression: For, collection: Value, scope: Scope) -> Unknown:
        inner = scope.binding({name: Unknown("an element") for name in expression.names})
        parts = tuple(part for part in (expression.key, expression.value, expression.test) if part)
        found = self._unknown("a for expression that cannot be worked out", parts, inner)
        return Unknown(found.why, found.reads | all_reads(collection))


def _named(names: tuple[str, ...], key: Value, value: Value) -> dict[str, Value]:
    return {names[0]: key, names[1]: value} if len(names) > 1 else {names[0]: value}


def _compute(operator: str, plain: list[Plain]) -> Plain:
    """The result of an operator, or ``None`` where Terraform's own answer is not certain."""
    if operator == "!" and len(plain) == 1 and isinstance(plain[0], bool):
        return not plain[0]
    if len(plain) != 2:
        return None
    left, right = plain
    if operator in {"==", "!="}:
        return None if _kind(left) != _kind(right) and None not in plain else (left == right) == (operator == "==")
    if operator in {"&&", "||"} and isinstance(left, bool) and isinstance(right, bool):
        return (left and right) if operator == "&&" else (left or right)
    return _arithmetic(operator, left, right)


def _kind(value: Plain) -> str:
    return "number" if isinstance(value, int | Decimal) and not isinstance(value, bool) else type(value).__name__


def _arithmetic(operator: str, left: Plain, right: Plain) -> Plain:
    if _kind(left) != "number" or _kind(right) != "number":
        return None
    a, b = Decimal(str(left)), Decimal(str(right))
    compared = {"<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b}
    if operator in compared:
        return compared[operator]
    try:
        return {"+": a + b, "-": a - b, "*": a * b}.get(operator) if operator != "/" else a / b
    except ArithmeticError:
        return None
