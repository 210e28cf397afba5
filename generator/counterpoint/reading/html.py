"""Raw HTML in Markdown, where a site allows it: the whole text as one HTML tree, and that as the tokens that Markdown makes.

Markdown's own elements go through the HTML parser with a stamp, by which their tokens are known again. All else in the tree is raw HTML
of the author: what is on the lists below becomes a token, made anew here, and what is not is taken away and named. So a tag that is
never written cannot be published, everything is balanced, and quotes, links, images and headings follow the same rules in raw HTML.
"""

from __future__ import annotations

import bisect
import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import regex
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token
from msgspec import Struct

from counterpoint.reading.html_checks import RawTag, WrittenWords, has_words, raw_tags, strayed
from counterpoint.reading.scripts import with_scripts

_Node = Any  # a node of justhtml's tree: its classes for text and for elements have no base in common

INLINE = frozenset(
    """
    abbr b bdi bdo cite code data dfn em i ins kbd mark samp small span strong sub sup time u var
    """.split()  # noqa: SIM905 (a list of words reads better unbroken)
)
"""Elements that stand in running text."""
STRUCK = frozenset(["del", "s", "strike"])
"""Elements whose words do not stand."""
BLOCKS = frozenset(
    """
    blockquote caption dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 li ol p summary table tbody td tfoot th
    thead tr ul
    """.split()  # noqa: SIM905 (a list of words reads better unbroken)
)
"""Elements that stand apart from running text."""
UNWRAPPED = frozenset(
    """
    address article aside body center dialog dir fieldset footer form header hgroup html legend main menu nav search section
    """.split()  # noqa: SIM905 (a list of words reads better unbroken)
)
"""Blocks whose words stay, in a plain block of their own."""
EMPTIED = frozenset(
    """
    applet audio base canvas embed frame frameset head iframe link math meta noembed noframes noscript object option
    optgroup param picture plaintext portal script select source style svg template textarea title track video xmp
    """.split()  # noqa: SIM905 (a list of words reads better unbroken)
)
"""Elements that are taken away with all that is in them."""
_RAW = frozenset(["iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea", "title", "xmp"])
"""Elements in which HTML reads no tags, up to their end."""
_ONLY_TEXT = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "pre"])
"""Blocks that hold running text alone."""
_FORMATTING = "a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u"

_EVERYWHERE = frozenset(["lang", "dir", "title"])
_ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset(["href"]),
    "img": frozenset(["src", "alt", "width", "height"]),
    "td": frozenset(["colspan", "rowspan", "align"]),
    "th": frozenset(["colspan", "rowspan", "align", "scope"]),
    "ol": frozenset(["start", "reversed", "type"]),
    "li": frozenset(["value"]),
    "details": frozenset(["open"]),
    "time": frozenset(["datetime"]),
    "data": frozenset(["value"]),
    "bdo": frozenset(["dir"]),
}
_VALUES: dict[str, str] = {
    "dir": "ltr|rtl|auto",
    "lang": r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*",
    "align": "left|center|right",
    "scope": "row|col|rowgroup|colgroup",
    "type": "[1aAiI]",
    "colspan": "[1-9][0-9]?",
    "rowspan": "[1-9][0-9]{0,2}",
    "start": "-?[0-9]{1,6}",
    "value": "-?[0-9]{1,6}",
    "datetime": "[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?",
}

MOST_DEPTH = 100
"""Elements within elements."""
MOST_OPEN = 50
"""Elements such as <b> that are open at once: HTML opens each of them again in every paragraph that follows."""
_LINK_TAG = regex.compile(r"""<(?P<end>/)?a(?=[\s>/])(?:[^>"']|"[^"]*+"|'[^']*+')*+>""", regex.IGNORECASE)
_TO_CLAIM = regex.compile(r"""\bhref\s*=\s*["']?\s*claim:[^#"'\s>]++(?!#)""", regex.IGNORECASE)


