"""The draft pair that an imported article becomes: Markdown with front matter, and a sidecar in which every quotation is a claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import jinja2
import regex
import yaml

from counterpoint.anchoring.quotations import quotations
from counterpoint.anchoring.quotes import Ambiguous, Found, Wanted, find_quote
from counterpoint.anchoring.text import SearchText, search_text
from counterpoint.article.parsing import parse_draft
from counterpoint.importing.attributions import Said
from counterpoint.importing.input import Block
from counterpoint.importing.parts import Parts
from counterpoint.importing.speakers import NamedSpeaker
from counterpoint.model.speakers import Speaker
from counterpoint.reading.markdown import Dialect, plain_text
from counterpoint.scaffold.begin import cut_at_hyphen, slug_of

_ID_WORDS, _LONGEST_ID = 5, 48
_LINES = 2
"""Lines of the body for each block: its own, and a blank one."""
_SAME = "cannot be told from the same words elsewhere"
_MARKUP = regex.compile(r"([\\`*_\[\]<>&|~]|#(?=#*\s*$))|^(#{1,6}|[>+:-]|={3,}|-{3,})(?=\s|$)|^(\d+)([.)])(?=\s|$)|(?<=\])(:)")


@dataclass(frozen=True)
class Draft:
    """The two texts, and what the author is told: how many quotations, and which of them want a decision."""

    markdown: str
    sidecar: str
    claims: int
    unsure: int
    asides: int


@dataclass(frozen=True)
class _Claim:
    id: str
    quote: str
    text: str
    speaker: str
    occurrence: int | None
    verbatim: bool
    """Whether it has to be said that these are the speaker's own words, because no quotation marks say so."""


def draft(
    parts: Parts,
    said: Sequence[Said],
    speakers: Sequence[NamedSpeaker],
    site_speakers: Mapping[str, Speaker],
    day: str,
    language: str,
    dialect: Dialect,
) -> Draft:
    """Write the pair. `site_speakers` are the site's speakers by id, `day` is the ISO date of the import, `dialect` the site's Markdown."""
    ids = _speaker_ids(speakers, site_speakers)
    sources = _sources(parts)
    body = "\n\n".join(_markdown(block) for block in parts.body) + "\n"
    search = search_text(parse_draft(body, dialect).tokens)
    taken: set[str] = set()
    texts = [block.text for block in parts.body]
    sure: list[_Claim] = []
    unsure: list[_Claim] = []
    asides: list[Said] = []
    for attribution in said:
        speaker = ids.get(attribution.speaker.name, "") if attribution.speaker else ""
        claim = None if attribution.aside else _claim(attribution, texts, search, speaker, taken)
        if claim is None:
            asides.append(attribution)
        else:
            (sure if claim.speaker else unsure).append(claim)
    names = {speaker.name: id for id, speaker in site_speakers.items()} | ids
    sidecar = _TEMPLATES.get_template("draft.yml.j2").render(
        sure=sure,
        unsure=unsure,
        asides=[*_in_head(parts), *((" ".join(_words(attribution, texts)), attribution.aside or _SAME) for attribution in asides)],
        new=[_new_speaker(ids[speaker.name], speaker, names) for speaker in speakers if ids[speaker.name] not in site_speakers],
        sources=sources,
    )
    home = dialect.language.split("-")[0]
    markdown = _TEMPLATES.get_template("draft.md.j2").render(parts=parts, day=day, language=language, home=home, body=body)
    return Draft(markdown, sidecar, len(sure), len(unsure), len(asides))


def _new_speaker(speaker_id: str, speaker: NamedSpeaker, names: Mapping[str, str]) -> tuple[str, NamedSpeaker, str, list[str]]:
    """A speaker's id, the speaker, the id of the organisation, and further names."""
    belongs = names.get(speaker.affiliation, "")
    return (
        speaker_id,
        speaker,
        belongs if belongs != speaker_id else "",
        [name for name in dict.fromkeys(speaker.names) if name != speaker.name],
    )


def _in_head(parts: Parts) -> Iterator[tuple[str, str]]:
    """What stands in quotation marks over the text, where no claim can be anchored."""
    for where, text in (("headline", parts.headline), ("summary", parts.deck)):
        for quotation in quotations([text]):
            yield " ".join(quotation.words([text])), f"in the {where}"


def _words(attribution: Said, texts: Sequence[str]) -> list[str]:
    return [texts[piece.block][piece.start : piece.end] for piece in attribution.pieces]


# Markdown


def _markdown(block: Block) -> str:
    out, at = "", 0
    for link in sorted(block.links, key=lambda link: link.start):
        if link.start < at:
            continue
        words = block.text[link.start : link.end]
        out += _escaped(block.text[at : link.start], first=not out) + f"[{_escaped(words, first=False)}](<{_address(link.url)}>)"
        at = link.end
    out += _escaped(block.text[at:], first=not out)
    return {"heading": "## ", "item": "- ", "quotation": "> "}.get(block.kind, "") + out


def _address(url: str) -> str:
    return url.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")


def _escaped(text: str, *, first: bool) -> str:
    """Text that Markdown reads as just these characters."""

    def escape(match: regex.Match[str]) -> str:
        if match[1] or match[5]:
            return "\\" + match[0]
        if match[3]:
            return f"{match[3]}\\{match[4]}" if first else match[0]
        return "\\" + match[0] if first else match[0]

    return _MARKUP.sub(escape, text)


