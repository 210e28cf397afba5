"""A speaker by name, with a link to the speaker's page."""

from __future__ import annotations

from msgspec import Struct

from counterpoint.site import addresses
from counterpoint.site.link import LinkedSite


class SpeakerLink(Struct, frozen=True):
    """A speaker's name, and where the speaker's page is."""

    id: str
    name: str
    href: str
    role: str
    kind: str = ""
    language: str = ""
    """That of the role and of the biography, where they are not translated."""
    interest: str = ""
    """A few words on whose interests are involved."""


def speaker_link(site: LinkedSite, speaker_id: str) -> SpeakerLink:
    """A link to a speaker's page."""
    speaker = site.speakers[speaker_id]
    language = site.untranslated_speakers.get(speaker_id, "") if site.edition else ""
    return SpeakerLink(
        speaker_id,
        speaker.name,
        site.href(addresses.speaker(speaker_id)),
        speaker.role or "",
        speaker.kind or "",
        language,
        speaker.interest or "",
    )
