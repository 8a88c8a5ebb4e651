from datetime import UTC, datetime

import numpy as np

from lepton_iac.forecast.canonical import Metrics, SeriesInfo, framed
from lepton_iac.forecast.capacity import forecast_metrics
from lepton_iac.forecast.outlook import HORIZONS
from lepton_iac.job.outlooks import SHOWN_HOURS, with_outlooks
from lepton_iac.model import Demand

WEB = "aws_instance.web"


def metrics(days: int) -> Metrics:
    """A daily rhythm between 20 and 60 percent, hourly."""
    hours = np.arange(days * 24)
    start = np.datetime64("2026-09-07", "ns").astype(np.int64)
    columns = {
        "series": [WEB] * len(hours),
        "time": start + hours * 3_600_000_000_000,
        "metric": ["cpu_fraction"] * len(hours),
        "statistic": ["maximum"] * len(hours),
        "period_s": [3600] * len(hours),
        "unit": ["fraction"] * len(hours),
        "value": 0.4 + 0.2 * np.sin(hours / 24 * 2 * np.pi),
    }
    return Metrics(framed(columns), {WEB: SeriesInfo(WEB)})


def made(days: int, as_of: datetime | None = None) -> Demand:
    given = metrics(days)
    plain = forecast_metrics(given, {WEB: WEB}, method="p99-28d", as_of=as_of)
    (found,) = with_outlooks(plain, given, as_of)[WEB]
    return found


def test_a_demand_gains_every_horizon_and_its_track() -> None:
    found = made(42)
    assert [outlook.horizon for outlook in found.outlooks] == list(HORIZONS)
    assert found.outlooks[-1].refused
    assert found.track is not None
    assert len(found.track.past) == SHOWN_HOURS
    assert len(found.track.low) == len(found.track.middle) == len(found.track.high) == 168
    assert found.track.start == datetime(2026, 9, 21, tzinfo=UTC)


def test_a_day_of_history_gives_a_past_but_no_path() -> None:
    found = made(1)
    assert found.track is not None
    assert (len(found.track.past), found.track.high) == (24, ())
    assert all(outlook.refused and not outlook.quantiles for outlook in found.outlooks)


def test_the_future_does_not_leak() -> None:
    now = datetime(2026, 10, 12, tzinfo=UTC)
    assert made(42, now) == made(35)
