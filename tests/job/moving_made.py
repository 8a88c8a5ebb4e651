"""What a stack's text becomes on another cloud, block by block."""

import re
from pathlib import Path

from lepton_iac.job.moving import Moved, moved
from lepton_iac.model import Usage
from lepton_iac.pipeline import Priced, estimate
from lepton_iac.price.book import Book
from lepton_iac.read import load
from lepton_iac.write.new_module import TARGETS


def priced(source: Path, book: Book) -> Priced:
    return estimate(source.parent.name, load(source), Usage(), lambda address, kind: {}, book)


def made(folder: Path, text: str, book: Book, name: str) -> Moved:
    (folder / "main.tf").write_text(text, encoding="utf-8")
    return moved("strength", priced(folder, book), TARGETS[name])


def texts(module: Moved, address: str) -> str:
    """The blocks that stand for a source resource."""
    text = "\n".join(one for name, one in module.files.items() if name.endswith(".tf"))
    found = re.finditer(r'^resource "(\w+)" "(\w+)" \{\n.*?^\}', text, re.MULTILINE | re.DOTALL)
    wanted = {label for label, source in module.module.made_from.items() if source == address}
    return "\n".join(match[0] for match in found if f"{match[1]}.{match[2]}" in wanted)
