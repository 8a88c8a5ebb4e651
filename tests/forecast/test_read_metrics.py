import gzip
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lepton_iac.errors import LeptonError, ReadError
from lepton_iac.forecast.canonical import validated
from lepton_iac.forecast.read_metrics import read_metrics
from lepton_iac.forecast.sources import SOURCES

CSV = "series_id,timestamp,metric,unit,value\na,2026-11-01T10:00:00Z,cpu_percent,%,50\n"


def test_the_format_is_detected_and_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CSV)
    (note,) = (note for note in read_metrics([tmp_path / "a.txt"]).notes if note.text.startswith("read as"))
    assert note.text == "read as a long table in CSV"


def test_a_folder_stands_for_its_files(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CSV)
    (tmp_path / "b.csv").write_text(CSV.replace("a,", "b,"))
    (tmp_path / ".hidden").write_text("nothing")
    assert sorted(read_metrics([tmp_path]).info) == ["a", "b"]


def test_an_unknown_format_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello")
    with pytest.raises(ReadError, match="no known metrics format"):
        read_metrics([tmp_path / "a.txt"])


def test_unknown_names_of_options_are_errors() -> None:
    with pytest.raises(ReadError, match="no metrics format"):
        read_metrics([], format="excel")
    with pytest.raises(ReadError, match="no time zone"):
        read_metrics([], zone="Mars/Olympus")


def test_nothing_gives_an_empty_frame() -> None:
    assert len(read_metrics([]).frame) == 0


CUT_SHORT = gzip.compress(CSV.encode(), mtime=0)[:-9]


@pytest.mark.parametrize(
    "content",
    [CUT_SHORT, b"\x1f\x8b", b"\xff\xfe{}", b"", b"[" * 100_000],
    ids=["cut short", "gzip's name", "UTF-16's mark", "empty", "deep"],
)
def test_damaged_files_are_errors(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(ReadError):
        read_metrics([tmp_path / "a"])


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="cannot be read"):
        read_metrics([tmp_path / "none"])


WORDS = (
    "MetricDataResults MetricDataQueries Id Values Timestamps Datapoints timespan value name timeseries data timeSeries"
    " points metric interval status resultType result values series pointlist from_date Label resource MetricStat"
).split()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(document=JSON, name=st.sampled_from(sorted(SOURCES)) | st.none())
def test_garbage_of_the_right_words_raises_only_our_errors(
    tmp_path_factory: pytest.TempPathFactory, document: object, name: str | None
) -> None:
    path = tmp_path_factory.mktemp("garbage") / "a.json"
    path.write_text(json.dumps(document), "utf-8")
    with suppress(LeptonError):
        validated(read_metrics([path], format=name).frame)


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=200), name=st.sampled_from(sorted(SOURCES)) | st.none())
def test_garbage_of_any_kind_raises_only_our_errors(
    tmp_path_factory: pytest.TempPathFactory, text: str, name: str | None
) -> None:
    path = tmp_path_factory.mktemp("garbage") / "a.csv"
    path.write_text(text, "utf-8", errors="replace")
    with suppress(LeptonError):
        validated(read_metrics([path], format=name, zone="UTC").frame)
