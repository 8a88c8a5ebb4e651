"""Every behaviour on every host: one comment of ours, strangers untouched, newer figures kept."""

import pytest

from lepton_iac.comment.forge import Behavior
from lepton_iac.comment.marker import mark_of
from lepton_iac.errors import LeptonError
from tests.comment.conftest import Room
from tests.comment.servers import STRANGER, Stored, answer
from tests.comment.texts import text

BEHAVIORS = pytest.mark.parametrize("behavior", list(Behavior))


@BEHAVIORS
def test_the_first_run_creates_one_comment(room: Room, behavior: Behavior) -> None:
    assert room.place(text(room.host), behavior).done == "created"
    assert room.server.shown() == [text(room.host)]


def test_the_same_again_changes_nothing(room: Room) -> None:
    room.place(text(room.host))
    assert room.place(text(room.host)).done == "unchanged"
    assert [one.version for one in room.server.stored] == [0]


def test_update_writes_into_the_one_comment(room: Room) -> None:
    room.place(text(room.host))
    assert room.place(text(room.host, "costs less", 5)).done == "updated"
    assert room.server.shown() == [text(room.host, "costs less", 5)]


def test_new_leaves_the_old_one(room: Room) -> None:
    room.place(text(room.host))
    room.place(text(room.host, "costs less", 5), Behavior.NEW)
    assert room.server.shown() == [text(room.host), text(room.host, "costs less", 5)]


def test_delete_and_new_leaves_one(room: Room) -> None:
    for minute in range(3):
        room.place(text(room.host, "draft", minute), Behavior.NEW)
    room.place(text(room.host, "costs less", 5), Behavior.DELETE_AND_NEW)
    assert room.server.shown() == [text(room.host, "costs less", 5)]


def test_hide_and_new_takes_the_old_figures_back_once(room: Room) -> None:
    room.place(text(room.host))
    for minute in (5, 6):
        room.place(text(room.host, "costs less", minute), Behavior.HIDE_AND_NEW)
    old = room.server.stored[0]
    shown = [one for one in room.server.shown() if (mark := mark_of(one)) and not mark.superseded]
    assert shown == [text(room.host, "costs less", 6)]
    assert old.hidden or old.text.count("Older figures") == 1
    assert old.version <= 1
    assert bool(room.told) == (room.kind != "github")


@BEHAVIORS
def test_an_older_run_keeps_the_newer_comment(room: Room, behavior: Behavior) -> None:
    room.place(text(room.host, "newest", 9))
    assert room.place(text(room.host, "late", 1), behavior).done == "kept"
    assert room.server.shown() == [text(room.host, "newest", 9)]
    assert "newer comment" in room.told[0]


def test_a_newer_run_that_writes_between_our_look_and_our_word_wins(room: Room) -> None:
    room.place(text(room.host, "first", 0))
    only = room.server.stored[0]

    def overtake() -> None:
        only.text, only.version = text(room.host, "newest", 9), only.version + 1

    method = {"gitlab": "PUT", "bitbucket-cloud": "PUT", "bitbucket-server": "PUT"}.get(room.kind, "PATCH")
    room.server.hooks = [("GET", lambda: room.server.hooks.append(("GET", overtake)))]
    if room.kind == "bitbucket-server":
        room.server.hooks = [(method, overtake)]
    assert room.place(text(room.host, "late", 5)).done == "kept"
    assert room.server.shown() == [text(room.host, "newest", 9)]


@pytest.mark.parametrize("behavior", [Behavior.UPDATE, Behavior.DELETE_AND_NEW, Behavior.HIDE_AND_NEW])
def test_a_newer_run_that_creates_at_the_same_time_wins(room: Room, behavior: Behavior) -> None:
    room.server.hooks = [("POST", lambda: room.server.stored.append(Stored(50, text(room.host, "newest", 9))))]
    assert room.place(text(room.host, "late", 5), behavior).done == "kept"
    assert room.server.shown() == [text(room.host, "newest", 9)]


@BEHAVIORS
def test_a_creation_that_was_answered_with_an_error_is_not_there_twice(room: Room, behavior: Behavior) -> None:
    room.server.after = [answer({}, 502)]
    assert room.place(text(room.host), behavior).done == "created"
    assert room.server.shown() == [text(room.host)]


@BEHAVIORS
def test_strangers_and_other_tags_are_left_alone(room: Room, behavior: Behavior) -> None:
    forged, other = text(room.host, "forged", 99), text(room.host, "other", 99, tag="other")
    room.server.add(forged, STRANGER)
    room.server.add(other)
    room.server.add(f"quoting:\n{text(room.host)}\nindeed")
    room.server.add("<!-- lepton-iac comment tag=default made=never -->\n")
    room.place(text(room.host, "first"), behavior)
    before = [one.text for one in room.server.stored[:4]]
    assert room.place(text(room.host, "ours", 5), behavior).done in {"created", "updated"}
    assert [one.text for one in room.server.stored[:4]] == before
    assert before[:2] == [forged, other]
    assert room.server.shown()[-1] == text(room.host, "ours", 5)


@BEHAVIORS
def test_our_comment_is_found_behind_hundreds(room: Room, behavior: Behavior) -> None:
    for count in range(250):
        room.server.add(f"remark {count}", STRANGER)
    room.server.add(text(room.host))
    room.place(text(room.host, "later", 5), behavior)
    shown = [one for one in room.server.shown() if (mark := mark_of(one)) and not mark.superseded]
    assert len(shown) == (2 if behavior is Behavior.NEW else 1)


@BEHAVIORS
def test_a_commit_takes_comments_too(room: Room, behavior: Behavior) -> None:
    if room.kind == "azure-repos":
        with pytest.raises(LeptonError, match="no comments on commits"):
            room.place(text(room.host), behavior, commit="abcdef1")
        return
    room.place(text(room.host), behavior, commit="abcdef1")
    room.place(text(room.host, "later", 5), behavior, commit="abcdef1")
    shown = [one for one in room.server.shown() if (mark := mark_of(one)) and not mark.superseded]
    assert len(shown) == (2 if behavior is Behavior.NEW else 1)
    assert all("/7/" not in line for line in room.server.log)


def test_a_token_that_is_nobody_still_updates_and_says_so(room: Room) -> None:
    room.place(text(room.host))
    room.server.identity = False
    assert room.place(text(room.host, "later", 5)).done == "updated"
    assert any("does not say whose token" in words for words in room.told) == (room.kind != "github")


def test_deleting_what_is_gone_already_is_no_error(room: Room) -> None:
    room.place(text(room.host))
    gone = room.server.stored[0]
    room.server.hooks = [("DELETE", lambda: setattr(gone, "deleted", True))]
    assert room.place(text(room.host, "later", 5), Behavior.DELETE_AND_NEW).done == "created"


def test_a_text_without_a_mark_is_refused(room: Room) -> None:
    with pytest.raises(LeptonError, match="no mark"):
        room.place("just words")
    assert not room.server.log
