"""One error tree; every error says what was wrong, where, and the mend, and carries its exit code."""

EXIT_FINE = 0
EXIT_INPUT = 1
EXIT_GATE = 2
EXIT_BUG = 3


class LeptonError(Exception):
    """Something about the user's input or surroundings that lepton-iac cannot work with.

    Args:
        what: one sentence that says what was wrong.
        where: file, line or address, as precise as known; empty when there is no place.
        mend: what the user can do about it; empty only where nothing can be done.
    """

    exit_code = EXIT_INPUT

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.mend = mend

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        mend = f"\n  mend: {self.mend}" if self.mend else ""
        return f"{place}{self.what}{mend}"


class ReadError(LeptonError):
    """A plan, state, metrics, usage or Terraform file could not be understood."""


class SpecError(LeptonError):
    """A resource type's own file in ``kinds/`` is wrong: a mistake in the package or in a plugin."""


class PriceBookError(LeptonError):
    """The price book cannot be built, opened or trusted."""


class WriteError(LeptonError):
    """A change could not be written safely; nothing on disk was altered."""


class GateError(LeptonError):
    """A gate was breached: the run itself worked."""

    exit_code = EXIT_GATE
