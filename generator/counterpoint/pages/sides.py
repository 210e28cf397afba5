"""The side-by-side view: each position's answer beside the others', point by point, and the balance report under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markupsafe import Markup
from msgspec import Struct

from counterpoint.article.prepared import AnswerBody, Body, ClaimSummary, Summary, WeightBody
from counterpoint.pages.approaches import Asked, asked, asked_for_answer
from counterpoint.pages.article import ApprovalView, Voice, approval_view, position_states, voices
from counterpoint.pages.cards import Card, ClaimLink, SourceView, claim_link, rating_help, sides_card, source_view, translated_from
from counterpoint.pages.page import Page, PageLink, article_link, credits_of, filled
from counterpoint.pages.page_kind import PageInputs, PageKind
from counterpoint.pages.share import article_image
from counterpoint.pages.speaker_link import SpeakerLink, speaker_link
from counterpoint.pages.timeline import Timeline, article_timeline
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.balance import PositionBalance, position_balances
from counterpoint.site.link import LinkedSite

CARD = "claim_"
"""What ids of cards begin with here, so that no claim's id is a question's or a position's."""


class SidesClaim(Struct, frozen=True):
    """A claim in a cell. It may stand in several; the first has the address of its card's marker."""

    card: Card
    first: bool


class OwnWords(Struct, frozen=True):
    """The holder's own words, with where they stand."""

    words: str
    speaker: SpeakerLink
    source: SourceView | None
    date: str
    translated_from: str
    """The language in which they were said, where they are shown in another."""


class Cell(Struct, frozen=True):
    """One position's answer to one point: its state, words and claims."""

    voice: Voice
    state: str
    answer: Markup
    own: OwnWords | None
    given_by: OwnWords | None
    note: Markup
    date: str
    changed: str
    """When the answer was last changed after publication, if it was."""
    claims: tuple[SidesClaim, ...]
    asked: tuple[Asked, ...]
    """Who was asked for the answer, and what came of that."""
    approved: ApprovalView | None


class WeightView(Struct, frozen=True):
    """How much evidence there is on a question of fact, and how far it agrees."""

    evidence: str
    agreement: str
    basis: Markup
    sources: tuple[SourceView, ...]


class Row(Struct, frozen=True):
    """One point of dispute."""

    id: str
    question: str
    kind: str
    background: Markup
    neutral: tuple[SidesClaim, ...]
    cells: tuple[Cell, ...]
    href: str
    """Where the article turns to it; empty if nowhere."""
    states: tuple[tuple[int, str, str], ...]
    """(voice, label, state of the answer) of every position."""
    weight: WeightView | None


class Balance(Struct, frozen=True):
    """How much room a position has had."""

    voice: Voice
    counts: PositionBalance
    unanswered: tuple[ClaimLink, ...]
    """Claims of the position that nobody answers."""


class SidesView(Struct, frozen=True):
    """All that the template sees."""

    title: str
    question: str
    article: PageLink
    voices: tuple[Voice, ...]
    rows: tuple[Row, ...]
    balance: tuple[Balance, ...]
    apart: tuple[SidesClaim, ...]
    """Claims that belong to no point of dispute; they are shown under the table, so that none is lost."""
    cards: tuple[Card, ...]
    rating_help: str
    history: str
    timeline: Timeline
    seed: str
    """What the order of the positions was drawn from; empty where it is the author's."""
    asked: tuple[Asked, ...]
    """Everyone who was asked for an answer, or that nobody was."""


def sides_page(site: LinkedSite, summary: Summary, body: Body, cards: Iterable[Card]) -> Page:
    """The side-by-side view of an article that has positions and issues. `cards` are the cards of all its claims."""
    view = sides_view(site, summary, body, cards)
    labels = ", ".join(voice.label for voice in view.voices)
    return Page(
        address=addresses.sides(summary.slug),
        template="sides.html",
        kind="sides",
        title=view.question,
        description=f"{view.question} {labels}.",
        view=view,
        indexed=summary.slug not in site.unpublished,
        draft=site.unpublished.get(summary.slug, ""),
        image=article_image(site, summary.slug),
        credits=credits_of(site, summary),
    )


