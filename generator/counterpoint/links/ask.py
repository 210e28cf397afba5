"""Asking one address whether it is still there: HEAD, then GET; redirects by hand, so that each step is checked like the first.

Connections go only to public addresses, whatever a name resolves to and wherever a redirect leads, unless private ones are allowed.
Everything that a server sends may be hostile: it is read up to a size, waited for up to a time, and never ends the check.
"""

from __future__ import annotations

import ipaddress
import random
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Literal
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import httpcore
import idna
from msgspec import Struct
from protego import Protego

Kind = Literal["fine", "moved", "dead", "nameless", "insecure", "unsure", "unasked"]

MOST_REDIRECTS = 8
ATTEMPTS = ("HEAD", "GET", "GET")
MOST_SILENCES = 2
"""So many links without an answer, one after the other, and a host counts as silent: its other links are not waited for."""
LONGEST_WAIT = 10.0
"""Seconds between two questions at most, whatever a server asks for."""
ROBOTS_BYTES = 512 * 1024
"""As much of a robots.txt as RFC 9309 asks to be read."""
TEMPORARY = {408, 425, 429, 500, 502, 503, 504}
GONE = {404, 410}


class LinkAnswer(Struct, frozen=True):
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


_ALLOCATED = ipaddress.ip_network("2000::/3")
"""All of IPv6 that is in use on the public internet (IANA's registry). The rest is private, reserved or withdrawn, now or later."""
_NOT_PUBLIC = tuple(map(ipaddress.ip_network, ("2001:db8::/32", "3fff::/20", "2002::/16", "2001::/32", "192.88.99.0/24")))
"""Documentation, and tunnels to IPv4 that few still run: parts of the public ranges which Python's tables know in some versions only."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 addresses as networks without IPv4 write them (RFC 6052)."""


def public(addresses: Iterable[str]) -> bool:
    """Whether all of these IP addresses are of the public internet, those in IPv6 disguise included."""
    return all(_is_public(ipaddress.ip_address(text.partition("%")[0])) for text in addresses)


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return _is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if address not in _ALLOCATED:
            return False
    return address.is_global and not address.is_multicast and not any(address in network for network in _NOT_PUBLIC)


def as_uri(url: str) -> str:
    """An address as it is sent: a host in letters of any language by its IDNA name, other characters percent-encoded.

    What is percent-encoded already stays. Raises ValueError where it is no address.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    if not host.isascii():
        host = idna.encode(host, uts46=True).decode("ascii")
    netloc = f"[{host}]" if ":" in host else quote(host, safe="!$&'()*+,;=~%")
    netloc += "" if port is None else f":{port}"
    safe = "/%:@!$&'()*+,;=~"
    path, query = quote(parts.path, safe=safe, errors="replace"), quote(parts.query, safe=f"{safe}?", errors="replace")
    return urlunsplit((parts.scheme.lower(), netloc, path or "/", query, ""))


class _Guarded(httpcore.NetworkBackend):
    """Resolves a name once, looks at all it resolves to, and connects to just that: no second answer can differ from the first."""

    def __init__(self, manners: Manners) -> None:
        self.manners, self.inner = manners, httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None, socket_options: Any = None
    ) -> httpcore.NetworkStream:
        try:
            resolved = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            if isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN:
                raise httpcore.ConnectTimeout(f"the name {host} cannot be looked up now") from error
            raise _Unknown(f"there is no host {host}") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in resolved))
        if not self.manners.allow_private and not public(addresses):
            raise _Private(f"{host} is in a private network")
        failure: Exception = _Unknown(host)
        until = time.monotonic() + self.manners.patience
        for number, address in enumerate(addresses):
            share = max(until - time.monotonic(), 0.01) / (len(addresses) - number)  # of the time left; the last gets all of it
            try:
                stream = self.inner.connect_tcp(address, port, share, local_address, socket_options)
                return _Limited(stream, until)
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


class Robots:
    """What servers ask of programs, asked of each once; hosts share it. A server that does not answer is not asked again by anyone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._answers: dict[str, Protego | LinkAnswer] = {}

    def rules(self, origin: str, ask: Callable[[str], Protego | LinkAnswer]) -> Protego | LinkAnswer:
        """The rules of an origin, or what became of the attempt to read them; `ask` is called at most once for each origin."""
        with self._lock:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:
            if origin not in self._answers:
                self._answers[origin] = ask(origin)
            return self._answers[origin]


