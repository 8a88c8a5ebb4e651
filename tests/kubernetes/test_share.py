"""Laws of the sharing: no cent is lost or made, nobody is placed twice, and a proposed node holds what is asked for."""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lepton_iac.kubernetes.assign import assign, per_node
from lepton_iac.kubernetes.pools import Pool
from lepton_iac.kubernetes.quantity import Amount
from lepton_iac.kubernetes.reserved import room
from lepton_iac.kubernetes.resize import OWN, Offers, resized
from lepton_iac.kubernetes.share import shares
from lepton_iac.kubernetes.workload import Manifests, Pod, Workload
from lepton_iac.model import Change, InstanceSpec

SIZES = {"large": ("2", "8"), "xlarge": ("4", "16"), "2xlarge": ("8", "32"), "4xlarge": ("16", "64")}
SPECS = {
    f"m5.{size}": InstanceSpec("aws", f"m5.{size}", "m5", Decimal(cpu), Decimal(memory), "x86_64")
    for size, (cpu, memory) in SIZES.items()
}
PRICES = {sku: (spec.vcpu or Decimal(0)) * Decimal("0.048") for sku, spec in SPECS.items()}
POOLS = tuple(
    Pool(f"aws_eks_node_group.{name}", "", name, "aws", "us-east-1", "c", f"m5.{size}", count, 1, count + 2,
         sku_path="instance_types.0", counts={"scaling_config.0.desired_size": "count"}, zones=2)
    for name, size, count in (("a", "large", 3), ("b", "2xlarge", 2))
)  # fmt: skip
ROOMS = {pool.title: whole for pool in POOLS if (whole := room(SPECS[pool.sku])) is not None}
COSTS = {"aws_eks_node_group.a": Decimal("210.24"), "aws_eks_node_group.b": Decimal("560.64")}
NAMESPACES = ("shop", "ops")


@st.composite
def workloads(draw: st.DrawFn) -> tuple[Workload, ...]:
    drawn = draw(
        st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 9000), st.integers(0, 8), st.booleans()), max_size=8)
    )
    return tuple(
        Workload(
            "DaemonSet" if number == 0 and daemon else "Deployment", NAMESPACES[number % 2], f"w{number}",
            0 if number == 0 and daemon else count, count + 2,
            Pod(Amount(Decimal(cpu) / (4000 if number == 0 else 1000), Decimal(memory) / 4000)), "m.yaml:1",
        )
        for number, (cpu, memory, count, daemon) in enumerate(drawn)
    )  # fmt: skip


def _specs() -> dict[str, InstanceSpec]:
    return {pool.title: SPECS[pool.sku] for pool in POOLS}


@given(workloads())
def test_namespaces_and_idle_room_sum_to_what_the_nodes_cost(listed: tuple[Workload, ...]) -> None:
    found = assign(listed, POOLS, _specs(), ROOMS)
    shared = shares(Manifests(listed), found.pools, ROOMS, COSTS, lambda media: None)
    by_namespace = [
        sum((one.cost or Decimal(0) for one in shared.workloads if one.workload.namespace == name), Decimal(0))
        for name in NAMESPACES
    ]
    idle = sum((one.cost or Decimal(0) for one in shared.idle), Decimal(0))
    assert sum(by_namespace) + idle == sum(COSTS.values())
    assert all(one.cost is None or one.cost >= 0 for one in shared.workloads)
    assert all(one.cost is None or one.cost >= 0 for one in shared.idle)


@given(workloads())
def test_every_pod_runs_once_or_is_told(listed: tuple[Workload, ...]) -> None:
    found = assign(listed, POOLS, _specs(), ROOMS)
    for one in listed:
        placed = sum(pool.pods.get(one.key, 0) for pool in found.pools)
        told = sum(int(note.text.split()[0]) for note in found.notes if note.where == one.key)
        assert placed + told == one.replicas
    for pool in found.pools:
        need = sum((one.need.times(pool.pods.get(one.key, 0)) for one in listed), Amount())
        need += sum((one.need.times(pool.needed) for one in pool.daemons), Amount())
        offer = per_node(ROOMS[pool.pool.title], (), Decimal(0))
        assert offer is not None
        assert not pool.pods or need.within(offer.amount.times(pool.needed))


def _quote(change: Change) -> tuple[Decimal | None, str]:
    def cost(words: str) -> Decimal:
        count, _, sku = words.partition(" x ")
        return int(count) * PRICES[sku]

    return cost(change.before) - cost(change.after), ""


@given(workloads())
def test_a_proposed_pool_is_cheaper_and_holds_every_request_with_its_headroom(listed: tuple[Workload, ...]) -> None:
    known = {one.key: one for one in listed}
    headroom = Decimal("0.10")
    for placed in assign(listed, POOLS, _specs(), ROOMS).pools:
        answer = resized(placed, known, Offers(PRICES, SPECS, lambda spec: ""), _quote, headroom)
        if answer.change is None:
            assert (answer.sku, answer.nodes) == (placed.pool.sku, placed.pool.count)
            assert answer.why.startswith("do not change")
            continue
        assert answer.change.saving > 0
        assert answer.nodes >= 2
        _holds(answer.sku, answer.nodes, [(known[key], number) for key, number in placed.pods.items()],
               placed.daemons, headroom)  # fmt: skip


def test_where_an_operator_may_make_pods_nothing_changes() -> None:
    small = Workload("Deployment", "shop", "web", 1, 1, Pod(Amount(Decimal("0.1"), Decimal("0.1"))), "m.yaml:1")
    (placed, _) = assign((small,), POOLS, _specs(), ROOMS).pools
    offers = Offers(PRICES, SPECS, lambda spec: "")
    free = resized(placed, {small.key: small}, offers, _quote, Decimal(0))
    held = resized(placed, {small.key: small}, offers, _quote, Decimal(0), ("Prometheus monitoring/k8s",))
    assert free.change is not None
    assert held.change is None
    assert "Prometheus monitoring/k8s" in held.why


def _holds(
    sku: str, nodes: int, pods: Sequence[tuple[Workload, int]], daemons: Sequence[Workload], headroom: Decimal
) -> None:
    whole = room(SPECS[sku])
    assert whole is not None
    asked = sum((one.pod.request.times(number) for one, number in pods), Amount())
    asked += sum((one.pod.request for one in daemons), Amount()).times(nodes)
    kept = OWN.amount.times(nodes)
    free = (whole.amount.times(nodes) - kept).times(1 - headroom)
    assert asked.within(free)
    assert sum(number for _, number in pods) + (OWN.pods + len(daemons)) * nodes <= whole.pods * nodes
