"""HTML out of Markdown tokens, in fragments.

What needs the whole site to be written (the address of a source, the marker of a claim, an image's measures) is a slot between
two stretches of HTML. Everything else is final, and escaped.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal
from urllib.parse import unquote

import regex
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token
from markupsafe import Markup
from msgspec import Struct

from counterpoint.reading.directions import mark_directions


class Slot(Struct, frozen=True):
    """A place in HTML that only the whole site can fill: an address, a marker, an image, a heading's link to the sides."""

    kind: Literal["source", "url", "page", "claim", "marker", "image", "sides"]
    id: str
    alt: str = ""


Fragments = tuple[str | Slot, ...]
"""HTML, with slots between its stretches."""


def fragments(tokens: Iterable[Token], headings_link: Callable[[str], str] | None = None, language: str = "") -> Fragments:
    """HTML from tokens. `headings_link` may give HTML to set beside the heading with an id; `language` is that of the page, if known."""
    return split(write(tokens, headings_link, language))


def write(tokens: Iterable[Token], headings_link: Callable[[str], str] | None = None, language: str = "") -> str:
    """HTML from tokens, with slots still in it as `\\0kind:id\\0`."""
    return _Writer(headings_link).write(list(tokens), language)


def split(text: str) -> Fragments:
    """Cut HTML with `\\0kind:id\\0` in it into stretches and slots."""
    if "\0" not in text:
        return (text,)
    out: list[str | Slot] = []
    for number, part in enumerate(text.split("\0")):
        if number % 2:
            kind, _, rest = part.partition(":")
            id, _, alt = rest.partition("\1")
            out.append(Slot(kind, html.unescape(id), html.unescape(alt)))  # type: ignore[arg-type]
        elif part:
            out.append(part)
    return tuple(out)


class _Writer:
    def __init__(self, headings_link: Callable[[str], str] | None) -> None:
        self.headings_link = headings_link
        self.heading_link = ""

    def write(self, tokens: Sequence[Token], language: str = "") -> str:
        mark_directions(tokens, language)
        out: list[str] = []
        for number, token in enumerate(tokens):
            kind = token.type
            if kind == "inline":
                out.append(self.inline(token.children or ()))
            elif kind in {"fence", "code_block"}:
                word = regex.match(r"[\w+#-]+", token.info.strip()) if token.info else None
                css = f' class="language-{word[0]}"' if word else ""
                out.append(f'<pre tabindex="0"><code{css}>{escapeHtml(token.content)}</code></pre>\n')
            elif kind == "hr":
                out.append("<hr>\n")
            elif kind.startswith("footnote"):
                out.append(self.footnote(token))
            elif kind == "table_open":
                out.append(f'<div class="scroll" tabindex="0"><table{_attributes(token)}>\n')
            elif kind == "table_close":
                out.append("</table></div>\n")
            elif token.hidden:
                if token.nesting == -1 and number + 1 < len(tokens) and tokens[number + 1].nesting == 1:
                    out.append("\n")
            elif token.nesting == 1:
                if kind == "heading_open" and self.headings_link:
                    self.heading_link = self.headings_link(str(token.attrs.get("id", "")))
                    out.append('<hgroup class="hq">' if self.heading_link else "")
                out.append(f"<{token.tag}{_attributes(token)}>")
                following = tokens[number + 1] if number + 1 < len(tokens) else None
                if token.block and following is not None and following.type != "inline" and not following.hidden:
                    out.append("\n")
            elif token.nesting == -1:
                out.append(f"</{token.tag}>\n" if token.block else f"</{token.tag}>")
                if kind == "heading_close" and self.heading_link:
                    out.append(f'<p class="supplemental">{self.heading_link}</p></hgroup>\n')  # a reader mode leaves it out
                    self.heading_link = ""
        return "".join(out)

    def inline(self, children: Sequence[Token]) -> str:
        out: list[str] = []
        for token in children:
            kind = token.type
            if kind in {"text", "text_special"}:
                out.append(escapeHtml(token.content))
            elif kind == "softbreak":
                out.append(" ")  # not a line feed: programs that look for words in the page compare spaces as they are
            elif kind == "hardbreak":
                out.append("<br>\n")
            elif kind == "code_inline":
                out.append(f"<code>{escapeHtml(token.content)}</code>")
            elif kind == "marker":
                out.append(f"\0marker:{token.content}\0")
            elif kind == "image":
                out.append(f"\0image:{escapeHtml(unquote(str(token.attrs.get('src', ''))))}\1{escapeHtml(description(token))}\0")
            elif kind == "html_inline":
                out.append(token.content)
            elif kind.startswith("footnote"):
                out.append(self.footnote(token))
            elif kind in {"claim_open", "claim_close"}:
                continue
            elif token.nesting == 1:
                out.append(f"<{token.tag}{_attributes(token)}>")
            elif token.nesting == -1:
                out.append(f"</{token.tag}>")
        return "".join(out)

    def footnote(self, token: Token) -> str:
        meta: dict[str, Any] = token.meta or {}
        number = int(meta.get("id", 0)) + 1
        again = f"-{meta['subId']}" if meta.get("subId") else ""
        match token.type:
            case "footnote_ref":
                return f'<sup class="fn"><a href="#fn_{number}" id="fnref_{number}{again}" role="doc-noteref">{number}</a></sup>'
            case "footnote_block_open":
                return '<section class="footnotes" role="doc-endnotes">\n<ol>\n'
            case "footnote_block_close":
                return "</ol>\n</section>\n"
            case "footnote_open":
                return f'<li id="fn_{number}">'
            case "footnote_close":
                return "</li>\n"
            case "footnote_anchor":
                return f' <a href="#fnref_{number}{again}" role="doc-backlink" aria-label="{number}">↩</a>'
        return ""


def description(image: Token) -> str:
    """What an image shows, as words without Markdown, as CommonMark asks for."""
    if not image.children:
        return image.content
    return "".join(
        " " if child.type in {"softbreak", "hardbreak"} else description(child) if child.type == "image" else child.content
        for child in image.children
    )


def _attributes(token: Token) -> str:
    if not token.attrs:
        return ""
    attributes = dict(token.attrs)
    style = str(attributes.pop("style", ""))  # a table cell's alignment; styles in attributes are not allowed by the site's CSP
    if style.startswith("text-align:"):
        attributes["class"] = f"align-{style.removeprefix('text-align:')}"
    return "".join(f' {name}="{escapeHtml(str(value))}"' for name, value in attributes.items())


def plain(html: Fragments) -> str:
    """The words of rendered Markdown."""
    return same_words(Markup("".join(part for part in html if isinstance(part, str))).striptags())  # noqa: S704 - tags are taken out


def same_words(text: str) -> str:
    """A text as it is compared: without the ways in which its lines are broken."""
    return " ".join(text.split())
