"""The desk's part of the author's server: requests of the page, checked, answered from `authoring.desk`.

Only a page that this server sent may ask: every request carries the token of this start, and those that write also the server's origin.
Answers are JSON, and no other site can read them.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal, Protocol

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as WebRequest
from starlette.responses import Response
from starlette.routing import Route

from counterpoint.authoring.desk import Conflict, Desk, EditedSince, ModelRefused, NotProved, Problem, Request
from counterpoint.authoring.yaml_tree import EditRefused
from counterpoint.diagnostics import as_terminal
from counterpoint.faults import diagnostic_of
from counterpoint.model.values import EXACT_ID_PATTERN, LANGUAGE_PATTERN

MAX_REQUEST = 1 << 20
"""The largest body of a request, in bytes."""
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'",
}


class Site(Protocol):
    """The site that is served, as far as the desk asks it."""

    def problems(self, article: str) -> list[dict[str, Any]]:
        """List what the last build has found in the files of an article, and every error elsewhere."""

    def build_to_show(self) -> int | None:
        """Return the number of the build that has taken in all that was reported; None while there is none yet."""

    def balance(self, article: str) -> str:
        """Return the report on how an article treats its positions."""

    def report(self, paths: set[str]) -> None:
        """Note that files have changed."""

    @property
    def say(self) -> Callable[[str], None]:
        """What prints a line where the server was started."""


_ArticleId = Annotated[str, msgspec.Meta(pattern=EXACT_ID_PATTERN)]


class _Words(msgspec.Struct, forbid_unknown_fields=True):
    article: _ArticleId
    words: str
    before: str = ""
    after: str = ""


class _Step(msgspec.Struct, forbid_unknown_fields=True):
    article: _ArticleId
    start: int
    end: int
    start_by: int = 0
    end_by: int = 0


class _Edit(msgspec.Struct, forbid_unknown_fields=True):
    article: _ArticleId
    start: int
    end: int
    was: str
    text: str


class _Translation(msgspec.Struct, forbid_unknown_fields=True):
    article: _ArticleId
    language: Annotated[str, msgspec.Meta(pattern=LANGUAGE_PATTERN)]


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    article: _ArticleId
    kind: Literal["speakers", "sources", "terms", "positions"]
    id: _ArticleId


class _Mending(msgspec.Struct, forbid_unknown_fields=True):
    problem: Problem
    choice: int
    confirmed: bool = False


class _Denied(Exception):
    pass


class DeskRoutes:
    """The routes of one server's desk. `token` is in every page that the server sends, and is new with every start."""

    def __init__(self, desk: Desk, site: Site) -> None:
        self.desk, self.site = desk, site
        self.token = secrets.token_urlsafe(32)

    def routes(self, prefix: str) -> list[Route]:
        """Return the routes under a path."""
        return [
            Route(f"{prefix}/state", self._guarded(self._state), methods=["GET"]),
            Route(f"{prefix}/balance", self._guarded(self._balance), methods=["GET"]),
            *(Route(f"{prefix}/{name}", self._guarded(self._posted(name)), methods=["POST"]) for name in _ANSWERS),
        ]

    def _guarded(self, answer: Callable[[WebRequest], Awaitable[Response]]) -> Callable[[WebRequest], Awaitable[Response]]:
        async def guarded(request: WebRequest) -> Response:
            try:
                self._admit(request)
                return await answer(request)
            except _Denied as denied:
                return _json({"message": str(denied)}, 403)
            except Conflict as conflict:
                data = {"base": conflict.base, "theirs": conflict.theirs, "place": conflict.place, "both": conflict.both}
                return _json(data, 409)
            except ModelRefused as refused:
                return _json({"field": refused.field, "messages": refused.messages, "lines": refused.lines, "owed": refused.owed}, 422)
            except msgspec.ValidationError as error:
                return _json({"field": "", "messages": [str(error)]}, 422)
            except EditRefused as refused:
                lines = refused.lines if isinstance(refused, NotProved) else {}
                edited = isinstance(refused, EditedSince)
                return _json({"message": refused.reason, "line": refused.line, "lines": lines, "edited": edited}, 423)
            except (msgspec.DecodeError, UnicodeDecodeError):
                return _json({"message": "the request is not JSON"}, 400)
            except OSError as error:
                return _json({"message": f"nothing was written: {error.strerror or error}", "line": 0}, 423)
            except Exception as error:
                fault = diagnostic_of(error)
                self.site.say(as_terminal([fault], colour=False))
                return _json({"message": fault.message}, 500)

        return guarded

    def _admit(self, request: WebRequest) -> None:
        """Raise _Denied for a request that does not come from a page of this server."""
        if not hmac.compare_digest(request.headers.get("x-counterpoint-desk", "").encode(), self.token.encode()):
            raise _Denied("the page belongs to another start of the server; load it again")
        if request.method == "POST":
            if request.headers.get("origin") != f"{request.url.scheme}://{request.headers.get('host', '')}":
                raise _Denied("the request comes from elsewhere")
            if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
                raise _Denied("the request is not JSON")

    async def _state(self, request: WebRequest) -> Response:
        article = msgspec.convert(request.query_params.get("article", ""), _ArticleId)
        problems = self.site.problems(article)
        problems = [{**problem, "mends": self.desk.mends(msgspec.convert(problem, Problem))} for problem in problems]
        try:
            state = await run_in_threadpool(self.desk.state, article)
        except EditRefused as refused:  # what is wrong, and what was written last, can be said all the same
            data = {"message": refused.reason, "line": refused.line, "problems": problems, "changes": self.desk.changes()}
            return _json(data, 423)
        return _json({**state, "problems": problems, "build": self.site.build_to_show()})

    async def _balance(self, request: WebRequest) -> Response:
        article = msgspec.convert(request.query_params.get("article", ""), _ArticleId)
        return _json({"text": await run_in_threadpool(self.site.balance, article)})

    def _posted(self, name: str) -> Callable[[WebRequest], Awaitable[Response]]:
        async def answer(request: WebRequest) -> Response:
            body = b""
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_REQUEST:
                    return _json({"message": "the request is too large"}, 413)
            return _json(await run_in_threadpool(self._answered, name, body))

        return answer

    def _answered(self, name: str, body: bytes) -> Any:
        data = _ANSWERS[name](self.desk, body)
        if name in _WRITING and data["change"]:
            self.site.report(set(data["change"]["diffs"]))  # sooner than the system tells of it, and before the page asks
        return data


