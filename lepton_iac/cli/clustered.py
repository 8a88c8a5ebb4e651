"""What `lepton-iac kubernetes` prints, as a table and as JSON."""

import json
import textwrap
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from lepton_iac.job.cluster import Cluster
from lepton_iac.kubernetes.resize import Answer
from lepton_iac.kubernetes.share import WorkloadCost
from lepton_iac.model import Change
from lepton_iac.units import HOURS_PER_MONTH, money, plain

WIDTH = 80


def table_of(found: Cluster) -> Iterator[str]:
    """The table: workloads by namespace, disks, idle room, pools with their answers, notes."""
    yield f"Cluster {found.name or '(not named)'}"
    yield ""
    yield from _workloads(found)
    yield ""
    for answer in found.answers:
        yield from _answer(found, answer)
        yield ""
    saving = sum((change.saving for change in found.changes), Decimal(0))
    yield f"Saving {money(saving, found.currency)} a month" if found.changes else "Do not change the node pools."
    for note in found.notes:
        yield from _wrapped(f"Note: {f'{note.where}: ' if note.where else ''}{note.text}", "")
    yield from _wrapped(RULE, "")


RULE = (
    "A workload costs the larger of its shares of processors and memory that pods may take in its pools; "
    "what nobody asks for is idle."
)


def _money(cost: Decimal | None, currency: str) -> str:
    return "unknown" if cost is None else money(cost, currency)


def _workloads(found: Cluster) -> Iterator[str]:
    listed = sorted(found.shares.workloads, key=_by_namespace)
    used = any(one.workload.measured for one in listed)
    heads = ("cpu", "limit", "use", "GiB", "limit", "use") if used else ("cpu", "limit", "GiB", "limit")
    rows = [_row(one, found.currency, used=used) for one in listed]
    width = WIDTH - 7 * len(heads) - 6 - 13
    yield f"{'workload':<{width}} {'pods':>5}{''.join(f'{head:>7}' for head in heads)} {'a month':>12}"
    namespace = None
    for one, row in zip(listed, rows, strict=True):
        if one.workload.namespace != namespace:
            namespace = one.workload.namespace
            cost, known = total(found, namespace)
            yield from _ending(namespace, f"{'' if known else 'at least '}{money(cost, found.currency)}")
        name = f"  {row[0]}"
        if len(name) > width:
            yield name
            name = ""
        yield f"{name:<{width}} {row[1]:>5}{''.join(f'{cell:>7}' for cell in row[2:-1])} {row[-1]:>12}"
        if one.reason:
            yield from _wrapped(one.reason, "    ")
    for claim in found.shares.claims:
        words = f"  disk {claim.claim.namespace}/{claim.claim.name}, {claim.claim.count} x {claim.claim.gib:f} GiB"
        yield from _ending(words, _money(claim.cost, found.currency))
        if claim.reason:
            yield from _wrapped(claim.reason, "    ")
    for idle in found.shares.idle:
        words = f"idle in {idle.title}: {idle.cpu_share:.0%} of processors, {idle.memory_share:.0%} of memory"
        yield from _ending(words, _money(idle.cost, found.currency))


def _ending(words: str, end: str) -> Iterator[str]:
    """Words with something at the right edge, on their own line where both do not fit on one."""
    if len(words) + 2 + len(end) > WIDTH:
        yield from _wrapped(words.strip(), words[: len(words) - len(words.lstrip())])
        words = ""
    yield f"{words:<{WIDTH - len(end)}}{end}"


