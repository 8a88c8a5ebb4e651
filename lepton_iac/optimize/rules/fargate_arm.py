"""Fargate tasks on x86 where arm64 is asked for.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-arm64.html
"""

from lepton_iac.kinds.paths import value_at
from lepton_iac.model import Resource, SetAttribute
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.shapes.terms import Terms, Way, cheaper_terms

_PATH = "runtime_platform.0.cpu_architecture"


def _arch(resource: Resource, context: Context) -> tuple[str, tuple[Way, ...]]:
    written = value_at(resource.attributes, _PATH)
    system = value_at(resource.attributes, "runtime_platform.0.operating_system_family")
    services = [one for one in context.referrers(resource) if one.type == "aws_ecs_service"]
    if system not in (None, "LINUX") or written not in (None, "X86_64") or not services:
        return "", ()
    return "X86_64", (Way((SetAttribute(_PATH, "ARM64"),), "ARM64", ("images built for x86_64",)),)


RULE = cheaper_terms(
    "fargate-arm",
    "moves Fargate tasks to arm64, only where that architecture is asked for",
    ("aws_ecs_task_definition",),
    Terms(
        "arch",
        "the same processors and memory for less; asked for by the allowed architectures",
        choose=_arch,
        applies=lambda context: "arm64" in context.constraints.allow_arch,
    ),
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-arm64.html",
)
