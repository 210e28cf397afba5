"""What is served: the output as it is, with one script on every page; and a stream of what has changed."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from counterpoint.authoring.desk import Desk
from counterpoint.model.values import ID_PATTERN
from counterpoint.reading.files import article_paths
from counterpoint.serving.desk import DeskRoutes
from counterpoint.serving.live import Live
from counterpoint.serving.stand_in import article_stand_in, home_stand_in
from counterpoint.site.addresses import file_of

OWN = "/_counterpoint"
"""The path under which the server's own files are; no page of a site can have it."""
_ASSETS = Path(__file__).parent / "assets"
_FRESH = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_INERT = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
"""For what an author has put into `content/media`: opened alone, it runs nothing, whatever a browser takes it for."""


def app(live: Live, hosts: list[str], base: str, desk: Desk | None = None) -> Starlette:
    """The server of one site, whose pages are under the path `base`. Requests that name another host than these are refused: a page
    elsewhere could otherwise read drafts through a name that it lets point here. With a `desk`, articles are annotated in the browser."""
    desk_routes = DeskRoutes(desk, live) if desk else None

    async def events(request: Request) -> Response:
        page = request.query_params.get("page", "").removeprefix(base.rstrip("/"))
        return StreamingResponse(_stream(live, file_of(page)), media_type="text/event-stream", headers=_FRESH)

    async def to_base(request: Request) -> Response:
        return RedirectResponse(base)

    routes: list[Route | Mount] = [
        Route(f"{OWN}/events", events),
        *(desk_routes.routes(f"{OWN}/desk") if desk_routes else []),
        Mount(OWN, StaticFiles(directory=_ASSETS)),
    ]
    if base != "/":
        routes.append(Route("/", to_base))
    routes.append(Mount(base.rstrip("/"), _Pages(live, desk_routes, base)))
    return Starlette(routes=routes, middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)])


async def _stream(live: Live, file: str) -> AsyncIterator[str]:
    listener = live.listen(file)
    try:
        while True:
            yield f"data: {json.dumps(await listener.events.get())}\n\n"
    finally:
        live.leave(listener)


_TO_THE_DESK = (
    '<aside class="dk dk-lead" aria-label="Desk"><div class="dk-bar"><strong>Desk</strong> '
    '<span class="dk-said">Open an explainer to annotate it here.</span></div></aside>'
)
"""What the home page says while a site is written: pages of articles have the desk."""


class _Pages(StaticFiles):
    """The output. Starlette refuses every path that leads out of it, and links are not followed."""

    def __init__(self, live: Live, desk: DeskRoutes | None, base: str) -> None:
        live.options.target.mkdir(parents=True, exist_ok=True)
        super().__init__(directory=live.options.target, html=True)
        self.live, self.desk, self.base = live, desk, base

    async def get_response(self, path: str, scope: Scope) -> Response:
        if any(part.startswith(".") for part in Path(path).parts if part != "."):
            return Response(status_code=404)
        if not self.live.number:
            return self.stand_in(path)
        number = self.live.number  # before the page is read: what comes meanwhile is news to it
        response = await super().get_response(path, scope)
        if response.status_code == 404 and self.live.result.failed() and self.article_of(path):
            return self.stand_in(path)
        if isinstance(response, FileResponse) and Path(response.path).suffix == ".html":
            html = self.live.page(Path(response.path).relative_to(self.live.options.target.resolve()).as_posix()).decode()
            page = self.with_script(html, number, self.article_of(path), home=path in {".", "index.html"})
            return HTMLResponse(page, response.status_code, _FRESH)
        response.headers.update(_FRESH)
        if path.startswith("media/"):
            response.headers["Content-Security-Policy"] = _INERT
        return response

    def stand_in(self, path: str) -> Response:
        """What there is in place of a page: the desk with what has to be mended, or the way there."""
        number, article = self.live.number, self.article_of(path)
        files = (self.live.options.root / "content/articles").glob("*.md") if self.desk else ()
        listed = sorted(file.stem for file in files if re.fullmatch(ID_PATTERN, file.stem))
        html = article_stand_in(article) if article else home_stand_in(self.base, listed)
        return HTMLResponse(self.with_script(html, number, article, is_stand_in=True), 503, _FRESH)

    def article_of(self, path: str) -> str:
        """The article that a page is about, if the desk can edit it: its own page, and its side-by-side view."""
        parts = [part for part in Path(path).parts if part not in {".", "index.html"}]
        is_article = bool(parts) and re.fullmatch(ID_PATTERN, parts[0]) and parts[1:] in ([], ["sides"])
        return parts[0] if self.desk and is_article and (self.live.options.root / article_paths(parts[0])[0]).is_file() else ""

    def with_script(self, html: str, number: int, article: str = "", *, home: bool = False, is_stand_in: bool = False) -> str:
        """A page of a build that listens for the builds after this one. The script comes first, to see the page as it was sent. An
        article's page has the desk, and the home page leads to it."""
        added = f'<script type="module" src="{OWN}/live.js" id="_live" data-build="{number}"{" data-stand-in" * is_stand_in}></script>'
        added += f'<link rel="stylesheet" href="{OWN}/live.css">'
        if self.desk and article:
            data = f'data-token="{self.desk.token}" data-article="{article}"'
            added += f'<script type="module" src="{OWN}/desk/desk.js" id="_desk" {data}></script>'
        if self.desk and (article or home):
            added += f'<link rel="stylesheet" href="{OWN}/desk/desk.css">'
        html = re.sub(r"<head[^>]*>", lambda head: head[0] + added, html, count=1)
        return html.replace("</body>", f"{_TO_THE_DESK}</body>", 1) if self.desk and home else html
