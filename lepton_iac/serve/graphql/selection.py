"""As much of GraphQL as the queries use: one operation, one field with arguments, names in nested braces."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lepton_iac.errors import ReadError

Selection = Mapping[str, Any]
"""Field name to the selection below it; empty at a leaf."""

LONGEST = 10_000
DEEPEST = 8
_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|[A-Za-z_]\w*|[{}()]|#[^\n]*|[^\s]')
_NAME = re.compile(r"[A-Za-z_]\w*")
_MEND = "send `query(...) { field(...) { names } }`, as Infracost's command line does"


def selection(query: str) -> Selection:
    """The fields a query asks for.

    Raises:
        ReadError: it is too long, too deep, or another kind of GraphQL.
    """
    if len(query) > LONGEST:
        raise ReadError("the query is too long", mend=_MEND)
    tokens = iter(_TOKEN.findall(query))
    for word in tokens:
        if word == "(":
            _skip(tokens)
        elif word == "{":
            return _fields(tokens, 0)
    raise ReadError("the query selects nothing", mend=_MEND)


def _skip(tokens: Iterator[str]) -> None:
    """To behind the closing parenthesis; what the arguments are called is known, their values are variables."""
    depth = 1
    for word in tokens:
        depth += {"(": 1, ")": -1}.get(word, 0)
        if not depth:
            return
    raise ReadError("a parenthesis is not closed", mend=_MEND)


def _fields(tokens: Iterator[str], depth: int) -> Selection:
    if depth > DEEPEST:
        raise ReadError("the query is nested too deeply", mend=_MEND)
    found: dict[str, Selection] = {}
    last = ""
    for word in tokens:
        if word == "}":
            return found
        if word == "{" and last:
            found[last] = _fields(tokens, depth + 1)
        elif word == "(" and last:
            _skip(tokens)
        elif _NAME.fullmatch(word):
            last = word
            found[last] = {}
        elif not word.startswith(("#", ",")):
            raise ReadError(f"the query has {word[:20]!r} where a name belongs", mend=_MEND)
    raise ReadError("a brace is not closed", mend=_MEND)
