"""Volumes that nothing in the stack uses.

https://docs.aws.amazon.com/prescriptive-guidance/latest/optimize-costs-microsoft-workloads/ebs-delete-volumes.html
"""

from lepton_iac.optimize.attachment import unattached

RULE = unattached(
    "unattached-volume",
    "block_volume",
    "volume",
    "a snapshot first keeps the data",
    "https://docs.aws.amazon.com/prescriptive-guidance/latest/optimize-costs-microsoft-workloads/ebs-delete-volumes.html",
)
