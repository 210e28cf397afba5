"""One topic: its explainers, newest first."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from counterpoint.pages.page import EXPLAINERS_ON_A_PAGE, ListPage, Page, explainer_pages
from counterpoint.pages.page_kind import PageInputs, PageKind, numbered, thing_and_number
from counterpoint.pages.teasers import Teaser, teaser
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite


class TopicView(Struct, frozen=True):
    """One topic's explainers, or with no label those under no topic; where there are many, those of one page."""

    label: str
    description: str
    articles: tuple[Teaser, ...]
    number: int
    pages: tuple[ListPage, ...]


def topic_page(site: LinkedSite, topic_id: str, number: int) -> Page:
    """The explainers under one topic, newest first; or a further page of them."""
    topic = site.settings.topics[topic_id]
    view = topic_view(site, topic_id, number, topic.label, topic.description or "")
    about = topic.description or topic.label
    return Page(addresses.topic(topic_id, number), "topic.html", "list", topic.label, about, view, indexed=number == 1)


def topic_view(site: LinkedSite, topic_id: str, number: int, label: str, description: str) -> TopicView:
    """One page of the explainers under a topic, or with no id of those under none."""
    start = (number - 1) * EXPLAINERS_ON_A_PAGE
    slugs = site.by_topic.get(topic_id, ())[start : start + EXPLAINERS_ON_A_PAGE]
    pages = tuple(ListPage(other, site.href(addresses.topic(topic_id, other))) for other in explainer_pages(site, topic_id))
    return TopicView(label, description, tuple(teaser(site, site.articles[slug]) for slug in slugs), number, pages)


class TopicKind(PageKind):
    """A topic's explainers, in pages."""

    name = "topic"
    templates = ("topic.html",)

    def targets(self, site: LinkedSite) -> Iterator[str]:
        """A target for each page of each topic."""
        for id in sorted(site.settings.topics):
            yield from numbered(id, explainer_pages(site, id))

    def addresses(self, site: LinkedSite) -> Iterator[Address]:
        """The first page of each topic."""
        for id in site.settings.topics:
            yield Address(addresses.topic(id), indexed=True, path="site.yml", where=("topics", id))

    def other_files(self, site: LinkedSite) -> Iterator[Address]:
        """Further pages."""
        return (Address(addresses.topic(id, number)) for id in site.settings.topics for number in explainer_pages(site, id)[1:])

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Page]:
        """One page of one topic."""
        yield topic_page(inputs.site, *thing_and_number(target_id))
