"""Facts about families of machine types that no price list tells: which may stand in for which.

Sources: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html,
https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions,
https://learn.microsoft.com/azure/virtual-machines/azure-vms-no-temp-disk,
https://cloud.google.com/compute/docs/machine-resource, https://cloud.google.com/compute/docs/disks#machine_series_support
"""

import re

from lepton_iac.model import InstanceSpec
from lepton_iac.optimize.constraints import Constraints

_AWS = re.compile(r"^(?P<what>db\.|cache\.)?(?P<class>[a-z]+)(?P<age>\d+)(?P<letters>[a-z]*)(-flex)?$")
_AWS_AGE = {"t": 2}
_AWS_CURRENT = 5
"""Nothing is moved to generations AWS calls previous, https://aws.amazon.com/ec2/previous-generation/

T2 is as old as M4, T3 as M5: generations of a class are counted from the M class."""
_AZURE = re.compile(r"^Standard_(?P<series>[A-Z]+)\d+(-\d+)?(?P<letters>[a-z]*)(_[A-Z]\w*?)?(_v(?P<version>\d+))?$")
_GOOGLE_AGE = {"n1": 1, "e2": 1, "n2": 2, "n2d": 2, "c2": 2, "c2d": 2, "t2d": 2, "t2a": 2}
"""Series that take every kind of persistent disk, by age; newer ones want Hyperdisk or lack the standard disk."""
_AZURE_GENERAL = frozenset({"B", "D", "DS", "E", "F", "FS"})


def lends_processor(spec: InstanceSpec) -> bool:
    """Burstable, flex and shared machines: the whole processor is not always there.

    Flex: 95 % of the time up to full, https://aws.amazon.com/ec2/instance-types/flex/. E2: dynamic resource management,
    https://cloud.google.com/compute/docs/general-purpose-machines#e2_machine_types.
    """
    return bool(spec.burstable) or spec.family.endswith("-flex") or (spec.provider == "google" and spec.family == "e2")


def of_a_family(spec: InstanceSpec, families: tuple[str, ...]) -> bool:
    """Whether a machine type is of one of these families or classes; true where none of them is its provider's.

    ``m`` is the class of AWS's m5 and m7i, ``D`` the series of Azure's Standard_D2s_v5; a longer word is one family.
    """
    own = [word for word in families if _names(word, spec.provider)]
    return not own or any(_is_of(spec, word) for word in own)


def _names(word: str, provider: str) -> bool:
    match provider:
        case "aws":
            both = word not in _GOOGLE_SERIES or word in _AWS_TOO
            return both and bool(re.fullmatch(r"(db\.|cache\.)?[a-z]+(\d+[a-z]*(-flex)?)?", word))
        case "azurerm":
            return word.startswith("standard") or word.isupper()
    return word in _GOOGLE_SERIES


def _is_of(spec: InstanceSpec, word: str) -> bool:
    if spec.family == word:
        return True
    if spec.provider == "azurerm":
        size = _AZURE.match(spec.sku)
        return size is not None and size["series"] == word
    found = _AWS.match(spec.family) if spec.provider == "aws" else None
    return found is not None and word in {found["class"], f"{found['class']}{found['age']}{found['letters']}"}


_GOOGLE_SERIES = frozenset(
    "a2 a3 c2 c2d c3 c3d c4 c4a c4d e2 f1 g1 g2 h3 m1 m2 m3 m4 n1 n2 n2d n4 t2a t2d x4 z3".split()
)
"""https://cloud.google.com/compute/docs/machine-resource"""
_AWS_TOO = frozenset("c3 c4 f1 g2 m1 m2 m3 m4".split())


def may_replace(today: InstanceSpec, offer: InstanceSpec, constraints: Constraints) -> bool:
    """Whether an offer is of a kind that can stand in for today's machine at all, its size aside."""
    if not of_a_family(offer, constraints.families) or (constraints.no_burstable and lends_processor(offer)):
        return False
    if offer.current is False and today.current is not False:
        return False
    match today.provider:
        case "aws":
            return _aws(today, offer)
        case "azurerm":
            return _azure(today.sku, offer.sku)
        case "google":
            return _google(today, offer, asked=any(_names(word, "google") for word in constraints.families))
    return offer.family == today.family


