"""Writes the generated blocks of README.md and docs/ from the code, or checks: ``python -m tests.docs [--check]``."""

import difflib
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from lepton_iac.cli.main import COMMANDS, cli
from lepton_iac.config.fields import PROJECT, SECTIONS, Field
from lepton_iac.kinds.load import BUILT_IN, free_types, spec_of, type_names
from lepton_iac.kinds.spec import Spec
from lepton_iac.optimize.rule import Rule
from lepton_iac.optimize.rules import RULES
from lepton_iac.policy.docs import rows, table
from lepton_iac.report.formats import FORMATS

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
_BLOCK = re.compile(r"(<!-- generated: (?P<name>[a-z-]+) -->\n)(?P<body>.*?)(<!-- end -->)", re.DOTALL)


def commands() -> str:
    """The commands and what they answer."""
    rows = "".join(f"| `lepton-iac {name}` | {text} |\n" for name, (_, text) in COMMANDS.items())
    return f"| command | answers |\n|---|---|\n{rows}"


def formats() -> str:
    """The output formats."""
    return ", ".join(f"`{name}`" for name in FORMATS) + "\n"


def _row(spec: Spec) -> str:
    charges = "; ".join(dict.fromkeys(_plain(rule.name.text) for rule in spec.charges)) or "through its parts"
    if spec.template:
        charges = "billed through what is launched from it"
    usage = ", ".join(f"`{key}`" for key, known in spec.usage.items() if known.default is None) or "–"
    return f"| [`{spec.type}`]({spec.source}) | {spec.kind} | {charges} | {usage} |\n"


def _plain(name: str) -> str:
    return re.sub(r"\s*\([^()]*\{.*\}[^()]*\)|\{[^{}]*\}", "", name).strip() or "per setting"


def support() -> str:
    """Every priced type with its charges and usage keys, folded by provider."""
    blocks = []
    for provider in BUILT_IN:
        specs = [spec for name in type_names(provider) if (spec := spec_of(provider, name)) is not None]
        counts = f"{len(specs)} priced types, {len(free_types(provider))} known as free"
        head = f"<details><summary>{provider}: {counts}</summary>"
        table = "| type (billing rule) | kind | charges | depends on usage |\n|---|---|---|---|\n"
        blocks.append(f"{head}\n\n{table}{''.join(map(_row, specs))}\n</details>\n")
    return "\n".join(blocks)


def policies() -> str:
    """Every policy with its severity, why and fix, folded."""
    return f"<details><summary>{len(rows())} policies</summary>\n\n{table()}\n</details>\n"


def counts() -> str:
    """How many types each provider has."""
    lines = (
        f"* {provider}: {len(type_names(provider))} types priced, {len(free_types(provider))} known as free\n"
        for provider in BUILT_IN
    )
    return "".join(lines)


def reference() -> str:
    """The help of every command and subcommand, as the terminal shows it."""
    return "\n".join(_help(name, cli.get_command(click.Context(cli), name)) for name in COMMANDS)


def _help(path: str, command: click.Command | None) -> str:
    if command is None:
        raise LookupError(path)
    context = click.Context(command, info_name=f"lepton-iac {path}", terminal_width=100, max_content_width=100)
    shown = f"## lepton-iac {path}\n\n```text\n{command.get_help(context)}\n```\n"
    inner = command.commands if isinstance(command, click.Group) else {}
    return "\n".join([shown, *(_help(f"{path} {name}", one) for name, one in inner.items())])


def settings() -> str:
    """Every setting of the file, by section."""
    sections = {"projects (a list)": PROJECT, **SECTIONS}
    return "\n".join(f"## {name}\n\n{_settings(fields)}" for name, fields in sections.items())


def _settings(fields: Mapping[str, Field]) -> str:
    rows = "".join(f"| `{name}` | {field.says} | `{field.example}` |\n" for name, field in fields.items())
    return f"| setting | meaning | example |\n|---|---|---|\n{rows}"


def optimizations() -> str:
    """Every rule of ``optimize`` with what it does, what following it means, and its source."""
    lines = "".join(
        f"| [`{rule.name}`]({rule.source}) | {rule.what} | {'points out' if rule.notes_only else _worst(rule)} |\n"
        for rule in RULES
    )
    return f"{len(RULES)} rules.\n\n| rule (source) | what | the most it does to what runs |\n|---|---|---|\n{lines}"


def _worst(rule: Rule) -> str:
    return rule.disruption.replace("_", " ")


BLOCKS: Mapping[str, Callable[[], str]] = {
    "commands": commands,
    "counts": counts,
    "formats": formats,
    "policies": policies,
    "rules": optimizations,
    "reference": reference,
    "settings": settings,
    "support": support,
}


def rendered(text: str) -> str:
    """A page with its blocks made anew."""
    return _BLOCK.sub(lambda found: f"{found[1]}{BLOCKS[found['name']]()}{found[4]}", text)


def main(arguments: list[str]) -> int:
    """Write the blocks, or say how they differ and leave with 1."""
    stale = 0
    for page in PAGES:
        old = page.read_text(encoding="utf-8")
        new = rendered(old)
        if "--check" not in arguments:
            page.write_text(new, encoding="utf-8")
            continue
        diff = difflib.unified_diff(old.splitlines(), new.splitlines(), page.name, "generated", lineterm="")
        sys.stdout.writelines(f"{line}\n" for line in diff)
        stale |= old != new
    return int(stale)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
