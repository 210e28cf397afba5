"""One article's two files → a PreparedArticle. Pure: the same files and settings give the same value."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from counterpoint.anchoring.overlay import Placement, in_reading_order, overlay
from counterpoint.anchoring.selectors import name_blocks
from counterpoint.anchoring.text import search_text
from counterpoint.diagnostics import ERROR, WARNING, Diagnostic, Location
from counterpoint.model.article import FrontMatter
from counterpoint.model.sidecar import Answer, Sidecar
from counterpoint.model.values import ID_PATTERN
from counterpoint.reading import front_matter, yaml
from counterpoint.reading.files import ArticleFiles, SourceFile
from counterpoint.reading.fragments import Fragments, fragments
from counterpoint.reading.markdown import Dialect, Heading, Parsed, Reference, parse, render_field, slugify, with_article
from counterpoint.reading.validate import Located, locate, nearest, validate
from counterpoint.site.placing import ArticleText, is_own_words, neighbours, passages, place_all
from counterpoint.site.prepared import (
    AnswerBody,
    Body,
    ClaimBody,
    ClaimSummary,
    Correction,
    EvidenceSummary,
    IssueBody,
    IssueSummary,
    NoteBody,
    PositionSummary,
    PreparedArticle,
    Referral,
    Summary,
    TermBody,
    referrals_from,
    source_summary,
    ties,
)

MOST_POSITIONS = 6
"""More voices than this cannot be told apart on a page by colour, line and shape together."""


def prepare(files: ArticleFiles, dialect: Dialect) -> PreparedArticle:
    """Validate, parse, find quotes and render one article. Mistakes are in the result; nothing is raised."""
    found: list[Diagnostic] = []
    if files.language:
        return _prepare_translation(files, dialect)
    head, text, first_line, wrong = front_matter.read(FrontMatter, files.markdown)
    found += wrong
    found += _slug_mistakes(files)
    sidecar, wrong = _sidecar(files)
    found += wrong
    if head is None or sidecar is None:
        return PreparedArticle(diagnostics=tuple(found))
    work = _Preparation(files, head, sidecar, with_article(dialect, files.slug, sidecar.value.claims), found)
    return work.run(text, first_line)


def _prepare_translation(files: ArticleFiles, dialect: Dialect) -> PreparedArticle:
    """The same of a translation, whose files say only what its original does not. The mistakes of the original are left to it."""
    from counterpoint.reading.translation import translated_article  # few sites have translations

    read = translated_article(files)
    if isinstance(read, list):
        return PreparedArticle(diagnostics=tuple(read))
    head, sidecar, text, first_line, found = read
    dialect = with_article(replace(dialect, edition=f"{files.language}/"), files.slug, sidecar.value.claims)
    work = _Preparation(files, head, sidecar, dialect, found, inherited=sidecar.inherited)
    it = work.run(text, first_line)
    own = {files.markdown.path, sidecar.file.path}
    return replace(it, diagnostics=tuple(found for found in it.diagnostics if found.location.path in own))


def _slug_mistakes(files: ArticleFiles) -> Iterator[Diagnostic]:
    if not re.match(ID_PATTERN, files.slug):
        help = f"rename it to {slugify(files.slug)[:64] or 'article'}.md: lower-case letters, digits and hyphens"
        yield Diagnostic(
            "value-wrong",
            ERROR,
            Location(files.markdown.path),
            f"the name of {files.markdown.path} cannot be an address",
            help,
        )


def _sidecar(files: ArticleFiles) -> tuple[Located[Sidecar] | None, list[Diagnostic]]:
    file = files.sidecar or SourceFile(files.markdown.path.removesuffix(".md") + ".yml", "")
    value, found = yaml.load(file)
    if found and value is None:
        return None, found
    located, wrong = validate(Sidecar, value, file)
    return located, [*found, *wrong]


@dataclass
class _Preparation:
    files: ArticleFiles
    head: Located[FrontMatter]
    sidecar: Located[Sidecar]
    dialect: Dialect
    found: list[Diagnostic]
    referrals: list[Referral] = field(default_factory=list)
    linked_terms: set[str] = field(default_factory=set)
    inherited: Collection[tuple[Hashable, ...]] = ()
    """In a translation: the paths of texts that are still the original's."""

    def run(self, text: str, first_line: int) -> PreparedArticle:
        front, sidecar, slug = self.head.value, self.sidecar.value, self.files.slug
        parsed = parse(text, self.files.markdown, first_line, self.dialect)
        self.found += parsed.diagnostics
        if parsed.refused:
            return PreparedArticle(diagnostics=tuple(self.found))
        search = search_text(parsed.tokens)
        claims, notes, wrong = place_all(self.sidecar, ArticleText(search, self.files.markdown, first_line))
        self.found += wrong
        self.check_ids(parsed)

        ordered = in_reading_order(claims.values())
        numbers = {place.id: number for number, place in enumerate(ordered, 1)}
        letters = {place.id: _letter(number) for number, place in enumerate(in_reading_order(notes.values()))}
        voices = {id: number for number, id in enumerate(sidecar.positions, 1)}
        classes = {id: f"p{voices.get(sidecar.claims[id].position or '', 0)}" for id in claims}
        # Notes and claims are two name spaces on one page: a note's id is told from a claim's by its underscore.
        note_places = [Placement(f"note_{id}", place.spans) for id, place in notes.items()]
        classes |= {place.id: "pn" for place in note_places}
        places = [*claims.values(), *note_places]
        tokens = overlay(parsed.tokens, search, places, classes) if places else list(parsed.tokens)
        tokens, names = name_blocks(tokens, search, (span for place in places for span in place.spans))
        headings = self.issue_headings(parsed.headings)
        shared = neighbours({place.id: place for place in places})

        claim_bodies, claim_summaries = {}, []
        for id, claim in sidecar.claims.items():
            path = ("claims", id)
            place = claims.get(id)
            spots = passages(place, search, parsed.tokens, names) if place else ()
            words = " ".join(spots[0].exact.split()) if spots else ""
            review = claim.review
            if review:
                self.refer("rating", review.rating, (*path, "review", "rating"))
            self.refer("speaker", claim.speaker, (*path, "speaker"))
            for number, item in enumerate(claim.evidence):
                self.refer("source", item.source, (*path, "evidence", number, "source"))
            responds = []
            for number, other in enumerate(claim.responds_to):
                article, _, target = other.rpartition("#")
                responds.append((article or slug, target))
                if article and article != slug:
                    self.refer("claim", other, (*path, "responds_to", number))
                elif target not in sidecar.claims:
                    self.unknown(f"claim {target!r}", target, sidecar.claims, (*path, "responds_to", number))
                elif target == id:
                    self.found.append(
                        self.sidecar.error(
                            "id-unknown",
                            (*path, "responds_to", number),
                            f"the claim {id!r} answers itself",
                            "remove it",
                        )
                    )
            claim_bodies[id] = ClaimBody(
                note=self.field(claim.note, (*path, "note")),
                evidence_notes=tuple(self.field(item.note, (*path, "evidence", n, "note")) for n, item in enumerate(claim.evidence)),
                passages=spots,
                shares_words_with=shared.get(id, ()),
            )
            claim_summaries.append(
                ClaimSummary(
                    id=id,
                    number=numbers.get(id, 0),
                    text=claim.text or words,
                    speaker=claim.speaker,
                    voice=voices.get(claim.position or "", 0),
                    issues=tuple(dict.fromkeys(claim.issue)),
                    date=claim.date or "",
                    rating=review.rating if review else "",
                    rating_summary=(review.summary or "") if review else "",
                    reviewed_by=(review.by or "") if review else "",
                    reviewed_on=(review.date or "") if review else "",
                    evidence=tuple(EvidenceSummary(item.source, item.stance, item.locator or "") for item in claim.evidence),
                    responds_to=tuple(dict.fromkeys(responds)),
                    own_words=is_own_words(claim, spots),
                    updated=claim.updated or "",
                )
            )
        note_bodies = []
        for id, note in sidecar.notes.items():
            for number, source in enumerate(note.sources):
                self.refer("source", source, ("notes", id, "sources", number))
            spots = passages(notes[id], search, parsed.tokens, names) if id in notes else ()
            html = self.field(note.note, ("notes", id, "note"))
            words = " ".join(spots[0].exact.split()) if spots else ""
            note_bodies.append(NoteBody(id, letters.get(id, ""), words, html, tuple(note.sources), spots))
        note_bodies.sort(key=lambda note: (len(note.letter), note.letter))

        fragment_of = self.issue_fragments(headings, claim_summaries)
        issues = [self.issue(id, fragment_of[id]) for id in sidecar.issues]
        corrections = tuple(
            Correction(
                item.date, self.field(item.text, ("corrections", n, "text")), item.claim or "", item.issue or "", item.position or ""
            )
            for n, item in enumerate(sidecar.corrections)
        )
        self.refer_front_matter()
        self.referrals[:0] = referrals_from(parsed.references)
        body = Body(
            text=fragments(tokens, self.sides_link(headings) if sidecar.issues and sidecar.positions else None),
            claims=claim_bodies,
            notes=tuple(note_bodies),
            terms=tuple(TermBody(id, t.term, self.field(t.definition, ("terms", id, "definition"))) for id, t in sidecar.terms.items()),
            issues=tuple(body for _, body in issues),
            cards=tuple(
                dict.fromkeys(
                    (ref.kind, ref.id.partition("#")[0])
                    for ref in parsed.references
                    if ref.kind in {"speaker", "source", "term", "article"}
                )
            ),
            addresses=tuple(dict.fromkeys(ref.id for ref in parsed.references if ref.kind == "url")),
        )
        summary = Summary(
            slug=slug,
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
            positions=tuple(PositionSummary(id, p.label, p.summary or "", tuple(p.speakers)) for id, p in sidecar.positions.items()),
            issues=tuple(summary for summary, _ in issues),
            claims=tuple(sorted(claim_summaries, key=lambda claim: claim.number or len(claim_summaries) + 1)),
            sources=tuple((id, source_summary(source)) for id, source in sidecar.sources.items()),
            speakers=tuple(sidecar.speakers.items()),
            corrections=corrections,
            unlinked_terms=tuple(id for id in sidecar.terms if id not in self.linked_terms),
            caption=self.words_of_image("caption"),
            credit=self.words_of_image("credit"),
        )
        mentions = tuple(dict.fromkeys((ref.kind, ref.id) for ref in self.referrals if ref.kind != "url"))
        targets = tuple(dict.fromkeys([*(h.id for h in parsed.headings), *sidecar.claims, *(f"term_{id}" for id in sidecar.terms)]))
        return PreparedArticle(ties(summary, mentions, targets), summary, body, tuple(self.referrals), tuple(self.found))

    def issue(self, id: str, fragment: str) -> tuple[IssueSummary, IssueBody]:
        issue, path = self.sidecar.value.issues[id], ("issues", id)
        answers = []
        for position in self.sidecar.value.positions:
            answer = issue.answers.get(position) or Answer(silence="not-stated")
            at = (*path, "answers", position)
            if answer.speaker:
                self.refer("speaker", answer.speaker, (*at, "speaker"))
            if answer.source:
                self.refer("source", answer.source, (*at, "source"))
            answers.append(
                AnswerBody(
                    state=answer.silence or ("inferred" if answer.inferred else "stated"),
                    answer=self.field(answer.answer, (*at, "answer")),
                    words=answer.words or "",
                    speaker=answer.speaker or "",
                    source=answer.source or "",
                    date=answer.date or "",
                    note=self.field(answer.note, (*at, "note")),
                    updated=answer.updated or "",
                )
            )
        body = IssueBody(self.field(issue.background, (*path, "background")), tuple(answers))
        states, updated = tuple(answer.state for answer in answers), max((answer.updated for answer in answers), default="")
        return IssueSummary(id, issue.question, issue.kind or "", states, fragment, updated), body

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
        html, references, mistakes = render_field(text, self.dialect, lambda: self.head.location("image", key), self.head.file)
        self.referrals += referrals_from(references)
        self.found += mistakes
        return tuple(part.replace("<p>", "").replace("</p>", "").strip("\n") if isinstance(part, str) else part for part in html)

    def field(self, text: str | None, path: tuple[str | int, ...]) -> Fragments:
        """Render a Markdown text of the sidecar."""
        if not text:
            return ()
        html, references, wrong = render_field(text, self.dialect, lambda: self.sidecar.location(*path), self.sidecar.file)
        if references:
            self.check_local(references)
            self.referrals += referrals_from([ref for ref in references if not (ref.kind == "claim" and "#" not in ref.id)])
        self.found += wrong
        if path in self.inherited:
            name = ".".join(map(str, path))
            message = f"{name} is not translated, and is shown in the original's language"
            self.found.append(self.nearest(path, message, f"translate it: {' '.join(text.split())[:80]!r}"))
            return (f'<div class="untranslated" lang="{self.dialect.language}" dir="auto">', *html, "</div>")
        return html

    def nearest(self, path: tuple[Hashable, ...], message: str, help: str) -> Diagnostic:
        """A warning in the translation, which lacks what it is about."""
        sidecar = self.sidecar
        place = locate(sidecar.file, sidecar.yaml_text, sidecar.first_line, path, key=True)
        return Diagnostic("untranslated", WARNING, place, message, help)

    def check_local(self, references: list[Reference] | tuple[Reference, ...]) -> None:
        """Links to this article's own claims and terms."""
        self.linked_terms.update(ref.id for ref in references if ref.kind == "term")
        for ref in references:
            known: Collection[str] | None = {"claim": [*self.sidecar.value.claims], "term": [*self.sidecar.value.terms]}.get(ref.kind)
            if known is not None and "#" not in ref.id and ref.id not in known:
                message = f"there is no {ref.kind} {ref.id!r} in {self.sidecar.file.path}"
                self.found.append(Diagnostic("id-unknown", ERROR, ref.location, message, nearest(ref.id, known)))

    def refer(self, kind: Any, id: str, where: tuple[str | int, ...]) -> None:
        self.referrals.append(Referral(kind, id, where))

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

    def unknown(self, what: str, id: str, known: Any, path: tuple[str | int, ...], *, key: bool = False) -> None:
        message = f"there is no {what} in {self.sidecar.file.path}"
        self.found.append(self.sidecar.error("id-unknown", path, message, nearest(id, known), key=key))

    def check_ids(self, parsed: Parsed) -> None:
        """Ids that must be defined in this article."""
        sidecar = self.sidecar.value
        if len(sidecar.positions) > MOST_POSITIONS and not self.files.language:
            message = f"{len(sidecar.positions)} positions are more than a page can tell apart"
            help = f"join some: {MOST_POSITIONS} is the most"
            self.found.append(self.sidecar.error("positions-many", ("positions",), message, help, key=True))
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
        for number, correction in enumerate(sidecar.corrections):
            if correction.claim and correction.claim not in sidecar.claims:
                self.refer("removed-claim", correction.claim, ("corrections", number, "claim"))
        self.check_local(parsed.references)


def _letter(number: int) -> str:
    """a, b … z, aa, ab …"""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters
