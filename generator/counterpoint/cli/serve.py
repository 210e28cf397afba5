"""`counterpoint serve`: show the site while it is written."""

from __future__ import annotations

import argparse
import gc
import os

from counterpoint.cli.options import positive
from counterpoint.cli.terminal import USAGE, complain, now, today, user_cache

HELP = "show the site while you write it"
DESCRIPTION = "Build, serve, and show every change in the browser a moment after it is saved. What `build` wrote stays as it is."
EXAMPLE = "serve --open --drafts"
PARENTS = ("folder", "hidden")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the verb's own options."""
    parser.add_argument("--port", type=positive, default=8000, metavar="N", help="the port (default: 8000)")
    parser.add_argument("--host", default="127.0.0.1", metavar="NAME", help="where to listen (default: 127.0.0.1, this machine only)")
    parser.add_argument("--open", action="store_true", help="open a browser")
    parser.add_argument("--no-desk", action="store_true", help="show the site only; leave out annotating in the browser")


def run(options: argparse.Namespace) -> int:
    """Serve until the author ends it."""
    gc.enable()  # unlike other verbs, this one goes on
    from counterpoint.outcome import Options
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
        serve(chosen, options.host, options.port, now, open_browser=options.open, with_desk=not options.no_desk)
    except OSError as error:
        complain(f"{options.host}:{options.port} cannot be used: {error.strerror}")
        return USAGE
    except KeyboardInterrupt:
        pass
    return 0
