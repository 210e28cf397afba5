"""Lighthouse on the example site, with the headers of netlify.toml and compression, as a host serves it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import threading
import time
import tomllib
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".cache" / "bench" / "lighthouse"
VERSION = "12"
PAGES = {"article": "/automated-apartheid-report/", "side by side": "/automated-apartheid-report/sides/"}
PORT = 8132
TRIES = 5


def _host(build: Path) -> uvicorn.Server:
    rules = tomllib.loads((ROOT / "netlify.toml").read_text(encoding="utf-8"))["headers"]
    patterns = [(re.compile(re.escape(rule["for"]).replace(r"\*", ".*")), rule["values"]) for rule in rules]

    class Headers:
        def __init__(self, app: Any) -> None:
            self.app = app

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            async def with_headers(message: Any) -> None:
                if message["type"] == "http.response.start":
                    values = {k: v for pattern, rule in patterns if pattern.fullmatch(scope["path"]) for k, v in rule.items()}
                    values.pop("Strict-Transport-Security", None)
                    message["headers"] += [(name.lower().encode(), value.encode()) for name, value in values.items()]
                await send(message)

            await self.app(scope, receive, with_headers)

    app = Starlette(
        routes=[Mount("/", StaticFiles(directory=build, html=True))], middleware=[Middleware(GZipMiddleware), Middleware(Headers)]
    )
    server = uvicorn.Server(uvicorn.Config(app, port=PORT, log_level="critical", lifespan="off"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.05)
    return server


def section(build: Path) -> list[str]:
    """The part of the page on reading; empty where npm or a Chromium is missing."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    npm = shutil.which("npm")
    if not npm or not chromium:
        return []
    program = WORK / "node_modules/.bin/lighthouse"
    if not program.exists():
        WORK.mkdir(parents=True, exist_ok=True)
        subprocess.run([npm, "install", "--silent", "--prefix", str(WORK), f"lighthouse@{VERSION}"], check=True)
    server = _host(build)
    lines = [
        "",
        "## Reading",
        "",
        f"Lighthouse {VERSION}, emulating a phone on a slow network; the example site behind the headers of `netlify.toml`, compressed.",
    ]
    lines += [
        "",
        "| page | performance | accessibility | best practices | SEO | largest paint | layout shift |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, path in PAGES.items():
        out = WORK / "report.json"
        flags = "--headless=new --no-sandbox --disable-gpu"
        command = [
            str(program),
            f"http://127.0.0.1:{PORT}{path}",
            "--output=json",
            f"--output-path={out}",
            "--quiet",
            f"--chrome-flags={flags}",
        ]
        for left in reversed(range(TRIES)):  # now and then it fails, and asks to be run again
            if not subprocess.run(command, check=not left, env={**os.environ, "CHROME_PATH": chromium}).returncode:
                break
        found = json.loads(out.read_text(encoding="utf-8"))
        scores = [f"{found['categories'][key]['score'] * 100:.0f}" for key in ("performance", "accessibility", "best-practices", "seo")]
        measures = [
            found["audits"][key]["displayValue"].replace("\xa0", " ") for key in ("largest-contentful-paint", "cumulative-layout-shift")
        ]
        lines.append(f"| {name} | {' | '.join([*scores, *measures])} |")
    server.should_exit = True
    return lines


if __name__ == "__main__":
    print("\n".join(section(ROOT / "build")))
