"""Automatic backups of databases outside production that are kept for longer than a week.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html
"""

from collections.abc import Iterator
from decimal import Decimal

from lepton_iac.model import Change, Charge, Disruption, Note, Resource, SetAttribute
from lepton_iac.optimize.context import Context, environment, tags_of
from lepton_iac.optimize.rule import Rule, Stage
from lepton_iac.optimize.settle import settle

SOURCE = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html"
WEEK = 7
"""What the console of RDS proposes for a new database, in days."""


def _retention(resource: Resource, context: Context) -> Iterator[Change | Note]:
    """A week of backups where a tag says that it is not production, and nothing asks for protection; else no word.

    Billed is what backups hold beyond the size of the database. That is at most the changes of all the days kept, so
    it falls at least by the share of days that go; without a declared amount nothing is promised.
    """
    days = context.get(resource, "backup_days") or Decimal(0)
    word = context.non_production(resource) if environment(tags_of(resource), context.constraints) else ""
    if not word or context.guarded(resource) or days <= WEEK or resource.attributes.get("deletion_protection"):
        return
    charge = _backups(resource, context)
    if charge is None or not isinstance(charge.cost, Decimal):
        yield Note(
            f"database-backup-retention: {days:f} days of backups, marked as {word}; what they hold beyond the size "
            "of the database is not known, so nothing is promised",
            resource.address,
        )
        return
    drafted = Change(
        rule="database-backup-retention",
        address=resource.address,
        knob="backup_days",
        before=f"{days:f} days of backups",
        after=f"{WEEK} days",
        saving=charge.cost * (1 - WEEK / days),
        saving_low=Decimal(0),
        saving_high=charge.cost,
        disruption=Disruption.DATA_LOSS,
        why=f"marked as {word}; expected once backups older than {WEEK} days are gone, in proportion to the days",
        edits=(SetAttribute("backup_retention_period", WEEK),),
        kept=("sku", "engine", "encrypted", "high_availability"),
        not_compared=("a duty to keep these backups",),
        source=SOURCE,
    )
    yield settle(drafted, context, expected=True)


def _backups(resource: Resource, context: Context) -> Charge | None:
    line = context.market.bill.by_address.get(resource.address)
    return next((one for one in line.charges if one.name == "Additional backup storage"), None) if line else None


RULE = Rule(
    "database-backup-retention",
    "keeps the backups of an RDS database outside production for a week",
    SOURCE,
    Disruption.DATA_LOSS,
    Stage.KEEPING,
    _retention,
    frozenset({"aws_db_instance"}),
    expected=True,
)
