"""What has changed in an article since it was published, newest first, for readers and as data.

Authors tell some of it: corrections, and the claims and answers that say when they were updated. The record of what is public knows the
rest: what was added, changed or removed from one release to the next, and whether a correction said so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from counterpoint.article.prepared import Body, CorrectionSummary, Summary
from counterpoint.pages.cards import ClaimLink, claim_link
from counterpoint.pages.page import Page, PageLink, Words, article_link, filled
from counterpoint.pages.page_kind import Data, PageInputs, PageKind
from counterpoint.reading.fragments import plain
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite
from counterpoint.site.record import PublicChange


class RecordedApproach(Struct, frozen=True):
    """Who was asked for an answer when, as far as that is still known."""

    name: str
    date: str
    channel: str


class Change(Struct, frozen=True):
    """Something that changed on a day. `what` is published, updated, correction, claim or answer as authors tell it, or added, changed or
    removed as the record has it."""

    date: str
    what: str
    text: Markup = Markup("")
    """Of a correction: what was wrong, and what is right."""
    claim: ClaimLink | None = None
    answer: PageLink | None = None
    """The question that is answered, at the position's answer."""
    position: str = ""
    parts: tuple[str, ...] = ()
    """What has changed, such as `words`, `rating` or `evidence`, as far as it is on record."""
    days: int | None = None
    """Of a correction: how many days after publication readers were told."""
    subject: tuple[str, str] = ("", "")
    """What it is about, as (kind, id): `claim`, `answer` with issue and position, `position` or `approach`."""
    asked: RecordedApproach | None = None


class HistoryView(Struct, frozen=True):
    """All that the template sees."""

    article: PageLink
    changes: tuple[Change, ...]
    removed: tuple[str, ...]
    """The addresses of claims that were public once; a page stands there that says so."""
    recorded: str
    """The day of the first release that put the article on record; empty where it is not, or that is not known."""
    data: str


def changes(site: LinkedSite, summary: Summary, body: Body) -> tuple[Change, ...]:
    """An article's changes, newest first; last, its publication."""
    recorded = [change for change in site.history.get(summary.slug, ()) if change.subject != "article"]
    told = [*_updates(site, summary, body), *(_correction(site, summary, item, recorded) for item in summary.corrections)]
    # A change that a correction told of is shown with the correction.
    corrected = {(item.date, subject) for item in summary.corrections for subject in _subjects(item)}
    for change in recorded:
        if not any((change.correction, subject) in corrected for subject in _subjects_of(change)):
            told.append(_about(site, summary, Change(change.date, change.what, parts=change.parts), change.subject, change.id))
    told.append(Change(summary.date, "published"))
    return tuple(sorted(told, key=lambda change: change.date, reverse=True))


def changes_of_claim(site: LinkedSite, summary: Summary, body: Body, claim: str) -> tuple[Change, ...]:
    """A claim's changes, newest first; last, its publication. None where it is as it was published."""
    listed = [change for change in changes(site, summary, body) if change.subject == ("claim", claim)]
    if not listed:
        return ()
    return tuple(listed) if any(change.what == "added" for change in listed) else (*listed, Change(summary.date, "published"))


def _updates(site: LinkedSite, summary: Summary, body: Body) -> Iterator[Change]:
    """What an article's author says was updated."""
    if summary.updated:
        yield Change(summary.updated, "updated")
    for claim in summary.claims:
        if claim.updated:
            yield _about(site, summary, Change(claim.updated, "claim"), "claim", claim.id)
    for issue, details in zip(summary.issues, body.issues, strict=True):
        for position, answer in zip(summary.positions, details.answers, strict=True):
            if answer.updated:
                yield _about(site, summary, Change(answer.updated, "answer"), "answer", f"{issue.id}/{position.id}")


def _correction(site: LinkedSite, summary: Summary, item: CorrectionSummary, recorded: Iterable[PublicChange]) -> Change:
    """A correction, with what it changed as far as that is on record, and how long it took."""
    about = set(_subjects(item))
    mine = [change for change in recorded if change.correction == item.date and about & set(_subjects_of(change))]
    parts = tuple(dict.fromkeys(part for change in mine for part in change.parts))
    # A weight that was added to a question says nothing of how long its answers have stood there.
    whole = [change for change in recorded if change.what == "added" and not change.parts]
    added = [change.date for change in whole if about & set(_subjects_of(change)) and change.date <= item.date]
    began = max(added, default=summary.date)[:10]
    days = (date.fromisoformat(item.date[:10]) - date.fromisoformat(began)).days
    change = Change(item.date, "correction", filled(item.text, site, summary.slug), parts=parts, days=days if days >= 0 else None)
    kind, subject = _subjects(item)[0] if _subjects(item) else ("", "")
    return _about(site, summary, change, kind, subject)


def _subjects(item: CorrectionSummary) -> list[tuple[str, str]]:
    """What a correction is about, as (kind, id)."""
    if item.claim:
        return [("claim", item.claim)]
    if item.issue:
        return [("answer", f"{item.issue}/{item.position}" if item.position else item.issue)]
    return [("position", item.position)] if item.position else []


