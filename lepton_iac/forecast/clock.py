"""Time stamps of every spelling as epoch nanoseconds in UTC; a naive one needs a zone and is never guessed."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lepton_iac.errors import ReadError
from lepton_iac.model import Note

ZONED = r"(?:[zZ]|UTC|GMT|:\d\d(?:\.\d+)?\s?[+-]\d\d(?::?\d\d)?)$"
ZONE_MEND = "say the zone the stamps are in with the zone option, such as UTC or Europe/Berlin"
_MAGNITUDES = ((10**8, 10**10, 10**9), (10**11, 10**13, 10**6), (10**14, 10**16, 10**3), (10**17, 10**19, 1))


def epochs(values: Any, where: str) -> Any:
    """Epoch seconds, milliseconds, microseconds or nanoseconds as int64 nanoseconds.

    The magnitude tells which it is (seconds from 1973 to 2286), because headers are known to name the wrong one.

    Raises:
        ReadError: a value is no number, or of none of these magnitudes.
    """
    import numpy as np

    mend = "give epoch seconds, epoch milliseconds or ISO 8601"
    try:
        numbers = np.asarray(values, dtype="float64")
    except (TypeError, ValueError, OverflowError) as error:
        raise ReadError("a time stamp is not a number", where=where, mend=mend) from error
    if numbers.ndim != 1:
        raise ReadError("a time stamp is a list", where=where, mend=mend)
    if not numbers.size:
        return np.empty(0, dtype="int64")
    for low, high, factor in _MAGNITUDES:
        if (numbers >= low).all() and (numbers < high).all():
            whole = np.floor(numbers)
            return whole.astype("int64") * factor + np.round((numbers - whole) * factor).astype("int64")
    raise ReadError(
        "the numeric time stamps are neither epoch seconds nor milliseconds",
        where=where,
        mend=mend,
    )


def stamps(texts: Sequence[str], zone: str | None, where: str) -> tuple[Any, tuple[Note, ...]]:
    """ISO 8601 texts as int64 nanoseconds, with a note when a clock was set back.

    The hour that a clock repeats in autumn is read as its first occurrence (summer time).

    Raises:
        ReadError: a text is no time, a naive one comes without a zone, or names an hour the zone skips.
    """
    import numpy as np
    import pandas as pd

    words = pd.Series(list(texts), dtype="str").str.strip()
    if words.isna().any() or (words == "").any():
        raise ReadError("a row has no time stamp", where=where, mend="give every value its time")
    zoned = words.str.contains(ZONED, regex=True).to_numpy(dtype=bool)
    whole = np.zeros(len(words), dtype="int64")
    notes: tuple[Note, ...] = ()
    try:
        if zoned.any():
            aware = words[zoned].str.replace(r"\s?(?:UTC|GMT)$", "Z", regex=True)
            whole[zoned] = _nanoseconds(pd.to_datetime(aware, format="ISO8601", utc=True))
        if not zoned.all():
            whole[~zoned], notes = _local(words[~zoned], zone, where)
    except (ValueError, OverflowError, AttributeError) as error:
        reason = str(error).partition(" You might")[0].splitlines()[0]
        raise ReadError(f"a time stamp cannot be read: {reason}", where=where, mend="use ISO 8601") from error
    return whole, notes


def zone_named(name: str, where: str = "") -> ZoneInfo:
    """The time zone of an IANA name.

    Raises:
        ReadError: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ReadError(
            f"there is no time zone {name!r}", where=where, mend="use an IANA name: Europe/Berlin"
        ) from error


def _local(words: Any, zone: str | None, where: str) -> tuple[Any, tuple[Note, ...]]:
    import pandas as pd

    naive = pd.DatetimeIndex(pd.to_datetime(words, format="ISO8601"))
    if zone is None:
        raise ReadError(f"the time stamp {words.iloc[0]!r} has no zone", where=where, mend=ZONE_MEND)
    place = zone_named(zone, where)
    summer = _nanoseconds(naive.tz_localize(place, ambiguous=_all(naive, True), nonexistent="NaT"))
    winter = _nanoseconds(naive.tz_localize(place, ambiguous=_all(naive, False), nonexistent="NaT"))
    skipped = summer == pd.NaT.value  # type: ignore[attr-defined,unused-ignore]
    if skipped.any():
        first = naive[skipped.argmax()]
        raise ReadError(f"{first} does not exist in {zone}: its clock skips that hour", where=where, mend=ZONE_MEND)
    repeated = int((summer != winter).sum())
    if not repeated:
        return summer, ()
    text = f"{repeated} stamps lie in the hour that {zone} repeats; they were read as its first occurrence"
    return summer, (Note(text, where),)


def _all(index: Any, flag: bool) -> Any:
    import numpy as np

    return np.full(len(index), flag)


def _nanoseconds(times: Any) -> Any:
    import pandas as pd

    return pd.DatetimeIndex(times).tz_convert("UTC").as_unit("ns").asi8
