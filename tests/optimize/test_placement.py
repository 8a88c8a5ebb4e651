"""Where things should live, on figures one can check by hand."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from lepton_iac.errors import LeptonError
from lepton_iac.model import PriceRow, Resource, Stack
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.optimize.joint import Edge
from lepton_iac.optimize.placement import Plan, plan
from lepton_iac.optimize.transfer import transfer_prices
from tests.optimize.building import REGIONS, Shelf, market, resource

HERE, AZURE = "aws eu-west-1", "azurerm northeurope"


def _egress(provider: str, price: str, low: str = "0", high: str | None = None) -> PriceRow:
    return PriceRow(
        provider, REGIONS[provider], "data_transfer", "internet_egress", "", "GB", Decimal(price), Decimal(low),
        Decimal(high) if high else None, "on_demand", "USD", "2026-11-01", "test",
    )  # fmt: skip


class Connected(Shelf):
    """The shelf with data transfer: AWS to the internet in two tiers, Azure with a free one; zones on AWS."""

    def ladder(  # type: ignore[no-untyped-def]
        self, provider, region, service, component, sku="", purchase="on_demand"
    ):
        if (service, sku) != ("data_transfer", ""):
            return super().ladder(provider, region, service, component, sku, purchase)
        rows = {
            ("aws", "internet_egress"): (_egress("aws", "0.09", "0", "1000"), _egress("aws", "0.05", "1000")),
            ("azurerm", "internet_egress"): (_egress("azurerm", "0", "0", "100"), _egress("azurerm", "0.08", "100")),
            ("aws", "inter_az"): (_egress("aws", "0.01"),),
        }
        return rows.get((provider, component), ())


WEB = resource("aws_instance.web", {"instance_type": "m5.large", "root_block_device": [{"volume_type": "gp3", "volume_size": 64}]})  # noqa: E501  # fmt: skip
DATA = resource("aws_ebs_volume.data", {"type": "gp3", "size": 1000})


def placed(*resources: Resource, flows: Sequence[Edge] = (), **limits: object) -> Plan:
    stack = Stack(resources or (WEB,))
    return plan(stack, market(stack, shelf=Connected()), flows, replace(Constraints(), **limits))  # type: ignore[arg-type]


def flow(gb: int, source: str = "aws_instance.web", target: str = "internet", zones: bool = False) -> Edge:
    return Edge(source, target, Decimal(gb), zones)


def test_the_tiers_of_a_flow() -> None:
    price = transfer_prices(market(Stack((WEB,)), shelf=Connected()))
    assert price(HERE, AZURE, flow(1500)) == 90 + 25
    assert price(AZURE, HERE, flow(150)) == 150 * Decimal("0.08")
    assert price(HERE, HERE, flow(10)) == 0
    assert price(HERE, HERE, flow(10, zones=True)) == Decimal("0.2")
    assert price(AZURE, AZURE, flow(10, zones=True)) is None
    assert price("google europe-west1", HERE, flow(1)) is None
    assert price(HERE, "aws eu-central-1", flow(1)) is None


def test_what_nobody_told_the_traffic_of_stays() -> None:
    found = placed()
    (group,) = found.groups
    assert (group.chosen, group.told, found.payback_months) == (HERE, False, None)
    assert group.breakeven_gb is not None
    here, there = group.at(HERE), group.at(AZURE)
    assert here.cost == Decimal("0.107") * 730 + 64 * Decimal("0.088")
    assert there.cost == Decimal("0.096") * 730 + Decimal("10.21")


def test_a_told_machine_moves_where_it_is_cheaper_and_pays_back() -> None:
    found = placed(flows=[flow(0)])
    (group,) = found.groups
    saving = found.before - found.after
    assert (group.chosen, found.transfer_after) == (AZURE, Decimal(0))
    assert saving == Decimal("0.011") * 730 + 64 * Decimal("0.088") - Decimal("10.21")
    once = (Decimal("0.096") * 730 + Decimal("10.21")) * 7 / (Decimal(730) / 24)
    assert found.one_off == once
    assert found.payback_months == once / saving


def test_one_off_costs_keep_it_where_the_horizon_is_short_or_work_is_dear() -> None:
    assert placed(flows=[flow(0)], horizon_months=Decimal(1)).payback_months is None
    dear = placed(flows=[flow(0)], labour_hours=Decimal(8), labour_hour_price=Decimal(90))
    assert dear.groups[0].chosen == HERE
    assert dear.groups[0].at(AZURE).one_off.labour == 720


def test_data_to_what_stays_keeps_it() -> None:
    bucket = resource("aws_s3_bucket.b", {"bucket": "b"})
    assert placed(WEB, bucket, flows=[flow(500, target="aws_s3_bucket.b")]).groups[0].chosen == HERE
    assert placed(WEB, bucket, flows=[flow(1, target="aws_s3_bucket.b")]).groups[0].chosen == AZURE


def test_limits_on_places_bind() -> None:
    assert placed(flows=[flow(0)], providers=("google",)).groups[0].chosen == HERE
    assert placed(flows=[flow(0)], residency=("US",)).groups[0].chosen == HERE
    assert placed(flows=[flow(0)], max_changes=1).groups[0].chosen == AZURE


def test_an_attached_disk_moves_with_its_machine() -> None:
    attached = resource(
        "aws_volume_attachment.a", {}, {"instance_id": ("aws_instance.web",), "volume_id": ("aws_ebs_volume.data",)}
    )
    found = placed(WEB, DATA, attached, flows=[flow(0)])
    assert found.groups[0].addresses == ("aws_instance.web", "aws_ebs_volume.data")
    assert found.groups[0].at(AZURE).one_off.data == 1000 * Decimal("0.09")


def test_a_member_stays_with_its_cluster_whatever_is_told() -> None:
    cluster = resource("aws_eks_cluster.main", {})
    member = replace(WEB, references={"cluster_name": ("aws_eks_cluster.main",)})
    assert placed(flows=[flow(0)]).groups[0].chosen == AZURE
    (group,) = placed(member, cluster, flows=[flow(0)]).groups
    assert group.chosen == HERE
    assert "is part of aws_eks_cluster.main, which cannot be placed elsewhere" in group.ways[1].reason


def test_traffic_without_a_price_today_keeps_both_ends() -> None:
    machine = replace(resource("azurerm_linux_virtual_machine.web", {"size": "Standard_D2s_v3"}))
    found = placed(machine, WEB, flows=[flow(5, machine.address, "aws_instance.web", zones=True)])
    assert all(group.chosen == group.ways[0].place for group in found.groups)


def test_a_flow_of_something_else_is_an_error() -> None:
    with pytest.raises(LeptonError, match=r"aws_instance\.nobody"):
        placed(flows=[flow(1, target="aws_instance.nobody")])
