"""Whether a resource says of itself that it is production or not: by its tags first, then by its names."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

PRODUCTION = frozenset("prod production prd live".split())
NON_PRODUCTION = frozenset(
    "dev develop development test testing tst qa uat stage staging stg sandbox sbx nonprod nonproduction nonprd".split()
)
TAG_VALUES = NON_PRODUCTION | frozenset("developer demo lab preview experiment playground ephemeral".split())
"""Words that say it as the value of a tag; in a name they may mean something else."""
TAGS = frozenset("environment env stage deployment_environment deploymentenvironment".split())
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_NEGATED = re.compile(r"non[-_. ]?(?=prod|prd|live)", re.IGNORECASE)


def of_tags(tags: Mapping[str, Any]) -> str:
    """``production``, ``non-production`` or an empty text when no tag says it."""
    values = [value for key, value in tags.items() if _plain(key) in TAGS and isinstance(value, str)]
    return _said(values, TAG_VALUES)


def of_names(names: Iterable[str]) -> str:
    """The same from names: only whole words count (``dev-db``, not ``device``); contradicting words say nothing."""
    return _said(names, NON_PRODUCTION)


def _said(texts: Iterable[str], others: frozenset[str]) -> str:
    words = {word for text in texts for word in _split(text)}
    production, other = bool(words & PRODUCTION), bool(words & others)
    if production == other:
        return ""
    return "production" if production else "non-production"


def _split(name: str) -> Iterable[str]:
    return (word.lower() for word in _WORDS.findall(_NEGATED.sub("non", name)))


def _plain(key: str) -> str:
    return key.rsplit(":", 1)[-1].replace("-", "_").lower()
