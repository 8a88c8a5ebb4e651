"""The user's limits as a file: ``constraints.yml``, or the mapping ``constraints`` of ``lepton-iac.yml``."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from lepton_iac.errors import LeptonError
from lepton_iac.job.spans import share
from lepton_iac.model import Disruption
from lepton_iac.optimize.constraints import Constraints, Objective
from lepton_iac.optimize.regions import JURISDICTIONS, PROVIDERS
from lepton_iac.plain_yaml import Node, read_yaml

_DEFAULT = Constraints()


@dataclass(frozen=True, slots=True)
class Form:
    """How one key is written.

    Attributes:
        kind: ``words``, ``word``, ``flag``, ``count``, ``share``, ``amount``.
        choices: the only words allowed; empty allows any.
        most: the highest number allowed.
    """

    kind: str
    what: str
    choices: tuple[str, ...] = ()
    most: int | None = None


FORMS: Mapping[str, Form] = {
    "allow_arch": Form("words", "Architectures that may be moved to besides the present one.", ("arm64", "x86_64")),
    "allow_burstable": Form("flag", "Machines may be moved into burstable families."),
    "allow_maker": Form("flag", "A machine of the same size may have another maker's processor."),
    "no_burstable": Form("flag", "No proposal ends in a burstable family."),
    "families": Form("words", "Only these families (m7i) or classes (m) are proposed."),
    "spot_for_stateful": Form("flag", "Machines that hold data may be moved to spot capacity."),
    "keep_availability": Form("flag", "Zones, standbys and replicas stay, outside production too."),
    "max_disruption": Form("word", "The worst a change may do.", tuple(str(one) for one in Disruption)),
    "max_changes": Form("count", "At most so many changes."),
    "max_breach": Form("share", "Share of hours demand may pass the capacity, 0.01 or 1%."),
    "min_saving": Form("amount", "Smallest saving per month worth a change."),
    "allow_removals": Form("flag", "What nothing uses may be proposed for removal."),
    "non_production": Form("words", "Words that mark a resource as not production."),
    "environment_tags": Form("words", "Tags that name the environment."),
    "guarded": Form("words", "Words that keep retention and availability as they are."),
    "log_retention_days": Form("count", "How long logs are worth keeping."),
    "quiet_share": Form("amount", "An hour is quiet below this share of the busiest.", most=1),
    "idle_level": Form("amount", "A machine is idle below this share of its processor.", most=1),
    "idle_days": Form("amount", "The history that calling something idle needs."),
    "providers": Form("words", "The only providers to look at.", PROVIDERS),
    "regions": Form("words", "The only regions to look in."),
    "residency": Form("words", "Jurisdictions data may lie in.", JURISDICTIONS),
    "objective": Form("word", "What the best answer is best in.", tuple(str(one) for one in Objective)),
    "horizon_months": Form("amount", "One-off costs are spread over so many months."),
    "labour_hours": Form("amount", "Hours of work to move one resource elsewhere."),
    "labour_hour_price": Form("amount", "What such an hour costs."),
    "dual_running_days": Form("amount", "A moved resource is paid for twice for so many days."),
}
"""Key to form; the keys are the fields of ``Constraints``, without the inventory, which is a file of its own."""

_FLOATS = frozenset({"quiet_share", "idle_level", "idle_days"})


def read_constraints(path: Path) -> Constraints:
    """The limits in a file; what it leaves out keeps its conservative default.

    Raises:
        LeptonError: not readable, not such a file, an unknown key, a value out of its range; with file and line.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LeptonError(f"cannot read: {error.strerror}", where=str(path), mend="give a readable file") from error
    node = read_yaml(data, str(path))
    inner = node.value.get("constraints") if isinstance(node.value, dict) else None
    return constraints_from(inner if inner is not None else node, str(path))


def constraints_from(node: Node, where: str, base: Constraints = _DEFAULT) -> Constraints:
    """The limits a mapping asks for, on top of ``base``.

    Raises:
        LeptonError: as for ``read_constraints``.
    """
    if not isinstance(node.value, dict):
        raise LeptonError(
            "the constraints are no mapping", where=f"{where}:{node.line}", mend="write `key: value` lines"
        )
    values = {name: _value(name, one, f"{where}:{one.line}") for name, one in node.value.items()}
    return replace(base, **values)


def _value(name: str, node: Node, where: str) -> Any:
    form = FORMS.get(name)
    if form is None:
        near = ", ".join(key for key in FORMS if key[:4] == str(name)[:4]) or "see the schema for the keys"
        raise LeptonError(f"no such constraint: {name}", where=where, mend=near)
    value = node.plain
    match form.kind:
        case "words":
            words = value if isinstance(value, list) else [value]
            return tuple(_word(name, form, one, where) for one in words)
        case "word":
            word = _word(name, form, value, where)
            return Objective(word) if name == "objective" else Disruption(word)
        case "flag":
            if not isinstance(value, bool):
                raise LeptonError(f"{name} is {value!r}", where=where, mend="write true or false")
            return value
        case "share":
            return share(str(value))
    return _number(name, form, value, where)


def _word(name: str, form: Form, value: Any, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise LeptonError(f"{name} holds {value!r}", where=where, mend="write words")
    if not form.choices:
        return value
    found = next((one for one in form.choices if one.lower() == value.lower().replace("-", "_")), None)
    if found is None:
        raise LeptonError(f"{name} holds {value!r}", where=where, mend=f"one of {', '.join(form.choices)}")
    return found


def _number(name: str, form: Form, value: Any, where: str) -> Any:
    good = isinstance(value, int | Decimal) and not isinstance(value, bool) and value >= 0
    if good and form.kind == "count":
        good = isinstance(value, int) and value > 0
    if name == "horizon_months":
        good = good and value > 0
    if not good or (form.most is not None and value > form.most):
        most = f" and at most {form.most}" if form.most is not None else ""
        least = "a whole number above 0" if form.kind == "count" else f"a number of at least 0{most}"
        raise LeptonError(f"{name} is {value!r}", where=where, mend=f"write {least}")
    if form.kind == "count":
        return value
    return float(value) if name in _FLOATS else Decimal(value)


def schema() -> dict[str, Any]:
    """The JSON Schema of the file, https://json-schema.org/draft/2020-12; it stands beside this module too."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "lepton-iac constraints",
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _schema(name, form) for name, form in FORMS.items()},
    }


def _schema(name: str, form: Form) -> dict[str, Any]:
    said: dict[str, Any] = {"description": form.what}
    default = getattr(_DEFAULT, name)
    if default is not None:
        said["default"] = list(default) if isinstance(default, tuple) else _plain(default)
    word: dict[str, Any] = {"type": "string", **({"enum": list(form.choices)} if form.choices else {})}
    match form.kind:
        case "words":
            return {**said, "anyOf": [word, {"type": "array", "items": word}]}
        case "word":
            return {**said, **word}
        case "flag":
            return {**said, "type": "boolean"}
        case "count":
            return {**said, "type": "integer", "minimum": 1}
        case "share":
            return {**said, "anyOf": [{"type": "number", "exclusiveMinimum": 0, "maximum": 0.5}, {"type": "string"}]}
    least = {"exclusiveMinimum": 0} if name == "horizon_months" else {"minimum": 0}
    return {**said, "type": "number", **least, **({"maximum": form.most} if form.most is not None else {})}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value) if isinstance(value, str) else value
