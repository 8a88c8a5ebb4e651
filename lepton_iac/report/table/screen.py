"""What a terminal page is made of, and how it is drawn: without markup, clock or environment."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from urllib.parse import quote

from lepton_iac.report.options import Options
from lepton_iac.report.table.layout import FIGURES, beside, columns, padded, wrapped

MIN_WIDTH = 60
_URL = ":/?#[]@!$&'()*+,;=%"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page.

    Attributes:
        text: wraps on the left.
        figures: flush right in the columns of ``layout.FIGURES``, on the first line.
        remark: words instead of figures: flush right where they fit, else below.
        branch, below: the drawn tree before the first line and before the lines it wraps to.
        link: an https address that the text leads to in terminals that can.
    """

    text: str = ""
    figures: tuple[str, ...] = ()
    remark: str = ""
    style: str = ""
    branch: str = ""
    below: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a header; ``right`` holds the indexes of the columns flush right."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()


Block = Line | Grid
EMPTY = Line()


def heading(text: str) -> Line:
    """A title."""
    return Line(text, style="bold")


def remark(text: str, style: str = "dim") -> Line:
    """A sentence that wraps over the whole width."""
    return Line(text, style=style)


def draw(blocks: Iterable[Block], options: Options) -> str:
    """The page as a string; every line fits the width, blanks at line ends are cut."""
    width = max(options.width, MIN_WIDTH)
    lines: list[str] = []
    for block in blocks:
        lines.extend(_grid(block, width, options) if isinstance(block, Grid) else _line(block, width, options))
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _line(line: Line, width: int, options: Options) -> list[str]:
    """A styled line; the link is written here because rich gives every link a random id."""
    texts = _texts(line, width)
    if not options.colour:
        return texts
    from rich.color import ColorSystem
    from rich.style import Style

    style = Style.parse(line.style or "none")
    shown = [style.render(text, color_system=ColorSystem.STANDARD) for text in texts]
    if options.hyperlinks and line.link.startswith("https://"):
        address = quote(line.link, safe=_URL)
        return [f"\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\" for text in shown]
    return shown


def _texts(line: Line, width: int) -> list[str]:
    """The lines of text one ``Line`` becomes."""
    if line.remark:
        together = beside(f"{line.branch}{line.text}", line.remark, width)
        if together is not None:
            return [together]
    reserved = sum(FIGURES) if line.figures else 0
    room = width - reserved
    texts = wrapped(line.text, room - len(line.branch), room - len(line.below))
    first = f"{line.branch}{texts[0]}"
    if line.figures:
        first = f"{padded(first, width - reserved)}{columns(line.figures)}"
    rest = [f"{line.below}{text}" for text in texts[1:]]
    under = [f"{line.below}  {text}" for text in wrapped(line.remark, width - len(line.below) - 2)]
    return [first, *rest, *(under if line.remark else [])]


def _grid(grid: Grid, width: int, options: Options) -> list[str]:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    out = StringIO()
    console = Console(
        file=out,
        width=width,
        height=100,
        force_terminal=options.colour,
        color_system="standard" if options.colour else None,
        no_color=not options.colour,
        legacy_windows=False,
        _environ={},
    )
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for index, title in enumerate(grid.header):
        table.add_column(Text(title), justify="right" if index in grid.right else "left", overflow="fold")
    for row in grid.rows:
        table.add_row(*(Text(text) for text in row))
    console.print(table)
    return out.getvalue().split("\n")[:-1]
