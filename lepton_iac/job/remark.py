"""Earlier results as one comment for one host of pull requests."""

from collections.abc import Sequence

from lepton_iac.comment.hosts import HOSTS
from lepton_iac.comment.plain import plain
from lepton_iac.comment.size import fitted
from lepton_iac.report.earlier import gates_from, report_from
from lepton_iac.report.formats import FORMATS
from lepton_iac.report.options import Options


def remark(host: str, files: Sequence[tuple[bytes, str]], tag: str, limit: int) -> str:
    """The comment, at most ``limit`` characters as the host counts them.

    Args:
        files: (a JSON result, its name for messages) pairs.
        tag: tells several comments on one pull request apart.

    Raises:
        LeptonError: a file is no result, or the totals do not fit.
    """
    report, gates = report_from(files), gates_from(files)
    shape = str if HOSTS[host].html else plain
    render = FORMATS["markdown"]
    return fitted(lambda most: shape(render(report, Options(max_characters=most, tag=tag, gates=gates))), limit)
