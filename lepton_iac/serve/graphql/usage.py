"""Usage quantities out of the forecasts and declarations of the newest run of a stack."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Engine

from lepton_iac.serve.auth.role import Person
from lepton_iac.serve.store.runs import usage_of

MOST_KEYS = 500


def quantities(engine: Engine, person: Person | None, variables: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    """What a resource will use in a month, in the keys asked for; nothing where nothing is known.

    A project of the command line is the stack of the same name, or of the last part of its path. Where two projects
    that the caller may see have a stack of this name, which one is meant is not known, so nothing is said.
    """
    project, address, keys = (variables.get(name) for name in ("project", "address", "usageKeys"))
    if person is None or not isinstance(project, str) or not isinstance(address, str) or not isinstance(keys, list):
        return ()
    names = [key for key in keys[:MOST_KEYS] if isinstance(key, str)]
    found = [
        row for row in usage_of(engine, project.rstrip("/").rpartition("/")[2], address, names) if person.sees(row[0])
    ]
    if len({row[0] for row in found}) != 1:
        return ()
    return [{"address": address, "usageKey": key, "monthlyQuantity": monthly} for _, key, monthly in found]
