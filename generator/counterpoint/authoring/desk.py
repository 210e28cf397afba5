"""What the author's server can be asked for while an explainer is annotated in the browser: its state, words, plans, and writes.

Nothing is written that would bring a new error into the article, nor over an edit that somebody else has made meanwhile.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from counterpoint.anchoring.changes import reasons
from counterpoint.anchoring.text import BLOCK, Span, search_text
from counterpoint.article.lost_quotes import LostQuote, lost_quotes
from counterpoint.article.parsing import parse_article, parse_text
from counterpoint.article.unfinished import PLACEHOLDER
from counterpoint.authoring import mends, selection, translating, workspace
from counterpoint.authoring.gate import article_files, new_dates_ahead, new_errors, new_mistakes, normalised
from counterpoint.authoring.history import FileChange, History
from counterpoint.authoring.mends import Mend
from counterpoint.authoring.merging import merged_entry, merged_text, moved_range, shared_ends
from counterpoint.authoring.naming import with_free_ids
from counterpoint.authoring.operations import (
    SOURCES,
    SPEAKERS,
    AddEntry,
    AnyOperation,
    ChangeEntry,
    EditText,
    SetAnswer,
    SetValue,
    Tell,
    Translate,
    by_hand,
    markdown_path,
    paths,
    place_of,
    planned,
    set_choice,
    sidecar_path,
)
from counterpoint.authoring.places import Stray, strays
from counterpoint.authoring.workspace import Outdated, Texts
from counterpoint.authoring.yaml_edit import insert_entry
from counterpoint.authoring.yaml_tree import EditRefused, TooManyEdits, loaded, lookup, parse, value_at
from counterpoint.diagnostics import CODES, ERROR, Diagnostic, Location
from counterpoint.loading import open_settings
from counterpoint.model.speakers import Sources, Speakers
from counterpoint.outcome import Outcome
from counterpoint.reading.files import RECORD, ArticleFiles, SourceFile, article_paths, read_media, read_text
from counterpoint.reading.markdown import Dialect
from counterpoint.reading.validate import validate
from counterpoint.scaffold.translate import NotTranslatable, skeleton
from counterpoint.site.record import PublicRecord
from counterpoint.site.record import read as read_record

_MOST_SEEN = 32
"""The number of texts that are kept to compare edits with."""
_ARTICLE = re.compile(r"content/articles/([a-z0-9-]+)(?:\.([A-Za-z0-9-]+))?\.(?:md|yml)")
_PUBLIC_KEYS = ("quote", "text", "speaker", "position", "review", "evidence")
"""What of a claim is on record once it is public."""


class OpenedEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of a file as it was when its form was opened: what an edit is made from."""

    file: Literal["sidecar", "speakers", "sources", "text"]
    path: list[str | int]
    value: Any


MOST_OPERATIONS = 50
"""Of a request. Each is held against what those before it have made; a form sends a handful."""


class Request(Struct, frozen=True, forbid_unknown_fields=True):
    """Operations to write, what they are called, and what they were made from."""

    operations: Annotated[list[AnyOperation], Meta(min_length=1, max_length=MOST_OPERATIONS)]
    title: str = ""
    base: dict[str, str] = {}
    """The digests of the files when the form was opened, by path."""
    entry: OpenedEntry | None = None
    page: Literal["", "article", "sides"] = ""
    """The page that a plan shows as it would be."""


class Problem(Struct, frozen=True):
    """A diagnostic as the page has it."""

    code: str
    message: str
    help: str
    location: Location

    def diagnostic(self) -> Diagnostic:
        """Return it as a diagnostic. Raises EditRefused for a code that there is not."""
        if self.code not in CODES:
            raise EditRefused("there is no such problem", 0)
        return Diagnostic(self.code, ERROR, self.location, self.message, self.help)


class Conflict(Exception):
    """The entry was changed elsewhere since its form was opened, and in the same places. Nothing has been written.

    `base` and `theirs` are what it was and what it is; `place` is the range of a passage now, and `both` are the keys of an entry that two
    have changed.
    """

    def __init__(self, base: Any, theirs: Any, *, place: tuple[int, int] | None = None, both: Sequence[str] = ()) -> None:
        super().__init__("the entry was changed elsewhere")
        self.base, self.theirs, self.place, self.both = base, theirs, place, list(both)


class Owed(Struct, frozen=True):
    """What a correction would have to tell readers of an article: what it is about, such as `{"claim": "cheap"}`, and why.

    `about` is empty where no correction can do it. `example` is a text to begin with.
    """

    about: dict[str, str]
    messages: list[str]
    example: str = ""
    article: str = ""


