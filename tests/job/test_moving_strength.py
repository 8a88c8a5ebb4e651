"""No resource of a module is weaker than its source: keys, copies, zones, retention, IOPS, backups, exposure."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lepton_iac.job.moving import Moved, moved
from lepton_iac.price.book import Book, open_book
from lepton_iac.write.new_module import TARGETS
from lepton_iac.write.new_module.keys import KEPT
from lepton_iac.write.new_module.part import Part
from lepton_iac.write.new_module.refuse import keyed
from tests.job.moving_made import made, priced, texts
from tests.job.moving_stacks import AWS, AZURE, GOOGLE

STACKS = Path(__file__).parents[2] / "sample_stacks"
MOVES = [
    (plan.parent, name)
    for plan in sorted(STACKS.rglob("plan.json"))
    for name, target in TARGETS.items()
    if {"azure": "azurerm"}.get(plan.parent.name, plan.parent.name) != target.provider
]
KEY = re.compile(r"google_kms_crypto_key|aws_kms_key\.|azurerm_key_vault_key\.|azurerm_disk_encryption_set\.")
NUMBERS = {"log_store": ("days", r"retention(?:_in)?_days *= (\d+)"),
           "block_volume": ("iops", r"(?:\biops|disk_iops_read_write) *= (\d+)"),
           "database": ("backup_days", r"(?:backup_retention_\w+|retained_backups) *= (\d+)")}  # fmt: skip


@pytest.fixture(scope="session", name="book")
def _book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return open_book(tmp_path_factory.getbasetemp().parent / "book")


def weaker(module: Moved) -> Iterator[str]:
    """Where a stand-in is weaker than its source, by each of the listed checks."""
    for part in module.module.estate.parts:
        text = texts(module, part.address) if part.address else ""
        if text:
            yield from (f"{part.address}: {words}" for words in _weaker(module, part, text))


def _weaker(module: Moved, part: Part, text: str) -> Iterator[str]:
    if keyed(part) and (part.kind not in KEPT[module.target.name] or not KEY.search(text)):
        yield "key"
    wide = re.search(r'"GZ?RS"|"(EU|US|ASIA1)"|aws_s3_bucket_replication_configuration', text)
    if part.kind == "object_storage" and "regions" in part.settings["copies"] and not wide:
        yield "second region"
    if part.kind in NUMBERS:
        yield from _less(part, text)
    if re.search(r"publicly_accessible *= *true|ipv4_enabled *= *true|encrypted *= *\"?false", text):
        yield "open or not encrypted"
    if part.settings.get("ha") is True and not re.search(
        r"multi_az\w* *= true|REGIONAL|STANDARD_HA|ZoneRed|\"(Standard|Premium)\"", text
    ):
        yield "redundancy"
    if part.kind == "object_storage" and part.settings["versioned"] and "versioning" not in text:
        yield "versions"


def _less(part: Part, text: str) -> Iterator[str]:
    name, pattern = NUMBERS[part.kind]
    wanted, found = part.settings[name] or 0, re.search(pattern, text)
    free = 3000 if name == "iops" and "google_compute_disk" not in text else 10**6 if name == "iops" else 0
    if wanted > (int(found[1]) if found else free):
        yield f"{name} {wanted}"


@pytest.mark.parametrize(("folder", "name"), MOVES, ids=lambda value: getattr(value, "name", value))
def test_nothing_of_a_sample_stack_becomes_weaker(folder: Path, name: str, book: Book) -> None:
    assert list(weaker(moved(folder.parent.name, priced(folder / "plan.json", book), TARGETS[name]))) == []


@pytest.mark.parametrize("name", ["azure", "google"])
def test_the_keys_of_an_owner_stay_the_owners(name: str, tmp_path: Path, book: Book) -> None:
    module = made(tmp_path, AWS, book, name)
    for address in ("aws_instance.own", "aws_ebs_volume.own", "aws_db_instance.own", "aws_s3_bucket.own"):
        assert KEY.search(texts(module, address)), address
    keys = module.files["keys.tf"]
    assert "rotation_p" in keys
    assert "prevent_destroy = true" in keys
    assert name == "google" or "purge_protection_enabled      = true" in keys
    assert list(weaker(module)) == []


@pytest.mark.parametrize("name", ["azure", "google"])
def test_what_cannot_be_as_strong_is_refused_with_the_reason(name: str, tmp_path: Path, book: Book) -> None:
    module = made(tmp_path, AWS, book, name)
    left = {note.where: note.text for note in module.module.left if note.text.startswith("refused: ")}
    assert "3653 days" in left["aws_cloudwatch_log_group.long"]
    assert "90000 IOPS" in left["aws_ebs_volume.fast"]
    assert not texts(module, "aws_cloudwatch_log_group.long")
    assert "refused: " in module.files["README.md"]


def test_a_way_out_in_each_zone_outlives_a_zone(tmp_path: Path, book: Book) -> None:
    assert made(tmp_path, AWS, book, "azure").files["network.tf"].count('"StandardV2"') == 2
    text = made(tmp_path, GOOGLE, book, "aws").files["network.tf"]
    assert text.count('resource "aws_nat_gateway"') == 2
    tables = re.findall(r"route_table_id += aws_route_table\.n_private_([ab])\.id", text)
    assert sorted(tables) == ["a", "a", "b", "b"]


def test_a_bucket_of_two_regions_keeps_two(tmp_path: Path, book: Book) -> None:
    aws = made(tmp_path, AZURE, book, "aws")
    text = texts(aws, "azurerm_storage_account.wide")
    assert "aws_s3_bucket_replication_configuration" in text
    assert re.search(r'region += "eu-', text)
    assert "replica_kms_key_id = aws_kms_key.copies_eu_" in text
    assert list(weaker(aws)) == []
    assert re.search(r'location += "EU"', texts(made(tmp_path, AZURE, book, "google"), "azurerm_storage_account.wide"))


def test_a_copied_bucket_gets_a_location_of_several_regions(tmp_path: Path, book: Book) -> None:
    copied = AWS + 'resource "aws_s3_bucket_replication_configuration" "own" {\n  bucket = aws_s3_bucket.own.id\n}\n'
    google = texts(made(tmp_path, copied, book, "google"), "aws_s3_bucket.own")
    assert re.search(r'location += "EU"', google)
    assert "google_kms_crypto_key_iam_member.copies_europe_storage" in google
    azure = texts(made(tmp_path, copied, book, "azure"), "aws_s3_bucket.own")
    assert re.search(r'account_replication_type += "GZRS"', azure)
