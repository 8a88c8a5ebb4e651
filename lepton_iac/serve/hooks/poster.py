"""The comment on a pull request, as soon as both are known: the webhook's word and an upload of its commit."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Engine

from lepton_iac.comment.forge import Behavior
from lepton_iac.comment.hosts import HOSTS, http_to
from lepton_iac.comment.place import place
from lepton_iac.comment.redact import Token, redact, spellings
from lepton_iac.comment.target import Target
from lepton_iac.errors import LeptonError
from lepton_iac.job.remark import remark
from lepton_iac.serve.auth.audit import append, recording
from lepton_iac.serve.store import pulls, runs


def post_due(engine: Engine, tokens: Mapping[str, Token], now: datetime) -> None:
    """Put every comment that is due, and note what came of it."""
    for one in pulls.due(engine):
        token = tokens.get(one.forge)
        secrets = spellings(token.secret) if token is not None else ()
        try:
            done = _place(engine, one, token, secrets)
        except LeptonError as error:
            pulls.failed(engine, one.id, redact(f"{error.what} ({error.mend})", secrets))
            continue
        with recording(engine) as connection:
            pulls.posted(connection, one.id, one.newest)
            where = f"{one.forge} {one.repo} {one.number}"
            append(connection, f"hook {one.hook}", f"comment {done}", where, one.commit_id, now)


def _place(engine: Engine, one: pulls.Due, token: Token | None, secrets: tuple[str, ...]) -> str:
    if token is None:
        names = " or ".join(HOSTS[one.forge].variables)
        raise LeptonError(f"no token for {one.forge}", mend=f"set {names} where the service runs")
    files = [
        ((runs.text_of(engine, number, "json") or "").encode(), stack)
        for number, stack in pulls.newest_of_commit(engine, one.project, one.commit_id)
    ]
    text = redact(remark(one.forge, files, f"serve/{one.project}"[:80], HOSTS[one.forge].limit), secrets)
    http = http_to(one.forge, one.api_url, token, secrets)
    target = Target(one.repo, one.number, api_url=one.api_url)
    return place(HOSTS[one.forge].forge(http, target, _quiet), text, Behavior.UPDATE, _quiet).done


def _quiet(words: str) -> None:
    """Nobody reads along while a service works."""
