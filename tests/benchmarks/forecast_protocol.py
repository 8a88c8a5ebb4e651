"""The comparison behind the forecast's claims: risk, capacity at equal risk, accuracy and speed beside named rules.

Run ``python tests/benchmarks/forecast_protocol.py --metrics-dir DIR`` where DIR holds ``bitbrains_rnd_hourly.csv.gz``
(series_id, timestamp, metric, unit, value); without it a small synthetic fleet is made. Two protocols:

* machines: five folds over machines; learn and calibrate on four, score the fifth at weekly origins;
* time: at weekly origins learn and calibrate on what all machines did before, score the next week.

Equal-risk capacity sets one common factor on the scored windows so that each method has exactly the stated violation:
it compares methods and cannot be had in advance. Every rule is shown with the same calibration per metric, and as is.
"""

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from lepton_iac.forecast.backtest import accuracy, naive_paths
from lepton_iac.forecast.calibrate import TIGHTER, steady
from lepton_iac.forecast.dimension import FAMILIES
from lepton_iac.forecast.examples import MEMORY, by_rule, examples_of
from lepton_iac.forecast.features import HISTORY
from lepton_iac.forecast.fleet import train
from lepton_iac.forecast.level import QUANTILES
from lepton_iac.forecast.panel import Panel
from lepton_iac.forecast.path import blended, train_path
from lepton_iac.forecast.rules import CONTENDERS, RULES
from lepton_iac.forecast.scores import equal_risk_factor, score
from lepton_iac.forecast.series import Floats, Hourly, Hours
from lepton_iac.forecast.shift import last_shift

WEEK = 168
SHARES = (0.01, 0.005)
SUMS: Mapping[str, tuple[str, ...]] = {
    "cpu": ("cpu_used.max",),
    "memory": ("mem_used.max",),
    "disk": ("disk_r.max", "disk_w.max"),
    "network": ("net_rx.max", "net_tx.max"),
}
Found = dict[str, dict[float, Floats]]
"""Method to breach share to capacities of shape (origins, series)."""


def traces(folder: Path) -> tuple[Panel, Hours]:
    """The private-cloud traces as a panel, and the machine number of each series."""
    import pandas as pd

    table = pd.read_csv(folder / "bitbrains_rnd_hourly.csv.gz")
    table = table[table["metric"].str.endswith(".max")]
    stamps = pd.to_datetime(table["timestamp"]).dt.tz_localize(None).to_numpy().astype("datetime64[h]")
    wide = table.assign(hour=stamps.astype(np.int64)).pivot_table(
        index="hour", columns=["series_id", "metric"], values="value"
    )
    wide = wide.reindex(range(int(wide.index.min()), int(wide.index.max()) + 1))
    rows, codes, owners = [], [], []
    for owner, machine in enumerate(sorted(set(table["series_id"]))):
        for name, columns in SUMS.items():
            rows.append(np.sum([wide[machine, column].to_numpy() for column in columns], axis=0))
            codes.append(FAMILIES.index(name))
            owners.append(owner)
    return Panel(np.stack(rows), np.array(codes), np.full(len(rows), 1e-9), int(wide.index.max()) + 1), np.array(owners)


