"""Moves machines, groups and node pools to the size that is forecast to be enough.

https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-ec2-recommendations.html
"""

from lepton_iac.optimize.shapes.machine_type import right_size

RULE = right_size(
    "right-size-compute",
    "moves machines, groups and node pools to the size that is forecast to be enough",
    ("compute", "scale_group", "kubernetes_node_pool"),
    "https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-ec2-recommendations.html",
)
