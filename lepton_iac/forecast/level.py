"""The question a forecast answers, and the answer before it is tied to an address."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lepton_iac.errors import LeptonError
from lepton_iac.forecast.dimension import family
from lepton_iac.forecast.series import HOURS_PER_DAY, HOURS_PER_WEEK

QUANTILES: tuple[float, ...] = (0.5, 0.9, 0.95, 0.99)
LONGEST_HORIZON = 366 * HOURS_PER_DAY


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of one series.

    Attributes:
        dimension: the neutral dimension or the metric's own name; ``unit`` of its values.
        horizon: hours from the end of the history on.
        max_breach: share of the hours that may pass the capacity, 0 < share <= 0.5.

    Raises:
        LeptonError: the horizon or the share is out of bounds.
    """

    dimension: str
    unit: str
    horizon: int = HOURS_PER_WEEK
    max_breach: float = 0.01

    def __post_init__(self) -> None:
        if not 1 <= self.horizon <= LONGEST_HORIZON:
            raise LeptonError(
                f"a horizon of {self.horizon} hours cannot be forecast", mend="ask for 1 hour to 366 days"
            )
        if not 0.0001 <= self.max_breach <= 0.5:
            raise LeptonError(
                f"a breach share of {self.max_breach:g} cannot be promised", mend="ask for 0.01 % to 50 % of the hours"
            )

    @property
    def family(self) -> str:
        return family(self.dimension)


@dataclass(frozen=True, slots=True)
class Level:
    """What a method says of one series, in the unit of the series.

    Attributes:
        capacity: passed in at most the asked share of hours; NaN when the history says nothing.
        quantiles: of the hourly demand over the horizon.
    """

    capacity: float
    quantiles: Mapping[float, float]
    method: str
    why: str
    warnings: tuple[str, ...] = field(default=())
