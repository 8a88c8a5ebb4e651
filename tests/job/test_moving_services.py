"""Services of a new module, property by property: what must stand in the stand-in of each source, and what is told."""

import re
from pathlib import Path

import pytest

from lepton_iac.price.book import Book, open_book
from tests.job.moving_made import made, texts
from tests.job.moving_stacks import GOOGLE_SERVICES, SERVICES

KEPT_AS_STRONG = {
    ("aws_db_instance.tiny", "azure"): (r'sku_name += "GP_', r'mode += "ZoneRedundant"', "prevent_destroy = true",
                                        r"iops += 3000", "MySqlAuditLogs"),
    ("aws_db_instance.tiny", "google"): (r'"REGIONAL"', r"deletion_protection_enabled += true", r'"ENCRYPTED_ONLY"',
                                         r"disk_size += 100\n"),
    ("aws_autoscaling_group.w", "azure"): (r"minimum = 3", r"maximum = 9"),
    ("aws_autoscaling_group.w", "google"): (r"min_replicas = 3", r"max_replicas = 9"),
    ("aws_eks_cluster.k", "azure"): (r"max_count += 7", "kube-audit", "private_cluster_enabled = true"),
    ("aws_eks_node_group.k", "google"): (r"total_max_node_count = 7",),
    ("aws_eks_cluster.k", "google"): ("APISERVER", r"enable_private_endpoint += true"),
    ("aws_elasticache_replication_group.c", "azure"): (r'"Premium"', r'zones += \["1", "2", "3"\]',
                                                       r'tls_version += "1.2"'),
    ("aws_elasticache_replication_group.c", "google"): (r'"STANDARD_HA"', r'"SERVER_AUTHENTICATION"',
                                                        r"auth_enabled += true"),
    ("aws_s3_bucket.v", "azure"): (r"versioning_enabled = true", r'"TLS1_2"', r'"ZRS"',
                                  r"nested_items_to_be_public = false"),
    ("aws_s3_bucket.v", "google"): (r'with_state = "LIVE"', r'"enforced"', r"versioning \{"),
}  # fmt: skip
"""What must stand in the stand-in of each source: room to grow, zones, TLS, logs, protection, versions, speed."""
TOLD = {"aws_db_instance.licensed": "licence", "aws_rds_cluster.a": "Aurora", "aws_dynamodb_table.t": "Cosmos DB",
        "aws_efs_file_system.f": "protocol"}  # fmt: skip


@pytest.fixture(scope="session", name="book")
def _book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return open_book(tmp_path_factory.getbasetemp().parent / "book")


@pytest.mark.parametrize("name", ["azure", "google"])
def test_services_are_no_weaker_property_by_property(name: str, tmp_path: Path, book: Book) -> None:
    module = made(tmp_path, SERVICES, book, name)
    for (address, target), patterns in KEPT_AS_STRONG.items():
        text = texts(module, address) if target == name else ""
        assert [one for one in patterns if target == name and not re.search(one, text)] == [], address
    left = {note.where: note.text for note in module.module.left}
    assert [address for address, word in TOLD.items() if word not in left.get(address, "")] == []


TLS_AND_SPEED = {
    "google_sql_database_instance.d": (r'"require_secure_transport"', r"enabled_cloudwatch_logs_exports",
                                       r"publicly_accessible += false", r"allocated_storage += 400"),
    "google_compute_disk.fast": (r"iops += 12000", r"throughput += 240", r"encrypted += true"),
    "google_storage_bucket.wide": ("NothingWithoutTls", r"block_public_policy += true"),
}  # fmt: skip


def test_what_google_gives_by_itself_is_asked_of_aws(tmp_path: Path, book: Book) -> None:
    module = made(tmp_path, GOOGLE_SERVICES, book, "aws")
    for address, patterns in TLS_AND_SPEED.items():
        text = texts(module, address)
        assert [one for one in patterns if not re.search(one, text)] == [], address
