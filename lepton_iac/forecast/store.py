"""Trained models on disk as plain numbers: a zip of arrays that holds no code, read with every bound checked."""

import io
import json
import math
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from lepton_iac.errors import ReadError, WriteError
from lepton_iac.forecast.dimension import FAMILIES
from lepton_iac.forecast.features import COUNT
from lepton_iac.forecast.forest import Forest
from lepton_iac.forecast.global_model import CENTRAL, FleetModel, Part, parts
from lepton_iac.forecast.learn import LEARNERS, Learned, Network, Weights
from lepton_iac.forecast.level import LONGEST_HORIZON
from lepton_iac.forecast.series import Floats
from lepton_iac.forecast.standing import STANDING
from lepton_iac.whole_file import whole_file

FORMAT = "lepton-iac forecast model 2"
LARGEST_FILE = 64 * 2**20
LARGEST_CONTENT = 256 * 2**20
MOST_TREES, MOST_NODES, MOST_DEPTH, MOST_HIDDEN, MOST_PARTS = 2000, 512, 64, 256, 64
FOREST, WEIGHTS, NETWORK = "forest", "weights", "network"

ARRAYS: Mapping[str, tuple[str, ...]] = {
    FOREST: ("feature", "threshold", "left", "right", "value"),
    WEIGHTS: ("centre", "spread", "weight"),
    NETWORK: ("centre", "spread", "hidden", "hidden_bias", "output"),
}


def save(model: FleetModel, path: Path) -> None:
    """Write a model beside its target, then put it in place: a half-written model never exists.

    Raises:
        WriteError: the file cannot be written.
    """
    arrays: dict[str, Any] = {}
    members = [_packed(number, part, learned, arrays) for number, (part, learned) in enumerate(model.members.items())]
    header = {
        "format": FORMAT,
        "learner": model.learner,
        "horizon": model.horizon,
        "families": list(FAMILIES),
        "features": COUNT,
        "series": model.series,
        "days": model.days,
        "windows": model.windows,
        "rule": model.rule,
        "left_out": model.left_out,
        "multipliers": {repr(share): list(map(float, factors)) for share, factors in model.multipliers.items()},
        "members": members,
    }
    arrays["header"] = np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)
    try:
        _write(path, arrays)
    except OSError as error:
        raise WriteError(
            f"the model cannot be written: {error}", where=str(path), mend="name a writable place"
        ) from error


def load(path: Path) -> FleetModel:
    """Read a model and check every array's name, type, shape and bounds.

    Raises:
        ReadError: the file is missing, too large, damaged, of another version, or holds anything but such numbers.
    """
    try:
        return _model(_arrays(path))
    except ReadError as error:
        raise ReadError(error.what, where=str(path), mend="train the model again") from error
    except (OSError, ValueError, KeyError, TypeError, IndexError, EOFError, RecursionError, OverflowError) as error:
        raise ReadError(f"this is no forecast model: {error}", where=str(path), mend="train the model again") from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, MemoryError) as error:
        raise ReadError(f"this is no forecast model: {error}", where=str(path), mend="train the model again") from error


def _packed(number: int, part: Part, learned: Learned, arrays: dict[str, Any]) -> dict[str, Any]:
    kind = {Forest: FOREST, Weights: WEIGHTS, Network: NETWORK}[type(learned)]
    for name in ARRAYS[kind]:
        arrays[f"m{number}_{name}"] = getattr(learned, name)
    if isinstance(learned, Forest):
        return {"kind": kind, "part": list(part), "start": learned.start, "depth": learned.depth}
    return {"kind": kind, "part": list(part), "bias": learned.bias}


def _write(path: Path, arrays: Mapping[str, Any]) -> None:
    with whole_file(path) as partial, partial.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


