"""`counterpoint serve`, put together."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from datetime import datetime

import msgspec
import uvicorn
from msgspec.structs import replace

from counterpoint.authoring.desk import Desk
from counterpoint.build import builder
from counterpoint.diagnostics import printable_lines
from counterpoint.loading import open_settings
from counterpoint.options import Options
from counterpoint.serving.app import app
from counterpoint.serving.live import Live
from counterpoint.serving.watch import watch


def serve(
    options: Options, host: str, port: int, clock: Callable[[], str], *, open_browser: bool, with_desk: bool = True, poll: bool = False
) -> None:
    """Build, serve and watch until interrupted. `clock` tells the moment of each build.

    The output is a folder of its own: what `build` has written stays as it is.

    Raises OSError where the address cannot be had.
    """
    learn_types()
    listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    chosen = replace(options, output=options.root / ".cache" / "serve", extras=False)
    try:
        with builder(chosen) as (made, _):
            if made is None:
                raise OSError(None, "another server of this site runs already")
            _serve(
                Live(made, lambda text: print(printable_lines(text), file=sys.stderr, flush=True), clock),
                listening,
                host,
                port,
                open_browser=open_browser,
                with_desk=with_desk,
                poll=poll,
            )
    finally:
        listening.close()


def learn_types() -> None:
    """Make msgspec learn every value of the package in the thread that calls this.

    It learns a type when the type is first decoded, and the process crashes where two threads do that at the same moment.
    """
    types = msgspec.Struct.__subclasses__()
    for value in types:  # the list grows by the subclasses of what is in it
        types += value.__subclasses__()
        with contextlib.suppress(TypeError):  # it cannot be decoded, so nobody does
            msgspec.json.Decoder(value)


_SWITCH = 0.001
"""Seconds after which a thread gives way to another: a build that goes on must not keep browsers waiting."""


def _serve(live: Live, listening: socket.socket, host: str, port: int, *, open_browser: bool, with_desk: bool, poll: bool) -> None:
    sys.setswitchinterval(_SWITCH)
    observer = watch(live.options.root, live.report, live.say, poll=poll)  # before the first build: what is saved during it is news
    try:
        live.start()
        _listen(live, listening, host, port, open_browser=open_browser, with_desk=with_desk)
    finally:
        observer.stop()


def _listen(live: Live, listening: socket.socket, host: str, port: int, *, open_browser: bool, with_desk: bool) -> None:
    settings = open_settings(live.options.root).settings
    base = settings.path if settings else "/"
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}{base}"
    hosts = ["localhost", "127.0.0.1", "[::1]", host] if _is_loopback(host) else ["*"]
    root = live.options.root
    desk = Desk(
        root,
        root / ".cache" / "desk",
        lambda: datetime.now().astimezone().isoformat(timespec="seconds"),
        live.draw,
        live.dead_links,
        live.untold,
    )
    if with_desk and not _is_loopback(host):
        print(f"the desk is off: {host} can be reached from other machines", file=sys.stderr)
    shown_desk = desk if with_desk and _is_loopback(host) else None
    config = uvicorn.Config(app(live, hosts, base, shown_desk), log_level="critical", timeout_graceful_shutdown=0, lifespan="off")

    def announce() -> None:
        print(f"serving {address} (Ctrl-C ends it)", file=sys.stderr, flush=True)
        if open_browser:
            webbrowser.open(address)

    threading.Timer(0.1, announce).start()
    uvicorn.Server(config).run(sockets=[listening])


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
