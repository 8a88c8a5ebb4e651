"""What another cloud would only have weaker is refused, and what it has is no weaker by any listed number."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lepton_iac.kinds.disk_speed import POSTGRES_IOPS, google_disk
from lepton_iac.write.new_module.part import Estate, Part
from lepton_iac.write.new_module.refuse import BACKUP_DAYS, LOG_DAYS, database_gib, unweakened
from lepton_iac.write.new_module.target import TARGETS

SECONDS = {"here": "there"}
NAMES = st.sampled_from(sorted(TARGETS))


def refusal(kind: str, settings: Mapping[str, Any], target: str, seconds: Mapping[str, str] = SECONDS) -> str:
    part = Part(kind, "aws_a.b", "b", "b", "here", settings=settings)
    kept, left = unweakened(Estate((part,)), TARGETS[target], seconds)
    assert bool(kept.parts) != bool(left)
    return left[0].text if left else ""


@given(NAMES, st.integers(0, 5000))
def test_logs_are_kept_as_long_or_not_carried(name: str, days: int) -> None:
    most = LOG_DAYS[name]
    assert bool(refusal("log_store", {"days": days}, name)) == bool(most and (days == 0 or days > most))


@given(NAMES, st.integers(0, 400), st.sampled_from(["mysql", "postgres"]))
def test_backups_are_kept_as_long_or_not_carried(name: str, days: int, engine: str) -> None:
    settings = {"backup_days": days, "iops": None, "gib": 100, "engine": engine}
    assert bool(refusal("database", settings, name)) == (days > BACKUP_DAYS[name])


@given(st.integers(10, 64000), st.integers(3000, 300000))
def test_a_disk_on_google_is_no_slower(gib: int, iops: int) -> None:
    kind = google_disk(gib, iops, 0)
    assert kind or iops > min(6000 + 30 * gib, 15_000)
    assert kind != "pd-balanced" or iops <= 3000 + 6 * gib


@pytest.mark.parametrize(("name", "most"), [("aws", 16_000), ("azure", 80_000), ("google", 15_000)])
def test_more_iops_than_a_disk_can_have_are_refused(name: str, most: int) -> None:
    settings = {"solid": True, "gib": 4096, "iops": most, "mibps": None}
    assert refusal("block_volume", settings, name) == ""
    assert str(most + 1) in refusal("block_volume", {**settings, "iops": most + 1}, name)
    assert refusal("block_volume", {**settings, "mibps": 5000}, name)


@pytest.mark.parametrize(("name", "iops"), [("aws", 64_001), ("google", 15_001), ("azure", 20_001)])
def test_more_iops_than_a_server_can_have_are_refused(name: str, iops: int) -> None:
    settings = {"backup_days": 7, "iops": iops, "gib": 100, "engine": "mysql"}
    assert "IOPS" in refusal("database", settings, name)
    assert refusal("database", {**settings, "iops": None}, name) == ""


@given(NAMES, st.sampled_from(["mysql", "postgres"]), st.integers(20, 16_000), st.integers(0, 15_000))
def test_a_servers_disk_grows_until_it_is_as_fast(name: str, engine: str, gib: int, iops: int) -> None:
    found = database_gib(name, engine, gib, iops)
    assert found >= gib
    if name == "google":
        assert found * 30 >= iops
    if name == "azure" and engine == "postgres":
        assert POSTGRES_IOPS[found] >= iops
    if name == "aws" and iops > 3000:
        assert found >= 400


@pytest.mark.parametrize(("name", "refused"), [("aws", False), ("azure", True), ("google", True)])
def test_a_balancer_that_ends_tls_is_refused_where_its_stand_in_would_not(name: str, refused: bool) -> None:
    assert ("ends TLS on port 443" in refusal("load_balancer", {"tls": (443,)}, name)) is refused
    assert refusal("load_balancer", {"tls": ()}, name) == ""


def test_a_disk_of_two_zones_keeps_two_or_is_refused() -> None:
    settings = {"solid": True, "gib": 500, "iops": 500, "mibps": None, "zones": True}
    assert "several zones" in refusal("block_volume", settings, "aws")
    assert refusal("block_volume", settings, "google") == ""


@given(NAMES, st.sampled_from(["zone", "zones", "regions", "zones and regions"]))
def test_a_second_region_is_kept_or_the_bucket_is_not_carried(name: str, copies: str) -> None:
    assert refusal("object_storage", {"copies": copies}, name) == ""
    assert bool(refusal("object_storage", {"copies": copies}, name, {})) == ("regions" in copies)


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_a_key_that_no_template_writes_is_refused(name: str) -> None:
    assert "key of its owner" in refusal("container_service", {"own_key": True}, name)
    assert refusal("container_service", {"own_key": False}, name) == ""


def test_snapshots_of_a_cache_are_refused_where_there_are_none() -> None:
    assert refusal("cache", {"backup_days": 7}, "azure")
    assert refusal("cache", {"backup_days": 7}, "aws") == ""
