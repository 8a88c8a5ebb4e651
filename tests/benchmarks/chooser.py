"""Figures of the chooser: ``python -m tests.benchmarks.chooser``.

Gap to brute force on 1,000 random small graphs; time and gap at 200 and 2,000 resources with edges; milliseconds to
search every machine type of three clouds for one resource.
"""

import random
import sys
import tempfile
import time
from decimal import Decimal
from itertools import product
from pathlib import Path

from lepton_iac.optimize.constraints import Constraints
from lepton_iac.optimize.joint import Edge, Option, cost_of, place
from lepton_iac.optimize.machine import fact_name
from lepton_iac.optimize.search import Need, candidates, search
from lepton_iac.price.book import open_book

REGIONS = {"aws": "eu-west-1", "azurerm": "northeurope", "google": "europe-west1"}
PLACES = (*(f"{provider} {region}" for provider, region in REGIONS.items()), "aws eu-central-1")


def transfer(source: str, target: str, edge: Edge) -> Decimal | None:
    """Free within a place, $0.02 between regions of one cloud, $0.09 and $0.05 above 10 TB between clouds."""
    if source == target:
        return Decimal(0)
    if source.partition(" ")[0] == target.partition(" ")[0]:
        return edge.gb * Decimal("0.02")
    return min(edge.gb, Decimal(10_240)) * Decimal("0.09") + max(edge.gb - 10_240, Decimal(0)) * Decimal("0.05")


def graph(count: int, flows: int, seed: int) -> tuple[dict[str, list[Option]], list[Edge]]:
    """Nodes of 1 to 4 places whose costs differ by up to a third, and flows up to as dear as a node."""
    dice = random.Random(seed)
    nodes: dict[str, list[Option]] = {}
    for index in range(count):
        cost = dice.randint(20, 800)
        places = dice.sample(PLACES, dice.randint(1, len(PLACES)))
        nodes[f"n{index}"] = [
            Option(one, (Decimal(cost) * dice.randint(70, 110) / 100).quantize(Decimal("0.01")), one != PLACES[0])
            for one in places
        ]
    names = list(nodes)
    pairs = (dice.sample(names, 2) for _ in range(flows if count > 1 else 0))
    return nodes, [Edge(source, target, Decimal(dice.randint(1, 4000))) for source, target in pairs]


def small(count: int = 1000) -> tuple[int, Decimal]:
    """How many graphs were placed worse than by brute force, and by how much at the most."""
    worse, most = 0, Decimal(0)
    for seed in range(count):
        dice = random.Random(seed)
        nodes, edges = graph(dice.randint(1, 6), dice.randint(0, 8), seed)
        every = (dict(zip(nodes, choice, strict=True)) for choice in product(*nodes.values()))
        costs = (cost_of(chosen, edges, transfer) for chosen in every)
        gap = place(nodes, edges, transfer).cost - min(cost for cost in costs if cost is not None)
        worse, most = worse + (gap > 0), max(most, gap)
    return worse, most


def searched(folder: Path) -> tuple[int, float, float]:
    """Machine types of three clouds, and milliseconds per resource: the first time, and once the list is sorted."""
    book = open_book(folder)
    lists = []
    start = time.perf_counter()
    for provider, region in REGIONS.items():
        prices = {row.sku: row.price for row in book.search(provider, "vm", "linux", region)}
        lists.append(candidates(prices, book.specs(provider), fact_name))
    first = time.perf_counter() - start
    start, rounds = time.perf_counter(), 200
    for step in range(rounds):
        for listed in lists:
            today = listed[(step * 37) % len(listed)]
            search(listed, today.spec, Need(today.vcpu / 2, today.memory_gib / 2), today.price, Constraints())
    return sum(map(len, lists)), first * 1000, (time.perf_counter() - start) / rounds * 1000


def main() -> int:
    """Print the figures."""
    worse, most = small()
    sys.stdout.write(f"1,000 small graphs: {worse} worse than brute force, by {most} at the most\n")
    for count, flows in ((200, 400), (2000, 4000)):
        nodes, edges = graph(count, flows, count)
        start = time.perf_counter()
        found = place(nodes, edges, transfer, time_limit=20.0)
        seconds = time.perf_counter() - start
        sys.stdout.write(f"{count:,} resources, {flows:,} edges: {seconds:.2f} s, gap {found.gap:.3%}\n")
    with tempfile.TemporaryDirectory() as folder:
        count, first, after = searched(Path(folder))
    sys.stdout.write(
        f"{count:,} machine types of three clouds: {first:.0f} ms to list, {after:.2f} ms per resource to search all\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
