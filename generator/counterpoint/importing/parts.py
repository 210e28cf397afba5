"""The parts of a pasted article: what stands over it, its text, and what was left out."""

from __future__ import annotations

from collections.abc import Sequence

import regex
from msgspec import Struct
from msgspec.structs import replace

from counterpoint.importing.input import Block, Pasted
from counterpoint.importing.language import Language

_SENTENCE_END = regex.compile(r"[.!?…:;][\"'”’»“)]*$|^[“\"„«]")
_LONGEST_KICKER, _LONGEST_HEADLINE, _LONGEST_BYLINE = 40, 220, 120
_QUOTED = regex.compile(r"[\"“”„«»״]")


class Parts(Struct, frozen=True):
    """What an article is made of. `date` is ISO 8601 or empty; `left_out` and `twice` are for the author to see."""

    headline: str = ""
    kicker: str = ""
    deck: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    caption: str = ""
    credit: str = ""
    publisher: str = ""
    url: str = ""
    body: tuple[Block, ...] = ()
    left_out: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()


def parts_of(pasted: Pasted, language: Language) -> Parts:
    """Tell an article's parts apart."""
    blocks, twice = _once([block for block in pasted.blocks if block.text.strip()])
    kept, left_out = _without_leftovers(blocks, language)
    parts = Parts(publisher=pasted.publisher, url=pasted.url, left_out=(*left_out, *pasted.left_out), twice=tuple(twice))
    parts = _told_headings(_page(pasted, parts, kept, language) if pasted.html else _paste(parts, kept, language))
    signed = next((names for text in left_out if _by(language).match(text) and (names := _byline(text, language))), ())
    return parts if parts.authors else replace(parts, authors=signed)


def _once(blocks: Sequence[Block]) -> tuple[list[Block], list[str]]:
    """Leave out a block that repeats the one before it."""
    out: list[Block] = []
    twice = []
    for block in blocks:
        if out and out[-1].text == block.text:
            twice.append(block.text)
        else:
            out.append(block)
    return out, twice


