"""Alerts: said once, again when graver or due, held in quiet hours, never lost; each target in its own shape."""

import json
import socket
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import Message as Letter
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from lepton_iac.cli.main import run
from lepton_iac.errors import LeptonError
from lepton_iac.model import Resource, Stack
from lepton_iac.watch import memory
from lepton_iac.watch.alert import SEVERITIES, Alert
from lepton_iac.watch.conditions import of_state
from lepton_iac.watch.deliver import Targets, alertmanager, deliver, slack
from lepton_iac.watch.quiet import is_quiet

PLAN = Path(__file__).parents[2] / "sample_stacks" / "developer_environments" / "aws" / "plan.json"
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


def _alert(subject: str = "web", severity: str = "warning") -> Alert:
    return Alert("budget", subject, severity, f"{subject} costs too much", {"scope": "project"})


def test_a_trouble_is_said_once_then_after_a_while_then_when_it_is_over() -> None:
    first, known = memory.news({}, [_alert()], NOW, WEEK, quiet=False)
    again, known = memory.news(known, [_alert()], NOW + timedelta(days=1), WEEK, quiet=False)
    later, known = memory.news(known, [_alert()], NOW + timedelta(days=8), WEEK, quiet=False)
    over, known = memory.news(known, [], NOW + timedelta(days=9), WEEK, quiet=False)
    assert [len(one.now) for one in (first, again, later, over)] == [1, 0, 1, 0]
    assert (over.over, known) == ((_alert(),), {})


def test_what_becomes_graver_is_said_again() -> None:
    _, known = memory.news({}, [_alert()], NOW, WEEK, quiet=False)
    fresh, _ = memory.news(known, [_alert(severity="critical")], NOW + timedelta(hours=1), WEEK, quiet=False)
    assert len(fresh.now) == 1


def test_quiet_hours_hold_all_but_the_critical_back_and_lose_none() -> None:
    alerts = [_alert("a"), _alert("b", "critical")]
    night, known = memory.news({}, alerts, NOW, WEEK, quiet=True)
    morning, _ = memory.news(known, alerts, NOW + timedelta(hours=8), WEEK, quiet=False)
    assert ([one.subject for one in night.now], [one.subject for one in night.held]) == (["b"], ["a"])
    assert [one.subject for one in morning.now] == ["a"]


def test_a_clock_that_goes_backwards_repeats_nothing() -> None:
    _, known = memory.news({}, [_alert()], NOW, WEEK, quiet=False)
    fresh, after = memory.news(known, [_alert()], NOW - timedelta(days=300), WEEK, quiet=False)
    assert fresh.now == ()
    assert after[_alert().key].since == NOW


@given(st.lists(st.tuples(st.sets(st.sampled_from("abcd")), st.booleans()), max_size=12))
def test_whatever_happens_each_trouble_is_said_before_it_is_over(looks: list[tuple[set[str], bool]]) -> None:
    known: dict[str, memory.Said] = {}
    said: set[str] = set()
    for hour, (subjects, quiet) in enumerate(looks):
        alerts = [_alert(one) for one in sorted(subjects)]
        fresh, known = memory.news(known, alerts, NOW + timedelta(hours=hour), WEEK, quiet=quiet)
        assert not {one.subject for one in fresh.now} & said
        said |= {one.subject for one in fresh.now}
        assert {one.subject for one in fresh.over} <= said
        said -= {one.subject for one in fresh.over}
        assert quiet or {one.subject for one in alerts} <= said


def test_the_memory_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "watch.json"
    _, known = memory.news({}, [_alert("a"), _alert("b", "critical")], NOW, WEEK, quiet=True)
    memory.write(path, known)
    assert memory.read(path) == (known, {})
    owed = {"slack": memory.News((_alert("c"),), (), (_alert("d"),))}
    memory.write(path, known, owed)
    assert memory.read(path) == (known, owed)
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(LeptonError, match="not a memory"):
        memory.read(path)


@pytest.mark.parametrize(
    ("text", "hour", "quiet"),
    [
        ("22:00-07:00 Europe/Berlin", 21, True),
        ("22:00-07:00 Europe/Berlin", 20, False),
        ("22:00-07:00 Europe/Berlin", 5, True),
        ("22:00-07:00 Europe/Berlin", 6, False),
        ("09:00-17:00", 12, True),
        ("", 3, False),
    ],
)
def test_quiet_hours(text: str, hour: int, quiet: bool) -> None:
    assert is_quiet(text, datetime(2026, 11, 1, hour, 30, tzinfo=UTC)) is quiet