def synthetic(machines: int = 30, days: int = 63) -> tuple[Panel, Hours]:
    """Waves with bursts and a few level shifts."""
    rng = np.random.default_rng(5)
    count, hours = machines * 4, days * 24
    wave = 1 + rng.uniform(0, 0.8, (count, 1)) * np.sin(np.arange(hours) / 24 * 2 * np.pi)
    bursts = (rng.random((count, hours)) < 0.01) * rng.exponential(1.0, (count, hours))
    values = rng.uniform(1, 100, (count, 1)) * (wave + np.abs(rng.normal(0, 0.1, wave.shape)) + bursts)
    for row in rng.choice(count, count // 10, replace=False):
        values[row, rng.integers(hours // 3, hours) :] *= rng.choice([0.4, 2.5])
    codes = np.tile([FAMILIES.index(name) for name in SUMS], machines)
    return Panel(values, codes, np.full(count, 1e-9), 500_000), np.repeat(np.arange(machines), 4)


def answers(learned: Panel, owners: Hours, asked: Panel, starts: Sequence[int]) -> Found:
    """Capacities of ours and of every rule, as is and calibrated on what was learned from."""
    model = train(learned, groups=owners, breaches=SHARES)
    examples = examples_of(learned, WEEK)
    found: Found = {"boosted": {}}
    for name in RULES:
        raw = np.stack([by_rule(name, asked.histories(start, HISTORY), asked.families) for start in starts])
        raw = np.maximum(raw, asked.floors)
        found[name] = dict.fromkeys(SHARES, raw)
        if name in CONTENDERS:
            past = examples.rules[:, CONTENDERS.index(name)]
            factors = {share: per_family(past, examples.actual, examples.families, share) for share in SHARES}
            found[f"{name} calibrated"] = {share: raw * factors[share][asked.families] for share in SHARES}
    for share in SHARES:
        rows = [
            model.capacities(asked.histories(start, HISTORY), asked.families, asked.floors, share) for start in starts
        ]
        found["boosted"][share] = np.stack(rows)
    return found


def per_family(capacities: Floats, actual: Floats, families: Hours, share: float) -> Floats:
    """The same steady factors the model gets, without pooling."""
    factors = np.ones(len(FAMILIES))
    for code in np.unique(families):
        own = families == code
        factors[code] = steady(capacities[own], actual[own], share * TIGHTER)
    return factors


def over_machines(panel: Panel, owners: Hours, starts: Sequence[int]) -> Found:
    """Five folds over machines."""
    folds = np.random.default_rng(1).permutation(owners.max() + 1)[owners] % 5
    whole: Found = {}
    for fold in range(5):
        rest, out = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        for name, by_share in answers(panel.part(rest), owners[rest], panel.part(out), starts).items():
            for share, capacities in by_share.items():
                empty = np.full((len(starts), len(panel)), np.nan)
                whole.setdefault(name, {}).setdefault(share, empty)[:, out] = capacities
    return whole


def over_time(panel: Panel, owners: Hours, starts: Sequence[int]) -> Found:
    """What each method would have said at each start, from the past alone."""
    pieces = [answers(panel.before(start), owners, panel, [start]) for start in starts]
    return {
        name: {share: np.concatenate([piece[name][share] for piece in pieces]) for share in SHARES}
        for name in pieces[0]
    }


def report(title: str, panel: Panel, owners: Hours, starts: Sequence[int], found: Found) -> None:
    """Print the table of one protocol."""
    actual = np.stack([panel.values[:, start : start + WEEK] for start in starts])
    top = np.nanmax(panel.values, axis=1)
    for label, rows in (("cpu+disk+network", panel.families != MEMORY), ("memory", panel.families == MEMORY)):
        chosen = np.flatnonzero(rows)
        for share in SHARES:
            print(f"\n{title}, {label}, asked {share:.1%}: violation, bad weeks, capacity/peak, at equal risk")
            for name, by_share in found.items():
                flat = by_share[share][:, chosen].ravel()
                many = actual[:, chosen].reshape(-1, WEEK)
                one = score(name, flat, many, np.tile(top[chosen], len(starts)), share)
                figures = f"{one.violation:7.2%} {one.bad_windows:7.1%} {one.over_provision:7.3f} {one.equal_risk:7.3f}"
                print(f"  {name:28s}{figures}")
            low, middle, high = interval(found, actual, top, chosen, owners, share)
            print(f"  ours / best rule at equal risk: {middle:.3f} [{low:.3f}, {high:.3f}] (5-95 %, over machines)")


def interval(
    found: Found, actual: Floats, top: Floats, chosen: Hours, owners: Hours, share: float, repeats: int = 100
) -> tuple[float, float, float]:
    """Bootstrap over machines of our equal-risk capacity over the best rule's."""
    rng = np.random.default_rng(2)
    rivals = [name for name in found if name.split()[0] in CONTENDERS]
    members = {owner: np.flatnonzero(owners[chosen] == owner) for owner in np.unique(owners[chosen])}
    ratios = []
    for _ in range(repeats):
        drawn = rng.choice(list(members), len(members))
        rows = chosen[np.concatenate([members[owner] for owner in drawn])]
        held = {
            name: _held(found[name][share][:, rows], actual[:, rows], top[rows], share) for name in ("boosted", *rivals)
        }
        ratios.append(held["boosted"] / min(held[name] for name in rivals))
    low, middle, high = np.quantile(ratios, (0.05, 0.5, 0.95))
    return float(low), float(middle), float(high)


def _held(capacities: Floats, actual: Floats, top: Floats, share: float) -> float:
    flat, many = capacities.ravel(), actual.reshape(-1, WEEK)
    keep = np.isfinite(flat) & (np.isfinite(many).sum(axis=1) >= WEEK // 2)
    factor = equal_risk_factor(flat[keep], many[keep], share)
    return float((flat / np.tile(top, len(actual)))[keep].sum() * factor)


def shifts(panel: Panel, starts: Sequence[int], found: Found) -> None:
    """What the level-shift guard gains: a window it flags keeps the highest level ever seen, if that is more."""
    flagged = np.zeros((len(starts), len(panel)), dtype=bool)
    for place, start in enumerate(starts):
        for row in range(len(panel)):
            shift = last_shift(panel.values[row, :start])
            flagged[place, row] = shift is not None and shift.fresh
    print(f"\nfresh level shifts flag {flagged.mean():.1%} of the windows")
    peaks = np.stack([np.nanmax(panel.values[:, :start], axis=1) for start in starts])
    top = np.maximum(np.nanmax(panel.values, axis=1), panel.floors)
    for name in ("boosted", "p99-28d"):
        for share in SHARES:
            held = np.where(flagged, np.fmax(found[name][share], peaks), found[name][share])
            without, kept = (
                _violating(panel, starts, each, np.ones_like(flagged)) for each in (found[name][share], held)
            )
            extra = np.nansum(held / top) / np.nansum(found[name][share] / top) - 1
            print(
                f"  {name:10s} asked {share:.1%}: violating hours {without[0]:,} unguarded, {kept[0]:,} guarded "
                f"({kept[0] / without[0] - 1:+.1%}), for {extra:+.1%} capacity"
            )
            inside, outside = (_violating(panel, starts, found[name][share], mask) for mask in (flagged, ~flagged))
            total = inside[0] + outside[0]
            print(
                f"  {name:10s} asked {share:.1%}: {inside[0] / total:.1%} of violating hours lie in flagged windows "
                f"({inside[0] / inside[1]:.2%} of their hours); without them {outside[0] / outside[1]:.2%}, "
                f"with them {total / (inside[1] + outside[1]):.2%}"
            )


def _violating(
    panel: Panel, starts: Sequence[int], capacities: Floats, mask: np.typing.NDArray[np.bool_]
) -> tuple[int, int]:
    above = known = 0
    for place, start in enumerate(starts):
        rows = np.flatnonzero(mask[place] & np.isfinite(capacities[place]))
        actual = panel.values[rows, start : start + WEEK]
        above += int((actual > capacities[place, rows][:, None]).sum())
        known += int(np.isfinite(actual).sum())
    return above, max(known, 1)


def paths(panel: Panel, starts: Sequence[int]) -> None:
    """Seven-day accuracy hour by hour, learned on the past of the same fleet."""
    rows: dict[str, list[tuple[float, float, float]]] = {}
    for start in starts:
        known = panel.before(start)
        begun = time.perf_counter()
        model = train_path(known)
        trained = time.perf_counter()
        histories = [Hourly(known.end - known.hours, row) for row in known.values]
        learned = model.predict(known, WEEK)
        mixed = [blended(path, one, QUANTILES) for path, one in zip(learned, histories, strict=True)]
        made = {"ours": np.stack(mixed), "boosted alone": learned}
        each = 1e3 * (time.perf_counter() - trained) / len(panel)
        print(f"path: {trained - begun:.1f} s to train, {each:.1f} ms a series")
        simple = [naive_paths(one, WEEK) for one in histories]
        made |= {name: np.stack([one[name] for one in simple]) for name in simple[0]}
        for name, found in made.items():
            one = accuracy(name, found, panel.values[:, start : start + WEEK], known.values)
            rows.setdefault(name, []).append((one.mase, one.wql, one.coverage))
    print("\n7-day path: MASE, WQL, coverage of p95")
    for name, figures in rows.items():
        mase, wql, covered = np.mean(figures, axis=0)
        print(f"  {name:18s}{mase:7.3f} {wql:7.3f} {covered:7.1%}")


def speed(panel: Panel, owners: Hours) -> None:
    """Seconds to train, milliseconds to score a series."""
    begun = time.perf_counter()
    model = train(panel, groups=owners, breaches=(0.01,))
    trained = time.perf_counter()
    model.capacities(panel.histories(panel.hours, HISTORY), panel.families, panel.floors, 0.01)
    scored = time.perf_counter()
    each = 1e3 * (scored - trained) / len(panel)
    print(f"\nspeed: {trained - begun:.1f} s to train on {len(panel)} series, {each:.2f} ms to score one")


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--metrics-dir", type=Path)
    chosen = parser.parse_args(arguments)
    panel, owners = traces(chosen.metrics_dir) if chosen.metrics_dir else synthetic()
    print(f"{len(panel)} series of {owners.max() + 1} machines, {panel.hours / 24:.0f} days")
    starts = list(range(28 * 24, panel.hours - WEEK + 1, WEEK))
    speed(panel, owners)
    paths(panel, starts[-3:])
    report("over machines", panel, owners, starts, over_machines(panel, owners, starts))
    timed = over_time(panel, owners, starts[1:])
    report("over time", panel, owners, starts[1:], timed)
    shifts(panel, starts[1:], timed)


if __name__ == "__main__":
    main(sys.argv[1:])
