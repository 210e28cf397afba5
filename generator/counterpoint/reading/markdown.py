"""The one configured Markdown parser: tokens, with ids for headings, and every reference and mistake in the text at its place."""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple
from urllib.parse import unquote

import regex
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def
from msgspec import Struct, field
from msgspec.structs import replace

from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.model.values import ACTIVE_ENDINGS, DOWNLOAD_ENDINGS, IMAGE_ENDINGS, LINK_SCHEMES, PERSONAL_ENDINGS, is_address
from counterpoint.outcome import Outcome
from counterpoint.reading.characters import forbidden
from counterpoint.reading.directions import direction_within
from counterpoint.reading.files import SourceFile
from counterpoint.reading.fragments import Fragments, split, write
from counterpoint.reading.html import Removed, has_html, without_html
from counterpoint.reading.html_complaints import in_words
from counterpoint.reading.limits import TooMuch, check_blocks, check_text
from counterpoint.reading.markdown_lints import References, lint, lint_field, may_hold_signs

REFERENCE_SCHEMES = ("claim", "speaker", "source", "term", "article")
"""The schemes by which Markdown refers to things of the site by id."""

Kind = Literal["claim", "speaker", "source", "term", "article", "path", "media", "url"]


class Reference(Struct, frozen=True):
    """Something that a text refers to: an id, a path within the site, a media file, or an outside address."""

    kind: Kind
    id: str
    location: Location


class Heading(Struct, frozen=True):
    """A heading of an article: its id, level, and plain text."""

    id: str
    level: int
    text: str


class Parsed(Struct, frozen=True):
    """A Markdown text as tokens, with all that it refers to."""

    tokens: tuple[Token, ...]
    headings: tuple[Heading, ...]
    references: tuple[Reference, ...]
    diagnostics: tuple[Diagnostic, ...]
    refused: bool = False
    """Whether the text is beyond what can be parsed in bounded time; then it has no tokens."""


class Dialect(Struct, frozen=True):
    """What the site's settings and the article decide about its Markdown."""

    base: str
    """The path of the site, with a slash at both ends."""
    article: str = ""
    """The slug of the article to whose claims and terms the text refers."""
    sanitize: bool = False
    reserved: frozenset[str] = field(default_factory=frozenset)
    """Ids that headings may not take: those of the article's claims, notes and terms."""
    language: str = "en"
    """The language of the site."""
    edition: str = ""
    """The path under which the pages of a further language are, such as `he/`."""

    @property
    def written_in(self) -> str:
        """The language of the text."""
        return self.edition.rstrip("/") or self.language

    def page(self, path: str) -> str:
        """The address of a page of the site. Whether a further language has it is only known when the whole site is: it is a slot."""
        return f"\0page:/{path}\0" if self.edition else self.base + path


@lru_cache(maxsize=2)
def parser_of_texts(*, sanitize: bool) -> MarkdownIt:
    """For articles and pages."""
    parser = MarkdownIt("commonmark", {"html": sanitize, "typographer": False, "linkify": False})
    parser.enable(["table", "strikethrough"]).use(footnote_plugin).use(deflist_plugin).use(_without_comments)
    parser.block.ruler.at("footnote_def", _footnote_definition, {"alt": ["paragraph", "reference"]})
    parser.block.ruler.before("table", "prose", _prose)
    parser.core.ruler.after("block", "limits", check_blocks)
    parser.core.ruler.push("controls", _without_controls)
    # Every address is parsed as a link, so that a bad one can be reported rather than shown as text.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = normalized  # type: ignore[method-assign, assignment]
    return parser


@lru_cache(maxsize=4)
def parser_of_fields(*, sanitize: bool, one_paragraph: bool = False) -> MarkdownIt:
    """For short texts of a sidecar: no headings, tables, images or footnotes, which would have no place in a card. A text that can only be
    `one_paragraph` is not held against every other kind of block."""
    parser = MarkdownIt("commonmark", {"html": sanitize, "typographer": False, "linkify": False})
    parser.enable("strikethrough").disable(["heading", "lheading", "hr", "reference", "image"]).use(_without_comments)
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.normalizeLink = normalized  # type: ignore[method-assign, assignment]
    if one_paragraph:
        parser.core.ruler.at("block", _one_paragraph)
    parser.core.ruler.after("block", "limits", check_blocks)
    parser.core.ruler.push("controls", _without_controls)
    return parser


