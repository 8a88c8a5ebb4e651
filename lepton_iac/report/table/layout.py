"""Columns and wrapping by terminal cells, so that wide characters do not push figures out of line."""

FIGURES = (12, 14, 15)
"""Widths of quantity, unit and monthly cost; the name takes what is left."""


def wrapped(text: str, width: int, rest: int | None = None) -> list[str]:
    """The text in lines of at most ``width`` cells, ``rest`` after the first, broken at blanks where it can be."""
    from rich.cells import cell_len, chop_cells

    lines: list[str] = []
    current = ""
    for word in text.split(" "):
        candidate = f"{current} {word}" if current else word
        room = width if not lines or rest is None else rest
        if cell_len(candidate) <= room:
            current = candidate
            continue
        if current:
            lines.append(current)
        *full, current = chop_cells(word, min(width, rest or width)) or [""]
        lines.extend(full)
    return [*lines, current]


def columns(figures: tuple[str, ...]) -> str:
    """The figures flush right in their columns; units stand left."""
    quantity, unit, cost = (*figures, "", "", "")[:3] if len(figures) == len(FIGURES) else ("", "", figures[0])
    return f"{padded(quantity, FIGURES[0], True)}  {padded(unit, FIGURES[1] - 2)}{padded(cost, FIGURES[2], True)}"


def padded(text: str, width: int, right: bool = False) -> str:
    """The text in exactly ``width`` cells, longer text cut with an ellipsis."""
    from rich.cells import cell_len, set_cell_size

    if cell_len(text) > width:
        text = f"{set_cell_size(text, width - 1).rstrip()}…"
    blanks = " " * (width - cell_len(text))
    return blanks + text if right else text + blanks


def beside(first: str, second: str, width: int) -> str | None:
    """Both texts on one line, the second flush right; ``None`` when they do not fit."""
    from rich.cells import cell_len

    blanks = width - cell_len(first) - cell_len(second)
    return f"{first}{' ' * blanks}{second}" if blanks >= 2 else None
