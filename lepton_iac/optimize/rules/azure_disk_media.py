"""A cheaper media for an Azure managed disk that is measured to be enough.

https://learn.microsoft.com/azure/virtual-machines/disks-types
"""

from collections.abc import Iterator

from lepton_iac.model import Change, Disruption, Note, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.disk_media import cheaper_media
from lepton_iac.optimize.rule import Rule, Stage

NAME = "azure-disk-media"


def _media(resource: Resource, context: Context) -> Iterator[Change | Note]:
    return cheaper_media(resource, context, NAME)


RULE = Rule(
    NAME,
    "moves an Azure managed disk to a cheaper media that is measured to be enough",
    "https://learn.microsoft.com/azure/virtual-machines/disks-types",
    Disruption.STOP_START,
    Stage.MEDIA,
    _media,
    frozenset({"azurerm_managed_disk"}),
)
