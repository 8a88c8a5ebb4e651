"""Which rule a newer generation of a machine type belongs to: one for each service that sells machine types."""

from lepton_iac.optimize.machine import Machine

_RULES = {
    ("aws", "vm"): "newer-generation-ec2",
    ("aws", "rds"): "newer-generation-rds",
    ("aws", "elasticache"): "newer-generation-elasticache",
    ("azurerm", "vm"): "newer-generation-azure-vm",
}


def generation_rule(machine: Machine, otherwise: str = "") -> str:
    """The id of the rule, ``otherwise`` where a service has none of its own."""
    return _RULES.get((machine.row.provider, machine.row.service), otherwise)
