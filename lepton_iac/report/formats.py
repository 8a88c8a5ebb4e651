"""Every output format by its name: a report in, a string out."""

from collections.abc import Callable

from lepton_iac.model import Report
from lepton_iac.report import json_text, markdown, table
from lepton_iac.report.options import Options

FORMATS: dict[str, Callable[[Report, Options], str]] = {
    "table": table.render,
    "json": json_text.render,
    "markdown": markdown.render,
}
