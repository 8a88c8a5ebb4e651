"""The same comment for hosts that show HTML as text: no folds, no tags, the mark as its last line."""

import re
from html import unescape

from lepton_iac.comment.marker import mark_of, without_mark

# One pass, so that nothing a name decodes to is ever looked at again as markup.
_MARKUP = re.compile(
    r"<details><summary>(?P<summary>.*?)</summary>|<code>(?P<code>.*?)</code>|<(?!details>)/?[a-z][^<>]*>",
    re.IGNORECASE,
)
_BLANK = re.compile(r"\n{3,}")


def plain(text: str) -> str:
    """Markdown without HTML: folds become bold headings, code becomes code spans, other tags go.

    Names arrive as entities and stay so outside code; inside code, where entities are not read, they are decoded.

    Source: https://support.atlassian.com/bitbucket-cloud/docs/markup-comments/
    """
    mark = mark_of(text)
    body = _BLANK.sub("\n\n", _strip(without_mark(text))).strip()
    return f"{body}\n\n{mark.reference_line()}\n" if mark else f"{body}\n"


def _strip(text: str) -> str:
    return _MARKUP.sub(_replacement, text)


def _replacement(found: re.Match[str]) -> str:
    if found["summary"] is not None:
        return f"**{_strip(found['summary'])}**"
    return _span(unescape(found["code"])) if found["code"] is not None else ""


def _span(name: str) -> str:
    """A code span that the name cannot end, on one line and inside one table cell."""
    inert = " ".join(name.split()).replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", inert)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if inert.startswith("`") or inert.endswith("`") else ""
    return f"{fence}{pad}{inert}{pad}{fence}" if inert else ""