class ModelRefused(Exception):
    """The model refuses what would be written, for reasons in words; `field` is the part of a form that it is about.

    `lines` are what would have been written, by path: an author can still do that by hand. `owed` is what readers have to be told.
    """

    def __init__(
        self, messages: Sequence[str], field: str = "", lines: Mapping[str, Sequence[str]] | None = None, owed: Sequence[Owed] = ()
    ) -> None:
        super().__init__("; ".join(messages))
        self.messages, self.field, self.lines, self.owed = list(messages), field, dict(lines or {}), list(owed)


class NotProved(EditRefused):
    """An edit cannot be proved to change nothing else. `lines` are what an author can write by hand, by path."""

    def __init__(self, reason: str, line: int, lines: Mapping[str, Sequence[str]]) -> None:
        super().__init__(reason, line)
        self.lines = dict(lines)


Untold = Callable[[Sequence[ArticleFiles], Sequence[ArticleFiles], tuple[Speakers, Sources]], Outcome[bool]]
"""Lists what edits of articles would change of what readers have been told (see `Preview.untold`)."""


class EditedSince(EditRefused):
    """A change cannot be taken back, or made again, since somebody else has edited its files meanwhile."""


class Desk:
    """Annotates the explainers of one site. Requests are served one after the other."""

    def __init__(
        self,
        root: Path,
        history: Path,
        now: Callable[[], str],
        draw: Callable[[ArticleFiles, str], str] = lambda files, file: "",
        dead_links: Callable[[ArticleFiles, Collection[str]], list[str]] = lambda files, kept: [],
        untold: Untold = lambda before, after, sitewide: Outcome(False),
    ) -> None:
        self.root, self.now, self.draw, self.dead_links, self.untold = root, now, draw, dead_links, untold
        self.history = History(root, history)
        self.lock = threading.Lock()
        self.seen: dict[str, str] = {}
        """The texts that forms were opened on, by their digests: what two edits of a text are compared with."""

    def state(self, article: str) -> dict[str, Any]:
        """Return all that the forms of an article need. Raises EditRefused where one of its files cannot be read."""
        texts = self._texts(article)
        self._remember(texts[markdown_path(article)] or "")
        sidecar = _yaml(texts, sidecar_path(article))
        lost = _lost(article_files(article, texts), self._dialect())
        own_sources, own_speakers = sidecar.get("sources") or {}, sidecar.get("speakers") or {}
        settings = open_settings(self.root).settings
        return {
            "article": article,
            "sidecar": {key: value for key, value in sidecar.items() if value is not None},  # a draft begins with empty headings
            "speakers": {**_yaml(texts, SPEAKERS), **own_speakers},
            "sources": {**_yaml(texts, SOURCES), **own_sources},
            "languages": [language for language in settings.languages if language] if settings else [],
            "ratings": {id: rating.label for id, rating in settings.ratings.items()} if settings else {},
            "digests": {path: workspace.digest(text) for path, text in texts.items()},
            "public": sorted(self._public(article)),
            "changes": self.changes(),
            "blocks": list(self._blocks(article, texts)),
            "lost": [_lost_as_data(quote) for quote in lost or ()],
            "hidden": lost is None,
        }

    def translation(self, article: str, language: str) -> dict[str, Any]:
        """Return the words of a translation beside those of the original; `isThere` says whether it is begun."""
        texts = workspace.read_all(self.root, [*article_paths(article), *article_paths(article, language)])
        markdown = texts[article_paths(article, language)[0]]
        if texts[markdown_path(article)] is None:
            raise EditRefused(f"there is no article {article!r}", 0)
        return {
            "isThere": markdown is not None,
            "words": translating.translatable(article, language, texts),
            "text": translating.text_of(markdown or ""),
            "original": translating.text_of(texts[markdown_path(article)] or ""),
            "digests": {path: workspace.digest(text) for path, text in texts.items()},
        }

    def begin_translation(self, article: str, language: str) -> dict[str, Any]:
        """Write the files of a translation, with all words left open. Raises EditRefused or OSError, with nothing written."""
        with self.lock:
            before = workspace.read_all(self.root, [*article_paths(article), *article_paths(article, language)])
            markdown, sidecar = (before[path] for path in article_paths(article))
            if markdown is None or any(before[path] is not None for path in article_paths(article, language)):
                raise EditRefused("the translation is there already" if markdown else f"there is no article {article!r}", 0)
            side = SourceFile(sidecar_path(article), normalised(sidecar)) if sidecar is not None else None
            try:
                files = skeleton(SourceFile(markdown_path(article), normalised(markdown)), side, language, has_schema=False)
            except NotTranslatable as error:
                raise EditRefused(str(error), 0) from None
            change = self.history.write(f"Translation into {language} begun", self.now(), before, {**before, **files})
            return {"change": _as_data(change, undone=False) if change else None, "changes": self.changes()}

    def effects(self, article: str, start: int, end: int, was: str, text: str) -> dict[str, Any]:
        """Say what an edit of the article's text would do to quotes: which lose their words, and what these may have become."""
        texts = self._texts(article)
        edit = EditText(article=article, start=start, end=end, was=was, text=text)
        after, strayed = self._in_place([edit], texts, planned([edit], texts))
        dialect = self._dialect()
        old, new = _lost(article_files(article, texts), dialect), _lost(article_files(article, after), dialect)
        if new is None:
            return {
                "lost": [],
                "strayed": [],
                "hidden": [error.message for error in new_errors(after, texts, after, dialect)] or ["It cannot be read."],
            }
        before = {(quote.path, quote.why) for quote in old or ()}
        lost = [quote for quote in new if (quote.path, quote.why) not in before]
        public = self._public(article)
        listed = [{**_lost_as_data(quote), "public": quote.path[0] == "claims" and quote.id in public} for quote in lost]
        return {"lost": listed, "strayed": [_stray_in_words(stray) for stray in strayed], "hidden": []}

    def changes(self) -> dict[str, Any]:
        """Return what has been written, oldest first, and how much of it has been undone."""
        done = [_as_data(change, undone=False) for change in self.history.done]
        undone = [_as_data(change, undone=True) for change in reversed(self.history.undone)]
        return {"done": done, "undone": undone}

    def locate(self, article: str, words: str, before: str, after: str) -> dict[str, Any]:
        """Find selected words in an article: the quote for them, or why there is none."""
        place = selection.locate(words, before, after, self._search_text(article))
        return _selection_as_data(place)

    def step(self, article: str, start: int, end: int, start_by: int, end_by: int) -> dict[str, Any]:
        """Move the ends of a place by words, and return the quote for it."""
        text = self._search_text(article)
        if not 0 <= start < end <= len(text.text):
            raise EditRefused("the article has changed; choose the words again", 0)
        span = selection.stepped(Span(start, end), text, start=start_by, end=end_by)
        words = text.text[span.start : span.end]
        place = selection.locate(words, text.text[max(0, span.start - 80) : span.start], text.text[span.end : span.end + 80], text)
        return _selection_as_data(place)

    def plan(self, request: Request) -> dict[str, Any]:
        """Return what operations would write, line by line, and what would be wrong with it. Raises EditRefused; writes nothing."""
        self._demand_articles(request.operations)
        texts = workspace.read_all(self.root, paths(request.operations))
        request = replace(request, operations=with_free_ids(request.operations, texts))
        after, strayed = self._in_place(request.operations, texts, _planned(request.operations, texts))
        mistakes = self._new_mistakes(request.operations, texts, after)
        problems = [mistake.message for mistake in mistakes if mistake.severity == ERROR] + [_stray_in_words(stray) for stray in strayed]
        problems = problems or self._dead_links(request.operations, texts, after)
        warnings = [mistake.message for mistake in mistakes if mistake.severity < ERROR]
        page = "" if problems else self._drawn(request, texts)
        owed = [] if problems else self._owed_without_corrections(request.operations, texts)
        return {"diffs": _diffs(texts, after), "problems": problems, "warnings": warnings, "page": page, "owed": owed}

    def _owed_without_corrections(self, operations: Sequence[AnyOperation], texts: Texts) -> list[Owed]:
        """List what readers have to be told, whether a form says it already or not."""
        if not self._record().articles:
            return []
        bare = [replace(operation, corrections=[]) for operation in operations if not isinstance(operation, Tell)]
        return self._owed(bare, texts, planned(bare, texts))

    def _drawn(self, request: Request, texts: Texts) -> str:
        """Return the page that a form wants to show as it would be. Speakers and sources that are edited are the article's own there."""
        if not request.page:
            return ""
        article = request.operations[0].article
        local = [replace(operation, speakers={}) for operation in request.operations]
        after = dict(planned(local, texts))
        own = [("speakers", id, speaker) for operation in request.operations for id, speaker in operation.speakers.items()]
        for operation in request.operations:
            if isinstance(operation, ChangeEntry) and place_of(operation.kind, operation.id, texts, article)[0] in {SPEAKERS, SOURCES}:
                file = place_of(operation.kind, operation.id, texts, article)[0]
                own.append((operation.kind, operation.id, _yaml(after, file)[operation.id]))
        for kind, id, value in own:
            after[sidecar_path(article)] = insert_entry(after.get(sidecar_path(article)) or "", (kind,), id, value, None)
        return self.draw(article_files(article, after), f"{article}/{'sides/' if request.page == 'sides' else ''}index.html")

    def write(self, request: Request) -> dict[str, Any]:
        """Write operations. Raises EditRefused, Conflict, Refused or OSError, with nothing written."""
        with self.lock:
            self._demand_articles(request.operations)
            texts = workspace.read_all(self.root, paths(request.operations))
            request = replace(request, operations=with_free_ids(request.operations, texts))
            merged = any(workspace.digest(texts.get(path)) != digest for path, digest in request.base.items())
            operations = self._merged(request, texts) if merged and request.entry else request.operations
            self._demand_words_as_they_were(operations, texts)
            after, strayed = self._in_place(operations, texts, _planned(operations, texts))
            self._demand_other_blocks(operations, texts, after)
            if strayed:
                raise ModelRefused([_stray_in_words(stray) for stray in strayed], lines=_diffs(texts, after))
            self._demand_corrections(operations, texts, after)
            self._demand_second_looks(operations, texts)
            errors = [mistake for mistake in self._new_mistakes(operations, texts, after) if mistake.severity == ERROR]
            if errors:
                raise ModelRefused([error.message for error in errors], lines=_diffs(texts, after))
            if dead := self._dead_links(operations, texts, after):
                raise ModelRefused([*dead, "Take these links out first."], lines=_diffs(texts, after))
            try:
                change = self.history.write(request.title, self.now(), texts, after)
            except Outdated:
                raise EditRefused("the file was saved elsewhere at the same moment; try again", 0) from None
            return {"change": _as_data(change, undone=False) if change else None, "merged": merged, "changes": self.changes()}

    def where(self, article: str, kind: str, name: str) -> dict[str, Any]:
        """Return the file and the line of an entry. Raises EditRefused where there is none."""
        texts = self._texts(article)
        path, keys = place_of(kind, name, texts, article)
        entry = lookup(parse(texts[path] or ""), keys)[1]
        if entry is None:
            raise EditRefused(f"there is no {name!r} among the {kind}", 0)
        return {"path": path, "line": (texts[path] or "").count("\n", 0, entry.start) + 1}

    def mends(self, problem: Problem) -> list[Mend]:
        """List the mends of a problem, the likeliest first."""
        return mends.mends(problem.diagnostic())

    def mend(self, problem: Problem, choice: int, *, confirmed: bool) -> dict[str, Any]:
        """Write a mend of a problem. Raises EditRefused, Refused or OSError, with nothing written."""
        with self.lock:
            diagnostic = problem.diagnostic()
            offers = mends.mends(diagnostic)
            if not 0 <= choice < len(offers):
                raise EditRefused("there is no such mend", 0)
            if not offers[choice].safe and not confirmed:
                raise ModelRefused(["Look at it first: this may be meant otherwise."], "confirmed")
            path = diagnostic.location.path
            before = workspace.read_all(self.root, dict.fromkeys([path, *_read_with(path), SPEAKERS]))
            after = mends.files_mended(before, diagnostic, offers[choice])
            if errors := new_errors(after, before, after, self._dialect()):
                raise ModelRefused([error.message for error in errors], lines=_diffs(before, after))
            if match := _ARTICLE.fullmatch(path):
                untold = self._untold([match[1]], match[2] or "", before, after).diagnostics
                if untold:
                    raise ModelRefused([f"{item.message}: edit it in its form, and say what readers will be told." for item in untold])
            try:
                change = self.history.write(offers[choice].label, self.now(), before, after)
            except Outdated:
                raise EditRefused("the file was saved elsewhere at the same moment; try again", 0) from None
            return {"change": _as_data(change, undone=False) if change else None, "changes": self.changes()}

    def undo(self, *, redo: bool = False) -> dict[str, Any]:
        """Take the last change back, or make it again. What somebody else has edited since stays.

        Raises EditedSince where both edited the same words, or the files would have new errors; nothing is written then.
        """
        with self.lock:
            try:
                change = self.history.redo(self._demand_no_errors) if redo else self.history.undo(self._demand_no_errors)
            except Outdated as outdated:
                raise EditedSince(
                    f"{outdated.path} has been changed elsewhere since, in the same words; undoing would lose that", 0
                ) from None
            return {"change": _as_data(change, undone=not redo) if change else None, "changes": self.changes()}

    def set_aside(self, *, redo: bool = False) -> dict[str, Any]:
        """Leave the change that would be undone, or made again, next as it is; return the changes that are left."""
        with self.lock:
            self.history.set_aside(redo=redo)
            return {"change": None, "changes": self.changes()}

    def _demand_no_errors(self, before: Texts, after: Texts) -> None:
        """Raise EditedSince where files that somebody else has edited, too, would have new errors."""
        if errors := new_errors(after, before, after, self._dialect()):
            raise EditedSince(f"with what was changed elsewhere since, this would be wrong: {errors[0].message}", 0)

    def _in_place(
        self, operations: Sequence[AnyOperation], before: Texts, after: dict[str, str | None]
    ) -> tuple[dict[str, str | None], list[Stray]]:
        """Return the texts with every quote at the words that it stands on, and the quotes that would stand on others all the same."""
        dialect, left = self._dialect(), list[Stray]()
        for article in dict.fromkeys(operation.article for operation in operations if isinstance(operation, EditText)):
            old = parse_article(article_files(article, before), dialect).value
            new = parse_article(article_files(article, after), dialect).value
            if old is None or new is None:
                continue
            for stray in list(strays(old, new)):
                if stray.choice is None or not set_choice(after, article, stray.kind, stray.id, stray.number, stray.choice):
                    left.append(stray)
            moved = parse_article(article_files(article, after), dialect).value
            if moved:
                left += [stray for stray in strays(old, moved) if stray not in left]
        return after, left

    def _blocks(self, article: str, texts: Texts) -> Iterator[dict[str, Any]]:
        """Yield the blocks of the article's text: the range of their source in the file, the source, and the words that readers see."""
        raw = texts[markdown_path(article)] or ""
        file = SourceFile(markdown_path(article), normalised(raw))
        parsed, first_line = parse_text(file, self._dialect())
        tokens = parsed.tokens
        starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", raw)), len(raw)]
        words: list[str] = []
        place: tuple[int, int] | None = None
        for token in tokens:
            if token.level == 0 and token.map and token.nesting >= 0:
                place, words = (token.map[0] + first_line - 1, token.map[1] + first_line - 1), []
            if token.type == "inline":
                words.append(search_text([token]).text)
            if token.level == 0 and token.nesting <= 0 and place and place[1] < len(starts):
                source = raw[starts[place[0]] : starts[place[1]]].rstrip()
                yield {"start": starts[place[0]], "end": starts[place[0]] + len(source), "source": source, "text": " ".join(words)}
                place = None

    def _texts(self, article: str) -> dict[str, str | None]:
        texts = workspace.read_all(self.root, [markdown_path(article), sidecar_path(article), SPEAKERS, SOURCES])
        if texts[markdown_path(article)] is None:
            raise EditRefused(f"there is no article {article!r}", 0)
        return texts

    def _record(self) -> PublicRecord:
        file = read_text(self.root, RECORD).value if (self.root / RECORD).exists() else None
        return read_record(file).value if file else PublicRecord()

    def _dialect(self) -> Dialect:
        site = open_settings(self.root)
        if site.settings is None:
            raise EditRefused("site.yml cannot be read", 0)
        return site.dialect

    def _search_text(self, article: str) -> Any:
        text = workspace.read(self.root, markdown_path(article))
        if text is None:
            raise EditRefused(f"there is no article {article!r}", 0)
        file = SourceFile(markdown_path(article), normalised(text))
        return search_text(parse_text(file, self._dialect())[0].tokens)

    def _merged(self, request: Request, texts: Texts) -> list[AnyOperation]:
        """Return operations that keep what was saved elsewhere since their form was opened. Raises Conflict."""
        assert request.entry
        article = request.operations[0].article
        if request.entry.file == "text":
            return [
                self._moved(operation, request.base, texts) if isinstance(operation, EditText) else operation
                for operation in request.operations
            ]
        file, path = sidecar_path(article), tuple(request.entry.path)
        if request.entry.file in {"speakers", "sources"}:
            file, path = place_of(request.entry.file, str(path[-1]), texts, article)
        theirs: Any = _yaml(texts, file)
        for step in path:
            theirs = theirs.get(step) if isinstance(theirs, dict) else None
        base = request.entry.value
        if theirs == base:
            return request.operations
        changed = request.operations[0]
        if (
            not isinstance(changed, ChangeEntry)
            or len(request.operations) > 1
            or not isinstance(theirs, dict)
            or not isinstance(base, dict)
        ):
            raise Conflict(base, theirs)
        theirs, base = ({key: value for key, value in entry.items() if key not in changed.keep} for entry in (theirs, base))
        value, both = merged_entry(base, changed.value, theirs)
        if both:
            raise Conflict(base, theirs, both=both)
        return [replace(changed, value=value)]

    def _moved(self, operation: EditText, base: dict[str, str], texts: Texts) -> EditText:
        """Return an edit of the text as it is now. Raises Conflict where the same words were changed elsewhere."""
        path = markdown_path(operation.article)
        now, was = texts.get(path) or "", self.seen.get(base.get(path, ""))
        if now[operation.start : operation.end] == operation.was:
            return operation
        if was is None or was[operation.start : operation.end] != operation.was:
            if now.count(operation.was) == 1 and operation.was:
                start = now.index(operation.was)
                return replace(operation, start=start, end=start + len(operation.was))
            raise Conflict(operation.was, now, place=(0, len(now)))
        merged = merged_text(was, planned([replace(operation, takes=[], terms={})], {path: was})[path] or "", now)
        start, end = moved_range(was, now, operation.start, operation.end)
        if merged is None:
            raise Conflict(operation.was, now[start:end], place=(start, end))
        head, tail = shared_ends(now, merged)
        return replace(operation, start=head, end=len(now) - tail, was=now[head : len(now) - tail], text=merged[head : len(merged) - tail])

    def _remember(self, text: str) -> None:
        digest = workspace.digest(text)
        self.seen.pop(digest, None)
        self.seen[digest] = text
        while len(self.seen) > _MOST_SEEN:
            del self.seen[next(iter(self.seen))]

    def _public(self, article: str) -> Collection[str]:
        """List the claims of an article that are public."""
        public = self._record().articles.get(article)
        return public.claims if public else ()

    def _demand_articles(self, operations: Sequence[AnyOperation]) -> None:
        """Raise EditRefused where an article is there no more: a sidecar without one would stop every build."""
        for article in dict.fromkeys(operation.article for operation in operations):
            if not (self.root / article_paths(article)[0]).is_file():
                raise EditRefused(f"there is no article {article!r} any more", 0)

    def _owed(self, operations: Sequence[AnyOperation], before: Texts, after: Texts) -> list[Owed]:
        """List what readers would have to be told, as `check` would say; of claims alone where nothing is built yet to be asked."""
        result: dict[str, Owed] = {}
        sitewide = (_changed(Speakers, SPEAKERS, before, after), _changed(Sources, SOURCES, before, after))
        for language in dict.fromkeys(map(_language, operations)):
            articles = dict.fromkeys(operation.article for operation in operations if _language(operation) == language)
            untold = self._untold(articles, language, before, after, sitewide)
            claims = (self._untold_claims(operations, article, before, after) for article in articles)
            for diagnostic in untold.diagnostics if untold.value else chain.from_iterable(claims):
                owed = _owed_by(diagnostic)
                key = repr((owed.article, owed.about or owed.messages))
                result[key] = replace(owed, messages=[*result[key].messages, *owed.messages]) if key in result else owed
        return list(result.values())

    def _untold(
        self, articles: Iterable[str], language: str, before: Texts, after: Texts, sitewide: tuple[Speakers, Sources] = ({}, {})
    ) -> Outcome[bool]:
        there = [slug for slug in articles if before.get(article_paths(slug, language)[0]) is not None]
        if not there or not self._record().articles:
            return Outcome(True)  # nobody has read a translation that is begun only now
        was, would_be = ([article_files(slug, texts, language) for slug in there] for texts in (before, after))
        return self.untold(was, would_be, sitewide)

    def _untold_claims(self, operations: Sequence[AnyOperation], article: str, before: Texts, after: Texts) -> Iterator[Diagnostic]:
        told = {item.get("claim") for operation in operations for item in operation.corrections if operation.article == article}
        was, would_be = (_yaml(texts, sidecar_path(article)).get("claims") or {} for texts in (before, after))
        for id in sorted(set(self._public(article)) - told):
            old, new = was.get(id) or {}, would_be.get(id) or {}
            if any(old.get(key) != new.get(key) for key in _PUBLIC_KEYS):
                message = f"Readers have seen the claim {id!r}"
                help = f"in {sidecar_path(article)}: `corrections: [{{claim: {id}}}]`"
                yield Diagnostic("claim-changed", ERROR, Location(sidecar_path(article)), message, help)

    def _demand_other_blocks(self, operations: Sequence[AnyOperation], before: Texts, after: Texts) -> None:
        """Raise ModelRefused where an edit of one passage would make something else of the text around it, as an open fence does."""
        dialect = self._dialect()
        for operation in operations:
            if not isinstance(operation, EditText):
                continue
            path = markdown_path(operation.article)
            old, new = before.get(path) or "", after.get(path) or ""
            tail = len(old) - operation.end
            around = [
                _around(text, dialect, operation.start, end)
                for text, end in ((old, operation.end), (new, max(operation.start, len(new) - tail)))
            ]
            if around[0] != around[1] and len(operations) == 1:
                raise ModelRefused(
                    ["This would change the text around the passage, too. Look for what is opened and not closed, such as ``` or a tag."],
                    lines=_diffs(before, after),
                )

    def _demand_corrections(self, operations: Sequence[AnyOperation], before: Texts, after: Texts) -> None:
        """Raise ModelRefused where readers would find something else than they were told, and no correction says so."""
        owed = self._owed(operations, before, after)
        if not owed:
            return
        messages = [message for item in owed for message in item.messages]
        say = ["Say what readers will be told."] if any(item.about for item in owed) else []
        raise ModelRefused([f"{message}." for message in messages] + say, "correction", owed=owed)

    def _demand_second_looks(self, operations: Sequence[AnyOperation], before: Texts) -> None:
        """Raise Refused where a quote would take words that may say something else, and nobody has said that they are meant."""
        language = self._dialect().language
        for operation in operations:
            sidecar = _yaml(before, sidecar_path(operation.article))
            takes = operation.takes if isinstance(operation, EditText) else [operation] if isinstance(operation, SetValue) else []
            for take in takes:
                old, new = value_at(sidecar, tuple(take.path)), take.value if isinstance(take, SetValue) else take.words
                changed = reasons(old, new, language) if isinstance(old, str) and "quote" in take.path[:3] else ()
                if changed and not take.confirmed:
                    raise ModelRefused([f"Read both once more: {', '.join(changed).lower()}."], "confirmed")

    def _dead_links(self, operations: Sequence[AnyOperation], before: Texts, after: Texts) -> list[str]:
        """Say which links, in this article and in others, operations would make lead nowhere."""
        articles = dict.fromkeys(operation.article for operation in operations)
        changed = [a for a in articles if any(before.get(path) != after.get(path) for path in (markdown_path(a), sidecar_path(a)))]
        return [message for article in changed for message in self.dead_links(article_files(article, after), self._public(article))]

    def _demand_words_as_they_were(self, operations: Sequence[AnyOperation], texts: Texts) -> None:
        """Raise Conflict where words of a translation were changed elsewhere since its form was opened."""
        for operation in operations:
            if not isinstance(operation, Translate):
                continue
            now = {
                (item.part, tuple(item.path)): item.translation
                for item in translating.translatable(operation.article, operation.language, texts)
            }
            for words in operation.words:
                said = now.get((words.part, tuple(words.path)))
                if said is not None and said not in (words.was, words.value):
                    raise Conflict(words.was, said, both=[str(step) for step in words.path])

    def _new_mistakes(self, operations: Sequence[AnyOperation], before: Texts, after: Texts) -> list[Diagnostic]:
        """List what would be wrong after operations and is not before them."""
        mistakes = new_mistakes(after, before, after, self._dialect())
        mistakes += new_dates_ahead(after, before, after, self._dialect(), datetime.fromisoformat(self.now()))
        if any(isinstance(operation, EditText) and operation.leaves for operation in operations):
            mistakes = [mistake for mistake in mistakes if not mistake.code.startswith("quote-")]
        if any(isinstance(operation, Translate) and all(words.value.strip() for words in operation.words) for operation in operations):
            mistakes = [mistake for mistake in mistakes if mistake.code != "translation-missing"]  # it lists what is still missing
        if unknown := [*_unknown(operations, after), *self._missing_images(operations)]:
            raise ModelRefused(unknown)
        return mistakes

    def _missing_images(self, operations: Sequence[AnyOperation]) -> list[str]:
        """Say which images of speakers are not there."""
        changed = [item for item in operations if isinstance(item, ChangeEntry) and item.kind == "speakers" and item.value.get("image")]
        images = {str(item.value["image"]) for item in changed}
        return [f"There is no file content/{image}." for image in sorted(images - read_media(self.root).value)] if images else []


