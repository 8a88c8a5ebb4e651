"""Whether the type files' price keys lead anywhere: constant keys by themselves, filled ones through the examples."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lepton_iac.kinds.expression import Template
from lepton_iac.kinds.spec import ChargeRule, PriceKey, Spec
from lepton_iac.model import Status, Unpriced
from lepton_iac.price.book import Book
from lepton_iac.price.examples import label, work_out
from lepton_iac.price.facts import has_price, spec_fact

MISSING = frozenset({Status.UNPRICED, Status.UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class KeyProblem:
    """A charge that can have no price; the book is right, but a bill will say "unpriced".

    Attributes:
        charge: its name in the type file, or in the example.
        detail: the key that leads nowhere, or why the example's charge has no price.
    """

    type: str
    charge: str
    detail: str


def verify_keys(specs: Iterable[Spec], book: Book) -> list[KeyProblem]:
    """Every charge without a price, in the order of the specs."""
    found: list[KeyProblem] = []
    for spec in specs:
        found += [*_constant(spec, book), *_examples(spec, book)]
    return found


def _constant(spec: Spec, book: Book) -> Iterator[KeyProblem]:
    for rule in spec.charges:
        keys = [key for key in (rule.price, rule.fallback) if key is not None]
        if keys and all(map(_is_constant, keys)) and not any(_resolves(spec, key, book) for key in keys):
            yield KeyProblem(spec.type, rule.name.text, _said(rule))


def _is_constant(key: PriceKey) -> bool:
    return not any(_filled(part) for part in (key.service, key.component, key.sku, key.purchase))


def _filled(part: Template) -> bool:
    return any(not isinstance(piece, str) for piece in part.pieces)


def _resolves(spec: Spec, key: PriceKey, book: Book) -> bool:
    return bool(
        book.search(
            spec.provider, key.service.text, key.component.text, purchase=key.purchase.text, skus=[key.sku.text]
        )
    )


def _said(rule: ChargeRule) -> str:
    keys = [key for key in (rule.price, rule.fallback) if key is not None]
    words = " nor ".join(" ".join(filter(None, (key.service.text, key.component.text, key.sku.text))) for key in keys)
    return f"no region has a price of {words}"


def _examples(spec: Spec, book: Book) -> Iterator[KeyProblem]:
    for example in spec.examples:
        for charge in work_out(spec, example, book, spec_fact(book), has_price(book)):
            cost = charge.cost
            if isinstance(cost, Unpriced) and cost.status in MISSING:
                yield KeyProblem(spec.type, label(charge), f"{cost.reason} (example: {example.title})")