@pytest.mark.parametrize("text", ["night", "25:00-07:00", "22:00-07:00 Middle/Earth", "22-07"])
def test_hours_that_are_none_are_told(text: str) -> None:
    with pytest.raises(LeptonError, match="not quiet hours"):
        is_quiet(text, NOW)


def test_drift_between_plan_and_state_is_named() -> None:
    def stack(*names: str) -> Stack:
        return Stack(tuple(Resource(f"aws_eip.{name}", "aws_eip", name, "aws", {}) for name in names))

    texts = [one.text for one in of_state("web", stack("a", "b"), stack("b", "c"))]
    assert texts == ["1 planned, but not in the state: aws_eip.a", "1 in the state, but no longer planned: aws_eip.c"]


# ---------------------------------------------------------------- targets


def _news(*alerts: Alert) -> tuple[memory.News, dict[str, memory.Said]]:
    return memory.news({}, alerts, NOW, WEEK, quiet=False)


def test_every_target_gets_its_own_shape(httpserver: HTTPServer) -> None:
    got: dict[str, Any] = {}

    def take(request: Request) -> Response:
        got[request.path] = request.get_json()
        return Response("ok")

    for path in ("/slack", "/hook", "/am/api/v2/alerts"):
        httpserver.expect_request(path, method="POST").respond_with_handler(take)
    fresh, known = _news(_alert())
    targets = Targets(httpserver.url_for("/slack"), httpserver.url_for("/hook"), httpserver.url_for("/am/"))
    assert deliver(targets, fresh, known, NOW).failed == ()
    assert got["/hook"]["alerts"][0]["status"] == "firing"
    (alert,) = got["/am/api/v2/alerts"]
    assert alert["labels"]["alertname"] == "lepton_iac_budget"
    assert alert["startsAt"] == "2026-11-01T12:00:00+00:00"
    assert "too much" in got["/slack"]["blocks"][0]["text"]["text"]


def test_a_server_that_stumbles_is_asked_again_and_one_that_refuses_is_not(httpserver: HTTPServer) -> None:
    answers = iter([503, 429, 200])
    asked: list[str] = []

    def take(request: Request) -> Response:
        asked.append(request.path)
        return Response(status=next(answers) if request.path == "/hook" else 403)

    httpserver.expect_request("/hook").respond_with_handler(take)
    httpserver.expect_request("/slack").respond_with_handler(take)
    fresh, known = _news(_alert())
    targets = Targets(slack=httpserver.url_for("/slack"), webhook=httpserver.url_for("/hook"))
    sent = deliver(targets, fresh, known, NOW)
    assert sent.failed == ("slack: the server answered 403",)
    assert list(sent.owed) == ["slack"]
    assert asked == ["/slack", "/hook", "/hook", "/hook"]


@pytest.fixture
def mailbox() -> Iterator[tuple[str, list[str]]]:
    letters: list[str] = []

    class Box(Message):
        def handle_message(self, message: "Letter[str, str]") -> None:
            letters.append(message.as_string())

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(Box(), hostname="127.0.0.1", port=port)
    controller.start()
    yield f"smtp://127.0.0.1:{port}", letters
    controller.stop()


def test_an_e_mail_is_plain_text_with_no_header_of_a_stranger(mailbox: tuple[str, list[str]]) -> None:
    address, letters = mailbox
    fresh, known = _news(_alert("web\r\nBcc: everyone@example.test"))
    targets = Targets(smtp=address, mail_from="bill@example.test", mail_to=("team@example.test",))
    assert deliver(targets, fresh, known, NOW).failed == ()
    head, _, body = letters[0].partition("\n\n")
    assert "Bcc" not in head
    assert "[warning] web Bcc: everyone@example.test" in body


def test_slack_takes_nothing_as_markup() -> None:
    fresh, _ = _news(Alert("budget", "<!channel> *x*", "warning", "<http://evil|click> `now`", {}))
    (block,) = slack(fresh)["blocks"]
    assert "<" not in block["text"]["text"]
    assert "*\u200bx*\u200b" in block["text"]["text"]


def test_alertmanager_is_told_the_end(httpserver: HTTPServer) -> None:
    (ended,) = alertmanager({}, [_alert()], NOW)
    assert ended["endsAt"] == NOW.isoformat()


# ---------------------------------------------------------------- the command


def _watch(tmp_path: Path, *more: str) -> int:
    return run(["watch", str(PLAN), "--memory", str(tmp_path / "m.json"), "--format", "json", *more])


def test_the_command_says_once_and_says_when_it_is_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seen = []
    for budget in ("1000", "1000", "1000000"):
        assert _watch(tmp_path, "--budget", budget) == 0
        seen.append(json.loads(capsys.readouterr().out)["alerts"])
    assert [len(one) for one in seen] == [1, 0, 1]
    assert (seen[0][0]["status"], seen[2][0]["status"]) == ("firing", "resolved")


