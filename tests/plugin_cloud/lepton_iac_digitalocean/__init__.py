"""DigitalOcean as a plugin of lepton-iac: a folder of types and a file of prices, nothing else."""

from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent


def cloud() -> Mapping[str, Path]:
    """What the entry point ``lepton_iac.clouds`` names ``digitalocean`` by."""
    return {"types": HERE / "types", "prices": HERE / "prices.csv"}
