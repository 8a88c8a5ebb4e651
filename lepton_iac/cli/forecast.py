"""`lepton-iac forecast`: what a stack, or any fleet of series, will need."""

from functools import partial
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.forecast_backtest import print_backtest
from lepton_iac.cli.forecast_series import series, train
from lepton_iac.cli.forecast_stream import streamed, streams
from lepton_iac.cli.inputs import inputs_of
from lepton_iac.cli.live import live_options
from lepton_iac.cli.session import price_book, priced, report_of
from lepton_iac.cli.show import Shown, print_report
from lepton_iac.cli.waiting import waiting
from lepton_iac.errors import LeptonError
from lepton_iac.job.files import write_whole
from lepton_iac.job.inputs import Inputs
from lepton_iac.job.pictures import write_pictures
from lepton_iac.job.spans import share
from lepton_iac.job.usage_out import measured_keys, usage_text
from lepton_iac.model import Project
from lepton_iac.optimize import optimize
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.pipeline import propose
from lepton_iac.report.options import View

_PATH = click.Path(path_type=Path, exists=True, dir_okay=False)
_NEW = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--metrics", type=_PATH, multiple=True, help="Metrics of the stack that PATH names.")
@live_options
@click.option("--mapping", type=_PATH, help="CSV or YAML that maps series to Terraform addresses.")
@click.option("--zone", help="Time zone of time stamps that carry none, such as Europe/Berlin.")
@click.option("--horizon", default="7d", show_default=True, help="How far ahead: 24h, 7d, 4w, 12mo.")
@click.option("--max-breach", default="1%", show_default=True, help="Share of hours demand may pass the capacity.")
@click.option(
    "--method", default="auto", show_default=True, help="`auto`, `linear`, `boosted`, `p99-28d` …; see below."
)
@click.option("--holidays", help="Free days: a file with a date on each line, or a calendar such as DE-BY.")
@click.option("--as-of", help="As if now were this time; nothing later is looked at.")
@click.option("--model", type=_PATH, help="A model made by `forecast train`.")
@click.option("--backtest", is_flag=True, help="Score our answers and the methods on this history instead.")
@click.option(
    "--format", default="table", show_default=True, help="table, json or csv; with a stack any report format."
)
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes for fleets.")
@click.option("--cluster", default="", help="A Dask scheduler, tcp://host:8786, that forecasts the fleet instead.")
@click.option(
    "--pictures",
    type=click.Path(path_type=Path, file_okay=False),
    help="Draw past, forecast and capacities of every dimension as SVG files into this folder.",
)
@click.option("--usage-file", type=_PATH, help="Declared usage in Infracost's format; it counts before the measured.")
@click.option("--usage-out", type=_NEW, help="Write the usage of the next month as an Infracost usage file.")
@click.option("--quantile", type=click.Choice(["p50", "p90"]), default="p50", help="Which level --usage-out writes.")
@click.option("--out", "-o", type=_NEW, help="Write to a file instead.")
def forecast(paths: tuple[str, ...], **arguments: Any) -> None:
    """What will be needed: the level that demand passes in at most the allowed share of hours.

    PATHS is a stack (with --metrics or --from), or metrics files alone, or `train` and metrics files to save a global
    model. With --workers or --cluster, files that are sorted by series stream through, however many series they hold.

    Methods: auto (the one that did best on past windows, calibrated); learned on all series together: boosted,
    linear-quantile, tree, mlp; fitted to each series alone: linear, hour-of-day, seasonal-naive; rules of other tools
    as they are: krr, compute-optimizer, azure-advisor, google-recommender; plain rules: p99-28d, max-28d, max-14d,
    max-7d.

    \b
    Examples:
      lepton-iac forecast plan.json --metrics metrics.csv.gz
      lepton-iac forecast plan.json --from cloudwatch --since 28d --save-metrics metrics.csv.gz
      lepton-iac forecast plan.json --from prometheus --from-url https://prometheus.example:9090
      lepton-iac forecast plan.json --metrics metrics.csv.gz --usage-out infracost-usage.yml --quantile p90
      lepton-iac forecast plan.json --metrics metrics.csv.gz --pictures forecast/ --format html --out forecast.html
      lepton-iac forecast fleet.csv --horizon 7d --max-breach 0.5% --as-of 2026-11-01T00:00:00Z --format json
      lepton-iac forecast million.csv.gz --workers 8 --out rows.parquet
      lepton-iac forecast million.csv.gz --cluster tcp://scheduler:8786 --out rows.jsonl
      lepton-iac forecast fleet.csv --backtest
      lepton-iac forecast train fleet.csv --out fleet.model
    """
    if paths[0] == "train":
        train([Path(path) for path in paths[1:]], arguments)
    elif arguments["backtest"]:
        given = arguments["metrics"] or (() if arguments["source"] else paths)
        print_backtest([Path(path) for path in given], arguments)
    elif arguments["metrics"] or arguments["source"]:
        _stack(paths, arguments)
    elif streams(arguments):
        streamed([Path(path) for path in paths], arguments)
    else:
        series([Path(path) for path in paths], arguments)


def _stack(paths: tuple[str, ...], arguments: dict[str, Any]) -> None:
    if len(paths) != 1:
        raise LeptonError("one stack at a time", mend="give one plan, state or folder, and its --metrics")
    book = price_book()
    defaults = {name: field.default for name, field in Inputs.__dataclass_fields__.items()}
    asked = inputs_of({**defaults, **arguments, "path": paths[0]})
    with waiting("forecasting: every method on past weeks, then the one that suits"):
        found = priced(asked, book)
        if arguments["pictures"] is not None or arguments["format"] == "html":
            limits = Constraints(max_breach=share(arguments["max_breach"]))
            found = propose(found, partial(optimize, constraints=limits))
    project = found.project
    if arguments["usage_out"] is not None:
        _write_usage(project, arguments["usage_out"], arguments["quantile"])
    if arguments["pictures"] is not None:
        drawn = write_pictures(project, arguments["pictures"])
        click.echo(f"{arguments['pictures']}: {len(drawn)} pictures", err=True)
    shown = Shown(format=arguments["format"], out=arguments["out"])
    print_report(report_of(project, book=book), shown, (View.FORECAST,))


def _write_usage(project: Project, out: Path, quantile: str) -> None:
    write_whole(out, usage_text(project, quantile))
    measured = measured_keys(project.usage)
    click.echo(f"{out}: {quantile} of {measured} measured usage keys, and what was declared", err=True)
