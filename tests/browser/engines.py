"""Three engines behind one small interface: Chromium, Firefox and WebKitGTK, as Debian packages them.

Chromium is driven by Playwright; Firefox by WebDriver BiDi, which it speaks itself; WebKitGTK by the classic WebDriver of its own driver.
A machine that lacks an engine skips its tests.
"""

from __future__ import annotations

import base64
import contextlib
import io
import itertools
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from PIL import Image
from playwright.sync_api import Error

WEBKIT = next(iter(sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))), None)
PATIENCE = 20.0
"""Seconds to wait for what a page is about to do."""
KEYS = {
    "Enter": "\ue007",
    "Escape": "\ue00c",
    "Tab": "\ue004",
    " ": " ",
    "Control": "\ue009",
    "Shift": "\ue008",
    "ArrowUp": "\ue013",
    "ArrowDown": "\ue015",
}


class Engine(Protocol):
    """What the tests ask of a browser. Offsets are CSS pixels in the window."""

    name: str

    def open(self, address: str, width: int = 1280, height: int = 900) -> None:
        """Load a page in a window whose page is that large."""

    def resize(self, width: int, height: int = 900) -> None:
        """Make the page in the window that large."""

    def js(self, expression: str) -> Any:
        """The value of a JavaScript expression."""

    def move(self, x: float, y: float) -> None:
        """Move the mouse there in steps."""

    def click(self, x: float, y: float) -> None:
        """Press and release the mouse's button."""

    def tap(self, x: float, y: float) -> None:
        """Touch the screen and let go."""

    def press(self, key: str) -> None:
        """Press a key."""

    def drag(self, x: float, y: float, to_x: float, to_y: float) -> None:
        """Press the mouse's button at a place and release it at another."""

    def type(self, text: str) -> None:
        """Press the keys of a text."""

    def chord(self, key: str, held: str = "Control") -> None:
        """Press a key while another is held."""

    def picture(self) -> Image.Image:
        """What the window shows."""

    def printed(self) -> bytes | None:
        """The page as a PDF, on A4; none where the engine prints for nobody."""


def wait_until(engine: Engine, expression: str) -> None:
    """Wait for a JavaScript expression to become true, and fail the test if it does not. The page may be loaded anew meanwhile."""
    end = time.monotonic() + PATIENCE
    while not _is_true(engine, expression):
        assert time.monotonic() < end, expression
        time.sleep(0.05)


def _is_true(engine: Engine, expression: str) -> bool:
    try:
        return bool(engine.js(expression))
    except (Error, AssertionError):  # the page that was asked is gone
        return False


def _png(text: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(text))).convert("RGB")


def _mouse(*steps: dict[str, Any], kind: str = "mouse") -> list[dict[str, Any]]:
    return [{"type": "pointer", "id": kind, "parameters": {"pointerType": kind}, "actions": list(steps)}]


def _to(x: float, y: float, duration: int = 60) -> dict[str, Any]:
    return {"type": "pointerMove", "x": round(x), "y": round(y), "duration": duration}


DOWN, UP = {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}


def _key(key: str) -> list[dict[str, Any]]:
    value = KEYS.get(key, key)
    return [{"type": "key", "id": "keys", "actions": [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]}]


class Chromium:
    """Chromium, by Playwright."""

    name = "chromium"

    def __init__(self, browser: Any, *, has_touch: bool = True) -> None:
        self.context = browser.new_context(has_touch=has_touch)
        self.page = self.context.new_page()

    def open(self, address: str, width: int = 1280, height: int = 900) -> None:
        self.page.mouse.move(0, 0)
        self.resize(width, height)
        self.page.goto("about:blank")
        self.page.goto(address)

    def resize(self, width: int, height: int = 900) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def js(self, expression: str) -> Any:
        return self.page.evaluate(f"() => ({expression})")

    def move(self, x: float, y: float) -> None:
        self.page.mouse.move(x, y, steps=4)

    def click(self, x: float, y: float) -> None:
        self.page.mouse.click(x, y)

    def tap(self, x: float, y: float) -> None:
        self.page.touchscreen.tap(x, y)

    def press(self, key: str) -> None:
        self.page.keyboard.press("Space" if key == " " else key)

    def drag(self, x: float, y: float, to_x: float, to_y: float) -> None:
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(to_x, to_y, steps=4)
        self.page.mouse.up()

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def chord(self, key: str, held: str = "Control") -> None:
        self.page.keyboard.press(f"{held}+{key}")

    def picture(self) -> Image.Image:
        return Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")

    def printed(self) -> bytes | None:
        return self.page.pdf(format="A4", prefer_css_page_size=True)


