"""Spell a value the way the literal it replaces is spelled."""

import json
from decimal import Decimal

from lepton_iac.units import plain
from lepton_iac.write.compare import canonical
from lepton_iac.write.syntax import Plain

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def spell(value: Plain, form: str, syntax: str) -> bytes:
    """The bytes of a value.

    ``form`` is how the literal is written now (``string``, ``number``, ``bool``, or ``null`` where there is none
    to keep to); a quoted number stays quoted, a bare number stays bare. ``syntax`` is ``hcl`` or ``json``.
    """
    text = canonical(value) if not isinstance(value, str) else value
    if isinstance(value, str) and form == "number" and _is_number(value):
        return value.encode("ascii")
    if isinstance(value, str) and form == "bool" and value in {"true", "false"}:
        return value.encode("ascii")
    if value is not None and (form == "string" or isinstance(value, str)):
        return _quoted(text, syntax)
    if isinstance(value, Decimal):
        return plain(value).encode("ascii")
    return b"null" if value is None else text.encode("ascii")


def _is_number(text: str) -> bool:
    whole, _, fraction = text.removeprefix("-").partition(".")
    return text.isascii() and whole.isdigit() and (fraction.isdigit() or "." not in text)


def _quoted(text: str, syntax: str) -> bytes:
    templated = text.replace("${", "$${").replace("%{", "%%{")
    if syntax == "json":
        return json.dumps(templated, ensure_ascii=False).encode("utf-8")
    return ('"' + "".join(_ESCAPES.get(letter, letter) for letter in templated) + '"').encode("utf-8")
