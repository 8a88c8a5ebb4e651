"""The region of every row: from itself, its provider block, or what it belongs to. Never guessed."""

from collections.abc import Mapping

from lepton_iac.model import Unknown
from lepton_iac.read.address import module_steps
from lepton_iac.read.places import Found, aws_place, azure_place, google_place
from lepton_iac.read.providers import Answer, Providers
from lepton_iac.read.row import Row

_OWN = {"aws": aws_place, "azurerm": azure_place, "google": google_place}
_LOCATION_NAMES = ("region", "zone", "location")
_AZURE_WEAK = frozenset(
    "key_vault_id key_vault_key_id key_vault_secret_id log_analytics_workspace_id application_insights_id "
    "action_group_id target_resource_id source_resource_id user_assigned_identity_id source_id".split()
)
"""Ids of things that may lie in another region than the resource that names them; asked last."""
_GOOGLE_PARENTS = frozenset("instance cluster disk source node_pool function service subnetwork repository".split())


class Regions:
    """Regions of one set of rows, found once per row or provider block."""

    def __init__(self, rows: Mapping[str, Row], providers: Providers) -> None:
        self._rows = rows
        self._providers = providers
        self._answers: dict[str, Answer] = {}
        self._siblings: dict[tuple[str, str], dict[str, str]] | None = None

    def of(self, row: Row) -> Answer:
        """The region of a row and where it came from, or ``None`` and why it is not known."""
        return self._of(row, ())

    def _of(self, row: Row, asking: tuple[str, ...]) -> Answer:
        if row.address not in self._answers:
            answer = self._work_out(row, asking)
            if asking and answer[0] is None:
                return answer
            self._answers[row.address] = answer
        return self._answers[row.address]

    def _work_out(self, row: Row, asking: tuple[str, ...]) -> Answer:
        own = _OWN.get(row.provider)
        if own is None:
            region = row.attributes.get("region")
            named = isinstance(region, str) and bool(region)
            return (
                (str(region), "attribute region") if named else (None, f"provider {row.provider} has no known regions")
            )
        place = own(row.attributes)
        if place:
            return place
        if row.provider == "azurerm":
            return self._azure(row, (*asking, row.address))
        return self._google(row, (*asking, row.address)) if row.provider == "google" else self._aws(row)

    def _aws(self, row: Row) -> Answer:
        region = row.attributes.get("region")
        if isinstance(region, Unknown) and "region" in row.references:
            return None, "attribute region refers to a value the plan does not tell"
        return self._by_provider(row)

    def _by_provider(self, row: Row) -> Answer:
        path = tuple(name for name, _ in module_steps(row.module))
        answer = self._providers.region(row, path)
        if answer[0] is not None:
            return answer
        places = self._same_provider(row)
        if len(set(places.values())) == 1:
            address, region = next(iter(places.items()))
            return region, f"same provider as {address}, which tells its region"
        return answer

    def _same_provider(self, row: Row) -> Mapping[str, str]:
        """Regions told by zones, ARNs and links of rows that use the same provider block, by address."""
        if self._siblings is None:
            self._siblings = {}
            for other in self._rows.values():
                place = self._told(other) if other.provider_key else None
                if place:
                    group = self._siblings.setdefault((other.provider, other.provider_key), {})
                    group[other.address] = place[0]
        return self._siblings.get((row.provider, row.provider_key), {}) if row.provider_key else {}

    @staticmethod
    def _told(row: Row) -> Found | None:
        """AWS only: there one provider block is one region unless a resource names its own."""
        if row.provider != "aws" or row.mode != "managed":
            return None
        place = aws_place(row.attributes)
        return place if place and place[1] != "attribute region" else None

    def _google(self, row: Row, asking: tuple[str, ...]) -> Answer:
        if not any(name in row.attributes for name in _LOCATION_NAMES):
            paths = [path for path in row.references if path in _GOOGLE_PARENTS]
            parent = self._agreed(row, paths, asking)
            if parent:
                return parent
        return self._by_provider(row)

    def _azure(self, row: Row, asking: tuple[str, ...]) -> Answer:
        references = row.references
        direct = [path for path in references if path == "location"]
        parents = [path for path in references if _is_parent(path)]
        group = [path for path in references if path == "resource_group_name"]
        weak = [path for path in references if path in _AZURE_WEAK]
        for paths in (direct, parents, group, weak):
            answer = self._agreed(row, paths, asking)
            if answer:
                return answer
        if isinstance(row.attributes.get("location"), Unknown) or direct:
            return None, "attribute location refers to a value the plan does not tell"
        return None, "it has no location, and nothing it refers to has one"

    def _agreed(self, row: Row, paths: list[str], asking: tuple[str, ...]) -> Answer | None:
        """The one region that all referred resources share; ``None`` when they differ or none is known."""
        found: dict[str, str] = {}
        for address in (address for path in paths for address in row.references[path]):
            other = self._rows.get(address)
            if other is None or address in asking or other.provider != row.provider:
                continue
            region, _ = self._of(other, asking)
            if region:
                found.setdefault(region, address)
        if len(found) != 1:
            return None
        region, address = next(iter(found.items()))
        return region, f"{address}, which it refers to"


def _is_parent(path: str) -> bool:
    if path in _AZURE_WEAK or path in {"resource_group_name", "location"}:
        return False
    return "." not in path and path.endswith(("_id", "_name"))
