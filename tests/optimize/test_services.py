"""Managed services on other clouds: every kind is there, and every property has one of the four words."""

from collections.abc import Mapping

import pytest

from lepton_iac.model import Equivalent, Resource, Stack
from lepton_iac.optimize import equivalents
from lepton_iac.optimize.constraints import Constraints
from lepton_iac.optimize.equivalents import KINDS
from lepton_iac.optimize.regions import PROVIDERS
from lepton_iac.optimize.service_facts import SERVICES
from lepton_iac.optimize.services import service_equivalents
from tests.optimize.building import market, resource

WORDS = {"same", "better", "worse but allowed", "not compared"}
ASKED = (
    "compute scale_group kubernetes_cluster kubernetes_node_pool database cache block_volume object_storage "
    "file_storage load_balancer nat_gateway function container_service queue"
)


def services(one: Resource, limits: Constraints | None = None) -> Mapping[str, Equivalent]:
    stack = Stack((one,))
    return {
        found.provider: found for found in service_equivalents(stack, market(stack), limits=limits or Constraints())
    }


def test_every_kind_is_compared() -> None:
    assert set(ASKED.split()) == KINDS | set(SERVICES)


@pytest.mark.parametrize("kind", sorted(SERVICES))
def test_all_clouds_are_held_to_the_same_properties(kind: str) -> None:
    assert set(SERVICES[kind]) == set(PROVIDERS)
    assert len({tuple(service.facts) for service in SERVICES[kind].values()}) == 1
    assert all(None not in {service.facts[name] for service in SERVICES[kind].values()} or
               {service.facts[name] for service in SERVICES[kind].values()} == {None}
               for name in SERVICES[kind]["aws"].facts)  # fmt: skip


@pytest.mark.parametrize(
    ("address", "worse"),
    [
        ("aws_s3_bucket.a", {"interface"}),
        ("aws_sqs_queue.a", {"interface", "largest message in KiB"}),
        ("aws_nat_gateway.a", set()),
        ("aws_lb.a", {"layer", "TLS ended"}),
        ("aws_eks_cluster.a", set()),
    ],
)
def test_what_is_worse_is_said(address: str, worse: set[str]) -> None:
    found = services(resource(address, {}))["azurerm"]
    assert {name for name, word in found.matched.items() if word == "worse but allowed"} == worse
    assert set(found.matched.values()) <= WORDS
    assert (found.region, found.cost) == ("northeurope", None)


def test_a_balancer_of_layer_4_stays_one() -> None:
    found = services(resource("aws_lb.a", {"load_balancer_type": "network"}))["google"]
    assert found.matched["layer"] == found.matched["TLS ended"] == "same"


def test_only_allowed_providers_are_named() -> None:
    assert set(services(resource("aws_s3_bucket.a", {}), Constraints(providers=("google",)))) == {"google"}


def test_a_fast_volume_stays_fast() -> None:
    stack = Stack((resource("aws_ebs_volume.a", {"type": "io1", "size": 500, "iops": 12000}),))
    found = {one.provider: one for one in equivalents(stack, market(stack))}
    assert found["google"].description == "pd-ssd, 500 GiB"
    assert (found["google"].matched["iops"], found["google"].unpriced) == ("better", ())
    assert "provisioned iops" in found["azurerm"].unpriced[0]
    slower = Stack((resource("aws_ebs_volume.a", {"type": "io2", "size": 500, "iops": 60000}),))
    assert "60000 IOPS" in {one.provider: one for one in equivalents(slower, market(slower))}["google"].reason
