"""`counterpoint serve`, put together."""

from __future__ import annotations

import ipaddress
import socket
import sys
import threading
import webbrowser
from dataclasses import replace

import uvicorn

from generator.outcome import Options
from generator.serving.app import app
from generator.serving.live import Live
from generator.serving.watch import watch


def serve(options: Options, host: str, port: int, *, open_browser: bool) -> None:
    """Build, serve and watch until interrupted. The output is a folder of its own: what `build` has written stays as it is.

    Raises OSError where the address cannot be had.
    """
    listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    chosen = replace(options, output=options.root / ".cache" / "serve")
    live = Live(chosen, lambda text: print(text, file=sys.stderr, flush=True))
    live.start()
    observer = watch(options.root, live.report)
    base = _base_path(options)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}{base}"
    hosts = ["localhost", "127.0.0.1", "[::1]", host] if _is_loopback(host) else ["*"]
    config = uvicorn.Config(app(live, hosts, base), host=host, port=port, log_level="critical", timeout_graceful_shutdown=0, lifespan="off")
    server = uvicorn.Server(config)

    def announce() -> None:
        print(f"serving {address} (Ctrl-C ends it)", file=sys.stderr, flush=True)
        if open_browser:
            webbrowser.open(address)

    threading.Timer(0.1, announce).start()
    try:
        server.run(sockets=[listening])
    finally:
        observer.stop()
        listening.close()


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _base_path(options: Options) -> str:
    """The path of `base_url`, by which all links of the pages begin."""
    from generator.build import settings_of

    settings = settings_of(options.root)
    return settings.path if settings else "/"
