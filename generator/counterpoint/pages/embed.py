"""One claim inside somebody else's page: what the frame shows, the code that puts it there, and its oEmbed description."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from markupsafe import escape
from msgspec import Struct

from counterpoint.article.prepared import ClaimSummary, Summary
from counterpoint.pages.cards import Card
from counterpoint.pages.page import Page, PageLink, as_script_data
from counterpoint.pages.page_kind import Data, PageInputs, PageKind
from counterpoint.pages.punctuation import full_stop
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite

WIDTH, HEIGHT = 560, 420
"""Measures of the frame in CSS pixels until it says how tall it is."""


class EmbedView(Struct, frozen=True):
    """All that the template sees. Links are absolute: they lead out of the frame. Without a card, the claim was removed."""

    card: Card | None
    claim_href: str
    article: PageLink


def embed_page(site: LinkedSite, summary: Summary, claim: ClaimSummary, shown: Card) -> Page:
    """The page in the frame."""
    view = _view(site, summary, claim.id, shown)
    title = f"{site.speakers[claim.speaker].name}: {claim.text}"
    address = addresses.embed(summary.slug, claim.id)
    return Page(address, "embed.html", "embed", title, summary.title, view, indexed=False, draft=site.unpublished.get(summary.slug, ""))


def removed_embed(site: LinkedSite, summary: Summary, claim_id: str) -> Page:
    """What a frame shows whose claim has been removed."""
    view = _view(site, summary, claim_id, None)
    return Page(addresses.embed(summary.slug, claim_id), "embed.html", "embed", summary.title, summary.title, view, indexed=False)


def _view(site: LinkedSite, summary: Summary, claim_id: str, shown: Card | None) -> EmbedView:
    article = PageLink(summary.title, site.url(addresses.article(summary.slug)))
    return EmbedView(shown, site.url(addresses.claim(summary.slug, claim_id)), article)


def blockquote(site: LinkedSite, summary: Summary, claim: ClaimSummary) -> str:
    """The claim as a quotation with a link, in HTML of its own."""
    href = escape(site.url(addresses.claim(summary.slug, claim.id)))
    name, where = site.speakers[claim.speaker].name, escape(site.settings.title)
    who = escape(name + full_stop(name))
    return f'<blockquote cite="{href}"><p>{escape(claim.text)}</p><p>{who} <a href="{href}">{where}</a></p></blockquote>'


_IN_PLACE = """<script>
(quote => {
  const frame = document.createElement("iframe");
  Object.assign(frame, {src: quote.cite.replace(%(claim)s, %(embed)s), title: quote.innerText, loading: "lazy", height: %(height)d});
  frame.style.cssText = "width:100%%;max-width:%(width)dpx;border:0";
  addEventListener("message", said => {
    if (said.source === frame.contentWindow && said.data.claimHeight > 0) frame.height = Math.ceil(said.data.claimHeight);
  });
  quote.replaceWith(frame);
})(document.currentScript.previousElementSibling);
</script>"""


def snippet(site: LinkedSite, summary: Summary, claim: ClaimSummary) -> str:
    """Code for another page. Where scripts do not run, or are taken out, the quotation and its link stay; nothing is loaded from
    elsewhere but the frame itself, which says how tall it is."""
    slug = summary.slug
    values = {
        "claim": as_script_data(site.url(addresses.claim(slug, claim.id))),
        "embed": as_script_data(site.url(addresses.embed(slug, claim.id))),
        "width": WIDTH,
        "height": HEIGHT,
    }
    return f"{blockquote(site, summary, claim)}\n{_IN_PLACE % values}"


def oembed(site: LinkedSite, summary: Summary, claim: ClaimSummary) -> bytes:
    """The claim for programs that embed by address (https://oembed.com, 1.0, type `rich`)."""
    settings = site.settings
    src = escape(site.url(addresses.embed(summary.slug, claim.id)))
    name = site.speakers[claim.speaker].name
    title = f"{name}: {claim.text}"
    frame = f'<iframe src="{src}" width="{WIDTH}" height="{HEIGHT}" title="{escape(title)}" loading="lazy" style="border:0"></iframe>'
    value = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "author_name": name,
        "provider_name": settings.title,
        "provider_url": settings.base_url,
        "width": WIDTH,
        "height": HEIGHT,
        "html": frame,
    }
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


class EmbedKind(PageKind):
    """Claims for frames in other pages, and their oEmbed descriptions."""

    name = "embed"
    made_with = "article"
    templates = ("embed.html",)
    reserved = ("embed",)

    def addresses(self, site: LinkedSite) -> Iterator[Address]:
        """The frame of each claim that has a page, or had."""
        for slug, pages in site.article_pages.items():
            for id in pages.claims:
                yield Address(addresses.embed(slug, id), path=pages.path, where=("claims", id))
        for slug, removed in site.removed.items():
            for id in removed:
                yield Address(addresses.embed(slug, id))

    def other_files(self, site: LinkedSite) -> Iterator[Address]:
        """The oEmbed descriptions."""
        return (Address(addresses.oembed(slug, id)) for slug, pages in site.article_pages.items() for id in pages.claims)

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Page | Data]:
        """The frames and descriptions of one article's claims."""
        site, summary = inputs.site, inputs.site.articles[target_id]
        for claim in summary.claims:
            if site.claim_has_page(claim):
                yield embed_page(site, summary, claim, inputs.card(target_id, claim))
                yield Data(addresses.oembed(target_id, claim.id), oembed(site, summary, claim))
        for removed in site.removed.get(target_id, ()):
            yield removed_embed(site, summary, removed)
