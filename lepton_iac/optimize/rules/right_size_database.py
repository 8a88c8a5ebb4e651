"""Moves databases, warehouses and search clusters to the size that is forecast to be enough.

https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-rds-recommendations.html
"""

from lepton_iac.optimize.shapes.machine_type import right_size

RULE = right_size(
    "right-size-database",
    "moves databases, warehouses and search clusters to the size that is forecast to be enough",
    ("database", "warehouse", "search"),
    "https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-rds-recommendations.html",
)