class _Acting:
    """What Firefox and WebKitGTK have in common: lists of actions, as both WebDriver protocols know them."""

    def act(self, actions: list[dict[str, Any]]) -> None:
        raise NotImplementedError

    def move(self, x: float, y: float) -> None:
        self.act(_mouse(_to(x - 6, y - 3, 30), _to(x - 3, y, 30), _to(x, y, 30)))

    def click(self, x: float, y: float) -> None:
        self.act(_mouse(_to(x, y), DOWN, UP))

    def tap(self, x: float, y: float) -> None:
        self.act(_mouse(_to(x, y, 0), DOWN, UP, kind="touch"))

    def press(self, key: str) -> None:
        self.act(_key(key))

    def drag(self, x: float, y: float, to_x: float, to_y: float) -> None:
        self.act(_mouse(_to(x, y), DOWN, _to((x + to_x) / 2, (y + to_y) / 2), _to(to_x, to_y), UP))

    def type(self, text: str) -> None:
        keys = [action for character in text for action in _key(character)[0]["actions"]]
        self.act([{"type": "key", "id": "keys", "actions": keys}])

    def chord(self, key: str, held: str = "Control") -> None:
        down, up = _key(held)[0]["actions"]
        self.act([{"type": "key", "id": "keys", "actions": [down, *_key(key)[0]["actions"], up]}])


class Firefox(_Acting):
    """Firefox, by WebDriver BiDi over a web socket."""

    name = "firefox"

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.ids = itertools.count(1)
        self.send("session.new", capabilities={})
        self.page = self.send("browsingContext.create", type="tab")["context"]
        self.size = (0, 0)

    def send(self, method: str, **params: Any) -> Any:
        id = next(self.ids)
        self.socket.send(json.dumps({"id": id, "method": method, "params": params}))
        while True:
            answer = json.loads(self.socket.recv(timeout=60))
            if answer.get("id") == id:
                assert answer["type"] == "success", answer
                return answer["result"]

    def open(self, address: str, width: int = 1280, height: int = 900) -> None:
        self.resize(width, height)
        for url in ("about:blank", address):
            self.send("browsingContext.navigate", context=self.page, url=url, wait="complete")

    def resize(self, width: int, height: int = 900) -> None:
        if self.size != (width, height):  # asked for the size that it has, Firefox has been seen to wait for good
            self.size = (width, height)
            self.send("browsingContext.setViewport", context=self.page, viewport={"width": width, "height": height})

    def js(self, expression: str) -> Any:
        text = f"JSON.stringify(({expression}) ?? null)"
        result = self.send("script.evaluate", expression=text, target={"context": self.page}, awaitPromise=True)
        assert result["type"] == "success", result
        return json.loads(result["result"]["value"])

    def act(self, actions: list[dict[str, Any]]) -> None:
        self.send("input.performActions", context=self.page, actions=actions)

    def picture(self) -> Image.Image:
        return _png(self.send("browsingContext.captureScreenshot", context=self.page)["data"])

    def printed(self) -> bytes | None:
        return base64.b64decode(self.send("browsingContext.print", context=self.page, page={"width": 21.0, "height": 29.7})["data"])


