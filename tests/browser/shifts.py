"""What moves on a page while it loads."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, Route

_WATCH = """window.moved = []; window.since = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (entry.startTime < window.since) continue;
    window.moved.push([entry.value, ...entry.sources.map(({node}) => node?.nodeName + '.' + node?.className)]);
  }
}).observe({type: 'layout-shift', buffered: true});"""
_PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"


def watch_shifts(page: Page) -> None:
    """Take down what moves on every page that this one loads from now on."""
    page.add_init_script(_WATCH)


def shifts(page: Page) -> Any:
    """What has moved on the page so far, once it is painted."""
    page.evaluate(_PAINTED)
    return page.evaluate("moved")


def open_with_late_modules(page: Page, address: str) -> None:
    """Load a page whose modules come after its first paint, as they do over a slow line, and take down what moves from then on.

    A browser may paint a page while it reads it; what moves by that is left out."""
    held: list[Route] = []
    painted = False

    def hold(route: Route) -> None:
        if painted or route.request.url.rsplit("/", 1)[-1].startswith("page."):
            route.continue_()
        else:
            held.append(route)

    page.route("**/*.js", hold)
    page.goto(address, wait_until="commit")
    page.wait_for_function("document.querySelector('footer.foot') !== null")
    page.evaluate(_PAINTED)
    page.evaluate("() => { window.moved = []; window.since = performance.now(); }")
    painted = True
    assert held
    for route in held:
        route.continue_()
    page.wait_for_load_state("load")
    page.unroute("**/*.js")
