"""Every setting of the file reaches an option of the command it is meant for."""

import click
import pytest

from lepton_iac.cli.main import cli
from lepton_iac.config.fields import SECTIONS

COMMANDS = {
    "usage": "breakdown",
    "metrics": "breakdown",
    "prices": "breakdown",
    "constraints": "rewrite",
    "policies": "check",
    "gates": "diff",
}


@pytest.mark.parametrize(
    ("section", "name"),
    [(section, name) for section, fields in SECTIONS.items() for name in fields if name != "severity"],
)
def test_every_setting_is_an_option_of_its_command(section: str, name: str) -> None:
    field = SECTIONS[section][name]
    command = cli.get_command(click.Context(cli), COMMANDS[section])
    assert command is not None
    options = {one.name: one for one in command.params if isinstance(one, click.Option)}
    assert field.option in options
    assert options[field.option].multiple == field.kind.endswith("s")
