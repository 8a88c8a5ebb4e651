"""Moves caches sold by machine type to the size that is forecast to be enough.

https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/nodes-select-size.html
"""

from lepton_iac.optimize.shapes.machine_type import right_size

RULE = right_size(
    "right-size-cache",
    "moves caches sold by machine type to the size that is forecast to be enough",
    ("cache",),
    "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/nodes-select-size.html",
)
