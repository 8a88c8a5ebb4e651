"""Whole sample stacks on other clouds: what is written is well formed, never weaker, and costs what it promises."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import hcl2
import pytest
from syrupy.assertion import SnapshotAssertion

from lepton_iac.errors import LeptonError
from lepton_iac.job.moving import Moved, _against, _doubt, cheapest, moved, providers
from lepton_iac.model import Usage
from lepton_iac.pipeline import Priced, estimate
from lepton_iac.price.book import Book, open_book
from lepton_iac.read import load
from lepton_iac.write.new_module import TARGETS, deliver
from lepton_iac.write.new_module.layout import laid_out
from lepton_iac.write.new_module.survey import survey
from tests.job.moving_firewalls import AZURE_GROUP, PEERS

STACKS = Path(__file__).parents[2] / "sample_stacks"
PLANS = sorted(STACKS.rglob("plan.json"))
MOVES = [
    (plan.parent, name)
    for plan in PLANS
    for name, target in TARGETS.items()
    if {"azure": "azurerm"}.get(plan.parent.name, plan.parent.name) != target.provider
]
GROUPS = """
provider "aws" {
  region = "eu-west-1"
}

resource "aws_vpc" "shop" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "shop" {
  vpc_id            = aws_vpc.shop.id
  availability_zone = "eu-west-1b"
  cidr_block        = "10.1.1.0/24"
}

resource "aws_security_group" "web" {
  vpc_id = aws_vpc.shop.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "office" {
  vpc_id = aws_vpc.shop.id

  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["192.0.2.0/24"]
  }
}

