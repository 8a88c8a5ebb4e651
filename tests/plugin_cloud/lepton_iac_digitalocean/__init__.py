"""DigitalOcean as a plugin of lepton-iac: a folder of types, its prices and its machine types, nothing else."""

from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent


def cloud() -> Mapping[str, Path]:
    """What the entry point ``lepton_iac.clouds`` names ``digitalocean`` by."""
    return {"types": HERE / "types", "prices": HERE / "prices.csv", "machines": HERE / "machines.csv"}
