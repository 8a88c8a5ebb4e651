"""Functions with more memory than one processor needs: a note, because less memory is less processor as well.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html: 1,769 MB are one processor.
"""

from collections.abc import Iterator

from lepton_iac.model import Disruption, Note, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.rule import Rule, Stage

SOURCE = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html"
ONE_PROCESSOR_MIB = 1769


def _memory(resource: Resource, context: Context) -> Iterator[Note]:
    memory = context.get(resource, "memory_mib")
    if memory is None or memory <= ONE_PROCESSOR_MIB:
        return
    yield Note(
        f"lambda-memory: {memory:f} MB; above {ONE_PROCESSOR_MIB} MB a function gets a second processor. What it uses "
        "is in Lambda Insights; less memory may make calls longer, so nothing is promised",
        resource.address,
    )


RULE = Rule(
    "lambda-memory",
    "points at functions with more memory than one processor needs",
    SOURCE,
    Disruption.ONLINE,
    Stage.CAPACITY,
    _memory,
    frozenset({"aws_lambda_function"}),
    notes_only=True,
)
