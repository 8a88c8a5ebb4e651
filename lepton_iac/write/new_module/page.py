"""What a template may ask while a module is written, and what it may note."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, Decimal
from ipaddress import ip_network
from typing import Any

from lepton_iac import assets
from lepton_iac.kinds.disk_speed import google_disk
from lepton_iac.model import Equivalent, Note
from lepton_iac.write.new_module import names
from lepton_iac.write.new_module.declared import Output, Pool, Variable
from lepton_iac.write.new_module.keys import DISKS
from lepton_iac.write.new_module.part import Estate, Part
from lepton_iac.write.new_module.refuse import database_gib, keyed
from lepton_iac.write.new_module.target import Target, zone

_FARGATE = ((256, 1, 2), (512, 1, 4), (1024, 2, 8), (2048, 4, 16), (4096, 8, 30), (8192, 16, 60), (16384, 32, 120))
"""CPU units and the least and most GiB that go with them."""


_MACHINES = (("compute", "compute-system"),)
_AGENTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "compute": _MACHINES, "scale_group": _MACHINES, "block_volume": _MACHINES,
    "kubernetes_cluster": (*_MACHINES, ("cluster", "container-engine-robot")),
    "database": (("database", "gcp-sa-cloud-sql"),), "object_storage": (("storage", "gs-project-accounts"),),
    "cache": (("cache", "cloud-redis"),), "queue": (("queue", "gcp-sa-pubsub"),),
    "secret": (("secret", "gcp-sa-secretmanager"),), "log_store": (("logging", "gcp-sa-logging"),),
}  # fmt: skip


class Page:
    """The module while it is written."""

    def __init__(
        self,
        name: str,
        target: Target,
        estate: Estate,
        fits: Mapping[str, Equivalent],
        budget: int,
        seconds: Mapping[str, str],
    ) -> None:
        self.name = names.dashed(name, 24)
        self.target = target
        self.estate = estate
        self.fits = fits
        self.budget = budget
        self.seconds = seconds
        self.keyed: dict[str, str] = {}
        self.key_kinds: set[tuple[str, str]] = set()
        self.variables: dict[str, Variable] = {}
        self.outputs: dict[str, Output] = {}
        self.remarks: list[Note] = []
        self.seen: set[str] = set()
        self._part: Part | None = None
        self.regions = list(dict.fromkeys(part.region for part in estate.parts if part.region))
        for number, region in enumerate(self.regions):
            key = "region" if number == 0 else f"region_{number + 1}"
            words = "Where the module lives." if number == 0 else "A further region of the module."
            self.variables[key] = Variable(key, words, default=names.quoted(region))

    def begin(self, part: Part) -> None:
        self._part, self.remarks = part, []

    def left(self, reason: str) -> str:
        """Note what is not carried over of the part in hand."""
        address = self._part.address if self._part is not None else ""
        self.remarks.append(Note(reason, address))
        return ""

    def variable(
        self, name: str, description: str, *, kind: str = "string", default: str = "", sensitive: bool = False
    ) -> str:
        self.variables.setdefault(name, Variable(name, description, kind, default, sensitive))
        return f"var.{name}"

    def output(self, name: str, description: str, value: str, *, sensitive: bool = False) -> str:
        self.outputs.setdefault(name, Output(name, description, value, sensitive))
        return ""

    def once(self, key: str) -> bool:
        """True the first time it is asked."""
        new = key not in self.seen
        self.seen.add(key)
        return new

    def place(self, region: str) -> str:
        """The variable that holds a region."""
        number = self.regions.index(region) if region in self.regions else 0
        return "var.region" if number == 0 else f"var.region_{number + 1}"

    def key(self, part: Part, at: str = "") -> str:
        """The label of the owner's key of a part's region, or of another place, which the module is to have."""
        number = self.regions.index(part.region) + 1
        label = f"copies_{names.label(at)}" if at else "data" if number == 1 else f"data_{number}"
        self.keyed[label] = names.quoted(at) if at else self.place(part.region)
        self.key_kinds.add((label, part.kind))
        return label

    def keyed_part(self, part: Part) -> bool:
        return keyed(part)

    def first_keyed(self, part: Part) -> bool:
        """Whether a part is the first of its kind that has an owner's key."""
        return part is next(one for one in self.of(part.kind) if keyed(one))

    def default_keys(self) -> tuple[str, ...]:
        """The keys of cluster nodes, which take the key of the account's region."""
        return tuple(label for label, kind in sorted(self.key_kinds) if kind == "kubernetes_cluster")

    def encrypts_disks(self, label: str) -> bool:
        return any(one == label and kind in DISKS for one, kind in self.key_kinds)

    def agents(self, label: str) -> tuple[tuple[str, str], ...]:
        """(name, domain of the account) of Google's services that use a key,
        https://cloud.google.com/iam/docs/service-agents
        """
        found = [_AGENTS[kind] for one, kind in sorted(self.key_kinds) if one == label]
        return tuple(dict.fromkeys(agent for agents in found for agent in agents))

    def google_disk(self, s: Mapping[str, Any]) -> str:
        return google_disk(s["gib"], s["iops"] or 3000, s["mibps"] or 0) or "pd-ssd"

    def database_gib(self, s: Mapping[str, Any]) -> int:
        """The size of a server's disk, larger than today's where the IOPS ask for it, which is noted."""
        found = database_gib(self.target.name, s["engine"], s["gib"], s["iops"] or 0)
        if found > database_gib(self.target.name, s["engine"], s["gib"], 0):
            self.left(f"its disk of {s['gib']} GiB: {found} GiB are what {s['iops']} IOPS come with there")
        return found or int(s["gib"])

    def zones(self, network: Part) -> tuple[int, ...]:
        """The zones that a network's subnets are in."""
        own = [one for one in self.of("subnet") if network.label in one.settings["network"]]
        return tuple(sorted({index % 3 for one in own for _, _, index in self.halves(one)})) or (0,)

    def spread(self, network: Part | None) -> bool:
        """Whether the source's way out of a network outlives a zone."""
        own = [one.settings for one in self.of("nat_gateway") if network and network.label in one.settings["network"]]
        return any(one["redundant"] for one in own) or len({one["seat"] for one in own}) > 1

    def gateways(self, part: Part, network: Part) -> tuple[int, ...]:
        """The zones that a gateway stands for where each zone has one of its own; the last takes what is left."""
        own = [one for one in self.of("nat_gateway") if network.label in one.settings["network"]]
        zones = self.zones(network) if self.spread(network) else self.zones(network)[:1]
        number = own.index(part)
        return zones[number:] if part is own[-1] else zones[number : number + 1]

    def table(self, network: Part, index: int) -> str:
        """The private route table of a zone: one for all, or each its own where each has a gateway."""
        return f"{network.label}_private_{'abc'[index % 3]}" if self.spread(network) else f"{network.label}_private"

    def tables(self, network: Part) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.table(network, index) for index in self.zones(network)))

    def zone(self, region: str, index: int | None) -> str:
        return zone(region, index)

    def of(self, kind: str) -> tuple[Part, ...]:
        return self.estate.of(kind)

    def find(self, kind: str, labels: Any) -> Part | None:
        """The first part of a kind among labels."""
        listed: Iterable[str] = [labels] if isinstance(labels, str) else labels or ()
        return next((part for label in listed if (part := self.estate.find(kind, label)) is not None), None)

    def runs(self, kind: str, label: str) -> bool:
        """Whether a machine type is known for a part, so that it is in the module."""
        part = self.estate.find(kind, label)
        fit = self.fits.get(part.address) if part is not None else None
        return fit is not None and bool(fit.sku)

    def lun(self, part: Part) -> int:
        """The number of a disk among those of its machine."""
        disks = [one for one in self.of("block_volume") if one.settings["compute"] == part.settings["compute"]]
        return disks.index(part)

    def pools(self, part: Part) -> tuple[Pool, ...]:
        """The node pools of a cluster whose machines are known, the cluster's own first."""
        own, found = part.settings.get("default_pool"), []
        fit = self.fits.get(part.address)
        if own and fit is not None and fit.sku:
            system = (own["count"], own["disk_gib"], False, "x86_64", own["most"])
            found.append(Pool(f"{part.label}_system", "system", fit.sku, *system))
        for one in part.settings["pools"]:
            fit = self.fits.get(one.address)
            if fit is not None and fit.sku:
                s = one.settings
                more = (s["spot"], s["arch"], s["most"] or 0)
                found.append(Pool(one.label, one.name, fit.sku, s["count"], s["disk_gib"], *more))
            else:
                self.remarks.append(Note(fit.reason if fit else "no machine of the size is known", one.address))
        return tuple(found)

    def image(self, s: Mapping[str, Any], part: Part) -> str:
        """The name of the data source that knows the newest image, one per system and region."""
        number = self.regions.index(part.region) + 1
        system = "windows" if s["os"] == "windows" else "ubuntu_arm64" if s["arch"] == "arm64" else "ubuntu"
        return system if number == 1 else f"{system}_{number}"

    def open(self, network: Part) -> bool:
        """Whether anything in a network needs a way out to, or in from, the internet."""
        wanted = (*self.of("nat_gateway"), *self.of("compute"), *self.of("load_balancer"))
        here = [one for one in wanted if network.label in one.settings["network"]]
        return any(one.kind == "nat_gateway" or one.settings["public"] for one in here)

    def halves(self, subnet: Part) -> tuple[tuple[str, str, int], ...]:
        """(label, range, zone) of what a subnet becomes where one subnet is one zone: two halves of a regional one."""
        if subnet.settings["zone"] is not None:
            return ((subnet.label, subnet.settings["cidr"], subnet.settings["zone"]),)
        halves = ip_network(subnet.settings["cidr"], strict=False).subnets(prefixlen_diff=1)
        return tuple((f"{subnet.label}_{'ab'[number]}", str(half), number) for number, half in enumerate(halves))

    def seats(self, labels: Iterable[str]) -> tuple[str, ...]:
        """The subnets in as many zones as there are, of which many services want two."""
        subnets = [part for label in labels if (part := self.find("subnet", label)) is not None]
        found = [half for subnet in subnets for half, _, _ in self.halves(subnet)]
        if len(found) == 1:
            others = [one for one in self.of("subnet") if one.settings["network"] == subnets[0].settings["network"]]
            zones = {one.settings["zone"]: one.label for one in others if one.settings["zone"] is not None}
            found += [label for zone, label in zones.items() if zone != subnets[0].settings["zone"]][:1]
        return tuple(found)

    def seat(self, part: Part) -> str:
        """The one subnet a machine stands in, in its own zone where it has one."""
        subnet = self.find("subnet", part.settings["subnet"])
        halves = self.halves(subnet) if subnet is not None else ()
        return halves[(part.settings.get("zone") or 0) % len(halves)][0] if halves else ""

    def fargate(self, vcpu: Any, gib: Any) -> tuple[int, int]:
        """The smallest (CPU units, MiB) of a Fargate task that is no smaller; zeros where none is.

        https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
        """
        for units, least, most in _FARGATE:
            if Decimal(units) >= Decimal(str(vcpu or 0)) * 1024 and most >= Decimal(str(gib or 0)):
                memory = max(Decimal(str(gib or 0)).to_integral_value(ROUND_CEILING), Decimal(least))
                return units, int(memory * 1024)
        return 0, 0

    def version(self, engine: str, version: str) -> str:
        """The engine's major version as the target writes it."""
        major = version.partition(".")[0]
        if engine != "mysql":
            return major or "16" if engine == "postgres" else ".".join(version.split(".")[:2]) or "10.11"
        words = {"azure": {"8.0": "8.0.21", "5.7": "5.7"}, "google": {}, "aws": {}}[self.target.name]
        short = ".".join(version.split(".")[:2]) or "8.0"
        return words.get(short, short)

    def step(self, sizes: list[int], least: int) -> int:
        """The smallest size that is no smaller; the largest where none is."""
        return next((size for size in sizes if size >= least), sizes[-1])

    def tags(self, part: Part) -> str:
        """The tags as lines of a map, by the target's rules."""
        if self.target.name != "google":
            return "\n".join(f"{names.quoted(key)} = {names.quoted(value)}" for key, value in part.tags.items())
        pairs = {names.google_key(key): names.google_label(value) for key, value in part.tags.items()}
        return "\n".join(f"{names.quoted(key)} = {names.quoted(value)}" for key, value in pairs.items())


def environment_of(page: Page) -> Any:
    """The templates with the filters that keep names and texts within the target's rules."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    env = Environment(
        loader=FileSystemLoader(assets.folder("templates")),
        autoescape=False,  # nosec B701 # noqa: S701 - HCL, not HTML: every text goes through the filter `q`
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update({"q": names.quoted, "dashed": names.dashed, "packed": names.packed})
    env.globals.update({name: getattr(page, name) for name in "left variable output once place zone find tags".split()})
    return env
