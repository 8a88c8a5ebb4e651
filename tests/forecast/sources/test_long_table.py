import gzip
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lepton_iac.errors import ReadError
from lepton_iac.forecast.read_metrics import read_metrics
from lepton_iac.forecast.sources import long_table

Write = Callable[[str, Any], Path]

HEADER = "series_id,timestamp,metric,unit,value\n"


def test_a_table_of_addresses(write: Write) -> None:
    rows = "".join(
        f"aws_instance.web,2026-11-01T{at}:00:00Z,cpu_utilization,%,{use}\n" for at, use in ((10, 50), (11, 0))
    )
    frame = read_metrics([write("a.csv", HEADER + rows)]).frame
    assert list(frame["value"]) == [0.5, 0.0]
    assert set(frame["series"]) == {"aws_instance.web"}
    assert set(frame["period_s"]) == {3600}


@pytest.mark.parametrize("header", ["resource;time;metric;unit;value", "series\ttimestamp\tmetric\tunit\tvalue"])
def test_other_names_and_delimiters(write: Write, header: str) -> None:
    mark = ";" if ";" in header else "\t"
    text = header + "\n" + mark.join(["web", "1793527200", "cpu_fraction", "fraction", "0.5"]) + "\n"
    assert list(read_metrics([write("a.csv", text)]).frame["value"]) == [0.5]


def test_a_metric_may_end_in_its_statistic(write: Write) -> None:
    rows = "a,2026-11-01T10:00:00Z,cpu_used.max,MHz,50\na,2026-11-01T10:00:00Z,cpu_used.mean,MHz,20\n"
    frame = read_metrics([write("a.csv", HEADER + rows)]).frame
    assert list(frame["statistic"]) == ["average", "maximum"]
    assert set(frame["metric"]) == {"cpu_used"}
    assert set(frame["unit"]) == {"MHz"}


def test_percent_or_fraction_is_never_guessed(write: Write) -> None:
    path = write("a.csv", HEADER + "a,2026-11-01T10:00:00Z,cpu_utilization,,0.5\n")
    with pytest.raises(ReadError, match="has no unit") as caught:
        read_metrics([path])
    assert caught.value.mend == "say whether it is percent or fraction"


def test_a_count_without_a_statistic_is_not_a_rate(write: Write) -> None:
    metrics = read_metrics([write("a.csv", HEADER + "a,2026-11-01T10:00:00Z,request_count,count,39\n")])
    assert metrics.frame.iloc[0]["metric"] == "request_count"
    assert any("only its sum over a known period tells requests" in note.text for note in metrics.notes)


def test_a_sum_with_a_period_is_a_rate(write: Write) -> None:
    text = "series,time,metric,unit,value,statistic,period_s\na,2026-11-01T10:00:00Z,request_count,count,600,sum,300\n"
    row = read_metrics([write("a.csv", text)]).frame.iloc[0]
    assert (row["metric"], row["value"], row["unit"], row["statistic"]) == ("requests", 2.0, "1/s", "average")


def test_two_directions_of_one_series_stay_apart(write: Write) -> None:
    rows = "a,2026-11-01T10:00:00Z,network_in,Mbit/s,1\na,2026-11-01T10:00:00Z,network_out,Mbit/s,2\n"
    metrics = read_metrics([write("a.csv", HEADER + rows)])
    assert sorted(metrics.info) == ["a [in]", "a [out]"]
    assert metrics.info["a [in]"].dimensions == {"series": "a"}


def test_two_spellings_of_one_metric_are_refused(write: Write) -> None:
    rows = "a,2026-11-01T10:00:00Z,cpu_percent,,1\na,2026-11-01T10:00:00Z,cpu_utilization,%,2\n"
    with pytest.raises(ReadError, match="twice"):
        read_metrics([write("a.csv", HEADER + rows)])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,2026-11-01T10:00:00Z,cpu_percent,%,many", "not a number"),
        ("a,yesterday,cpu_percent,%,1", "cannot be read"),
        ("a,,cpu_percent,%,1", "no time stamp"),
        ("a,2026-11-01T10:00:00,cpu_percent,%,1", "has no zone"),
        ("a,2026-11-01T10:00:00Z,cpu_percent,%,1,2,3", "broken"),
        (",2026-11-01T10:00:00Z,cpu_percent,%,1", "names no series"),
        ("a,2026-11-01T10:00:00Z", "names no series or no metric"),
        ("a", "no time stamp"),
    ],
)
def test_a_broken_row_is_an_error(write: Write, row: str, said: str) -> None:
    with pytest.raises(ReadError, match=said) as caught:
        read_metrics([write("a.csv", f"{HEADER}{row}\n")])
    assert "a.csv" in caught.value.where


def test_gzip_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress((HEADER + "a,2026-11-01T10:00:00Z,cpu_percent,%,50\n").encode()))
    assert list(read_metrics([path]).frame["value"]) == [0.5]


def test_chunks_make_one_series(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_table, "CHUNK_ROWS", 2)
    rows = "".join(f"a,2026-11-01T{hour:02}:00:00Z,cpu_percent,%,{hour}\n" for hour in range(5))
    frame = read_metrics([write("a.csv", HEADER + rows)]).frame
    assert list(frame["value"]) == pytest.approx([0.0, 0.01, 0.02, 0.03, 0.04])
    assert set(frame["period_s"]) == {3600}


def test_memory_is_bounded_by_the_chunk_and_the_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_table, "CHUNK_ROWS", 2_000)
    path = tmp_path / "a.csv"
    stamps = pd.date_range("2026-01-01", periods=4_000, freq="5min").strftime("%Y-%m-%dT%H:%M:%SZ")
    with path.open("w") as stream:
        stream.write(HEADER)
        for number in range(10):
            stream.writelines(f"module.long.name.aws_instance.web[{number}],{at},cpu_percent,%,5\n" for at in stamps)
    tracemalloc.start()
    metrics = read_metrics([path])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(metrics.frame) == 40_000
    assert peak < 2 * path.stat().st_size


def test_parquet_goes_through_pandas(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    at = pd.to_datetime(["2026-11-01T10:00:00Z"])
    frame = pd.DataFrame({"Series": ["a"], "time": at, "metric": ["cpu_percent"], "value": [50.0]})
    monkeypatch.setattr(pd, "read_parquet", lambda path: frame.rename(columns={"Series": "series"}))
    assert list(read_metrics([write("a.parquet", "PAR1")]).frame["value"]) == [0.5]


def test_parquet_without_its_package_says_what_to_do(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(path: Path) -> None:
        raise ImportError(path)

    monkeypatch.setattr(pd, "read_parquet", missing)
    with pytest.raises(ReadError, match="pyarrow"):
        read_metrics([write("a.parquet", "PAR1")])


def test_parquet_without_a_column_says_which(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pd, "read_parquet", lambda path: pd.DataFrame({"series": ["a"]}))
    with pytest.raises(ReadError, match="no column for time, metric, value"):
        read_metrics([write("a.parquet", "PAR1")])
