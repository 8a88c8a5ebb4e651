"""Comments as the report makes them, with a mark each host can hide."""

from datetime import UTC, datetime, timedelta

from lepton_iac.comment.hosts import HOSTS
from lepton_iac.comment.marker import Mark
from lepton_iac.comment.plain import plain

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def text(host: str, words: str = "costs more", minutes: int = 0, tag: str = "default") -> str:
    """The comment of a run so many minutes after noon."""
    mark = Mark(tag, NOON + timedelta(minutes=minutes))
    whole = f"{mark.hidden_line()}\n### {words}\n\n<details><summary>more</summary>\n\nbody\n\n</details>\n"
    return whole if HOSTS[host].html else plain(whole)
