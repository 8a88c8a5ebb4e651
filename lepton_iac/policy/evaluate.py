"""Policies against a stack: breaches, and what could not be decided."""

import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from typing import Any

from lepton_iac.kinds.load import spec_of
from lepton_iac.model import Bill, Demand, Finding, Proposal, Resource, SetAttribute, Stack, Unknown
from lepton_iac.policy.condition import Conditions
from lepton_iac.policy.load import kinds
from lepton_iac.policy.path import at, is_left_out
from lepton_iac.policy.rule import Findings, Policy, Undecided
from lepton_iac.policy.subject import Subject, Surroundings

_PLACE = re.compile(r"\{([A-Za-z_][\w.]*)\}")
MAX_VALUE_CHARACTERS = 80


def evaluate(
    stack: Stack,
    policies: Sequence[Policy],
    *,
    bill: Bill | None = None,
    prior: Bill | None = None,
    demands: Mapping[str, tuple[Demand, ...]] | None = None,
    proposal: Proposal | None = None,
    exported: frozenset[str] = frozenset(),
) -> Findings:
    """Ask every policy about every managed resource it applies to.

    Args:
        stack: the resources as they will be, and as they are where that is known.
        policies: as ``load_policies`` gives them; the order does not matter.
        bill, prior: the cost after and before; a rule about cost is undecided without them.
        demands: forecasts by address.
        proposal: the optimizer's changes.
        exported: addresses handed to outputs or modules, whose attachments may be out of sight.

    Returns:
        Breaches, undecided questions and edits, in the order of the stack and then of the rules' ids.

    Raises:
        LeptonError: a condition is wrong.
    """
    subject = Subject(Surroundings(stack, bill, prior, demands, proposal, exported))
    asking = _Asking(subject, policies)
    for resource in stack.managed():
        asking.about(resource)
    return Findings(tuple(asking.found), tuple(asking.undecided), asking.edits, asking.asked)


class _Asking:
    def __init__(self, subject: Subject, policies: Sequence[Policy]) -> None:
        self._subject = subject
        self._policies = sorted(policies, key=lambda policy: policy.id)
        self._conditions = Conditions(subject.functions())
        self._by_type: dict[str, tuple[Policy, ...]] = {}
        self._params = {policy.id: _doubles(policy.params) for policy in policies}
        self.found: list[Finding] = []
        self.undecided: list[Undecided] = []
        self.edits: dict[tuple[str, str], tuple[SetAttribute, ...]] = {}
        self.asked = 0

    def about(self, resource: Resource) -> None:
        policies = self._for(resource)
        if not policies:
            return
        self._subject.turn_to(resource)
        past = self._subject.past
        self._conditions.let({"after": _facts(resource), "before": _facts(past) if past is not None else None})
        for policy in policies:
            self._ask(policy, resource)

    def _for(self, resource: Resource) -> tuple[Policy, ...]:
        found = self._by_type.get(resource.type)
        if found is None:
            kept = (one for one in self._policies if _applies(one.applies_to, resource.provider, resource.type))
            found = self._by_type[resource.type] = tuple(kept)
        return found

    def _ask(self, policy: Policy, resource: Resource) -> None:
        self.asked += 1
        self._subject.reason = ""
        if policy.params:
            self._conditions.let({"params": self._params[policy.id]})
        answer = self._conditions.holds(policy.condition, policy.place)
        if isinstance(answer, str):
            reason = self._subject.reason or answer
            self.undecided.append(Undecided(policy.id, resource.address, reason, resource.span))
        elif answer:
            self.found.append(self._finding(policy, resource))
            if policy.edits:
                self.edits[policy.id, resource.address] = policy.edits

    def _finding(self, policy: Policy, resource: Resource) -> Finding:
        return Finding(
            rule=policy.id,
            severity=policy.severity,
            address=resource.address,
            message=_PLACE.sub(lambda found: self._word(found[1], policy, resource), policy.message),
            span=resource.span,
            fix=policy.fix,
            url=policy.source,
        )

    def _word(self, name: str, policy: Policy, resource: Resource) -> str:
        """What stands for a name in a message; values are cut short and secrets are never data."""
        if name == "missing_tags":
            return ", ".join(self._subject.lacking(policy.params.get("tags", ())))
        if name in {"address", "type", "name"}:
            return str(getattr(resource, name))
        if name == "region":
            return resource.region or "(region not known)"
        value = at(resource.attributes, name)
        if is_left_out(value):
            return "(left out)"
        if isinstance(value, Unknown):
            return "(not known)"
        return str(value)[:MAX_VALUE_CHARACTERS] if isinstance(value, str | int | float) else f"({name})"


def _facts(resource: Resource) -> dict[str, Any]:
    """The plain facts of a resource as CEL variables; attributes are asked for by functions."""
    names = "address type name provider module mode region".split()
    return {**{name: getattr(resource, name) for name in names}, "action": str(resource.action)}


def _doubles(params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as CEL takes them."""
    found: dict[str, Any] = {}
    for name, value in params.items():
        found[name] = value if isinstance(value, bool | str | list) else float(value)
    return found


@lru_cache(maxsize=65536)
def _applies(names: tuple[str, ...], provider: str, type_: str) -> bool:
    """Whether a policy asks about a type: by its name, by a pattern, or by the neutral kind."""
    if type_ in names:
        return True
    others = [name for name in names if "*" in name or name in kinds()]
    return any(fnmatchcase(type_, name) or name == _kind(provider, type_) for name in others)


@cache
def _kind(provider: str, type_: str) -> str:
    spec = spec_of(provider, type_)
    return spec.kind if spec is not None else ""
