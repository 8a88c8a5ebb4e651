"""What is kept no longer than the operator wants, and what is over."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from lepton_iac.serve.auth.audit import append, recording
from lepton_iac.serve.auth.session import forget_expired
from lepton_iac.serve.store import pulls, runs


def forget(engine: Engine, keep_days: int, now: datetime) -> int:
    """Forget sessions that are over, and runs and pull requests older than so many days; how many runs.

    The audit log stays, and tells of it. 0 days keep every run.
    """
    with recording(engine) as connection:
        forget_expired(connection, now)
        if not keep_days:
            return 0
        before = now - timedelta(days=keep_days)
        gone = runs.forget_before(connection, before)
        pulls.forget_before(connection, before)
        if gone:
            append(connection, "service", "forget", "runs", f"{gone} before {before:%Y-%m-%d}", now)
    return gone