# Claims


def _claim(attribution: Said, texts: Sequence[str], search: SearchText, speaker: str, taken: set[str]) -> _Claim | None:
    words = _words(attribution, texts)
    # Over a paragraph's border the quote is the text as it stands, the mark that opens the next paragraph included.
    pieces = [words[0], *(texts[piece.block][piece.outer[0] : piece.end] for piece in attribution.pieces[1:])]
    quote = "\n\n".join(pieces)
    result = find_quote(Wanted(quote), search, plain_text)
    first = attribution.pieces[0]
    if not isinstance(result, (Found, Ambiguous)) and (joined := regex.search(r"\p{L}+$", texts[first.block][: first.outer[0]])):
        # A Hebrew preposition is written before the mark, without a space: the quote begins with its word.
        quote = joined[0] + texts[first.block][first.outer[0] : first.start] + quote
        result = find_quote(Wanted(quote), search, plain_text)
    occurrence = None
    if isinstance(result, Ambiguous):
        here = texts[attribution.pieces[0].block]
        earlier = here[: attribution.pieces[0].start].count(words[0])
        in_line = [number for number, span in enumerate(result.spans, 1) if search.line(span.start) == _LINES * attribution.pieces[0].block]
        if len(in_line) <= earlier:
            return None
        occurrence = in_line[earlier]
    elif not isinstance(result, Found):
        return None
    marked = len(attribution.pieces) == 1 and attribution.pieces[0].outer != (attribution.pieces[0].start, attribution.pieces[0].end)
    return _Claim(_id(words[0], taken), quote, " ".join(words) if len(words) > 1 else "", speaker, occurrence, not marked)


def _id(words: str, taken: set[str]) -> str:
    base = cut_at_hyphen(slug_of(" ".join(words.split()[:_ID_WORDS])), _LONGEST_ID) or "claim"
    id, number = base, 2
    while id in taken:
        id, number = f"{base}-{number}", number + 1
    taken.add(id)
    return id


def _speaker_ids(speakers: Sequence[NamedSpeaker], site_speakers: Mapping[str, Speaker]) -> dict[str, str]:
    named: dict[str, set[str]] = {}
    for id, existing in site_speakers.items():
        for name in (existing.name, *existing.names):
            named.setdefault(_plain_name(name), set()).add(id)
    by_name = {name: next(iter(ids)) for name, ids in named.items() if len(ids) == 1}
    ids: dict[str, str] = {}
    taken = set(site_speakers)
    for speaker in speakers:
        existing_id = next((by_name[_plain_name(name)] for name in (speaker.name, *speaker.names) if _plain_name(name) in by_name), None)
        ids[speaker.name] = existing_id or _id(speaker.name, taken)
    return ids


def _plain_name(name: str) -> str:
    """A name without what differs between its spellings: capitals, kinds of apostrophes and spaces, an article."""
    return regex.sub(r"^the ", "", " ".join(name.replace("’", "'").split()).casefold())


def _sources(parts: Parts) -> dict[str, tuple[str, str, str, str]]:
    """Sources by id: title, publisher, address, date. The piece itself is first, under the id `about`."""
    out: dict[str, tuple[str, str, str, str]] = {}
    if parts.url.startswith(("https://", "http://")):
        out["about"] = (parts.headline, parts.publisher, parts.url, parts.date)
    taken = {"about"}
    urls = {parts.url}
    for block in parts.body:
        for link in block.links:
            if link.url not in urls and urlsplit(link.url).hostname:
                urls.add(link.url)
                host = str(urlsplit(link.url).hostname).removeprefix("www.")
                words = block.text[link.start : link.end]
                title = host if words.startswith(("http://", "https://")) else words
                out[_id(f"{host.split('.')[0]} {title if title != host else ''}".strip(), taken)] = (title, "", link.url, "")
    return out


# YAML


def _scalar(text: str) -> str:
    """A YAML scalar on one line that means just this text."""
    shown: str = yaml.safe_dump(text, allow_unicode=True, width=10**9, default_style=None)
    line = shown.removesuffix("\n...\n").removesuffix("\n")
    return line if "\n" not in line else yaml.safe_dump(text, allow_unicode=True, width=10**9, default_style='"').removesuffix("\n")


def _flow(text: str) -> str:
    """A scalar inside brackets or braces, where a comma would end a plain one."""
    return (
        "'" + text.replace("'", "''") + "'" if regex.search(r"[,\[\]{}:#'\"&*!|>%@`]|^[-?\s]|\s$", text) or _scalar(text) != text else text
    )


def _block(text: str, lead: str) -> str:
    """A text as a YAML value, over several lines where it has several, each after what leads the lines of its place."""
    return "|-" + "".join("\n" + f"{lead}{line}".rstrip() for line in text.split("\n")) if "\n" in text else _scalar(text)


_TEMPLATES = jinja2.Environment(  # noqa: S701 -- these write YAML and Markdown
    loader=jinja2.PackageLoader("counterpoint.importing", "."),
    trim_blocks=True,
    keep_trailing_newline=True,
    undefined=jinja2.StrictUndefined,
)
_TEMPLATES.filters.update(scalar=_scalar, flow=_flow, block=_block)
