"""Uploads, results, roles, and what surrounds every request."""

import io
import json
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from lepton_iac.assets import folder
from lepton_iac.serve.app import create
from lepton_iac.serve.auth.audit import broken_links, entries
from lepton_iac.serve.auth.role import Role
from lepton_iac.serve.settings import Settings
from tests.serve.conftest import Served

STACK = folder("sample_stacks") / "developer_environments" / "aws"
PLAN = (STACK / "plan.json").read_bytes()
PLANS = "/api/v1/stacks/web/plans?project=shop"


def zipped(*files: Path) -> bytes:
    """A zip of files, in a folder."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in files:
            archive.write(file, f"stack/{file.name}")
    return packed.getvalue()


def test_a_plan_becomes_a_bill_that_is_kept(served: Served) -> None:
    engineer, viewer = served.token(Role.ENGINEER, "shop"), served.token(Role.VIEWER, "shop")
    done = served.client.post(PLANS, content=PLAN, headers={**engineer, "Content-Type": "application/json"})
    assert done.status_code == 201, done.text
    assert float(done.json()["monthly"]) > 0
    base = "/api/v1/stacks/web/runs"
    bill = served.client.get(f"{base}/latest/bill?project=shop", headers=viewer)
    assert bill.json()["projects"][0]["name"] == "web"
    assert float(bill.json()["totalMonthlyCost"]) == pytest.approx(float(done.json()["monthly"]))
    assert "lepton-iac-serve-" not in bill.text
    page = served.client.get(f"{base}/{done.json()['run']}/report?project=shop", headers=viewer)
    assert "<!doctype html>" in page.text.lower()
    assert "sha256-" in page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert served.client.get(f"{base}/latest/patch?project=shop", headers=viewer).status_code == 404
    assert served.client.get(f"{base}?project=shop", headers=viewer).json()[0]["digest"] == done.json()["digest"]
    assert [one["stack"] for one in served.client.get("/api/v1/stacks", headers=viewer).json()] == ["web"]


def test_with_its_terraform_there_is_a_patch(served: Served) -> None:
    engineer = served.token(Role.ENGINEER)
    files = {
        "plan": ("plan.json", PLAN),
        "metrics": ("metrics.csv.gz", (STACK / "metrics.csv.gz").read_bytes()),
        "terraform": ("stack.zip", zipped(*STACK.glob("*.tf"))),
    }
    done = served.client.post(PLANS, files=files, headers=engineer)
    assert done.status_code == 201, done.text
    assert done.json()["patch"] is True
    patch = served.client.get("/api/v1/stacks/web/runs/latest/patch?project=shop", headers=engineer)
    assert patch.text.startswith("diff --git a/")
    changes = served.client.get("/api/v1/stacks/web/runs/latest/proposals?project=shop", headers=engineer)
    assert changes.json()[0]["proposal"]


def test_two_stacks_of_one_name_in_two_projects_stay_apart(served: Served) -> None:
    admin, other = served.token(Role.ADMIN), served.token(Role.ENGINEER, "other")
    served.client.post(PLANS, content=PLAN, headers=admin)
    assert served.client.get("/api/v1/stacks", headers=other).json() == []
    assert served.client.get("/api/v1/stacks/web/runs?project=shop", headers=other).status_code == 403
    assert served.client.get("/api/v1/stacks/web/runs?project=other", headers=other).json() == []


def test_who_may_not_is_refused(served: Served) -> None:
    assert served.client.post(PLANS, content=PLAN).status_code == 401
    assert served.client.post(PLANS, content=PLAN, headers=served.token(Role.VIEWER)).status_code == 403
    assert served.client.post(PLANS, content=PLAN, headers=served.token(Role.ENGINEER, "other")).status_code == 403
    gone = served.token(Role.ENGINEER)
    served.revoke(gone["X-Api-Key"].split("_")[1])
    assert served.client.post(PLANS, content=b"{}", headers=gone).status_code == 401


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"format_version": "99.0"}', b"\xff\xfe", b"PK\x03\x04"])
def test_what_is_no_plan_is_refused_with_a_mend(served: Served, body: bytes) -> None:
    answer = served.client.post(PLANS, content=body, headers=served.token(Role.ENGINEER))
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert "/tmp" not in answer.text


def test_what_is_too_long_is_refused_on_the_way(served: Served) -> None:
    engineer = served.token(Role.ENGINEER)
    assert served.client.post(PLANS, content=b" " * 2_100_000, headers=engineer).status_code == 413
    files = {"plan": ("p", b"{}"), "terraform": ("t", b" " * 250_000)}
    assert served.client.post(PLANS, files=files, headers=engineer).status_code == 413


@pytest.mark.parametrize("name", ["../out.tf", "/etc/out.tf", "c:\\out.tf", "a/../../out.tf"])
def test_an_archive_never_reaches_outside(served: Served, name: str) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo(name), io.BytesIO())
    files = {"plan": ("p", PLAN), "terraform": ("t", packed.getvalue())}
    answer = served.client.post(PLANS, files=files, headers=served.token(Role.ENGINEER))
    assert (answer.status_code, answer.json()["error"]) == (400, "the archive reaches outside its folder")


def test_an_archive_that_swells_is_refused(settings: Settings, served: Served) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("main.tf", b" " * 3_000_000)
    small = replace(settings, limits=replace(settings.limits, extracted_bytes=1_000_000))
    with TestClient(create(small)) as client:
        files = {"plan": ("p", PLAN), "terraform": ("t", packed.getvalue())}
        answer = client.post(PLANS, files=files, headers=served.token(Role.ENGINEER))
    assert answer.json()["error"] == "the archive is too large once unpacked"


def test_secrets_of_a_plan_are_nowhere_in_what_is_kept(served: Served, tmp_path: Path) -> None:
    plan = json.loads(PLAN)
    plan["variables"] = {"password": {"value": "hunter2-in-a-variable"}}
    change = plan["resource_changes"][0]["change"]
    change["after"]["user_data"] = "hunter2-in-a-resource"
    change["after_sensitive"] = {"user_data": True}
    done = served.client.post(PLANS, content=json.dumps(plan), headers=served.token(Role.ENGINEER))
    assert done.status_code == 201
    served.engine.dispose()
    assert not any(b"hunter2" in file.read_bytes() for file in tmp_path.glob("serve.sqlite*"))


def test_what_was_done_is_in_a_log_that_only_grows(served: Served) -> None:
    served.client.post(PLANS, content=PLAN, headers=served.token(Role.ENGINEER))
    served.client.post(PLANS, content=PLAN, headers=served.token(Role.ENGINEER))
    found = entries(served.engine)
    assert [one.action for one in found] == ["upload", "upload"]
    assert found[0].target == "shop/web"
    assert list(broken_links(served.engine)) == []
    with served.engine.begin() as connection, pytest.raises(Exception, match="only grows"):
        connection.exec_driver_sql("DELETE FROM audit")
    with served.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_no_update")
        connection.exec_driver_sql("UPDATE audit SET actor = 'somebody else' WHERE id = 1")
    assert list(broken_links(served.engine)) == [1]


def test_every_answer_has_strict_headers(served: Served, settings: Settings) -> None:
    for path in ("/healthz", "/readyz", "/nowhere", "/api/v1/stacks"):
        headers = served.client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "strict-transport-security" not in headers
    with TestClient(create(replace(settings, tls=True))) as client:
        assert "max-age" in client.get("/healthz").headers["strict-transport-security"]


def test_who_asks_too_often_waits(settings: Settings, served: Served) -> None:
    few = replace(settings, limits=replace(settings.limits, requests_per_minute=5))
    with TestClient(create(few)) as client:
        statuses = [client.get("/healthz").status_code for _ in range(8)]
    assert statuses == [200] * 5 + [429] * 3


def test_a_database_of_another_shape_is_not_ready(served: Served) -> None:
    assert served.client.get("/readyz").json()["status"] == "ok"
    with served.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    assert served.client.get("/readyz").status_code == 503


def test_the_interface_describes_itself(served: Served) -> None:
    document = served.client.get("/openapi.json").json()
    assert Draft202012Validator.check_schema(document["components"]["schemas"]) is None
    assert "/api/v1/stacks/{stack}/plans" in document["paths"]
