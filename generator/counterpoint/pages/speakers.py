"""The list of everyone quoted on the site."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from counterpoint.pages.page import Page, Words
from counterpoint.pages.page_kind import PageInputs, PageKind
from counterpoint.pages.speaker_link import SpeakerLink, speaker_link
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite


class Side(Struct, frozen=True):
    """A side that a speaker takes somewhere; `language` is that of its label, if it is not the page's."""

    voice: int
    label: str
    language: str


class SpeakerRow(Struct, frozen=True):
    """A speaker in the list of all."""

    speaker: SpeakerLink
    claims: int
    positions: tuple[Side, ...]


class SpeakersView(Struct, frozen=True):
    """Everyone, by kind; kinds in a fixed order, names as their language sorts them."""

    groups: tuple[tuple[str, tuple[SpeakerRow, ...]], ...]


def speakers_page(site: LinkedSite) -> Page:
    """Everyone quoted on the site."""
    order = ["person", "organisation", "government", "media", "document", ""]
    groups: dict[str, list[SpeakerRow]] = {kind: [] for kind in order}
    for id, speaker in site.speakers.items():
        held = {
            (position.voice, position.label): Side(position.voice, position.label, site.language_of(position.slug))
            for position in site.holders.get(id, ())
        }
        row = SpeakerRow(speaker_link(site, id), len(site.by_speaker.get(id, ())), tuple(held.values()))
        groups[speaker.kind or ""].append(row)
    view = SpeakersView(
        tuple(
            (kind, tuple(sorted(rows, key=lambda row: (row.speaker.name.casefold(), row.speaker.id))))
            for kind, rows in groups.items()
            if rows
        )
    )
    return Page(addresses.SPEAKERS, "speakers.html", "list", Words("Speakers"), Words("Everyone quoted on %(site)s."), view)


class SpeakersKind(PageKind):
    """The list of everyone quoted on the site."""

    name = "speakers"
    templates = ("speakers.html",)
    reserved = ("speakers",)
    shows_all = True

    def addresses(self, site: LinkedSite) -> Iterator[Address]:
        """The one address."""
        yield Address(addresses.SPEAKERS, indexed=True)

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Page]:
        """The one page."""
        yield speakers_page(inputs.site)
