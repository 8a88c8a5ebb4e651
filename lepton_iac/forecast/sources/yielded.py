"""What a source's reader yields: recordings, and notes on what it could not use."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from lepton_iac.forecast.recording import Recording
from lepton_iac.forecast.sources.content import Content
from lepton_iac.model import Note

Yield: TypeAlias = Recording | Note


@dataclass(frozen=True, slots=True)
class Source:
    """One format of metrics files.

    Attributes:
        title: what it is called in messages.
        recognises: the file is of this format, told by its content.
        read: its recordings; the second argument is the zone of naive time stamps, ``None`` when not given.
    """

    title: str
    recognises: Callable[[Content], bool]
    read: Callable[[Content, str | None], Iterator[Yield]]
