"""Type files become ``Spec``s: parsed once, checked once, found by their file name."""

import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from lepton_iac.errors import SpecError
from lepton_iac.kinds.parse_spec import build, check
from lepton_iac.kinds.spec import Spec

PLUGIN_GROUP = "lepton_iac.clouds"
BUILT_IN = ("aws", "azurerm", "google")
LOCAL_PROVIDERS = frozenset(
    ["archive", "cloudinit", "external", "http", "local", "null", "random", "template", "terraform", "time", "tls"]
)
"""Providers whose resources live in Terraform's state alone: nobody bills them."""
_HERE = Path(__file__).resolve().parent


def load_file(path: Path, provider: str) -> Spec:
    """The spec in one type file.

    Raises:
        SpecError: the file is not TOML, lacks a field, or reads names that do not exist; ``where`` names the file.
    """
    try:
        spec = build(tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal), provider)
        check(spec)
    except SpecError as error:
        raise SpecError(error.what, where=str(path), mend=error.mend) from error
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError) as error:
        raise SpecError(f"{type(error).__name__}: {error}", where=str(path), mend="correct the type file") from error
    if spec.type != path.stem:
        raise SpecError(f"the file is named after another type than {spec.type!r}", where=str(path))
    return spec


@cache
def plugin_folders() -> Mapping[str, Path]:
    """Provider name to folder of type files, of the clouds that installed packages add (``lepton_iac.clouds``)."""
    found: dict[str, Path] = {}
    for point in metadata.entry_points(group=PLUGIN_GROUP):
        cloud: Callable[[], Mapping[str, Any]] = point.load()
        found[point.name] = Path(cloud()["types"])
    return found


def folder_of(provider: str) -> Path | None:
    """The folder that holds a provider's type files."""
    if provider in BUILT_IN:
        return _HERE / provider
    return plugin_folders().get(provider)


@cache
def spec_of(provider: str, type_name: str) -> Spec | None:
    """The spec of a Terraform type, or ``None`` when there is no file for it.

    Raises:
        SpecError: the type file is wrong.
    """
    folder = folder_of(provider)
    if folder is None or not type_name.replace("_", "").isalnum():
        return None
    path = folder / f"{type_name}.toml"
    return load_file(path, provider) if path.is_file() else None


def type_names(provider: str, *, internal: bool = False) -> tuple[str, ...]:
    """All Terraform types of a provider that have a file, sorted.

    Args:
        provider: the first word of its types' names.
        internal: also the files of shared blocks that are no Terraform type of their own.
    """
    folder = folder_of(provider)
    names = sorted(path.stem for path in folder.glob("*.toml")) if folder else []
    return tuple(name for name in names if internal or not _internal(provider, name))


def _internal(provider: str, name: str) -> bool:
    spec = spec_of(provider, name)
    return spec is not None and spec.internal


@cache
def free_types(provider: str) -> frozenset[str]:
    """Types known to cost nothing themselves: one a line in ``free.txt``, ``#`` starts a comment."""
    folder = folder_of(provider)
    path = folder / "free.txt" if folder else None
    if path is None or not path.is_file():
        return frozenset()
    lines = (line.partition("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line)
