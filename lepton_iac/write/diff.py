"""A patch as the unified diff that git and ``patch`` take."""

import difflib

from lepton_iac.model import Patch

_NO_NEWLINE = "\\ No newline at end of file\n"


def unified_diff(patch: Patch, *, context: int = 3) -> str:
    """All changed files as one diff, paths relative to the folder, with ``a/`` and ``b/`` before them.

    Line endings are kept as they are; a last line without one is marked the way git marks it. Bytes that are not
    UTF-8 are kept by the ``surrogateescape`` error handler, so write the text with the same one.
    """
    return "".join(_file(path, patch.originals[path], patch.results[path], context) for path in sorted(patch.results))


def _file(path: str, before: bytes, after: bytes, context: int) -> str:
    if before == after:
        return ""
    lines = difflib.unified_diff(_lines(before), _lines(after), f"a/{path}", f"b/{path}", n=context)
    return f"diff --git a/{path} b/{path}\n" + "".join(
        line if line.endswith("\n") else f"{line}\n{_NO_NEWLINE}" for line in lines
    )


def _lines(data: bytes) -> list[str]:
    """Lines end at a line feed and nowhere else; a lone carriage return belongs to its line."""
    text = data.decode("utf-8", "surrogateescape")
    found = text.split("\n")
    return [f"{line}\n" for line in found[:-1]] + ([found[-1]] if found[-1] else [])
