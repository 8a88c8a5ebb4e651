"""Makes docs/pictures from a sample stack: ``python -m tests.pictures``, with Chromium and ``lepton-iac[browser]``."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any

from lepton_iac.cli.main import run
from lepton_iac.report.earlier import report_from
from lepton_iac.report.formats import FORMATS
from lepton_iac.report.options import Options, View

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
STACK = ROOT / "sample_stacks" / "developer_environments" / "aws"
WIDTH = 92
# GitHub's look of a comment in a few rules of our own.
COMMENT = """<!doctype html><meta charset="utf-8"><style>
:root { color-scheme: light dark; }
body { margin: 0; padding: 20px 24px; width: 760px; box-sizing: border-box;
  font: 14px/1.5 system-ui, "Noto Sans", "DejaVu Sans", sans-serif;
  color: light-dark(#1f2328, #f0f6fc); background: light-dark(#fff, #0d1117); }
table { border-collapse: collapse; margin: 0 0 16px; display: block; overflow: auto; }
th, td { border: 1px solid light-dark(#d1d9e0, #3d444d); padding: 6px 13px; }
tr:nth-child(2n) { background: light-dark(#f6f8fa, #151b23); }
code { font: 85% ui-monospace, "DejaVu Sans Mono", monospace; padding: .2em .4em; border-radius: 6px;
  background: light-dark(#818b981f, #656c7633); }
h2, h3, h4 { margin: 20px 0 12px; line-height: 1.25; }
h2 { padding-bottom: .3em; border-bottom: 1px solid light-dark(#d1d9e0, #3d444d); }
a { color: light-dark(#0969da, #4493f8); }
details { margin-bottom: 8px; }
</style>"""


def main() -> None:
    """Every picture anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as name, _chromium() as page:
        work = Path(name)
        inputs = ["--plan", str(STACK / "plan.json"), "--metrics", str(STACK / "metrics.csv.gz")]
        usage = ["--usage-file", str(STACK / "usage.yml")]
        made = work / "out.json"
        code = run(["rewrite", str(STACK), *inputs, *usage, "--format", "json", "--out", str(made)])
        assert code == 0, f"rewrite ended with {code}"
        content = made.read_bytes()
        (work / "report.html").write_text(_as_html(inputs, usage, work), encoding="utf-8")
        (work / "comment.html").write_text(_comment(content), encoding="utf-8")
        for scheme in ("light", "dark"):
            _shoot(page, work / "report.html", scheme, (1180, 1500))
            _shoot(page, work / "comment.html", scheme, (760, 1200))
    (PICTURES / "terminal.svg").write_text(_terminal(content), encoding="utf-8")


def _as_html(inputs: list[str], usage: list[str], work: Path) -> str:
    out = work / "page.html"
    assert run(["rewrite", str(STACK), *inputs, *usage, "--format", "html", "--out", str(out)]) == 0
    return out.read_text(encoding="utf-8").replace(str(STACK / "plan.json"), "developer_environments/aws")


def _comment(content: bytes) -> str:
    from markdown_it import MarkdownIt

    text = FORMATS["markdown"](report_from([(content, "out.json")]), Options())
    text = text.replace(str(ROOT), "").replace("/sample_stacks/", "")
    drawn: str = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
    return COMMENT + drawn


def _terminal(content: bytes) -> str:
    """What a terminal shows first, as SVG without a font from elsewhere."""
    from rich.console import Console
    from rich.text import Text

    report = report_from([(content, "out.json")])
    shown = FORMATS["table"](report, Options(width=WIDTH, colour=True, views=(View.PROPOSAL, View.BREAKDOWN)))
    console = Console(record=True, width=WIDTH, file=StringIO(), force_terminal=True)
    lines = shown.replace(f"{ROOT}/sample_stacks/", "").splitlines()
    console.print(Text.from_ansi("\n".join(lines[:44])), soft_wrap=True)
    drawn = console.export_svg(title="lepton-iac rewrite . --plan plan.json --metrics metrics.csv.gz")
    while "@font-face" in drawn:
        head, _, rest = drawn.partition("@font-face")
        drawn = head + rest.partition("}")[2]
    return drawn.replace("Fira Code", "ui-monospace, DejaVu Sans Mono")


@contextmanager
def _chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = which("chromium") or which("google-chrome")
    with sync_playwright() as started:
        yield started.chromium.launch(executable_path=path, args=["--no-sandbox"]).new_page()


def _shoot(page: Any, file: Path, scheme: str, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme)
    page.goto(file.as_uri())
    tall = min(size[1], int(page.evaluate("document.body.scrollHeight")))
    clip = {"x": 0, "y": 0, "width": size[0], "height": tall}
    page.screenshot(path=PICTURES / f"{file.stem}-{scheme}.png", clip=clip)


if __name__ == "__main__":
    main()
