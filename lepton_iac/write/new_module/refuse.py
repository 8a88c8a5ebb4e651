"""What the other cloud would only have weaker: such a part is not written, and the reason is told."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from lepton_iac.kinds.disk_speed import FREE_IOPS, POSTGRES_IOPS, google_disk
from lepton_iac.model import Note
from lepton_iac.write.new_module.keys import KEPT
from lepton_iac.write.new_module.part import Estate, Part
from lepton_iac.write.new_module.target import Target

Settings = Mapping[str, Any]
LOG_DAYS: Mapping[str, int] = {"azure": 730, "google": 3650, "aws": 0}
"""The longest retention; 0 where logs may be kept for ever,
https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure,
https://cloud.google.com/logging/quotas#logs_retention_periods"""
BACKUP_DAYS: Mapping[str, int] = {"azure": 35, "google": 365, "aws": 35}
"""https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html,
https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-backup-restore,
https://cloud.google.com/sql/docs/mysql/backup-recovery/backups#retained-backups"""
_DISK_IOPS: Mapping[str, tuple[int, int]] = {"aws": (16_000, 500), "azure": (80_000, 500)}
"""Most IOPS of a disk, and most for each GiB, https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html,
https://learn.microsoft.com/azure/virtual-machines/disks-types#premium-ssd-v2-performance"""
_DISK_MIBPS: Mapping[str, int] = {"aws": 1000, "azure": 1144}
MYSQL_IOPS = 20_000
_RDS_IOPS, _CLOUD_SQL_IOPS, _CLOUD_SQL_EACH = 64_000, 15_000, 30


def unweakened(estate: Estate, target: Target, seconds: Mapping[str, str]) -> tuple[Estate, list[Note]]:
    """The parts that the target has at least as strong, and why the others are left.

    Args:
        seconds: target region to where a second copy of its data may lie.
    """
    kept, left = [], []
    for part in estate.parts:
        reason = next((one for one in _reasons(part, target.name, seconds) if one), "")
        if reason:
            left += [Note(f"refused: {reason}", one.address) for one in (part, *part.settings.get("pools", ()))]
        else:
            kept.append(part)
    return replace(estate, parts=tuple(kept)), left


def _reasons(part: Part, target: str, seconds: Mapping[str, str]) -> Iterator[str]:
    settings = part.settings
    if keyed(part) and part.kind not in KEPT[target]:
        yield "it is encrypted with a key of its owner's, and its stand-in would not be"
    if part.kind == "object_storage" and "regions" in settings["copies"] and not seconds.get(part.region):
        yield "it is copied to a second region, and no second region of the same jurisdiction is allowed or offered"
    if settings.get("zones") is True and part.kind == "block_volume" and target != "google":
        yield "it is kept in several zones, and its stand-in would be in one"
    check = _CHECKS.get(part.kind)
    if check is not None:
        yield check(settings, target)


def keyed(part: Part) -> bool:
    """Whether a part, or a pool of its nodes, is encrypted with an owner's key."""
    return any(one.settings.get("own_key") is True for one in (part, *part.settings.get("pools", ())))


def _logs(s: Settings, target: str) -> str:
    most = LOG_DAYS[target]
    if not most or 0 < s["days"] <= most:
        return ""
    words = f"{s['days']} days" if s["days"] else "ever"
    return f"its logs are kept for {words}, and the other cloud keeps none longer than {most} days"


def _disk(s: Settings, target: str) -> str:
    if not s["solid"]:
        return ""
    iops, mibps = s["iops"] or FREE_IOPS, s["mibps"] or 0
    if target == "google":
        return "" if google_disk(s["gib"], iops, mibps) else _slow(iops, mibps)
    most, each = _DISK_IOPS[target]
    enough = iops <= FREE_IOPS or iops <= min(most, each * s["gib"])
    return "" if enough and mibps <= min(_DISK_MIBPS[target], max(iops, FREE_IOPS) // 4) else _slow(iops, mibps)


def _slow(iops: int, mibps: int) -> str:
    words = f" and {mibps} MiB/s" if mibps else ""
    return f"it has {iops} IOPS{words}, more than a disk of its size has on the other cloud"


_LICENSED = ("sqlserver", "oracle", "db2")


def _database(s: Settings, target: str) -> str:
    if s["engine"].startswith(_LICENSED):
        return f"{s['engine']} is sold there with another edition and licence: choose them, then add the server"
    if s["backup_days"] > BACKUP_DAYS[target]:
        return f"its backups are kept for {s['backup_days']} days, there for {BACKUP_DAYS[target]} at most"
    if not database_gib(target, s["engine"], s["gib"], s["iops"] or 0):
        return f"it has {s['iops']} IOPS, more than a server has on the other cloud"
    return ""


def database_gib(target: str, engine: str, gib: int, iops: int) -> int:
    """The smallest disk of a server that is no smaller and no slower; 0 where none is.

    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage,
    https://cloud.google.com/sql/docs/mysql/instance-settings#storage-capacity,
    https://learn.microsoft.com/azure/mysql/flexible-server/concepts-service-tiers-storage
    """
    if target == "aws":
        return gib if iops <= FREE_IOPS else max(gib, 400) if iops <= _RDS_IOPS else 0
    if target == "google":
        return max(gib, -(-iops // _CLOUD_SQL_EACH)) if iops <= _CLOUD_SQL_IOPS else 0
    if engine != "postgres":
        return gib if iops <= MYSQL_IOPS else 0
    return next((size for size, most in POSTGRES_IOPS.items() if size >= gib and most >= iops), 0)


def _cache(s: Settings, target: str) -> str:
    if target == "aws" or not s["backup_days"]:
        return ""
    return f"its snapshots are kept for {s['backup_days']} days, and its stand-in keeps none"


def _balancer(s: Settings, target: str) -> str:
    if target == "aws" or not s.get("tls"):
        return ""
    ports = " and ".join(str(port) for port in s["tls"])
    return (
        f"it ends TLS on port {ports}, and its stand-in passes connections on as they come: have its members end TLS, "
        "or write an application gateway with your certificate"
    )


_CHECKS: Mapping[str, Callable[[Settings, str], str]] = {
    "log_store": _logs,
    "block_volume": _disk,
    "database": _database,
    "cache": _cache,
    "load_balancer": _balancer,
}