def _json(data: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(data), status, _HEADERS, "application/json")


def _locate(desk: Desk, body: bytes) -> Any:
    asked = msgspec.json.decode(body, type=_Words)
    return desk.locate(asked.article, asked.words, asked.before, asked.after)


def _step(desk: Desk, body: bytes) -> Any:
    asked = msgspec.json.decode(body, type=_Step)
    return desk.step(asked.article, asked.start, asked.end, asked.start_by, asked.end_by)


def _effects(desk: Desk, body: bytes) -> Any:
    asked = msgspec.json.decode(body, type=_Edit)
    return desk.effects(asked.article, asked.start, asked.end, asked.was, asked.text)


def _translation(desk: Desk, body: bytes) -> Any:
    asked = msgspec.json.decode(body, type=_Translation)
    return desk.translation(asked.article, asked.language)


def _begin(desk: Desk, body: bytes) -> Any:
    asked = msgspec.json.decode(body, type=_Translation)
    return desk.begin_translation(asked.article, asked.language)


def _where(desk: Desk, body: bytes) -> Any:
    asked = msgspec.json.decode(body, type=_Entry)
    return desk.where(asked.article, asked.kind, asked.id)


def _mend(desk: Desk, body: bytes) -> Any:
    asked = msgspec.json.decode(body, type=_Mending)
    return desk.mend(asked.problem, asked.choice, confirmed=asked.confirmed)


_WRITING = {"write", "mend", "begin", "undo", "redo"}
_ANSWERS: dict[str, Callable[[Desk, bytes], Any]] = {
    "locate": _locate,
    "step": _step,
    "effects": _effects,
    "mend": _mend,
    "where": _where,
    "translation": _translation,
    "begin": _begin,
    "plan": lambda desk, body: desk.plan(msgspec.json.decode(body, type=Request)),
    "write": lambda desk, body: desk.write(msgspec.json.decode(body, type=Request)),
    "undo": lambda desk, body: desk.undo(),
    "redo": lambda desk, body: desk.undo(redo=True),
    "undo/aside": lambda desk, body: desk.set_aside(),
    "redo/aside": lambda desk, body: desk.set_aside(redo=True),
}
