"""`lepton-iac serve access`: what people who log in may do."""

from collections.abc import Mapping
from typing import Any

import click

from lepton_iac.cli.serve_token import ROLES
from lepton_iac.cli.served import ready, room
from lepton_iac.cli.session import now


@click.group()
def access() -> None:
    """Give roles to people who log in at the provider, take them away, and list them.

    WHO is the provider's subject, `email:ADDRESS` (verified there), or `group:NAME` (of its claim `groups`).

    \b
    Example:
      lepton-iac serve access grant group:platform --role engineer --project web
    """


def _change(options: Mapping[str, Any], who: str, role: str | None, project: str) -> None:
    """The grant and its entry in the audit log, both or neither."""
    grants, roles, audit = room("auth.grants"), room("auth.role"), room("auth.audit")
    given = None if role is None else roles.Role(role)
    with audit.recording(ready(options)) as connection:
        grants.grant(connection, who, given, project)
        audit.append(connection, "command line", f"access {'grant' if role else 'revoke'}", who,
                     f"{role or ''} {project}".strip(), now())  # fmt: skip


@access.command()
@click.argument("who")
@click.option("--role", type=ROLES, default="viewer", show_default=True, help="What they may do.")
@click.option("--project", default="*", show_default=True, help="Where; * is everywhere.")
@click.pass_obj
def grant(options: Mapping[str, Any], who: str, role: str, project: str) -> None:
    """Give WHO a role in a project, instead of the one they had there; it counts at once.

    \b
    Examples:
      lepton-iac serve access grant email:ana@example.org --role admin
      lepton-iac serve access grant group:platform --role engineer --project web
    """
    _change(options, who, role, project)


@access.command()
@click.argument("who")
@click.option("--project", default="*", show_default=True, help="Where; * is the grant for everywhere.")
@click.pass_obj
def revoke(options: Mapping[str, Any], who: str, project: str) -> None:
    """Take away what WHO was granted in a project; it counts at once.

    \b
    Example:
      lepton-iac serve access revoke email:ana@example.org
    """
    _change(options, who, None, project)


@access.command("list")
@click.pass_obj
def list_access(options: Mapping[str, Any]) -> None:
    """List who was granted what.

    \b
    Example:
      lepton-iac serve access list
    """
    for subject, role, project in room("auth.grants").all_grants(ready(options)):
        click.echo(f"{role:8}  {project:20}  {subject}")
