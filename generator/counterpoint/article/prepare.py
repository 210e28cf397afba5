"""One article's two files → a PreparedArticle. Pure: the same files and settings give the same value."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from markdown_it.token import Token
from msgspec import Struct
from msgspec.structs import replace

from counterpoint.anchoring.overlay import Placement, in_reading_order, overlay
from counterpoint.anchoring.selectors import Blocks, name_blocks
from counterpoint.anchoring.text import search_text
from counterpoint.article.approaches import check_approaches, made_for, positions_of, state_of
from counterpoint.article.approval import approval_of, as_approved, check_approvals, digest_of
from counterpoint.article.carried import carried
from counterpoint.article.parsing import ParsedArticle, parse_article
from counterpoint.article.past_dates import DatedPlace, past_dates
from counterpoint.article.placing import ArticleText, neighbours, passages, place_all
from counterpoint.article.prepared import (
    AnswerBody,
    ApproachSummary,
    Body,
    ClaimBody,
    ClaimSummary,
    CorrectionSummary,
    EvidenceSummary,
    IssueBody,
    IssueSummary,
    NoteBody,
    Passage,
    PositionSummary,
    PreparedArticle,
    Referral,
    SourceSummary,
    Summary,
    TermBody,
    WeightBody,
    entry,
    referrals_from,
    source_summary,
)
from counterpoint.article.saying import introduction
from counterpoint.article.unfinished import unfinished
from counterpoint.article.wording import ArticleWords, interludes, unquoted, wording
from counterpoint.diagnostics import ERROR, WARNING, Diagnostic
from counterpoint.model.article import FrontMatter
from counterpoint.model.sidecar import Answer, Claim, Issue, Note, Sidecar
from counterpoint.model.speakers import Source
from counterpoint.reading.directions import direction_of
from counterpoint.reading.files import ArticleFiles
from counterpoint.reading.fragments import Fragments, fragments, plain, same_words
from counterpoint.reading.markdown import Dialect, Heading, Parsed, Reference, render_field, slugify
from counterpoint.reading.validate import Located, locate, nearest
from counterpoint.reading.verbs import verbs_of

_PARAGRAPH = re.compile(r'</?p(?: dir="(?:ltr|rtl)")?>')
"""The tags around a paragraph, which inline HTML is without."""
MOST_POSITIONS = 6
"""More voices than this cannot be told apart on a page by colour, line and shape together."""


def prepare(article: ParsedArticle) -> PreparedArticle:
    """Find the quotes of an article and render its texts. Mistakes are in the result; nothing is raised."""
    diagnostics: list[Diagnostic] = []
    prepared = _Preparation(article.files, article.head, article.sidecar, article.dialect, diagnostics, inherited=article.inherited).run(
        article.text, article.first_line
    )
    return replace(prepared, diagnostics=article.own(diagnostics))


def prepare_files(files: ArticleFiles, dialect: Dialect) -> PreparedArticle:
    """Parse and prepare one article, with the mistakes of both. Pure: equal files and settings give an equal value. Raises nothing."""
    article = parse_article(files, dialect)
    if article.value is None:
        return PreparedArticle(diagnostics=article.diagnostics)
    prepared = prepare(article.value)
    return replace(prepared, diagnostics=(*article.diagnostics, *prepared.diagnostics))


class _Marked(Struct, frozen=True):
    """An article's text with the places of claims and notes marked. Those without a place are in none of the mappings."""

    tokens: list[Token]
    claim_passages: Mapping[str, tuple[Passage, ...]]
    note_passages: Mapping[str, tuple[Passage, ...]]
    numbers: Mapping[str, int]
    """Claim → its number in reading order, from 1."""
    letters: Mapping[str, str]
    """Note → its letter in reading order."""
    voices: Mapping[str, int]
    """Position → its number, from 1."""
    words: ArticleWords
    neighbours: Mapping[str, tuple[str, ...]]
    """Claim or note (with `note_` before its id) → others that share words with it."""


