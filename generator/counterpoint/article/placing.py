"""Giving every claim and note of an article its place in the text, or telling the author why it has none."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from counterpoint.anchoring.edges import Reason
from counterpoint.anchoring.overlay import Placement
from counterpoint.anchoring.quotes import (
    MOST,
    Ambiguous,
    Found,
    NotFound,
    Refused,
    Result,
    Stale,
    Struck,
    Wanted,
    count_letters,
    count_places,
    find_quote,
)
from counterpoint.anchoring.selectors import Blocks, selections
from counterpoint.anchoring.text import BLOCK, SearchText, Span
from counterpoint.article.prepared import Passage
from counterpoint.diagnostics import ERROR, NOTE, Diagnostic
from counterpoint.model.sidecar import Claim, Note, Sidecar
from counterpoint.outcome import Outcome
from counterpoint.reading.files import SourceFile
from counterpoint.reading.markdown import plain_text
from counterpoint.reading.validate import Located

if TYPE_CHECKING:
    from counterpoint.anchoring.suggest import Passages


MOST_QUOTES = 2_000
"""Claims and notes of one article, or their quotes where these are more. Every claim has a page of its own."""
MOST_ANSWERED = 10_000
"""Claims that an article's claims answer, each counted for every claim that answers it."""
MOST_SPEAKERS = 2_000
"""Speakers that an article has of its own. Each has a page."""
MOST_PLACES = 20_000
"""Places of all claims and notes of an article."""
MOST_LOOKED_AT = 1_000_000
"""Places at which the words of an article's quotes stand, each counted for every quote that chooses one of them."""
MOST_MARKED = 10_000_000
"""Characters at all places of an article's claims and notes together, with the words around them that their cards show."""
MOST_OVERLAPS = 100_000
"""Stretches between borders of claims and notes, and runs of plain or emphasised text, each counted for every place over it."""
MOST_SUGGESTED = 5_000
"""Words of an article's lost quotes for which passages near them are looked for; each quote counts as ten more."""
MOST_CHOSEN_FROM = 20_000
"""Places of an article's ambiguous quotes for which it is tried what would choose one; each quote counts as a hundred more."""
MOST_SHARED = 50
"""How many annotations that began before it and share its words are held against one."""
MOST_LISTED = 10
"""How many places of an ambiguous quote are listed."""


BLANK_LINE = "\n\n"


class ArticleText(Struct, frozen=True):
    """An article's searchable text and where it stands in its file."""

    search: SearchText
    file: SourceFile
    first_line: int

    def line(self, span: Span) -> int:
        """The line of the file on which a place begins."""
        return self.first_line + self.search.line(span.start)

    def words(self, span: Span) -> str:
        """The words at a place, on one line."""
        return " ".join(self.search.text[span.start : span.end].split())


class Placed(NamedTuple):
    """Where the claims and the notes of an article stand in its text, by their ids. Those without a place are left out."""

    claims: dict[str, Placement]
    notes: dict[str, Placement]


