"""What a job reads."""

from dataclasses import dataclass
from pathlib import Path

from lepton_iac.forecast.live.request import Request


@dataclass(frozen=True)
class Inputs:
    """What the user named.

    Attributes:
        path: a plan, a state, a folder of Terraform, or ``-`` for the bytes given as standard input.
        usage_file: declared usage, in Infracost's usage-file format.
        metrics: measured metrics, in any format of ``forecast/sources``.
        mapping: a file that maps series to addresses.
        zone: the time zone of time stamps that carry none.
        var_files, workspace: for a folder without a plan.
        horizon: how far to forecast, such as ``7d``.
        max_breach: share of hours demand may pass capacity, such as ``1%``.
        holidays: a file of dates, or a country's calendar, of days on which nobody works.
        method: the forecast method; ``auto`` chooses and says why.
        as_of: an ISO time; nothing later is looked at.
        model: a trained global model.
        default_region: ``CLOUD=REGION`` for resources whose region the plan does not tell.
        terragrunt: a Terragrunt unit may be planned by the installed Terragrunt, which runs its code.
        live: what to fetch from where the stack is measured.
        save_metrics: where to keep all metrics that were read.
    """

    path: str
    usage_file: Path | None = None
    metrics: tuple[Path, ...] = ()
    mapping: Path | None = None
    zone: str | None = None
    var_files: tuple[Path, ...] = ()
    workspace: str = "default"
    horizon: str = "7d"
    max_breach: str = "1%"
    holidays: str | None = None
    method: str = "auto"
    as_of: str | None = None
    model: Path | None = None
    default_region: tuple[str, ...] = ()
    terragrunt: bool = False
    live: Request | None = None
    save_metrics: Path | None = None
