"""A newer generation of an OpenSearch node: the same or more of everything for less.

https://docs.aws.amazon.com/opensearch-service/latest/developerguide/supported-instance-types.html
"""

from lepton_iac.optimize.shapes.machine_type import newer_generation

RULE = newer_generation(
    "newer-generation-opensearch",
    "moves an OpenSearch node to a newer generation with the same or more of everything for less",
    "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/supported-instance-types.html",
)