def _footnote_definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A footnote, whose name and line are noted: the parser takes the last of several, and says nothing."""
    tokens = len(state.tokens)
    if not footnote_def(state, start, end, silent):
        return False
    if not silent:
        state.env.setdefault("footnote-definitions", []).append((state.tokens[tokens].meta["label"], start))
    return True


_NUMBER = regex.compile(r"&#(?:(\d{1,8})|[xX]([0-9A-Fa-f]{1,6}))(?![0-9A-Fa-f]);?")
_MEANT_OTHERWISE = range(0x80, 0xA0)
"""Numbers that HTML takes for characters of Windows-1252, but for a few."""


def _without_controls(state: StateCore) -> None:
    """Put U+FFFD where the number of a character stands that no feed can hold, such as `&#12;`. A rule of the parser."""
    if "&#" not in state.src:
        return
    tokens = list(state.tokens)
    while tokens:
        token = tokens.pop()
        tokens += token.children or ()
        text = _NUMBER.sub(_allowed, token.content) if token.type.startswith("html_") else token.content
        token.content, token.info = text.replace("\f", "\ufffd"), token.info.replace("\f", "\ufffd")
        token.attrs = {name: value.replace("\f", "\ufffd") if isinstance(value, str) else value for name, value in token.attrs.items()}


def _allowed(number: regex.Match[str]) -> str:
    """A character's number in HTML, or U+FFFD for one that no page can hold."""
    code = int(number[1]) if number[1] else int(number[2], 16)
    if code > 0x10FFFF or (forbidden(chr(code)) and (code not in _MEANT_OTHERWISE or code in {0x81, 0x8D, 0x8F, 0x90, 0x9D})):
        return "\ufffd"
    return number[0]


_PROSE = regex.compile(r"(?=\p{L})(?:\p{L}[^\n\r]*+\n)*+(?:\p{L}[^\n\r]*+)?+")


def is_one_paragraph(field: str) -> bool:
    """Whether a text is sure to be one paragraph, as all its lines begin with a letter: no other block does, nor what could end one."""
    return _PROSE.fullmatch(field) is not None