def _without_leftovers(blocks: Sequence[Block], language: Language) -> tuple[list[Block], list[str]]:
    """Part the blocks that belong to the page around the article from the article.

    Whatever follows the last sentence of the article goes too, where it begins with such a block and quotes nobody.
    """
    flags = [bool(language.boilerplate.search(block.text)) and not _speaks(block, language) for block in blocks]
    body = [number for number, block in enumerate(blocks) if not flags[number] and (len(block.text) > 60 or _QUOTED.search(block.text))]
    last_quoted = max((number for number in body if _QUOTED.search(blocks[number].text)), default=-1)
    tail = next((number for number, flag in enumerate(flags) if flag and number > max(last_quoted, len(blocks) // 3)), len(blocks))
    kept, left_out = [], []
    for number, block in enumerate(blocks):
        if flags[number] or number >= tail:
            left_out.append(block.text)
        else:
            kept.append(block)
    return kept, left_out


def _speaks(block: Block, language: Language) -> bool:
    return bool(_QUOTED.search(block.text) and language.verb.search(block.text))


def _page(pasted: Pasted, parts: Parts, blocks: list[Block], language: Language) -> Parts:
    body = [block for block in blocks if block.text not in (pasted.title, pasted.deck, pasted.kicker, *pasted.captions)]
    first = pasted.captions[0] if pasted.captions else ""
    caption, credit = _caption(first, language) or (first, "")
    head = body[:4]
    date = pasted.date or next((day for block in head if (day := _date(block.text, language))), "")
    signed = next((names for block in head if (names := _byline(block.text, language))), ())
    told = _names(pasted.author, language)
    authors = signed if len(signed) > len(told) and set(told) <= set(signed) else told or signed
    over = {block for block in head if _byline(block.text, language) or _is_date(block.text, language) or block.text in authors}
    body = [block for block in body if block not in over]
    return replace(
        parts,
        headline=pasted.title,
        kicker=pasted.kicker,
        deck=pasted.deck,
        authors=authors,
        date=date,
        caption=caption,
        credit=credit,
        body=tuple(body),
    )


def _paste(parts: Parts, blocks: list[Block], language: Language) -> Parts:
    """The parts by their order and shape: kicker, headline, deck, byline, date and caption come before the text, each once."""
    rest = list(blocks)
    if len(rest) > 1 and _is_kicker(rest[0].text, rest[1].text, language):
        parts = replace(parts, kicker=rest.pop(0).text)
    if rest and _is_headline(rest[0].text):
        parts = replace(parts, headline=rest.pop(0).text)
    before: list[Block] = []
    head = [block.text for block in rest[:6]]
    dated = [_is_date(text, language) for text in head]
    for number, block in enumerate(rest[:6]):
        text = block.text
        beside = any(dated[at] for at in range(max(0, number - 1), min(len(head), number + 3)))
        byline, picture = _byline(text, language, beside_date=beside), _caption(text, language)
        office = bool(parts.authors) and _is_office(text, language)
        if not (byline or picture or office or dated[number]):
            before.append(block)
            continue
        if byline and not parts.authors:
            parts = replace(parts, authors=byline)
        if not picture and (date := _date(text, language)):
            parts = replace(parts, date=date)
        if picture:
            parts = replace(parts, caption=picture[0], credit=picture[1])
        # One paragraph between the headline and what ends the head is the summary under the headline.
        if len(before) <= 1:
            if before and not parts.deck:
                parts = replace(parts, deck=before[0].text)
                before = []
            rest[: number + 1] = [Block("")] * (number + 1)
        else:
            rest[number] = Block("")
    body = [block for block in rest if block.text]
    dateline = regex.match(rf"[^.:]{{0,40}}?(?:{_DATE.pattern})[^.:]{{0,20}}?[–—.-]", body[0].text) if body else None
    if dateline and not parts.date:
        parts = replace(parts, date=_date(dateline[0], language))
    if not parts.deck and len(body) > 1 and parts.headline and _is_deck(body[0].text):
        parts = replace(parts, deck=body.pop(0).text)
    if parts.caption:
        body = [block for block in body if not block.text.startswith(parts.caption)]
    return replace(parts, body=tuple(body))


def _is_kicker(text: str, following: str, language: Language) -> bool:
    short = len(text) <= _LONGEST_KICKER and len(text.split()) <= 4 and not _SENTENCE_END.search(text)
    return (
        short
        and len(following) > len(text)
        and _is_headline(following)
        and not _byline(text, language)
        and not _byline(following, language)
        and not _is_date(following, language)
    )


def _is_headline(text: str) -> bool:
    ends = regex.search(r"[.:;][\"'”’»]*$", text)
    return len(text) <= _LONGEST_HEADLINE and not (ends and not text.endswith("..."))


def _is_deck(text: str) -> bool:
    return (
        len(text) <= _LONGEST_HEADLINE
        and not regex.search(r"[.!?…:;\"“”»’]$", text)
        and not regex.match(r"[\p{Lu}\d][\p{L} .-]{0,30}:", text)
    )


def _byline(text: str, language: Language, *, beside_date: bool = False) -> tuple[str, ...]:
    """The names of a line such as 'By Ann Able and Bob Bear | 3 May 2024', or of one beside a date: 'Ann Able, Health Reporter'."""
    if len(text) > _LONGEST_BYLINE:
        return ()
    date = _DATE.search(text)
    match = _by(language).search(text)
    if match and (match.start() == 0 or date):
        return _names(regex.split(r"\s*[|•·]\s*|\s+[–—-]\s+|,?\s+\d", text[match.end() :])[0].rstrip("."), language)
    if not (date or beside_date) or regex.search(r"[.!?:]$|[\"“„«»]", text):
        return ()
    if date:
        text = text[: date.start()] + "|" + text[date.end() :]
    parts = regex.split(r"\s*[|•·,;:]\s*|\s+[–—-]\s+", text)
    first = next((part for part in parts if part.strip()), "")
    names = _names(first, language)
    most = 4 if language.cased else 3
    return names if all(2 <= len(name.split()) <= most for name in names) else ()


def _by(language: Language) -> regex.Pattern[str]:
    """'By' and a name, in any of a language's words for it, after the beginning or a comma."""
    words = "|".join(sorted(map(regex.escape, language.words("by")), key=len, reverse=True))
    return regex.compile(rf"(?:^|[,|•·–—-]\s*)(?i:{words})\s*:?\s+(?=\p{{Lu}}|\p{{Lo}})")


def _names(text: str, language: Language) -> tuple[str, ...]:
    """The personal names of a byline, without offices, agencies and places."""
    out = []
    for part in regex.split(r",\s+|;\s+|\s+(?:and|und|et|y|&)\s+", text.strip()):
        words = part.strip().split()
        small = ("de", "la", "von", "van", "der", "den", "du", "del", "di", "da", "bin", "al", "el")
        cased = all(word[:1].isupper() or word in small for word in words) or not language.cased
        office = any(language.has("byline_roles", word) or language.is_role(word) or language.has("months", word) for word in words)
        if words and cased and not office and not any(character.isdigit() for character in part) and len(words) <= 5:
            out.append(" ".join(word.title() if len(word) > 2 and part.isupper() else word for word in words))
    return tuple(out)


def _is_office(text: str, language: Language) -> bool:
    """Whether a short line under a byline only says what its author is."""
    return (
        len(text.split()) <= 5 and not regex.search(r"[.!?:]$", text) and any(language.has("byline_roles", word) for word in text.split())
    )


def _is_date(text: str, language: Language) -> bool:
    return len(text) <= 80 and bool(_date(text, language)) and not regex.search(r"[.!?]$", text)


_DATE = regex.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4}"
    r"|\d{1,2}(?:er|st|nd|rd|th)?\.?\s+(?:de\s+)?ב?\p{L}+\.?,?\s+(?:de\s+|del\s+)?\d{4}"
    r"|\p{L}+\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
)


def _date(text: str, language: Language) -> str:
    """The ISO date of a short line that gives day, month and year; empty otherwise, or where day and month might be exchanged."""
    written = _DATE.search(text)
    if not written or len(text) > _LONGEST_BYLINE:
        return ""
    if regex.match(r"\d{4}-", written[0]):
        return written[0]
    import dateparser

    order = "DMY"
    if language.code == "en" and (numbers := regex.match(r"(\d{1,2})[./](\d{1,2})", written[0])):
        first, second = int(numbers[1]), int(numbers[2])
        if first <= 12 and second <= 12 and first != second:  # 3/4/2024 is a day in March or in April: the author has to say
            return ""
        order = "MDY" if second > 12 else "DMY"
    settings: dict[str, object] = {"REQUIRE_PARTS": ["day", "month", "year"], "DATE_ORDER": order, "PREFER_LOCALE_DATE_ORDER": False}
    when = dateparser.parse(written[0], languages=[language.code], settings=settings)
    return when.date().isoformat() if when else ""


def _caption(text: str, language: Language) -> tuple[str, str] | None:
    """Caption and credit of a line that names who made a picture; None for any other."""
    words = "|".join(sorted(map(regex.escape, language.words("credit")), key=len, reverse=True))
    for pattern in (
        rf"^(?P<caption>.*?)[\s(\[|/–—-]*(?<!\p{{L}})(?:{words})(?: by)?\s*:\s*(?P<credit>[^.:]{{2,80}}(?:\.\p{{L}}+)*)\.?[)\]]?$",
        r"^(?P<caption>.+?)\s*[(\[](?:Photo|Image|Picture|Credit) by (?P<credit>[^)\]]{2,80})[)\]]\.?$",
    ):
        if match := regex.match(pattern, text, regex.IGNORECASE):
            return match["caption"].strip(), match["credit"].strip().rstrip(".")
    return None


def _told_headings(parts: Parts) -> Parts:
    """In plain text a short line without an end, between longer paragraphs, is a heading."""
    out: list[Block] = []
    for number, block in enumerate(parts.body):
        text = block.text
        following = parts.body[number + 1].text if number + 1 < len(parts.body) else ""
        plain = block.kind == "paragraph" and 3 <= len(text) <= 80 and 1 <= len(text.split()) <= 12
        shaped = plain and not regex.search(r"[.!…:;,\"”»’)—]$", text) and not _QUOTED.search(text) and len(following) > len(text)
        told = shaped and number > 0 and not regex.match(r"[—–(\[-]", text) and not regex.match(r"[^\s:]{1,20}(?: [^\s:]+){0,3}:\s", text)
        out.append(replace(block, kind="heading") if told else block)
    return replace(parts, body=tuple(out))
