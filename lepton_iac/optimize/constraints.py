"""What the user allows: conservative unless told otherwise."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from lepton_iac.model import DISRUPTION_ORDER, Disruption


class Objective(StrEnum):
    """What the best answer is best in; the other two come second and third."""

    COST = "cost"
    RISK = "risk"
    DISRUPTION = "disruption"


@dataclass(frozen=True, slots=True)
class Committed:
    """So many machines of one type already paid for, whatever is run.

    Attributes:
        units: machines running at once.
        purchase: the price book's word, such as ``reserved_1y_no_upfront``.
        until: ISO date it ends; empty where the inventory does not say.
    """

    provider: str
    region: str
    sku: str
    units: Decimal
    service: str = "vm"
    purchase: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Constraints:
    """The limits every proposal keeps.

    Attributes:
        allow_arch: processor architectures that may be moved to besides the present one, ``arm64`` or ``x86_64``.
        allow_burstable: machines may be moved into families whose processor is only lent (T, B, flex, E2); staying
            in one is always fine.
        allow_maker: a machine of the same size may have another maker's processor (Intel, AMD); a smaller machine may
            where its generation is newer.
        no_burstable: no proposal ends in such a family, not even where the machine is in one already.
        families: when given, only machine types of these families, such as ``m7i``, ``n2`` or ``standardDSv5Family``,
            or of these classes, such as ``m`` or ``D``; a provider none of whose families is named is not bound.
        spot_for_stateful: machines with data of their own may be moved to capacity the vendor may take back.
        keep_availability: standbys, replicas and zones stay, outside production too.
        max_disruption: the worst a change may do to a running resource.
        max_changes: keep only so many, the largest savings.
        max_breach: share of hours demand may pass the new capacity, 0.01 is one percent.
        min_saving: smallest saving per month worth a change, in the bill's currency.
        allow_removals: resources that nothing uses may be proposed for removal, within ``max_disruption``.
        non_production: words that mark a resource as not production, in its environment tag or its address.
        environment_tags: tags and labels that name the environment; compared without case.
        guarded: words in a name or tag that keep retention and availability as they are.
        log_retention_days: how long logs are worth keeping where nothing else is said.
        quiet_share: an hour counts as quiet while demand is below this share of the busiest hour.
        idle_level: an instance counts as idle while its processor demand stays below this share of its capacity.
        idle_days: the history that calling something idle needs.
        providers: when given, equivalents are only looked for at these.
        regions: when given, equivalents are only looked for in these regions.
        residency: jurisdictions data may lie in, such as ``EU``; without any, each resource stays in its own.
        committed: what is paid for already; no proposal leaves it unused.
        objective: which of several ways is taken.
        horizon_months: one-off costs are spread over so many months.
        labour_hours, labour_hour_price: work to move one resource elsewhere, and its price; none unless given.
        dual_running_days: a moved resource is paid for twice for so long.
    """

    allow_arch: tuple[str, ...] = ()
    allow_burstable: bool = False
    allow_maker: bool = False
    no_burstable: bool = False
    families: tuple[str, ...] = ()
    spot_for_stateful: bool = False
    keep_availability: bool = False
    max_disruption: Disruption = Disruption.STOP_START
    max_changes: int | None = None
    max_breach: float = 0.01
    min_saving: Decimal = Decimal(1)
    allow_removals: bool = True
    non_production: tuple[str, ...] = (
        "dev", "develop", "development", "test", "testing", "staging", "stage", "sandbox", "lab", "qa",
    )  # fmt: skip
    environment_tags: tuple[str, ...] = ("env", "environment", "stage")
    guarded: tuple[str, ...] = ("audit", "compliance", "legal", "law", "security", "forensic", "required", "statutory")
    log_retention_days: int = 30
    quiet_share: float = 0.2
    idle_level: float = 0.03
    idle_days: float = 14
    providers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    residency: tuple[str, ...] = ()
    committed: tuple[Committed, ...] = ()
    objective: Objective = Objective.COST
    horizon_months: Decimal = Decimal(12)
    labour_hours: Decimal = Decimal(0)
    labour_hour_price: Decimal = Decimal(0)
    dual_running_days: Decimal = Decimal(7)

    def disrupts_too_much(self, disruption: Disruption) -> bool:
        """Whether a change does more to a running resource than is allowed."""
        return DISRUPTION_ORDER.index(disruption) > DISRUPTION_ORDER.index(self.max_disruption)