def _aws(today: InstanceSpec, offer: InstanceSpec) -> bool:
    """Same family, or a current one of the same class or of M, C, R, T, not older, and newer when the maker changes.

    Two makers' processors of one generation differ in speed, so a change of maker wants a newer generation.
    """
    if offer.family == today.family:
        return True
    old, new = _AWS.match(today.family), _AWS.match(offer.family)
    if old is None or new is None or "metal" in offer.sku or offer.current is False or old["what"] != new["what"]:
        return False
    older = _AWS_AGE.get(old["class"], 0) + int(old["age"])
    newer = _AWS_AGE.get(new["class"], 0) + int(new["age"])
    if new["class"] not in {old["class"], "m", "c", "r", "t"} or newer < _AWS_CURRENT:
        return False
    return newer > older or (newer == older and _maker(old) == _maker(new))


def _maker(family: re.Match[str]) -> str:
    """Whose processor: Graviton (g), AMD (a), or Intel."""
    letters = family["letters"]
    return next((letter for letter in ("g", "a") if letters.startswith(letter)), "i")


def _azure(today: str, offer: str) -> bool:
    """Same use of premium disks, the same kind of temporary disk, and a general-purpose series or the same one."""
    old, new = _AZURE.match(today), _AZURE.match(offer)
    if old is None or new is None or "Promo" in offer:
        return False
    if new["series"] not in {old["series"], *_AZURE_GENERAL}:
        return False
    older, newer = _azure_age(old), _azure_age(new)
    if newer < older or (newer == older and ("a" in old["letters"]) != ("a" in new["letters"])):
        return False
    return premium_disks(today) <= premium_disks(offer) and temporary_disk(today) == temporary_disk(offer)


def _azure_age(size: re.Match[str]) -> int:
    """The version; the F series' second is as old as the third of the others."""
    return int(size["version"] or 1) + (size["series"] in {"F", "FS"})


def premium_disks(sku: str) -> bool:
    """Whether an Azure size takes premium disks: an ``s`` among its letters, or the DS and FS series."""
    found = _AZURE.match(sku)
    return found is not None and ("s" in found["letters"] or found["series"] in {"DS", "FS", "GS"})


def temporary_disk(sku: str) -> bool:
    """Whether an Azure size has a local temporary disk: from version 4 on only with a ``d``.

    A machine with one cannot be resized to a size without, https://learn.microsoft.com/azure/virtual-machines/azure-vms-no-temp-disk
    """
    found = _AZURE.match(sku)
    if found is None:
        return False
    return "d" in found["letters"] or int(found["version"] or 1) < 4


def _google(today: InstanceSpec, offer: InstanceSpec, *, asked: bool) -> bool:
    if offer.family == today.family or asked:
        return True
    old, new = _GOOGLE_AGE.get(today.family), _GOOGLE_AGE.get(offer.family)
    if old is None or new is None:
        return False
    return new > old


def maker(spec: InstanceSpec) -> str:
    """Whose processor: ``intel``, ``amd``, ``arm``; empty where no name tells."""
    match spec.provider:
        case "aws":
            found = _AWS.match(spec.family)
            return {"i": "intel", "a": "amd", "g": "arm"}[_maker(found)] if found else ""
        case "azurerm":
            size = _AZURE.match(spec.sku)
            return (
                ""
                if size is None
                else "amd"
                if "a" in size["letters"]
                else "arm"
                if "p" in size["letters"]
                else "intel"
            )
    return spec.cpu_vendor.lower()


def generation_note(today: InstanceSpec, offer: InstanceSpec) -> tuple[str, ...]:
    """What a reviewer must still look at when the family changes."""
    if today.family == offer.family:
        return ()
    if today.provider == "aws" and "." not in today.family:
        return ("drivers of the image for NVMe disks and ENA network, which Nitro families need",)
    if today.provider == "aws":
        return ("whether the engine's version runs on the new class",)
    return ("processor model and per-core speed",)
