"""A newer generation of an Azure virtual machine: the same or more of everything for less.

https://learn.microsoft.com/azure/virtual-machines/sizes/previous-gen-sizes-list
"""

from lepton_iac.optimize.shapes.machine_type import newer_generation

RULE = newer_generation(
    "newer-generation-azure-vm",
    "moves an Azure virtual machine to a newer generation with the same or more of everything for less",
    "https://learn.microsoft.com/azure/virtual-machines/sizes/previous-gen-sizes-list",
)
