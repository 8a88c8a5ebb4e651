"""A newer generation of another managed service: the same or more of everything for less.

https://learn.microsoft.com/azure/mysql/flexible-server/concepts-service-tiers-storage
"""

from lepton_iac.optimize.shapes.machine_type import newer_generation

RULE = newer_generation(
    "newer-generation-managed",
    "moves another managed service to a newer generation with the same or more of everything for less",
    "https://learn.microsoft.com/azure/mysql/flexible-server/concepts-service-tiers-storage",
)
