"""The days nobody works: from a file of dates, or the calendar of a country."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

from lepton_iac.errors import LeptonError

YEARS = range(2000, 2051)
"""Years a country's calendar is made for: metrics and horizons lie within."""

EPOCH = date(1970, 1, 1)


def free_days(text: str | None) -> Collection[int]:
    """Epoch days that are holidays.

    Args:
        text: a file with an ISO date at the start of each line (more may follow after a comma or blank, ``#`` starts a
            remark), or a country as ISO 3166 writes it, with its part where holidays differ: ``DE``, ``DE-BY``.

    Raises:
        LeptonError: a line holds no date, the country is unknown, or its calendar is not installed.
    """
    if not text:
        return frozenset()
    path = Path(text)
    days = _of_file(path) if path.is_file() else _of_country(text)
    return frozenset((day - EPOCH).days for day in days)


def _of_file(path: Path) -> list[date]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LeptonError(f"cannot be read: {error}", where=str(path), mend="a text file, UTF-8") from error
    rows = ((number, line.split("#")[0].strip()) for number, line in enumerate(text.splitlines(), 1))
    return [_day(line, f"{path}:{number}") for number, line in rows if line]


def _day(line: str, where: str) -> date:
    word = line.replace(",", " ").replace(";", " ").split()[0]
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise LeptonError(f"no date: {word!r}", where=where, mend="start each line with a date: 2026-12-25") from error


def _of_country(text: str) -> list[date]:
    try:
        import holidays
    except ModuleNotFoundError as error:
        mend = 'pip install "lepton-iac[holidays]", or give a file with a date on each line'
        raise LeptonError(f"the calendar of {text!r} is not installed", mend=mend) from error
    country, _, part = text.upper().partition("-")
    try:
        found = holidays.country_holidays(country, subdiv=part or None, years=YEARS)
    except NotImplementedError as error:
        mend = "a file that exists, or a country and part as ISO 3166 writes them: DE, DE-BY, US-CA"
        raise LeptonError(f"neither a file nor a known calendar: {text!r}", mend=mend) from error
    return list(found)
