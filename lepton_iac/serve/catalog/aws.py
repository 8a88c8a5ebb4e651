"""AWS's products in one region, made from the book with the names the offer files are read by."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from lepton_iac.model import PriceRow, Unpriced
from lepton_iac.price.book import Book
from lepton_iac.price.fetch_aws_names import BALANCERS, ENGINES, SYSTEMS, USAGE
from lepton_iac.serve.catalog.aws_regions import spellings
from lepton_iac.serve.catalog.aws_usage import DESCRIBED, SHARED, WORDS
from lepton_iac.serve.catalog.product import ONE, Product, offers

VENDOR = "aws"
_BALANCED: Mapping[str, str] = {
    "LoadBalancing:Application": "Load Balancer-Application",
    "LoadBalancing:Network": "Load Balancer-Network",
    "LoadBalancing:Gateway": "Load Balancer-Gateway",
    "LoadBalancing": "Load Balancer",
}
_DEPLOYMENTS = {"single-az": "Single-AZ", "multi-az": "Multi-AZ"}
_QUEUES = {"standard": "Standard", "fifo": "FIFO (first-in, first-out)"}
_SECRETS = {"secrets_manager_secret": "Secret", "secrets_manager_requests": "API Request"}
_IO2 = "EBS:VolumeP-IOPS.io2"


def products(book: Book, service: str, region: str) -> Iterator[Product]:
    """Every product of an offer (``AmazonEC2`` ...) that the book has a price of in the region."""
    for usage, (family, attributes) in DESCRIBED.get(service, {}).items():
        key, component, sku, unit, per = USAGE[service][usage]
        rows = _ladder(book, region, key, component, sku)
        more = {name: (word,) for name, word in attributes.items()}
        yield from _one(service, family, region, {"usagetype": spellings(region, usage), **more}, rows, unit, per)
    match service:
        case "AmazonEC2":
            yield from _machines(book, region)
            yield from _io2(book, region)
        case "AmazonRDS":
            yield from _databases(book, region)
            yield from _database_storage(book, region)
        case "AmazonElastiCache":
            yield from _caches(book, region)
        case "AWSELB":
            yield from _balancers(book, region)
        case "AWSQueueService":
            yield from _queues(book, region)
        case "AWSSecretsManager":
            yield from _secrets(book, region)


def _ladder(book: Book, region: str, service: str, component: str, sku: str) -> Sequence[PriceRow]:
    found = book.ladder(VENDOR, region, service, component, sku)
    return () if isinstance(found, Unpriced) else found


def _one(
    service: str,
    family: str,
    region: str,
    attributes: Mapping[str, tuple[str, ...]],
    rows: Sequence[PriceRow],
    unit: str,
    per: Decimal = ONE,
) -> Iterator[Product]:
    """The product, where the book has a price of it."""
    found = offers(rows, WORDS.get(unit, unit), per)
    if found:
        yield Product(VENDOR, service, family, region, {"locationType": ("AWS Region",), **attributes}, found)


def _by_sku(book: Book, service: str, component: str, region: str) -> Mapping[str, list[PriceRow]]:
    """SKU to its rows of every purchase option that AWS's list has."""
    found: dict[str, list[PriceRow]] = {}
    for purchase in ("on_demand", "spot", "reserved_1y_no_upfront", "reserved_3y_no_upfront"):
        for row in book.search(VENDOR, service, component, region, purchase):
            found.setdefault(row.sku, []).append(row)
    return found


def _machines(book: Book, region: str) -> Iterator[Product]:
    for system, component in SYSTEMS.items():
        for tenancy, ending in (("Shared", ""), ("Dedicated", "_dedicated")):
            for sku, rows in _by_sku(book, "vm", f"{component}{ending}", region).items():
                attributes = {
                    "instanceType": (sku,),
                    "tenancy": (tenancy,),
                    "operatingSystem": (system,),
                    "preInstalledSw": ("NA",),
                    "licenseModel": ("No License required",),
                    "capacitystatus": ("Used",),
                    "usagetype": spellings(region, f"BoxUsage:{sku}"),
                }
                family = "Compute Instance (bare metal)" if "metal" in sku else "Compute Instance"
                yield from _one("AmazonEC2", family, region, attributes, rows, "hours")


def _io2(book: Book, region: str) -> Iterator[Product]:
    """IOPS of io2 volumes: AWS lists each tier as a product of its own, from zero."""
    endings = ("", ".tier2", ".tier3")
    for row, ending in zip(_ladder(book, region, "ebs", "ebs_io2_iops", ""), endings, strict=False):
        attributes = {"volumeApiName": ("io2",), "usagetype": spellings(region, f"{_IO2}{ending}")}
        yield from _one("AmazonEC2", "System Operation", region, attributes, [row], "IOPS-month")


def _databases(book: Book, region: str) -> Iterator[Product]:
    for (engine, edition, licence), name in ENGINES.items():
        for optimized in ("", "-iopt"):
            for deployment, words in _DEPLOYMENTS.items():
                start = "Multi-AZUsage" if deployment == "multi-az" else "InstanceUsage"
                usage = "InstanceUsageIOOptimized" if optimized else start
                for sku, rows in _by_sku(book, "rds", f"{name}{optimized}/{deployment}", region).items():
                    attributes = {
                        "instanceType": (sku,),
                        "databaseEngine": (engine,),
                        "databaseEdition": (edition,),
                        "licenseModel": (licence,),
                        "deploymentOption": (words,),
                        "usagetype": spellings(region, f"{usage}:{sku}"),
                    }
                    yield from _one("AmazonRDS", "Database Instance", region, attributes, rows, "hours")


def _database_storage(book: Book, region: str) -> Iterator[Product]:
    """What is listed once for each engine at one price: a product that answers to all of their names."""
    for usage, (family, attributes) in SHARED.items():
        key, component, sku, unit, per = USAGE["AmazonRDS"][usage]
        rows = _ladder(book, region, key, component, sku)
        named = {"usagetype": spellings(region, usage), **attributes}
        yield from _one("AmazonRDS", family, region, named, rows, unit, per)


def _caches(book: Book, region: str) -> Iterator[Product]:
    for engine in ("Redis", "Memcached"):
        for sku, rows in _by_sku(book, "elasticache", engine.lower(), region).items():
            attributes = {
                "instanceType": (sku,),
                "cacheEngine": (engine,),
                "usagetype": spellings(region, f"NodeUsage:{sku}"),
            }
            yield from _one("AmazonElastiCache", "Cache Instance", region, attributes, rows, "hours")


def _balancers(book: Book, region: str) -> Iterator[Product]:
    for (usage, operation), (service, component, unit) in BALANCERS.items():
        attributes = {"usagetype": spellings(region, usage), "operation": (operation,)}
        rows = _ladder(book, region, service, component, "")
        yield from _one("AWSELB", _BALANCED[operation], region, attributes, rows, unit)


def _queues(book: Book, region: str) -> Iterator[Product]:
    for sku, words in _QUEUES.items():
        rows = _ladder(book, region, "sqs", "sqs_requests", sku)
        yield from _one("AWSQueueService", "API Request", region, {"queueType": (words,)}, rows, "requests")


def _secrets(book: Book, region: str) -> Iterator[Product]:
    for component, family in _SECRETS.items():
        rows = _ladder(book, region, "secrets_manager", component, "")
        yield from _one("AWSSecretsManager", family, region, {}, rows, "requests")


SERVICES = frozenset({*DESCRIBED, "AmazonElastiCache", "AWSELB", "AWSQueueService", "AWSSecretsManager"})
