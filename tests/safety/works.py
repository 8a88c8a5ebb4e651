"""Every way in which the product writes: how its folder is made, and the work that is done there."""

import gzip
import json
import lzma
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache, partial
from itertools import islice
from pathlib import Path

from lepton_iac.cli.main import run
from lepton_iac.model import PriceRow
from lepton_iac.price.fetch_batch import Batch, Task
from lepton_iac.price.refresh import refresh

SAMPLES = Path(__file__).parents[2] / "sample_stacks"
STACK = SAMPLES / "university" / "aws"
MAIN = """provider "aws" {
  region = "eu-west-1"
}

resource "aws_ebs_volume" "data" {
  availability_zone = "eu-west-1a"
  size              = 300
  type              = "gp2"
}
"""
NOW = datetime(2026, 9, 21, tzinfo=UTC)
ROWS = 40


@dataclass(frozen=True)
class Work:
    """One way of writing.

    Attributes:
        prepare: fills an empty folder.
        do: works in the current folder; gives an exit code.
        steps: it is allowed to stand between old and new, at a whole step, from where the next run goes on.
        again: a second run adds to the first, so that it ends elsewhere.
    """

    name: str
    prepare: Callable[[Path], None]
    do: Callable[[], int]
    steps: bool = False
    again: bool = False


def _command(*words: str) -> int:
    return run(words)


def _terraform(folder: Path) -> None:
    stack = folder / "stack"
    stack.mkdir()
    (stack / "main.tf").write_text(MAIN, encoding="utf-8")
    (stack / "more.tf").write_text(MAIN.split("\n\n")[1].replace("data", "logs"), encoding="utf-8")


def _repository(folder: Path) -> None:
    _terraform(folder)
    for words in (
        ("init", "-q", "-b", "main"),
        ("config", "user.email", "a@example.org"),
        ("config", "user.name", "a"),
        ("add", "stack"),
        ("commit", "-q", "-m", "Start"),
    ):
        subprocess.run(["git", *words], cwd=folder, check=True)


def _copy(folder: Path) -> None:
    shutil.copytree(STACK, folder / "stack")
    with gzip.open(STACK / "metrics.csv.gz", "rt", encoding="utf-8") as file:
        (folder / "few.csv").write_text("".join(islice(file, 400)), encoding="utf-8")
    for name in ("out.html", "usage.yml", "metrics.csv", "rows.csv"):
        (folder / name).write_text("old\n", encoding="utf-8")


def _fleet(folder: Path) -> None:
    for number in range(4):
        _terraform(folder)
        (folder / "stack").rename(folder / f"s{number}")


def _deal(folder: Path) -> None:
    head = "provider,service,region,component,sku,purchase,percent,price,unit"
    row = "aws,vm,eu-west-1,linux,m5.large,on_demand,,{},hours"
    for name, price in (("old", "0.05"), ("new", "0.06")):
        (folder / f"{name}.csv").write_text(f"{head}\n{row.format(price)}\n", encoding="utf-8")


def _priced(price: str) -> PriceRow:
    return PriceRow(
        *("aws", "eu-west-1", "vm", "linux", "m5.large", "hours", Decimal(price), Decimal(0), None),
        *("on_demand", "USD", "2026-11-23", "AWS Price List"),
    )


def _refresh(price: str, edition: str, folder: Path = Path()) -> int:
    def fetch(cursor: str) -> Batch:
        at = int(cursor or 0)
        return Batch(iter([_priced(price)] if at == 0 else []), Counter(), str(at + 1) if at < 3 else "")

    refresh(folder / "data", "u", [Task("a", fetch)], edition)
    return 0


def _refreshed(folder: Path) -> None:
    _refresh("0.2", "20261101T000000Z", folder)


def _book() -> int:
    from lepton_iac.price.book_cells import COLUMNS, row_cells
    from lepton_iac.price.book_store import open_store

    text = "\n".join([",".join(COLUMNS), ",".join(row_cells(_priced("0.2")))]) + "\n"
    connection, notes = open_store(Path("cache"), lzma.compress(text.encode()))
    found = connection.execute("SELECT count(*) FROM price").fetchone()
    connection.close()
    return 0 if found == (1,) and not notes else 1


