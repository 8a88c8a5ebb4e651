"""Backup plans outside production that keep recovery points for months: a note, for what they hold is in no plan.

https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from lepton_iac.model import Disruption, Note, Resource, Unknown
from lepton_iac.optimize.context import Context, environment, tags_of
from lepton_iac.optimize.rule import Rule, Stage

SOURCE = "https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html"
LONG = 35
"""Days; the longest that automatic backups of RDS can be kept, and the default of the plans AWS Backup proposes."""


def _retention(resource: Resource, context: Context) -> Iterator[Note]:
    """A note only where a tag says that the plan is not for production and no name asks for longer."""
    word = context.non_production(resource) if environment(tags_of(resource), context.constraints) else ""
    if not word or context.guarded(resource):
        return
    for rule in _blocks(resource.attributes.get("rule")):
        held = _held(rule)
        if held:
            yield Note(
                f"backup-plan-retention: {rule.get('rule_name') or 'a rule'} keeps recovery points {held}, marked as "
                f"{word}; what they hold is not known, so nothing is promised (delete_after under lifecycle)",
                resource.address,
            )


def _held(rule: Mapping[str, Any]) -> str:
    """For how long, where that is long and known for certain."""
    lifecycle = rule.get("lifecycle")
    if isinstance(lifecycle, Unknown):
        return ""
    days = next((block.get("delete_after") for block in _blocks(lifecycle)), None)
    if days in (None, 0):
        return "for ever"
    return f"for {days} days" if isinstance(days, int | Decimal) and days > LONG else ""


def _blocks(value: Any) -> tuple[Mapping[str, Any], ...]:
    """Blocks of a plan, or of a folder, where a single one stands without a list."""
    if isinstance(value, Mapping):
        return (value,)
    found = value if isinstance(value, list | tuple) else ()
    return tuple(one for one in found if isinstance(one, Mapping))


RULE = Rule(
    "backup-plan-retention",
    "points at AWS Backup plans outside production that keep recovery points for more than 35 days",
    SOURCE,
    Disruption.NONE,
    Stage.KEEPING,
    _retention,
    frozenset({"aws_backup_plan"}),
    notes_only=True,
)
