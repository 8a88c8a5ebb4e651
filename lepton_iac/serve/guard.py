"""What surrounds every request: its size, how many of them, and the headers of every answer."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lepton_iac.errors import LeptonError
from lepton_iac.serve.settings import Limits

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
UPLOADS = "/plans"
LOGIN = "/login"
MOST_CALLERS = 10_000


class TooLargeError(LeptonError):
    """The body of a request is longer than it may be."""


class Buckets:
    """How many requests each caller has left: a bucket that fills up again over a minute."""

    def __init__(self, per_minute: int) -> None:
        self._most = per_minute
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, caller: str, now: float) -> bool:
        """Take one; ``False`` when there is none left."""
        with self._lock:
            left, then = self._left.pop(caller, (float(self._most), now))
            left = min(float(self._most), left + (now - then) * self._most / 60)
            allowed = left >= 1
            self._left[caller] = (left - 1 if allowed else left, now)
            if len(self._left) > MOST_CALLERS:
                self._left.popitem(last=False)
        return allowed


class Guard:
    """ASGI middleware: refuses what is too much, and puts strict headers on every answer."""

    def __init__(self, app: ASGIApp, limits: Limits, *, tls: bool) -> None:
        self._app = app
        self._limits = limits
        self._headers = dict(HEADERS)
        if tls:
            self._headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        self._buckets = Buckets(limits.requests_per_minute)
        self._logins = Buckets(limits.logins_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        caller, now = network((scope.get("client") or ("",))[0]), time.monotonic()
        logs_in = scope["path"].startswith(LOGIN)
        if not self._buckets.take(caller, now) or (logs_in and not self._logins.take(caller, now)):
            refusal = JSONResponse({"error": "too many requests"}, 429, {"Retry-After": "10"})
            await refusal(scope, receive, self._with_headers(send))
            return
        await self._app(scope, self._counted(scope, receive), self._with_headers(send))

    def _counted(self, scope: Scope, receive: Receive) -> Receive:
        limits = self._limits
        uploads = scope["path"].endswith(UPLOADS)
        most = limits.plan_bytes + limits.archive_bytes if uploads else limits.body_bytes
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise TooLargeError(f"the request is longer than {most:,} bytes", mend="send less")
            return message

        return counted

    def _with_headers(self, send: Send) -> Send:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", POLICY)
            await send(message)

        return sent


def network(address: str) -> str:
    """Whom an address belongs to: one household has all of an IPv6 network of 64 bits."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    return str(ipaddress.ip_network(f"{found}/64", strict=False)) if not found.is_loopback else address