def _nothing(folder: Path) -> None:
    """The work starts in an empty folder."""


@cache
def _model() -> bytes:
    import tempfile

    import numpy as np

    from lepton_iac.forecast.fleet import train
    from lepton_iac.forecast.learn import LEARNERS
    from lepton_iac.forecast.panel import Panel
    from lepton_iac.forecast.store import save

    values = np.random.default_rng(1).gamma(2.0, 1.0, (22, 28 * 24))
    panel = Panel(values, np.arange(22) % 5, np.full(22, 1e-9), 500_000)
    assert "linear-quantile" in LEARNERS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.npz"
        save(train(panel, learner="linear-quantile", breaches=(0.01, 0.05)), path)
        return path.read_bytes()


def _models(folder: Path) -> None:
    (folder / "made.npz").write_bytes(_model())
    (folder / "model.npz").write_bytes(b"old")


def _save_model() -> int:
    from lepton_iac.forecast.store import load, save

    save(load(Path("made.npz")), Path("model.npz"))
    return 0


def _serve() -> int:
    """Confirmed entries of the log are also told to a file beside, after the database has confirmed them."""
    from lepton_iac.serve.auth.audit import record
    from lepton_iac.serve.store.database import migrate, open_database

    engine = open_database("sqlite:///serve.sqlite")
    migrate(engine)
    for number in range(ROWS):
        record(engine, "someone", "upload", f"web/{number}", "", NOW)
        with Path(".confirmed").open("a", encoding="ascii") as file:
            file.write(".")
    engine.dispose()
    return 0


def _served(folder: Path) -> None:
    assert run(["serve", "--state", str(folder / "state"), "token", "create", "ci"]) == 0


def _watched(folder: Path) -> None:
    shutil.copy(STACK / "plan.json", folder / "plan.json")
    (folder / "known.json").write_text(json.dumps({"known-1": []}), encoding="utf-8")


_USE = ("stack/plan.json", "--metrics", "few.csv")
WORKS = (
    Work("rewrite in place", _terraform, partial(_command, "rewrite", "stack", "--in-place"), steps=True),
    Work("rewrite to a folder", _repository, partial(_command, "rewrite", "stack", "--out-dir", "cheaper")),
    Work("rewrite on a branch", _repository, partial(_command, "rewrite", "stack", "--pr-branch", "cheaper")),
    Work("guard rails", _copy, partial(_command, "guard-rails", "stack", "--plan", "stack/plan.json", "--write")),
    Work("report", _copy, partial(_command, "breakdown", "stack/plan.json", "--format", "html", "--out", "out.html")),
    Work("settings", _terraform, partial(_command, "init", ".")),
    Work("usage of a forecast", _copy, partial(_command, "forecast", *_USE, "--usage-out", "usage.yml")),
    Work("saved metrics", _copy, partial(_command, "forecast", *_USE, "--save-metrics", "metrics.csv")),
    Work("saved model", _models, _save_model),
    Work("private prices", _deal, partial(_command, "prices", "import", "new.csv")),
    Work("refreshed prices", _refreshed, partial(_refresh, "0.3", "20261123T000000Z")),
    Work("price book", _nothing, _book),
    Work("scan", _fleet, partial(_command, "scan", ".", "--results", "fleet.sqlite", "--jobs", "1"), steps=True),
    Work("watch", _watched, partial(_command, "watch", "plan.json", "--budget", "1", "--memory", "known.json")),
    Work(
        "key and token",
        _nothing,
        partial(_command, "serve", "--state", "state", "token", "create", "ci"),
        steps=True,
        again=True,
    ),
    Work("database", _nothing, _serve, steps=True, again=True),
    Work("backup", _served, partial(_command, "serve", "--state", "state", "backup", "backup.gz")),
)
