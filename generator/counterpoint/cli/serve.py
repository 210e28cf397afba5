"""`counterpoint serve`: show the site while it is written."""

from __future__ import annotations

import argparse
import errno
import gc
import os
import socket

from counterpoint.cli.options import port
from counterpoint.cli.terminal import USAGE, complain, now, today, user_cache

HELP = "show the site while you write it"
DESCRIPTION = "Build, serve, and show every change in the browser a moment after it is saved. What `build` wrote stays as it is."
EXAMPLE = "serve --open --drafts"
PARENTS = ("folder", "hidden")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own options."""
    parser.add_argument("--port", type=port, default=8000, metavar="N", help="the port (default: 8000)")
    parser.add_argument("--host", default="127.0.0.1", metavar="NAME", help="where to listen (default: 127.0.0.1, this machine only)")
    parser.add_argument("--poll", action="store_true", help="look for changes every second, where the system tells of none")
    parser.add_argument("--open", action="store_true", help="open a browser")
    parser.add_argument("--no-desk", action="store_true", help="show the site only; leave out annotating in the browser")


def run(options: argparse.Namespace) -> int:
    """Serve until the author ends it."""
    gc.enable()  # unlike other verbs, this one goes on
    from counterpoint.options import Options
    from counterpoint.serving.run import serve

    chosen = Options(
        root=options.site,
        today=today(),
        now=now(),
        drafts=options.drafts,
        future=options.future,
        jobs=os.cpu_count() or 1,
        compiled=user_cache(),
    )
    try:
        serve(chosen, options.host, options.port, now, open_browser=options.open, with_desk=not options.no_desk, poll=options.poll)
    except OSError as error:
        complain(_unusable(error, options.host, options.port))
        return USAGE
    except KeyboardInterrupt:
        pass
    return 0


def _unusable(error: OSError, host: str, number: int) -> str:
    """Why an address cannot be had, and what to do."""
    if error.errno == errno.EADDRINUSE:
        free = next((other for other in range(number + 1, min(number + 50, 65536)) if _is_free(host, other)), 0)
        return f"{host}:{number} is in use: end what listens there" + (f", or add --port {free}" if free else "")
    if error.errno == errno.EACCES:
        return f"{host}:{number} is for the system's own servers: add --port 8000, or another above 1023"
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine: leave out --host, or name one that is"
    if error.filename is not None:
        return f"{error.filename} cannot be read or written: {error.strerror}"
    return f"{host}:{number} cannot be used: {error.strerror or error}"


def _is_free(host: str, number: int) -> bool:
    try:
        socket.create_server((host, number), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError:
        return False
    return True