def place_all(sidecar: Located[Sidecar], text: ArticleText) -> Outcome[Placed]:
    """Find the places of an article's claims and notes, and report every quote and link that marks none."""
    if too_many := _too_many(sidecar) or _in_too_many_places(sidecar, text.search):
        return Outcome(Placed({}, {}), (too_many,))
    diagnostics: list[Diagnostic] = []
    by_link: dict[str, list[Span]] = {}
    for id, span in text.search.placed:
        by_link.setdefault(id, []).append(span)
    near = _Near(text)
    claims, notes, places = dict[str, Placement](), dict[str, Placement](), 0
    for id, claim in sidecar.value.claims.items():
        linked = by_link.pop(id, [])
        if claim.quote and linked:
            message = f"the claim {id!r} has a quote, and is placed in the text on line {text.line(linked[0])} too"
            diagnostics.append(sidecar.error("claim-placed-twice", ("claims", id, "quote"), message, "keep one of them"))
        elif claim.quote and places <= MOST_PLACES:
            spans, mistakes = _spans(sidecar, ("claims", id), f"the claim {id!r}", claim, text, near)
            diagnostics += mistakes
            if spans:
                claims[id] = Placement(id, spans)
                places += len(spans)
        elif claim.anchor and linked:
            message = f"the claim {id!r} has `anchor: none`, and is placed in the text on line {text.line(linked[0])}"
            slug = text.file.path.rpartition("/")[2].partition(".")[0]
            help = f"remove `anchor: none`, or the link; [words](claim:{slug}#{id}) links to the claim without placing it"
            diagnostics.append(sidecar.error("claim-placed-twice", ("claims", id, "anchor"), message, help))
        elif linked:
            mistakes = tuple(link_mistakes(id, linked, text))
            diagnostics += mistakes
            if not mistakes:
                claims[id] = Placement(id, tuple(_trimmed(span, text.search.text) for span in linked))
        elif claim.anchor is None and not claim.quote:
            message = f"the claim {id!r} has no place in the text"
            help = f"add a `quote`, link some words to it with [words](claim:{id}), or say `anchor: none`"
            diagnostics.append(sidecar.error("claim-unanchored", ("claims", id), message, help, key=True))
    for id, note in sidecar.value.notes.items():
        if places > MOST_PLACES:
            break
        spans, mistakes = _spans(sidecar, ("notes", id), f"the note {id!r}", note, text, near)
        diagnostics += mistakes
        if spans:
            notes[id] = Placement(id, spans)
            places += len(spans)
    if too_much := _marks_too_much(sidecar, claims, notes, text.search):
        return Outcome(Placed({}, {}), (*diagnostics, too_much))
    return Outcome(Placed(claims, notes), tuple(diagnostics))


def _too_many(sidecar: Located[Sidecar]) -> Diagnostic | None:
    """What is wrong where an article has more quotes, answers or speakers than a page of it is made for."""
    quotes = answered = 0
    for kind, items in (("claims", sidecar.value.claims), ("notes", sidecar.value.notes)):
        for id, annotation in items.items():
            quotes += max(1, len(annotation.quote or ()))
            answered += len(annotation.responds_to) if isinstance(annotation, Claim) else 0
            what = ""
            if quotes > MOST_QUOTES:
                what = f"{quotes:,} claims, notes and quotes, and {MOST_QUOTES:,} is the most"
            elif answered > MOST_ANSWERED:
                what = f"claims that answer {answered:,} others, and {MOST_ANSWERED:,} is the most"
            if what:
                message = f"up to {id!r}, the article has {what}"
                return sidecar.error("marks-limit", (kind, id), message, "divide it into several articles", key=True)
    if len(sidecar.value.speakers) > MOST_SPEAKERS:
        message = f"the article has {len(sidecar.value.speakers):,} speakers of its own, and {MOST_SPEAKERS:,} is the most"
        return sidecar.error("marks-limit", ("speakers",), message, "put them into content/speakers.yml", key=True)
    return None


def _in_too_many_places(sidecar: Located[Sidecar], search: SearchText) -> Diagnostic | None:
    """What is wrong where words of quotes stand so often, be it inside of other words, that looking at each place would take long."""
    counts: dict[str, int] = {}
    looked = 0
    for kind, items in (("claims", sidecar.value.claims), ("notes", sidecar.value.notes)):
        for id, annotation in items.items():
            for quote in annotation.quote or ():
                for words in filter(None, (quote.exact, quote.from_, quote.to)):
                    if words not in counts:
                        counts[words] = count_places(words, search, plain_text, MOST_LOOKED_AT - looked)
                    looked += counts[words]
                    if looked > MOST_LOOKED_AT:
                        message = f"up to {id!r}, the words of quotes stand in more than {MOST_LOOKED_AT:,} places"
                        help = "quote more words, which stand less often"
                        return sidecar.error("marks-limit", (kind, id), message, help, key=True)
    return None