def sides_view(site: LinkedSite, summary: Summary, body: Body, standing: Iterable[Card]) -> SidesView:
    """What the template sees."""
    columns = voices(site, summary)
    cards = {card.claim.id: sides_card(site, summary, card, CARD) for card in standing}
    shown: set[str] = set()

    def listed(claims: Iterable[ClaimSummary]) -> tuple[SidesClaim, ...]:
        result = tuple(SidesClaim(cards[claim.id], claim.id not in shown) for claim in claims)
        shown.update(claim.card.id.removeprefix(CARD) for claim in result)
        return result

    rows = []
    for issue, details in zip(summary.issues, body.issues, strict=True):
        belonging = [claim for claim in summary.claims if issue.id in claim.issues]
        rows.append(
            Row(
                id=issue.id,
                question=issue.question,
                kind=issue.kind,
                background=filled(details.background, site, summary.slug) if details.background else Markup(""),
                neutral=listed(claim for claim in belonging if not claim.voice),
                cells=tuple(
                    _cell(site, summary, issue.id, voice, answer, listed(claim for claim in belonging if claim.voice == voice.number))
                    for voice, answer in zip(columns, details.answers, strict=True)
                ),
                href=f"{site.href(addresses.article(summary.slug))}#{issue.fragment}" if issue.fragment else "",
                states=position_states(summary, issue),
                weight=_weight(site, summary, details.weight),
            )
        )
    return SidesView(
        title=summary.title,
        question=summary.question or summary.title,
        article=article_link(site, summary.slug),
        voices=columns,
        rows=tuple(rows),
        balance=_balances(site, summary, body, columns),
        apart=listed(claim for claim in summary.claims if not claim.issues),
        cards=tuple(cards.values()),
        rating_help=rating_help(site),
        history=site.href(addresses.history(summary.slug)),
        timeline=article_timeline(site, summary, body, CARD),
        seed=summary.seed,
        asked=asked(site, summary, summary.approaches),
    )


def answer_changed(summary: Summary, issue: str, position: str, answer: AnswerBody) -> str:
    """The day of an answer's last change after publication: of a correction, or the one that its author gives."""
    about = [item.date for item in summary.corrections if item.issue == issue and item.position in {"", position}]
    return max([answer.updated, *about])


def _cell(site: LinkedSite, summary: Summary, issue: str, voice: Voice, answer: AnswerBody, claims: tuple[SidesClaim, ...]) -> Cell:
    where = None
    if answer.speaker:
        source = source_view(answer.source, site.source_in(summary, answer.source)) if answer.source else None
        language = translated_from(site, summary, answer.source, own=True) if answer.words else ""
        where = OwnWords(answer.words, speaker_link(site, answer.speaker), source, answer.date, language)
    return Cell(
        voice=voice,
        state=answer.state,
        answer=filled(answer.answer, site, summary.slug) if answer.answer else Markup(""),
        own=where if answer.words else None,
        given_by=where if not answer.words else None,
        note=filled(answer.note, site, summary.slug) if answer.note else Markup(""),
        date=answer.date,
        changed=answer_changed(summary, issue, voice.id, answer),
        claims=claims,
        approved=approval_view(summary, answer.approved),
        asked=asked_for_answer(site, summary, voice.id, issue) if summary.approaches else (),
    )


def _balances(site: LinkedSite, summary: Summary, body: Body, columns: tuple[Voice, ...]) -> tuple[Balance, ...]:
    return tuple(
        Balance(voice, counts, tuple(claim_link(site, (summary.slug, id), summary.slug, CARD) for id in counts.unanswered))
        for voice, counts in zip(columns, position_balances(site, summary, body), strict=True)
    )


def _weight(site: LinkedSite, summary: Summary, weight: WeightBody | None) -> WeightView | None:
    if weight is None:
        return None
    sources = tuple(source_view(id, site.source_in(summary, id)) for id in weight.sources)
    return WeightView(weight.evidence, weight.agreement, filled(weight.basis, site, summary.slug), sources)


class SidesKind(PageKind):
    """Side-by-side views."""

    name = "sides"
    made_with = "article"
    templates = ("sides.html",)

    def addresses(self, site: LinkedSite) -> Iterator[Address]:
        """The view of each article that has one, with its rows and columns."""
        for slug, pages in site.article_pages.items():
            if pages.sides:
                yield Address(
                    addresses.sides(slug), pages.sides, indexed=slug not in site.unpublished, modified=pages.modified, path=pages.path
                )

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Page]:
        """One article's view."""
        summary = inputs.site.articles[target_id]
        if summary.has_sides:
            cards = (inputs.card(target_id, claim) for claim in summary.claims)
            yield sides_page(inputs.site, summary, inputs.body(target_id), cards)
