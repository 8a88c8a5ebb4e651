"""The user's own list of which series belongs to which address."""

import csv
from collections.abc import Mapping
from pathlib import Path

from lepton_iac.errors import ReadError

HEADERS = frozenset({"series", "series_id", "resource"})


def read_mapping(path: str | Path) -> Mapping[str, str]:
    """Series to address, from YAML ``series: address`` (``.yml``, ``.yaml``, ``.json``) or a CSV of two columns.

    Raises:
        ReadError: the file cannot be read, is no mapping of texts, or gives one series two addresses.
    """
    file = Path(path)
    try:
        text = file.read_text("utf-8-sig")
    except OSError as error:
        raise ReadError(f"the mapping cannot be read: {error.strerror or error}", where=str(path)) from error
    except UnicodeDecodeError as error:
        raise ReadError("the mapping is not UTF-8 text", where=str(path), mend="save it as UTF-8") from error
    if file.suffix.lower() in {".yml", ".yaml", ".json"}:
        return _yaml(text, str(path))
    return _csv(text, str(path))


def _yaml(text: str, where: str) -> Mapping[str, str]:
    import yaml

    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{where}:{mark.line + 1}" if mark is not None else where
        raise ReadError("the mapping is not YAML", where=place) from error
    if document is None:
        return {}
    if not isinstance(document, dict) or not all(isinstance(one, str) for pair in document.items() for one in pair):
        raise ReadError("the mapping is not `series: address` throughout", where=where, mend="quote keys like 1234")
    return {series.strip(): address.strip() for series, address in document.items()}


def _csv(text: str, where: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    try:
        rows = list(csv.reader(text.splitlines()))
    except csv.Error as error:
        raise ReadError(f"the mapping is not CSV: {error}", where=where) from error
    for count, row in enumerate(rows, 1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (count == 1 and cells[0].lower() in HEADERS) or cells[0].startswith("#"):
            continue
        if len(cells) != 2 or not all(cells):
            raise ReadError("a row does not hold a series and an address", where=f"{where}:{count}")
        if found.setdefault(cells[0], cells[1]) != cells[1]:
            raise ReadError(f"{cells[0]} has two addresses", where=f"{where}:{count}", mend="keep one of them")
    return found
