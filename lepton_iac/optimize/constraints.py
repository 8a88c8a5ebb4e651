"""What the user allows: conservative unless told otherwise."""

from dataclasses import dataclass
from decimal import Decimal

from lepton_iac.model import DISRUPTION_ORDER, Disruption


@dataclass(frozen=True, slots=True)
class Constraints:
    """The limits every proposal keeps.

    Attributes:
        allow_arch: processor architectures that may be moved to besides the present one, ``arm64`` or ``x86_64``.
        allow_burstable: machines may be moved into families whose processor is only lent (T, B, flex, E2); staying
            in one is always fine.
        allow_maker: a machine of the same size may have another maker's processor (Intel, AMD); a smaller machine may
            where its generation is newer.
        families: when given, only machine types of these families, such as ``m7i``, ``n2`` or ``standardDSv5Family``.
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
        regions: when given, equivalents are only looked for in these regions.
        residency: equivalents stay in the same part of the world (the EU stays the EU).
    """

    allow_arch: tuple[str, ...] = ()
    allow_burstable: bool = False
    allow_maker: bool = False
    families: tuple[str, ...] = ()
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
    regions: tuple[str, ...] = ()
    residency: bool = True

    def disrupts_too_much(self, disruption: Disruption) -> bool:
        """Whether a change does more to a running resource than is allowed."""
        return DISRUPTION_ORDER.index(disruption) > DISRUPTION_ORDER.index(self.max_disruption)
