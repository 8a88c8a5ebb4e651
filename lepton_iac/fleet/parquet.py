"""The results as Parquet, a table a file, streamed."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from lepton_iac.errors import LeptonError, WriteError
from lepton_iac.fleet.store import TABLES, Store, columns_of
from lepton_iac.whole_file import whole_file

_ROWS = 20_000
_WHOLE = frozenset({"complete", "interruptible"})
_COUNT = frozenset({"resources", "unpriced"})


def write_parquet(store: Store, folder: Path) -> tuple[Path, ...]:
    """One ``<table>.parquet`` for each table, money as decimal(38, 10); older files are replaced whole or not at all.

    Raises:
        LeptonError: pyarrow is not installed.
        WriteError: the folder cannot be written to, or the disk is full.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise LeptonError("Parquet needs pyarrow", mend='pip install "lepton-iac[parquet]"') from error
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(_written(pyarrow, store, table, folder / f"{table}.parquet") for table in TABLES)
    except OSError as error:
        reason = error.strerror or str(error)
        raise WriteError(f"cannot write Parquet: {reason}", where=str(folder), mend="choose another folder") from error


def _written(pyarrow: Any, store: Store, table: str, target: Path) -> Path:
    schema = _schema(pyarrow, table)
    with (
        whole_file(target) as partial,
        pyarrow.parquet.ParquetWriter(partial, schema, compression="zstd") as writer,
    ):
        for part in _parts(store.stream(table)):
            writer.write_table(pyarrow.Table.from_pylist([_typed(row) for row in part], schema=schema))
    return target


def _parts(rows: Iterator[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    while part := list(islice(rows, _ROWS)):
        yield part


def _schema(pyarrow: Any, table: str) -> Any:
    kinds = {
        "monthly": pyarrow.decimal128(38, 10),
        "saving": pyarrow.decimal128(38, 10),
        "breach": pyarrow.float64(),
        **dict.fromkeys(_WHOLE, pyarrow.bool_()),
        **dict.fromkeys(_COUNT, pyarrow.int64()),
    }
    return pyarrow.schema([(name, kinds.get(name, pyarrow.string())) for name in columns_of(table)])


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    typed = dict(row)
    for name in ("monthly", "saving"):
        if typed.get(name) is not None:
            typed[name] = Decimal(typed[name]).quantize(Decimal("1e-10"))
    for name in _WHOLE:
        if typed.get(name) is not None:
            typed[name] = bool(typed[name])
    return typed
