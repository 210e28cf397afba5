"""The front matter of an article and of a plain page."""

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from counterpoint.model.speakers import Source
from counterpoint.model.values import Date, Id, Markdown, MediaPath, Model, OldPath, Short, Text, Url


class Author(Model, frozen=True):
    """Someone who wrote the article."""

    name: Text
    """The name in the byline."""
    url: Url | None = None
    """The author's page."""


class Image(Model, frozen=True):
    """The picture at the head of an article."""

    src: MediaPath
    """Its file, relative to content/."""
    alt: str
    """What it shows, for those who do not see it; `alt: ""` says that it is decorative."""
    caption: Markdown | None = None
    """The words under it; they may hold links."""
    credit: Markdown | None = None
    """Who made it, and under which licence."""
    focus: Annotated[str, Meta(pattern=r"^(top|bottom|left|right|center)( (top|bottom|left|right|center))?$")] = "center"
    """Which part of it stays where it has to be cropped: `top`, `center`, `left top` …"""


if TYPE_CHECKING:
    AuthorOrName = Author
else:  # what may be written; what stands for it comes in its place
    AuthorOrName = Annotated[Text | Author, Short(Author, key="name")]


class SubjectDocument(Source, frozen=True, kw_only=True):
    """The published piece or document that an article explains."""

    url: Url
    """Where it can be read."""


class FrontMatter(Model, frozen=True, kw_only=True):
    """What stands above an article's text."""

    title: Text
    """The headline."""
    deck: Text | None = None
    """One sentence under it."""
    kicker: Text | None = None
    """The label above it; default: the first topic."""
    date: Date
    """When it was published. A date in the future: built only with --future."""
    updated: Date | None = None
    """When it was last changed."""
    authors: list[AuthorOrName] = []
    """Who wrote it: names, or `{name, url}`."""
    topics: list[Id] = []
    """Ids of topics in site.yml."""
    image: Image | None = None
    """The picture at its head."""
    about: Id | SubjectDocument | None = None
    """The published piece or document that this explains: a source id, or its details."""
    question: Text | None = None
    """The one question that the whole article turns on."""
    draft: bool = False
    """Built only with --drafts."""
    redirects: list[OldPath] = []
    """Old paths of this article, such as `/2023/cars/`."""


class PageFrontMatter(Model, frozen=True):
    """What stands above a plain page's text."""

    title: Text
    """The headline."""
    deck: Text | None = None
    """One sentence under it."""
    updated: Date | None = None
    """When it was last changed."""
