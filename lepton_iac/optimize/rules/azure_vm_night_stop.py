"""Azure virtual machines outside production that nobody uses at night.

https://learn.microsoft.com/azure/virtual-machines/auto-shutdown-vm
"""

from lepton_iac.optimize.running_cost import machine_saving
from lepton_iac.optimize.schedule_blocks import shutdown_schedule
from lepton_iac.optimize.shapes.night_stop import Stop, night_stop

RULE = night_stop(
    "azure-vm-night-stop",
    "shuts Azure virtual machines outside production down at night",
    (
        "azurerm_linux_virtual_machine",
        "azurerm_windows_virtual_machine",
    ),
    Stop(
        blocks=shutdown_schedule,
        saved=machine_saving,
        scheduled_by=frozenset({"azurerm_dev_test_global_vm_shutdown_schedule"}),
        not_compared=("starting in the morning, which stays by hand",),
    ),
    "https://learn.microsoft.com/azure/virtual-machines/auto-shutdown-vm",
)
