import csv
import io

from lepton_iac.report.formats import FORMATS
from lepton_iac.report.options import Options, View
from tests.report.evidence import demand
from tests.report.examples import full


def test_a_row_for_what_was_asked_and_one_per_horizon() -> None:
    text = FORMATS["csv"](full(), Options(views=(View.FORECAST,)))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["horizon"] for row in rows] == ["asked", "day", "week", "month", "12 months"]
    assert rows[0]["capacity"] == "0.34"
    assert rows[2]["p90"] == "0.15"
    assert (rows[4]["p50"], rows[4]["refused"]) == ("", demand().outlooks[3].refused)


def test_with_the_bill_csv_stays_the_bill() -> None:
    text = FORMATS["csv"](full(), Options(views=(View.BREAKDOWN, View.FORECAST)))
    assert "monthly_cost" in text.splitlines()[0]
