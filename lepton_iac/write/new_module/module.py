"""An estate becomes the files of a module: one template per kind and cloud, laid out as Terraform does."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lepton_iac.model import EMPTY, Equivalent, Note, Stack
from lepton_iac.write.new_module.layout import laid_out
from lepton_iac.write.new_module.page import Page, environment_of
from lepton_iac.write.new_module.part import Estate, Part
from lepton_iac.write.new_module.refuse import unweakened
from lepton_iac.write.new_module.survey import survey
from lepton_iac.write.new_module.target import FILES, Target

_BLOCK = re.compile(r'^resource "(\w+)" "(\w+)"', re.MULTILINE)
Places = Mapping[str, tuple[str, str]]
"""Source region to target region, or to an empty text and why there is none."""


@dataclass(frozen=True)
class NewModule:
    """The text of a module of another cloud.

    Attributes:
        files: name to text, the README not among them.
        made_from: address in the module to the source address that it stands in for; empty for what was added.
        left: what was not carried over and why; ``where`` is the source address.
        variables: those without a default, which the user must give.
    """

    target: Target
    files: Mapping[str, str]
    made_from: Mapping[str, str]
    left: tuple[Note, ...]
    regions: tuple[str, ...]
    variables: tuple[str, ...] = ()
    estate: Estate = field(default_factory=lambda: Estate(()))


def new_module(
    name: str,
    stack: Stack,
    properties: Callable[[str], Mapping[str, Any]],
    fits: Mapping[str, Equivalent],
    places: Places,
    target: Target,
    budget: int = 100,
    seconds: Mapping[str, str] = EMPTY,
) -> NewModule:
    """The module of a stack for one cloud.

    Args:
        name: of the stack; becomes the prefix of shared things.
        properties: neutral properties by address.
        fits: what stands in for each machine, disk, database and cache, by address; ``sku`` names it.
        places: where each source region goes.
        budget: of a month, in US dollars; the alert's threshold.
        seconds: target region to where a second copy of its data may lie.
    """
    estate, lost = _placed(survey(stack, properties), places)
    estate, weaker = unweakened(estate, target, seconds)
    page = Page(name, target, estate, fits, budget, seconds)
    env = environment_of(page)
    texts: dict[str, list[str]] = {}
    made_from: dict[str, str] = {}
    left = [*estate.left, *lost, *weaker]
    for part in (*estate.parts, *_extras(estate)):
        text, remarks = _rendered(env, page, part)
        left += remarks
        texts.setdefault(FILES.get(part.kind, part.kind), []).append(text)
        made_from |= {f"{type_name}.{name}": _source(part, type_name, name) for type_name, name in _BLOCK.findall(text)}
    files = {f"{file}.tf": laid_out("\n\n".join(found)) for file, found in texts.items() if "".join(found).strip()}
    for shared in ("versions", "main", "variables", "outputs"):
        text = env.get_template(f"{target.name}/{shared}.tf.j2").render(page=page)
        made_from |= {f"{type_name}.{label}": "" for type_name, label in _BLOCK.findall(text)}
        files[f"{shared}.tf"] = laid_out(text)
    regions = tuple(page.regions)
    required = tuple(one.name for one in page.variables.values() if one.required)
    return NewModule(target, files, made_from, tuple(left), regions, required, estate)


def _source(part: Part, type_name: str, name: str) -> str:
    """The address a block stands in for: of a cluster's pools, the pool's own."""
    pools = part.settings.get("pools", ()) if "node" in type_name else ()
    return next((pool.address for pool in pools if pool.label == name), part.address)


def _placed(estate: Estate, places: Places) -> tuple[Estate, list[Note]]:
    """The parts with the region they move to; those that may go nowhere are left."""
    kept, lost = [], []
    for part in estate.parts:
        region, reason = places.get(part.region, ("", f"the region {part.region or 'of it is not known'}"))
        if not part.region and part.kind in {"dns", "network"}:
            region = next((found for found, _ in places.values() if found), "")
        if region:
            kept.append(replace(part, region=region))
        else:
            lost.append(Note(reason, part.address))
    return replace(estate, parts=tuple(kept)), lost


def _extras(estate: Estate) -> Iterator[Part]:
    """What every module gets besides: a workload identity, alarms, a budget, and the keys that its parts asked for."""
    home = next((part.region for part in estate.parts), "")
    for kind in ("identity", "monitoring", "budget", "key_management"):
        yield Part(kind, "", "this", kind, home)


def _rendered(env: Any, page: Page, part: Part) -> tuple[str, list[Note]]:
    from jinja2 import TemplateNotFound

    if part.kind == "kubernetes_node_pool":
        return "", []
    page.begin(part)
    try:
        template = env.get_template(f"{page.target.name}/{part.kind}.tf.j2")
    except TemplateNotFound:
        what = part.kind.replace("_", " ")
        return "", [Note(f"no template for a {what} on {page.target.title} yet", part.address)]
    text: str = template.render(page=page, part=part, s=part.settings, fit=page.fits.get(part.address))
    if not text.strip() and not page.remarks and part.address:
        return "", [Note("nothing of it is needed on the other cloud", part.address)]
    return text, list(page.remarks)
