"""`lepton-iac serve`: the web service, and what looks after it."""

import importlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.serve_access import access
from lepton_iac.cli.serve_hook import hook
from lepton_iac.cli.serve_token import token
from lepton_iac.cli.served import database, engine, key_of, ready, room, state
from lepton_iac.cli.session import cache_dir, data_dir, price_book
from lepton_iac.comment.hosts import HOSTS
from lepton_iac.comment.redact import Token, token_from
from lepton_iac.errors import LeptonError


@click.group(invoke_without_command=True)
@click.option("--host", default="127.0.0.1", show_default=True, envvar="LEPTON_IAC_SERVE_HOST", help="Address to bind.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, envvar="LEPTON_IAC_SERVE_PORT",
              help="Port to listen on.")  # fmt: skip
@click.option("--state", type=click.Path(path_type=Path, file_okay=False), envvar="LEPTON_IAC_SERVE_STATE",
              help="Folder of the key and the SQLite database; beside refreshed prices when not given.")  # fmt: skip
@click.option("--database", envvar="LEPTON_IAC_SERVE_DATABASE",
              help="sqlite:///file or postgresql://…; LEPTON_IAC_SERVE_DATABASE hides a password.")  # fmt: skip
@click.option("--tls-cert", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="PEM chain, for https.")
@click.option("--tls-key", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Its private key.")
@click.option("--public-url", default="", envvar="LEPTON_IAC_SERVE_URL",
              help="Where people reach it; https:// here turns strict transport on behind a proxy.")  # fmt: skip
@click.option("--rate", "rates", multiple=True, help="What one US dollar is in another currency, as EUR=0.92.")
@click.option("--open-prices", is_flag=True, help="Answer price queries without a token.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Stacks worked on at once.")
@click.option("--seconds", type=click.FloatRange(1), default=300, show_default=True, help="Longest time for a stack.")
@click.option("--max-plan", "plan_mib", type=click.IntRange(1), default=200, show_default=True, help="MiB of a plan.")
@click.option("--requests-per-minute", "per_minute", type=click.IntRange(1), default=600, show_default=True,
              help="Most requests from one address.")  # fmt: skip
@click.option("--keep-days", type=click.IntRange(0), default=0, show_default=True,
              help="Forget results older than this, every day; 0 keeps them.")  # fmt: skip
@click.option("--oidc-issuer", default="", envvar="LEPTON_IAC_SERVE_OIDC_ISSUER",
              help="OpenID provider people log in at; needs --public-url, and `serve access grant`.")  # fmt: skip
@click.option("--oidc-client", default="", envvar="LEPTON_IAC_SERVE_OIDC_CLIENT",
              help="Client id there; its secret, if any, comes from LEPTON_IAC_SERVE_OIDC_SECRET.")  # fmt: skip
@click.pass_context
def serve(context: click.Context, /, **options: Any) -> None:
    """Serve bills, proposals and reports over http, and the price queries of Infracost's command line.

    Plans are worked on in processes of their own and never kept; results are. Every request needs a token
    (`serve token create`) or a login; webhooks (`serve hook create`) bring results onto pull requests, with the
    tokens that `comment` takes. Point Infracost at it with INFRACOST_PRICING_API_ENDPOINT and a token as
    INFRACOST_API_KEY.

    \b
    Examples:
      lepton-iac serve token create ci --role engineer --project web
      lepton-iac serve --port 8080
      lepton-iac serve --database postgresql://lepton@db/lepton --host 0.0.0.0 --tls-cert c.pem --tls-key k.pem
      lepton-iac serve --public-url https://cost.example.org --oidc-issuer https://id.example.org --oidc-client cost
    """
    context.obj = options
    if context.invoked_subcommand is None:
        _start(options)


def _start(options: Mapping[str, Any]) -> None:
    uvicorn_run = _uvicorn()
    price_book()
    settings = _settings(options)
    ready(options)
    scheme = "https" if options["tls_cert"] else "http"
    click.echo(f"serving on {scheme}://{options['host']}:{options['port']}", err=True)
    uvicorn_run(
        room("app").create(settings),
        host=options["host"],
        port=options["port"],
        ssl_certfile=options["tls_cert"],
        ssl_keyfile=options["tls_key"],
        server_header=False,
        log_level="warning",
        access_log=False,
    )


def _uvicorn() -> Any:
    try:
        return importlib.import_module("uvicorn").run
    except ModuleNotFoundError as error:
        raise LeptonError("uvicorn is not installed", mend='pip install "lepton-iac[serve]"') from error


def _settings(options: Mapping[str, Any]) -> Any:
    settings, money = room("settings"), room("graphql.money")
    limits = settings.Limits(
        plan_bytes=options["plan_mib"] * settings.MIB,
        requests_per_minute=options["per_minute"],
        seconds=options["seconds"],
        workers=options["workers"],
    )
    return settings.Settings(
        key=key_of(state(options)),
        database=database(options),
        cache_dir=cache_dir(),
        data_dir=data_dir(),
        rates=money.rates_of(options["rates"]),
        limits=limits,
        tls=options["tls_cert"] is not None or options["public_url"].startswith("https://"),
        public_url=options["public_url"].rstrip("/"),
        keep_days=options["keep_days"],
        open_prices=options["open_prices"],
        oidc=_oidc(options),
        forge_tokens=_forge_tokens(os.environ),
    )


def _oidc(options: Mapping[str, Any]) -> Any:
    """Where people log in; ``None`` where only tokens do.

    Raises:
        LeptonError: one of issuer, client and public address is missing.
    """
    given = (options["oidc_issuer"], options["oidc_client"])
    if not any(given):
        return None
    if not all(given) or not options["public_url"]:
        raise LeptonError("the login is not complete", mend="give --oidc-issuer, --oidc-client and --public-url")
    return room("settings").Oidc(*given, os.environ.get("LEPTON_IAC_SERVE_OIDC_SECRET", ""))


def _forge_tokens(environment: Mapping[str, str]) -> Mapping[str, Token]:
    """The tokens that comments are posted with, where the environment holds them."""
    found = ((forge, token_from(environment, host.variables)) for forge, host in HOSTS.items())
    return {forge: one for forge, one in found if one is not None}


@serve.command()
@click.argument("revision", default="head")
@click.pass_obj
def migrate(options: Mapping[str, Any], revision: str) -> None:
    """Bring the database to a REVISION: forwards to `head`, or back to an earlier one or `base`.

    \b
    Examples:
      lepton-iac serve migrate
      lepton-iac serve migrate 0001
    """
    store, found = room("store.database"), engine(options)
    here = store.revision_of(found)
    back = revision == "base" or (revision != "head" and here > revision)
    (store.roll_back if back else store.migrate)(found, revision)
    click.echo(f"the database is at revision {store.revision_of(found) or 'base'}")


@serve.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup(options: Mapping[str, Any], file: Path) -> None:
    """Write everything the database holds to FILE; the server may go on. The key is a file of its own.

    \b
    Example:
      lepton-iac serve backup lepton-iac.backup.gz
    """
    click.echo(f"{room('store.backup').back_up(ready(options), file)} rows written")


@serve.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
def restore(options: Mapping[str, Any], file: Path) -> None:
    """Fill an empty database from a backup, of either kind of database.

    \b
    Example:
      lepton-iac serve --database postgresql://lepton@db/lepton restore lepton-iac.backup.gz
    """
    click.echo(f"{room('store.backup').restore(engine(options), file)} rows restored")


@serve.command()
@click.option("--top", type=click.IntRange(1), default=50, show_default=True, help="Newest entries.")
@click.pass_obj
def audit(options: Mapping[str, Any], top: int) -> None:
    """Show who did what, and say whether the log's chain is whole.

    \b
    Example:
      lepton-iac serve audit --top 20
    """
    log, found = room("auth.audit"), ready(options)
    for one in reversed(log.entries(found, top)):
        click.echo(f"{one.at}  {one.actor}  {one.action}  {one.target}  {one.detail}")
    broken = list(log.broken_links(found))
    if broken:
        raise LeptonError(f"the chain is broken at entry {broken[0]}", mend="somebody changed the log: keep the file")
    click.echo("the chain is whole")


for _command in (token, access, hook):
    serve.add_command(_command)