def _around(text: str, dialect: Dialect, start: int, end: int) -> list[tuple[str, str]]:
    """List what the lines before and after a stretch of an article's file are: the kind of each piece of text, and its source."""
    parsed, first_line = parse_text(SourceFile("", normalised(text)), dialect)
    first, last = (1 + text.count("\n", 0, at) for at in (start, end))
    lines = ((token, token.map[0] + first_line, token.map[1] + first_line) for token in parsed.tokens if token.map and token.content)
    return [(token.type, token.content) for token, begin, stop in lines if stop <= first or begin > last]


def _stray_in_words(stray: Stray) -> str:
    """Say what would become of a quote that has left its words."""
    what = f"the {stray.kind.removesuffix('s')} {stray.id!r} would no longer mark “{stray.words}” where it stands"
    return f"{what[0].upper()}{what[1:]}{f', but other words: “{stray.lands_on}”' if stray.lands_on else ''}. Choose its words anew first."


def _planned(operations: Sequence[AnyOperation], texts: Texts) -> dict[str, str | None]:
    """Return the texts after operations. Raises Refused with the lines to write by hand where an edit cannot be proved."""
    try:
        return planned(operations, texts)
    except TooManyEdits:
        raise
    except EditRefused as refused:
        if lines := by_hand(operations):
            place = f" (line {refused.line})" if refused.line else ""
            raise NotProved(f"{refused.reason}{place}", refused.line, lines) from None
        raise


