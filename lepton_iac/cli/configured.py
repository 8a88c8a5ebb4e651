"""Settings of `lepton-iac.yml` under every command: flags, then environment, then the file, then defaults."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from lepton_iac.config import Config, ProjectConfig, find_config, load_config
from lepton_iac.errors import LeptonError

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_KEY = "lepton_iac.config"


def configured(command: click.Command, name: str) -> click.Command:
    """Give a command ``--config-file`` and every option its environment variables, once."""
    known = {parameter.name for parameter in command.params}
    if isinstance(command, click.Group) or "config_file" in known:
        return command
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name and parameter.envvar is None:
            word = parameter.name.upper()
            parameter.envvar = [f"LEPTON_IAC_{name.upper().replace('-', '_')}_{word}", f"LEPTON_IAC_{word}"]
    command.params.append(
        click.Option(
            ["--config-file"],
            type=_FILE,
            is_eager=True,
            expose_value=False,
            callback=_settle,
            envvar="LEPTON_IAC_CONFIG_FILE",
            help="Settings; without it lepton-iac.yml is looked for up to the root of the repository.",
        )
    )
    return command


def _settle(context: click.Context, _: click.Parameter, value: Path | None) -> None:
    file = value or find_config(Path.cwd())
    if file is None or context.resilient_parsing:
        return
    config = load_config(file)
    for note in config.notes:
        click.echo(f"note: {note}", err=True)
    context.meta[_KEY] = config
    context.default_map = {**(context.default_map or {}), **defaults(config, context.command)}


def defaults(config: Config, command: click.Command) -> dict[str, Any]:
    """The values that a command takes from the file, under the names of its own parameters."""
    given = config.options()
    if command.name == "check":
        given["fail_on"] = given.get("severity")
    options = {one.name: one for one in command.params if isinstance(one, click.Option) and one.name}
    return {
        name: _as_given((value,) if options[name].multiple and isinstance(value, str) else value)
        for name, value in given.items()
        if name in options and value is not None
    }


def config_of_run() -> Config | None:
    """The settings file of this run, if there is one."""
    context = click.get_current_context(silent=True)
    found = context.meta.get(_KEY) if context is not None else None
    return found if isinstance(found, Config) else None


def projects_of_run(path: str, *, given: bool) -> tuple[ProjectConfig, ...]:
    """The projects of the file that a run is about: all where no path was given, else the one at that path.

    Raises:
        LeptonError: a project's folder or plan does not exist.
    """
    config = config_of_run()
    if config is None:
        return ()
    chosen = tuple(one for one in config.projects if not given or _same(one, path))
    for project in chosen:
        for place in (project.path, project.plan):
            if place is not None and not place.exists():
                raise LeptonError(
                    f"the project {project.name!r} has nothing at {place}",
                    where=str(config.file),
                    mend="correct the path, or make the plan (`terraform show -json`)",
                )
    return chosen


def _same(project: ProjectConfig, path: str) -> bool:
    if path == "-":
        return False
    here = Path(path).resolve()
    return here == project.path.resolve() or (project.plan is not None and here == project.plan.resolve())


def overlaid(arguments: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """A command's arguments with a project's own settings, except where a flag or the environment said otherwise."""
    context = click.get_current_context()
    said = {click.core.ParameterSource.COMMANDLINE, click.core.ParameterSource.ENVIRONMENT}
    own = {
        name: value
        for name, value in settings.items()
        if name in arguments and context.get_parameter_source(name) not in said
    }
    return {**arguments, **own}


def _as_given(value: Any) -> Any:
    """Values as click takes defaults: paths as text, several as a list."""
    if isinstance(value, tuple):
        return [_as_given(one) for one in value]
    return str(value) if isinstance(value, Path) else value
