"""All topics, and the explainers under none."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from counterpoint.pages.article import topic_link
from counterpoint.pages.page import Page, PageLink, Words, explainer_pages
from counterpoint.pages.page_kind import PageInputs, PageKind
from counterpoint.pages.topic import TopicView, topic_view
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite


class TopicsView(Struct, frozen=True):
    """All topics, and the explainers under none."""

    topics: tuple[tuple[PageLink, str, int], ...]
    rest: TopicView


def topics_pages(site: LinkedSite) -> Iterator[Page]:
    """All topics, and the explainers under none."""
    counts = {topic: len(site.by_topic.get(topic, ())) for topic in site.settings.topics}
    topics = tuple((topic_link(site, id), topic.description or "", counts[id]) for id, topic in site.settings.topics.items())
    view = TopicsView(topics, topic_view(site, "", 1, "", ""))
    yield Page(addresses.TOPICS, "topics.html", "list", Words("Topics"), Words("The subjects of %(site)s."), view)
    for number in explainer_pages(site, "")[1:]:
        rest = topic_view(site, "", number, "", "")
        address, about = addresses.topic("", number), Words("The subjects of %(site)s.")
        yield Page(address, "topic.html", "list", Words("Under no topic"), about, rest, indexed=False)


class TopicsKind(PageKind):
    """The list of all topics, and of the explainers under none, in pages."""

    name = "topics"
    templates = ("topics.html", "topic.html")
    reserved = ("topics",)
    shows_all = True

    def addresses(self, site: LinkedSite) -> Iterator[Address]:
        """The first page's."""
        yield Address(addresses.TOPICS, indexed=True)

    def other_files(self, site: LinkedSite) -> Iterator[Address]:
        """Further pages of the explainers under no topic."""
        return (Address(addresses.topic("", number)) for number in explainer_pages(site, "")[1:])

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Page]:
        """All pages."""
        yield from topics_pages(inputs.site)
