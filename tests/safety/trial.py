"""One trial: a run that ends at a moment, what it left, and whether the next run does what a whole one does."""

import random
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.safety.compare import contents
from tests.safety.dying import End, Moment, ended
from tests.safety.works import Work

KILLED = (-9, -25)


@dataclass
class Trials:
    """The trials of one way of writing: a folder before, the same after a whole run, and how much happens between."""

    work: Work
    folder: Path
    book: Path
    tried: int = 0
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    events: int = 0

    def __post_init__(self) -> None:
        """Make the folder, and run once to the end."""
        start = self.folder / "start"
        start.mkdir()
        self.work.prepare(start)
        self.before = contents(start)
        whole = self.run(Moment())
        assert whole.code == 0, whole.said
        self.events, self.after = whole.events, contents(self.here)

    @property
    def here(self) -> Path:
        return self.folder / "here"

    def run(self, moment: Moment, *, anew: bool = True) -> End:
        """A run in a fresh copy, or once more in what the last one left."""
        if anew:
            shutil.rmtree(self.here, ignore_errors=True)
            shutil.copytree(self.folder / "start", self.here)
        environment: Mapping[str, str] = {
            "LEPTON_IAC_CACHE": str(self.book),
            "LEPTON_IAC_DATA": str(self.here / "data"),
            "SOURCE_DATE_EPOCH": "1790000000",
        }
        return ended(self.work.do, self.here, moment, environment)

    def hold(self, moment: Moment) -> End:
        """End a run at a moment and hold what is left, then what the next run makes of it, against the two folders."""
        end = self.run(moment)
        self.tried += 1
        left = contents(self.here)
        for name in self.before | self.after | left:
            allowed = {self.before.get(name), self.after.get(name), *(("",) if name == "branch" else ())}
            assert left.get(name) in allowed or self.work.steps, (self.work.name, moment, name)
        assert self.before.keys() <= left.keys(), (self.work.name, moment)
        again = self.run(Moment(), anew=False)
        assert again.code in {0, 1}, (self.work.name, moment, again)
        assert self.work.again or contents(self.here) == self.after, (self.work.name, moment, again.said)
        return end

    def moments(self, events: int, sizes: int, seed: int) -> Iterator[Moment]:
        """Seeded moments of a sudden end: some of the events, and some sizes of a file."""
        chosen = random.Random(f"{self.work.name} {seed}")
        for event in chosen.sample(range(1, self.events + 1), min(events, self.events)):
            yield Moment(event=event)
        for _ in range(sizes):
            yield Moment(byte=int(2 ** chosen.uniform(0, 16)))
