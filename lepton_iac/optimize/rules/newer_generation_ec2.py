"""A newer generation of an EC2 instance: the same or more of everything for less.

https://aws.amazon.com/ec2/previous-generation/
"""

from lepton_iac.optimize.shapes.machine_type import newer_generation

RULE = newer_generation(
    "newer-generation-ec2",
    "moves an EC2 instance to a newer generation with the same or more of everything for less",
    "https://aws.amazon.com/ec2/previous-generation/",
)
