"""A folder of Terraform out of an uploaded zip or tar: only plain files, only inside, only so much."""

import io
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from lepton_iac.errors import ReadError
from lepton_iac.serve.settings import Limits

_CHUNK = 65536
_MEND = "send a .zip or .tar.gz of the folder the plan was made from"
Member = tuple[str, IO[bytes]]


def unpack(archive: Path, into: Path, limits: Limits) -> Path:
    """Write what the archive holds below ``into`` and give the folder with the Terraform.

    Links, devices and everything outside are refused; so is more than the limits allow, however it was declared.

    Raises:
        ReadError: it is no such archive, is damaged, or goes beyond a limit.
    """
    left = limits.extracted_bytes
    try:
        for count, (name, stream) in enumerate(_members(archive), 1):
            if count > limits.archive_files:
                raise ReadError(f"more than {limits.archive_files} files", where="terraform", mend=_MEND)
            left -= _write(_inside(into, name), stream, left)
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        OSError,
        EOFError,
        RuntimeError,
        ValueError,
        NotImplementedError,
    ) as e:
        raise ReadError(f"the archive cannot be read ({type(e).__name__})", where="terraform", mend=_MEND) from None
    return _root(into)


def _members(archive: Path) -> Iterator[Member]:
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as found:
            for one in found.infolist():
                if (one.external_attr >> 16) & 0o170000 == 0o120000:
                    raise ReadError("the archive holds a link", where="terraform", mend=_MEND)
                if not one.is_dir():
                    with found.open(one) as stream:
                        yield one.filename, stream
        return
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isdir():
                continue
            if not member.isreg():
                raise ReadError("the archive holds a link or a device", where="terraform", mend=_MEND)
            yield member.name, tar.extractfile(member) or io.BytesIO()


def _inside(into: Path, name: str) -> Path:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name or not path.parts:
        raise ReadError("the archive reaches outside its folder", where="terraform", mend=_MEND)
    return into.joinpath(*path.parts)


def _write(target: Path, stream: IO[bytes], left: int) -> int:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    written = 0
    with target.open("xb") as file:
        while chunk := stream.read(_CHUNK):
            written += len(chunk)
            if written > left:
                raise ReadError("the archive is too large once unpacked", where="terraform", mend=_MEND)
            file.write(chunk)
    return written


def _root(into: Path) -> Path:
    """The folder itself, or the one folder that everything is in."""
    here = into
    while not any(here.glob("*.tf")) and not any(here.glob("*.tf.json")):
        below = [path for path in here.iterdir() if path.is_dir()]
        if len(below) != 1:
            raise ReadError("the archive holds no Terraform", where="terraform", mend=_MEND)
        here = below[0]
    return here
