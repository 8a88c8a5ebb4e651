"""Addresses a token may be sent to."""

import ipaddress
import re
from urllib.parse import quote, urlsplit

from lepton_iac.errors import LeptonError

_BAD = re.compile(r"[\x00-\x20\x7f\\<>\"]")
_MEND = "give --api-url as https://HOST/PATH, without user, query or fragment"


def api_root(url: str, *, allow_http: bool) -> str:
    """An API's address without its last slash, checked before a token goes there.

    Raises:
        LeptonError: it is not https (and neither loopback nor allowed), holds a user, or is no address.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if _BAD.search(url) or not host or parts.username or parts.password or parts.query or parts.fragment:
        raise LeptonError("not an address an API can have", where="--api-url", mend=_MEND)
    if parts.scheme != "https" and not (parts.scheme == "http" and (allow_http or _loopback(host))):
        raise LeptonError(
            "a token is only sent over https", where=f"{parts.scheme}://{host}", mend="use https, or give --allow-http"
        )
    return url.rstrip("/")


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def same_host(url: str, root: str) -> bool:
    """Whether an address a server gave us belongs to the server we asked."""
    there, here = urlsplit(url), urlsplit(root)
    return (there.scheme, there.netloc) == (here.scheme, here.netloc)


def path(*segments: str | int) -> str:
    """Path segments joined, each quoted whole.

    Raises:
        LeptonError: a segment is empty or climbs.
    """
    for segment in segments:
        if str(segment) in {"", ".", ".."}:
            raise LeptonError(f"{segment!r} is no part of a repository's name", mend="give --repo as owner/name")
    return "/".join(quote(str(segment), safe="") for segment in segments)