class Removed(Struct, frozen=True):
    """Something of raw HTML that is not published: the element's or attribute's name, the line of the text, from 0, and what was done.

    `how` is `emptied` (with all words in it), `dropped` (there is nothing in it), `swallowed` (words of the article stood in it),
    `unwrapped` (its words stay), `empty` (it should strike words out, and has none), `cut` (a link that would end the one to a claim),
    `attribute`, `deep` or `unclosed` (nothing could be read at all), or what HTML makes of it (see `html_checks.Strayed`).
    """

    name: str
    line: int
    how: str


def has_html(tokens: Sequence[Token]) -> bool:
    """Whether there is any raw HTML among the tokens of a Markdown text."""
    return any(
        token.type == "html_block" or (token.children and any(child.type == "html_inline" for child in token.children)) for token in tokens
    )


def without_html(tokens: Sequence[Token], *, short: bool = False) -> tuple[list[Token], list[Removed]]:
    """The tokens of a Markdown text with raw HTML in it, as tokens that have none; and what was taken away.

    A `short` text is one of a sidecar, which has no place for headings, tables and images.
    """
    written = _Written(tokens)
    too_open = _most_open(tokens)
    if too_open is not None:
        return [], [Removed(too_open[0], too_open[1], "unclosed")]
    from justhtml import JustHTML  # loads slowly, and few articles have raw HTML

    root = JustHTML(written.html, sanitize=False, fragment=True, track_node_locations=True).root
    deep = _too_deep(root)
    if deep is not None:
        return [], [Removed(str(deep.name), written.line(deep), "deep")]
    reader = _Tree(written, short)
    reader.block_children(root, "root")
    reader.flush("root")
    strays = strayed(root, written.html, written.tags, written.words, written.stamp, frozenset(written.links))
    removed = [Removed(stray.name, written.line_at(stray.offset), stray.how) for stray in strays]
    return with_scripts(reader.out), [*removed, *reader.removed, *written.cut_claims()]


def _most_open(tokens: Sequence[Token]) -> tuple[str, int] | None:
    """The formatting element, with its line, with which too many would be open at once."""
    is_open = 0
    for token in tokens:
        line = token.map[0] if token.map else 0
        pieces = [token] if token.type == "html_block" else [c for c in token.children or () if c.type == "html_inline"]
        for piece in pieces:
            for tag in regex.finditer(rf"<(/?)({_FORMATTING})(?=[\s>/])", piece.content, regex.IGNORECASE):
                is_open = max(0, is_open - 1) if tag[1] else is_open + 1
                if is_open > MOST_OPEN:
                    return tag[2].lower(), line
    return None


def _too_deep(root: _Node) -> _Node | None:
    level = [root]
    for _ in range(MOST_DEPTH):
        level = [child for node in level for child in node.children or ()]
        if not level:
            return None
    return level[0]


