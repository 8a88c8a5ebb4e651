"""`lepton-iac serve hook`: webhooks that bring results onto pull requests."""

from collections.abc import Mapping
from typing import Any

import click

from lepton_iac.cli.served import key_of, ready, room, state
from lepton_iac.cli.session import now
from lepton_iac.comment.address import api_root
from lepton_iac.comment.hosts import HOSTS, root_of
from lepton_iac.comment.target import DETECT, from_clone_url
from lepton_iac.errors import LeptonError


@click.group()
def hook() -> None:
    """Make, list and revoke webhooks: each speaks for one repository, and for one project here.

    The forge tells of a pull request's commit; CI uploads the plan of that commit (`…/plans?commit=SHA`); whichever
    comes last, the comment follows. It is posted with the token that `lepton-iac comment` takes from the environment.

    \b
    Example:
      lepton-iac serve hook create github acme/shop --project shop
    """


@hook.command()
@click.argument("forge", type=click.Choice(list(HOSTS)))
@click.argument("repo")
@click.option("--project", required=True, help="The project whose runs are told.")
@click.option("--api-url", default="", help="The API of a server of one's own; Azure Repos: https://dev.azure.com/ORG.")
@click.pass_obj
def create(options: Mapping[str, Any], forge: str, repo: str, project: str, api_url: str) -> None:
    """Make a webhook and print its address and its secret: the only time the secret is shown.

    GitHub and Bitbucket: content type application/json, the secret, events of pull requests. GitLab: the secret as
    secret token, events of merge requests. Azure Repos: the secret as basic authentication's password.

    \b
    Examples:
      lepton-iac serve --public-url https://cost.example.org hook create github acme/shop --project shop
      lepton-iac serve hook create azure-repos web/shop --api-url https://dev.azure.com/acme --project shop
    """
    name, url = from_clone_url(repo, api_url) if forge == "azure-repos" else (repo, api_url)
    url = url or DETECT[forge]({}, b"").api_url
    if not url:
        raise LeptonError("which server is not known", mend="give --api-url https://dev.azure.com/ORGANISATION")
    root = root_of(forge, api_root(url, allow_http=False))
    hooks, audit = room("store.hooks"), room("auth.audit")
    with audit.recording(ready(options)) as connection:
        made = hooks.create_hook(connection, forge, name, root, project, now())
        audit.append(connection, "command line", "hook create", made.id, f"{forge} {name} {project}", now())
    public = options["public_url"].rstrip("/") or f"http://{options['host']}:{options['port']}"
    click.echo(f"address  {public}/hooks/{made.id}")
    click.echo(f"secret   {hooks.secret_of(key_of(state(options)), made.id)}")


@hook.command("list")
@click.pass_obj
def list_hooks(options: Mapping[str, Any]) -> None:
    """List webhooks, and the last thing that went wrong with each.

    \b
    Example:
      lepton-iac serve hook list
    """
    found = ready(options)
    wrong = room("store.pulls").problems(found)
    for one in room("store.hooks").list_hooks(found):
        status = f"revoked {one.revoked}" if one.revoked else "listens"
        click.echo(f"{one.id}  {one.forge:11}  {one.repo}  {one.project}  {status}")
        if one.id in wrong:
            click.echo(f"  failed: {wrong[one.id]}")


@hook.command()
@click.argument("identity", metavar="ID")
@click.pass_obj
def revoke(options: Mapping[str, Any], identity: str) -> None:
    """Listen to a webhook no more.

    \b
    Example:
      lepton-iac serve hook revoke 0123456789abcdef
    """
    audit = room("auth.audit")
    with audit.recording(ready(options)) as connection:
        room("store.hooks").revoke_hook(connection, identity, now())
        audit.append(connection, "command line", "hook revoke", identity, "", now())
