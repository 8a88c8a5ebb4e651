"""What a policy is, and what evaluating policies gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lepton_iac.model import EMPTY, Finding, SetAttribute, Span

SEVERITIES = ("low", "medium", "high", "critical")
CATEGORIES = ("cost", "allocation", "safety", "residency")
EXPECTED = ("pass", "fail", "undecided")


@dataclass(frozen=True, slots=True)
class Example:
    """One resource in its surroundings and what the policy must say of it.

    Attributes:
        expected: ``pass``, ``fail`` or ``undecided``.
        unknown: attributes that are known only after apply.
        others: further resources of the stack, as written in the file.
        before: the attributes before the plan; ``None`` when the plan creates the resource.
        cost, old_cost: per month; ``None`` when no bill is given.
        demands: dimension to quantile to figure.
    """

    expected: str
    type: str
    attributes: Mapping[str, Any]
    title: str = ""
    name: str = "this"
    region: str | None = None
    unknown: tuple[str, ...] = ()
    others: tuple[Mapping[str, Any], ...] = ()
    before: Mapping[str, Any] | None = None
    cost: Decimal | None = None
    old_cost: Decimal | None = None
    demands: Mapping[str, Mapping[str, Decimal]] = EMPTY
    line: int = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """One rule of one file.

    Attributes:
        applies_to: Terraform types (``aws_*`` allowed) or neutral kinds of ``kinds.toml``.
        condition: the CEL text that is true when the policy is breached: ``when`` and ``deny`` joined.
        source: the vendor's page that says why.
        message: with ``{address}``, ``{type}``, ``{name}``, ``{region}``, ``{missing_tags}`` or an attribute's path.
        fix: words for people; ``edits`` is what the writer can set.
        params: lists, texts and numbers a user may replace.
        place: file and line, for messages.
    """

    id: str
    title: str
    severity: str
    category: str
    applies_to: tuple[str, ...]
    condition: str
    why: str
    source: str
    message: str
    fix: str
    edits: tuple[SetAttribute, ...]
    params: Mapping[str, Any]
    examples: tuple[Example, ...]
    place: str = ""
    when: str = ""
    deny: str = ""


@dataclass(frozen=True, slots=True)
class Undecided:
    """A policy that could not be answered for one resource: neither passed nor breached."""

    rule: str
    address: str
    reason: str
    span: Span | None = None


@dataclass(frozen=True)
class Findings:
    """All verdicts over one stack, in the order of its resources and then of the rules' ids.

    Attributes:
        found: the breaches.
        undecided: what could not be answered, with the value that was missing.
        edits: (rule, address) to what the writer can set to mend the breach.
        asked: how many (policy, resource) pairs were looked at.
    """

    found: tuple[Finding, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    edits: Mapping[tuple[str, str], tuple[SetAttribute, ...]] = field(default_factory=dict)
    asked: int = 0
