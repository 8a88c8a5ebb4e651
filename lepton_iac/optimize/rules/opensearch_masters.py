"""Dedicated masters of OpenSearch outside production.

https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-dedicatedmasternodes.html
"""

from lepton_iac.model import SetAttribute
from lepton_iac.optimize.shapes.outside_production import Bought, outside_production

RULE = outside_production(
    "opensearch-masters",
    "gives up dedicated master nodes outside production",
    (
        "aws_opensearch_domain",
        "aws_elasticsearch_domain",
    ),
    Bought(
        path="cluster_config.0.dedicated_master_enabled",
        values=("true",),
        edits=(SetAttribute("cluster_config.0.dedicated_master_enabled", False),),
        after="the data nodes are their own masters",
        kept=("sku", "count", "capacity_gib", "encrypted"),
        why="where an unstable cluster may wait",
    ),
    "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-dedicatedmasternodes.html",
)
