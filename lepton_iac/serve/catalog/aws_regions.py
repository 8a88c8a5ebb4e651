"""What AWS puts before a usage type to say where: https://docs.aws.amazon.com/cur/latest/userguide/cur-usage-type.html."""

from collections.abc import Mapping

PREFIXES: Mapping[str, tuple[str, ...]] = {
    "us-east-1": ("USE1",),
    "us-east-2": ("USE2",),
    "us-west-1": ("USW1",),
    "us-west-2": ("USW2",),
    "us-gov-east-1": ("UGE1",),
    "us-gov-west-1": ("UGW1",),
    "ca-central-1": ("CAN1",),
    "sa-east-1": ("SAE1",),
    "eu-west-1": ("EUW1", "EU"),
    "eu-west-2": ("EUW2",),
    "eu-west-3": ("EUW3",),
    "eu-central-1": ("EUC1",),
    "eu-central-2": ("EUC2",),
    "eu-north-1": ("EUN1",),
    "eu-south-1": ("EUS1",),
    "eu-south-2": ("EUS2",),
    "ap-northeast-1": ("APN1",),
    "ap-northeast-2": ("APN2",),
    "ap-northeast-3": ("APN3",),
    "ap-southeast-1": ("APS1",),
    "ap-southeast-2": ("APS2",),
    "ap-southeast-3": ("APS4",),
    "ap-southeast-4": ("APS6",),
    "ap-south-1": ("APS3",),
    "ap-south-2": ("APS5",),
    "ap-east-1": ("APE1",),
    "af-south-1": ("AFS1",),
    "me-south-1": ("MES1",),
    "me-central-1": ("MEC1",),
    "il-central-1": ("ILC1",),
}


def spellings(region: str, usage_type: str) -> tuple[str, ...]:
    """A usage type bare, as older services of us-east-1 write it, and with what its region puts before it."""
    return (usage_type, *(f"{prefix}-{usage_type}" for prefix in PREFIXES.get(region, ())))
