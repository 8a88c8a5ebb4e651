"""Every output format by its name: a report in, a string out."""

from collections.abc import Callable

from lepton_iac.model import Report
from lepton_iac.report import code_quality, compact, focus, html, json_text, junit, markdown, rows, sarif, slack, table
from lepton_iac.report.options import Options

FORMATS: dict[str, Callable[[Report, Options], str]] = {
    "table": table.render,
    "json": json_text.render,
    "markdown": markdown.render,
    "html": html.render,
    "sarif": sarif.render,
    "junit": junit.render,
    "csv": rows.render,
    "code-quality": code_quality.render,
    "slack": slack.render,
    "compact": compact.render,
    "focus": focus.render,
}
