"""What counts as a supported Terraform type, and what a type file may ask of the price book."""

from decimal import Decimal

from lepton_iac.kinds.evaluate import Item, item_of
from lepton_iac.kinds.expression import parse
from lepton_iac.kinds.load import spec_of, type_names
from lepton_iac.kinds.parts import parts
from lepton_iac.kinds.world import World
from lepton_iac.model import Quantity, Resource, Stack


def test_shared_blocks_are_no_terraform_types() -> None:
    block = "google_compute_template_disk"
    assert block not in type_names("google")
    assert block in type_names("google", internal=True)


def test_has_price_asks_for_a_purchase() -> None:
    machine = Resource("google_compute_disk.x", "google_compute_disk", "x", "google", {}, region="us-central1")
    spec = spec_of("google", "google_compute_disk")
    assert spec is not None
    asked: list[tuple[str, ...]] = []

    def has_price(*key: str) -> bool:
        asked.append(key)
        return key[-1] == "spot"

    item = item_of(spec, machine, World(Stack((machine,), source="x"), has_price=has_price))
    assert item.work_out(parse("has_price('vm', 'linux', 'n1', purchase='spot')")) is True
    assert item.work_out(parse("has_price('vm', 'linux', 'n1')")) is False
    assert asked[0] == ("google", "us-central1", "vm", "linux", "n1", "spot")


def test_usage_of_a_numbered_part_is_its_own() -> None:
    cluster = Resource(
        "google_container_cluster.x",
        "google_container_cluster",
        "x",
        "google",
        {"location": "us-central1-a", "node_pool": [{"initial_node_count": 1}, {"initial_node_count": 1}]},
        region="us-central1",
    )
    usage = {"nodes": Quantity(Decimal(9)), "node_pool[1].nodes": Quantity(Decimal(4))}
    spec = spec_of("google", "google_container_cluster")
    assert spec is not None
    item = item_of(spec, cluster, World(Stack((cluster,), source="x"), lambda address, type_name: usage))
    pools = [part for part in parts(item) if isinstance(part, Item)]
    assert [pool.get("nodes") for pool in pools] == [1, 4]
