"""Asking one address whether it is still there: HEAD, then GET; redirects by hand, so that each step is checked like the first.

Connections go only to public addresses, whatever a name resolves to and wherever a redirect leads, unless private ones are allowed.
"""

from __future__ import annotations

import ipaddress
import random
import socket
import ssl
import time
from collections.abc import Iterable
from email.message import Message
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

import httpcore
from msgspec import Struct
from protego import Protego

Kind = Literal["fine", "moved", "dead", "nameless", "insecure", "unsure", "unasked"]

MOST_REDIRECTS = 8
ATTEMPTS = ("HEAD", "GET", "GET")
ROBOTS_BYTES = 512 * 1024
"""As much of a robots.txt as RFC 9309 asks to be read."""
TEMPORARY = {408, 425, 429, 500, 502, 503, 504}
GONE = {404, 410}


class Answer(Struct, frozen=True):
    """What an address came to: `detail` says it in words; `location` is where one that has moved is now."""

    kind: Kind
    detail: str = ""
    location: str = ""


class Manners(Struct, frozen=True):
    """How to ask. Times are in seconds: `pause` between two questions to a host, `patience` with one connection."""

    agent: str
    pause: float = 0.5
    patience: float = 20.0
    allow_private: bool = False


class _Private(httpcore.ConnectError):
    """A name that leads to an address which is not public."""


class _Unknown(httpcore.ConnectError):
    """A name that does not resolve."""


_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_TRANSLATED_LOCALLY = ipaddress.ip_network("64:ff9b:1::/48")
"""IPv4 addresses as NAT64 writes them in IPv6 (RFC 6052, RFC 8215)."""


def public(addresses: Iterable[str]) -> bool:
    """Whether all of these IP addresses are of the public internet, those in IPv6 disguise included."""
    for text in addresses:
        address = ipaddress.ip_address(text.partition("%")[0])
        if isinstance(address, ipaddress.IPv6Address):
            translated = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _TRANSLATED else None
            for inner in (address.ipv4_mapped, address.sixtofour, address.teredo and address.teredo[1], translated):
                if inner and not inner.is_global:
                    return False
            if address in _TRANSLATED_LOCALLY:
                return False
        if not address.is_global or address.is_multicast:
            return False
    return True


class _Guarded(httpcore.NetworkBackend):
    """Resolves a name once, looks at all it resolves to, and connects to just that: no second answer can differ from the first."""

    def __init__(self, manners: Manners) -> None:
        self.manners, self.inner = manners, httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None, socket_options: Any = None
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
                raise httpcore.ConnectTimeout(f"the name {host} cannot be looked up now") from error
            raise _Unknown(f"there is no host {host}") from error
        addresses = [str(entry[4][0]) for entry in found]
        if not self.manners.allow_private and not public(addresses):
            raise _Private(f"{host} is in a private network")
        failure: Exception = _Unknown(host)
        for address in dict.fromkeys(addresses):
            try:
                stream = self.inner.connect_tcp(address, port, timeout, local_address, socket_options)
                return _Limited(stream, time.monotonic() + self.manners.patience)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class _Limited(httpcore.NetworkStream):
    """A connection that ends at a moment, however slowly the other side feeds it."""

    def __init__(self, inner: httpcore.NetworkStream, until: float) -> None:
        self.inner, self.until = inner, until

    def _left(self, timeout: float | None) -> float:
        left = self.until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("it takes too long")
        return min(left, timeout or left)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, self._left(timeout))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Limited(self.inner.start_tls(ssl_context, server_hostname, self._left(timeout)), self.until)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


