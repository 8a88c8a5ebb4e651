"""From metrics files of any known format to canonical metrics."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from lepton_iac.errors import ReadError
from lepton_iac.forecast.canonical import Metrics
from lepton_iac.forecast.clean import cleaned
from lepton_iac.forecast.clock import zone_named
from lepton_iac.forecast.recording import Recording
from lepton_iac.forecast.sources import SOURCES
from lepton_iac.forecast.sources.content import Content
from lepton_iac.forecast.sources.yielded import Source
from lepton_iac.model import Note


def read_metrics(paths: Iterable[str | Path], *, zone: str | None = None, format: str | None = None) -> Metrics:  # noqa: A002 - the option's name
    """Canonical metrics of all files together; a note says which format each was taken for.

    Args:
        paths: files, plain or gzip; a folder stands for the files in it, in order of their names.
        zone: IANA name of the zone of time stamps that carry none; formats that define UTC ignore it.
        format: a key of ``SOURCES`` instead of detection by content.

    Raises:
        ReadError: a file cannot be opened, is of no known format, or does not hold what its format promises.
    """
    if zone is not None:
        zone_named(zone)
    if format is not None and format not in SOURCES:
        raise ReadError(f"there is no metrics format {format!r}", mend=f"use one of {', '.join(SOURCES)}")
    notes: list[Note] = []
    found = recordings(paths, zone, format, notes)
    metrics = cleaned(found)
    return Metrics(metrics.frame, metrics.info, tuple(dict.fromkeys(notes)) + metrics.notes)


def recordings(
    paths: Iterable[str | Path], zone: str | None, name: str | None, notes: list[Note]
) -> Iterator[Recording]:
    """What the files hold, as their vendors name it; ``notes`` gains what was noticed.

    Raises:
        ReadError: as ``read_metrics``.
    """
    for path in _files(paths):
        content = Content(path)
        source = SOURCES[name] if name else _source_of(content)
        notes.append(Note(f"read as {source.title}", content.name))
        for one in source.read(content, zone):
            if isinstance(one, Recording):
                yield one
            else:
                notes.append(one)


def _source_of(content: Content) -> Source:
    for source in SOURCES.values():
        if source.recognises(content):
            return source
    raise ReadError(
        "the file is of no known metrics format",
        where=content.name,
        mend=f"export it as one of {', '.join(SOURCES)}, or name its format",
    )


def _files(paths: Iterable[str | Path]) -> Iterator[Path]:
    for path in map(Path, paths):
        if path.is_dir():
            yield from sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith("."))
        else:
            yield path
