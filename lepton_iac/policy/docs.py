"""The policies as rows for documentation: their files are the documentation."""

from collections.abc import Sequence

from lepton_iac.policy.load import load_policies
from lepton_iac.policy.rule import CATEGORIES, Policy

HEAD = ("policy", "severity", "applies to", "what it finds", "fix")


def rows(policies: Sequence[Policy] | None = None) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """One entry per policy, by category and id.

    Returns:
        ``(category, id, cells)`` with cells under ``HEAD``, in Markdown; the id links to the vendor's page.
    """
    found = load_policies() if policies is None else policies
    ordered = sorted(found, key=lambda policy: (CATEGORIES.index(policy.category), policy.id))
    return tuple((policy.category, policy.id, _cells(policy)) for policy in ordered)


def _cells(policy: Policy) -> tuple[str, ...]:
    types = [f"`{name}`" for name in policy.applies_to]
    shown = ", ".join(types[:3]) + (f" and {len(types) - 3} more" if len(types) > 3 else "")
    fix = "; ".join(f"`{edit.path} = {_literal(edit.value)}`" for edit in policy.edits) or _cell(policy.fix)
    return f"[`{policy.id}`]({policy.source})", policy.severity, shown, _cell(policy.title), fix


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def table() -> str:
    """Markdown tables of all policies, one folded block per category."""
    found = rows()
    blocks = []
    for category in CATEGORIES:
        lines = [f"| {' | '.join(cells)} |\n" for name, _, cells in found if name == category]
        head = f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}\n"
        summary = f"<details><summary>{category}: {len(lines)} policies</summary>"
        blocks.append(f"{summary}\n\n{head}{''.join(lines)}\n</details>\n")
    return "\n".join(blocks)
