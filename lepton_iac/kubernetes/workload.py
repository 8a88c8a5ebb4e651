"""The nouns of this room: what runs, what it keeps, and what was read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from lepton_iac.kubernetes.quantity import Amount
from lepton_iac.model import EMPTY, Note


@dataclass(frozen=True, slots=True)
class Pod:
    """What every pod of a workload asks for.

    Attributes:
        request: what the scheduler keeps free for it; what nobody asked for counts nothing.
        cpu_limit, memory_limit: ``None`` where a container has none.
        unasked: containers without a request for processor or memory.
        selector: the labels its node must have.
        tolerations: (key, operator, value, effect) of each.
        alone: no two of them on one node.
        zones: it must be spread over zones.
        claims: names of the volume claims it mounts.
        not_compared: what else decides on its node, in words.
    """

    request: Amount
    cpu_limit: Decimal | None = None
    memory_limit: Decimal | None = None
    unasked: tuple[str, ...] = ()
    selector: Mapping[str, str] = EMPTY
    tolerations: tuple[tuple[str, str, str, str], ...] = ()
    alone: bool = False
    zones: bool = False
    claims: tuple[str, ...] = ()
    not_compared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workload:
    """Something that makes pods.

    Attributes:
        replicas: pods at once now; of a DaemonSet none, for the nodes set it.
        most: pods at once at the most, by its autoscaler.
        measured: forecast need of one pod; ``None`` where not measured or refused.
    """

    kind: str
    namespace: str
    name: str
    replicas: int
    most: int
    pod: Pod
    where: str
    measured: Amount | None = None

    @property
    def key(self) -> str:
        return f"{self.namespace}/{self.kind}/{self.name}"

    @property
    def per_node(self) -> bool:
        return self.kind == "DaemonSet"

    @property
    def interruptible(self) -> bool:
        """Several replicas of what holds nothing: losing one node early costs no data and no standstill."""
        return self.kind in {"Deployment", "ReplicaSet"} and self.replicas > 1 and not self.pod.claims

    @property
    def need(self) -> Amount:
        """The larger of what is asked for and what is forecast; never below what is asked for."""
        return self.pod.request if self.measured is None else self.pod.request.larger(self.measured)

    @property
    def unknown(self) -> bool:
        """Nobody asked for all of what it needs, and nobody measured it."""
        return bool(self.pod.unasked) and self.measured is None


@dataclass(frozen=True, slots=True)
class Claim:
    """Disks that are claimed: ``count`` of ``gib`` each; ``storage_class`` empty for the cluster's default."""

    namespace: str
    name: str
    gib: Decimal
    count: int
    storage_class: str
    where: str


@dataclass(frozen=True)
class Manifests:
    """Everything that was read.

    Attributes:
        media: StorageClass to the disk type its parameters name.
        hidden: custom objects whose operator may make pods that ask for more than is known here.
    """

    workloads: tuple[Workload, ...]
    claims: tuple[Claim, ...] = ()
    media: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    hidden: tuple[str, ...] = ()
