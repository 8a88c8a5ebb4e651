from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lepton_iac.errors import ReadError
from lepton_iac.forecast.read_metrics import read_metrics

Write = Callable[[str, Any], Path]

BOM = "\ufeff"


def test_excel_header_mark_and_formatted_values(write: Write) -> None:
    text = BOM + 'sep=,\r\n"Time","web cpu_utilization"\r\n2026-11-01 11:00:00,12.5%\r\n2026-11-01 11:05:00,0%\r\n'
    metrics = read_metrics([write("a.csv", text)], zone="Europe/Berlin")
    assert list(metrics.frame["value"]) == pytest.approx([0.125, 0.0])
    assert metrics.frame.iloc[0]["series"] == "web"
    assert str(metrics.frame.iloc[0]["time"]) == "2026-11-01 10:00:00+00:00"


def test_sizes_of_several_magnitudes_share_one_column(write: Write) -> None:
    text = "Time,web memory_gib\n1793527200000,512 MiB\n1793527500000,1.5 GiB\n1793527800000,\n"
    metrics = read_metrics([write("a.csv", text)])
    assert list(metrics.frame["value"]) == pytest.approx([0.5, 1.5])
    assert set(metrics.frame["unit"]) == {"GiB"}


def test_a_legend_of_labels_is_a_prometheus_series(write: Write) -> None:
    legend = 'node_memory_MemAvailable_bytes{instance=""10.0.0.1:9100""}'
    metrics = read_metrics([write("a.csv", f'"Time","{legend}"\n1793527200000,1073741824\n')])
    assert metrics.frame.iloc[0]["metric"] == "memory_free_gib"
    (info,) = metrics.info.values()
    assert info.dimensions == {"instance": "10.0.0.1:9100"}


def test_the_old_shape_of_three_columns(write: Write) -> None:
    text = "sep=;\nSeries;Time;Value\nweb cpu_percent;2026-11-01T10:00:00Z;50\ndb cpu_percent;2026-11-01T10:00:00Z;10\n"
    frame = read_metrics([write("a.csv", text)]).frame
    assert dict(zip(frame["series"], frame["value"], strict=True)) == {"web": 0.5, "db": 0.1}


def test_a_naive_time_needs_a_zone(write: Write) -> None:
    path = write("a.csv", "Time,web cpu_percent\n2026-11-01 11:00:00,12\n")
    with pytest.raises(ReadError) as caught:
        read_metrics([path])
    assert "zone option" in caught.value.mend


@pytest.mark.parametrize(
    ("cell", "said"),
    [("1.2 K", "not a number"), ("12,3%", "not a number"), ("abc", "not a number"), ("5", "mixes units")],
)
def test_values_that_cannot_be_trusted_are_refused(write: Write, cell: str, said: str) -> None:
    text = f'Time,web cpu_percent\n1793527200000,12%\n1793527500000,"{cell}"\n'
    with pytest.raises(ReadError, match=said) as caught:
        read_metrics([write("a.csv", text)])
    assert "Formatted data" in caught.value.mend


def test_a_short_row_is_named(write: Write) -> None:
    with pytest.raises(ReadError, match="row 3 has 1 cells"):
        read_metrics([write("a.csv", "Time,web cpu_percent\n1793527200000,12\n1793527500000\n")])
