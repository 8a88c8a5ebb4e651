"""Where one string goes: into our earlier comment, or beside it, and never over a newer one."""

from dataclasses import dataclass
from datetime import datetime

from lepton_iac.comment.forge import Behavior, Comment, Forge, Tell
from lepton_iac.comment.http import ConflictError
from lepton_iac.comment.marker import Mark, mark_of
from lepton_iac.errors import LeptonError

RACES = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, in one word (``created``, ``updated``, ``unchanged``, ``kept``), and where to look."""

    done: str
    url: str = ""


def place(forge: Forge, text: str, behavior: Behavior, tell: Tell) -> Outcome:
    """Put a text with a mark onto a pull request.

    Args:
        forge: the pull request.
        text: already as long as the host allows.
        behavior: what happens to our earlier comments with the same tag.
        tell: hears, in sentences, of what people may wonder about.

    Raises:
        LeptonError: the text bears no mark, or the host refuses.
    """
    mark = mark_of(text)
    if mark is None:
        raise LeptonError("the text bears no mark", mend="make it with the markdown format")
    for _ in range(RACES):
        try:
            return _attempt(forge, text, mark, behavior, tell)
        except ConflictError as conflict:
            last = conflict
    raise last


def _attempt(forge: Forge, text: str, mark: Mark, behavior: Behavior, tell: Tell) -> Outcome:
    earlier = ours(forge, mark.tag)
    if earlier and _made(earlier[-1]) > mark.made:
        return _kept(earlier[-1], mark, tell)
    if behavior is Behavior.UPDATE and earlier:
        return _update(forge, earlier[-1], text, mark, tell)
    created = forge.create(text)
    return _settle(forge, created, mark, behavior, {comment.key for comment in earlier}, tell)


def ours(forge: Forge, tag: str) -> list[Comment]:
    """Our comments with this tag, oldest figures first."""
    marked = [comment for comment in forge.comments() if comment.mark is not None and comment.mark.tag == tag]
    return sorted(forge.mine(marked), key=_made) if marked else []


def _made(comment: Comment) -> datetime:
    assert comment.mark is not None, "only marked comments get here"  # noqa: S101 - for the type checker
    return comment.mark.made


def _kept(newer: Comment, mark: Mark, tell: Tell) -> Outcome:
    tell(
        f"a newer comment (figures of {_made(newer).isoformat()}) is there already; "
        f"these figures of {mark.made.isoformat()} are not posted"
    )
    return Outcome("kept", newer.url)


def _update(forge: Forge, found: Comment, text: str, mark: Mark, tell: Tell) -> Outcome:
    """Look again right before writing: most hosts let the last writer win."""
    now = forge.read(found)
    if now.mark is not None and now.mark.made > mark.made:
        return _kept(now, mark, tell)
    if now.text.strip() == text.strip():
        return Outcome("unchanged", now.url)
    return Outcome("updated", forge.update(now, text).url)


def _settle(forge: Forge, created: Comment, mark: Mark, behavior: Behavior, before: set[str], tell: Tell) -> Outcome:
    """What another run, or a repeated request of ours, did meanwhile; then what is to become of older comments."""
    others = [comment for comment in ours(forge, mark.tag) if comment.key != created.key]
    for twin in [one for one in others if one.key not in before and one.text.strip() == created.text.strip()]:
        forge.delete(twin)
        others.remove(twin)
    if others and _made(others[-1]) > mark.made and behavior is not Behavior.NEW:
        forge.delete(created)
        return _kept(others[-1], mark, tell)
    _retire(forge, [one for one in others if one.key in before], behavior, tell)
    return Outcome("created", created.url)


def _retire(forge: Forge, older: list[Comment], behavior: Behavior, tell: Tell) -> None:
    if behavior is Behavior.DELETE_AND_NEW:
        for comment in older:
            forge.delete(comment)
    if behavior is Behavior.HIDE_AND_NEW:
        shown = [one for one in older if not one.hidden and not (one.mark and one.mark.superseded)]
        for comment in shown:
            forge.hide(comment)
        if shown and forge.hides_by:
            tell(forge.hides_by)