@dataclass
class _Preparation:
    """Prepares one article, whose front matter and sidecar are valid."""

    files: ArticleFiles
    head: Located[FrontMatter]
    sidecar: Located[Sidecar]
    dialect: Dialect
    diagnostics: list[Diagnostic]
    referrals: list[Referral] = field(default_factory=list)
    linked_terms: set[str] = field(default_factory=set)
    inherited: Collection[tuple[Hashable, ...]] = ()
    """In a translation: the paths of texts that are still the original's."""

    def run(self, parsed: Parsed, first_line: int) -> PreparedArticle:
        """Prepare the article from its parsed Markdown, which begins at a line of its file."""
        marked = self.mark(parsed, first_line)
        headings = self.issue_headings(parsed.headings)
        claims, claim_bodies = [], {}
        for id, claim in self.sidecar.value.claims.items():
            claim_summary, claim_bodies[id] = self.claim(id, claim, marked)
            claims.append(claim_summary)
        notes = [self.note(id, note, marked) for id, note in self.sidecar.value.notes.items()]
        fragment_of = self.issue_fragments(headings, claims)
        issues = [self.issue(id, fragment_of[id]) for id in self.sidecar.value.issues]
        corrections, approaches = self.corrections(), self.approaches()
        self.refer_front_matter()
        self.referrals[:0] = referrals_from(_beyond(parsed.references))
        has_sides = self.sidecar.value.issues and self.sidecar.value.positions
        body = Body(
            text=fragments(marked.tokens, self.sides_link(headings) if has_sides else None, self.files.language or self.dialect.language),
            claims=claim_bodies,
            notes=tuple(sorted(notes, key=lambda note: (len(note.letter), note.letter))),
            terms=self.terms(),
            issues=tuple(body for _, body in issues),
            cards=_small_cards(parsed.references),
            addresses=tuple(dict.fromkeys(ref.id for ref in parsed.references if ref.kind == "url")),
        )
        summary = replace(
            self.summary(claims, [summary for summary, _ in issues], corrections), approaches=approaches, seed=self.sidecar.value.seed or ""
        )
        mentions = tuple(dict.fromkeys((ref.kind, ref.id) for ref in self.referrals if ref.kind != "url"))
        ids = [*(h.id for h in parsed.headings), *self.sidecar.value.anchored_claims, *(f"term_{id}" for id in self.sidecar.value.terms)]
        linked = entry(summary, mentions, tuple(dict.fromkeys(ids)))
        return PreparedArticle(linked, summary, body, tuple(self.referrals), tuple(self.diagnostics))

    def mark(self, parsed: Parsed, first_line: int) -> _Marked:
        """Find the places of claims and notes, and mark them in the text."""
        search = search_text(parsed.tokens)
        (claims, notes), mistakes = place_all(self.sidecar, ArticleText(search, self.files.markdown, first_line))
        self.diagnostics += mistakes
        self.check_ids(parsed)
        positions = self.sidecar.value.positions
        voices = {id: number for number, id in enumerate(positions, 1)}
        classes = {id: f"p{voices.get(self.sidecar.value.claims[id].position or '', 0)}" for id in claims}
        # Notes and claims are two name spaces on one page: a note's id is told from a claim's by its underscore.
        note_places = [Placement(f"note_{id}", place.spans) for id, place in notes.items()]
        classes |= {place.id: "pn" for place in note_places}
        places = [*claims.values(), *note_places]
        tokens = overlay(parsed.tokens, search, places, classes) if places else list(parsed.tokens)
        tokens, names = name_blocks(tokens, search, (span for place in places for span in place.spans))
        blocks = Blocks(parsed.tokens, names)
        return _Marked(
            tokens=tokens,
            claim_passages={id: passages(place, search, blocks) for id, place in claims.items()},
            note_passages={id: passages(place, search, blocks) for id, place in notes.items()},
            numbers={place.id: number for number, place in enumerate(in_reading_order(claims.values()), 1)},
            letters={place.id: _letter(number) for number, place in enumerate(in_reading_order(notes.values()))},
            voices=voices,
            words=ArticleWords(search.text, self.files.language or self.dialect.language),
            neighbours=neighbours({place.id: place for place in places}),
        )

    def claim(self, claim_id: str, claim: Claim, marked: _Marked) -> tuple[ClaimSummary, ClaimBody]:
        """Prepare one claim: what all pages show of it, and what only its article's do."""
        path = ("claims", claim_id)
        spots = marked.claim_passages.get(claim_id, ())
        review = claim.review
        reviewer = review.by if review else None
        if review:
            self.refer("rating", review.rating, (*path, "review", "rating"))
        self.refer("speaker", claim.speaker, (*path, "speaker"))
        if claim.appears_in:
            self.refer("source", claim.appears_in, (*path, "appears_in"))
        for number, item in enumerate(claim.evidence):
            self.refer("source", item.source, (*path, "evidence", number, "source"))
        answered = [self.answered(claim_id, other, number) for number, other in enumerate(claim.responds_to)]
        for number, accused in enumerate(claim.accuses):
            self.refer("speaker", accused, (*path, "accuses", number))
        verbs = verbs_of(self.files.language or self.dialect.language)
        introduced = [introduction(spot, verbs) for spot in spots] if verbs else []
        body = ClaimBody(
            note=self.field(claim.note, (*path, "note")),
            evidence_notes=tuple(self.field(item.note, (*path, "evidence", n, "note")) for n, item in enumerate(claim.evidence)),
            passages=spots,
            shares_words_with=marked.neighbours.get(claim_id, ()),
            sentences=tuple(item.sentence for item in introduced),
        )
        taken, text = wording(claim, spots, marked.words), claim.text or _first_words(spots)
        for between in interludes(claim, taken.kind, spots, marked.words):
            self.refer("interlude", f"{claim.speaker}\n{between}", (*path, "text"))
        summary = ClaimSummary(
            id=claim_id,
            number=marked.numbers.get(claim_id, 0),
            text=unquoted(text) if taken.kind == "verbatim" else text,
            speaker=claim.speaker,
            voice=marked.voices.get(claim.position or "", 0),
            issues=tuple(dict.fromkeys(claim.issue)),
            date=claim.date or "",
            rating=review.rating if review else "",
            rating_summary=(review.summary or "") if review else "",
            reviewed_by=reviewer.name if reviewer else "",
            reviewed_on=(review.date or "") if review else "",
            evidence=tuple(EvidenceSummary(item.source, item.stance, item.locator or "") for item in claim.evidence),
            responds_to=tuple(dict.fromkeys(answered)),
            own_words=taken.kind != "paraphrase",
            quotes=tuple(same_words(spot.exact) for spot in spots),
            reviewer_kind=(reviewer.kind or "") if reviewer else "",
            reviewer_url=(reviewer.url or "") if reviewer else "",
            wording=taken.kind,
            doubts=taken.doubts,
            accuses=tuple(dict.fromkeys(claim.accuses)),
            introduced=tuple((item.verb, item.group) for item in introduced),
        )
        return carried(claim, summary), body

    def answered(self, claim_id: str, other: str, number: int) -> tuple[str, str]:
        """(article, claim) that a claim answers. A claim of this article is looked up, one of another is left to linking."""
        slug, claims, path = self.files.slug, self.sidecar.value.claims, ("claims", claim_id, "responds_to", number)
        article, _, target = other.rpartition("#")
        if article and article != slug:
            self.refer("claim", other, path)
        elif target not in claims:
            self.unknown(f"claim {target!r}", target, claims, path)
        elif target == claim_id:
            self.diagnostics.append(self.sidecar.error("id-unknown", path, f"the claim {claim_id!r} answers itself", "remove it"))
        return article or slug, target

    def note(self, note_id: str, note: Note, marked: _Marked) -> NoteBody:
        """Prepare one note."""
        for number, source in enumerate(note.sources):
            self.refer("source", source, ("notes", note_id, "sources", number))
        spots = marked.note_passages.get(note_id, ())
        html = self.field(note.note, ("notes", note_id, "note"))
        return NoteBody(note_id, marked.letters.get(note_id, ""), _first_words(spots), html, tuple(note.sources), spots)

    def approaches(self) -> tuple[ApproachSummary, ...]:
        """Render the record of who was asked what."""
        result, sidecar = [], self.sidecar.value
        for n, item in enumerate(sidecar.approaches):
            path = ("approaches", n)
            if item.speaker:
                self.refer("speaker", item.speaker, (*path, "speaker"))
            made = ApproachSummary(
                speaker=item.speaker or "",
                positions=positions_of(item, sidecar),
                date=item.date or "",
                channel=item.channel or "",
                recipient=item.recipient or "",
                claims=tuple(dict.fromkeys(item.claims)),
                issues=tuple(dict.fromkeys(item.issues)),
                deadline=item.deadline or "",
                outcome=item.outcome or "",
                replied=item.replied or "",
                reply=self.field(item.reply, (*path, "reply")),
                note=self.field(item.note, (*path, "note")),
                position=item.position or "",
            )
            result.append(made)
        if not self.files.language:
            self.diagnostics += [*check_approaches(self.sidecar), *check_approvals(self.sidecar)]
        return tuple(result)

    def corrections(self) -> tuple[CorrectionSummary, ...]:
        """Render the article's corrections."""
        result = []
        for n, item in enumerate(self.sidecar.value.corrections):
            path = ("corrections", n, "text")
            text = self.field(item.text, path)
            result.append(CorrectionSummary(item.date, text, item.claim or "", item.issue or "", item.position or ""))
            lack = unfinished(plain(text))
            if lack and path not in self.inherited:
                help = "complete it: what an earlier version said, and what is right"
                self.diagnostics.append(self.sidecar.error("correction-unfinished", path, f"the correction of {item.date} {lack}", help))
        return tuple(result)

    def terms(self) -> tuple[TermBody, ...]:
        """Render the article's terms."""
        terms = self.sidecar.value.terms.items()
        return tuple(TermBody(id, term.term, self.field(term.definition, ("terms", id, "definition"))) for id, term in terms)

    def summary(self, claims: list[ClaimSummary], issues: list[IssueSummary], corrections: tuple[CorrectionSummary, ...]) -> Summary:
        """Put together what all pages show of the article. Call it last: it lists the terms to which no text has linked."""
        front, sidecar = self.head.value, self.sidecar.value
        return Summary(
            slug=self.files.slug,
            language=self.files.language,
            path=self.files.markdown.path,
            title=front.title,
            deck=front.deck or "",
            kicker=front.kicker or "",
            date=front.date,
            updated=front.updated or "",
            authors=tuple(front.authors),
            topics=tuple(dict.fromkeys(front.topics)),
            image=front.image,
            about=front.about if isinstance(front.about, str) else "",
            about_document=source_summary(front.about) if front.about and not isinstance(front.about, str) else None,
            question=front.question or "",
            draft=front.draft,
            redirects=tuple(front.redirects),
            positions=tuple(
                PositionSummary(id, p.label, tuple(p.speakers), p.summary or "", approval_of(original, p), digest_of(original))
                for id, p in sidecar.positions.items()
                for original in [self.approved.positions.get(id, p)]
            ),
            issues=tuple(issues),
            claims=tuple(sorted(claims, key=lambda claim: claim.number or len(claims) + 1)),
            sources=tuple((id, self.source(id, source)) for id, source in sidecar.sources.items()),
            speakers=tuple(sidecar.speakers.items()),
            corrections=corrections,
            unlinked_terms=tuple(id for id in sidecar.terms if id not in self.linked_terms),
            caption=self.words_of_image("caption"),
            credit=self.words_of_image("credit"),
            later_dates=self.later_dates(),
        )

    def later_dates(self) -> tuple[DatedPlace, ...]:
        """The dates in both files that come after the article's own. All others are past once the article is public."""
        dates = [*past_dates(self.head.value, ("---",)), *past_dates(self.sidecar.value)]
        return tuple((where, date) for where, date in dates if where != ("---", "date") and date > self.head.value.date[:10])

    def issue(self, issue_id: str, fragment: str) -> tuple[IssueSummary, IssueBody]:
        issue, path = self.sidecar.value.issues[issue_id], ("issues", issue_id)
        as_written = self.approved.issues.get(issue_id, issue)
        answers = []
        for position in self.sidecar.value.positions:
            written = issue.answers.get(position)
            state = state_of(written, made_for(self.sidecar.value, position, issue_id))
            answer = written or Answer(silence="not-stated")
            original = as_written.answers.get(position)
            at = (*path, "answers", position)
            if answer.speaker:
                self.refer("speaker", answer.speaker, (*at, "speaker"))
            if answer.source:
                self.refer("source", answer.source, (*at, "source"))
            answers.append(
                AnswerBody(
                    state=state,
                    answer=self.field(answer.answer, (*at, "answer")),
                    words=answer.words or "",
                    speaker=answer.speaker or "",
                    source=answer.source or "",
                    date=answer.date or "",
                    note=self.field(answer.note, (*at, "note")),
                    updated=answer.updated or "",
                    approved=approval_of(original, answer, as_written.question) if original else None,
                    wording=digest_of(original, as_written.question) if original else "",
                )
            )
        body = IssueBody(self.field(issue.background, (*path, "background")), tuple(answers), self.weight(issue_id, issue))
        states, updated = tuple(answer.state for answer in answers), max((answer.updated for answer in answers), default="")
        return IssueSummary(issue_id, issue.question, issue.kind or "", states, fragment, updated), body

    def weight(self, issue_id: str, issue: Issue) -> WeightBody | None:
        """Prepare what is said of the evidence on a question, which has to be one of fact."""
        if issue.weight is None:
            return None
        path = ("issues", issue_id, "weight")
        if issue.kind != "fact":
            kind = f"one of {issue.kind}" if issue.kind else "of no kind that is said"
            message = f"evidence is weighed on questions of fact only, and {issue_id!r} is {kind}"
            advice = "leave `weight` out" if issue.kind else "say `kind: fact`, if it is one; else leave `weight` out"
            self.diagnostics.append(self.sidecar.error("weight-kind", path, message, advice, key=True))
        for number, source in enumerate(issue.weight.source):
            self.refer("source", source, (*path, "source", number))
        basis = self.field(issue.weight.basis, (*path, "basis"))
        return WeightBody(issue.weight.evidence, issue.weight.agreement, basis, tuple(dict.fromkeys(issue.weight.source)))

    @cached_property
    def approved(self) -> Sidecar:
        """The sidecar with the words that approvals are bound to."""
        return as_approved(self.sidecar)

    def issue_headings(self, headings: tuple[Heading, ...]) -> dict[str, str]:
        """Heading id → issue id, where a heading's words are an issue's question or its id."""
        by_words = {slugify(issue.question): id for id, issue in self.sidecar.value.issues.items()}
        return {
            heading.id: issue
            for heading in headings
            if (issue := by_words.get(slugify(heading.text)) or (heading.id if heading.id in self.sidecar.value.issues else ""))
        }

    def issue_fragments(self, headings: dict[str, str], claims: list[ClaimSummary]) -> dict[str, str]:
        """Issue id → where it is met in the text: at its heading, else at its first claim; empty if nowhere."""
        at = {issue: heading for heading, issue in reversed(headings.items())}
        for claim in sorted(claims, key=lambda claim: claim.number):
            for issue in claim.issues:
                if claim.number:
                    at.setdefault(issue, f"mark_{claim.id}")
        return {id: at.get(id, "") for id in self.sidecar.value.issues}

    def sides_link(self, headings: dict[str, str]) -> Any:
        def link(heading: str) -> str:
            issue = headings.get(heading)
            return f"\0sides:{issue}\0" if issue else ""

        return link

    def words_of_image(self, key: str) -> Fragments:
        """The caption or credit of the picture at the article's head, as inline HTML."""
        text = getattr(self.head.value.image, key, None)
        if not text:
            return ()
        (html, references), mistakes = render_field(text, self.dialect, lambda: self.head.location("image", key), self.head.file)
        self.referrals += referrals_from(references)
        self.diagnostics += mistakes
        return tuple(_PARAGRAPH.sub("", part).strip("\n") if isinstance(part, str) else part for part in html)

    def source(self, source_id: str, source: Source) -> SourceSummary:
        """A source of the article's own; in a translation, with those of its texts that are still the original's."""
        untranslated = {str(path[-1]) for path in self.inherited if path[:2] == ("sources", source_id)}
        return source_summary(source, untranslated, self.dialect.language)

    def field(self, text: str | None, path: tuple[str | int, ...]) -> Fragments:
        """Render a Markdown text of the sidecar."""
        if not text:
            return ()
        (html, references), mistakes = render_field(text, self.dialect, lambda: self.sidecar.location(*path), self.sidecar.file)
        if references:
            self.check_local(references)
            self.referrals += referrals_from(_beyond(references))
        self.diagnostics += mistakes
        if path in self.inherited:
            name = ".".join(map(str, path))
            message = f"{name} is not translated, and is shown in the original's language"
            self.diagnostics.append(self.nearest(path, message, f"translate it: {' '.join(text.split())[:80]!r}"))
            return (
                f'<div class="untranslated" lang="{self.dialect.language}" dir="{direction_of(self.dialect.language) or "auto"}">',
                *html,
                "</div>",
            )
        return html

    def nearest(self, path: tuple[Hashable, ...], message: str, advice: str) -> Diagnostic:
        """A warning in the translation, which lacks what it is about."""
        sidecar = self.sidecar
        place = locate(sidecar.file, sidecar.yaml_text, sidecar.first_line, path, key=True)
        return Diagnostic("untranslated", WARNING, place, message, advice)

    def check_local(self, references: list[Reference] | tuple[Reference, ...]) -> None:
        """Links to this article's own claims and terms."""
        self.linked_terms.update(ref.id for ref in references if ref.kind == "term")
        there: dict[str, Mapping[str, object]] = {"claim": self.sidecar.value.claims, "term": self.sidecar.value.terms}
        for ref in references:
            defined = there.get(ref.kind)
            if defined is not None and "#" not in ref.id and ref.id not in defined:
                message = f"there is no {ref.kind} {ref.id!r} in {self.sidecar.file.path}"
                self.diagnostics.append(Diagnostic("id-unknown", ERROR, ref.location, message, nearest(ref.id, defined)))

    def refer(self, kind: Any, target: str, where: tuple[str | int, ...]) -> None:
        self.referrals.append(Referral(kind, target, where))

    def refer_front_matter(self) -> None:
        front = self.head.value
        for number, topic in enumerate(front.topics):
            self.refer("topic", topic, ("---", "topics", number))
        if isinstance(front.about, str):
            self.refer("source", front.about, ("---", "about"))
        if front.image:
            self.refer("media", front.image.src, ("---", "image", "src"))
        for id, position in self.sidecar.value.positions.items():
            for number, speaker in enumerate(position.speakers):
                self.refer("speaker", speaker, ("positions", id, "speakers", number))
        for id, person in self.sidecar.value.speakers.items():
            if person.affiliation:
                self.refer("speaker", person.affiliation, ("speakers", id, "affiliation"))
            if person.image:
                self.refer("media", person.image, ("speakers", id, "image"))

    def unknown(self, what: str, name: str, defined: Any, path: tuple[str | int, ...], *, key: bool = False) -> None:
        message = f"there is no {what} in {self.sidecar.file.path}"
        self.diagnostics.append(self.sidecar.error("id-unknown", path, message, nearest(name, defined), key=key))

    def check_ids(self, parsed: Parsed) -> None:
        """Ids that must be defined in this article."""
        sidecar = self.sidecar.value
        if len(sidecar.positions) > MOST_POSITIONS and not self.files.language:
            message = f"{len(sidecar.positions)} positions are more than a page can tell apart"
            help = f"join some: {MOST_POSITIONS} is the most"
            self.diagnostics.append(self.sidecar.error("positions-many", ("positions",), message, help, key=True))
        for id, claim in sidecar.claims.items():
            if claim.position and claim.position not in sidecar.positions:
                self.unknown(f"position {claim.position!r}", claim.position, sidecar.positions, ("claims", id, "position"))
            for issue in claim.issue:
                if issue not in sidecar.issues:
                    self.unknown(f"issue {issue!r}", issue, sidecar.issues, ("claims", id, "issue"))
        for id, item in sidecar.issues.items():
            for position in item.answers:
                if position not in sidecar.positions:
                    self.unknown(
                        f"position {position!r}",
                        position,
                        sidecar.positions,
                        ("issues", id, "answers", position),
                        key=True,
                    )
        self.check_ids_put()
        for number, correction in enumerate(sidecar.corrections):
            if correction.claim and correction.claim not in sidecar.claims:
                self.refer("removed-claim", correction.claim, ("corrections", number, "claim"))
            if correction.issue and correction.issue not in sidecar.issues:
                self.refer("removed-issue", correction.issue, ("corrections", number, "issue"))
            if correction.position and correction.position not in sidecar.positions:
                self.refer("removed-position", correction.position, ("corrections", number, "position"))
        self.check_local(parsed.references)

    def check_ids_put(self) -> None:
        """Ids of what was put in approaches, and for which position."""
        sidecar = self.sidecar.value
        for number, approach in enumerate(sidecar.approaches):
            if approach.position and approach.position not in sidecar.positions:
                what = f"position {approach.position!r}"
                self.unknown(what, approach.position, sidecar.positions, ("approaches", number, "position"))
            for kind, ids, defined in (("claim", approach.claims, sidecar.claims), ("issue", approach.issues, sidecar.issues)):
                for place, put in enumerate(ids):
                    if put not in defined:
                        self.unknown(f"{kind} {put!r}", put, defined, ("approaches", number, f"{kind}s", place))


def _beyond(references: Iterable[Reference]) -> list[Reference]:
    """Leave out references to this article's own claims, which were looked up when it was prepared."""
    return [ref for ref in references if not (ref.kind == "claim" and "#" not in ref.id)]


def _first_words(spots: tuple[Passage, ...]) -> str:
    """The words at the first place of a claim or note; empty where there is none."""
    return " ".join(spots[0].exact.split()) if spots else ""


def _small_cards(references: Iterable[Reference]) -> tuple[tuple[str, str], ...]:
    """(kind, id) of everything that has a small card because the text links to it, each once."""
    kinds = {"speaker", "source", "term", "article"}
    return tuple(dict.fromkeys((ref.kind, ref.id.partition("#")[0]) for ref in references if ref.kind in kinds))


def _letter(number: int) -> str:
    """a, b … z, aa, ab …"""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters
