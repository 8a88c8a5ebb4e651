"""What each managed service of a stack would be elsewhere, with a word for every property; costs go by usage."""

from collections.abc import Iterator
from dataclasses import replace

from lepton_iac.kinds.world import provider_of
from lepton_iac.model import Equivalent, ResourceBill, Stack
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.optimize.market import Market
from lepton_iac.optimize.offers import BETTER, NOT_COMPARED, SAME, WORSE
from lepton_iac.optimize.regions import PROVIDERS, nearest
from lepton_iac.optimize.service_facts import LAYER_7, SERVICES, Fact, Service

DEFAULT = Constraints()
BY_USAGE = "its cost goes by usage; `rewrite --to` prices what is fixed of it"


def service_equivalents(
    stack: Stack, market: Market, providers: tuple[str, ...] = PROVIDERS, limits: Constraints = DEFAULT
) -> tuple[Equivalent, ...]:
    """One entry per managed service and other provider, in stack order, each property the same, better, worse or open.

    Machines, disks, databases and caches have prices and are not among them.
    """
    found: list[Equivalent] = []
    for resource in stack.managed():
        line = market.bill.by_address.get(resource.address)
        if line is None or line.kind not in SERVICES or not resource.region:
            continue
        own = provider_of(resource.type)
        if own not in PROVIDERS:
            continue
        others = [one for one in providers if one != own and (not limits.providers or one in limits.providers)]
        found += [_elsewhere(line, own, other, market, limits) for other in others]
    return tuple(found)


def _elsewhere(line: ResourceBill, own: str, other: str, market: Market, limits: Constraints) -> Equivalent:
    region, reason = nearest(own, line.resource.region or "", other, market.regions(other, "vm"), limits)
    if region is None:
        return Equivalent(line.resource.address, other, "", "", None, reason=reason)
    today, new = _today(line, SERVICES[line.kind][own]), SERVICES[line.kind][other]
    matched = dict(_words(today, new))
    return Equivalent(line.resource.address, other, region, new.title, None, matched, BY_USAGE)


def _today(line: ResourceBill, service: Service) -> Service:
    """The service as it is written: a balancer that reads HTTP stands on layer 7."""
    written = str(line.resource.attributes.get("load_balancer_type") or "application")
    plain = line.resource.type == "aws_lb" and written in LAYER_7
    if line.kind == "load_balancer" and (plain or line.resource.type in LAYER_7):
        return replace(service, facts={**service.facts, "layer": 7, "TLS ended": "yes"})
    return service


def _words(today: Service, new: Service) -> Iterator[tuple[str, str]]:
    for name, value in today.facts.items():
        yield name, _word(name, value, new.facts.get(name))


def _word(name: str, today: Fact, new: Fact) -> str:
    """More is better; another interface asks the application to change, which is worse."""
    if today is None or new is None:
        return NOT_COMPARED
    if today == new:
        return SAME
    if isinstance(today, int) and isinstance(new, int):
        return BETTER if new > today else WORSE
    return WORSE if name in {"interface", "TLS ended"} else NOT_COMPARED
