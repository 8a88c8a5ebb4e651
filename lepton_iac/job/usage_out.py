"""The usage a stack will have, as a usage file that other tools and later runs read."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from lepton_iac.forecast.measured_usage import counted
from lepton_iac.forecast.usage_writer import write_usage
from lepton_iac.model import Project, Provenance, Quantity, Usage

_HEAD = """Usage of the next month (730 hours), {quantile} where a forecast gives a spread.
Made by `lepton-iac forecast --usage-out`; every figure says where it comes from. Keys that nothing measured or
declared are left out: their cost stays unknown, or on the defaults of whoever reads this."""


def usage_text(project: Project, quantile: str) -> str:
    """Declared and measured usage of a project in Infracost's format.

    Args:
        quantile: ``p50`` or ``p90`` of what is forecast.

    Raises:
        LeptonError: a usage key is at once a value and a group of keys.
    """
    types = {resource.address: resource.type for resource in project.stack.managed()}
    declared = {
        address: {key: _whole(key, quantity, types.get(address, "")) for key, quantity in keys.items()}
        for address, keys in project.usage.declared.items()
    }
    return write_usage(replace(project.usage, declared=declared), quantile, _HEAD.format(quantile=quantile))


def measured_keys(usage: Usage) -> int:
    """How many figures come from metrics."""
    found = (quantity.provenance for keys in usage.declared.values() for quantity in keys.values())
    return sum(one is Provenance.MEASURED for one in found)


def _whole(key: str, quantity: Quantity, type_name: str) -> Quantity:
    """Measured counts as whole numbers: Infracost reads no others for requests."""
    if quantity.provenance is not Provenance.MEASURED or not counted(type_name, key):
        return quantity
    low, expected, high = (_rounded(amount) for amount in (quantity.low, quantity.expected, quantity.high))
    return replace(quantity, low=low, expected=expected or Decimal(0), high=high)


def _rounded(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.quantize(Decimal(1), ROUND_HALF_UP)
