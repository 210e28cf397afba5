"""A page: its path, its template, what it shows, and what its head says."""

from __future__ import annotations

import json
import math
from typing import Any

from markupsafe import Markup, escape
from msgspec import Struct

from counterpoint.article.prepared import Summary
from counterpoint.model.dates import with_zone
from counterpoint.model.site import SiteSettings
from counterpoint.reading.fragments import Fragments, Slot
from counterpoint.site import addresses
from counterpoint.site.link import LinkedSite


class Words(str):
    """A phrase of the interface, which is shown in the site's language; `%(site)s` stands for the site's title."""


class PageTranslation(Struct, frozen=True):
    """A page in one of its languages: the language's tag, what it calls itself, the path to link to, and the absolute address."""

    language: str
    name: str
    href: str
    url: str


class Credits(Struct, frozen=True):
    """Who wrote a page, and when: for reference managers, and for programs that show a link to it."""

    authors: tuple[str, ...]
    published: str
    modified: str
    """When it was last changed; empty if never."""
    language: str


class Page(Struct, frozen=True):
    """One HTML page. `address` is within the site; `view` is all that its template sees besides the frame."""

    address: str
    template: str
    kind: str
    title: str
    description: str
    view: Any
    og_type: str = "website"
    image: str = ""
    image_alt: str = ""
    """What the image shows, where it is not the page's title."""
    structured: Markup = Markup("")
    feeds: bool = False
    indexed: bool = True
    draft: str = ""
    """Of a page of an article that is not public: why, `draft` or `later`. The page says so."""
    data: str = ""
    """The address of the same content as data, where there is such."""
    oembed: str = ""
    """The absolute address of its oEmbed description, where there is such."""
    credits: Credits | None = None
    """Of a page that can be cited: whose it is."""
    languages: tuple[PageTranslation, ...] = ()
    """The languages in which the page is there, the original's first; none where there is but one."""


class Picture(Struct, frozen=True):
    """An image as a page shows it: measures in pixels, and variants by width."""

    src: str
    width: int
    height: int
    srcset: str
    alt: str
    focus: str = ""


class PageLink(Struct, frozen=True):
    """A link to a page of the site by its name; the language of the name, and of the page, where it is not that of the page around it."""

    label: str
    href: str
    language: str = ""
    draft: str = ""
    """`draft` or `later`, where it leads to an explainer that is not public."""


class ListPage(Struct, frozen=True):
    """A page of a long list: its number, its address, and what it begins with, where that tells it from the one before."""

    number: int
    href: str
    begins: str = ""


EXPLAINERS_ON_A_PAGE = 100
"""Of a topic."""
SPOKEN_IN_ON_A_PAGE = 50
"""Explainers on a speaker's page, each with all that the speaker claims in it."""


def explainer_pages(site: LinkedSite, topic: str) -> range:
    """The numbers of the pages of a topic's explainers, or with no topic of those under none; there is always a first."""
    return _numbers(len(site.by_topic.get(topic, ())), EXPLAINERS_ON_A_PAGE)


def speaker_pages(site: LinkedSite, speaker: str) -> range:
    """The numbers of a speaker's pages; there is always a first."""
    return _numbers(len(spoken_in(site, speaker)), SPOKEN_IN_ON_A_PAGE)


def spoken_in(site: LinkedSite, speaker: str) -> tuple[str, ...]:
    """The articles in which a speaker claims something, then those in which the speaker only holds a position, or was only asked."""
    keys = [slug for slug, _ in site.by_speaker.get(speaker, ())]
    return tuple(dict.fromkeys([*keys, *(held.slug for held in site.holders.get(speaker, ())), *site.approached.get(speaker, ())]))


def _numbers(count: int, most: int) -> range:
    return range(1, max(1, math.ceil(count / most)) + 1)


def article_link(site: LinkedSite, slug: str) -> PageLink:
    """A link to an article by its title."""
    return titled_link(site, slug, site.articles[slug].title)


def titled_link(site: LinkedSite, slug: str, title: str) -> PageLink:
    """A link to an article whose title is at hand."""
    return PageLink(title, site.href(addresses.article(slug)), site.language_of(slug), site.unpublished.get(slug, ""))


def credits_of(site: LinkedSite, summary: Summary) -> Credits:
    """Whose an article is, and of what date. Without authors it is the publisher's."""
    settings = site.settings
    publisher = (settings.publisher.name,) if settings.publisher else ()
    return Credits(
        tuple(author.name for author in summary.authors) or publisher,
        with_zone(summary.date, settings.zone),
        with_zone(summary.updated, settings.zone),
        site.language_of(summary.slug) or settings.language,
    )


def within(settings: SiteSettings, address: str) -> str:
    """An address as a link on a page: with the site's base path before it."""
    return settings.path + address[1:]


def absolute(settings: SiteSettings, address: str) -> str:
    """An address with the site's host before it."""
    return settings.base_url + address[1:]


def filled(html: Fragments, site: LinkedSite, slug: str = "") -> Markup:
    """A rendered Markdown field, with the addresses of its sources."""
    if len(html) == 1 and isinstance(html[0], str):
        return Markup(html[0])  # noqa: S704 - made by the Markdown writer, which escapes
    parts = [part if isinstance(part, str) else str(escape(slot_address(part, site, slug))) for part in html]
    return Markup("".join(parts))  # noqa: S704 - as above


def slot_address(slot: Slot, site: LinkedSite, slug: str) -> str:
    """The address that an address slot stands for."""
    if slot.kind == "source":
        return site.source(slug, slot.id).url or site.href(addresses.SOURCES)
    if slot.kind == "claim":
        article, _, id = slot.id.partition("#")
        return site.href(site.claim_address(article, site.claim((article, id))))
    return site.href(slot.id) if slot.kind == "page" else slot.id


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def as_script_data(value: Any) -> Markup:
    """JSON that can stand inside a <script> element: nothing in it can end the element."""
    text = _JSON.encode(value)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - the characters that matter are escaped