def _marks_too_much(
    sidecar: Located[Sidecar], claims: Mapping[str, Placement], notes: Mapping[str, Placement], search: SearchText
) -> Diagnostic | None:
    """What is wrong where claims and notes mark so much, one over another, that the page would grow faster than its files."""
    placed = [(("claims", id), place) for id, place in claims.items()] + [(("notes", id), place) for id, place in notes.items()]
    borders = sorted({edge for _, place in placed for span in place.spans for edge in (span.start, span.end)})
    starts = [run.start for run in search.runs]
    marked = overlaps = places = 0
    for key, place in placed:
        places += len(place.spans)
        for span in place.spans:
            first, last = search.block_of(span.start, span.end)
            marked += last - first
            overlaps += sum(bisect_left(edges, span.end) - bisect_left(edges, span.start) for edges in (borders, starts))
        if places > MOST_PLACES or marked > MOST_MARKED or overlaps > MOST_OVERLAPS:
            message = f"up to {key[1]!r}, claims and notes mark more words, one over another, than a page can show"
            help = "quote less: the words that matter, not all that stands between a `from` and a `to`; or choose one `occurrence`"
            return sidecar.error("marks-limit", key, message, help, key=True)
    return None


def _trimmed(span: Span, text: str) -> Span:
    """Return a range without the white space at its ends."""
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.end - len(words) + len(words.rstrip())))


def link_mistakes(claim_id: str, spans: Sequence[Span], text: ArticleText) -> Iterator[Diagnostic]:
    """Hold the places of a claim that is placed by links against the rules that quotes obey."""
    search, article = text.search, text.file.path
    for whole in spans:
        span = _trimmed(whole, search.text)
        location = text.file.at(text.line(whole))
        letters = count_letters(search.text[span.start : span.end])
        if letters < 2:
            code, what = ("quote-short", "too short") if letters else ("quote-empty", "without words: nothing could be marked")
            help = f"link the words that are claimed: [words](claim:{claim_id})"
            yield Diagnostic(code, ERROR, location, f"the link that places the claim {claim_id!r} is {what}", help)
        elif search.struck(span):
            message = f"the link that places the claim {claim_id!r} touches struck-out text in {article}"
            yield Diagnostic("quote-struck", ERROR, location, message, "link only words that stand; a struck 'not' would turn them round")
        elif reason := search.edges(span):
            message = f"the link that places the claim {claim_id!r} does not hold whole words: {reason.value}"
            yield Diagnostic(
                "quote-not-found", ERROR, location, message, f"let the link begin and end with whole words: {_whole(text, span)}"
            )


class _Near:
    """The index of passages, made when the first quote is lost; and how much of an article's time for advice has been taken."""

    def __init__(self, text: ArticleText) -> None:
        self.text = text
        self.passages: Passages | None = None
        self.asked = self.chosen_from = 0

    def may_choose(self, spans: Sequence[Span]) -> bool:
        """Tell whether there is time to try what would choose one of some places."""
        self.chosen_from += 100 + len(spans)
        return self.chosen_from <= MOST_CHOSEN_FROM

    def __call__(self, words: str) -> Iterator[str]:
        if self.passages is None:
            from counterpoint.anchoring.suggest import Passages  # the library behind it loads slowly, and is wanted for mistakes only

            self.passages = Passages(self.text.search)
        self.asked += 10 + len(words.split())
        if self.asked > MOST_SUGGESTED:
            return
        for near in self.passages.near(words):
            flags = f" ({', '.join(near.flags)})" if near.flags else ""
            times = self.text.search.text.count(near.text)
            flags += f"; the article has these words {times} times, so choose one as well: `occurrence: 1`" if times > 1 else ""
            blocks = self.text.search.text[near.span.start : near.span.end].split(BLOCK)
            yield f"line {self.text.line(near.span)}: {as_typed(BLANK_LINE.join(' '.join(block.split()) for block in blocks))}{flags}"
            if near.diff and near.likeness < 1:
                yield f"  {' '.join(near.diff.split())}"


