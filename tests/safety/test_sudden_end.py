"""Every way of writing, ended by the kernel at seeded moments, on a full disk and in a read-only place."""

from pathlib import Path

import pytest

from tests.safety.dying import Moment
from tests.safety.trial import KILLED, Trials
from tests.safety.works import WORKS, Work

QUICK = tuple(
    work for work in WORKS if work.name in {"settings", "refreshed prices", "saved model", "price book", "database"}
)
"""Those that take less than a second; the others do the whole job and are too long for the gate."""
REFUSED = tuple(
    work for work in WORKS if work.name in {"settings", "private prices", "refreshed prices", "saved model"}
)


@pytest.mark.parametrize("work", QUICK, ids=lambda work: work.name)
def test_a_sudden_end_loses_nothing_and_the_next_run_works(work: Work, tmp_path: Path, book: Path) -> None:
    trials = Trials(work, tmp_path, book)
    ends = [trials.hold(moment) for moment in trials.moments(2, 1, 7)]
    assert any(end.code in KILLED for end in ends)


@pytest.mark.parametrize("work", REFUSED, ids=lambda work: work.name)
@pytest.mark.parametrize("moment", [Moment(full=1), Moment(read_only=True)], ids=["full", "read-only"])
def test_a_place_that_takes_nothing_is_a_clear_error(work: Work, moment: Moment, tmp_path: Path, book: Path) -> None:
    trials = Trials(work, tmp_path, book)
    end = trials.hold(moment)
    assert end.code in {0, 1}, end.said
    assert "error: " in end.said or end.code == 0
