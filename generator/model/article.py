"""The front matter of an article and of a plain page."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from generator.model.speakers import Source
from generator.model.values import Date, Id, MediaPath, Model, OldPath, Text, Url


def _text_as_name(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


class Author(Model):
    """Someone who wrote the article."""

    name: Text
    """The name in the byline."""
    url: Url | None = None
    """The author's page."""


class Image(Model):
    """The picture at the head of an article."""

    src: MediaPath
    """Its file, relative to content/."""
    alt: str
    """What it shows, for those who do not see it; `alt: ""` says that it is decorative."""
    caption: Text | None = None
    """The words under it."""
    credit: Text | None = None
    """Who made it."""
    focus: Annotated[str, StringConstraints(pattern=r"^(top|bottom|left|right|center)( (top|bottom|left|right|center))?$")] = "center"
    """Which part of it stays where it has to be cropped: `top`, `center`, `left top` …"""


class SubjectDocument(Source):
    """The published piece or document that an article explains."""

    url: Url
    """Where it can be read."""


class FrontMatter(Model):
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
    authors: list[Annotated[Author, BeforeValidator(_text_as_name, json_schema_input_type=str | Author)]] = []
    """Who wrote it: names, or `{name, url}`."""
    topics: list[Id] = []
    """Ids of topics in site.yml."""
    image: Image | None = None
    """The picture at its head."""
    about: Id | SubjectDocument | None = Field(default=None, union_mode="left_to_right")
    """The published piece or document that this explains: a source id, or its details."""
    question: Text | None = None
    """The one question that the whole article turns on."""
    draft: bool = False
    """Built only with --drafts."""
    redirects: list[OldPath] = []
    """Old paths of this article, such as `/2023/cars/`."""


class PageFrontMatter(Model):
    """What stands above a plain page's text."""

    title: Text
    """The headline."""
    deck: Text | None = None
    """One sentence under it."""
    updated: Date | None = None
    """When it was last changed."""
