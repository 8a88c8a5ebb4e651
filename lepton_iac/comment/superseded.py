"""An old comment steps back on hosts that cannot hide one."""

from dataclasses import replace

from lepton_iac.comment.marker import mark_of, without_mark


def folded(text: str, limit: int) -> str:
    """The old comment inside a fold, or only its headline where that would be too long."""
    mark = mark_of(text)
    if mark is None:
        return text
    first = replace(mark, superseded=True).hidden_line()
    body = f"<details><summary>Older figures, of {mark.made:%Y-%m-%d %H:%M %Z}</summary>\n\n{without_mark(text)}\n\n"
    whole = f"{first}\n{body}</details>\n"
    return whole if len(whole) <= limit else f"{first}\n{_headline(text)}\n"


def reduced(text: str) -> str:
    """Only the headline of the old comment, for hosts without folds."""
    mark = mark_of(text)
    return f"{_headline(text)}\n\n{replace(mark, superseded=True).reference_line()}\n" if mark else text


def _headline(text: str) -> str:
    mark = mark_of(text)
    made = f"{mark.made:%Y-%m-%d %H:%M %Z}" if mark else "before"
    lines = without_mark(text).splitlines()
    return f"Older figures, of {made}; a newer comment has taken their place. {lines[0].lstrip('# ') if lines else ''}"
