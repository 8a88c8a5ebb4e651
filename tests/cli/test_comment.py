"""`lepton-iac comment` as pipelines run it: real results in, one comment on a server, no token anywhere."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lepton_iac.cli.comment import secrets_of, text_of
from lepton_iac.cli.main import run
from lepton_iac.comment.hosts import HOSTS, http_to
from lepton_iac.comment.marker import mark_of
from lepton_iac.comment.redact import spellings
from lepton_iac.comment.size import characters
from lepton_iac.errors import EXIT_FINE, EXIT_INPUT, LeptonError
from tests.comment.conftest import Room, room
from tests.comment.servers import STRANGER, TOKEN, answer

__all__ = ["room"]
CHANGED = [0, 1, 50, 2_000]
NAMES = "GITHUB_ GITLAB_ CI_ SYSTEM_ AZURE_ BITBUCKET_ BUILD_ LEPTON_IAC_"


@pytest.fixture(autouse=True)
def _no_pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [name for name in os.environ if name.startswith(tuple(NAMES.split()))]:
        monkeypatch.delenv(name)


def result(folder: Path, changed: int, made: str = "2026-11-23T12:00:00+00:00", name: str = "web") -> Path:
    """An earlier JSON result in which so many servers are new."""
    resources = [
        {
            "name": f'module.{name}["é{index}"].aws_instance.server',
            "resourceType": "aws_instance",
            "costComponents": [
                {
                    "name": "Instance usage (Linux/UNIX, on-demand, m5.large)",
                    "unit": "hours",
                    "monthlyQuantity": "730",
                    "price": "0.107",
                    "monthlyCost": "78.11",
                },
                {"name": "Data processed", "unit": "GB", "monthlyQuantity": None, "price": "0.01", "monthlyCost": None},
            ],
        }
        for index in range(changed)
    ]
    project = {"name": name, "pastBreakdown": {"resources": []}, "breakdown": {"resources": resources}}
    document = {"version": "0.2", "currency": "USD", "timeGenerated": made, "projects": [project]}
    target = folder / f"{name}-{changed}-{made[11:13]}.json"
    target.write_text(json.dumps(document), encoding="utf-8")
    return target


def arguments(room: Room, *paths: Path) -> list[str]:
    where = [part for path in paths for part in ("--path", str(path))]
    return ["comment", room.host, "--repo", "o/r", "--pull-request", "7", "--api-url", room.url, *where]


@pytest.mark.parametrize("changed", CHANGED)
@pytest.mark.parametrize("behavior", ["update", "new", "delete-and-new", "hide-and-new"])
def test_every_behavior_with_any_number_of_changes(
    room: Room,
    behavior: str,
    changed: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(room.variable, TOKEN)
    first, later = result(tmp_path, changed), result(tmp_path, changed, "2026-11-23T13:00:00+00:00")
    for path in (first, later, first):
        assert run([*arguments(room, path), "--behavior", behavior, "--tag", "eu-1"]) == EXIT_FINE
    shown = [text for text in room.server.shown() if (mark := mark_of(text)) and not mark.superseded]
    assert len(shown) == (2 if behavior == "new" else 1)
    assert characters(shown[-1]) <= HOSTS[room.host].limit
    total = f"${78.11 * changed:,.2f}"
    assert total in shown[-1]
    told = capsys.readouterr()
    assert [line.split()[1] for line in told.out.splitlines()][-1] == "kept"
    assert "newer comment" in told.err
    assert TOKEN not in told.out + told.err


@pytest.mark.parametrize("changed", CHANGED)
@pytest.mark.parametrize("host", HOSTS)
def test_one_project_of_any_size_fits_whole(host: str, changed: int, tmp_path: Path) -> None:
    text = text_of(host, [result(tmp_path, changed)], "default", HOSTS[host].limit)
    assert characters(text) <= 10_000
    assert f"${78.11 * changed:,.2f}" in text
    assert "Left out for length" not in text


@pytest.mark.parametrize("host", HOSTS)
def test_many_projects_lose_detail_and_never_the_totals(host: str, tmp_path: Path) -> None:
    projects = [result(tmp_path, 50, name=f"project{index}") for index in range(20)]
    text = text_of(host, projects, "default", HOSTS[host].limit)
    assert characters(text) <= HOSTS[host].limit
    assert f"${78.11 * 1_000:,.2f}" in text
    assert ("Left out for length: details per project" in text) == (host in {"github", "bitbucket"})


def test_dry_run_needs_no_token_and_no_server(room: Room, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = result(tmp_path, 1)
    assert run([*arguments(room, path), "--dry-run"]) == EXIT_FINE
    told = capsys.readouterr()
    assert told.out == text_of(room.host, [path], "default", HOSTS[room.host].limit)
    assert told.err.startswith(f"would update on {room.host} at {room.url}")
    assert not room.server.log


def test_no_token_is_said_before_any_request(room: Room, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments(room, result(tmp_path, 1))) == EXIT_INPUT
    assert f"set {HOSTS[room.host].variables[0]} or" in capsys.readouterr().err
    assert not room.server.log


def test_the_pipelines_own_variables_are_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    event = tmp_path / "event.json"
    event.write_text('{"pull_request": {"number": 12}}', encoding="utf-8")
    variables = {"GITHUB_REPOSITORY": "o/r", "GITHUB_EVENT_PATH": str(event)}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        assert run(["comment", "github", "--path", str(result(tmp_path, 1)), "--dry-run"]) == EXIT_FINE
    assert "o/r, number 12" in capsys.readouterr().err


def test_a_token_never_goes_over_http_to_another_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    common = ["comment", "github", "--path", str(result(tmp_path, 1)), "--repo", "o/r", "--pull-request", "7"]
    assert run([*common, "--api-url", "http://h.example"]) == EXIT_INPUT
    assert "only sent over https" in capsys.readouterr().err
    assert run([*common, "--api-url", "http://h.example", "--allow-http", "--dry-run"]) == EXIT_FINE


def test_tags_that_differ_by_a_hyphen_are_two_comments(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(room.variable, TOKEN)
    for tag in ("a-b", "ab", "a--b"):
        assert run([*arguments(room, result(tmp_path, 1)), "--tag", tag]) == EXIT_FINE
    assert len(room.server.shown()) == 3


@pytest.mark.parametrize("tag", ["", "a b", "-->", "a\nb", "é", "x" * 81])
def test_a_tag_that_cannot_be_hidden_is_refused(tag: str, tmp_path: Path) -> None:
    with pytest.raises(LeptonError, match="not a tag"):
        text_of("github", [result(tmp_path, 1)], tag, 65_536)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    secret=st.text(st.characters(min_codepoint=35, max_codepoint=126, exclude_characters='*\\"'), min_size=12),
    status=st.sampled_from([200, 401, 403, 404, 422, 503]),
)
def test_no_output_holds_the_token(
    secret: str, status: int, room: Room, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The server echoes it, a resource bears it as a name, the repository holds it: nothing that leaves shows it."""
    path = result(tmp_path, 1, name="leak")
    path.write_text(path.read_text(encoding="utf-8").replace("aws_instance.server", f"aws_instance.{secret}"), "utf-8")
    room.server.stored.clear()
    room.server.add("remark", STRANGER)
    room.server.log.clear()
    room.server.faults = [] if status == 200 else [answer({"message": f"token {secret}", "error": secret}, status)] * 9
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "lepton_iac.cli.comment.http_to", lambda *given: replace(http_to(*given), sleep=lambda seconds: None)
        )
        patch.setattr(type(room.server), "known", lambda self, request: True)
        patch.setenv(room.variable, secret)
        run(arguments(room, path))
        run([*arguments(room, path), "--dry-run"])
        run([*arguments(room, path), "--repo", f"o/{secret}/.."])
    told = capsys.readouterr()
    for text in (told.out, told.err, *(one.text for one in room.server.stored)):
        assert not any(spelling in text for spelling in spellings(secret))


def test_every_tokens_spellings_are_known() -> None:
    known = secrets_of({"GITHUB_TOKEN": TOKEN, "CI_JOB_TOKEN": "job-job-job", "OTHER": "other-other"})
    assert set(known) == {*spellings(TOKEN), *spellings("job-job-job")}
