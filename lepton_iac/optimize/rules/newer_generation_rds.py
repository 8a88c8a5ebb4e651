"""A newer generation of an RDS or Aurora database: the same or more of everything for less.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Types.html
"""

from lepton_iac.optimize.shapes.machine_type import newer_generation

RULE = newer_generation(
    "newer-generation-rds",
    "moves an RDS or Aurora database to a newer generation with the same or more of everything for less",
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Types.html",
)
