"""Lists the names prices are found under: ``python -m lepton_iac.price.book_keys aws [ebs]``."""

import sys

from lepton_iac.errors import PriceBookError
from lepton_iac.price.book import Book, open_book
from lepton_iac.price.prices_info import KeyInfo


def key_lines(book: Book, provider: str, service: str | None = None) -> list[str]:
    """One line per component: service, component, unit, regions, purchases, SKU names."""
    return [_line(key) for key in book.keys(provider, service)]


def _line(key: KeyInfo) -> str:
    skus = ", ".join(name or "(empty)" for name in key.skus)
    more = f" … {key.sku_count} in all" if key.sku_count > len(key.skus) else ""
    tiers = "  tiered" if key.tiered else ""
    units, purchases = "/".join(key.units), ",".join(key.purchases)
    return f"{key.service}  {key.component}  [{units}]  regions={key.regions}  {purchases}{tiers}  sku: {skus}{more}"


def main(arguments: list[str]) -> int:
    """Print the components of a provider, or of one of its services."""
    if not arguments:
        raise PriceBookError("no provider is named", mend="python -m lepton_iac.price.book_keys aws [SERVICE]")
    service = arguments[1] if len(arguments) > 1 else None
    sys.stdout.write("\n".join(key_lines(open_book(), arguments[0], service)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
