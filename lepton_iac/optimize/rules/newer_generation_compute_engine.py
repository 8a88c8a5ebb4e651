"""A newer generation of a Compute Engine machine: the same or more of everything for less.

https://cloud.google.com/compute/docs/machine-resource
"""

from lepton_iac.optimize.shapes.machine_type import newer_generation

RULE = newer_generation(
    "newer-generation-compute-engine",
    "moves a Compute Engine machine to a newer generation with the same or more of everything for less",
    "https://cloud.google.com/compute/docs/machine-resource",
)
