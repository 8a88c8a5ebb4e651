"""A saved table reads back as what it was saved from."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lepton_iac.errors import ReadError, WriteError
from lepton_iac.forecast.read_metrics import read_metrics
from lepton_iac.forecast.save_metrics import save_metrics

STREAM = (
    '{"metric_stream_name":"m","account_id":"1","region":"eu-west-1","namespace":"%s","metric_name":"%s",'
    '"dimensions":{"%s":"%s"},"timestamp":%d,"value":{"count":2.0,"sum":%r,"max":%r,"min":0.0},"unit":"%s"}'
)
KINDS = (
    ("AWS/EC2", "CPUUtilization", "InstanceId", "i-1", "Percent"),
    ("AWS/EC2", "NetworkIn", "InstanceId", "i-1", "Bytes"),
    ("AWS/EC2", "NetworkOut", "InstanceId", "i-1", "Bytes"),
    ("AWS/Lambda", "Invocations", "FunctionName", 'a, \\"quoted\\" name', "Count"),
)
POINTS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 500), st.floats(0, 1e9)),
    min_size=1,
    max_size=30,
    unique_by=lambda point: point[:2],
)


@given(POINTS)
@settings(max_examples=40, deadline=None)
def test_the_table_reads_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, points: list[tuple[tuple[str, ...], int, float]]
) -> None:
    folder = tmp_path_factory.mktemp("saved")
    source, saved = folder / "stream.json", folder / "saved.csv.gz"
    lines = [
        STREAM % (space, name, key, value, 1_790_000_000_000 + minute * 60_000, level, level, unit)
        for (space, name, key, value, unit), minute, level in points
    ]
    source.write_text("\n".join(lines), encoding="utf-8")
    save_metrics([source], saved)
    before, after = read_metrics([source]), read_metrics([saved])
    columns = ["series", "time", "metric", "statistic", "unit", "value"]
    assert before.frame[columns].astype(str).equals(after.frame[columns].astype(str))
    for series, info in before.info.items():
        again = after.info[series]
        assert (info.namespace, info.metric, info.part, dict(info.dimensions)) == (
            again.namespace,
            again.metric,
            again.part,
            dict(again.dimensions),
        )


def test_the_same_metrics_give_the_same_bytes(tmp_path: Path) -> None:
    source = tmp_path / "plain.csv"
    source.write_text("series,timestamp,metric,value\na,2026-11-01T10:00:00Z,cpu_fraction,0.5\n", encoding="utf-8")
    for name in ("one.csv.gz", "two.csv.gz"):
        assert save_metrics([source], tmp_path / name) == 1
    assert (tmp_path / "one.csv.gz").read_bytes() == (tmp_path / "two.csv.gz").read_bytes()
    assert b"cpu_fraction" in gzip.decompress((tmp_path / "one.csv.gz").read_bytes())


def test_a_source_that_breaks_leaves_the_old_table(tmp_path: Path) -> None:
    source, target = tmp_path / "plain.csv", tmp_path / "saved.csv"
    source.write_text("series,timestamp,metric,value\na,2026-11-01T10:00:00Z,cpu_fraction,much\n", encoding="utf-8")
    target.write_text("old", encoding="utf-8")
    with pytest.raises(ReadError, match="not a number"):
        save_metrics([source], target)
    assert target.read_text("utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plain.csv", "saved.csv"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="cannot be saved"):
        save_metrics([], tmp_path / "none" / "saved.csv")


@pytest.mark.parametrize("word", ['"[1]"', "{", '"{""a"": 1}"'])
def test_dimensions_that_are_no_object_are_an_error(tmp_path: Path, word: str) -> None:
    path = tmp_path / "saved.csv"
    path.write_text(
        "series_id,timestamp,metric,value,vendor,namespace,dimensions\n"
        f"a,2026-11-01T10:00:00Z,CPUUtilization,5,aws,AWS/EC2,{word}\n",
        encoding="utf-8",
    )
    with pytest.raises(ReadError, match="dimensions are no JSON object"):
        read_metrics([path])


def test_a_column_of_another_meaning_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_text(
        "series_id,timestamp,metric,value,vendor,dimensions\na,2026-11-01T10:00:00Z,cpu_fraction,0.5,Dell,3x4\n",
        encoding="utf-8",
    )
    found = read_metrics([path])
    assert np.allclose(found.frame["value"], 0.5)
    assert list(found.info) == ["a"]
