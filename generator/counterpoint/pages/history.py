"""What has changed in an article since it was published, newest first: corrections, and claims and answers that were updated or removed."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup
from msgspec import Struct

from counterpoint.article.prepared import Body, Summary
from counterpoint.pages.cards import ClaimLink, claim_link
from counterpoint.pages.page import Page, PageLink, Words, article_link, filled
from counterpoint.pages.page_kind import PageInputs, PageKind
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite


class Change(Struct, frozen=True):
    """Something that changed on a day. `what` is published, updated, correction, claim, answer or removed."""

    date: str
    what: str
    text: Markup = Markup("")
    """Of a correction: what was wrong, and what is right."""
    claim: ClaimLink | None = None
    answer: PageLink | None = None
    """The question that is answered, at the position's answer."""
    position: str = ""


class HistoryView(Struct, frozen=True):
    """All that the template sees."""

    article: PageLink
    changes: tuple[Change, ...]
    removed: tuple[str, ...]
    """The addresses of claims that were public once; a page stands there that says so."""


def changes(site: LinkedSite, summary: Summary, body: Body) -> tuple[Change, ...]:
    """An article's changes, newest first; last, its publication."""
    slug = summary.slug
    result = [Change(summary.date, "published")]
    if summary.updated:
        result.append(Change(summary.updated, "updated"))
    for claim in summary.claims:
        if claim.updated:
            result.append(Change(claim.updated, "claim", claim=claim_link(site, (slug, claim.id), slug)))
    for issue, details in zip(summary.issues, body.issues, strict=True):
        for voice, (position, answer) in enumerate(zip(summary.positions, details.answers, strict=True), 1):
            if answer.updated:
                cell = PageLink(issue.question, f"{site.href(addresses.sides(slug))}#cell_{issue.id}_{voice}")
                result.append(Change(answer.updated, "answer", answer=cell, position=position.label))
    for item in summary.corrections:
        about = summary.claim(item.claim)
        link = claim_link(site, (slug, about.id), slug) if about else None
        result.append(Change(item.date, "correction", filled(item.text, site, slug), link))
    return tuple(sorted(result, key=lambda change: change.date, reverse=True))


def history_page(site: LinkedSite, summary: Summary, body: Body) -> Page:
    """The page of an article's changes."""
    removed = tuple(site.href(addresses.claim(summary.slug, id)) for id in site.removed.get(summary.slug, ()))
    view = HistoryView(article_link(site, summary.slug), changes(site, summary, body), removed)
    return Page(
        addresses.history(summary.slug),
        "history.html",
        "list",
        Words("What has changed"),
        summary.title,
        view,
        indexed=False,
        draft=site.unpublished.get(summary.slug, ""),
    )


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

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Page]:
        """One article's list."""
        if inputs.site.article_pages[target_id].changed:
            yield history_page(inputs.site, inputs.site.articles[target_id], inputs.body(target_id))