def _diffs(before: Texts, after: Texts) -> dict[str, list[str]]:
    return FileChange(0, "", "", {path: before[path] for path in after}, dict(after)).diffs()


def _changed(kind: type[Any], path: str, before: Texts, after: Texts) -> dict[str, Any]:
    """Return the entries of a site-wide file that are not as they were, as the model has them; none where it cannot be read."""
    if before.get(path) == after.get(path):
        return {}
    old, new = (validate(kind, _yaml(texts, path), SourceFile(path, normalised(texts.get(path) or ""))).value for texts in (before, after))
    return {id: value for id, value in new.value.items() if not old or old.value.get(id) != value} if new else {}


def _owed_by(diagnostic: Diagnostic) -> Owed:
    """Return what a diagnostic of the record asks an author to tell readers: its advice has the correction to write."""
    match = re.search(r"in content/articles/([a-z0-9-]+)\S*: `(corrections: \[.*\])`$", diagnostic.help, re.DOTALL)
    value = loaded(match[2])[0] if match else None
    (entry,) = value["corrections"] if isinstance(value, dict) else ({},)
    about = {key: str(entry[key]) for key in ("claim", "issue", "position") if entry.get(key)}
    example = str(entry.get("text", "")).removesuffix(PLACEHOLDER).strip()
    return Owed(about, [diagnostic.message if match else f"{diagnostic.message}: {diagnostic.help}"], example, match[1] if match else "")