class Host:
    """One host, asked one question at a time."""

    def __init__(self, manners: Manners, robots: Robots | None = None) -> None:
        self.manners, self.robots = manners, robots or Robots()
        self.pool = httpcore.ConnectionPool(network_backend=_Guarded(manners), max_keepalive_connections=0)
        self.asked_before = False
        self.silences = 0
        """Links without an answer since the last one with one."""

    def ask(self, url: str) -> LinkAnswer:
        """Follow an address to its end. Nothing is raised, whatever servers send."""
        if self.silences >= MOST_SILENCES:
            return LinkAnswer("unsure", "its host does not answer in time")
        try:
            answer = self._follow(as_uri(url))
        except httpcore.TimeoutException as error:
            self.silences += 1
            return _failure(error)
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            answer = _failure(error)
        except (ValueError, httpcore.UnsupportedProtocol) as error:
            answer = LinkAnswer("dead", f"it leads to an address that is none ({error})")
        except Exception as error:  # a server must not be able to end the check; the link is reported as not checked
            answer = LinkAnswer("unsure", f"asking it failed ({type(error).__name__})")
        self.silences = 0
        return answer

    def _follow(self, url: str) -> LinkAnswer:
        """Follow an address, as it is sent. Raises what the network raises, and ValueError for a redirect to what is no address."""
        permanent, current = True, url
        for _ in range(MOST_REDIRECTS):
            parts = urlsplit(current)
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                return LinkAnswer("dead", f"it leads on to {current}, which is no web address")
            robots = self.robots.rules(f"{parts.scheme}://{parts.netloc}", self._robots)
            if isinstance(robots, LinkAnswer):
                return robots
            if not robots.can_fetch(current, self.manners.agent):
                return LinkAnswer("unasked", "its robots.txt asks programs to stay away")
            status, location = self._status(current, float(robots.crawl_delay(self.manners.agent) or 0))
            if location and 300 <= status < 400:
                permanent = permanent and status in {301, 308}
                current = as_uri(urljoin(current, location))
                continue
            if status in GONE:
                return LinkAnswer("dead", f"it answers {status}" + (f" at {current}" if current != url else ""))
            if 200 <= status < 300:
                return LinkAnswer("moved", location=current) if permanent and current != url else LinkAnswer("fine")
            return LinkAnswer("unsure", f"it answers {status}")
        return LinkAnswer("dead", "it leads on for ever")

    def _status(self, url: str, crawl_delay: float) -> tuple[int, str]:
        """(status, Location) of the first of some attempts that settles it. Many servers know only GET."""
        timeouts = 0
        for attempt, method in enumerate(ATTEMPTS, 1):
            last = attempt == len(ATTEMPTS)
            self._wait(crawl_delay)
            try:
                status, location, retry_after = self._request(method, url)
            except (_Private, _Unknown):
                raise
            except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
                timeouts += isinstance(error, httpcore.TimeoutException)
                if last or timeouts == 2:
                    raise
                continue
            if last or status < 400 or status == 410:
                break
            if status in TEMPORARY and method == "GET":
                self._back_off(attempt, retry_after)
        return status, location

    def _request(self, method: str, url: str) -> tuple[int, str, str]:
        """(status, Location, Retry-After), both empty where they are not sent."""
        headers = [("User-Agent", self.manners.agent), ("Accept", "*/*")]
        with self.pool.stream(method, url, headers=headers, extensions={"timeout": self._times()}) as response:
            return response.status, _header(response, b"location"), _header(response, b"retry-after")

    def _robots(self, origin: str) -> Protego | LinkAnswer:
        """What a host asks of programs (RFC 9309): no file, no wishes; a file that fails or cannot be had, no questions."""
        try:
            return self._read_robots(origin)
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            return _failure(error)
        except ValueError:  # its redirect leads to an address that is none
            return Protego.parse("")

    def _read_robots(self, origin: str) -> Protego | LinkAnswer:
        address = f"{origin}/robots.txt"
        for _ in range(MOST_REDIRECTS):
            self._wait(0)
            headers = [("User-Agent", self.manners.agent)]
            with self.pool.stream("GET", address, headers=headers, extensions={"timeout": self._times()}) as response:
                location = _header(response, b"location")
                if 300 <= response.status < 400 and location:
                    address = as_uri(urljoin(address, location))
                    continue
                if response.status >= 500:
                    return LinkAnswer("unsure", f"its robots.txt answers {response.status}")
                text = b""
                if response.status == 200:
                    for piece in response.iter_stream():
                        text += piece
                        if len(text) >= ROBOTS_BYTES:
                            break
                return Protego.parse(text[:ROBOTS_BYTES].decode("utf-8", "replace"))
        return Protego.parse("")

    def _times(self) -> dict[str, float]:
        return dict.fromkeys(("connect", "read", "write", "pool"), self.manners.patience)

    def _wait(self, crawl_delay: float) -> None:
        if self.asked_before:
            time.sleep(max(self.manners.pause, min(crawl_delay, LONGEST_WAIT)))
        self.asked_before = True

    def _back_off(self, attempt: int, retry_after: str) -> None:
        asked = float(retry_after) if re.fullmatch("[0-9]{1,9}", retry_after) else 0.0
        time.sleep(min(max(asked, self.manners.pause * 2**attempt * (1 + random.random())), LONGEST_WAIT))  # noqa: S311 - spreads retries


def _header(response: httpcore.Response, name: bytes) -> str:
    """A field of a response. Some servers send letters outside ASCII as they are, in UTF-8 or in Latin-1."""
    value = next((value for key, value in response.headers if key.lower() == name), b"")
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _failure(error: Exception) -> LinkAnswer:
    if isinstance(error, _Private):
        return LinkAnswer("unasked", f"{error}; --allow-private asks it all the same")
    if isinstance(error, _Unknown):
        return LinkAnswer("nameless", str(error))
    causes = []
    cause: BaseException | None = error
    while cause:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return LinkAnswer("insecure", f"its certificate is not valid: {cause.verify_message}")
        if isinstance(cause, ssl.SSLError):
            return LinkAnswer("insecure", f"its encryption fails: {cause.reason or 'no common method'}")
    if isinstance(error, httpcore.TimeoutException):
        return LinkAnswer("unsure", "it does not answer in time")
    if isinstance(error, httpcore.ConnectError):
        return LinkAnswer("dead", "nothing answers there")
    return LinkAnswer("unsure", "the connection breaks off")
