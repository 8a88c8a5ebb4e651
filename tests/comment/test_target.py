"""Flags win, then the pipeline's variables; addresses are checked before a token goes there."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lepton_iac.comment.address import api_root, path
from lepton_iac.comment.hosts import HOSTS, http_to, root_of
from lepton_iac.comment.redact import Token, redact, spellings, token_from
from lepton_iac.comment.target import DETECT, Target, complete, from_clone_url
from lepton_iac.errors import LeptonError

SURROUNDINGS = [
    (
        "github",
        {"GITHUB_REPOSITORY": "o/r", "GITHUB_REF": "refs/pull/7/merge"},
        Target("o/r", 7, "", "https://api.github.com"),
    ),
    (
        "github",
        {"GITHUB_REPOSITORY": "o/r", "GITHUB_REF": "refs/heads/main", "GITHUB_API_URL": "https://h/api/v3"},
        Target("o/r", 0, "", "https://h/api/v3"),
    ),
    (
        "gitlab",
        {"CI_PROJECT_ID": "12", "CI_MERGE_REQUEST_IID": "7", "CI_API_V4_URL": "https://h/api/v4"},
        Target("12", 7, "", "https://h/api/v4"),
    ),
    (
        "azure-repos",
        {
            "SYSTEM_COLLECTIONURI": "https://dev.azure.com/o/",
            "SYSTEM_TEAMPROJECT": "p",
            "BUILD_REPOSITORY_NAME": "r",
            "SYSTEM_PULLREQUEST_PULLREQUESTID": "7",
        },
        Target("p/r", 7, "", "https://dev.azure.com/o/"),
    ),
    (
        "bitbucket",
        {"BITBUCKET_WORKSPACE": "w", "BITBUCKET_REPO_SLUG": "r", "BITBUCKET_PR_ID": "7"},
        Target("w/r", 7, "", "https://api.bitbucket.org/2.0"),
    ),
]


@pytest.mark.parametrize(("host", "environment", "target"), SURROUNDINGS)
def test_the_pipeline_says_where(host: str, environment: dict[str, str], target: Target) -> None:
    assert DETECT[host](environment, b"") == target


@pytest.mark.parametrize(
    ("event", "number"),
    [
        ({"pull_request": {"number": 7}}, 7),
        ({"issue": {"number": 7, "pull_request": {}}}, 7),
        ({"issue": {"number": 7}}, 0),
        ({"number": 7}, 7),
        ({"pull_request": {"number": "7; rm"}}, 0),
        ([], 0),
    ],
)
def test_the_event_says_which_pull_request(event: object, number: int) -> None:
    assert DETECT["github"]({}, json.dumps(event).encode()).number == number


@given(st.binary())
def test_any_event_is_read_or_ignored(event: bytes) -> None:
    assert DETECT["github"]({}, event).number >= 0


def test_flags_win() -> None:
    found = Target("o/r", 7, "", "https://a.example")
    flags = Target("x/y", 8, "", "https://b.example")
    assert complete(flags, found) == flags
    assert complete(Target(commit="abcdef1"), found) == Target("o/r", 0, "abcdef1", "https://a.example")


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (Target(number=1, api_url="https://h"), "repository"),
        (Target("o/r", api_url="https://h"), "pull request"),
        (Target("o/r", 1), "server"),
        (Target("o/r", commit="main", api_url="https://h"), "hash"),
    ],
)
def test_what_is_not_known_is_asked_for(flags: Target, words: str) -> None:
    with pytest.raises(LeptonError, match=words):
        complete(flags, Target())


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://dev.azure.com/o/p/_git/r", ("p/r", "https://dev.azure.com/o")),
        ("https://user:secret@dev.azure.com/o/my%20p/_git/r/", ("my p/r", "https://dev.azure.com/o")),
        ("https://tfs.example/tfs/c/p/_git/r", ("p/r", "https://tfs.example/tfs/c")),
        ("p/r", ("p/r", "")),
    ],
)
def test_an_azure_clone_address_says_everything(url: str, found: tuple[str, str]) -> None:
    assert from_clone_url(url, "") == found


@pytest.mark.parametrize(
    "url", ["https://h.example/api/v3/", "http://127.0.0.1:80", "http://localhost/x", "http://[::1]"]
)
def test_good_addresses(url: str) -> None:
    assert api_root(url, allow_http=False) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://h.example",
        "ftp://h.example",
        "https://user@h.example",
        "https://u:p@h.example",
        "https://h.example?x=1",
        "https://h.example#x",
        "https://",
        "h.example",
        "https://h.example/a b",
        "https://h.example\\@evil.example",
        "https://[::1",
        "https://h:port",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "file:///etc/passwd",
    ],
)
def test_bad_addresses(url: str) -> None:
    with pytest.raises(LeptonError):
        api_root(url, allow_http=False)


def test_http_can_be_allowed() -> None:
    assert api_root("http://h.example", allow_http=True) == "http://h.example"


@given(st.text())
def test_any_address_is_checked(url: str) -> None:
    try:
        scheme = api_root(f"https{url}", allow_http=False).partition("://")[0]
    except LeptonError as error:
        scheme = error.mend
    assert scheme == "https" or "--api-url" in scheme or "--allow-http" in scheme


def test_segments_are_quoted_and_do_not_climb() -> None:
    assert path("a/b", "c d", 7) == "a%2Fb/c%20d/7"
    for bad in ("", ".", ".."):
        with pytest.raises(LeptonError):
            path("a", bad)


def test_a_bitbucket_server_is_told_from_the_cloud_by_its_address() -> None:
    assert root_of("bitbucket", "https://api.bitbucket.org/2.0/") == "https://api.bitbucket.org/2.0"
    assert root_of("bitbucket", "https://git.example") == "https://git.example/rest/api/1.0"
    assert root_of("bitbucket", "https://git.example/rest/api/latest") == "https://git.example/rest/api/latest"


@pytest.mark.parametrize(
    ("host", "variable", "secret", "header"),
    [
        ("github", "GITHUB_TOKEN", "t0ken-t0ken", ("Authorization", "Bearer t0ken-t0ken")),
        ("gitlab", "GITLAB_TOKEN", "t0ken-t0ken", ("PRIVATE-TOKEN", "t0ken-t0ken")),
        ("gitlab", "CI_JOB_TOKEN", "t0ken-t0ken", ("JOB-TOKEN", "t0ken-t0ken")),
        ("azure-repos", "SYSTEM_ACCESSTOKEN", "t0ken-t0ken", ("Authorization", "Bearer t0ken-t0ken")),
        ("azure-repos", "AZURE_ACCESS_TOKEN", "t0ken-t0ken", ("Authorization", "Basic OnQwa2VuLXQwa2Vu")),
        ("azure-repos", "AZURE_ACCESS_TOKEN", "eyJ0.e.x", ("Authorization", "Bearer eyJ0.e.x")),
        ("bitbucket", "BITBUCKET_TOKEN", "t0ken-t0ken", ("Authorization", "Bearer t0ken-t0ken")),
        ("bitbucket", "BITBUCKET_TOKEN", "u:t0ken-t0ken", ("Authorization", "Basic dTp0MGtlbi10MGtlbg==")),
    ],
)
def test_each_host_takes_its_token_in_its_own_header(
    host: str, variable: str, secret: str, header: tuple[str, str]
) -> None:
    token = token_from({variable: f" {secret}\n"}, HOSTS[host].variables)
    assert token == Token(secret, variable)
    assert token is not None
    http = http_to(host, "https://h.example/2.0", token, spellings(secret))
    assert http.headers[header[0]] == header[1]
    assert redact(header[1], spellings(secret)) in {"***", "Bearer ***", "Basic ***"}
    assert secret not in f"{http!r} {token!r}"


def test_our_own_variable_comes_first_and_none_is_none() -> None:
    both = {"GITHUB_TOKEN": "one-one-one", "LEPTON_IAC_GITHUB_TOKEN": "two-two-two"}
    assert token_from(both, HOSTS["github"].variables) == Token("two-two-two", "LEPTON_IAC_GITHUB_TOKEN")
    assert token_from({"GITHUB_TOKEN": " "}, HOSTS["github"].variables) is None


@pytest.mark.parametrize("secret", ["one\ntwo-three", "one two-three", "tökenen-tokenen"])
def test_a_token_no_header_may_hold_is_refused_unseen(secret: str) -> None:
    with pytest.raises(LeptonError) as caught:
        token_from({"GITHUB_TOKEN": secret}, ("GITHUB_TOKEN",))
    assert secret not in str(caught.value)