def _subjects_of(change: PublicChange) -> list[tuple[str, str]]:
    """What a correction may name that tells of a change on record."""
    issue, _, position = change.id.partition("/")
    if change.subject == "answer":
        return [("answer", change.id), ("answer", issue), ("position", position)]
    return [(change.subject, change.id)]


def _about(site: LinkedSite, summary: Summary, change: Change, kind: str, subject: str) -> Change:
    """A change with a link to what it is about, where that is still there."""
    slug = summary.slug
    change = replace(change, subject=(kind, subject))
    if kind == "approach":
        return replace(change, asked=_approached(site, summary, subject))
    if kind == "claim" and summary.claim(subject):
        return replace(change, claim=claim_link(site, (slug, subject), slug))
    labels = {position.id: (number, position.label) for number, position in enumerate(summary.positions, 1)}
    issue, _, position = subject.partition("/")
    voice, label = labels.get(subject if kind == "position" else position, (0, ""))
    question = next((item.question for item in summary.issues if item.id == issue), "") if kind == "answer" else ""
    if question:
        place = f"#cell_{issue}_{voice}" if voice else f"#issue-{issue}"
        change = replace(change, answer=PageLink(question, f"{site.href(addresses.sides(slug))}{place}"))
    return replace(change, position=label)


def _approach_parts(subject: str) -> list[str]:
    """The speaker, position, date and channel in the id of an approach; empty where a record that was written by hand lacks them."""
    return [*subject.split("/"), "", "", "", ""][:4]


def _approached(site: LinkedSite, summary: Summary, subject: str) -> RecordedApproach:
    speaker, position, date, channel = _approach_parts(subject)
    label = next((item.label for item in summary.positions if item.id == position), position)
    return RecordedApproach(site.speakers[speaker].name if speaker in site.speakers else speaker or label, date, channel)


def history_page(site: LinkedSite, summary: Summary, body: Body) -> Page:
    """The page of an article's changes."""
    slug = summary.slug
    view = HistoryView(
        article=article_link(site, slug),
        changes=changes(site, summary, body),
        removed=tuple(site.href(addresses.claim(slug, claim_id)) for claim_id in site.removed.get(slug, ())),
        recorded=recorded_since(site, slug),
        data=site.href(addresses.history_data(slug)),
    )
    return Page(
        addresses.history(slug),
        "history.html",
        "list",
        Words("What has changed"),
        summary.title,
        view,
        indexed=False,
        draft=site.unpublished.get(slug, ""),
    )


def recorded_since(site: LinkedSite, slug: str) -> str:
    """The day of the release that put an article on record, where that is known."""
    return next((change.date for change in site.history.get(slug, ()) if change.subject == "article"), "")


def history_data(site: LinkedSite, summary: Summary, body: Body) -> Data:
    """What has changed in an article, as data."""
    slug = summary.slug
    listed = []
    for change in changes(site, summary, body):
        kind, subject = change.subject
        issue, _, position = subject.partition("/")
        row: dict[str, Any] = {"date": change.date, "what": change.what}
        row |= {"claim": f"{slug}#{subject}"} if kind == "claim" else {}
        row |= {"issue": issue} if kind == "answer" else {}
        position = position if kind == "answer" else subject if kind == "position" else ""
        row |= {"position": position} if position else {}
        row |= (
            {"approach": dict(zip(("speaker", "position", "date", "channel"), _approach_parts(subject), strict=True))}
            if kind == "approach"
            else {}
        )
        row |= {"parts": list(change.parts)} if change.parts else {}
        if change.what == "correction":
            row |= {"text": plain((change.text,)), "days": change.days}
        elif change.what in {"changed", "removed"} and kind != "approach":
            row["correction"] = False
        listed.append(row)
    value = {
        "article": slug,
        "url": site.url(addresses.article(slug)),
        "published": summary.date,
        "recorded": recorded_since(site, slug) or None,
        "changes": listed,
        "removed": [f"{slug}#{claim_id}" for claim_id in site.removed.get(slug, ())],
    }
    return Data(addresses.history_data(slug), (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())


class HistoryKind(PageKind):
    """Lists of what has changed."""

    name = "history"
    made_with = "article"
    templates = ("history.html",)

    def addresses(self, site: LinkedSite) -> Iterator[Address]:
        """The list of each article of which readers are told a change."""
        for slug, pages in site.article_pages.items():
            if pages.changed:
                yield Address(addresses.history(slug), modified=pages.modified, path=pages.path)

    def other_files(self, site: LinkedSite) -> Iterator[Address]:
        """What has changed in an article, as data."""
        return (Address(addresses.history_data(slug)) for slug, pages in site.article_pages.items() if pages.changed)

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Page | Data]:
        """One article's list."""
        if inputs.site.article_pages[target_id].changed:
            summary, body = inputs.site.articles[target_id], inputs.body(target_id)
            yield history_page(inputs.site, summary, body)
            yield history_data(inputs.site, summary, body)
