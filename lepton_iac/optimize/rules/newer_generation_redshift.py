"""A newer generation of a Redshift node: the same or more of everything for less.

https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-clusters.html
"""

from lepton_iac.optimize.shapes.machine_type import newer_generation

RULE = newer_generation(
    "newer-generation-redshift",
    "moves a Redshift node to a newer generation with the same or more of everything for less",
    "https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-clusters.html",
)
