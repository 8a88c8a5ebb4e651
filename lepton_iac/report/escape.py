"""Names in a plan are written by others: here they become inert text for each place they are shown."""

import re

# Controls, invisible formatters and bidirectional overrides (Unicode categories Cc, Cf, Cs, Zl, Zp and
# noncharacters): they can move a cursor, recolour a terminal, reorder what is read or break an encoder.
# U+200D stays: it joins emoji and hides nothing by itself.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e\u200b\u200c\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
# What CommonMark or GitHub's extensions give a meaning to, as numeric entities: a backslash does not stop an
# @mention, an issue number or a bare link. Dots, dashes and inner underscores stay readable where they do nothing.
_MARKDOWN = re.compile(
    r"[\\`*{}\[\]<>#!|~@&$^]|:(?=[\w/])|^[-+=\s.\d]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|(?<=www)\.|--", re.IGNORECASE
)
# First characters a spreadsheet takes for a formula (OWASP, "CSV Injection"), full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20", "|", "%")


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    return _SHORT.get(character) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")


def visible(text: str, limit: int = 400) -> str:
    """One line of text with every control and invisible character spelled out, at most ``limit`` characters."""
    return clip(_HIDDEN.sub(_escaped, clip(text, limit)), limit)


def clip(text: str, limit: int) -> str:
    """The text, or its beginning and end around an ellipsis when it is longer than ``limit`` characters."""
    if len(text) <= limit:
        return text
    head = max((limit - 1) * 2 // 3, 0)
    tail = max(limit - 1 - head, 0)
    return f"{text[:head]}…{text[len(text) - tail :]}"


def html(text: str, limit: int = 400) -> str:
    """Inert in HTML text and in quoted attributes."""
    return "".join(_HTML.get(character, character) for character in visible(text, limit))


def markdown(text: str, limit: int = 200) -> str:
    """Inert in a Markdown paragraph or table cell: no markup, link, mention, issue number or emoji code."""
    seen = visible(text, limit)
    return _MARKDOWN.sub(lambda match: "".join(f"&#{ord(character)};" for character in match[0]), seen)


def code(text: str, limit: int = 200) -> str:
    """A code span for a Markdown table cell, as HTML so that backticks and pipes in the name stay text."""
    return f"<code>{markdown(text, limit)}</code>"


def cell(text: str, limit: int = 2_000) -> str:
    """Inert in a CSV cell: a spreadsheet takes it for text, never for a formula."""
    seen = visible(text, limit)
    return f"'{seen}" if seen.lstrip().startswith(_FORMULA) else seen


def slack(text: str, limit: int = 200) -> str:
    """Inert in Slack's mrkdwn: only ``&``, ``<`` and ``>`` start anything there, and markup characters go.

    Source: https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    seen = re.sub(r"[*_~`]", lambda match: {"*": "∗", "_": "＿", "~": "∼", "`": "ˋ"}[match[0]], visible(text, limit))  # noqa: RUF100
    return seen.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