class _Written:
    """Tokens as one HTML text, in which an attribute that no author can know leads back to each token."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens: list[Token] = []
        self.offsets: list[int] = []
        self.lines: list[int] = []
        self.length = 0
        self.parts: list[str] = []
        self.tags: list[RawTag] = []
        self.words: list[WrittenWords] = []
        self.links: list[int] = []
        self.homes = [-1]
        """The numbers of the elements of Markdown that are open, without its links."""
        texts = "\0".join(piece for token in tokens for piece in (token.content, *(child.content for child in token.children or ())))
        self.stamp = "k" + hashlib.sha256(texts.encode("utf-8", "replace")).hexdigest()
        for token in tokens:
            if token.map:
                self.offsets.append(self.length)
                self.lines.append(token.map[0])
            if token.type == "inline":
                for child in token.children or ():
                    self.add(child)
            else:
                self.add(token)
        self.html = "".join(self.parts)
        self.lower = regex.sub("[A-Z]+", lambda match: match[0].lower(), self.html)  # str.lower() may change the length
        self.starts = [0]
        for match in regex.finditer("\n", self.html):
            self.starts.append(match.end())

    def add(self, token: Token) -> None:
        """Write a token as HTML."""
        if token.type in {"html_inline", "html_block"}:
            tags = [*raw_tags(token.content, self.length)]
            self.tags += tags
            for place in [self.length, *(tag.stop for tag in tags)] if token.type == "html_block" else ():
                if has_words(token.content, place - self.length):
                    self.words.append(WrittenWords(place, self.homes[-1], is_raw=True))
            self.put(token.content)
        elif token.type in {"text", "text_special"}:
            if token.content.strip():
                self.words.append(WrittenWords(self.length, self.homes[-1]))
            self.put(escapeHtml(token.content))
        elif token.type == "softbreak":
            self.put("\n")
        elif token.hidden:
            return
        elif token.nesting == 1:
            self.put(f'<{_tag(token)} {self.stamp}="{len(self.tokens)}">')
            is_link = token.type == "link_open"  # HTML has no links in links, and ends the outer one
            self.links += [len(self.tokens)] if is_link else []
            self.homes.append(self.homes[-1] if is_link else len(self.tokens))
            self.tokens.append(token)
        elif token.nesting == -1:
            self.homes.pop()
            self.put(f"</{_tag(token)}>")
        else:
            tag = {"hr": "hr", "fence": "pre", "code_block": "pre"}.get(token.type, "img")
            if token.content.strip():
                self.words.append(WrittenWords(self.length, self.homes[-1]))
            self.put(f'<{tag} {self.stamp}="{len(self.tokens)}">' + ("</pre>" if tag == "pre" else ""))
            self.tokens.append(token)
            if token.type == "hardbreak":
                self.put("\n")

    def put(self, text: str) -> None:
        """Add to the HTML."""
        self.parts.append(text)
        self.length += len(text)

    def token(self, node: _Node) -> Token | None:
        """The token of Markdown that an element stands for; None of an element that an author wrote as HTML."""
        value = (node.attrs or {}).get(self.stamp)
        return self.tokens[int(value)] if value is not None else None

    def holds_stamp(self, node: _Node) -> bool:
        """Whether Markdown made a node, or stands in its text unparsed."""
        return self.stamp in (getattr(node, "attrs", None) or {}) or self.stamp in (node.data or "")

    def takes_words(self, node: _Node) -> bool:
        """Whether words of Markdown stand in a node's own text."""
        start = node.origin_offset
        if node.name != "#text" or start is None:
            return False
        end = start + len(str(node.data or ""))
        at = bisect.bisect_left(self.words, start, key=lambda words: words.offset)
        return any(not words.is_raw for words in self.words[at : bisect.bisect_left(self.words, end, key=lambda words: words.offset)])

    def is_closed(self, name: str, node: _Node) -> bool:
        """Whether an element in which HTML reads no tags has an end."""
        return name not in _RAW or node.origin_offset is None or self.lower.find(f"</{name}", node.origin_offset) >= 0

    def line(self, node: _Node) -> int:
        """The line of the Markdown, from 0, on which a node of the tree begins."""
        return 0 if node.origin_offset is None else self.line_at(node.origin_offset)

    def cut_claims(self) -> Iterator[Removed]:
        """Yield the links within links that place claims: HTML would end the outer one there, and the claim would lose words."""
        in_claim = False
        for tag in _LINK_TAG.finditer(self.html):
            if in_claim and not tag["end"]:
                yield Removed("a", self.line_at(tag.start()), "cut")
            in_claim = not tag["end"] and self.places_claim(tag[0])

    def places_claim(self, tag: str) -> bool:
        """Whether the start tag of a link, be it of Markdown or an author's own, places a claim of the article."""
        stamp = regex.search(rf'{self.stamp}="(\d+)"', tag)
        href = f"href={self.tokens[int(stamp[1])].attrs.get('href')}" if stamp else tag
        return bool(_TO_CLAIM.search(href))

    def line_at(self, offset: int) -> int:
        """The line of the Markdown, from 0, from which a place of the HTML comes."""
        at = bisect.bisect_right(self.offsets, offset) - 1
        if at < 0:
            return 0
        return self.lines[at] + bisect.bisect_right(self.starts, offset) - bisect.bisect_right(self.starts, self.offsets[at])