def _read_with(path: str) -> list[str]:
    """List the files that a build reads together with a file of an article."""
    match = _ARTICLE.fullmatch(path)
    return [*article_paths(match[1]), *article_paths(match[1], match[2] or "")] if match else []


def _lost(files: ArticleFiles, dialect: Dialect) -> list[LostQuote] | None:
    """List the quotes of an article that find no place; None where a mistake hides them."""
    article = parse_article(files, dialect).value
    return None if article is None and files.sidecar else lost_quotes(article) if article else []


def _language(operation: AnyOperation) -> str:
    return operation.language if isinstance(operation, Translate) else ""


def _unknown(operations: Sequence[AnyOperation], texts: Texts) -> list[str]:
    """Say which speakers and sources operations name that the site does not have."""
    messages = []
    for operation in operations:
        sidecar = _yaml(texts, sidecar_path(operation.article))
        speakers = {*_yaml(texts, SPEAKERS), *(sidecar.get("speakers") or {})}
        sources = {*_yaml(texts, SOURCES), *(sidecar.get("sources") or {})}
        value = (
            operation.value
            if isinstance(operation, AddEntry | ChangeEntry)
            else operation.answer
            if isinstance(operation, SetAnswer)
            else None
        )
        if not isinstance(value, dict):
            continue
        named = [value.get("speaker")] if value.get("speaker") else []
        named += [value["affiliation"]] if value.get("affiliation") else []
        named += value.get("speakers") or []
        accused = value.get("accuses") or []
        named += accused if isinstance(accused, list) else [accused]
        messages += [f"There is no speaker {id!r}." for id in named if id not in speakers]
        cited = [item.get("source") for item in value.get("evidence") or [] if isinstance(item, dict)]
        cited += [value[key] for key in ("source", "appears_in") if value.get(key)]
        cited += value.get("sources") or []
        messages += [f"There is no source {id!r}." for id in cited if id not in sources]
    return messages


