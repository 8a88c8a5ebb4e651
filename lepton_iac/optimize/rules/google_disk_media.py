"""A cheaper media for a Google persistent disk that is measured to be enough.

https://cloud.google.com/compute/docs/disks/performance
"""

from collections.abc import Iterator

from lepton_iac.model import Change, Disruption, Note, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.disk_media import cheaper_media
from lepton_iac.optimize.rule import Rule, Stage

NAME = "google-disk-media"


def _media(resource: Resource, context: Context) -> Iterator[Change | Note]:
    return cheaper_media(resource, context, NAME)


RULE = Rule(
    NAME,
    "moves a Google persistent disk to a cheaper media that is measured to be enough",
    "https://cloud.google.com/compute/docs/disks/performance",
    Disruption.REPLACE,
    Stage.MEDIA,
    _media,
    frozenset({"google_compute_disk"}),
)
