"""An attribute read through a reference that may lead to several resources is known only when they agree."""

import pytest

from lepton_iac.kinds.evaluate import item_of
from lepton_iac.kinds.load import spec_of
from lepton_iac.kinds.world import World
from lepton_iac.model import Resource, Stack, Unknown


def _size(*skus: str) -> object:
    plans = [
        Resource(f"azurerm_service_plan.p[{n}]", "azurerm_service_plan", "p", "azurerm", {"sku_name": sku})
        for n, sku in enumerate(skus)
    ]
    to = tuple(plan.address for plan in plans)
    kind = "azurerm_linux_function_app"
    app = Resource(f"{kind}.f", kind, "f", "azurerm", {}, references={"service_plan_id": to})
    spec = spec_of("azurerm", kind)
    assert spec is not None
    return item_of(spec, app, World(Stack((*plans, app), source="test"))).get("plan_sku")


@pytest.mark.parametrize("skus", [("EP2",), ("EP2", "EP2")])
def test_agreeing_resources_tell_the_value(skus: tuple[str, ...]) -> None:
    assert _size(*skus) == "EP2"


def test_differing_resources_tell_nothing() -> None:
    found = _size("EP1", "EP3")
    assert isinstance(found, Unknown)
    assert "any of 2 resources" in found.reason
