"""One claim on its own: for links, and one ClaimReview where it has been rated."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup
from msgspec import Struct

from counterpoint.article.prepared import Body, ClaimSummary, Summary
from counterpoint.model.dates import with_zone
from counterpoint.pages import structured_data
from counterpoint.pages.article import CorrectionView, corrections
from counterpoint.pages.cards import Card
from counterpoint.pages.embed import snippet
from counterpoint.pages.history import Change, changes_of_claim
from counterpoint.pages.page import Page, PageLink, Words, article_link, credits_of, filled
from counterpoint.pages.page_kind import PageInputs, PageKind
from counterpoint.pages.share import claim_image
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite


class PassageView(Struct, frozen=True):
    """A claim's words in the article, with the rest of their paragraph."""

    before: Markup
    words: Markup
    after: Markup


class ClaimView(Struct, frozen=True):
    """All that the template sees."""

    card: Card
    article: PageLink
    article_date: str
    passages: tuple[PassageView, ...]
    address: str
    changes: tuple[Change, ...]
    """What has changed in it since it was published, newest first; last, its publication. Empty where nothing has."""
    snippet: str


class RemovedView(Struct, frozen=True):
    """All that the template of a claim that is there no more sees. Its words are not repeated: they may have been wrong."""

    article: PageLink
    corrections: tuple[CorrectionView, ...]


def removed_page(site: LinkedSite, summary: Summary, claim_id: str) -> Page:
    """What stands where a claim was published that has been removed since."""
    view = RemovedView(
        article_link(site, summary.slug),
        tuple(item for item in corrections(site, summary) if item.claim == claim_id),
    )
    title = Words("A claim that was removed")
    return Page(addresses.claim(summary.slug, claim_id), "removed.html", "plain", title, summary.title, view, indexed=False)


def claim_page(site: LinkedSite, summary: Summary, claim: ClaimSummary, body: Body, shown: Card) -> Page:
    """The page of one claim."""
    address = addresses.claim(summary.slug, claim.id)
    view = ClaimView(
        card=shown,
        article=article_link(site, summary.slug),
        article_date=with_zone(summary.updated or summary.date, site.settings.zone),
        passages=tuple(
            PassageView(*(filled((html,), site) for html in (place.before, place.words, place.after)))
            for place in body.claims[claim.id].passages
        ),
        address=site.url(address),
        changes=changes_of_claim(site, summary, body, claim.id),
        snippet=snippet(site, summary, claim),
    )
    speaker = view.card.speaker.name
    return Page(
        address=address,
        template="claim.html",
        kind="claim",
        title=f"{speaker}: {claim.text}",
        description=f"{claim.text} — {speaker}. {summary.title}",
        view=view,
        indexed=summary.slug not in site.unpublished,
        draft=site.unpublished.get(summary.slug, ""),
        og_type="article",
        image=claim_image(site, summary.slug, claim.id),
        structured=structured_data.claim(site, summary, claim),
        credits=credits_of(site, summary),
        oembed=site.url(addresses.oembed(summary.slug, claim.id)),
    )


class ClaimKind(PageKind):
    """Claims' own pages, and what stands in the place of removed ones."""

    name = "claim"
    made_with = "article"
    templates = ("claim.html", "removed.html")

    def addresses(self, site: LinkedSite) -> Iterator[Address]:
        """The page of each claim that has one, or had."""
        for slug, pages in site.article_pages.items():
            for id in pages.claims:
                address = addresses.claim(slug, id)
                yield Address(address, indexed=slug not in site.unpublished, modified=pages.modified, path=pages.path, where=("claims", id))
        for slug, removed in site.removed.items():
            for id in removed:
                yield Address(addresses.claim(slug, id))

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Page]:
        """The pages of one article's claims."""
        site, summary = inputs.site, inputs.site.articles[target_id]
        for claim in summary.claims:
            if site.claim_has_page(claim):
                yield claim_page(site, summary, claim, inputs.body(target_id), inputs.card(target_id, claim))
        for removed in site.removed.get(target_id, ()):
            yield removed_page(site, summary, removed)
