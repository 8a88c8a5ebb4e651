"""Expectations are filed under what their own words say, and only under that."""

from decimal import Decimal

import pytest

from lepton_iac.price.book_labelled import common_price, labelled_facts, superseded


def line(
    kind: str, name: str, component: str, price: str, error: str = "0.00001", region: str = "westus"
) -> dict[str, str]:
    return {
        "provider": "azure",
        "resource_type": kind,
        "resource_address": f"{kind}.{name}",
        "component": component,
        "region": region,
        "unit": "GB",
        "derived_unit_price": price,
        "price_error": error,
        "as_of": "2024-07-01",
    }


ACCOUNT = "azurerm_storage_account"


@pytest.mark.parametrize(
    ("name", "component", "sku"),
    [
        ('storagev2["StorageV2.Standard.GRS.Cool"]', "Blob index", "blob.GRS.Cool"),
        ('blob["BlobStorage.Standard.LRS.Hot"]', "Blob index", "blob.LRS.Hot"),
        ('storagev2["StorageV2.Standard.ZRS"]', "Blob index", "blob.ZRS.Hot"),
        ('blockblob["BlockBlobStorage.Premium.ZRS"]', "Write operations", "premium.ZRS"),
        ('nfsv3_storagev2["StorageV2.Standard.LRS.Hot"]', "Capacity", "tree.LRS.Hot"),
        ('storagev1["Storage.Standard.RAGRS"]', "Capacity", "v1.RAGRS"),
        ('file["FileStorage.Premium.LRS.Cool"]', "Snapshots", "premium_file.LRS"),
    ],
)
def test_an_address_names_the_settings(name: str, component: str, sku: str) -> None:
    (fact,) = labelled_facts([line(ACCOUNT, name, component, "0.039")])
    assert (fact["service"], fact["sku_or_tier"]) == (ACCOUNT, sku)
    assert fact["component"] == component.lower().replace(" ", "_")


def test_an_address_that_names_no_settings_prices_nothing() -> None:
    assert not list(labelled_facts([line(ACCOUNT, "example", "Capacity", "0.0392")]))


def test_without_an_access_tier_the_capacity_is_one_tier_of_a_ladder_and_stays_out() -> None:
    assert not list(labelled_facts([line(ACCOUNT, 'storagev2["StorageV2.Standard.LRS"]', "Capacity", "0.0208")]))


def test_a_component_names_the_settings() -> None:
    (fact,) = labelled_facts(
        [line("azurerm_sql_elasticpool", "basic_100", "Compute (Basic, 100 DTUs)", "0.2016712329")]
    )
    assert (fact["service"], fact["component"], fact["sku_or_tier"]) == (
        *("azure_sql", "sqlserver/elastic-pool"),
        "Basic_100",
    )


def test_nothing_is_filed_without_a_region() -> None:
    assert not list(
        labelled_facts([line(ACCOUNT, 'storagev1["Storage.Standard.GRS"]', "Capacity", "0.048", region="")])
    )


def test_several_roundings_of_one_price_narrow_it() -> None:
    wide, narrow = (Decimal("0.0045"), Decimal("0.00025")), (Decimal("0.0044"), Decimal("0.00002"))
    assert common_price([wide, narrow]) == Decimal("0.0044")


@pytest.mark.parametrize(
    "roundings",
    [
        [(Decimal("0.0004"), Decimal("0.00005"))],
        [(Decimal("0.10"), Decimal("0.001")), (Decimal("0.20"), Decimal("0.001"))],
    ],
    ids=["too wide", "they disagree"],
)
def test_no_price_is_made_of_a_vague_or_doubtful_one(roundings: list[tuple[Decimal, Decimal]]) -> None:
    assert common_price(roundings) is None


def test_an_example_address_is_superseded_only_where_every_setting_has_its_own_row() -> None:
    words = {"sku_or_tier": "e.g. azurerm_x.y"}
    assert superseded({"service": ACCOUNT, "component": "capacity", **words})
    assert not superseded({"service": "azurerm_databricks_workspace", "component": "jobs", **words})
    assert not superseded({"service": ACCOUNT, "component": "capacity", "sku_or_tier": ""})


def test_a_place_in_the_name_is_the_region_of_the_price() -> None:
    kind = "azurerm_cosmosdb_table"
    (fact,) = labelled_facts([line(kind, "serverless", "Transactional storage (West US 2)", "0.25", region="eastus")])
    assert (fact["region"], fact["component"]) == ("westus2", "transactional_storage")
