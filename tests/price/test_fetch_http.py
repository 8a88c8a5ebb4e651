"""Retries, truncation, resuming and hosts, against a local server."""

from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from lepton_iac.errors import PriceBookError
from lepton_iac.price.fetch_http import BLOCK, Http


def http(server: HTTPServer, waits: list[float], **headers: str) -> Http:
    return Http(server.url_for(""), headers, attempts=3, sleep=waits.append)


def test_throttling_and_server_errors_pass(httpserver: HTTPServer) -> None:
    waits: list[float] = []
    httpserver.expect_ordered_request("/x").respond_with_data("", 429, headers={"Retry-After": "7"})
    httpserver.expect_ordered_request("/x").respond_with_data("", 503)
    httpserver.expect_ordered_request("/x").respond_with_json({"a": 1})
    assert http(httpserver, waits).json("/x") == {"a": 1}
    assert waits == [7, 2]


def test_retries_end_and_no_key_is_told(httpserver: HTTPServer) -> None:
    waits: list[float] = []
    httpserver.expect_request("/x").respond_with_data("", 500)
    with pytest.raises(PriceBookError, match="status 500 \\(3 attempts\\)") as caught:
        http(httpserver, waits, **{"X-Goog-Api-Key": "s3cret"}).json("/x", {"q": "1"})
    assert "s3cret" not in repr(caught.value) + str(caught.value) + repr(http(httpserver, [], K="s3cret"))
    assert waits == [1, 2]


def test_a_refusal_is_not_tried_again(httpserver: HTTPServer) -> None:
    waits: list[float] = []
    httpserver.expect_request("/x").respond_with_data("", 403)
    with pytest.raises(PriceBookError, match="status 403"):
        http(httpserver, waits).json("/x")
    assert waits == []


def test_no_other_host_and_no_redirect(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/x").respond_with_data("", 302, headers={"Location": "http://other.example/"})
    with pytest.raises(PriceBookError, match="status 302"):
        http(httpserver, []).json("/x")
    with pytest.raises(PriceBookError, match=r"another host: other\.example"):
        http(httpserver, []).json("http://other.example/x")


def test_garbage_is_tried_again(httpserver: HTTPServer) -> None:
    httpserver.expect_ordered_request("/x").respond_with_data("<html>")
    httpserver.expect_ordered_request("/x").respond_with_data("[1]")
    assert http(httpserver, []).json("/x") == [1]


class Falling:
    """A server that breaks off the first answer in the middle and knows ranges."""

    def __init__(self, body: bytes, etag: str = '"a"') -> None:
        self.body, self.etag, self.asked = body, etag, list[str]()

    def __call__(self, request: Request) -> Response:
        asked = request.headers.get("Range", "")
        self.asked.append(asked)
        if not asked or request.headers.get("If-Range") != self.etag:
            headers = {"Content-Length": str(len(self.body)), "ETag": self.etag}
            sent = self.body[:600_000] if len(self.asked) == 1 else self.body
            return Response(iter((sent,)), 200, headers)
        start = int(asked.removeprefix("bytes=").removesuffix("-"))
        return Response(self.body[start:], 206, {"ETag": self.etag})


def test_a_broken_download_goes_on_where_it_stopped(httpserver: HTTPServer, tmp_path: Path) -> None:
    server = Falling(bytes(range(250)) * 2800)
    httpserver.expect_request("/f").respond_with_handler(server)
    http(httpserver, []).download("/f", tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == server.body
    assert server.asked == ["", f"bytes={2 * BLOCK}-"]
    assert [path.name for path in tmp_path.iterdir()] == ["f"]


def test_a_file_that_changed_is_fetched_from_its_start(httpserver: HTTPServer, tmp_path: Path) -> None:
    server = Falling(b"new" * 100, '"b"')
    server.asked.append("an earlier run")
    httpserver.expect_request("/f").respond_with_handler(server)
    (tmp_path / "f.part").write_bytes(b"old")
    (tmp_path / "f.etag").write_text('"a"')
    http(httpserver, []).download("/f", tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == server.body
