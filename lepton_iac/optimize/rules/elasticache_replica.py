"""Replicas of ElastiCache outside production.

https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.html
"""

from lepton_iac.model import SetAttribute
from lepton_iac.optimize.shapes.outside_production import Bought, outside_production

RULE = outside_production(
    "elasticache-replica",
    "gives up the replicas of an ElastiCache group outside production",
    ("aws_elasticache_replication_group",),
    Bought(
        path="num_cache_clusters",
        values=("2", "3", "4", "5", "6"),
        edits=(
            SetAttribute("num_cache_clusters", 1),
            SetAttribute("automatic_failover_enabled", False),
            SetAttribute("multi_az_enabled", False),
        ),
        after="one node, without replica and failover",
        kept=("sku", "engine", "memory_gib", "encrypted"),
        why="where a cold cache may be filled again",
    ),
    "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.html",
)
