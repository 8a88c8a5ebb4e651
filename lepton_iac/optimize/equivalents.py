"""What a stack would be on another provider."""

from lepton_iac.model import Equivalent, Stack
from lepton_iac.optimize.market import Market


def equivalents(
    stack: Stack, market: Market, providers: tuple[str, ...] = ("aws", "azurerm", "google")
) -> tuple[Equivalent, ...]:
    return ()