def _spans(
    sidecar: Located[Sidecar],
    path: tuple[str, ...],
    what: str,
    annotation: Claim | Note,
    text: ArticleText,
    near: _Near,
) -> Outcome[tuple[Span, ...]]:
    """Find the places of an annotation's quotes."""
    spans: list[Span] = []
    diagnostics: list[Diagnostic] = []
    searches = list(quote_searches(annotation, text.search))
    for number, (wanted, result) in enumerate(searches):
        at: tuple[str | int, ...] = (*path, "quote") if len(searches) == 1 else (*path, "quote", number)
        diagnostics += _complaints(sidecar, at, what, wanted, result, text, near)
        if isinstance(result, Found):
            spans += result.spans
    return Outcome(tuple(sorted(set(spans))), tuple(diagnostics))


def quote_searches(annotation: Claim | Note, search: SearchText) -> Iterator[tuple[Wanted, Result]]:
    """Yield what each quote of an annotation looks for, and what came of it. A choice that a quote does not make is its annotation's."""
    for quote in annotation.quote or []:
        wanted = Wanted(
            words=quote.exact if quote.exact is not None else quote.from_ or "",
            end=quote.to,
            prefix=quote.prefix if quote.prefix is not None else annotation.prefix,
            suffix=quote.suffix if quote.suffix is not None else annotation.suffix,
            within=quote.within if quote.within is not None else annotation.within,
            occurrence=quote.occurrence if quote.occurrence is not None else annotation.occurrence,
            across=quote.across,
        )
        yield wanted, find_quote(wanted, search, plain_text)


def _complaints(
    sidecar: Located[Sidecar],
    at: tuple[str | int, ...],
    what: str,
    wanted: Wanted,
    result: Result,
    text: ArticleText,
    near: _Near,
) -> Iterator[Diagnostic]:
    article = text.file.path
    match result:
        case Found(other_case=others) if others:
            places = ", ".join(str(text.line(span)) for span in others)
            message = f"the words of {what} stand also on line {places} of {article}, with other capitals"
            yield sidecar.error("quote-other-case", at, message, "nothing to do if the right ones are marked", severity=NOTE)
        case Stale(spans, context):
            yield _stale(sidecar, at, what, spans, context, text)
        case Ambiguous(spans):
            times = f"more than {MOST}" if len(spans) > MOST else f"{len(spans)}"
            message = f"the quote of {what} stands {times} times in {article}"
            help = "quote more words"
            if len(spans) <= MOST and near.may_choose(spans):
                help = _choices(wanted, spans, text) + "\nor `occurrence: all` for all of them"
            yield sidecar.error("quote-ambiguous", at, message, help)
        case Struck(span):
            message = f"the quote of {what} touches struck-out text on line {text.line(span)} of {article}"
            yield sidecar.error("quote-struck", at, message, "quote only words that stand; a struck 'not' would turn the quote round")
        case Refused(why, count):
            yield _refusal(sidecar, at, what, wanted, why, count, text)
        case NotFound(nearly, part):
            yield _lost(sidecar, at, what, wanted, nearly, part, text, near)


def _refusal(
    sidecar: Located[Sidecar], at: tuple[str | int, ...], what: str, wanted: Wanted, why: str, count: int, text: ArticleText
) -> Diagnostic:
    article = text.file.path
    if why == "empty":
        help = "copy the words from the article, or say `anchor: none`"
        return sidecar.error("quote-empty", at, f"the quote of {what} has no words", help)
    if why == "short":
        return sidecar.error("quote-short", at, f"the quote of {what} is too short", "quote at least a word")
    if why == "struck":
        message = f"the quote of {what} strikes some of its words out (`~~`)"
        return sidecar.error("quote-struck", at, message, "quote only words that stand; a struck 'not' would turn the quote round")
    if why == "within":
        ids = ", ".join(f"'#{section.id}'" for section in text.search.sections[:40]) or "none"
        message = f"{article} has no heading {wanted.within}, under which the quote of {what} is looked for"
        return sidecar.error("quote-within", (*at[:2], "within"), message, f"its headings: {ids}")
    times = "once" if count == 1 else f"{count} times"
    where = "in its context" if wanted.prefix or wanted.suffix or wanted.within else f"in {article}"
    message = f"the quote of {what} stands {times} {where}, so there is no number {wanted.occurrence}"
    return sidecar.error("quote-occurrence", (*at[:2], "occurrence"), message, f"choose a number up to {count}")


