"""Functions on x86 where arm64 is asked for.

https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html
"""

from lepton_iac.model import SetAttribute
from lepton_iac.optimize.shapes.terms import Terms, Way, cheaper_terms

RULE = cheaper_terms(
    "lambda-arm",
    "moves a Lambda function to arm64, only where that architecture is asked for",
    ("aws_lambda_function",),
    Terms(
        knob="arch",
        today="x86_64",
        prop="arch",
        value="x86_64",
        ways=(
            Way(
                (SetAttribute("architectures.0", "arm64"),),
                "arm64",
                ("libraries built for x86_64", "the duration of a call"),
            ),
        ),
        why="the same memory for less per second; asked for by the allowed architectures",
        kept=("memory_mib",),
        applies=lambda context: "arm64" in context.constraints.allow_arch,
    ),
    "https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html",
)
