"""Forecast, proposal, patch, equivalents and findings made by hand for the full example."""

from datetime import UTC, datetime
from decimal import Decimal
from math import nan

from lepton_iac.model import (
    Change,
    Demand,
    Disruption,
    Equivalent,
    FileEdit,
    Finding,
    Note,
    Outlook,
    Patch,
    Proposal,
    Refusal,
    SetAttribute,
    Span,
    Track,
)


def demand() -> Demand:
    """A forecast of the web server's processor."""
    return Demand(
        "module.web.aws_instance.this",
        "cpu_fraction",
        "fraction",
        {0.5: 0.08, 0.9: 0.15, 0.95: 0.19, 0.99: 0.31},
        0.34,
        0.01,
        0.42,
        "seasonal quantiles",
        "a daily rhythm explains 81% of the variance",
        42.0,
        720,
        hour_of_day=tuple(0.05 + 0.01 * (hour if hour < 12 else 24 - hour) for hour in range(24)),
        warnings=("2 gaps longer than 6 hours were left out",),
        outlooks=outlooks(),
        track=track(),
    )


def outlooks() -> tuple[Outlook, ...]:
    """Three horizons the history tells, and one it does not."""
    told = {"day": (0.08, 0.14, 0.18, 0.3), "week": (0.08, 0.15, 0.19, 0.31), "month": (0.09, 0.17, 0.21, 0.33)}
    return (
        *(
            Outlook(name, hours, "fraction", dict(zip((0.5, 0.9, 0.95, 0.99), told[name], strict=True)), "hour-of-week")
            for name, hours in (("day", 24), ("week", 168), ("month", 730))
        ),
        Outlook("12 months", 8760, "fraction", {}, "", "42 days of history cannot tell 365 days ahead"),
    )


def track() -> Track:
    """Ten days of a daily rhythm with a gap, and two days ahead."""
    past = [0.05 + 0.01 * min(hour % 24, 24 - hour % 24) for hour in range(240)]
    past[100:110] = [nan] * 10
    ahead = past[:48]
    return Track(
        datetime(2026, 9, 1, tzinfo=UTC),
        tuple(past),
        tuple(level * 0.8 for level in ahead),
        tuple(ahead),
        tuple(level * 1.5 for level in ahead),
    )


def proposal() -> Proposal:
    """Three changes from harmless to harmful, and one thing left alone."""
    smaller = Change(
        "right-size-compute",
        "module.web.aws_instance.this",
        "instance_type",
        "m5.2xlarge",
        "m5.xlarge",
        Decimal("156.22"),
        Disruption.STOP_START,
        "p99 of the processor is 31% over 42 days",
        edits=(SetAttribute("instance_type", "m5.xlarge"),),
        saving_low=Decimal("156.22"),
        saving_high=Decimal("160.00"),
        breach_probability=0.004,
        kept=("memory_gib covers p99",),
        not_compared=("network_burst",),
        beaten=("m6g.xlarge: another architecture",),
    )
    colder = Change(
        "storage-class",
        "aws_s3_bucket.logs",
        "lifecycle",
        "STANDARD",
        "INTELLIGENT_TIERING",
        Decimal("40.00"),
        Disruption.ONLINE,
        "nothing was read for 90 days",
        additions=('resource "aws_s3_bucket_lifecycle_configuration" "logs" {\n}\n',),
    )
    idle = Change(
        "remove-idle",
        "aws_ebs_volume.spare",
        "",
        "unattached",
        "",
        Decimal("8.00"),
        Disruption.DATA_LOSS,
        "no instance refers to it",
        removes=True,
    )
    return Proposal((smaller, colder, idle), (Note("no metrics were given", "aws_lambda_function.thumbnails"),))


MAIN_TF = b'# caf\xc3\xa9\nprovider "aws" {}\nresource "aws_instance" "this" {\n  instance_type = "m5.2xlarge"\n}\n'


def patch() -> Patch:
    """The patch of the first change; the last one was not written."""
    before, after = b'"m5.2xlarge"', b'"m5.xlarge"'
    start = MAIN_TF.index(before)
    smaller, _, idle = proposal().changes
    return Patch(
        {"main.tf": MAIN_TF},
        {"main.tf": MAIN_TF.replace(before, after)},
        (FileEdit("main.tf", start, before, after),),
        (smaller,),
        (Refusal(idle, "it loses data", "storage.tf:20"),),
    )


def equivalents() -> tuple[Equivalent, ...]:
    """The web server and the bucket on two other clouds, the function on none."""
    address = "module.web.aws_instance.this"
    return (
        Equivalent(address, "azurerm", "westeurope", "Standard_D8s_v3", Decimal("309.52"), {"vcpu": "same"}),
        Equivalent(
            address,
            "google",
            "europe-west1",
            "n2-standard-8",
            Decimal("301.01"),
            {"vcpu": "same", "memory_gib": "same", "network_gbps": "worse but allowed", "burst": "not compared"},
        ),
        Equivalent("aws_s3_bucket.logs", "azurerm", "westeurope", "Hot LRS", Decimal(1100), {}, "", ("requests",)),
        Equivalent("aws_lambda_function.thumbnails", "azurerm", "westeurope", "", None, {}, "usage is not known"),
    )


def findings() -> tuple[Finding, ...]:
    """Three verdicts of different weight, one without a place."""
    return (
        Finding(
            "tag-owner", "warning", "aws_s3_bucket.logs", "the tag 'cost-center' is missing", Span("storage.tf", 1, 9)
        ),
        Finding(
            "no-old-generation",
            "high",
            "module.web.aws_instance.this",
            "m5 is an old generation",
            Span("main.tf", 3, 5),
            "use m7i.2xlarge",
            "https://aws.amazon.com/ec2/instance-types/",
        ),
        Finding("budget", "info", "", "the budget is 90% used"),
    )
