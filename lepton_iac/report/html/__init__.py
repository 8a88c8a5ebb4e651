"""The ``html`` format: one file that needs no network, no server and no rights."""

from base64 import b64encode
from collections.abc import Iterable
from decimal import Decimal
from hashlib import sha256

from lepton_iac import assets
from lepton_iac.model import Bill, Report, Status
from lepton_iac.report import exact, outlook, wording
from lepton_iac.report.comparison import comparison
from lepton_iac.report.difference import ResourceChange, between
from lepton_iac.report.escape import visible
from lepton_iac.report.figure import level, quantile
from lepton_iac.report.html.chart import chart
from lepton_iac.report.html.group import groups
from lepton_iac.report.options import DEFAULT, Options
from lepton_iac.report.picture import chosen
from lepton_iac.report.severity import ordered


def render(report: Report, options: Options = DEFAULT) -> str:
    """The page; its policy allows exactly its own style and script, by their hashes."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    folder = assets.folder("templates") / "report"
    style = "".join((folder / name).read_text(encoding="utf-8") for name in ("style.css", "picture.css"))
    script = (folder / "script.js").read_text(encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_seen,
    )
    environment.globals.update(
        {
            "w": wording,
            "exact": exact,
            "between": between,
            "comparison": comparison,
            "groups": groups,
            "outlook": outlook,
        }
    )
    environment.globals.update(
        {
            "chart": chart,
            "chosen": chosen,
            "level": level,
            "quantile": quantile,
            "ordered": ordered,
            "link": _link,
            "many": MANY,
            "page_rows": PAGE_ROWS,
            "places": _places,
            "weightiest": _weightiest,
        }
    )
    page = environment.get_template("page.html.j2")
    return page.render(
        report=report,
        options=options,
        style=Markup(style),  # nosec B704 # noqa: S704 - our own file
        script=Markup(script),  # nosec B704 # noqa: S704 - our own file
        policy=_policy(style, script),
    )


def _policy(style: str, script: str) -> str:
    """A content security policy that allows nothing but this style and this script."""
    style_hash, script_hash = (b64encode(sha256(text.encode()).digest()).decode() for text in (style, script))
    return (
        f"default-src 'none'; style-src 'sha256-{style_hash}'; script-src 'sha256-{script_hash}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _seen(value: object) -> object:
    """Every value the templates print goes through here before it is escaped."""
    return visible(value, 500) if type(value) is str else value


def _link(address: str) -> bool:
    """Only https addresses become links: no script, no file."""
    return address.startswith("https://")


def _places(bill: Bill) -> dict[str, int]:
    """The row of the table of resources that explains each address; free ones have none."""
    lines = (line for line in bill.lines if line.status is not Status.FREE)
    return {line.resource.address: place for place, line in enumerate(lines, start=1)}


def _weightiest(changes: Iterable[ResourceChange]) -> list[ResourceChange]:
    """What is not known first, for it may be anything; then the largest change in either direction."""

    def weight(entry: ResourceChange) -> tuple[bool, Decimal]:
        return entry.delta is not None, -abs(entry.delta or Decimal(0))

    return sorted(changes, key=weight)


PAGE_ROWS = 200
"""Rows of a table that are laid out at once; script.js shows more when asked."""
MANY = 300
"""From this many resources on, explanations are put together when they are opened."""
