"""Budgets and alarms as one new file of Terraform beside the user's; no file that is there is altered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from lepton_iac import assets
from lepton_iac.errors import WriteError
from lepton_iac.write.module import Module, read_folder
from lepton_iac.write.new_module.names import quoted
from lepton_iac.write.source import parse_source

FILE = "guard_rails.tf"


@dataclass(frozen=True, slots=True)
class Meter:
    """Where a cloud keeps the processor's load of a type.

    Attributes:
        space: the metric's namespace; on Google Cloud the monitored resource.
        dimension: what tells resources apart; ``attribute`` is what the resource fills it with.
    """

    space: str
    metric: str
    dimension: str = ""
    attribute: str = ""


_EC2, _RDS = ("AWS/EC2", "CPUUtilization"), ("AWS/RDS", "CPUUtilization")
_SETS = Meter("Microsoft.Compute/virtualMachineScaleSets", "Percentage CPU")
_GCE = "compute.googleapis.com/instance/cpu/utilization"
METERS: Mapping[str, Meter] = {
    "aws_instance": Meter(*_EC2, "InstanceId", "id"),
    "aws_autoscaling_group": Meter(*_EC2, "AutoScalingGroupName", "name"),
    "aws_db_instance": Meter(*_RDS, "DBInstanceIdentifier", "identifier"),
    "aws_rds_cluster_instance": Meter(*_RDS, "DBInstanceIdentifier", "identifier"),
    "aws_elasticache_cluster": Meter("AWS/ElastiCache", "CPUUtilization", "CacheClusterId", "cluster_id"),
    "azurerm_linux_virtual_machine": Meter("Microsoft.Compute/virtualMachines", "Percentage CPU"),
    "azurerm_windows_virtual_machine": Meter("Microsoft.Compute/virtualMachines", "Percentage CPU"),
    "azurerm_linux_virtual_machine_scale_set": _SETS,
    "azurerm_windows_virtual_machine_scale_set": _SETS,
    "azurerm_mysql_flexible_server": Meter("Microsoft.DBforMySQL/flexibleServers", "cpu_percent"),
    "azurerm_postgresql_flexible_server": Meter("Microsoft.DBforPostgreSQL/flexibleServers", "cpu_percent"),
    "google_compute_instance": Meter("gce_instance", _GCE, "instance_id", "${{}.instance_id}"),
    "google_sql_database_instance": Meter(
        "cloudsql_database",
        "cloudsql.googleapis.com/database/cpu/utilization",
        "database_id",
        "${{}.project}:${{}.name}",
    ),
}
"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html,
https://learn.microsoft.com/azure/azure-monitor/reference/metrics-index,
https://cloud.google.com/monitoring/api/metrics_gcp"""


@dataclass(frozen=True, slots=True)
class Limit:
    """A monthly budget: whole units of the bill's currency; a guess is no default, so what is incomplete has none."""

    provider: str
    limit: int
    words: str
    complete: bool


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm on the processor of one resource.

    Attributes:
        share: 0..1 of the capacity.
        provider: the provider configuration of the resource; empty for the default one.
    """

    address: str
    type: str
    label: str
    title: str
    words: str
    share: float
    provider: str = ""

    @property
    def meter(self) -> Meter:
        return METERS[self.type]

    @property
    def percent(self) -> str:
        return f"{self.share * 100:.4g}"

    @property
    def reference(self) -> str:
        return self.address

    @property
    def cloud(self) -> str:
        return self.type.partition("_")[0]

    @property
    def topic(self) -> str:
        """The name of what its warnings go through: one for each provider configuration."""
        return "_".join(["guard_rails", *self.provider.split(".")[1:]])


@dataclass(frozen=True, slots=True)
class Place:
    """One provider configuration that alarms are in; ``first`` is a resource there."""

    provider: str
    topic: str
    first: str


@dataclass(frozen=True, slots=True)
class Rails:
    """What guards one stack.

    Attributes:
        month: ``2026-11``, the first month of the budgets.
        notes: what is not guarded, and why.
    """

    name: str
    currency: str
    month: str
    budgets: tuple[Limit, ...]
    alarms: tuple[Alarm, ...] = ()
    notes: tuple[str, ...] = ()

    def of(self, cloud: str) -> tuple[Alarm, ...]:
        return tuple(alarm for alarm in self.alarms if alarm.cloud == cloud)

    def places(self, cloud: str) -> tuple[Place, ...]:
        found = {one.provider: Place(one.provider, one.topic, one.reference) for one in reversed(self.of(cloud))}
        return tuple(found[key] for key in sorted(found))


def render(rails: Rails) -> str:
    """The file: variables, and for each cloud of the stack its budget and alarms."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    env = Environment(
        loader=FileSystemLoader(assets.folder("templates")),
        autoescape=False,  # nosec B701 # noqa: S701 - HCL, not HTML: every text goes through the filter `q`
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["q"] = quoted
    names = ["variables", *(budget.provider for budget in rails.budgets)]
    return "\n".join(env.get_template(f"guard_rails/{name}.tf.j2").render(rails=rails).strip() + "\n" for name in names)


def guard_rails(folder: Path, rails: Rails) -> str:
    """The file for a folder, its alarms beside the resources they watch.

    Raises:
        WriteError: the folder cannot be read, or something it declares, or the file, is called so already.
    """
    found, root = read_folder(folder)
    module = root.module
    if (folder / FILE).exists():
        raise WriteError(
            "the file is there already", where=str(folder / FILE), mend="remove it, or give another file with --out"
        )
    placed = replace(rails, alarms=tuple(_placed(module, rails.alarms, found.path)))
    text = render(placed)
    again = parse_source(text.encode(), FILE)
    if again.problem:
        raise WriteError(again.problem, where=FILE, mend="nothing was written; report this with the plan")
    taken = sorted(set(_names(again.body.blocks)) & set(_declared(module)))
    if taken:
        raise WriteError(f"{taken[0]} is declared already", where=str(folder), mend=f"rename it, or remove it ({FILE})")
    return text


def _placed(module: Module, alarms: Sequence[Alarm], top: Path) -> Iterator[Alarm]:
    for alarm in alarms:
        _, kind, name = ("", *alarm.address.partition("[")[0].split(".", 1))
        block = module.resources.get(("managed", kind, name))
        chosen = block.body.attributes.get("provider") if block is not None else None
        if chosen is None or block is None:
            yield alarm
            continue
        data = (top / chosen.place.file).read_bytes()
        words = data[chosen.place.start : chosen.place.end].decode("utf-8", "replace").partition("=")[2]
        yield replace(alarm, provider=words.strip().strip('"'))


def _names(blocks: Sequence[object]) -> Iterator[str]:
    for block in blocks:
        labels = getattr(block, "labels", ())
        yield ".".join((getattr(block, "type", ""), *labels))


def _declared(module: Module) -> Iterator[str]:
    for mode, kind, name in module.resources:
        yield f"{'resource' if mode == 'managed' else mode}.{kind}.{name}"
    yield from (f"variable.{name}" for name in module.variables)
