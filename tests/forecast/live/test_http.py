from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from lepton_iac.errors import ReadError
from lepton_iac.forecast.live.http import LONGEST_WAIT_S, Access, asked_wait, get_json

TOKEN = "s3cret-token"


def test_the_token_goes_into_the_header_and_into_no_text(httpserver: HTTPServer) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    httpserver.expect_request("/x", headers=headers, query_string={"a": "b c"}).respond_with_json({"ok": True})
    access = Access(TOKEN)
    assert get_json(httpserver.url_for("/x"), {"a": "b c"}, access) == {"ok": True}
    assert TOKEN not in repr(access)


def test_throttling_waits_as_long_as_it_is_asked_to(httpserver: HTTPServer) -> None:
    waits: list[float] = []
    httpserver.expect_ordered_request("/x").respond_with_data("", status=429, headers={"Retry-After": "7"})
    httpserver.expect_ordered_request("/x").respond_with_data("", status=503)
    httpserver.expect_ordered_request("/x").respond_with_data("", status=429, headers={"Retry-After": "99999"})
    httpserver.expect_ordered_request("/x").respond_with_json({"ok": True})
    assert get_json(httpserver.url_for("/x"), {}, Access(sleep=waits.append)) == {"ok": True}
    assert waits == [7.0, 2.0, LONGEST_WAIT_S]


def test_patience_is_bounded(httpserver: HTTPServer) -> None:
    waits: list[float] = []
    httpserver.expect_request("/x").respond_with_data("", status=500)
    with pytest.raises(ReadError, match="answered 500, 3 times"):
        get_json(httpserver.url_for("/x"), {}, Access(attempts=3, sleep=waits.append))
    assert waits == [1.0, 2.0]


@pytest.mark.parametrize(("status", "mend"), [(401, "token"), (403, "token"), (404, "address"), (302, "address")])
def test_other_answers_are_final_and_hold_no_secret(httpserver: HTTPServer, status: int, mend: str) -> None:
    def echo(request: Request) -> Response:
        return Response(str(request.headers), status, {"Location": "https://elsewhere.example/"})

    httpserver.expect_request("/x").respond_with_handler(echo)
    url = httpserver.url_for("/x").replace("http://", f"http://user:{TOKEN}@")
    with pytest.raises(ReadError) as caught:
        get_json(url, {"key": TOKEN}, Access(TOKEN))
    assert TOKEN not in str(caught.value)
    assert mend in caught.value.mend
    assert len(httpserver.log) == 1


@pytest.mark.parametrize("body", ["<html>", "[1]", "[" * 100_000])
def test_an_answer_that_is_no_object_is_an_error(httpserver: HTTPServer, body: str) -> None:
    httpserver.expect_request("/x").respond_with_data(body)
    with pytest.raises(ReadError, match="JSON"):
        get_json(httpserver.url_for("/x"), {}, Access())


def test_a_server_out_of_reach_is_an_error_without_its_credentials() -> None:
    waits: list[float] = []
    with pytest.raises(ReadError, match="ConnectionError, 5 times") as caught:
        get_json(f"http://user:{TOKEN}@127.0.0.1:9/x", {}, Access(TOKEN, sleep=waits.append))
    assert TOKEN not in str(caught.value)
    assert waits == [1.0, 2.0, 4.0, 8.0]


@pytest.mark.parametrize("url", ["ftp://host/x", "nothing", "http://", "http://host:port/x"])
def test_an_address_that_is_no_url_is_an_error(url: str) -> None:
    with pytest.raises(ReadError, match="URL"):
        get_json(url, {}, Access())


def test_retry_after_may_be_a_date() -> None:
    later = datetime.now(UTC) + timedelta(seconds=30)
    assert 25 < asked_wait(format_datetime(later, usegmt=True)) <= 30
    assert asked_wait("soon") == 0
