"""OpenSearch volumes of the older general-purpose kind: gp3 costs less and does as much.

https://docs.aws.amazon.com/opensearch-service/latest/developerguide/sizing-domains.html
"""

from decimal import Decimal

from lepton_iac.model import Resource, SetAttribute
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.rule import Stage
from lepton_iac.optimize.shapes.terms import Terms, Way, cheaper_terms

_BURST_GIB = Decimal(1000)
"""Above it gp2 does more than 3,000 IOPS, 3 per GiB."""


def _media(resource: Resource, context: Context) -> tuple[str, tuple[Way, ...]]:
    media, size = context.get(resource, "media"), context.get(resource, "capacity_gib")
    if media != "gp2" or not isinstance(size, Decimal) or size > _BURST_GIB:
        return "", ()
    return f"gp2, {size:f} GiB", (Way((SetAttribute("ebs_options.0.volume_type", "gp3"),), "gp3, 3,000 IOPS"),)


RULE = cheaper_terms(
    "opensearch-volume",
    "moves OpenSearch volumes from gp2 to gp3",
    ("aws_opensearch_domain", "aws_elasticsearch_domain"),
    Terms(
        "media",
        "gp3 includes the 3,000 IOPS that gp2 only bursts to at this size",
        choose=_media,
        kept=("sku", "count", "capacity_gib", "encrypted"),
    ),
    "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/sizing-domains.html",
    stage=Stage.MEDIA,
)
