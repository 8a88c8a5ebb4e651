"""The stack at the sizes that the forecast asks for, before it moves: the capacity rule of the rewrite in place."""

from dataclasses import replace

from lepton_iac.kinds.apply import apply
from lepton_iac.model import Change
from lepton_iac.optimize.rule import Stage
from lepton_iac.optimize.rules import RULES
from lepton_iac.pipeline import Priced
from lepton_iac.price.market import Market

_SIZES = frozenset(rule.name for rule in RULES if rule.stage == Stage.SIZE)


def resized(known: Priced) -> tuple[Priced, tuple[Change, ...]]:
    """The stack with those proposed changes that only alter sizes, and the changes.

    Returns:
        the same stack and none where nothing was proposed, because no metrics were given for example.
    """
    proposal = known.project.proposal
    changes = tuple(one for one in proposal.changes if one.rule in _SIZES) if proposal is not None else ()
    if not changes:
        return known, ()
    stack = apply(known.project.stack, changes)
    bill = known.market.rebill(stack)
    market = Market(replace(known.market.world, stack=stack), known.market.book, bill)
    return Priced(replace(known.project, stack=stack, bill=bill), market), changes