def _arrays(path: Path) -> dict[str, Any]:
    if path.stat().st_size > LARGEST_FILE:
        raise ReadError("the model file is larger than any model")
    content = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST_CONTENT:
            raise ReadError("the model unpacks to more than any model holds")
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def _model(arrays: Mapping[str, Any]) -> FleetModel:
    _need(arrays["header"].dtype == np.uint8, "its header is damaged")
    header = json.loads(arrays["header"].tobytes())
    _need(isinstance(header, dict) and header.get("format") == FORMAT, "it is of another kind or version")
    _need(header["families"] == list(FAMILIES) and header["features"] == COUNT, "it sees other features")
    _need(header["learner"] in LEARNERS, "its learner is unknown")
    _need(header["rule"] in ("", *STANDING), "its rule is unknown")
    _need(isinstance(header["members"], list) and len(header["members"]) <= MOST_PARTS, "it has too many parts")
    members = dict(_member(arrays, number, entry) for number, entry in enumerate(header["members"]))
    multipliers = {_number(float(share), 0.0001, 0.5): _factors(row) for share, row in header["multipliers"].items()}
    _need(bool(multipliers), "it is not calibrated")
    wanted = set(CENTRAL) | {part for share in multipliers for part in parts(share) if not header["rule"]}
    _need(wanted <= set(members), "parts of it are missing")
    return FleetModel(
        header["learner"],
        _whole(header["horizon"], 1, LONGEST_HORIZON),
        members,
        multipliers,
        _whole(header["series"], 1, 10**9),
        _number(header["days"], 0, 1e5),
        _whole(header["windows"], 1, 10**9),
        header["rule"],
        left_out=_whole(header["left_out"], 0, 10**9),
    )


def _member(arrays: Mapping[str, Any], number: int, entry: Mapping[str, Any]) -> tuple[Part, Learned]:
    level, quantile = (_number(value, 0, 1) for value in entry["part"])
    found = [arrays[f"m{number}_{name}"] for name in ARRAYS[entry["kind"]]]
    if entry["kind"] == FOREST:
        return (level, quantile), _forest(found, entry)
    centre, spread, *tables = (_floats(table) for table in found)
    _need(centre.shape == spread.shape == (COUNT,) and bool((spread > 0).all()), "its scaling is damaged")
    bias = _number(entry["bias"], -1e6, 1e6)
    if entry["kind"] == WEIGHTS:
        _need(tables[0].shape == (COUNT,), "its weights are damaged")
        return (level, quantile), Weights(centre, spread, tables[0], bias)
    hidden, hidden_bias, output = tables
    width = output.shape[0] if output.ndim == 1 else 0
    _need(0 < width <= MOST_HIDDEN and hidden.shape == (COUNT, width), "its layers do not fit")
    _need(hidden_bias.shape == (width,), "its layers do not fit")
    return (level, quantile), Network(centre, spread, hidden, hidden_bias, output, bias)


def _forest(found: list[Any], entry: Mapping[str, Any]) -> Forest:
    feature, threshold, left, right, value = found
    shape = np.shape(feature)
    _need(len(shape) == 2 and 0 < shape[0] <= MOST_TREES and 0 < shape[1] <= MOST_NODES, "its trees have no sane size")
    _need(all(np.shape(table) == shape for table in found), "its trees do not fit together")
    _need(all(table.dtype == np.int64 for table in (feature, left, right)), "its trees hold the wrong numbers")
    _need(bool(((feature >= 0) & (feature < COUNT)).all()), "its trees look at unknown features")
    _need(all(bool(((table >= 0) & (table < shape[1])).all()) for table in (left, right)), "its trees lead nowhere")
    depth, start = _whole(entry["depth"], 0, MOST_DEPTH), _number(entry["start"], -1e6, 1e6)
    return Forest(feature, _floats(threshold), left, right, _floats(value), start, depth)


def _floats(table: Any) -> Floats:
    _need(table.dtype == np.float64 and bool(np.isfinite(table).all()), "it holds values that are not finite numbers")
    _need(bool((np.abs(table) < 1e9).all()), "its numbers are out of bounds")
    return np.asarray(table, dtype=np.float64)


def _factors(row: Any) -> Floats:
    _need(isinstance(row, list) and len(row) == len(FAMILIES), "its calibration does not fit")
    return np.array([_number(factor, 0.01, 100) for factor in row])


def _number(value: Any, least: float, most: float) -> float:
    _need(isinstance(value, int | float) and not isinstance(value, bool), "a number of it is none")
    _need(math.isfinite(value) and least <= value <= most, f"a number of it lies outside {least:g} to {most:g}")
    return float(value)


def _whole(value: Any, least: int, most: int) -> int:
    _need(isinstance(value, int), "a whole number of it is none")
    return int(_number(value, least, most))


def _need(condition: bool, what: str) -> None:
    if not condition:
        raise ReadError(f"the model cannot be used: {what}")
