"""Time and memory of a scan against the size of the fleet, as a picture."""

from collections.abc import Iterator, Sequence
from math import log10
from typing import Any

WIDTH, HEIGHT, LEFT, TOP, GAP = 760, 330, 64, 44, 92
PANEL = (WIDTH - LEFT - GAP - 20) / 2
FLOOR = HEIGHT - 52
STYLE = (
    "<style>text{font:13px system-ui,sans-serif;fill:#24292f}.s{fill:#57606a}.g{stroke:#d0d7de}"
    ".b{fill:#fff}.a{stroke:#1a5fb4;fill:#1a5fb4}.o{stroke:#a1440f;fill:#a1440f}@media (prefers-color-scheme:dark){"
    ".b{fill:#0d1117}text{fill:#e6edf3}.s{fill:#9198a1}.g{stroke:#3d444d}.a{stroke:#6ea8fe;fill:#6ea8fe}"
    ".o{stroke:#ffa657;fill:#ffa657}}</style>"
)


def drawn(rows: Sequence[dict[str, Any]]) -> str:
    """Two plots side by side over the number of stacks, each axis by powers of ten; the figures stand at the points."""
    listed = sorted(rows, key=lambda row: row["stacks"])
    words = "; ".join(
        f"{row['stacks']:,} stacks {row['cpu']:,.0f} s of processor time, {row['together']:,} MiB" for row in listed
    )
    body = [
        *_panel(listed, "cpu", "Seconds of processor time", LEFT, "a"),
        *_panel(listed, "together", "MiB, all processes together", LEFT + PANEL + GAP, "o"),
    ]
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t d">',
        '<title id="t">Time and memory of a scan by size of the fleet, 2 processes</title>',
        f'<desc id="d">{words}</desc>',
        STYLE,
        f'<rect class="b" width="{WIDTH}" height="{HEIGHT}"/>',
        *body,
        "</svg>\n",
    ])  # fmt: skip


def _panel(rows: Sequence[dict[str, Any]], name: str, title: str, left: float, kind: str) -> Iterator[str]:
    across = _bounds([row["stacks"] for row in rows])
    up = _bounds([row[name] for row in rows])
    yield f'<text x="{left}" y="{TOP - 20}" font-weight="600">{title}</text>'
    for power in range(up[0], up[1] + 1):
        y = _at(10**power, up, FLOOR, TOP)
        yield f'<line class="g" x1="{left}" x2="{left + PANEL}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="s" x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{10**power:,}</text>'
    for power in range(across[0], across[1] + 1):
        x = _at(10**power, across, left, left + PANEL)
        yield f'<text class="s" x="{x:.1f}" y="{FLOOR + 20}" text-anchor="middle">{10**power:,}</text>'
    yield f'<text class="s" x="{left + PANEL / 2}" y="{FLOOR + 40}" text-anchor="middle">stacks</text>'
    points = [(_at(row["stacks"], across, left, left + PANEL), _at(row[name], up, FLOOR, TOP)) for row in rows]
    yield f'<polyline class="{kind} l" style="fill:none" stroke-width="2" points="{_joined(points)}"/>'
    for (x, y), row in zip(points, rows, strict=True):
        anchor = "start" if row is rows[0] else "end" if row is rows[-1] else "middle"
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" class="{kind}"/>'
        yield f'<text x="{x:.1f}" y="{y - 10:.1f}" text-anchor="{anchor}">{row[name]:,.0f}</text>'


def _bounds(values: Sequence[float]) -> tuple[int, int]:
    low, high = int(log10(min(values))), int(log10(max(values)) - 1e-9) + 1
    return low, max(high, low + 1)


def _at(value: float, bounds: tuple[int, int], start: float, end: float) -> float:
    return start + (log10(value) - bounds[0]) / (bounds[1] - bounds[0]) * (end - start)


def _joined(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
