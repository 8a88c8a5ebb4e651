"""`lepton-iac spread`: which share of a service each cloud or region should serve."""

import json
from pathlib import Path

import click

from lepton_iac.cli.columns import narrow
from lepton_iac.cli.session import emit
from lepton_iac.job.service_file import Service, read_service
from lepton_iac.optimize.shares import Shares
from lepton_iac.optimize.shares import spread as spread_shares
from lepton_iac.units import money, plain


@click.command()
@click.argument("service", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--out", "-o", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file instead.")
def spread(service: Path, form: str, out: Path | None) -> None:
    """Which share of a service each site should serve, so that it costs least within capacity and latency limits.

    SERVICE is a YAML file: `sites:` with name, units (that serve the whole demand alone), price per unit, and if you
    like capacity, max_share and latency_class; `latency_classes:` with the least share each class must serve.

    \b
    Example:
      lepton-iac spread service.yml
      # sites:
      #   - {name: A, units: 100, price: 0.10, capacity: 60, latency_class: near}
      #   - {name: B, units: 80, price: 0.12, latency_class: near}
      #   - {name: C, units: 120, price: 0.08}
      # latency_classes: {near: 0.5}
    """
    known = read_service(service)
    found = spread_shares(known.sites, known.least)
    emit(_json(known, found) if form == "json" else _table(known, found), out)


def _json(known: Service, found: Shares) -> str:
    sites = [
        {
            "name": site.name,
            "share": plain(found.shares[site.name]),
            "units": plain(found.shares[site.name] * site.units),
            "cost": plain(found.shares[site.name] * site.alone),
            "costAlone": plain(site.alone),
            "tied": site.name in found.tied,
        }
        for site in known.sites
    ]
    result = {"service": known.name, "cost": plain(found.cost), "sites": sites, "why": found.why}
    return json.dumps({**result, "tied": list(found.tied), "binding": list(found.binding)}, indent=2)


def _table(known: Service, found: Shares) -> str:
    width = max(len("site"), *(len(site.name) for site in known.sites))
    lines = [f"Service: {known.name}", "", f"{'site':{width}} {'alone':>12} {'share':>9} {'units':>12} {'cost':>12}"]
    for site in known.sites:
        share = found.shares[site.name]
        mark = "  tied" if site.name in found.tied else ""
        lines.append(
            f"{site.name:{width}} {money(site.alone):>12} {f'{share:.2%}':>9} {f'{share * site.units:.2f}':>12} "
            f"{money(share * site.alone):>12}{mark}"
        )
    lines += ["", f"Together {money(found.cost)}: {found.why}"]
    lines += [f"It would be cheaper without the limit on {words}" for words in found.binding]
    return "\n".join(narrow(lines))
