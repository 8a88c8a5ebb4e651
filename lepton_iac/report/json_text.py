"""The ``json`` format."""

import json

from lepton_iac.model import Report
from lepton_iac.report.document import document
from lepton_iac.report.options import DEFAULT, Options


def render(report: Report, options: Options = DEFAULT) -> str:
    """The whole report as JSON on one line, ASCII only so that no name can disturb a terminal or an encoder."""
    return json.dumps(document(report, options.gates), allow_nan=False) + "\n"
