"""A whole scan: what is done already is left out, the rest is spread over processes, every answer is kept at once."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from lepton_iac.fleet.find import StackAt
from lepton_iac.fleet.scan import Terms, scan_chunk
from lepton_iac.fleet.store import Store
from lepton_iac.spread import spread

CHUNK = 8
"""Stacks that travel together: enough to pay for the trip, few enough that a kill repeats little."""

Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a scan went; ``known`` stacks had not changed since they were last scanned."""

    scanned: int
    known: int
    failed: int
    gone: int


def scan(
    stacks: Iterable[StackAt],
    terms: Terms,
    store: Store,
    *,
    workers: int = 1,
    cluster: str = "",
    fresh: bool = False,
    tell: Tell = lambda number: None,
) -> Outcome:
    """Work off every stack that is not known yet.

    Args:
        fresh: look at every stack again.
        tell: called with how many more stacks are settled.

    Raises:
        LeptonError: the results cannot be kept, or the cluster does not answer; a single bad stack is only a row.
    """
    done = {} if fresh else store.done()
    seen: set[str] = set()
    counts = {"known": 0, "scanned": 0, "failed": 0}

    def open_ones() -> Iterator[StackAt]:
        for one in stacks:
            seen.add(one.key)
            if one.key in done and done[one.key] == one.stamp:
                counts["known"] += 1
                tell(1)
            else:
                yield one

    for _, answers in spread(partial(scan_chunk, terms), _chunks(open_ones()), workers=workers, cluster=cluster):
        store.keep(answers)
        counts["scanned"] += len(answers)
        counts["failed"] += sum(answer.stack["error"] is not None for answer in answers)
        tell(len(answers))
    return Outcome(counts["scanned"], counts["known"], counts["failed"], store.forget(frozenset(seen)))


def _chunks(stacks: Iterator[StackAt]) -> Iterator[tuple[StackAt, ...]]:
    while chunk := tuple(islice(stacks, CHUNK)):
        yield chunk
