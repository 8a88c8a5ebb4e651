"""A replica of Memorystore for Redis outside production.

https://cloud.google.com/memorystore/docs/redis/redis-tiers
"""

from lepton_iac.model import Disruption, SetAttribute
from lepton_iac.optimize.shapes.outside_production import Bought, outside_production

RULE = outside_production(
    "memorystore-standby",
    "gives up the replica of a Memorystore instance outside production",
    ("google_redis_instance",),
    Bought(
        path="tier",
        values=("standard_ha",),
        edits=(SetAttribute("tier", "BASIC"),),
        after="one node, without a replica in a second zone",
        kept=("memory_gib", "engine"),
        why="where a cold cache may be filled again",
    ),
    "https://cloud.google.com/memorystore/docs/redis/redis-tiers",
    Disruption.REPLACE,
)