def _prose(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A paragraph of lines that all begin with a letter, which most are: it need not be held against every other kind of block."""
    if silent or state.blkIndent or state.level:
        return False
    line, src, begins, ends = start, state.src, state.bMarks, state.eMarks
    while line < end and begins[line] < ends[line]:
        if not src[begins[line]].isalpha():
            return False
        line += 1
    following = state.skipEmptyLines(line)
    if following < end and src[begins[following] + state.tShift[following]] in ":~":
        return False  # what it is the definition of
    state.line = line
    state.push("paragraph_open", "p", 1).map = [start, line]
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = mdTrim(src[begins[start] : ends[line - 1]]), [start, line], []
    state.push("paragraph_close", "p", -1)
    return True


def _one_paragraph(state: StateCore) -> None:
    text = mdTrim(state.src)
    lines = [0, text.count("\n") + 1]
    state.tokens = [
        Token("paragraph_open", "p", 1, map=lines, block=True),
        Token("inline", "", 0, map=lines, level=1, children=[], content=text, block=True),
        Token("paragraph_close", "p", -1, block=True),
    ]


_NORMAL = re.compile(r"(?:https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+/|[a-z]+:(?=[a-z0-9]))?[A-Za-z0-9_/.-]*(?:#[A-Za-z0-9_-]+)?")


def normalized(address: str) -> str:
    """An address as it is written into a page; most are that already."""
    return address if _NORMAL.fullmatch(address) else normalizeLink(address)


def _without_comments(parser: MarkdownIt) -> None:
    """HTML comments are an author's own: they are never published, not even where other HTML is shown as text."""
    parser.block.ruler.before("html_block", "comment", _comment_block, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.block.ruler.at("html_block", _html_block, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.inline.ruler.before("html_inline", "comment", _comment_inline)


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Pass over a comment at the beginning of a block. What stands behind it on its last line is Markdown."""
    at = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("<!--", at) or state.is_code_block(start):
        return False
    close = _comment_end(state.src, at, state.env)
    last = bisect.bisect_left(state.eMarks, close, start, end) if close else end
    if last == end:
        return False
    if not state.src[close : state.eMarks[last]].strip():
        state.line = state.line if silent else last + 1
        return True
    if last == start or (silent and not any(state.isEmpty(line) for line in range(start, last))):
        return False  # one in a paragraph's line or lines, which goes on
    if not silent:
        state.bMarks[last] = close
        state.tShift[last] = len(state.src[close : state.eMarks[last]]) - len(state.src[close : state.eMarks[last]].lstrip())
        state.sCount[last] = state.blkIndent
        state.line = last
    return True


def _html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block of HTML. A comment that ends begins none: the rest of its line is Markdown."""
    at = state.bMarks[start] + state.tShift[start]
    if state.src.startswith("<!--", at) and _comment_end(state.src, at, state.env):
        return False
    return html_block(state, start, end, silent)


def _comment_inline(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("<!--", state.pos):
        return False
    close = _comment_end(state.src, state.pos, state.env)
    if not close:
        return False
    state.pos = close
    return True


_EMPTY_COMMENT = re.compile("<!--(?:-?>)")
"""What HTML takes for a whole comment: the words behind it are shown."""


def _comment_end(text: str, start: int, memory: MutableMapping[str, Any]) -> int:
    """Return where the comment ends that begins at a place; 0 if it does not. The last answer is kept, for it answers many questions."""
    if empty := _EMPTY_COMMENT.match(text, start):
        return int(empty.end())
    earlier, first, close = memory.get("comment-end", ("", 0, 0))
    if earlier is not text or start < first or (close and start + 4 > close - 3):
        first, close = start, text.find("-->", start + 4) + 3
        close = close if close > 2 else 0
        memory["comment-end"] = (text, first, close)
    return int(close)


def parse(text: str, file: SourceFile, first_line: int, dialect: Dialect) -> Parsed:
    """Parse an article's or a page's Markdown, whose first line is `first_line` of its file."""
    try:
        check_text(text)
        env: dict[str, Any] = {"references": References()}
        tokens = parser_of_texts(sanitize=dialect.sanitize).parse(text, env)
    except TooMuch as limit:
        place = file.at(first_line + limit.line)
        return Parsed((), (), (), (Diagnostic("markdown-limit", ERROR, place, limit.message, limit.help),), refused=True)
    linted = tuple(lint(text, tokens, env, file, first_line))
    parsed = _Reader(file, first_line, dialect, text.split("\n")).read(tokens)
    return replace(parsed, diagnostics=(*parsed.diagnostics, *linted)) if linted else parsed


def plain_text(quote: str) -> str:
    """Inline Markdown as the text that a reader would see, without marks of footnotes. Words that it strikes out keep their `~~`."""
    try:
        tokens = parser_of_texts(sanitize=False).parseInline(quote)
    except TooMuch:
        return quote
    return "".join(_plain(child) for token in tokens for child in token.children or ())


def _plain(child: Token) -> str:
    match child.type:
        case "softbreak" | "hardbreak":
            return " "
        case "text":
            return _FOOTNOTE_MARK.sub("", child.content)
        case "code_inline" | "text_special":
            return child.content
        case "s_open" | "s_close":
            return child.markup
    return ""


_FOOTNOTE_MARK = regex.compile(r"\[\^[^\]\s]+\]")
_ROOTED = regex.compile(r"/(?![/\\])")
_MEDIA = regex.compile(r"media/[^:\\]+$")


class _Reader:
    """One pass over the tokens: ids for headings, references for links, figures for images."""

    def __init__(self, file: SourceFile, first_line: int, dialect: Dialect, lines: Sequence[str], whole: Location | None = None) -> None:
        self.file, self.first, self.dialect, self.lines, self.whole = file, first_line, dialect, lines, whole
        self.references: list[Reference] = []
        self.diagnostics: list[Diagnostic] = []
        self.headings: list[Heading] = []
        self.ids = set(dialect.reserved)
        self.repeated: dict[str, int] = {}
        """The last number that was given to headings of the same words."""

    def read(self, tokens: list[Token]) -> Parsed:
        if self.dialect.sanitize and has_html(tokens):
            self.check_comments(tokens)
            tokens, removed = without_html(tokens, short=self.whole is not None)
            for item in dict.fromkeys(removed):
                self.complain_of_html(item)
        shift = int(any(token.type == "heading_open" and token.tag == "h1" for token in tokens))
        out: list[Token] = []
        for number, token in enumerate(tokens):
            if token.type in {"heading_open", "heading_close"}:
                level = min(int(token.tag[1]) + shift, 6)
                token.tag = f"h{level}"
                if token.type == "heading_open":
                    self.heading(token, tokens[number + 1], level)
            elif token.type == "inline":
                if token.map:
                    token.map = [token.map[0], token.map[1]]
                token.children = list(self.inline(token))
                if out and out[-1].type == "paragraph_open" and self.is_figure(token):
                    self.figure(out, token)
                    continue
            elif token.type == "paragraph_close" and out and out[-1].type == "figure_close":
                continue
            out.append(token)
        return Parsed(tuple(out), tuple(self.headings), tuple(self.references), tuple(self.diagnostics))

    def heading(self, token: Token, inline: Token, level: int) -> None:
        text = "".join(c.content for c in inline.children or () if c.type in {"text", "code_inline", "text_special"})
        slug = slugify(text) or "section"
        id, number = slug, self.repeated.get(slug, 1)
        while id in self.ids:
            number += 1
            id = f"{slug}-{number}"
        self.ids.add(id)
        self.repeated[slug] = number
        token.attrSet("id", id)
        self.headings.append(Heading(id, level, text))

    def inline(self, token: Token) -> Iterable[Token]:
        line = token.map[0] if token.map else 0
        closers: list[str] = []
        for child in token.children or ():
            if child.type == "link_open":
                yield self.link_open(child, line, closers)
            elif child.type == "link_close":
                closing = closers.pop()
                yield Token("claim_close", "", -1) if closing == "claim" else child
            elif child.type == "image":
                self.image(child, line)
                yield child
            else:
                line += child.type in {"softbreak", "hardbreak"}
                if child.type == "text" and "<!--" in child.content:
                    message, help = (
                        "a comment begins here and does not end",
                        "end it with -->, or write \\<!-- where you mean the characters",
                    )
                    self.complain("comment-open", self.place(line, "<!--"), message, help)
                yield child

    def link_open(self, token: Token, line: int, closers: list[str]) -> Token:
        href = str(token.attrs["href"])
        location = self.place(line, unquote(href), href)
        scheme, colon, rest = href.partition(":")
        scheme = scheme.lower() if colon else ""
        if scheme in REFERENCE_SCHEMES:
            target = unquote(rest)
            if token.markup == "autolink":
                self.complain("link-broken", location, f"readers would see {href!r} in the place of words", f"write [words]({href})")
            self.references.append(Reference(scheme, target, location))  # type: ignore[arg-type]
            if scheme == "claim" and not self.whole and "#" not in target:
                closers.append("claim")
                opening = Token("claim_open", "", 1)
                opening.content = target
                return opening
            closers.append("link")
            return self.reference_link(scheme, target, token)
        closers.append("link")
        attributes: dict[str, str | int | float] = {}
        if is_address(href, LINK_SCHEMES):
            attributes["href"] = f"\0url:{href}\0" if scheme in {"http", "https"} else href
            if scheme in {"http", "https"}:
                attributes["rel"] = "external noopener"
                self.references.append(Reference("url", href, location))
        elif href.startswith("#"):
            attributes["href"] = href
            self.references.append(Reference("path", f"{self.dialect.article}#{unquote(href[1:])}", location))
        elif _ROOTED.match(href):
            attributes["href"] = self.dialect.page(href[1:])
            self.references.append(Reference("path", unquote(href), location))
        elif _MEDIA.match(href) and ".." not in unquote(href).split("/"):
            attributes["href"] = self.dialect.base + href
            self.check_download(unquote(href), location)
            self.references.append(Reference("media", unquote(href), location))
        elif colon and regex.match(r"[a-z][a-z0-9+.-]*$", scheme):
            self.complain(
                "link-scheme",
                location,
                f"a link to {scheme}: is not possible",
                f"possible are {', '.join(LINK_SCHEMES + REFERENCE_SCHEMES)}",
            )
        else:
            help = "write `article:slug` for an article, `/about/` for a page, `media/…` for a file, or an address with https://"
            self.complain("link-broken", location, f"the link to {href!r} leads nowhere", help)
        opening = token.copy()
        opening.attrs = attributes
        if title := token.attrs.get("title"):
            opening.attrs["title"] = title
        return opening

    def reference_link(self, scheme: str, target: str, token: Token) -> Token:
        slug = self.dialect.article
        opening = token.copy()
        path = {
            "speaker": f"speakers/{target}/",
            "article": f"{target.partition('#')[0]}/" + (f"#{target.partition('#')[2]}" if "#" in target else ""),
            "term": f"{slug}/#term_{target}",
            "claim": "",
            "source": "",
        }[scheme]
        # Where a claim or a source is to be met is only known when the whole site is.
        id = f"{slug}#{target}" if scheme == "claim" and "#" not in target else target
        href = self.dialect.page(path) if path else f"\0{scheme}:{id}\0"
        opening.attrs = {"href": href, "class": f"to-{scheme}"}
        if not self.whole:
            opening.attrs["data-card"] = f"{scheme}_{target.partition('#')[0]}"
        if scheme == "source":
            opening.attrs["rel"] = "external noopener"
        return opening

    def check_download(self, path: str, location: Location) -> None:
        """Complain of a download that would run in a browser, or that would tell where and by whom a picture was taken."""
        endings = re.split(r"[.;]", path.rpartition("/")[2].lower())[1:]
        help = "publish it as a .zip, a PDF, a table (.csv) or a text (.txt)"
        if not ACTIVE_ENDINGS.isdisjoint(endings):
            self.complain("media-active", location, f"{path!r} would run in readers' browsers as a page of this site", help)
        elif not PERSONAL_ENDINGS.isdisjoint(endings):
            message = f"{path!r} would be published with its metadata: where it was taken, with which camera, by whom"
            self.complain("media-personal", location, message, "save it as JPEG, PNG or WebP: from these all but the picture is taken out")
        elif not endings or (endings[-1] not in DOWNLOAD_ENDINGS and not path.lower().endswith(IMAGE_ENDINGS)):
            message = f"{path!r} is of no kind that every server sends as a download: some could send it as a page of this site"
            self.complain("media-active", location, message, help)

    def image(self, token: Token, line: int) -> None:
        src = unquote(str(token.attrs.get("src", "")))
        location = self.place(line, src, str(token.attrs.get("src", "")))
        if not regex.match(r"media/[^:\\?#]+$", src) or ".." in src.split("/"):
            self.complain(
                "image-missing",
                location,
                f"the image {src!r} is not a file in content/media",
                "copy it to content/media and write media/…",
            )
        elif not src.lower().endswith(IMAGE_ENDINGS):
            message = f"{src!r} cannot be shown as an image"
            help = f"images are files that end in {', '.join(IMAGE_ENDINGS)}; link to other files: [words](media/…)"
            self.complain("image-kind", location, message, help)
        else:
            self.references.append(Reference("media", src, location))
        if not token.content.strip():
            self.complain(
                "image-alt",
                location,
                f"the image {src!r} has no alternative text",
                "write what it shows: ![a bridge at night](media/…)",
            )

    def is_figure(self, token: Token) -> bool:
        children = token.children or ()
        return len(children) == 1 and children[0].type == "image" and bool(children[0].attrs.get("title"))

    def figure(self, out: list[Token], inline: Token) -> None:
        """An image alone in its paragraph, with a title: the title becomes its caption."""
        out.pop()
        image = (inline.children or [])[0]
        caption = self.inline_of(str(image.attrs.pop("title")), inline)
        out += [Token("figure_open", "figure", 1, block=True), inline, Token("figcaption_open", "figcaption", 1)]
        out += [caption, Token("figcaption_close", "figcaption", -1), Token("figure_close", "figure", -1, block=True)]

    def inline_of(self, text: str, inline: Token) -> Token:
        """Inline Markdown that stands in the title of an image, at the place of its paragraph."""
        try:
            [token] = parser_of_fields(sanitize=False).parseInline(text)
        except TooMuch:
            words = Token("text", "", 0)
            words.content = text
            token = Token("inline", "", 0, children=[words])
        token.map, token.level = inline.map, inline.level
        token.children = list(self.inline(token))
        return token

    def place(self, line: int, *words: str) -> Location:
        """Where some words stand in the source, at or after a line of the text."""
        if self.whole:
            return self.whole
        for number in range(line, min(line + 40, len(self.lines))):
            for word in words:
                column = self.lines[number].find(word)
                if word and column >= 0:
                    at = self.first + number
                    return Location(self.file.path, at, column + 1, column + 1 + len(word), self.lines[number])
        return self.file.at(self.first + line)

    def check_comments(self, tokens: Iterable[Token]) -> None:
        """Name comments that hide all the rest of the article."""
        for token in tokens:
            if token.type == "html_block" and "<!--" in token.content and "-->" not in token.content.rpartition("<!--")[2]:
                location = self.place(token.map[0] if token.map else 0, "<!--")
                self.complain(
                    "comment-open",
                    location,
                    "a comment begins here and does not end",
                    "end it with -->, or write \\<!-- where you mean the characters",
                )

    def complain_of_html(self, item: Removed) -> None:
        """Name something of raw HTML that is not published."""
        location = self.place(item.line, f"<{item.name}", f"<{item.name.upper()}", item.name.partition("=")[0])
        severity, message, help = in_words(item)
        self.diagnostics.append(Diagnostic("html-removed", severity, location, message, help))

    def complain(self, code: str, location: Location, message: str, advice: str) -> None:
        self.diagnostics.append(Diagnostic(code, ERROR, location, message, advice))


def slugify(text: str) -> str:
    """A heading's id: its words in lower case, joined by hyphens."""
    text = unicodedata.normalize("NFKC", text).lower()
    return regex.sub(r"[^\p{L}\p{M}\p{N}]+", "-", regex.sub(r"['’]", "", text)).strip("-")[:80].rstrip("-")


_PLAIN = regex.compile(r"[^\\`*_\[\]<>&~|!\n#=+:\"\0]+", regex.ASCII)
_LIST_LIKE = regex.compile(r"\s|[-+*>]|\d{1,9}[.)]")


class RenderedField(NamedTuple):
    """A short Markdown text of a sidecar, rendered, and what it refers to."""

    html: Fragments
    references: tuple[Reference, ...] = ()


def render_field(text: str, dialect: Dialect, location: Callable[[], Location], file: SourceFile) -> Outcome[RenderedField]:
    """Render a short Markdown text of a sidecar. `location` is asked only where something refers or is wrong."""
    if _PLAIN.fullmatch(text) and not _LIST_LIKE.match(text) and not may_hold_signs(text):
        direction = direction_within(dialect.written_in, text)
        return Outcome(RenderedField((f'<p dir="{direction}">{text}</p>' if direction else f"<p>{text}</p>",)))
    try:
        check_text(text)
        tokens = parser_of_fields(sanitize=dialect.sanitize, one_paragraph=is_one_paragraph(text)).parse(text)
    except TooMuch as limit:
        return Outcome(RenderedField(()), (Diagnostic("markdown-limit", ERROR, location(), limit.message, limit.help),))
    linted = tuple(lint_field(text, tokens, location())) if may_hold_signs(text) else ()
    if (
        len(tokens) == 3
        and "<!--" not in text
        and not any(child.type in {"link_open", "html_inline"} for child in tokens[1].children or ())
    ):
        return Outcome(RenderedField((write(tokens, language=dialect.written_in).rstrip("\n"),)), linted)
    work = _Reader(file, 1, dialect, (), location())
    parsed = work.read(tokens)
    return Outcome(
        RenderedField(split(write(parsed.tokens, language=dialect.written_in).rstrip("\n")), parsed.references),
        (*parsed.diagnostics, *linted),
    )


def with_article(dialect: Dialect, slug: str, reserved: Iterable[str]) -> Dialect:
    """The dialect of one article."""
    return replace(dialect, article=slug, reserved=frozenset(reserved))
