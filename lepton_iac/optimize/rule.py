"""A rule: what it looks for, where, what following it does, and whose word it rests on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from lepton_iac.model import Change, Disruption, Note, Resource
from lepton_iac.optimize.context import Context

Look = Callable[[Resource, Context], Iterator[Change | Note]]


class Stage(IntEnum):
    """The order rules run in: each stage sees the stack as the earlier ones would leave it."""

    UNUSED = 1
    AVAILABILITY = 2
    SIZE = 3
    GENERATION = 4
    MEDIA = 5
    CAPACITY = 6
    TERMS = 7
    KEEPING = 8
    HOURS = 9


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; called with a resource it yields changes, and notes on what it looked at and left alone.

    Attributes:
        name: the stable id, as it stands in ``Change.rule``.
        what: what it does, in one sentence of a table.
        source: the public page the rule rests on.
        disruption: the worst that following it does.
        look: the rule itself, a pure function.
        types: the Terraform types it looks at; empty for those whose kind it asks for itself.
        notes_only: it never changes anything, because the act is no edit of an attribute.
        expected: its saving lies in hours or usage, which no quote shows.
    """

    name: str
    what: str
    source: str
    disruption: Disruption
    stage: Stage
    look: Look
    types: frozenset[str] = frozenset()
    notes_only: bool = False
    expected: bool = False

    def __call__(self, resource: Resource, context: Context) -> Iterator[Change | Note]:
        if self.types and resource.type not in self.types:
            return iter(())
        return self.look(resource, context)