resource "aws_instance" "web" {
  ami                    = "ami-1"
  instance_type          = "m5.large"
  subnet_id              = aws_subnet.shop.id
  vpc_security_group_ids = [aws_security_group.web.id, aws_security_group.office.id]
  tags                   = { Owner = "a\\"b $${x}" }
}

resource "aws_db_instance" "shop" {
  identifier              = "shop"
  engine                  = "postgres"
  engine_version          = "16.4"
  instance_class          = "db.m5.large"
  allocated_storage       = 100
  username                = "shop"
  password                = "never-in-a-text"
  backup_retention_period = 30
}
"""


@pytest.fixture(scope="session", name="book")
def _book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return open_book(tmp_path_factory.getbasetemp().parent / "book")


def priced(source: Path, book: Book) -> Priced:
    return estimate(source.parent.name, load(source), Usage(), lambda address, kind: {}, book)


def blocks(text: str, kind: str) -> Iterator[str]:
    """The bodies of the top blocks whose header holds a word."""
    for match in re.finditer(r'^resource "(\w+)" "\w+" \{\n(.*?)^\}', text, re.MULTILINE | re.DOTALL):
        if kind in match[1]:
            yield match[2]


@pytest.mark.parametrize(("folder", "name"), MOVES, ids=lambda value: getattr(value, "name", value))
def test_every_stack_moves_to_every_cloud(folder: Path, name: str, book: Book, tmp_path: Path) -> None:
    known = priced(folder / "plan.json", book)
    module = moved(folder.parent.name, known, TARGETS[name])
    for file, text in module.files.items():
        if file.endswith(".tf"):
            assert laid_out(text) == text, file
            assert not re.search(r"^ *}, {", text, re.MULTILINE), "terraform fmt indents that otherwise"
            hcl2.loads(text)
    deliver(module.files, tmp_path / "module")
    again = known.market.rebill(load(tmp_path / "module"))
    assert [(line.resource.address, line.total) for line in again.lines] == [
        (line.resource.address, line.total) for line in module.bill.lines
    ]
    managed = [line.resource.address for line in again.lines if line.resource.mode == "managed"]
    assert sorted(managed) == sorted({*managed, *module.module.made_from} - for_each(module))
    assert not list(open_doors(module))
    assert every_source_is_told(module)


def for_each(module: Moved) -> set[str]:
    """Blocks that stand for several resources, whose addresses carry a key."""
    text = "\n".join(module.files.values())
    return {
        f"{kind}.{name}" for kind, name in re.findall(r'^resource "(\w+)" "(\w+)" \{\n  for_each', text, re.MULTILINE)
    }


def open_doors(module: Moved) -> Iterator[str]:
    """Rules that let the whole internet in; no sample stack has one."""
    text = "\n".join(text for name, text in module.files.items() if name.endswith(".tf"))
    for body in blocks(text, "ingress_rule"):
        yield from re.findall("0.0.0.0/0", body)
    for body in [*blocks(text, "google_compute_firewall"), *blocks(text, "azurerm_network_security_rule")]:
        outward = "EGRESS" in body or '"Outbound"' in body or '"Deny"' in body
        if not outward and re.search(r'(source_ranges|source_address_prefix(es)?) *= *(\["0.0.0.0/0"|"\*")', body):
            yield body
    yield from re.findall(r"publicly_accessible *= *true|public_network_access_enabled *= *true", text)
    yield from re.findall(r"encrypted *= *false|ipv4_enabled *= *true", text)


def every_source_is_told(module: Moved) -> bool:
    """Each source resource stands in the module, in the list of what was left, or costs nothing and is absorbed."""
    left = {note.where for note in module.module.left}
    return all(line.becomes or line.address in left or line.dropped for line in module.lines if line.address)


@pytest.fixture(name="shop")
def _shop(tmp_path: Path, book: Book) -> Priced:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "main.tf").write_text(GROUPS, encoding="utf-8")
    return priced(folder, book)


@pytest.mark.parametrize("name", ["azure", "google"])
def test_a_module_is_never_weaker_than_its_source(name: str, shop: Priced) -> None:
    module = moved("shop", shop, TARGETS[name])
    text = "\n".join(module.files.values())
    assert "never-in-a-text" not in text
    wide = [body for body in blocks(text, "rule" if name == "azure" else "firewall") if '["0.0.0.0/0"]' in body]
    assert {("443" in body, "22" in body.replace("192.0.2", "")) for body in wide if "deny" not in body.lower()} == {
        (True, False)
    }
    assert "192.0.2.0/24" in text
    kept = re.search(r"(backup_retention_days|retained_backups) *= (\d+)", text)
    assert kept is not None
    assert int(kept[2]) >= 30
    assert re.search(r'variable "shop_password" \{[^}]*sensitive *= true', text)
    assert '"a\\"b $${x}"' in text or '"a-b---x-"' in text
    assert providers(shop) == ("aws",)


def test_a_stack_that_is_there_already_is_refused(shop: Priced) -> None:
    with pytest.raises(LeptonError, match="on AWS already"):
        moved("shop", shop, TARGETS["aws"])


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.tf").write_text("# mine\n", encoding="utf-8")
    with pytest.raises(LeptonError, match="something here"):
        deliver({"main.tf": ""}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.tf"]


def test_data_stay_in_their_jurisdiction(shop: Priced) -> None:
    stack = shop.project.stack
    elsewhere = tuple(replace(one, region="eu-isoe-west-1") for one in stack.resources)
    world = replace(shop.market.world, stack=replace(stack, resources=elsewhere))
    lost = replace(shop, project=replace(shop.project, stack=world.stack), market=replace(shop.market, world=world))
    with pytest.raises(LeptonError, match="no place is known"):
        moved("shop", lost, TARGETS["azure"])
    assert moved("shop", shop, TARGETS["azure"]).module.regions == ("northeurope",)


def test_the_readme_tells_costs_and_what_is_left(book: Book, snapshot: SnapshotAssertion) -> None:
    known = priced(STACKS / "developer_environments" / "azure" / "plan.json", book)
    module = moved("developer_environments", known, TARGETS["google"])
    assert module.files == snapshot


def test_unknown_costs_on_one_side_forbid_a_verdict() -> None:
    known, part = {"a": (Decimal(5), True)}, {"a": (Decimal(4), False)}
    assert _doubt("b", _against(known, known)) == ""
    assert "not known" in _doubt("b", _against(part, known))
    assert _doubt("b", _against(known, {"a": (Decimal(6), False)})) == ""
    assert "$1.00" in _doubt("b", _against(known, part))
    assert _against(part, part).nowhere == 1


def test_no_cloud_is_called_cheapest_on_unknown_costs(book: Book) -> None:
    known = priced(STACKS / "developer_environments" / "aws" / "plan.json", book)
    with pytest.raises(LeptonError, match="cannot be told"):
        cheapest("developer_environments", known)


def test_an_address_for_one_machine_opens_no_other(book: Book) -> None:
    known = priced(STACKS / "developer_environments" / "azure" / "plan.json", book)
    for name in ("aws", "google"):
        open_ones = [
            part.label
            for part in moved("developer_environments", known, TARGETS[name]).module.estate.of("compute")
            if part.settings["public"]
        ]
        assert open_ones == ["workbench_staging"]


def test_what_a_denial_goes_before_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(AZURE_GROUP, encoding="utf-8")
    module = survey(load(tmp_path), lambda address: {})
    rules = module.of("firewall")[0].settings["rules"]
    assert [(rule.first, rule.cidrs) for rule in rules] == [(443, ("203.0.113.0/24",))]
    assert len(module.of("firewall")[0].settings["unsaid"]) == 1


def test_a_group_that_one_rule_lets_in_comes_in_by_no_other(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(PEERS, encoding="utf-8")
    parts = survey(load(tmp_path), lambda address: {}).of("firewall")
    rules = next(part for part in parts if part.label == "app").settings["rules"]
    assert sorted((rule.first, rule.peers) for rule in rules) == [(22, ()), (8080, ("lb",))]
