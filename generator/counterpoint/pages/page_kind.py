"""A kind of page: which targets a site has of it, where its pages stand, and which files it writes. `kinds.py` lists all kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from msgspec import Struct

from counterpoint.article.prepared import Body, Citations, ClaimSummary, Summary
from counterpoint.pages.cards import Card, card
from counterpoint.pages.page import Page, Picture
from counterpoint.reading.fragments import Fragments
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite


class Target(Struct, frozen=True, order=True):
    """A group of files made together, from the same inputs.

    `kind` names the page kind, `id` what the files are about: an article's slug, a speaker's id, a page of a topic. It may be empty.
    """

    kind: str
    id: str = ""

    @property
    def key(self) -> str:
        """Its name, such as `article:city-centre-cars`."""
        return f"{self.kind}:{self.id}" if self.id else self.kind


class Data(Struct, frozen=True):
    """A file that no template makes."""

    address: str
    content: bytes


class LongData(Struct, frozen=True):
    """A file that no template makes, too long to be in memory at once.

    It is a head, a part for each article that is made when its turn comes, what stands between two parts that are not empty, and a tail.
    """

    address: str
    head: bytes
    slugs: Sequence[str]
    part_of: Callable[[str], bytes]
    """The part of an article by its slug: made of its summary, and of things that are not about one article."""
    between: bytes = b""
    tail: bytes = b""

    def pieces(self) -> Iterator[bytes]:
        """The file piece by piece."""
        yield self.head
        empty = True
        for part in filter(None, map(self.part_of, self.slugs)):
            yield part if empty else self.between + part
            empty = False
        yield self.tail


class GeneratedFile(Struct, frozen=True):
    """What a program draws or compiles from its fields. `rendering` knows how."""

    address: str


File = Page | Data | LongData | GeneratedFile


class ArticleParts(Protocol):
    """The large parts of articles, by their slugs."""

    def body(self, slug: str) -> Body:
        """What only an article's own pages show."""

    def text(self, slug: str) -> Fragments:
        """An article's text alone."""

    def citations(self, slug: str) -> Citations:
        """What an article cites."""

    def findable(self, slug: str) -> Summary:
        """What a search finds of an article beside its text."""


@dataclass(frozen=True)
class PageInputs:
    """What the pages of one target are made from."""

    site: LinkedSite
    articles: ArticleParts
    pictures: Mapping[str, Picture]
    _bodies: dict[str, Body] = field(default_factory=dict)
    _cards: dict[tuple[str, str], Card] = field(default_factory=dict)

    def body(self, slug: str) -> Body:
        """What only an article's own pages show. All of these are one target, so it is decoded once."""
        if slug not in self._bodies:
            self._bodies[slug] = self.articles.body(slug)
        return self._bodies[slug]

    def card(self, slug: str, claim: ClaimSummary) -> Card:
        """A claim's card. The article, the claim's page and its embed show the same one, so it is made once."""
        key = (slug, claim.id)
        if key not in self._cards:
            self._cards[key] = card(self.site, self.site.articles[slug], claim, self.body(slug))
        return self._cards[key]


class PageKind:
    """A kind of page, with what most kinds have in common. Each kind is a subclass in a module of its own."""

    name: str
    """Its name, which its targets bear."""
    made_with: str = ""
    """The kind whose targets its files are part of, where they are made from the same inputs. Such a kind has no targets of its own."""
    templates: tuple[str, ...] = ()
    """The templates of its pages."""
    reserved: tuple[str, ...] = ()
    """First parts of paths that no article or plain page may take as its name."""
    folders: tuple[str, ...] = ()
    """What the paths of its files begin with, as regular expressions, where it cannot say beforehand what they are called."""
    named_by_authors: bool = False
    """Whether its addresses are written by authors, and do not follow from ids."""
    shows_all: bool = False
    """Whether each of its targets shows something of every article, and therefore takes long on a large site."""
    optional: bool = False
    """Whether no page needs it, so that a quick build may leave it out."""

    def targets(self, site: LinkedSite) -> Iterable[str]:
        """The ids of its targets, in a fixed order: here a single one, without an id."""
        return ("",)

    def addresses(self, site: LinkedSite) -> Iterable[Address]:
        """The addresses to which authors may link: what is public, and stays."""
        return ()

    def other_files(self, site: LinkedSite) -> Iterable[Address]:
        """The addresses of all other files that it writes, such as data and further pages of a list."""
        return ()

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[File]:
        """The files of one target."""
        raise NotImplementedError


def numbered(target_id: str, numbers: Iterable[int]) -> Iterator[str]:
    """The ids of the pages of a thing: the first bears its name alone, others a number behind it."""
    return (target_id if number == 1 else f"{target_id}/{number}" for number in numbers)


def thing_and_number(target_id: str) -> tuple[str, int]:
    """The thing and the number of such a page."""
    thing, _, number = target_id.partition("/")
    return thing, int(number or 1)