class Host:
    """One host, asked one question at a time."""

    def __init__(self, manners: Manners) -> None:
        self.manners = manners
        self.pool = httpcore.ConnectionPool(network_backend=_Guarded(manners), max_keepalive_connections=0)
        self.robots = lru_cache(maxsize=None)(self._robots)
        self.asked_before = False

    def ask(self, url: str) -> Answer:
        """Follow an address to its end. Nothing is raised for what the network does."""
        permanent, current = True, url.partition("#")[0]
        try:
            for _ in range(MOST_REDIRECTS):
                parts = urlsplit(current)
                if parts.scheme not in {"http", "https"} or not parts.hostname:
                    return Answer("dead", f"it leads on to {current}, which is no web address")
                robots = self.robots(f"{parts.scheme}://{parts.netloc}")
                if isinstance(robots, Answer):
                    return robots
                if not robots.can_fetch(current, self.manners.agent):
                    return Answer("unasked", "its robots.txt asks programs to stay away")
                status, location = self._status(current, float(robots.crawl_delay(self.manners.agent) or 0))
                if location and 300 <= status < 400:
                    permanent = permanent and status in {301, 308}
                    current = urljoin(current, location).partition("#")[0]
                    continue
                if status in GONE:
                    return Answer("dead", f"it answers {status}" + (f" at {current}" if current != url.partition("#")[0] else ""))
                if 200 <= status < 300:
                    moved = permanent and current != url.partition("#")[0]
                    return Answer("moved", location=current) if moved else Answer("fine")
                return Answer("unsure", f"it answers {status}")
        except (
            _Private,
            _Unknown,
            httpcore.ConnectError,
            httpcore.TimeoutException,
            httpcore.ProtocolError,
            httpcore.NetworkError,
        ) as error:
            return _failure(error)
        except (ValueError, UnicodeError, httpcore.UnsupportedProtocol) as error:
            return Answer("dead", f"it leads to an address that is none ({error})")
        return Answer("dead", "it leads on for ever")

    def _status(self, url: str, crawl_delay: float) -> tuple[int, str]:
        """(status, Location) of the first of some attempts that settles it. Many servers know only GET."""
        for attempt, method in enumerate(ATTEMPTS, 1):
            last = attempt == len(ATTEMPTS)
            self._wait(crawl_delay)
            try:
                status, headers = self._request(method, url)
            except (_Private, _Unknown):
                raise
            except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
                if last:
                    raise
                continue
            if last or status < 400 or status == 410:
                break
            if status in TEMPORARY and method == "GET":
                self._back_off(attempt, headers.get("retry-after", ""))
        return status, headers.get("location", "")

    def _request(self, method: str, url: str) -> tuple[int, Message]:
        times = dict.fromkeys(("connect", "read", "write", "pool"), self.manners.patience)
        headers = [("User-Agent", self.manners.agent), ("Accept", "*/*")]
        with self.pool.stream(method, url, headers=headers, extensions={"timeout": times}) as response:
            fields = Message()
            for name, value in response.headers:
                fields[name.decode("latin-1")] = value.decode("utf-8", "replace")
            return response.status, fields

    def _robots(self, origin: str) -> Protego | Answer:
        """What a host asks of programs (RFC 9309): no file, no wishes; a file that fails, no questions."""
        times = dict.fromkeys(("connect", "read", "write", "pool"), self.manners.patience)
        address = f"{origin}/robots.txt"
        for _ in range(MOST_REDIRECTS):
            self._wait(0)
            with self.pool.stream("GET", address, headers=[("User-Agent", self.manners.agent)], extensions={"timeout": times}) as response:
                location = next((value.decode("latin-1") for name, value in response.headers if name.lower() == b"location"), "")
                if 300 <= response.status < 400 and location:
                    address = urljoin(address, location)
                    continue
                if response.status >= 500:
                    return Answer("unsure", f"its robots.txt answers {response.status}")
                text = b""
                if response.status == 200:
                    for piece in response.iter_stream():
                        text += piece
                        if len(text) >= ROBOTS_BYTES:
                            break
                return Protego.parse(text[:ROBOTS_BYTES].decode("utf-8", "replace"))
        return Protego.parse("")

    def _wait(self, crawl_delay: float) -> None:
        if self.asked_before:
            time.sleep(max(self.manners.pause, min(crawl_delay, 10.0)))
        self.asked_before = True

    def _back_off(self, attempt: int, retry_after: str) -> None:
        asked = float(retry_after) if retry_after.isdigit() else 0.0
        time.sleep(min(max(asked, self.manners.pause * 2**attempt * (1 + random.random())), 10.0))  # noqa: S311 - spreads retries


def _failure(error: Exception) -> Answer:
    if isinstance(error, _Private):
        return Answer("unasked", f"{error}; --allow-private asks it all the same")
    if isinstance(error, _Unknown):
        return Answer("nameless", str(error))
    causes = []
    cause: BaseException | None = error
    while cause:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Answer("insecure", f"its certificate is not valid: {cause.verify_message}")
        if isinstance(cause, ssl.SSLError):
            return Answer("insecure", f"its encryption fails: {cause.reason or 'no common method'}")
    if isinstance(error, httpcore.TimeoutException):
        return Answer("unsure", "it does not answer in time")
    if isinstance(error, httpcore.ConnectError):
        return Answer("dead", "nothing answers there")
    return Answer("unsure", "the connection breaks off")