def _stale(
    sidecar: Located[Sidecar], at: tuple[str | int, ...], what: str, spans: Sequence[Span], context: str, text: ArticleText
) -> Diagnostic:
    where = {"prefix": "after its prefix", "suffix": "before its suffix", "within": "under its heading"}[context]
    message = f"the words of {what} are in {text.file.path}, but not {where}"
    lines = [f"line {text.line(span)}: {_context_of(span, text)!r}" for span in spans[:MOST_LISTED]]
    help = "\n".join([f"read whether these are still the same words, and mend or remove `{context}`:", *lines])
    if context != "within":
        help += "\na context begins and ends with whole words"
    return sidecar.error("quote-stale-context", at, message, help)


def _context_of(span: Span, text: ArticleText) -> str:
    first, last = text.search.block_of(span.start, span.end, 60)
    return text.words(Span(first, last))


def _choices(wanted: Wanted, spans: Sequence[Span], text: ArticleText) -> str:
    lines = [f"line {text.line(span)}: {hint}" for span, hint in islice(_choosers(wanted, spans, text.search), MOST_LISTED)]
    more = [f"… and {len(spans) - MOST_LISTED} more"] if len(spans) > MOST_LISTED else []
    return "\n".join(["choose one with:", *lines, *more])


def _lost(
    sidecar: Located[Sidecar],
    at: tuple[str | int, ...],
    what: str,
    wanted: Wanted,
    nearly: Sequence[tuple[Span, Reason]],
    part: str,
    text: ArticleText,
    near: _Near,
) -> Diagnostic:
    article = text.file.path
    end = wanted.end if part == "to" else None
    message = f"the {'last words' if end else 'first words' if part == 'from' else 'quote'} of {what} are not in {article}"
    if not part or part == "order":
        message = f"the quote of {what} is not in {article}"
    help = [_reason(text, span, reason) for span, reason in nearly]
    if any(reason is Reason.CROSSES_BLOCK for _, reason in nearly):
        help.append("put a blank line into the quote where the paragraph ends")
    if any(reason is Reason.ONE_BLOCK for _, reason in nearly):
        help.append("take the blank line out of the quote")
    if any(reason is Reason.OVER_HEADING for _, reason in nearly):
        help.append("mend `to`, or say `across: true` if the passage is meant to run over the heading")
    if not help:
        near_by = list(near(end or wanted.words))
        help = ["did you mean:", *near_by] if near_by else ["no passage is like it; copy the words from the article"]
    return sidecar.error("quote-not-found", at, message, "\n".join(help))


_OF_PASSAGES = frozenset([Reason.LAST_BEFORE_FIRST, Reason.LAST_IN_FIRST, Reason.LAST_ELSEWHERE, Reason.FIRST_ELSEWHERE])


def _reason(text: ArticleText, span: Span, reason: Reason) -> str:
    words = text.words(_around(text, span))
    joined = ":" if reason in _OF_PASSAGES else " in"
    line = f"line {text.line(span)}: {reason.value}{joined} {as_typed(_shortened(words))}"
    if reason in {Reason.INSIDE_WORD, Reason.INSIDE_NUMBER} and len(words) <= 400:
        line += f"; quote the whole of it: {_whole(text, span)}"
    return line


def _whole(text: ArticleText, span: Span) -> str:
    """Show a place with the rest of its words, as an author may type it; or say that it may not be quoted."""
    whole = _around(text, span)
    struck = ", a part of which is struck out and cannot be quoted" if text.search.struck(whole) else ""
    return f"{as_typed(text.words(whole))}{struck}"


def as_typed(words: str) -> str:
    """Show words in quotation marks in which YAML reads them as they are, even if they hold characters that nobody sees."""
    if words.isprintable():
        return repr(words)
    shown = words.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in shown) + '"'


def _shortened(words: str) -> str:
    return words if len(words) <= 200 else f"{words[:100]} … {words[-100:]}"


