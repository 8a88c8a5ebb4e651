"""`lepton-iac comment`: an earlier JSON result on a pull request."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from lepton_iac.comment.address import api_root
from lepton_iac.comment.forge import Behavior
from lepton_iac.comment.hosts import HOSTS, http_to, root_of
from lepton_iac.comment.place import place
from lepton_iac.comment.redact import redact, spellings, token_from
from lepton_iac.comment.size import characters
from lepton_iac.comment.target import DETECT, Target, complete, from_clone_url
from lepton_iac.errors import LeptonError
from lepton_iac.job.remark import remark

_TAG = re.compile(r"[A-Za-z0-9._/-]{1,80}")


@click.command()
@click.argument("host", type=click.Choice(list(HOSTS)))
@click.option(
    "--path",
    "paths",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    required=True,
    help="A `--format json` result of breakdown or diff; several are combined.",
)
@click.option(
    "--behavior",
    type=click.Choice([str(one) for one in Behavior]),
    default=str(Behavior.UPDATE),
    show_default=True,
    help="What becomes of the comment of an earlier run.",
)
@click.option("--tag", default="default", show_default=True, help="Tells several comments on one pull request apart.")
@click.option("--repo", default="", help="owner/name; Azure Repos: project/repository or its clone address.")
@click.option(
    "--pull-request",
    "--merge-request",
    "number",
    type=click.IntRange(1, 10**12),
    help="Its number; else the pipeline's.",
)
@click.option("--commit", default="", help="Comment on a commit instead of a pull request.")
@click.option(
    "--api-url", default="", help="The API of a server of one's own; else the pipeline's, else the public one."
)
@click.option("--allow-http", is_flag=True, help="Send the token without encryption, inside a network you trust.")
@click.option("--max-characters", type=click.IntRange(min=1), help="A shorter comment than the host allows.")
@click.option("--dry-run", is_flag=True, help="Print what would be sent; no request is made and no token needed.")
def comment(host: str, **arguments: Any) -> None:
    """Put the cost of a change onto a pull request of GitHub, GitLab, Azure Repos or Bitbucket.

    The token comes from the environment: GITHUB_TOKEN; GITLAB_TOKEN or CI_JOB_TOKEN; SYSTEM_ACCESSTOKEN or
    AZURE_ACCESS_TOKEN; BITBUCKET_TOKEN; each also with LEPTON_IAC_ in front (LEPTON_IAC_AZURE_TOKEN for Azure).
    Repository and number come from the pipeline's own variables where no flag gives them. An older result never
    replaces a newer one.

    \b
    Examples:
      lepton-iac comment github --path out.json
      lepton-iac comment gitlab --path a.json --path b.json --behavior delete-and-new --tag production
      lepton-iac comment bitbucket --path out.json --repo team/infra --pull-request 7 --dry-run
    """
    environment = dict(os.environ)
    secrets = secrets_of(environment)
    try:
        _comment(host, arguments, environment, secrets)
    except LeptonError as error:
        what, where, mend = (redact(part, secrets) for part in (error.what, error.where, error.mend))
        raise LeptonError(what, where=where, mend=mend) from None


def secrets_of(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Every spelling of every token the environment holds for any of the hosts: none of them is ever printed."""
    names = {name for host in HOSTS.values() for name in host.variables}
    return tuple(text for name in sorted(names) for text in spellings(environment.get(name, "").strip()))


def _comment(host: str, arguments: Mapping[str, Any], environment: Mapping[str, str], secrets: Sequence[str]) -> None:
    target = target_of(host, arguments, environment)
    limit = min(arguments["max_characters"] or HOSTS[host].limit, HOSTS[host].limit)
    text = redact(text_of(host, arguments["paths"], arguments["tag"], limit), secrets)
    behavior = Behavior(arguments["behavior"])
    what = f"commit {target.commit}" if target.commit else f"number {target.number}"
    if arguments["dry_run"]:
        size = f"{characters(text):,} of {limit:,} characters"
        said = f"would {behavior} on {host} at {target.api_url}, {target.repo}, {what}: {size}"
        click.echo(redact(said, secrets), err=True)
        click.echo(text, nl=False)
        return
    token = token_from(environment, HOSTS[host].variables)
    if token is None:
        names = " or ".join(HOSTS[host].variables)
        raise LeptonError(f"no token for {host}", mend=f"set {names} in the environment; it needs {HOSTS[host].scopes}")

    def tell(words: str) -> None:
        click.echo(redact(f"note: {words}", secrets), err=True)

    http = http_to(host, target.api_url, token, tuple(secrets))
    outcome = place(HOSTS[host].forge(http, target, tell), text, behavior, tell)
    click.echo(redact(" ".join(["comment", outcome.done, outcome.url]).strip(), secrets))


def target_of(host: str, arguments: Mapping[str, Any], environment: Mapping[str, str]) -> Target:
    """Where the comment goes: flags, then the pipeline's variables; the address is checked.

    Raises:
        LeptonError: something is known from neither, or the address is none a token may go to.
    """
    repo, api_url = arguments["repo"], arguments["api_url"]
    if host == "azure-repos":
        repo, api_url = from_clone_url(repo, api_url)
    flags = Target(repo, arguments["number"] or 0, arguments["commit"], api_url)
    target = complete(flags, DETECT[host](environment, _event(environment) if host == "github" else b""))
    root = root_of(host, api_root(target.api_url, allow_http=arguments["allow_http"]))
    return Target(target.repo, target.number, target.commit, root)


def _event(environment: Mapping[str, str]) -> bytes:
    """The event that started a GitHub workflow; empty where there is none to read."""
    try:
        return Path(environment.get("GITHUB_EVENT_PATH", "")).read_bytes()
    except OSError:
        return b""


def text_of(host: str, paths: Sequence[Path], tag: str, limit: int) -> str:
    """The comment for a host, at most ``limit`` characters.

    Raises:
        LeptonError: a file is no result, the tag holds other characters than allowed, or the totals do not fit.
    """
    if not _TAG.fullmatch(tag):
        raise LeptonError("not a tag", where="--tag", mend="up to 80 letters, digits, '.', '_', '/' and '-'")
    return remark(host, [(path.read_bytes(), str(path)) for path in paths], tag, limit)
