"""Reports made by hand: several providers, gaps of every sort, tiers, parts, moves, forecasts and hostile names."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from lepton_iac.model import (
    SENSITIVE,
    Action,
    Bill,
    Charge,
    Equivalent,
    Finding,
    Note,
    PriceRow,
    Project,
    Proposal,
    Quantity,
    Report,
    Resource,
    ResourceBill,
    Span,
    Stack,
    Status,
    Unpriced,
    Usage,
)
from tests.report.evidence import demand, equivalents, findings, patch, proposal

MADE = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOSTILE = (
    "<script>alert(1)</script>",
    "a|b",
    "\x1b[31mred\x1b[0m",
    "\x1b]8;;https://evil.example\x07click\x1b]8;;\x07",
    "[link](javascript:alert(1))",
    "![image](https://evil.example/x.png)",
    "@everyone #1 !2 :tada:",
    "--> <!-- done",
    "```\n# heading",
    "line\nbreak\r\ttab",
    '=HYPERLINK("https://evil.example")',
    "+1-1",
    "-2+3",
    "[bold red]markup[/bold red]",
    "{{ 7 * 7 }}",
    "\u202egnp.exe",
    "zero\u200bwidth",
    "\ud800lone surrogate",
    "日本語のリソース",
    "é" * 50,
    "x" * 10_000,
    "]]>",
    "<!channel>",
    "\x00",
)
"""Names an attacker could give a resource, a tag or a module."""


def row(service: str, component: str, sku: str, unit: str, price: str, **more: object) -> PriceRow:
    """A price row of the book."""
    plain = PriceRow(
        "aws",
        "eu-west-1",
        service,
        component,
        sku,
        unit,
        Decimal(price),
        Decimal(0),
        None,
        "on_demand",
        "USD",
        "2026-10-01",
        "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/index.json",
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def charge(name: str, unit: str, quantity: str | None, price: str | None, **more: object) -> Charge:
    """A charge; its cost is quantity times price, or unknown with the reason that fits."""
    amount = None if quantity is None else Decimal(quantity)
    rate = None if price is None else Decimal(price)
    cost: Decimal | Unpriced
    if rate is None:
        cost = Unpriced(Status.UNPRICED, "the price book has no row for it")
    elif amount is None:
        cost = Unpriced(Status.USAGE_UNKNOWN, "no usage was given")
    else:
        cost = amount * rate
    return replace(Charge(name, unit, amount, rate, cost), **more)  # type: ignore[arg-type]


def resource(place: str, **more: object) -> Resource:
    """A resource; provider and type are read from its address."""
    type_name, name = place.rpartition("module.")[2].split(".")[-2:]
    module = place.removesuffix(f".{type_name}.{name}") if place.startswith("module.") else ""
    provider = type_name.split("_")[0]
    plain = Resource(place, type_name, name, provider, {}, module=module, region="eu-west-1")
    return replace(plain, **more)  # type: ignore[arg-type]


def web(size: str, price: str, **more: object) -> ResourceBill:
    """A web server with a root disk."""
    tags = {"team": "web", "owner": SENSITIVE}
    attributes = {"instance_type": size, "tags": tags, "user_data": SENSITIVE}
    settings: dict[str, object] = {"attributes": attributes, "span": Span("main.tf", 3, 12), **more}
    hours = charge(
        f"Instance usage (Linux/UNIX, on-demand, {size})",
        "hours",
        "730",
        price,
        row=row("ec2", "instance", size, "hours", price),
        formula="hours of the month",
        assumptions=("runs all month",),
    )
    disk = charge(
        "Storage (general purpose SSD, gp3)",
        "GB",
        "50",
        "0.088",
        part=("root_block_device",),
        row=row("ebs", "storage", "gp3", "GB", "0.088"),
    )
    return ResourceBill(
        resource("module.web.aws_instance.this", **settings),
        Status.PRICED,
        (hours, disk),
        "compute",
        source="https://aws.amazon.com/ec2/pricing/on-demand/",
    )


def bucket() -> ResourceBill:
    """An object store with tiers and usage that is not known."""
    first = charge(
        "Storage",
        "GB",
        "51200",
        "0.023",
        tier="first 50TB",
        part=("Standard",),
        usage_keys=("standard.storage_gb",),
        low=Decimal("1000.10"),
        high=Decimal("1177.60"),
        row=row("s3", "storage", "standard", "GB", "0.023", tier_to=Decimal(51200)),
    )
    second = charge(
        "Storage",
        "GB",
        "8800",
        "0.022",
        tier="next 450TB",
        part=("Standard",),
        usage_keys=("standard.storage_gb",),
        low=Decimal(0),
        high=Decimal("400.40"),
        row=row("s3", "storage", "standard", "GB", "0.022", tier_from=Decimal(51200), tier_to=Decimal(512000)),
    )
    requests = charge(
        "PUT, COPY, POST, LIST requests",
        "1k requests",
        None,
        "0.005",
        part=("Standard",),
        usage_keys=("standard.monthly_tier_1_requests",),
        row=row("s3", "requests", "tier1", "1k requests", "0.005"),
    )
    return ResourceBill(
        resource("aws_s3_bucket.logs", span=Span("storage.tf", 1, 9)),
        Status.PRICED,
        (first, second, requests),
        "object_store",
    )


def gaps() -> tuple[ResourceBill, ...]:
    """One resource per sort of gap, and a free one."""
    function = charge("Requests", "1M requests", None, "0.20", usage_keys=("monthly_requests",))
    tiny = charge("Price per message", "messages", "3", "0.0000004", usage_keys=("messages",))
    machine = charge("Instance usage (Linux, pay as you go, Standard_X1)", "hours", "730", None)
    elsewhere = Unpriced(Status.UNAVAILABLE, "n2-highcpu-2 is not sold in africa-south1")
    absent = Charge("Instance usage (n2-highcpu-2)", "hours", Decimal(730), None, elsewhere)
    return (
        ResourceBill(resource("aws_lambda_function.thumbnails"), Status.USAGE_UNKNOWN, (function,), "function"),
        ResourceBill(resource("aws_sns_topic.events"), Status.PRICED, (tiny,), "topic"),
        ResourceBill(resource("azurerm_linux_virtual_machine.db"), Status.UNPRICED, (machine,), "compute"),
        ResourceBill(resource("google_compute_instance.far"), Status.UNAVAILABLE, (absent,), "compute"),
        ResourceBill(resource("aws_braket_job.q"), Status.UNSUPPORTED, reason="no file in kinds for aws_braket_job"),
        ResourceBill(resource("aws_iam_role.ci"), Status.FREE, reason="IAM has no charge"),
    )


def full() -> Report:
    """One project with everything."""
    now = Bill((web("m5.2xlarge", "0.428"), bucket(), *gaps()))
    old_web = web("m5.xlarge", "0.214", address="aws_instance.this", module="")
    moved = web("m5.2xlarge", "0.428", previous_address="aws_instance.this", action=Action.UPDATE)
    spare = charge("Storage (general purpose SSD, gp2)", "GB", "80", "0.10")
    removed = ResourceBill(resource("aws_ebs_volume.spare"), Status.PRICED, (spare,), "block_volume")
    prior = Bill((old_web, removed, *gaps()))
    now = replace(now, lines=(moved, *now.lines[1:]))
    usage = Usage(
        declared={
            "aws_s3_bucket.logs": {"standard.storage_gb": Quantity(Decimal(60000), Decimal(43483), Decimal(69400))}
        },
        demands={"module.web.aws_instance.this": (demand(),)},
        unmatched=(Note("no resource has this id", "i-0abc"),),
    )
    stack = Stack(
        tuple(line.resource for line in now.lines),
        tuple(line.resource for line in prior.lines),
        "plan.json",
        "plan",
        "1.15.0",
        (Note("the module registry/vpc is remote and was left out", "network.tf:4"),),
        True,
    )
    project = Project(
        "shop",
        stack,
        now,
        prior,
        usage,
        proposal(),
        Bill((web("m5.xlarge", "0.214"), *now.lines[1:])),
        patch(),
        equivalents(),
        findings(),
    )
    return report(project)


def report(*projects: Project) -> Report:
    """A report of the projects, always made at the same time."""
    return Report(projects, MADE, "0.1.0", book={"name": "embedded", "oldest": "2026-09-01", "newest": "2026-10-01"})


def empty() -> Report:
    """A project without a single resource."""
    return report(Project("empty", Stack(()), Bill(())))


def complete() -> Report:
    """A project whose every cost is known, without a past."""
    return report(Project("whole", Stack(()), Bill((web("m5.large", "0.107"),))))


def named(name: str) -> Report:
    """The full report with one name put everywhere a stranger can put one."""
    source = full()
    project = source.projects[0]
    marked = replace(charge(name, "GB", "1", "2", part=(name,), tier=name, assumptions=(name,), formula=name))
    gone = charge(name, name, None, "2", usage_keys=(name,))
    place = Span(name, 1, 2)
    tagged = resource("aws_instance.x", address=name, module=name, attributes={"tags": {name: name}}, span=place)
    lines = (
        ResourceBill(tagged, Status.PRICED, (marked, gone), reason=name),
        ResourceBill(replace(tagged, address=f"{name}2", type=name), Status.UNSUPPORTED, reason=name),
    )
    change = (
        replace(project.proposal.changes[0], address=name, before=name, after=name, why=name, kept=(name,))
        if project.proposal
        else None
    )
    changed = replace(
        project,
        name=name,
        stack=replace(project.stack, source=name, notes=(Note(name, name),)),
        bill=Bill(lines),
        prior=Bill(()),
        usage=Usage(demands={name: (replace(demand(), address=name, why=name, method=name),)}),
        proposal=Proposal((change,) if change else (), (Note(name, name),)),
        equivalents=(Equivalent(name, name, name, name, Decimal(1), {name: name}),),
        findings=(Finding(name, name, name, name, place, name, name),),
        patch=None,
    )
    return replace(source, projects=(changed,), notes=(Note(name, name),), book={"name": name})
