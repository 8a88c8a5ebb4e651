"""An earlier JSON result, ours or Infracost's, becomes bills again, so that it can be compared or shown otherwise."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from lepton_iac.errors import ReadError
from lepton_iac.model import (
    Bill,
    Charge,
    PriceRow,
    Project,
    Report,
    Resource,
    ResourceBill,
    Stack,
    Status,
    Unpriced,
)
from lepton_iac.report.earlier_evidence import note_of, with_evidence
from lepton_iac.units import decimal

_MEND = "give a file that `lepton-iac breakdown --format json` (or Infracost v0.10) wrote"


def report_from(files: Sequence[tuple[bytes, str]]) -> Report:
    """All projects of one or more results as one report.

    Args:
        files: (content, name for messages) pairs.

    Raises:
        ReadError: a file is not such a result, or the currencies differ.
    """
    documents = [_document(content, where) for content, where in files]
    currencies = {str(document.get("currency") or "USD") for document in documents}
    if len(currencies) > 1:
        raise ReadError(f"the results are in different currencies: {', '.join(sorted(currencies))}", mend=_MEND)
    currency = currencies.pop() if currencies else "USD"
    projects = tuple(
        _project(raw, currency, where)
        for document, (_, where) in zip(documents, files, strict=True)
        for raw in document["projects"]
    )
    latest = max((_time(document) for document in documents), default=datetime.fromtimestamp(0, UTC))
    version = str(documents[0].get("generator", {}).get("version", "")) if documents else ""
    notes = tuple(note_of(raw) for document in documents for raw in _listed(document, "notes"))
    return Report(projects, latest, version, currency=currency, book=_book(documents), notes=notes)


def gates_from(files: Sequence[tuple[bytes, str]]) -> tuple[tuple[str, bool], ...]:
    """The gates of one or more results, as they came out then.

    Raises:
        ReadError: a file is not such a result.
    """
    found = [raw for content, where in files for raw in _listed(_document(content, where), "gates")]
    return tuple((str(raw.get("text", "")), raw.get("held") is True) for raw in found if isinstance(raw, dict))


def _listed(document: Mapping[str, Any], key: str) -> list[Any]:
    found = document.get(key)
    return found if isinstance(found, list) else []


def bill_of(content: bytes, where: str, name: str) -> Bill:
    """The bill of one project of an earlier result: the one with this name, else the only one there is.

    Raises:
        ReadError: it is not such a result, or holds several projects and none of this name.
    """
    report = report_from([(content, where)])
    named = [project for project in report.projects if project.name == name]
    chosen = named or (list(report.projects) if len(report.projects) == 1 else [])
    if not chosen:
        known = ", ".join(project.name for project in report.projects) or "none"
        raise ReadError(f"no project {name!r} in the earlier result", where=where, mend=f"it holds: {known}")
    return chosen[0].bill


def _document(content: bytes, where: str) -> dict[str, Any]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ReadError(f"not JSON: {error}", where=where, mend=_MEND) from error
    if not isinstance(document, dict) or not isinstance(document.get("projects"), list):
        raise ReadError("not a cost result: it has no list of projects", where=where, mend=_MEND)
    return document


def _time(document: Mapping[str, Any]) -> datetime:
    try:
        made = datetime.fromisoformat(str(document.get("timeGenerated", "")))
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return made if made.tzinfo else made.replace(tzinfo=UTC)


def _book(documents: Sequence[Mapping[str, Any]]) -> Mapping[str, str]:
    books = [document["priceBook"] for document in documents if isinstance(document.get("priceBook"), dict)]
    return {str(key): str(value) for key, value in books[-1].items()} if books else {}


def _project(raw: Any, currency: str, where: str) -> Project:
    try:
        name = str(raw["name"])
        bill = _bill(raw.get("breakdown") or {}, currency)
        past = raw.get("pastBreakdown")
        prior = _bill(past, currency) if past is not None and raw.get("hasPast", True) else None
        notes = tuple(note_of(note) for note in raw.get("notes") or ())
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ReadError(
            f"a project is not understood ({type(error).__name__}: {error})", where=where, mend=_MEND
        ) from None
    resources = tuple(line.resource for line in bill.lines)
    stack = Stack(resources, source=where, notes=notes, has_prior=prior is not None)
    return with_evidence(Project(name, stack, bill, prior), raw, where)


def _bill(raw: Mapping[str, Any], currency: str) -> Bill:
    lines = [_line(entry) for entry in raw.get("resources") or ()]
    for key, status in (("freeResources", Status.FREE), ("unsupportedResources", Status.UNSUPPORTED)):
        lines += [
            ResourceBill(_resource(entry), status, reason=str(entry.get("reason", ""))) for entry in raw.get(key) or ()
        ]
    return Bill(tuple(lines), currency)


def _resource(raw: Mapping[str, Any]) -> Resource:
    address = str(raw["name"])
    type_name = str(raw.get("resourceType") or address.split(".")[-2:][0])
    provider = str(raw.get("provider") or type_name.partition("_")[0])
    tags = raw.get("tags")
    attributes = {"tags": tags} if isinstance(tags, dict) else {}
    region = raw.get("region")
    name = address.rsplit(".", 1)[-1]
    return Resource(address, type_name, name, provider, attributes, region=str(region) if region else None)


def _line(raw: Mapping[str, Any]) -> ResourceBill:
    charges = tuple(_charges(raw, ()))
    status = Status(raw["status"]) if raw.get("status") else _status(charges)
    return ResourceBill(
        _resource(raw), status, charges, reason=str(raw.get("reason") or ""), source=str(raw.get("source") or "")
    )


def _status(charges: Sequence[Charge]) -> Status:
    found = {charge.status for charge in charges}
    return next((one for one in (Status.UNPRICED, Status.USAGE_UNKNOWN) if one in found), Status.PRICED)


def _charges(raw: Mapping[str, Any], part: tuple[str, ...]) -> Iterator[Charge]:
    for component in raw.get("costComponents") or ():
        yield _charge(component, part)
    for inner in raw.get("subresources") or ():
        yield from _charges(inner, (*part, str(inner["name"])))


def _maybe(value: Any) -> Decimal | None:
    return None if value is None else decimal(value)


def _charge(raw: Mapping[str, Any], part: tuple[str, ...]) -> Charge:
    quantity, cost = _maybe(raw.get("monthlyQuantity")), _maybe(raw.get("monthlyCost"))
    missing = bool(raw.get("priceNotFound"))
    told = raw.get("status")
    status = Status(told) if told else Status.UNPRICED if missing else Status.USAGE_UNKNOWN
    reason = str(raw.get("reason") or ("no price was found" if missing else "cost depends on usage"))
    known = cost if cost is not None and not missing else None
    source = raw.get("priceSource")
    return Charge(
        name=str(raw["name"]),
        unit=str(raw.get("unit") or ""),
        quantity=quantity,
        unit_price=None if missing else _maybe(raw.get("price")),
        cost=known
        if known is not None
        else Unpriced(status if status is not Status.PRICED else Status.UNPRICED, reason),
        part=part,
        tier=str(raw.get("tier") or ""),
        row=_row(source) if isinstance(source, dict) else None,
        low=_maybe(raw.get("low")),
        high=_maybe(raw.get("high")),
        usage_keys=tuple(str(key) for key in raw.get("usageKeys") or ()),
        assumptions=tuple(str(text) for text in raw.get("assumptions") or ()),
        formula=str(raw.get("formula") or ""),
    )


def _row(raw: Mapping[str, Any]) -> PriceRow:
    texts = {name: str(raw.get(name) or "") for name in ("provider", "region", "service", "component", "sku", "unit")}
    return PriceRow(
        **texts,
        price=decimal(raw["price"]),
        tier_from=_maybe(raw.get("tierFrom")) or Decimal(0),
        tier_to=_maybe(raw.get("tierTo")),
        purchase=str(raw.get("purchase") or "on_demand"),
        currency=str(raw.get("currency") or "USD"),
        effective=str(raw.get("effective") or ""),
        source=str(raw.get("source") or ""),
        derived=str(raw.get("derived") or ""),
    )