def _around(text: ArticleText, span: Span) -> Span:
    """Return a place with the rest of the words that it begins and ends in, without signs after them."""
    whole, start, end = text.search.text, span.start, span.end
    while start > max(0, span.start - 80) and not whole[start - 1].isspace():
        start -= 1
    while end < min(len(whole), span.end + 80) and not whole[end].isspace():
        end += 1
    widened = text.search.widened(Span(start, end))
    words = whole[widened.start : widened.end]
    return Span(widened.start, max(span.end, widened.start + len(words.rstrip(".,;:!?…»”)"))))


def _choosers(wanted: Wanted, spans: Sequence[Span], search: SearchText) -> Iterator[tuple[Span, str]]:
    """Give each of several places the shortest prefix or suffix that only it has, else its number. Each is tried as an author would."""
    contexts = [_contexts(span, search) for span in spans]
    counts = Counter(context for of_place in contexts for context in of_place)
    for number, (span, of_place) in enumerate(zip(spans, contexts, strict=True), 1):
        for name, words in (context for context in of_place if counts[context] == 1):
            changed = replace(wanted, prefix=words) if name == "prefix" else replace(wanted, suffix=words)
            if _means(changed, span, search):
                yield span, f"`{name}: {_quoted(words)}`"
                break
        else:
            by_number = _means(replace(wanted, occurrence=number), span, search)
            otherwise = "it touches struck-out text" if search.struck(span) else "more words: neither its context nor its number chooses it"
            yield span, f"`occurrence: {number}`" if by_number else otherwise


def _means(wanted: Wanted, span: Span, search: SearchText) -> bool:
    """Whether a quote finds one place alone."""
    result = find_quote(wanted, search, plain_text)
    return isinstance(result, Found) and result.spans == (span,)


def _contexts(span: Span, search: SearchText) -> list[tuple[str, str]]:
    """List the words before and after a place in its paragraph, the shortest first. Struck-out words are no context."""
    first, last = search.standing(span.start, span.end)
    before = search.text[max(first, span.start - 120) : span.start].split(BLOCK)[-1].split()[-6:]
    after = search.text[span.end : min(last, span.end + 120)].split(BLOCK)[0].split()[:6]
    contexts: list[tuple[str, str]] = []
    for length in range(1, 7):
        if length <= len(before):
            contexts.append(("prefix", " ".join(before[-length:])))
        if length <= len(after):
            contexts.append(("suffix", " ".join(after[:length])))
    return [(name, words) for name, words in contexts if words.isprintable()]


def _quoted(words: str) -> str:
    """Write printable words as a YAML text in quotes."""
    return f'"{words}"' if "'" in words and not set(words) & {'"', "\\"} else "'" + words.replace("'", "''") + "'"


def passages(placement: Placement, text: SearchText, blocks: Blocks) -> tuple[Passage, ...]:
    """An annotation's places as selections in the page, and as HTML with the rest of their paragraphs."""
    result = []
    for span in placement.spans:
        first, last = text.block_of(span.start, span.end)
        result.append(
            Passage(
                exact=text.text[span.start : span.end],
                selections=selections(span, text, blocks),
                before=("" if first == 0 or text.text[first - 1] == BLOCK else "… ") + text.html(first, span.start),
                after=text.html(span.end, last) + ("" if last == len(text.text) or text.text[last] == BLOCK else " …"),
                words=text.html(span.start, span.end),
            )
        )
    return tuple(result)


def neighbours(placements: Mapping[str, Placement]) -> dict[str, tuple[str, ...]]:
    """For every annotation, the others that share some of its words, in the order given."""
    spans = sorted((span.start, span.end, id) for id, place in placements.items() for span in place.spans)
    shared: dict[str, set[str]] = {id: set() for id in placements}
    active: list[tuple[int, str]] = []
    for start, end, id in spans:
        active = [(other_end, other) for other_end, other in active[-MOST_SHARED:] if other_end > start]
        for _, other in active:
            if other != id:
                shared[id].add(other)
                shared[other].add(id)
        active.append((end, id))
    order = {id: number for number, id in enumerate(placements)}
    return {id: tuple(sorted(others, key=order.__getitem__)) for id, others in shared.items()}
