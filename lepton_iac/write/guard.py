"""What the author of the files forbids: ``lifecycle`` rules."""

from lepton_iac.write.context import Context
from lepton_iac.write.scope import Scope
from lepton_iac.write.spot import Spot
from lepton_iac.write.syntax import Block, Expression, GetAttribute, Index, Literal, Name, Place, TupleValue
from lepton_iac.write.value import Known


def protected(context: Context, block: Block, scope: Scope) -> Place | None:
    """Where ``prevent_destroy`` is set to anything but false; https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle."""
    for lifecycle in _lifecycles(block):
        rule = lifecycle.body.attributes.get("prevent_destroy")
        if rule is not None:
            value = context.evaluator.evaluate(rule.value, scope)
            if not (isinstance(value, Known) and value.value in (False, "false")):
                return rule.place
    return None


def ignored(_context: Context, spot: Spot, path: str) -> Place | None:
    """Where ``ignore_changes`` names the attribute, something it is in, or everything."""
    wanted = tuple(path.split("."))
    for lifecycle in _lifecycles(spot.resource):
        rule = lifecycle.body.attributes.get("ignore_changes")
        if rule is not None and any(_covers(named, wanted) for named in _names(rule.value)):
            return rule.place
    return None


def _lifecycles(block: Block) -> tuple[Block, ...]:
    return tuple(inner for inner in block.body.blocks if inner.type == "lifecycle")


def _names(expression: Expression) -> tuple[Expression, ...]:
    return expression.items if isinstance(expression, TupleValue) else (expression,)


def _covers(named: Expression, wanted: tuple[str, ...]) -> bool:
    steps = _steps(named)
    if steps in {("all",), ("*",)}:
        return True
    return all(step in {"*", other} for step, other in zip(steps, wanted, strict=False))


def _steps(named: Expression) -> tuple[str, ...]:
    """The path that a rule names; ``*`` for a step that may be any."""
    match named:
        case Name(name):
            return (name,)
        case GetAttribute(source, name):
            return (*_steps(source), name)
        case Index(source, Literal(value, _, _)):
            return (*_steps(source), str(value))
        case Literal(value, "string", _):
            return tuple(str(value).replace("[", ".").replace("]", "").replace('"', "").split("."))
        case _:
            return ("*",)
