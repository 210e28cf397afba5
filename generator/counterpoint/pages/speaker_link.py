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
    """That of the role, where it is not translated."""
    interest: str = ""
    """A few words on whose interests are involved."""
    interest_language: str = ""
    """Theirs, where they are not translated."""


def speaker_link(site: LinkedSite, speaker_id: str) -> SpeakerLink:
    """A link to a speaker's page."""
    speaker = site.speakers[speaker_id]
    return SpeakerLink(
        speaker_id,
        speaker.name,
        site.href(addresses.speaker(speaker_id)),
        speaker.role or "",
        speaker.kind or "",
        site.language_of_speaker(speaker_id, "role"),
        speaker.interest or "",
        site.language_of_speaker(speaker_id, "interest"),
    )
