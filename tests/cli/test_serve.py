"""`lepton-iac serve`: what looks after the service, from the command line."""

from pathlib import Path

import pytest

from lepton_iac.cli.main import run


def serve(state: Path, *words: str) -> int:
    """Run a command on the service of a folder."""
    return run(["serve", "--state", str(state), *words])


def test_a_token_is_shown_once_listed_and_revoked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert serve(tmp_path, "token", "create", "ci", "--role", "engineer", "--project", "web") == 0
    token = capsys.readouterr().out.strip()
    assert token.startswith("lic_")
    assert serve(tmp_path, "token", "list") == 0
    listed = capsys.readouterr().out
    assert "engineer" in listed
    assert token.rpartition("_")[2] not in listed
    assert token.encode() not in (tmp_path / "serve.sqlite").read_bytes()
    assert serve(tmp_path, "token", "revoke", token[4:20]) == 0
    assert serve(tmp_path, "token", "list") == 0
    assert "revoked" in capsys.readouterr().out
    assert serve(tmp_path, "audit") == 0
    shown = capsys.readouterr().out
    assert "token create" in shown
    assert "the chain is whole" in shown
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("token", "revoke", "0000"), "no token"),
        (("token", "create", "x", "--days", "9999"), "1 to 366 days"),
        (("token", "create", "x", "--project", "a b"), "no name of a project"),
        (("migrate", "9999"), "version"),
        (("--database", "nonsense", "migrate"), "no database"),
    ],
)
def test_what_cannot_be_done_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    assert serve(tmp_path, *words) == 1
    assert says in capsys.readouterr().err


def test_migrate_backup_and_restore(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other, file = tmp_path / "one", tmp_path / "other", tmp_path / "backup.gz"
    assert serve(one, "token", "create", "ci") == 0
    assert serve(one, "backup", str(file)) == 0
    assert serve(other, "restore", str(file)) == 0
    assert "2 rows restored" in capsys.readouterr().out
    assert serve(one, "migrate", "0001") == 0
    assert "revision 0001" in capsys.readouterr().out
    assert serve(one, "migrate") == 0


def test_a_damaged_key_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "key").write_text("abc")
    assert serve(tmp_path, "token", "create", "ci") == 1
    assert "key" in capsys.readouterr().err


def test_roles_are_given_listed_and_taken_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert serve(tmp_path, "access", "grant", "email:Ana@example.org", "--role", "engineer", "--project", "web") == 0
    assert serve(tmp_path, "access", "grant", "group:ops", "--role", "admin") == 0
    assert serve(tmp_path, "access", "list") == 0
    listed = capsys.readouterr().out
    assert "engineer  web                   email:ana@example.org" in listed
    assert "admin     *                     group:ops" in listed
    assert serve(tmp_path, "access", "revoke", "group:ops") == 0
    assert serve(tmp_path, "access", "list") == 0
    assert "ops" not in capsys.readouterr().out
    assert serve(tmp_path, "audit") == 0
    assert "access revoke" in capsys.readouterr().out


def test_a_webhook_is_made_listed_and_revoked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--public-url", "https://cost.example", "hook", "create", "github", "acme/shop", "--project", "shop")
    assert serve(tmp_path, *words) == 0
    address, secret = (line.split()[1] for line in capsys.readouterr().out.splitlines())
    identity = address.removeprefix("https://cost.example/hooks/")
    assert len(secret) == 64
    assert serve(tmp_path, "hook", "list") == 0
    listed = capsys.readouterr().out
    assert f"{identity}  github       acme/shop  shop  listens" in listed
    assert secret not in listed
    assert secret.encode() not in (tmp_path / "serve.sqlite").read_bytes()
    assert serve(tmp_path, "hook", "revoke", identity) == 0
    assert serve(tmp_path, "hook", "list") == 0
    assert "revoked" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("hook", "create", "azure-repos", "web/shop", "--project", "shop"), "which server is not known"),
        (("hook", "create", "github", "a/b", "--project", "*"), "speaks for one project"),
        (("hook", "create", "gitlab", "a/b", "--project", "p", "--api-url", "http://forge.example"), "https"),
        (("hook", "revoke", "0" * 16), "no webhook"),
        (("access", "grant", " "), "a subject has"),
        (("--oidc-issuer", "https://id.example"), "the login is not complete"),
        (("--oidc-issuer", "https://id.example", "--oidc-client", "cost"), "--public-url"),
    ],
)
def test_what_is_not_complete_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str
) -> None:
    assert serve(tmp_path, *words) == 1
    assert says in capsys.readouterr().err
