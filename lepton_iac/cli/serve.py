"""`lepton-iac serve`: the web service, and what looks after it."""

import importlib
import os
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from lepton_iac.cli.session import cache_dir, data_dir, now, price_book
from lepton_iac.errors import LeptonError

_ROLES = click.Choice(["viewer", "engineer", "admin"])


def _room(name: str) -> Any:
    """A module of the service; its libraries come with an extra.

    Raises:
        LeptonError: the extra is not installed.
    """
    try:
        return importlib.import_module(f"lepton_iac.serve.{name}")
    except ModuleNotFoundError as error:
        raise LeptonError(f"{error.name} is not installed", mend='pip install "lepton-iac[serve]"') from error


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
              help="Forget results older than this at each start; 0 keeps them.")  # fmt: skip
@click.pass_context
def serve(context: click.Context, /, **options: Any) -> None:
    """Serve bills, proposals and reports over http, and the price queries of Infracost's command line.

    Plans are worked on in processes of their own and never kept; results are. Every request needs a token
    (`serve token create`) or a login. Point Infracost at it with INFRACOST_PRICING_API_ENDPOINT and a token as
    INFRACOST_API_KEY.

    \b
    Examples:
      lepton-iac serve token create ci --role engineer --project web
      lepton-iac serve --port 8080
      lepton-iac serve --database postgresql://lepton@db/lepton --host 0.0.0.0 --tls-cert c.pem --tls-key k.pem
    """
    context.obj = options
    if context.invoked_subcommand is None:
        _start(options)


def _start(options: Mapping[str, Any]) -> None:
    uvicorn_run = _uvicorn()
    price_book()
    settings = _settings(options)
    engine = _engine(options)
    _room("store.database").migrate(engine)
    if settings.keep_days:
        gone = _room("store.runs").forget_before(engine, now() - timedelta(days=settings.keep_days))
        click.echo(f"forgot {gone} runs older than {settings.keep_days} days", err=True)
    scheme = "https" if options["tls_cert"] else "http"
    click.echo(f"serving on {scheme}://{options['host']}:{options['port']}", err=True)
    uvicorn_run(
        _room("app").create(settings),
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
    settings, money = _room("settings"), _room("graphql.money")
    limits = settings.Limits(
        plan_bytes=options["plan_mib"] * settings.MIB,
        requests_per_minute=options["per_minute"],
        seconds=options["seconds"],
        workers=options["workers"],
    )
    return settings.Settings(
        key=_key(_state(options)),
        database=_database(options),
        cache_dir=cache_dir(),
        data_dir=data_dir(),
        rates=money.rates_of(options["rates"]),
        limits=limits,
        tls=options["tls_cert"] is not None or options["public_url"].startswith("https://"),
        public_url=options["public_url"].rstrip("/"),
        keep_days=options["keep_days"],
        open_prices=options["open_prices"],
    )


def _state(options: Mapping[str, Any]) -> Path:
    folder: Path = options["state"] or data_dir() / "serve"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise LeptonError(
            f"cannot be made: {error.strerror}", where=str(folder), mend="choose another --state"
        ) from error
    return folder


def _database(options: Mapping[str, Any]) -> str:
    return options["database"] or f"sqlite:///{_state(options) / 'serve.sqlite'}"


def _engine(options: Mapping[str, Any]) -> Any:
    return _room("store.database").open_database(_database(options))


def _ready(options: Mapping[str, Any]) -> Any:
    """The database in this version's shape, as commands beside the server need it."""
    engine = _engine(options)
    _room("store.database").migrate(engine)
    return engine


def _key(folder: Path) -> bytes:
    """The 32 random bytes that tokens and sessions hang on, made once, readable to their owner only."""
    path = folder / "key"
    try:
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            key = bytes.fromhex(path.read_text(encoding="ascii"))
        else:
            key = secrets.token_bytes(32)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(key.hex())
    except (OSError, ValueError) as error:
        raise LeptonError(
            "the key cannot be read", where=str(path), mend="give it back, or delete it and all tokens"
        ) from error
    if len(key) != 32:
        raise LeptonError("the key is damaged", where=str(path), mend="give it back, or delete it and all tokens")
    return key


@serve.group()
def token() -> None:
    """Make, list and revoke API tokens.

    \b
    Example:
      lepton-iac serve token create ci --role engineer --project web --days 90
    """


@token.command("create")
@click.argument("name")
@click.option("--role", type=_ROLES, default="viewer", show_default=True, help="What it may do.")
@click.option("--project", default="*", show_default=True, help="Where; * is everywhere.")
@click.option("--days", type=int, default=90, show_default=True, help="How long it lives; at most 366.")
@click.pass_obj
def create(options: Mapping[str, Any], name: str, role: str, project: str, days: int) -> None:
    """Make a token and print it: the only time it can be seen.

    \b
    Example:
      lepton-iac serve token create dashboards --role viewer
    """
    roles, tokens = _room("auth.role"), _room("auth.tokens")
    engine = _ready(options)
    made = tokens.create_token(engine, _key(_state(options)), name, roles.Role(role), project, days, now())
    _room("auth.audit").record(engine, "command line", "token create", made[4:20], f"{role} {project}", now())
    click.echo(made)


@token.command("list")
@click.pass_obj
def list_tokens(options: Mapping[str, Any]) -> None:
    """List tokens: who they are for and until when, never the tokens themselves.

    \b
    Example:
      lepton-iac serve token list
    """
    for one in _room("auth.tokens").list_tokens(_ready(options)):
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
    engine = _ready(options)
    _room("auth.tokens").revoke_token(engine, identity, now())
    _room("auth.audit").record(engine, "command line", "token revoke", identity, "", now())


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
    database, engine = _room("store.database"), _engine(options)
    here = database.revision_of(engine)
    back = revision == "base" or (revision != "head" and here > revision)
    (database.roll_back if back else database.migrate)(engine, revision)
    click.echo(f"the database is at revision {database.revision_of(engine) or 'base'}")


@serve.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup(options: Mapping[str, Any], file: Path) -> None:
    """Write everything the database holds to FILE; the server may go on. The key is a file of its own.

    \b
    Example:
      lepton-iac serve backup lepton-iac.backup.gz
    """
    click.echo(f"{_room('store.backup').back_up(_ready(options), file)} rows written")


@serve.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
def restore(options: Mapping[str, Any], file: Path) -> None:
    """Fill an empty database from a backup, of either kind of database.

    \b
    Example:
      lepton-iac serve --database postgresql://lepton@db/lepton restore lepton-iac.backup.gz
    """
    click.echo(f"{_room('store.backup').restore(_engine(options), file)} rows restored")


@serve.command()
@click.option("--top", type=click.IntRange(1), default=50, show_default=True, help="Newest entries.")
@click.pass_obj
def audit(options: Mapping[str, Any], top: int) -> None:
    """Show who did what, and say whether the log's chain is whole.

    \b
    Example:
      lepton-iac serve audit --top 20
    """
    log, engine = _room("auth.audit"), _ready(options)
    for one in reversed(log.entries(engine, top)):
        click.echo(f"{one.at}  {one.actor}  {one.action}  {one.target}  {one.detail}")
    broken = list(log.broken_links(engine))
    if broken:
        raise LeptonError(f"the chain is broken at entry {broken[0]}", mend="somebody changed the log: keep the file")
    click.echo("the chain is whole")
