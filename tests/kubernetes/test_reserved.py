"""Reservations against the figures the vendors publish."""

from decimal import Decimal

import pytest

from lepton_iac.kubernetes.reserved import eks_pods, room
from lepton_iac.model import InstanceSpec


def _spec(provider: str, sku: str, vcpu: str, gib: str) -> InstanceSpec:
    return InstanceSpec(provider, sku, sku.partition(".")[0], Decimal(vcpu), Decimal(gib), "x86_64")


def test_eks_keeps_574_mib_and_70_thousandths_of_an_m5_large() -> None:
    found = room(_spec("aws", "m5.large", "2", "8"))
    assert found is not None
    assert found.amount.cpu == Decimal("1.93")
    assert found.amount.memory * 1024 == 8192 - 574 - 100
    assert found.pods == 29


@pytest.mark.parametrize(
    ("sku", "pods"), [("t3.nano", 4), ("t3.medium", 17), ("t3.large", 35), ("m5.4xlarge", 234), ("r5.24xlarge", 737),
                      ("m6g.medium", 8), ("p4d.24xlarge", None), ("m5.metal", None)]
)  # fmt: skip
def test_eks_pods_by_network_interfaces(sku: str, pods: int | None) -> None:
    assert eks_pods(sku) == pods


def test_aks_keeps_650_mb_of_8_gb_with_30_pods() -> None:
    found = room(_spec("azurerm", "Standard_D2s_v3", "2", "8"), 30)
    assert found is not None
    assert found.amount.cpu == Decimal("1.9")
    reserved = Decimal(8) - found.amount.memory - Decimal(100) / 1024
    assert round(reserved * 2**30) == 650_000_000


def test_aks_never_keeps_more_than_a_quarter_and_rounds_processors_up() -> None:
    found = room(_spec("azurerm", "Standard_X", "20", "4"), 250)
    assert found is not None
    assert found.amount == type(found.amount)(Decimal("19.58"), Decimal(3) - Decimal(100) / 1024)


def test_gke_tiers_of_16_gib_and_the_shared_cores() -> None:
    found = room(_spec("google", "e2-standard-4", "4", "16"))
    assert found is not None
    assert found.amount.cpu == Decimal("3.92")
    assert found.amount.memory == Decimal(16) - Decimal("2.6") - Decimal(100) / 1024
    shared = room(_spec("google", "e2-medium", "1", "4"))
    assert shared is not None
    assert shared.amount.cpu == Decimal("0.94")


def test_what_is_not_documented_is_not_guessed() -> None:
    assert room(_spec("aws", "p4d.24xlarge", "96", "1152")) is None
    assert room(_spec("other", "x", "2", "8")) is None
