"""Tiers written into component names."""

import pytest

from lepton_iac.price.book_tier_words import UNPROVEN, merged_tiers


def fact(component: str, price: str, start: str = "", unit: str = "unit") -> dict[str, str]:
    return {
        "provider": "aws",
        "region": "us-east-1",
        "service": "cdn",
        "component": component,
        "sku_or_tier": "",
        "unit": unit,
        "usd_per_unit": price,
        "tier_start": start,
        "tier_end": "",
        "purchase": "on_demand",
        "source": "pages",
    }


def tiers(*facts: dict[str, str]) -> list[tuple[str, str, str, str, str]]:
    return [
        (each["component"], each["tier_start"], each["tier_end"], each["usd_per_unit"], each["unit"])
        for each in merged_tiers(facts, "pages")
    ]


def test_a_plain_component_is_left_alone() -> None:
    assert tiers(fact("storage", "1")) == [("storage", "", "", "1", "unit")]


def test_widths_that_add_up_make_a_ladder_in_gigabytes() -> None:
    rows = [fact("out_next_40_tb", "2"), fact("out_over_50tb", "1"), fact("out_first_10_tb", "3")]
    assert tiers(*rows) == [
        ("out", "0", "10240", "3", "GB"),
        ("out", "10240", "51200", "2", "GB"),
        ("out", "51200", "inf", "1", "GB"),
    ]


def test_numbers_in_the_name_make_a_ladder() -> None:
    rows = [fact("mau_0_upto_50_per_user", "2", "0"), fact("mau_50_upto_inf_per_user", "1", "50")]
    assert tiers(*rows) == [("mau_per_user", "0", "50", "2", "unit"), ("mau_per_user", "50", "inf", "1", "unit")]


def test_more_counts_from_the_bound_below_it() -> None:
    rows = [fact("packs_first_100", "2"), fact("packs_101_and_more", "1")]
    assert tiers(*rows) == [("packs", "0", "100", "2", "unit"), ("packs", "100", "inf", "1", "unit")]


@pytest.mark.parametrize(
    "components",
    [
        ("out_first_10_tb", "out_next_40_tb"),
        ("out_first_10_tb", "out_over_50tb"),
        ("out_next_40_tb",),
        ("out_first_10_tb", "out_next_30_tb", "out_over_50_tb"),
    ],
)
def test_words_that_do_not_add_up_are_marked(components: tuple[str, ...]) -> None:
    found = list(merged_tiers([fact(name, "1") for name in components], "pages"))
    assert [each["component"] for each in found] == list(components)
    assert {each["fault"] for each in found} == {UNPROVEN}


def test_another_source_is_not_read_for_words() -> None:
    assert list(merged_tiers([fact("out_first_10_tb", "1")], "others")) == [fact("out_first_10_tb", "1")]


def test_rounded_expectations_keep_their_names() -> None:
    rows = [fact("keys_first_2k", "2"), fact("keys_over_2k", "1"), fact("pushes_over_10m", "1")]
    found = list(merged_tiers(rows, "pages", keep_unproven=True))
    assert [(each["component"], each["tier_start"], each["tier_end"]) for each in found] == [
        ("keys", "0", "2000"),
        ("keys", "2000", "inf"),
        ("pushes_over_10m", "", ""),
    ]
    assert not any("fault" in each for each in found)


def test_a_stem_that_is_taken_gets_another_name() -> None:
    rows = [fact("keys", "9"), fact("keys_first_2k", "2"), fact("keys_over_2k", "1")]
    assert [each["component"] for each in merged_tiers(rows, "pages")] == ["keys", "keys_tiered", "keys_tiered"]


def test_two_tiers_of_one_width_are_in_the_order_of_their_prices() -> None:
    rows = [fact("logs_first_10tb", "4"), fact("logs_next_next_20_tb", "2"), fact("logs_next_20tb", "3")]
    assert [each[3] for each in tiers(*rows, fact("logs_over_50tb", "1"))] == ["4", "3", "2", "1"]


def test_a_terabyte_of_the_azure_cdn_is_1000_gigabytes() -> None:
    names = ("out_first_10tb", "out_next_40tb", "out_over_50tb")
    rows = [{**fact(name, str(3 - place)), "service": "azurerm_cdn_endpoint"} for place, name in enumerate(names)]
    assert [bounds[1:3] for bounds in tiers(*rows)] == [("0", "10000"), ("10000", "50000"), ("50000", "inf")]
