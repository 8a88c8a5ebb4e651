"""What a node leaves for pods once the vendor's own reservations are taken off.

EKS: https://github.com/awslabs/amazon-eks-ami (kubelet configuration; pods by network interfaces:
https://github.com/aws/amazon-vpc-cni-k8s/blob/master/misc/eni-max-pods.txt).
AKS: https://learn.microsoft.com/azure/aks/node-resource-reservations.
GKE: https://cloud.google.com/kubernetes-engine/docs/concepts/plan-node-sizes.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from lepton_iac.kubernetes.quantity import Amount
from lepton_iac.model import InstanceSpec

MIB = Decimal(1) / 1024
EVICTION = 100 * MIB
"""The kubelet evicts pods below 100 MiB, on all three."""


@dataclass(frozen=True, slots=True)
class Room:
    """What pods may take on one node, and how many of them may run there."""

    amount: Amount
    pods: int


def room(spec: InstanceSpec, max_pods: int | None = None) -> Room | None:
    """What one machine type offers to pods; ``None`` where its size or its limit of pods is not documented.

    Args:
        max_pods: as the pool sets it; the vendor's default otherwise.
    """
    cpu, memory = spec.vcpu, spec.memory_gib
    if cpu is None or memory is None or cpu <= 0:
        return None
    match spec.provider:
        case "aws":
            return _eks(spec.sku, cpu, memory)
        case "azurerm":
            return _aks(cpu, memory, max_pods)
        case "google":
            return _gke(spec.sku, cpu, memory, max_pods)
    return None


def _room(cpu: Decimal, memory: Decimal, pods: int) -> Room | None:
    left = memory - EVICTION
    return Room(Amount(cpu, left), pods) if cpu > 0 and left > 0 else None


def _tiers(total: Decimal, steps: tuple[tuple[str, str], ...], rest: str) -> Decimal:
    """Shares of the first, the next … of a total: ((up to, share), …) and the share of all above."""
    low, found = Decimal(0), Decimal(0)
    for edge, share in steps:
        found += max(min(total, Decimal(edge)) - low, Decimal(0)) * Decimal(share)
        low = Decimal(edge)
    return found + max(total - low, Decimal(0)) * Decimal(rest)


def kubelet_cores(cpu: Decimal) -> Decimal:
    """6 % of the first core, 1 % of the second, 0.5 % of the next two, 0.25 % of the rest: EKS and GKE."""
    return _tiers(cpu, (("1", "0.06"), ("2", "0.01"), ("4", "0.005")), "0.0025")


_PLAIN = re.compile(r"(?:t[234]g?a?|[mcr][4-9][a-z]*(?:-flex)?)\.(\w+)")
_BY_SIZE = {"nano": 4, "micro": 4, "small": 11, "medium": 17, "large": 35, "xlarge": 58, "2xlarge": 58}
_FOUR_CARDS, _MANY = frozenset({"xlarge", "2xlarge"}), frozenset("4xlarge 8xlarge 9xlarge 10xlarge 12xlarge".split())


def eks_pods(sku: str) -> int | None:
    """Pods by network interfaces and their addresses, for general, compute and memory families; ``None`` for others."""
    match = _PLAIN.fullmatch(sku)
    if match is None:
        return None
    size, burstable = match[1], sku.startswith("t")
    if size in _MANY:
        return 234
    if not burstable and size in {"16xlarge", "18xlarge", "24xlarge"}:
        return 737
    if burstable:
        return 44 if sku.startswith("t2.") and size in _FOUR_CARDS else _BY_SIZE.get(size)
    if sku == "m4.large":
        return 20
    return {"medium": 8, "large": 29, "xlarge": 58, "2xlarge": 58}.get(size)


def _eks(sku: str, cpu: Decimal, memory: Decimal) -> Room | None:
    """Memory: 11 MiB a pod and 255 MiB. Managed groups cap pods at 110, at 250 from 30 processors on."""
    pods = eks_pods(sku)
    if pods is None:
        return None
    capped = min(pods, 250 if cpu >= 30 else 110)
    return _room(cpu - kubelet_cores(cpu), memory - (11 * pods + 255) * MIB, capped)


_AKS_CORES = ((1, 60), (2, 100), (4, 140), (8, 180), (16, 260), (32, 420), (64, 740))
AKS_PODS = 30
"""The fewest of the defaults (Azure CNI with addresses of the subnet): https://learn.microsoft.com/azure/aks/quotas-skus-regions"""


def _aks(cpu: Decimal, memory: Decimal, max_pods: int | None) -> Room | None:
    """Processor by its table, between two sizes the larger; memory: 20 MB a pod and 50 MB, at most a quarter."""
    pods = max_pods or AKS_PODS
    milli = next((reserved for cores, reserved in _AKS_CORES if cpu <= cores), None)
    if milli is None:
        milli = 740 + int((cpu - 64) * 10)
    reserved = min((20 * pods + 50) * Decimal(10) ** 6 / Decimal(2**30), memory / 4)
    return _room(cpu - Decimal(milli) / 1000, memory - reserved, pods)


_SHARED = frozenset({"e2-micro", "e2-small", "e2-medium"})


def _gke(sku: str, cpu: Decimal, memory: Decimal, max_pods: int | None) -> Room | None:
    """Memory in tiers; shared-core types show two processors and keep 1,060 thousandths of them."""
    cores = Decimal("0.94") if sku in _SHARED else cpu - kubelet_cores(cpu)
    tiers = (("4", "0.25"), ("8", "0.20"), ("16", "0.10"), ("128", "0.06"))
    reserved = 255 * MIB if memory < 1 else _tiers(memory, tiers, "0.02")
    return _room(cores, memory - reserved, max_pods or 110)
