"""A comment as long as its host allows, in characters as the strictest host counts them."""

from collections.abc import Callable

from lepton_iac.errors import LeptonError


def characters(text: str) -> int:
    """UTF-16 code units: what Java and .NET servers count; never fewer than code points."""
    return len(text) + sum(character > "\uffff" for character in text)


def fitted(render: Callable[[int], str], limit: int) -> str:
    """The longest rendering that fits.

    Args:
        render: a text of at most so many code points; it may raise ``LeptonError`` when that is too few.
        limit: in UTF-16 code units.

    Raises:
        LeptonError: nothing fits.
    """
    allowed = limit
    while allowed >= 0:
        text = render(allowed)
        excess = characters(text) - limit
        if excess <= 0:
            return text
        allowed = min(allowed, len(text)) - excess
    raise LeptonError(f"a comment of {limit} characters cannot hold the totals", mend="allow more characters")
