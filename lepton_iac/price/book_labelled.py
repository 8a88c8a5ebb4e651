"""Public expectations whose own words name the settings they price: an address, or the name of a component.

Such a row is filed under those words and nothing else; a row whose words do not tell its settings stays out. Several
rows of one name are one price known to several roundings: the shortest decimal that all of them allow.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from lepton_iac.price.book_aliases import EXPECTATIONS, PROVIDERS

Fact = dict[str, str]

WIDEST = Decimal("0.02")
"""A price whose rounding leaves it open by more than this share is not a price."""


class Label(NamedTuple):
    """Where the words of a row stand, and what it is filed under: templates over the named groups of both patterns.

    Attributes:
        component: of the component's name; ``address``: of the resource's address behind its type.
        filed: service, component (empty for the component's own name) and SKU in the book.
        unit, region: in the book; empty for the row's own.
    """

    type: str
    component: str
    address: str
    filed: tuple[str, str, str]
    unit: str = ""
    region: str = ""


class Fields(NamedTuple):
    """What tells one labelled price from another, under the names of the gathered columns."""

    provider: str
    region: str
    service: str
    component: str
    sku_or_tier: str
    unit: str


_ACCOUNT, _SHARE, _QUEUE = "azurerm_storage_account", "azurerm_storage_share", "azurerm_storage_queue"
_BLOBS = r'\w+\["(?:StorageV2|BlobStorage|BlockBlobStorage)\.'
_REP, _ACCESS = r"(?P<rep>[A-Z]+)", r"(?P<access>Hot|Cool)"
_RUNTIMES = r"azurerm_data_factory_integration_runtime_(?:managed|azure_ssis)"
_SSIS = r"Compute \((?P<size>\S+) (?P<version>v\d), (?P<edition>Standard|Enterprise)"

LABELS: tuple[Label, ...] = (
    Label(
        _ACCOUNT, ".+", rf'nfsv3_\w+\["StorageV2\.Standard\.{_REP}\.{_ACCESS}"\]', (_ACCOUNT, "", "tree.{rep}.{access}")
    ),
    Label(
        _ACCOUNT, ".+", rf'nfsv3_\w+\["BlockBlobStorage\.Premium\.{_REP}"\]', (_ACCOUNT, "", "premium_tree.{rep}")
    ),
    Label(_ACCOUNT, ".+", r"nfsv3_.+", ("", "", "")),
    Label(_ACCOUNT, ".+", rf'{_BLOBS}Standard\.{_REP}\.{_ACCESS}"\]', (_ACCOUNT, "", "blob.{rep}.{access}")),
    Label(_ACCOUNT, "(?!Capacity).+", rf'{_BLOBS}Standard\.{_REP}"\]', (_ACCOUNT, "", "blob.{rep}.Hot")),
    Label(_ACCOUNT, ".+", rf'{_BLOBS}Premium\.{_REP}(?:\.{_ACCESS})?"\]', (_ACCOUNT, "", "premium.{rep}")),
    Label(_ACCOUNT, ".+", rf'\w+\["Storage\.Standard\.{_REP}"\]', (_ACCOUNT, "", "v1.{rep}")),
    Label(
        _ACCOUNT, ".+", rf'\w+\["FileStorage\.Standard\.{_REP}\.{_ACCESS}"\]', (_ACCOUNT, "", "file.{rep}.{access}")
    ),
    Label(
        _ACCOUNT, ".+", rf'\w+\["FileStorage\.Premium\.{_REP}\.{_ACCESS}"\]', (_ACCOUNT, "", "premium_file.{rep}")
    ),
    Label(_SHARE, ".+", rf'[\w-]+\["(?P<tier>\w+)\.{_REP}"\]', (_SHARE, "", "{tier}.{rep}")),
    Label(_QUEUE, ".+", rf'[\w-]+\["(?P<kind>Storage|StorageV2)\.Standard\.{_REP}"\]', (_QUEUE, "", "{kind}.{rep}")),
    Label(
        "azurerm_mariadb_server",
        "Storage",
        r"(?P<tier>basic|gp|mo)_\d+core",
        ("{type}", "", "{tier}"),
    ),
    Label(
        "azurerm_mariadb_server", r"Compute \((?P<sku>\w+_Gen5_\d+)\)", ".+", ("{type}", "compute", "{sku}"), "hours"
    ),
    Label(
        "azurerm_sql_elasticpool",
        r"Compute \((?P<edition>\w+), (?P<units>\d+) DTUs\)",
        ".+",
        ("azure_sql", "sqlserver/elastic-pool", "{edition}_{units}"),
    ),
    Label("azurerm_service_plan", r"Instance usage \((?P<sku>D1|SHARED)\)", ".+", ("{type}", "instance", "{sku}")),
    Label("azurerm_network_ddos_protection_plan", "Overage charges", ".+", ("{type}", "", ""), "resources"),
    Label(
        r"azurerm_cosmosdb_\w+", r"Transactional storage \((?P<place>[^)]+)\)", ".+",
        ("azurerm_cosmosdb_region", "transactional_storage", ""), region="{place}",
    ),
    Label(
        "azurerm_logic_app_standard",
        r"Workflow (?P<what>vCore|memory) \(WS\d\)",
        ".+",
        ("logic_apps", "workflow_{what}", ""),
    ),
    Label(
        _RUNTIMES, rf"{_SSIS}, license included\)", ".+",
        ("data_factory", "ssis_{edition}_license_included", "Standard_{size}_{version}"),
    ),
    Label(_RUNTIMES, rf"{_SSIS}\)", ".+", ("data_factory", "ssis_{edition}", "Standard_{size}_{version}")),
    Label(
        r"azurerm_(?:linux|windows)_virtual_machine(?:_scale_set)?|azurerm_kubernetes_cluster(?:_node_pool)?",
        r"Instance usage \((?P<os>Linux|Windows), pay as you go, (?P<sku>(?:Basic|Standard)_[A-Z]\w*)\)",
        ".+",
        ("vm", "{os}", "{sku}"),
    ),
)  # fmt: skip
"""The first entry that fits a row decides; an entry without a service keeps the row out."""

SUPERSEDED = frozenset({_ACCOUNT, _SHARE, _QUEUE})
"""Types whose rows under one example's address are left out, because here each setting has its own."""

TWICE = frozenset({("azurerm_network_ddos_protection_plan", "overage_charges")})
"""Components that were gathered as two prices where there is one, known to two roundings."""


def labelled_facts(facts: Iterable[Fact]) -> Iterator[Fact]:
    """The rows whose words name their settings, as facts of service prices, one a name and region."""
    found: dict[Fields, list[Fact]] = {}
    for fact in facts:
        fields = _filed(fact)
        if fields is not None and fact["derived_unit_price"] and fields.region:
            found.setdefault(fields, []).append(fact)
    rest = {"tier_start": "", "tier_end": "", "purchase": "on_demand", "source": EXPECTATIONS}
    for fields, rows in found.items():
        price = common_price((Decimal(row["derived_unit_price"]), Decimal(row["price_error"])) for row in rows)
        if price is not None:
            newest = max(row["as_of"] for row in rows)
            yield {**fields._asdict(), **rest, "usd_per_unit": str(price), "as_of": newest}


def superseded(fact: Fact) -> bool:
    """Whether the row stands under an example's address and a labelled row says it better."""
    example = fact["service"] in SUPERSEDED and fact["sku_or_tier"].startswith("e.g. ")
    return example or (fact["service"], fact["component"]) in TWICE


def common_price(roundings: Iterable[tuple[Decimal, Decimal]]) -> Decimal | None:
    """The shortest decimal that every (price, error) allows; ``None`` when they disagree or leave too much open."""
    pairs = list(roundings)
    low = max(price - error for price, error in pairs)
    high = min(price + error for price, error in pairs)
    if low > high or low <= 0 or (high - low) / 2 > WIDEST * high:
        return None
    middle = (low + high) / 2
    rounded = (middle.quantize(Decimal(1).scaleb(-places)) for places in range(12))
    return next((price for price in rounded if low <= price <= high), None)


def _filed(fact: Fact) -> Fields | None:
    """The name a row is filed under, or ``None`` where its words do not tell."""
    address = fact["resource_address"].rpartition(f"{fact['resource_type']}.")[2]
    for label in LABELS:
        match = _matched(label, fact, address)
        if match is None:
            continue
        words = {"type": fact["resource_type"], **match}
        service, component, sku = (part.format(**words) for part in label.filed)
        region = label.region.format(**words).lower().replace(" ", "") or fact["region"]
        name = component.lower() or _slug(fact["component"])
        return Fields(fact["provider"], region, service, name, sku, label.unit or fact["unit"]) if service else None
    return None


def _matched(label: Label, fact: Fact, address: str) -> dict[str, str] | None:
    if fact["provider"] not in PROVIDERS or re.fullmatch(label.type, fact["resource_type"]) is None:
        return None
    named = re.fullmatch(label.component, fact["component"])
    placed = re.fullmatch(label.address, address)
    return None if named is None or placed is None else {**named.groupdict(), **placed.groupdict()}


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
