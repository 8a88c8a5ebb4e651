"""Failures that pass are waited for, others are explained, and no message holds the token."""

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug import Response

from lepton_iac.comment.http import ATTEMPTS, Http
from lepton_iac.comment.wait import seconds_to_wait
from lepton_iac.errors import LeptonError
from tests.comment.conftest import Room
from tests.comment.servers import TOKEN, answer
from tests.comment.texts import text


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_server_errors_are_tried_again_with_growing_waits(room: Room, status: int) -> None:
    room.server.faults = [answer({}, status), answer({}, status)]
    assert room.place(text(room.host)).done == "created"
    assert room.waits == [1.0, 2.0]


def test_a_broken_answer_is_tried_again(room: Room) -> None:
    room.server.faults = [Response('[{"id": 1, "bo')]
    assert room.place(text(room.host)).done == "created"
    assert room.waits == [1.0]


def test_attempts_are_bounded(room: Room) -> None:
    room.server.faults = [answer({}, 503) for _ in range(99)]
    with pytest.raises(LeptonError, match=f"status 503 \\({ATTEMPTS} attempts\\)"):
        room.place(text(room.host))
    assert room.waits == [1.0, 2.0, 4.0, 8.0]
    assert len(room.server.log) == ATTEMPTS


def test_a_closed_door_is_an_error_of_ours() -> None:
    waits: list[float] = []
    with pytest.raises(LeptonError, match="no answer: ConnectionError"):
        Http("http://127.0.0.1:9", sleep=waits.append).ask("GET", "x")
    assert len(waits) == ATTEMPTS - 1


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (429, {"Retry-After": "7"}, 7.0),
        (429, {}, 1.0),
        (403, {"Retry-After": "60"}, 60.0),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1030"}, 30.0),
        (429, {"RateLimit-Remaining": "0", "RateLimit-Reset": "1011"}, 11.0),
        (503, {"Retry-After": "Thu, 01 Jan 1970 00:16:45 GMT"}, 5.0),
    ],
)
def test_rate_limits_are_kept(room: Room, status: int, headers: dict[str, str], wait: float) -> None:
    room.server.faults = [Response("{}", status, headers)]
    assert room.place(text(room.host)).done == "created"
    assert room.waits == [wait]


def test_a_limit_that_ends_in_an_hour_is_said_and_not_sat_out(room: Room) -> None:
    room.server.faults = [Response("{}", 403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4600"})]
    with pytest.raises(LeptonError, match="rate limit is used up") as caught:
        room.place(text(room.host))
    assert caught.value.mend == "run again in 3600 seconds"
    assert not room.waits


@pytest.mark.parametrize(
    ("status", "mend"), [(401, "expired"), (403, "right to comment"), (404, "--repo"), (422, "max-characters")]
)
def test_refusals_name_what_is_missing_and_never_the_token(room: Room, status: int, mend: str) -> None:
    room.server.faults = [answer({"message": f"no \x1b[31m{TOKEN}\nfor you"}, status)]
    with pytest.raises(LeptonError) as caught:
        room.place(text(room.host))
    shown = f"{caught.value} {caught.value!r}"
    assert mend in caught.value.mend
    assert TOKEN not in shown
    assert "\x1b" not in shown
    assert "***" in caught.value.what
    if status != 422:
        assert re.search("scope|write|permission", caught.value.mend)
    assert not room.waits


def test_a_wrong_token_is_said_so(room: Room) -> None:
    with pytest.raises(LeptonError, match="not accepted"):
        room.forge(secret="tok-another-one-of-them").create("x")


def test_redirects_are_not_followed_with_the_token(room: Room) -> None:
    room.server.faults = [Response("", 301, {"Location": "https://evil.example/"})]
    with pytest.raises(LeptonError, match="redirects"):
        room.place(text(room.host))
    assert len(room.server.log) == 1


def test_a_next_page_elsewhere_is_refused(room: Room) -> None:
    elsewhere = "https://evil.example/next"
    follow: dict[str, Callable[[], Response]] = {
        "github": lambda: answer([], Link=f'<{elsewhere}>; rel="next"'),
        "bitbucket-cloud": lambda: answer({"values": [], "next": elsewhere}),
    }
    if room.kind in follow:
        room.server.faults = [follow[room.kind]()]
        with pytest.raises(LeptonError, match="another host"):
            room.place(text(room.host))
    else:
        assert room.place(text(room.host)).done == "created"


@pytest.mark.parametrize("content", ["null", "3", '"x"', "{}", '{"values": 3}', "<html>sign in</html>", "[" * 9_999])
def test_an_answer_that_is_no_list_is_never_an_empty_list(room: Room, content: str) -> None:
    room.server.faults = [Response(content) for _ in range(ATTEMPTS)]
    with pytest.raises(LeptonError, match=r"no list of comments|no JSON"):
        room.place(text(room.host))
    assert not room.server.stored


@pytest.mark.parametrize(
    "content", ["null", "[]", "{}", "[3]", '{"id": 3}', '{"id": [], "comments": [[]], "notes": [{}]}']
)
def test_any_answer_to_a_creation_is_a_comment_or_an_error_of_ours(room: Room, content: str) -> None:
    room.server.after = [Response(content)]
    try:
        done = room.place(text(room.host)).done
    except LeptonError as error:
        done = error.mend
    assert done == "created" or done.startswith("check --api-url")


def test_a_page_to_sign_in_at_is_a_refusal(room: Room) -> None:
    room.server.faults = [Response("<html>sign in</html>", 203)]
    with pytest.raises(LeptonError, match="token was not accepted"):
        room.place(text(room.host))


def test_a_way_to_a_host_does_not_print_its_token(room: Room) -> None:
    assert TOKEN not in repr(room.forge())


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8), st.text(), st.text())
def test_no_message_holds_a_secret(secret: str, before: str, after: str) -> None:
    http = Http("https://h.example", secrets=(secret,))
    assert secret == "*" * len(secret) or secret not in http.clean(before + secret + after).replace("***", "")


@given(st.dictionaries(st.sampled_from(["retry-after", "x-ratelimit-reset", "x-ratelimit-remaining"]), st.text()))
def test_any_header_gives_a_wait_or_none(headers: dict[str, str]) -> None:
    wait = seconds_to_wait(headers, 0.0)
    assert wait is None or wait >= 0
