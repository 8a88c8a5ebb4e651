"""Redis OSS where Valkey is sold for less.

https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html
"""

from lepton_iac.model import SetAttribute
from lepton_iac.optimize.shapes.terms import Terms, Way, cheaper_terms

RULE = cheaper_terms(
    "valkey",
    "moves an ElastiCache group from Redis OSS to Valkey, which costs less per node",
    ("aws_elasticache_replication_group",),
    Terms(
        knob="engine",
        today="Redis OSS",
        prop="engine",
        value="redis",
        ways=(
            Way(
                (SetAttribute("engine", "valkey"), SetAttribute("engine_version", "7.2")),
                "Valkey 7.2, which speaks the same protocol",
                ("modules and clients beyond Redis OSS 7.2", "a parameter group of the Redis family"),
            ),
        ),
        why="a drop-in replacement of Redis OSS 7.2 for a lower price per node",
        kept=("sku", "count", "memory_gib", "encrypted"),
    ),
    "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html",
)
