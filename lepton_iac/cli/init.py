"""`lepton-iac init` and `validate-config`: the settings file."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from lepton_iac.config.fields import SECTIONS
from lepton_iac.config.find import find_config
from lepton_iac.config.load import load_config
from lepton_iac.config.schema import json_schema
from lepton_iac.errors import LeptonError
from lepton_iac.job.detect import Found, projects_under
from lepton_iac.job.files import write_whole

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command()
@click.argument("folder", default=".", type=_FOLDER)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the file instead, for editors.")
@click.option("--print", "printing", is_flag=True, help="Print the file instead of writing it.")
def init(folder: Path, schema: bool, printing: bool) -> None:
    """Look at a repository and write a commented `lepton-iac.yml` for it; an existing one is never replaced.

    \b
    Examples:
      lepton-iac init
      lepton-iac init infra --print
      lepton-iac init --schema > lepton-iac.schema.json
    """
    if schema:
        click.echo(json.dumps(json_schema(), indent=2))
        return
    found = projects_under(folder)
    text = "\n".join(_lines(found)) + "\n"
    target = folder / "lepton-iac.yml"
    if printing:
        click.echo(text, nl=False)
        return
    if target.exists():
        raise LeptonError("there is one already", where=str(target), mend="edit it, or see a fresh one with --print")
    write_whole(target, text)
    click.echo(f"{target}: {len(found)} project(s); next: lepton-iac breakdown", err=True)


def _lines(found: Sequence[Found]) -> Iterator[str]:
    yield "# Settings of lepton-iac. Flags and LEPTON_IAC_* variables win over this file."
    yield "version: 1"
    yield ""
    yield from _projects(found)
    for section, fields in SECTIONS.items():
        yield ""
        yield f"# {section}:"
        for name, field in fields.items():
            yield f"#   {name}: {field.example}  # {field.says}"


def _projects(found: Sequence[Found]) -> Iterator[str]:
    if not found:
        yield "# No Terraform was found here."
        yield "projects: []"
        return
    yield "projects:"
    for one in found:
        path = one.path.as_posix()
        yield f"  - path: {json.dumps(path)}"
        if one.kind == "terragrunt":
            yield "    # A Terragrunt unit: planned with --terragrunt, or give its plan here."
        if one.plan is not None:
            yield f"    plan: {json.dumps(one.plan.as_posix())}"
        if one.usage_file is not None:
            yield f"    usage_file: {json.dumps(one.usage_file.as_posix())}"
        for file in one.var_files:
            yield f"    # var_files: [{json.dumps(file.as_posix())}]"


@click.command("validate-config")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, dir_okay=False))
def validate_config(files: tuple[Path, ...]) -> None:
    """Check settings files: every field, every path they name; exit code 1 with file and line where one is wrong.

    \b
    Examples:
      lepton-iac validate-config
      lepton-iac validate-config lepton-iac.yml infra/infracost.yml
    """
    nearest = find_config(Path.cwd())
    chosen = files or ((nearest,) if nearest is not None else ())
    if not chosen:
        raise LeptonError("no settings file here or up to the repository's root", mend="write one: lepton-iac init")
    for file in chosen:
        config = load_config(file)
        for project in config.projects:
            if not project.path.exists():
                raise LeptonError(
                    f"the project {project.name!r} is at {project.path}, where nothing is",
                    where=str(file),
                    mend="correct the path; it starts at the file's own folder",
                )
        for note in config.notes:
            click.echo(f"note: {note}", err=True)
        click.echo(f"{file}: fine, {len(config.projects)} project(s)", err=True)
