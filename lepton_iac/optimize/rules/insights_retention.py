"""Performance Insights of databases kept for months outside production.

https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.Overview.cost.html
"""

from lepton_iac.model import Disruption, SetAttribute
from lepton_iac.optimize.shapes.outside_production import Bought, outside_production

RULE = outside_production(
    "insights-retention",
    "keeps Performance Insights outside production for the free seven days",
    (
        "aws_db_instance",
        "aws_rds_cluster_instance",
    ),
    Bought(
        path="performance_insights_retention_period",
        values=(
            "31",
            "62",
            "93",
            "124",
            "155",
            "186",
            "217",
            "248",
            "279",
            "310",
            "341",
            "372",
            "403",
            "434",
            "465",
            "496",
            "527",
            "558",
            "589",
            "620",
            "651",
            "682",
            "713",
            "731",
        ),
        edits=(SetAttribute("performance_insights_retention_period", 7),),
        after="seven days, which are free",
        kept=("sku", "capacity_gib", "engine"),
        why="where last month's queries are not asked for",
    ),
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.Overview.cost.html",
    Disruption.ONLINE,
)
