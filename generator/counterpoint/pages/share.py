"""The images by which articles and claims are shown where they are shared: what is in them. `rendering` draws it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from msgspec import Struct

from counterpoint.article.prepared import ClaimSummary, Summary
from counterpoint.pages.page_kind import GeneratedFile, PageInputs, PageKind
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite


class ShareCard(Struct, frozen=True):
    """What an image says: words, who says them, and the positions as (voice, label); for a claim only its own.

    `host` stands where no font has a letter of the site's title.
    """

    site: str
    text: str
    speaker: str
    voices: tuple[tuple[int, str], ...]
    host: str = ""


class Drawing(GeneratedFile, frozen=True):
    """A file that is drawn."""

    card: ShareCard


def article_image(site: LinkedSite, slug: str) -> str:
    """The absolute address of an article's image; empty where none is drawn."""
    return site.url(addresses.article_image(slug)) if site.settings.share_images != "none" else ""


def claim_image(site: LinkedSite, slug: str, claim_id: str) -> str:
    """The absolute address of a claim's image; empty where none is drawn."""
    return site.url(addresses.claim_image(slug, claim_id)) if site.settings.share_images == "all" else ""


def drawings(site: LinkedSite, summary: Summary) -> list[Drawing]:
    """All images of an article and its claims."""
    name, labels = site.settings.title, [position.label for position in summary.positions]
    host = urlsplit(site.settings.base_url).hostname or ""
    files = [Drawing(addresses.article_image(summary.slug), ShareCard(name, summary.title, "", tuple(enumerate(labels, 1)), host))]
    if site.settings.share_images == "all":
        files += [_claim(site, summary, claim, labels) for claim in summary.claims if site.claim_has_page(claim)]
    return files


def _claim(site: LinkedSite, summary: Summary, claim: ClaimSummary, labels: list[str]) -> Drawing:
    voices = ((claim.voice, labels[claim.voice - 1]),) if claim.voice else ((0, ""),)
    host = urlsplit(site.settings.base_url).hostname or ""
    card = ShareCard(site.settings.title, claim.text, site.speakers[claim.speaker].name, voices, host)
    return Drawing(addresses.claim_image(summary.slug, claim.id), card)


class ShareImagesKind(PageKind):
    """The images by which articles and claims are shown where they are shared."""

    name = "share"
    optional = True

    def targets(self, site: LinkedSite) -> list[str]:
        """A target for each article, where the site has such images."""
        return sorted(site.own_articles()) if site.settings.share_images != "none" else []

    def other_files(self, site: LinkedSite) -> Iterator[Address]:
        """The images."""
        if site.settings.share_images == "none":
            return
        for slug, pages in site.article_pages.items():
            yield Address(addresses.article_image(slug))
            if site.settings.share_images == "all":
                yield from (Address(addresses.claim_image(slug, id)) for id in pages.claims)

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Drawing]:
        """The images of one article and its claims."""
        yield from drawings(inputs.site, inputs.site.articles[target_id])
