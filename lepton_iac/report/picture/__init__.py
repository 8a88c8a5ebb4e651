"""Forecasts as pictures: SVG of our own, inside the page or as files."""

from collections.abc import Iterator, Mapping

from lepton_iac import assets
from lepton_iac.model import Demand, Project
from lepton_iac.report.escape import visible
from lepton_iac.report.picture.draw import Picture, picture

__all__ = ["MOST", "Picture", "chosen", "picture", "svg", "svgs"]

MOST = 60
"""Pictures in one page: more would make it slow to open; files have no such bound."""


def chosen(project: Project) -> Mapping[tuple[str, str], Picture]:
    """The pictures a page shows, by address and dimension: of what is to change first, then in the order given."""
    changing = {change.address for change in project.proposal.changes} if project.proposal else set()
    demands = [demand for entries in project.usage.demands.values() for demand in entries]
    found: dict[tuple[str, str], Picture] = {}
    for demand in sorted(demands, key=lambda entry: entry.address not in changing):
        drawn = picture(project, demand) if len(found) < MOST else None
        if drawn is not None:
            found[demand.address, demand.dimension] = drawn
    return found


def svgs(project: Project) -> Iterator[tuple[Demand, str]]:
    """Every demand that can be drawn, with its picture as the text of an SVG file."""
    for entries in project.usage.demands.values():
        for demand in entries:
            drawn = picture(project, demand)
            if drawn is not None:
                yield demand, svg(drawn)


def svg(drawn: Picture) -> str:
    """A picture as an SVG file that follows the reader's light or dark setting."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(assets.folder("templates") / "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value, 500) if type(value) is str else value,
    )
    return environment.get_template("picture_file.svg.j2").render(picture=drawn)