def _wrapped(words: str, indent: str) -> list[str]:
    return textwrap.wrap(
        words, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _by_namespace(one: WorkloadCost) -> tuple[str, str, str]:
    return one.workload.namespace, one.workload.kind, one.workload.name


def total(found: Cluster, namespace: str) -> tuple[Decimal, bool]:
    """What is known of a namespace's cost, and whether that is all."""
    costs = [one.cost for one in found.shares.workloads if one.workload.namespace == namespace]
    costs += [one.cost for one in found.shares.claims if one.claim.namespace == namespace]
    return sum((cost for cost in costs if cost is not None), Decimal(0)), None not in costs


_SHORT = {"Deployment": "deploy", "StatefulSet": "sts", "DaemonSet": "ds", "ReplicaSet": "rs"}
"""The names that kubectl takes for them."""


def _row(one: WorkloadCost, currency: str, *, used: bool) -> Sequence[str]:
    work, pod = one.workload, one.workload.pod
    pods = "each" if work.per_node else f"{work.replicas}" + (f"-{work.most}" if work.most > work.replicas else "")
    use = work.measured
    cpu = (pod.request.cpu, pod.cpu_limit, *((use.cpu if use else None,) if used else ()))
    memory = (pod.request.memory, pod.memory_limit, *((use.memory if use else None,) if used else ()))
    return (
        f"{_SHORT.get(work.kind, work.kind)}/{work.name}", pods,
        *(_figure(each) for each in (*cpu, *memory)), _money(one.cost, currency),
    )  # fmt: skip


def _figure(value: Decimal | None) -> str:
    return "-" if value is None else plain(value.quantize(Decimal("0.001")))


def _answer(found: Cluster, answer: Answer) -> Iterator[str]:
    pool = answer.placed.pool
    cost = _money(found.costs[pool.title], found.currency)
    kind = "spot" if pool.spot else "on demand"
    yield from _ending(f"{pool.title}", f"{cost} a month")
    yield f"  {pool.count} x {pool.sku}, {kind}, {pool.least} to {pool.most} nodes"
    change = answer.change
    if change is None:
        yield from _wrapped(answer.why, "  ")
    else:
        saving = money(change.saving, found.currency)
        yield from _wrapped(f"-> {change.after}, saves {saving} a month ({change.disruption})", "  ")
        yield from _wrapped(answer.why, "  ")
        yield from (f"    {edit.path} = {_literal(edit.value)}" for edit in change.edits)
    if answer.packing is not None and answer.packing.count and change is None:
        packed = answer.packing
        fewest = f"no packing needs fewer than {packed.bound}"
        words = f"packed with room to spare, these pods fill {packed.count} such nodes; {fewest}"
        yield from _wrapped(words, "  ")
    if change is not None:
        nearest = f"next best: {', '.join(change.beaten)}" if change.beaten else "nothing else comes close"
        yield from _wrapped(nearest, "  ")
        yield from _wrapped(f"not compared: {'; '.join(change.not_compared)}", "  ")
    yield from (line for words in _spot_words(found, answer) for line in _wrapped(words.strip(), "  "))


def _literal(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _spot_words(found: Cluster, answer: Answer) -> Iterator[str]:
    if not answer.spot_nodes:
        return
    words = f"  spot: {answer.spot_nodes} of {answer.nodes} nodes hold only what may be interrupted"
    pair = found.spot.get(answer.placed.pool.title)
    if pair is None:
        yield f"{words}; the book has no spot price for {answer.sku}"
    else:
        saving = (pair[0] - pair[1]) * HOURS_PER_MONTH * answer.spot_nodes
        yield f"{words}: in a spot pool of their own {money(saving, found.currency)} a month less at that list price"


def json_of(found: Cluster) -> str:
    """The same as JSON; money and amounts are exact text."""
    return json.dumps(
        {
            "cluster": found.name,
            "currency": found.currency,
            "namespaces": _namespaces(found),
            "workloads": [_workload(one) for one in sorted(found.shares.workloads, key=_by_namespace)],
            "claims": [
                {"namespace": one.claim.namespace, "name": one.claim.name, "gib": plain(one.claim.gib),
                 "count": one.claim.count, "storageClass": one.claim.storage_class,
                 "monthlyCost": _exact(one.cost), "reason": one.reason}
                for one in found.shares.claims
            ],
            "idle": [
                {"pool": one.title, "cpuShare": plain(one.cpu_share), "memoryShare": plain(one.memory_share),
                 "monthlyCost": _exact(one.cost)}
                for one in found.shares.idle
            ],
            "pools": [_pool(found, answer) for answer in found.answers],
            "notes": [{"where": note.where, "text": note.text} for note in found.notes],
            "rule": RULE,
        },
        indent=2,
    )  # fmt: skip


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _namespaces(found: Cluster) -> list[dict[str, Any]]:
    names = {one.workload.namespace for one in found.shares.workloads}
    names |= {one.claim.namespace for one in found.shares.claims}
    rows = ((name, *total(found, name)) for name in sorted(names))
    return [{"namespace": name, "monthlyCost": plain(cost), "complete": known} for name, cost, known in rows]


def _workload(one: WorkloadCost) -> dict[str, Any]:
    work, pod = one.workload, one.workload.pod
    return {
        "namespace": work.namespace, "kind": work.kind, "name": work.name,
        "replicas": work.replicas, "most": work.most, "perNode": work.per_node, "interruptible": work.interruptible,
        "request": {"cpu": plain(pod.request.cpu), "memoryGib": plain(pod.request.memory)},
        "limit": {"cpu": _exact(pod.cpu_limit), "memoryGib": _exact(pod.memory_limit)},
        "forecast": {"cpu": plain(work.measured.cpu), "memoryGib": plain(work.measured.memory)}
        if work.measured else None,
        "withoutRequest": list(pod.unasked), "notCompared": list(pod.not_compared),
        "monthlyCost": _exact(one.cost), "reason": one.reason, "where": work.where,
    }  # fmt: skip


def _pool(found: Cluster, answer: Answer) -> dict[str, Any]:
    pool = answer.placed.pool
    packed = answer.packing
    return {
        "address": pool.address, "part": pool.part, "machineType": pool.sku, "nodes": pool.count,
        "least": pool.least, "most": pool.most, "spot": pool.spot, "monthlyCost": _exact(found.costs[pool.title]),
        "pods": dict(answer.placed.pods), "nodesNeeded": answer.placed.needed, "podsWithoutRoom": answer.placed.short,
        "packed": None if packed is None else {"nodes": packed.count, "lowerBound": packed.bound},
        "spotNodes": answer.spot_nodes, "why": answer.why,
        "change": None if answer.change is None else _change(answer.change),
    }  # fmt: skip


def _change(change: Change) -> dict[str, Any]:
    return {
        "rule": change.rule, "address": change.address, "before": change.before, "after": change.after,
        "monthlySaving": plain(change.saving), "disruption": str(change.disruption), "why": change.why,
        "edits": [{"path": edit.path, "value": edit.value} for edit in change.edits],
        "kept": list(change.kept), "notCompared": list(change.not_compared), "beaten": list(change.beaten),
    }  # fmt: skip
