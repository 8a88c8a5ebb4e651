"""`lepton-iac spread` on the worked example: three sites, two of them tied."""

import json
from pathlib import Path

import pytest

from lepton_iac.cli.main import run
from lepton_iac.errors import EXIT_FINE, EXIT_INPUT

EXAMPLE = """service: checkout
sites:
  - {name: A, units: 100, price: 0.10}
  - {name: B, units: 80, price: 0.12}
  - {name: C, units: 120, price: 0.08}
"""


def file(tmp_path: Path, text: str = EXAMPLE) -> str:
    path = tmp_path / "service.yml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_tie_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["spread", file(tmp_path)]) == EXIT_FINE
    assert (
        capsys.readouterr().out
        == """Service: checkout

site        alone     share        units         cost
A          $10.00     0.00%         0.00        $0.00
B           $9.60   100.00%        80.00        $9.60
C           $9.60     0.00%         0.00        $0.00  tied

Together $9.60: B 100 %; C would cost the same: fewer units come first, then the
  name
"""
    )


def test_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["spread", file(tmp_path, EXAMPLE.replace("0.12}", "0.12, capacity: 40}")), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["cost"] == "9.6"
    assert [site["share"] for site in found["sites"]] == ["0", "0.5", "0.5"]
    assert found["tied"] == ["C"]


@pytest.mark.parametrize(
    "text",
    ["sites: 3\n", "sites:\n- {name: A}\n", "sites:\n- {name: A, units: 0, price: 1}\n", "site: []\n",
     "sites:\n- {name: A, units: 1, price: x}\n", "sites:\n- {name: A, units: 1, price: 1, max_share: 2}\n",
     "sites:\n- {name: A, units: 1, price: 1}\nlatency_classes: 3\n"],
)  # fmt: skip
def test_a_wrong_file_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    assert run(["spread", file(tmp_path, text)]) == EXIT_INPUT
    assert "service.yml" in capsys.readouterr().err
