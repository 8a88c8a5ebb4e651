"""The rules, in the order they run: what nothing uses first, then sizes, then media, then hours."""

from collections.abc import Callable, Iterator

from lepton_iac.model import Change, Note, Resource
from lepton_iac.optimize.context import Context
from lepton_iac.optimize.rules.cache_size import cache_size
from lepton_iac.optimize.rules.database_storage import database_storage
from lepton_iac.optimize.rules.disk_media import disk_media
from lepton_iac.optimize.rules.high_availability import high_availability
from lepton_iac.optimize.rules.idle import idle
from lepton_iac.optimize.rules.log_retention import log_retention
from lepton_iac.optimize.rules.nat_gateway import nat_gateway
from lepton_iac.optimize.rules.newer_generation import newer_generation
from lepton_iac.optimize.rules.object_storage import object_storage
from lepton_iac.optimize.rules.provisioned_iops import provisioned_iops
from lepton_iac.optimize.rules.right_size import right_size
from lepton_iac.optimize.rules.ssd_volume import ssd_volume
from lepton_iac.optimize.rules.stop_schedule import stop_schedule
from lepton_iac.optimize.rules.unattached import unattached

Rule = Callable[[Resource, Context], Iterator[Change | Note]]

RULES: tuple[Rule, ...] = (
    unattached,
    nat_gateway,
    idle,
    high_availability,
    right_size,
    newer_generation,
    cache_size,
    ssd_volume,
    provisioned_iops,
    disk_media,
    database_storage,
    log_retention,
    object_storage,
    stop_schedule,
)
