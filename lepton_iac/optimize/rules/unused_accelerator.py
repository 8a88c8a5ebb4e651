"""Global accelerators without a listener.

https://docs.aws.amazon.com/global-accelerator/latest/dg/introduction-how-it-works.html
"""

from lepton_iac.optimize.shapes.unused import Thing, unused

RULE = unused(
    "unused-accelerator",
    "removes a global accelerator without a listener",
    ("aws_globalaccelerator_accelerator", "aws_globalaccelerator_custom_routing_accelerator"),
    Thing("accelerator", "without a listener", frozenset({"aws_route53_record"}), "its addresses cannot be had again"),
    "https://docs.aws.amazon.com/global-accelerator/latest/dg/introduction-how-it-works.html",
)
