"""`lepton-iac serve token`: what programs and people prove themselves with."""

from collections.abc import Mapping
from typing import Any

import click

from lepton_iac.cli.served import key_of, ready, room, state
from lepton_iac.cli.session import now

ROLES = click.Choice(["viewer", "engineer", "admin"])


@click.group()
def token() -> None:
    """Make, list and revoke API tokens.

    \b
    Example:
      lepton-iac serve token create ci --role engineer --project web --days 90
    """


@token.command("create")
@click.argument("name")
@click.option("--role", type=ROLES, default="viewer", show_default=True, help="What it may do.")
@click.option("--project", default="*", show_default=True, help="Where; * is everywhere.")
@click.option("--days", type=int, default=90, show_default=True, help="How long it lives; at most 366.")
@click.pass_obj
def create(options: Mapping[str, Any], name: str, role: str, project: str, days: int) -> None:
    """Make a token and print it: the only time it can be seen.

    \b
    Example:
      lepton-iac serve token create dashboards --role viewer
    """
    tokens, audit, wanted = room("auth.tokens"), room("auth.audit"), room("auth.role").Role(role)
    engine, key = ready(options), key_of(state(options))
    with audit.recording(engine) as connection:
        made = tokens.create_token(connection, key, name, wanted, project, days, now())
        audit.append(connection, "command line", "token create", made[4:20], f"{role} {project}", now())
    click.echo(made)


@token.command("list")
@click.pass_obj
def list_tokens(options: Mapping[str, Any]) -> None:
    """List tokens: who they are for and until when, never the tokens themselves.

    \b
    Example:
      lepton-iac serve token list
    """
    for one in room("auth.tokens").list_tokens(ready(options)):
        state = f"revoked {one.revoked}" if one.revoked else f"until {one.expires}"
        click.echo(f"{one.id}  {one.role:8}  {one.project:20}  {state}  {one.name}")


@token.command("revoke")
@click.argument("identity", metavar="ID")
@click.pass_obj
def revoke(options: Mapping[str, Any], identity: str) -> None:
    """End the life of a token now.

    \b
    Example:
      lepton-iac serve token revoke 0123456789abcdef
    """
    audit = room("auth.audit")
    with audit.recording(ready(options)) as connection:
        room("auth.tokens").revoke_token(connection, identity, now())
        audit.append(connection, "command line", "token revoke", identity, "", now())
