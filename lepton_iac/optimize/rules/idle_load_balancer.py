"""Load balancers of AWS without anything to balance.

https://docs.aws.amazon.com/awssupport/latest/user/cost-optimization-checks.html#idle-load-balancers
"""

from lepton_iac.model import Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.shapes.unused import Thing, unused

SOURCE = "https://docs.aws.amazon.com/awssupport/latest/user/cost-optimization-checks.html#idle-load-balancers"
_NO_USE = frozenset({"aws_route53_record", "aws_cloudwatch_metric_alarm", "aws_wafv2_web_acl_association"})


def _used(resource: Resource, context: Context) -> bool:
    """A classic load balancer names its instances itself; one without any may be filled by a group's name."""
    return bool(resource.attributes.get("instances")) or _named_by_a_group(resource, context)


def _named_by_a_group(resource: Resource, context: Context) -> bool:
    if resource.type != "aws_elb":
        return False
    groups = (one for one in context.stack.managed() if one.type in {"aws_autoscaling_group", "aws_ecs_service"})
    return any(True for _ in groups)


RULE = unused(
    "idle-load-balancer",
    "removes an AWS load balancer without a listener or target",
    ("aws_lb", "aws_alb", "aws_elb"),
    Thing("load balancer", "without a listener or target", _NO_USE, "its name cannot be had again", _used),
    SOURCE,
)
