"""Which rule a newer generation of a machine type belongs to: one for each service that sells machine types."""

from lepton_iac.optimize.machine import Machine

_RULES = {
    ("aws", "vm"): "newer-generation-ec2",
    ("aws", "rds"): "newer-generation-rds",
    ("aws", "elasticache"): "newer-generation-elasticache",
    ("aws", "opensearch"): "newer-generation-opensearch",
    ("aws", "redshift"): "newer-generation-redshift",
    ("azurerm", "vm"): "newer-generation-azure-vm",
    ("google", "vm"): "newer-generation-compute-engine",
}


def generation_rule(machine: Machine) -> str:
    """The id of the rule, ``newer-generation-managed`` where a service has none of its own."""
    return _RULES.get((machine.row.provider, machine.row.service), "newer-generation-managed")