def _tag(token: Token) -> str:
    """The element by which a token goes through the HTML parser. A raw block in a paragraph would end a <p>, and a <del> around it."""
    return "div" if token.tag in {"", "p"} else token.tag


class _Wrapper(Struct):
    """An inline element that is open: its opening token, and whether Markdown wrote it."""

    opening: Token
    is_markdown: bool


_WRAPPED = {
    "ul": ("list_item", "li"),
    "ol": ("list_item", "li"),
    "dl": ("dd", "dd"),
    "root": ("paragraph", "p"),
    "paragraph": ("paragraph", "p"),
}
"""What running text is wrapped in where it cannot stand as it is."""
_BREAK = regex.compile(r"[ \t\f\r]*\n\s*")


class _Tree:
    """One walk over the tree, by which it becomes tokens again."""

    def __init__(self, written: _Written, short: bool) -> None:
        self.written, self.short = written, short
        self.out: list[Token] = []
        self.removed: list[Removed] = []
        self.run: list[Token] = []
        self.wrappers: list[_Wrapper] = []
        self.line: int | None = None
        self.level = 0
        self.quoted = 0
        """How many quotations are open."""

    # Blocks

    def block_children(self, node: _Node, parent: str) -> None:
        """Everything in an element, which stands in a block called `parent`."""
        for child in node.children or ():
            if child.name == "#text":
                self.text(child)
            elif child.name and child.name[0] not in "#!":
                self.element(child, parent)

    def element(self, node: _Node, parent: str) -> None:
        """One element: known from Markdown, allowed, or taken away."""
        token, name = self.written.token(node), str(node.name).lower()
        if token is not None:
            self.markdown(node, token, parent)
        elif node.namespace not in {None, "html"} or name in EMPTIED:
            self.remove(name, node, self.taken_with(name, node))
        elif name == "br":
            self.add(Token("hardbreak", "br", 0), node)
        elif name == "wbr":
            self.add(Token("html_inline", "", 0, content="<wbr>"), node)
        elif name == "hr":
            self.rule(node, parent)
        elif name == "img":
            self.image(node)
        elif name == "pre":
            self.code_block(node, parent)
        elif name in {"rt", "rp"}:
            self.add(Token("html_inline", "", 0, content=f"<{name}>{escapeHtml(_text_of(node))}</{name}>"), node)
        elif name == "ruby":
            self.inline(node, Token("ruby_open", "ruby", 1), parent)
        elif name in {"a", "q"}:
            (self.link if name == "a" else self.quotation)(node, parent)
        elif name in INLINE or name in STRUCK:
            opening = Token("s_open" if name in STRUCK else f"{name}_open", "s" if name == "strike" else name, 1)
            opening.attrs = self.attributes(node)
            if name in STRUCK and not self.shows_something(node):
                self.remove(name, node, "empty")
            self.inline(node, opening, parent)
        elif name in BLOCKS and not (self.short and (name in {"table", "figure", "details"} or name[0] == "h")):
            self.block(node, name, parent)
        else:
            self.remove(name, node, "unwrapped")
            if name in UNWRAPPED or name in BLOCKS:
                self.block(node, "div", parent)
            else:
                self.block_children(node, parent)

    def taken_with(self, name: str, node: _Node) -> str:
        """What goes with an element that is taken away: words of the article, something of its own, or nothing."""
        written, inside = self.written, list(_all_in(node))
        if any(written.holds_stamp(inner) or written.takes_words(inner) for inner in inside) or not written.is_closed(name, node):
            return "swallowed"
        return "emptied" if len(inside) > 1 and (len(inside) > 2 or inside[1].name != "#text" or _text_of(node).strip()) else "dropped"

    def markdown(self, node: _Node, token: Token, parent: str) -> None:
        """An element that Markdown made."""
        if token.nesting == 0:
            if token.type in {"hr", "fence", "code_block"}:
                self.flush(parent)
                self.out.append(token)
            else:
                self.add(token.copy(), node)
        elif token.block and (parent in _ONLY_TEXT or (token.tag == "li" and parent not in {"ul", "ol"})):
            self.unwrapped_block(node, parent)
        elif token.type == "paragraph_open":
            self.flush(parent)
            self.block_children(node, "paragraph")
            self.flush("paragraph")
        elif token.block or token.type.startswith("footnote"):
            self.write_block(node, token.copy(), token.tag or "div", parent, is_markdown=True)
        else:
            self.inline(node, token.copy(), parent, is_markdown=True)

    def block(self, node: _Node, name: str, parent: str) -> None:
        """A block of raw HTML, as a block that may stand where it does."""
        name = self.fitting(node, name, parent)
        if parent in _ONLY_TEXT:
            if name != "div":
                self.remove(name, node, "unwrapped")
            self.unwrapped_block(node, parent)
            return
        kind = {"p": "paragraph"}.get(name, "heading" if regex.fullmatch("h[1-6]", name) else name)
        opening = Token(f"{kind}_open", name, 1, block=True)
        opening.attrs = self.attributes(node, name)
        if align := opening.attrs.pop("align", None):
            opening.attrs["style"] = f"text-align:{align}"
        self.write_block(node, opening, name, parent)

    def fitting(self, node: _Node, name: str, parent: str) -> str:
        """The name of a block, or `div` where HTML has no place for it."""
        elements = [str(child.name) for child in node.children or () if child.name and child.name[0] not in "#!"]
        stray = any(child.name == "#text" and str(child.data).strip() for child in node.children or ())
        fits = True
        if name == "li":
            fits = parent in {"ul", "ol"}
        elif name in {"dt", "dd"}:
            fits = parent == "dl"
        elif name == "dl":
            fits = not stray and regex.fullmatch(r"(?:(?:dt )+(?:dd )+)+", " ".join([*elements, ""])) is not None
        elif name == "details":
            fits = elements[:1] == ["summary"] and elements.count("summary") == 1
        elif name == "summary":
            fits = parent == "details"
        elif name == "figcaption":
            fits = parent == "figure"
        elif name == "figure":
            places = [number for number, element in enumerate(elements) if element == "figcaption"]
            fits = len(places) <= 1 and all(place in {0, len(elements) - 1} for place in places)
        elif name == "caption":
            fits = parent == "table"
        elif name == "table":
            kinds = "".join({"caption": "c", "colgroup": "", "thead": "h", "tbody": "b", "tfoot": "f"}.get(e, "") for e in elements)
            fits = regex.fullmatch("c?h?b*f?", kinds) is not None and bool(kinds.strip("c"))
        elif name in {"tbody", "thead", "tfoot"}:
            fits = parent == "table"
        elif name == "tr":
            fits = parent in {"tbody", "thead", "tfoot"}
        elif name in {"td", "th"}:
            fits = parent == "tr"
        if not fits:
            self.remove(name, node, "unwrapped")
        return name if fits else "div"

    def write_block(self, node: _Node, opening: Token, name: str, parent: str, *, is_markdown: bool = False) -> None:
        """A block with all that is in it."""
        self.flush(parent)
        wrapped = name != "li" and parent in {"ul", "ol"}
        if wrapped:
            self.open_block(Token("list_item_open", "li", 1, block=True))
        start = len(self.out)
        self.open_block(opening)
        self.block_children(node, name)
        self.flush(name)
        words = self.out[start + 1 :]
        if (name == "p" and not words) or (opening.type == "heading_open" and not is_markdown and not words[0].children):
            del self.out[start:]  # without words: what HTML makes of a stray </p>
            self.level -= 1
            if self.out and self.out[-1].type == "inline":  # what follows must not touch the words before it
                self.out[-1].children = [*(self.out[-1].children or ()), Token("softbreak", "br", 0)]
        else:
            self.close_block(opening)
        if wrapped:
            self.close_block(Token("list_item_open", "li", 1, block=True))

    def unwrapped_block(self, node: _Node, parent: str) -> None:
        """What is in a block, as running text between two breaks."""
        self.add(Token("softbreak", "br", 0), node)
        self.block_children(node, parent)
        self.add(Token("softbreak", "br", 0), node)

    def open_block(self, opening: Token) -> None:
        """Begin a block."""
        opening.level = self.level
        self.out.append(opening)
        self.level += 1

    def close_block(self, opening: Token) -> None:
        """End a block that was begun by a token."""
        self.level -= 1
        kind = opening.type.removesuffix("_open")
        closing = Token(f"{kind}_close", opening.tag, -1, block=opening.block, markup=opening.markup, level=self.level, meta=opening.meta)
        self.out.append(closing)

    def rule(self, node: _Node, parent: str) -> None:
        """A line across."""
        if parent in _ONLY_TEXT | {"ul", "ol"}:
            self.remove("hr", node, "emptied")
            return
        self.flush(parent)
        self.out.append(Token("hr", "hr", 0, block=True))

    def code_block(self, node: _Node, parent: str) -> None:
        """Preformatted text, which is a code block, as Markdown has it."""
        for inner in _all_in(node):
            if inner is not node and inner.name and inner.name[0] not in "#!" and inner.name != "code":
                self.remove(str(inner.name), inner, "unwrapped")
        if parent in _ONLY_TEXT:
            self.add(Token("code_inline", "code", 0, content=_text_of(node)), node)
            return
        self.flush(parent)
        self.out.append(Token("code_block", "code", 0, block=True, content=_text_of(node), level=self.level))

    # Running text

    def text(self, node: _Node) -> None:
        """Words; a line feed among them is a soft break."""
        for number, piece in enumerate(_BREAK.split(str(node.data or ""))):
            if number:
                self.add(Token("softbreak", "br", 0), node)
            if piece:
                self.add(Token("text", "", 0, content=piece.replace("\0", "\ufffd")), node)

    def add(self, token: Token, node: _Node) -> None:
        """Something to the running text."""
        if self.line is None and not (token.type == "softbreak" or (token.type == "text" and not token.content.strip())):
            self.line = self.written.line(node)
        self.run.append(token)

    def inline(self, node: _Node, opening: Token, parent: str, *, is_markdown: bool = False, marks: str = "") -> None:
        """An inline element; where a block stands in it, it ends before and begins anew within. `marks` are set around what is in it."""
        self.run.append(opening)
        wrapper = _Wrapper(opening, is_markdown)
        self.wrappers.append(wrapper)
        self.words_in(node, parent, marks)
        self.wrappers.pop()
        self.close(wrapper)

    def close(self, wrapper: _Wrapper) -> None:
        """End an inline element; one without content is none, unless Markdown wrote it."""
        opening = wrapper.opening
        if self.run and self.run[-1] is opening and not wrapper.is_markdown:
            self.run.pop()
            return
        self.run.append(Token(opening.type.removesuffix("_open") + "_close", opening.tag, -1, markup=opening.markup))

    def flush(self, parent: str) -> None:
        """End the running text, and begin it anew with the same elements open. `parent` is the block that it stands in."""
        for wrapper in reversed(self.wrappers):
            self.close(wrapper)
        children, self.run = _trimmed(self.run), []
        if children or regex.fullmatch("h[1-6]", parent):
            wrap = _WRAPPED.get(parent)
            opening = Token(f"{wrap[0]}_open", wrap[1], 1, block=True) if wrap else None
            if opening:
                self.open_block(opening)
            line = self.line or 0
            self.out.append(Token("inline", "", 0, map=[line, line + 1], children=children, level=self.level, block=True))
            if opening:
                self.close_block(opening)
        self.line = None
        for wrapper in self.wrappers:
            wrapper.opening, wrapper.is_markdown = wrapper.opening.copy(), False
            self.run.append(wrapper.opening)

    def link(self, node: _Node, parent: str) -> None:
        """A link, which is checked as Markdown's links are."""
        href = (node.attrs or {}).get("href")
        if href is None or any(wrapper.opening.type == "link_open" for wrapper in self.wrappers):
            self.remove("a", node, "unwrapped")
            self.block_children(node, parent)
            return
        opening = Token("link_open", "a", 1)
        opening.attrs = {**self.attributes(node), "href": normalizeLink(str(href).strip())}
        places_claim = str(href).strip().lower().startswith("claim:")  # kept without words, so that it is an error, as in Markdown
        self.inline(node, opening, parent, is_markdown=places_claim)

    def quotation(self, node: _Node, parent: str) -> None:
        """A quotation, with its quotation marks as characters: what readers see is what quotes are looked for in."""
        opening = Token("span_open", "span", 1)
        opening.attrs = self.attributes(node)
        marks = "“”" if self.quoted % 2 == 0 else "‘’"
        self.quoted += 1
        if opening.attrs:
            self.inline(node, opening, parent, marks=marks)
        else:
            self.words_in(node, parent, marks)
        self.quoted -= 1

    def words_in(self, node: _Node, parent: str, marks: str) -> None:
        """All that is in an inline element, between two marks if there are any."""
        for mark in marks[:1]:
            self.add(Token("text", "", 0, content=mark), node)
        self.block_children(node, parent)
        for mark in marks[1:]:
            self.add(Token("text", "", 0, content=mark), node)

    def shows_something(self, node: _Node) -> bool:
        """Whether there is anything in an element that can be struck out: words, code, an image or the mark of a footnote."""
        return bool(_text_of(node).strip()) or any(
            inner.name == "img" or ((token := self.written.token(inner)) is not None and token.nesting == 0 and token.type != "hardbreak")
            for inner in _all_in(node)
            if inner.name and inner.name[0] not in "#!"
        )

    def image(self, node: _Node) -> None:
        """An image, which is checked as Markdown's images are."""
        if self.short:
            self.remove("img", node, "emptied")
            return
        attributes = self.attributes(node)
        token = Token("image", "img", 0, content=str((node.attrs or {}).get("alt") or ""))
        token.attrs = {"src": str(attributes.get("src") or ""), "alt": ""}
        if title := attributes.get("title"):
            token.attrs["title"] = title
        self.add(token, node)

    # What is taken away

    def attributes(self, node: _Node, name: str = "") -> dict[str, str | int | float]:
        """The attributes that may stay of an element, which may be written under another `name`; the others are named."""
        allowed = _EVERYWHERE | _ATTRIBUTES.get(name or str(node.name).lower(), frozenset())
        kept: dict[str, str | int | float] = {}
        for key, value in (node.attrs or {}).items():
            text, pattern = str(value or ""), _VALUES.get(key)
            if key in allowed and (pattern is None or regex.fullmatch(pattern, text.strip())):
                kept[key] = text.strip() if pattern else text
            elif key in {"open", "reversed"} and key in allowed:
                kept[key] = ""
            else:
                self.remove(f"{key}={text[:40]!r}", node, "attribute")
        return kept

    def remove(self, name: str, node: _Node, how: str) -> None:
        """Remember that something is taken away."""
        self.removed.append(Removed(name, self.written.line(node), how))


def _trimmed(run: Sequence[Token]) -> list[Token]:
    """Running text without breaks at its ends; nothing where there are no words, images or notes in it."""
    children = list(run)
    if all(c.nesting or c.type in {"softbreak", "hardbreak"} or (c.type == "text" and not c.content.strip()) for c in children) and not any(
        c.type == "link_open" for c in children
    ):
        return []
    for ends in (range(len(children)), range(len(children) - 1, -1, -1)):
        for number in ends:
            child = children[number]
            if child.type == "softbreak" or (child.type == "text" and not child.content.strip()):
                children[number] = Token("text", "", 0)
            elif not child.nesting:
                break
    return [child for child in children if child.type != "text" or child.content]


def _all_in(node: _Node) -> Iterator[_Node]:
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children or ())
        if getattr(node, "template_content", None) is not None:
            waiting.append(node.template_content)


def _text_of(node: _Node) -> str:
    return "".join(str(inner.data) for inner in _all_in(node) if inner.name == "#text")
