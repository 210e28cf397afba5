"""What the files and fields of the open data mean, for readers who have downloaded them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from counterpoint.pages.open_data_schema import (
    CLAIM_FIELDS,
    CORRECTION_FIELDS,
    FILES,
    FORMAT_VERSION,
    READING,
    STANDARDS,
    TYPES,
    VERSIONS,
    Field,
)
from counterpoint.pages.page import Page, Words
from counterpoint.pages.page_kind import PageInputs, PageKind
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite


class DescribedFile(Struct, frozen=True):
    """A file of the open data: its name, the link to it, and what it holds."""

    name: str
    href: str
    holds: Words


class DescribedField(Struct, frozen=True):
    """A field of the open data: its name, its place on the page, what its values are, and what they mean."""

    name: str
    fragment: str
    kind: Words
    meaning: Words
    required: bool
    """Whether it is never empty."""


class DescribedRating(Struct, frozen=True):
    """A rating of the site's scale."""

    id: str
    label: str
    value: str
    """Its place on the scale; empty for a word that is no measure."""


class DataDictionaryView(Struct, frozen=True):
    """The files, fields and ratings of the open data. Its phrases have names and values in backquotes."""

    files: tuple[DescribedFile, ...]
    reading: tuple[Words, ...]
    """What readers of the data have to know of all of it."""
    claims: tuple[DescribedField, ...]
    """The fields of a claim."""
    corrections: tuple[DescribedField, ...]
    """The fields of a correction."""
    ratings: tuple[DescribedRating, ...]
    version: str
    versions: Words
    """What the version means."""
    standards: Mapping[str, str]
    """Names in those phrases, and where they are described."""


def _described(kind: str, fields: tuple[Field, ...]) -> tuple[DescribedField, ...]:
    return tuple(DescribedField(field.name, f"{kind}-{field.name}", TYPES[field.type], field.meaning, field.required) for field in fields)


def dictionary_page(site: LinkedSite) -> Page:
    """The page that says what the open data means."""
    view = DataDictionaryView(
        files=tuple(DescribedFile(address.rpartition("/")[2], site.href(address), holds) for address, holds in FILES),
        reading=READING,
        claims=_described("claim", CLAIM_FIELDS),
        corrections=_described("correction", CORRECTION_FIELDS),
        ratings=tuple(
            DescribedRating(id, rating.label, "" if rating.value is None else f"{rating.value:g}")
            for id, rating in site.settings.ratings.items()
        ),
        version=FORMAT_VERSION,
        versions=VERSIONS,
        standards=STANDARDS,
    )
    return Page(
        addresses.DATA, "data.html", "list", Words("Claims as data"), Words("What the open data of %(site)s means, field by field."), view
    )


class DataDictionaryKind(PageKind):
    """The description of the open data."""

    name = "data-dictionary"
    templates = ("data.html",)
    reserved = ("data",)

    def addresses(self, site: LinkedSite) -> Iterator[Address]:
        """The one address, and the place of each field."""
        fields = [*_described("claim", CLAIM_FIELDS), *_described("correction", CORRECTION_FIELDS)]
        yield Address(addresses.DATA, tuple(field.fragment for field in fields), indexed=True)

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Page]:
        """The one page."""
        yield dictionary_page(inputs.site)