class WebKit(_Acting):
    """WebKitGTK's MiniBrowser, by the WebDriver that comes with it. Its window has a least width: narrower pages stand in a frame."""

    name = "webkit"
    NARROWEST = 460

    def __init__(self, address: str) -> None:
        self.address = address
        options = {"binary": str(WEBKIT), "args": ["--automation"]}
        capabilities = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        self.session = self.send("POST", "/session", {"capabilities": capabilities})["sessionId"]

    def send(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def command(self, path: str, body: Any = None, method: str = "POST") -> Any:
        return self.send(method, f"/session/{self.session}/{path}", body)

    def open(self, address: str, width: int = 1280, height: int = 900) -> None:
        self.command("frame", {"id": None})
        self.command("url", {"url": "about:blank"})
        self.resize(max(width, self.NARROWEST), height)
        if width >= self.NARROWEST:
            self.command("url", {"url": address})
            return
        origin, path = address.split("/", 3)[:3], address.split("/", 3)[3]
        self.command("url", {"url": f"{'/'.join(origin)}/_frame/{width}/{height}/{path}"})
        self.command("frame", {"id": 0})
        wait_until(self, f"innerWidth === {width} && location.href !== 'about:blank' && document.readyState === 'complete'")

    def resize(self, width: int, height: int = 900) -> None:
        assert width >= self.NARROWEST, "open the page anew"
        size = self.js("[innerWidth, innerHeight]")
        if size != [width, height]:
            outer = self.command("window/rect", method="GET")
            size = [outer["width"] + width - size[0], outer["height"] + height - size[1]]
            self.command("window/rect", {"width": size[0], "height": size[1]})
            wait_until(self, f"Math.abs(innerWidth - {width}) < 2")

    def js(self, expression: str) -> Any:
        return self.command("execute/sync", {"script": f"return ({expression})", "args": []})

    def act(self, actions: list[dict[str, Any]]) -> None:
        self.command("actions", {"actions": actions})

    def picture(self) -> Image.Image:
        return _png(self.command("screenshot", method="GET"))

    def printed(self) -> bytes | None:
        return None


@contextlib.contextmanager
def firefox(**settings: str) -> Iterator[Firefox | None]:
    """A Firefox, or none where there is none. `settings` are its own, by their names with `__` for a dot, as JavaScript."""
    binary = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
    if not binary:
        yield None
        return
    from websockets.sync.client import connect

    with tempfile.TemporaryDirectory() as profile:
        lines = (f'user_pref("{name.replace("__", ".")}", {value});\n' for name, value in settings.items())
        Path(profile, "user.js").write_text("".join(lines), encoding="utf-8")
        # A home of its own: an installed Firefox may not write into another user's.
        environment = {**os.environ, "HOME": profile, "MOZ_HEADLESS": "1"}
        command = [binary, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
        try:
            assert process.stderr is not None
            line = next(line for line in process.stderr if "WebDriver BiDi listening on" in line)
            with connect(line.split()[-1] + "/session", max_size=None) as socket:
                yield Firefox(socket)
        finally:
            process.terminate()
            process.wait(20)


@contextlib.contextmanager
def webkit() -> Iterator[WebKit | None]:
    """A WebKitGTK on a screen of its own, or none where there is none."""
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    if not (driver and screen and WEBKIT):
        yield None
        return
    reading, writing = os.pipe()
    display = subprocess.Popen(
        [screen, "-displayfd", str(writing), "-screen", "0", "2000x1400x24"], pass_fds=[writing], stderr=subprocess.DEVNULL
    )
    os.close(writing)
    with os.fdopen(reading) as numbers:
        number = numbers.readline().strip()
    port = _free_port()
    environment = {
        **os.environ,
        "DISPLAY": f":{number}",
        "GDK_BACKEND": "x11",
        "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
        "LIBGL_ALWAYS_SOFTWARE": "1",
    }
    if os.getuid() == 0:
        environment["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"  # its sandbox does not start for root
    process = subprocess.Popen([driver, f"--port={port}"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    browser = None
    try:
        _listening(port)
        browser = WebKit(f"http://127.0.0.1:{port}")
        yield browser
    finally:
        if browser:
            with contextlib.suppress(OSError):
                browser.command("", method="DELETE")
        for child in (process, display):
            child.terminate()
            child.wait(20)


def _free_port() -> int:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _listening(port: int) -> None:
    import socket

    end = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            assert time.monotonic() < end, "the driver does not listen"
            time.sleep(0.05)