def _yaml(texts: Texts, path: str) -> dict[str, Any]:
    text = texts.get(path)
    if text is None:
        return {}
    value, diagnostics = loaded(normalised(text))
    if value is None and any(diagnostic.severity == ERROR for diagnostic in diagnostics):
        raise EditRefused(f"{path} cannot be read: {diagnostics[0].message}", diagnostics[0].location.line)
    return value if isinstance(value, dict) else {}


def _lost_as_data(quote: LostQuote) -> dict[str, Any]:
    offers = [
        {"words": _words(offer.suggestion.text), "diff": offer.suggestion.diff, "flags": offer.suggestion.flags} for offer in quote.offers
    ]
    return {"kind": quote.path[0], "id": quote.id, "path": quote.path, "quote": quote.quote, "why": quote.why, "offers": offers}


def _words(text: str) -> str:
    """Return a passage as a quote is written: a blank line where a paragraph ends."""
    return "\n\n".join(" ".join(block.split()) for block in text.split(BLOCK))


def _as_data(change: FileChange, *, undone: bool) -> dict[str, Any]:
    return {"id": change.id, "title": change.title, "time": change.time, "diffs": change.diffs(), "undone": undone}


def _selection_as_data(place: selection.Selection | selection.NoSelection) -> dict[str, Any]:
    if isinstance(place, selection.NoSelection):
        return {"why": place.why}
    return {name: getattr(place, name) for name in place.__struct_fields__}