def test_only_the_target_that_missed_something_is_told_again(
    tmp_path: Path, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {"/hook": iter([400, 400, 200]), "/slack": iter([200])}
    got: dict[str, list[Any]] = {"/hook": [], "/slack": []}

    def take(request: Request) -> Response:
        got[request.path].append(request.get_json())
        return Response(status=next(answers[request.path]))

    for path in answers:
        httpserver.expect_request(path).respond_with_handler(take)
    monkeypatch.setenv("LEPTON_IAC_WEBHOOK_URL", httpserver.url_for("/hook?secret=hush"))
    monkeypatch.setenv("LEPTON_IAC_SLACK_URL", httpserver.url_for("/slack"))
    for look in range(4):
        assert _watch(tmp_path, "--budget", "1000") == 0
        said = capsys.readouterr()
        assert len(json.loads(said.out)["alerts"]) == (1 if look == 0 else 0)
        assert ("not delivered: webhook" in said.err) is (look < 2)
        assert "hush" not in said.out + said.err
    assert (len(got["/hook"]), len(got["/slack"])) == (3, 1)
    assert got["/hook"][2]["alerts"][0]["status"] == "firing"


def test_an_end_that_could_not_be_told_is_told_later_and_what_was_never_said_has_none() -> None:
    nothing = memory.News((), (), ())
    ended = memory.News((), (), (_alert(),))
    began = memory.News((_alert(),), (), ())
    assert memory.later(ended, nothing) == ended
    assert memory.later(began, ended) == nothing
    assert memory.later(ended, began) == began


def test_a_mail_server_without_a_receiver_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEPTON_IAC_SMTP_URL", "smtp://user:hush@127.0.0.1:9")
    assert _watch(tmp_path, "--budget", "1000") != 0
    said = capsys.readouterr()
    assert "--mail-to" in said.err
    assert "hush" not in said.err


def test_a_budget_of_nothing_names_what_there_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _watch(tmp_path, "--budget", "tag team=nobody 500") == 0
    (alert,) = json.loads(capsys.readouterr().out)["alerts"]
    assert "there are: " in alert["text"]


def test_a_memory_that_has_no_folder_is_told_before_anything_is_sent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert run(["watch", str(PLAN), "--memory", str(tmp_path / "file" / "m.json"), "--budget", "1"]) == 1
    said = capsys.readouterr()
    assert "cannot make the folder" in said.err
    assert not said.out


def test_a_stack_that_cannot_be_read_is_news(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "plan.json"
    broken.write_text("{", encoding="utf-8")
    assert run(["watch", str(broken), "--memory", str(tmp_path / "m.json"), "--format", "json"]) == 0
    (alert,) = json.loads(capsys.readouterr().out)["alerts"]
    assert alert["kind"] == "stack"


def test_the_figures_for_prometheus_are_read_by_its_own_parser(tmp_path: Path) -> None:
    from prometheus_client.parser import text_string_to_metric_families

    assert _watch(tmp_path, "--budget", "1000", "--prometheus", str(tmp_path / "f.prom")) == 0
    found = {one.name: one for one in text_string_to_metric_families((tmp_path / "f.prom").read_text("utf-8"))}
    assert found["lepton_iac_monthly_cost_dollars"].samples[0].value > 1000
    assert found["lepton_iac_alerts"].samples[0].labels == {"kind": "budget", "severity": "critical"}


def test_an_old_anomaly_is_no_news(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    today = datetime.now(UTC).date()
    for age, expected in ((100, 0), (3, 1)):
        bill = tmp_path / f"{age}.csv"
        _bill(bill, today - timedelta(days=age))
        memory_file = str(tmp_path / f"{age}.json")
        assert run(["watch", str(PLAN), "--bill", str(bill), "--memory", memory_file, "--format", "json"]) == 0
        alerts = json.loads(capsys.readouterr().out)["alerts"]
        assert sum(one["kind"] == "anomaly" for one in alerts) == expected


def _bill(path: Path, strange: date) -> None:
    head = "ChargePeriodStart,ProviderName,ServiceName,ResourceId,ListCost,EffectiveCost,BillingCurrency,ChargeCategory"
    days = [strange - timedelta(days=number) for number in range(-2, 60)]
    rows = [f"{day},AWS,EC2,i-1,{500 if day == strange else 10},1,USD,Usage" for day in days]
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


def test_severities_are_in_order() -> None:
    assert SEVERITIES.index("info") < SEVERITIES.index("warning") < SEVERITIES.index("critical")
