"""What is written as a usage file reads back as the same usage."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lepton_iac.errors import ReadError
from lepton_iac.forecast.usage_file import read_usage
from lepton_iac.forecast.usage_writer import QUANTILES, write_usage
from lepton_iac.model import Provenance, Quantity, Usage

AMOUNTS = st.decimals(min_value=0, max_value=10**15, allow_nan=False, allow_infinity=False, places=9)
DETAILS = st.text(max_size=40)
PLACES = st.from_regex(r"aws_[a-z]{1,8}\.[a-z]{1,8}(\[(\"[a-z: #'\\\-]{0,6}\"|[0-9]{1,3})\])?", fullmatch=True)
KEYS = st.sampled_from(
    ["monthly_requests", "storage_gb", "standard.storage_gb", "standard.monthly_tier_1_requests", "glacier.storage_gb"]
)


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    """With a spread or without."""
    low, expected, high = sorted(draw(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS)))
    spread = draw(st.booleans())
    detail = draw(DETAILS)
    return Quantity(expected, low if spread else None, high if spread else None, Provenance.MEASURED, detail)


TABLES = st.dictionaries(PLACES, st.dictionaries(KEYS, quantities(), max_size=3), max_size=4)
WORD = st.sampled_from(["linux", "no", "1e", "~x", "a: b"])
WORDS = st.dictionaries(PLACES, st.dictionaries(st.just("operating_system"), WORD), max_size=2)


@settings(deadline=None)
@given(declared=TABLES, by_type=TABLES, options=WORDS, quantile=st.sampled_from(sorted(QUANTILES)))
def test_every_quantity_reads_back(
    tmp_path_factory: pytest.TempPathFactory,
    declared: dict[str, dict[str, Quantity]],
    by_type: dict[str, dict[str, Quantity]],
    options: dict[str, dict[str, str]],
    quantile: str,
) -> None:
    path = tmp_path_factory.mktemp("usage") / "u.yml"
    path.write_text(write_usage(Usage(declared, by_type, options=options), quantile), "utf-8")
    again = read_usage(path)
    for given_table, read_table in ((declared, again.declared), (by_type, again.by_type)):
        assert {place: _amounts(keys) for place, keys in read_table.items()} == {
            place: _levels(keys, quantile) for place, keys in given_table.items() if keys
        }
    assert again.options == {place: words for place, words in options.items() if words}


def _amounts(keys: Mapping[str, Quantity]) -> dict[str, Decimal]:
    return {key: one.expected for key, one in keys.items()}


def _levels(keys: Mapping[str, Quantity], quantile: str) -> dict[str, Decimal]:
    return {key: one.high if quantile == "p90" and one.high is not None else one.expected for key, one in keys.items()}


def test_what_is_written_is_nested_alphabetical_and_says_where_it_comes_from() -> None:
    requests = Quantity(Decimal("1e6"), Decimal(9), Decimal("2e6"), Provenance.MEASURED, "Invocations, 35 days")
    keys = {"standard.storage_gb": Quantity(Decimal("10.50"), detail="usage.yml:7"), "monthly_requests": requests}
    usage = Usage({"b.b": keys, "a.a": {"hours": Quantity(Decimal(1))}, "c.c": {}})
    assert write_usage(usage, "p90", "Two words\nof a head") == (
        "# Two words\n"
        "# of a head\n"
        "version: 0.1\n"
        "resource_usage:\n"
        "  a.a:\n"
        "    hours: 1\n"
        "  b.b:\n"
        "    # p90, measured: Invocations, 35 days\n"
        "    monthly_requests: 2000000\n"
        "    standard:\n"
        "      # declared: usage.yml:7\n"
        "      storage_gb: 10.5\n"
    )


def test_usage_of_nothing_is_a_file_that_reads(tmp_path: Path) -> None:
    (tmp_path / "u.yml").write_text(write_usage(Usage()), "utf-8")
    assert read_usage(tmp_path / "u.yml").declared == {}


def test_a_key_cannot_be_a_value_and_a_group() -> None:
    one = Quantity(Decimal(1))
    with pytest.raises(ReadError, match="value and a group"):
        write_usage(Usage({"a.a": {"standard": one, "standard.storage": one}}))
