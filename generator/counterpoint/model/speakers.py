"""`content/speakers.yml` and `content/sources.yml`: who is quoted, and what is cited."""

from typing import Literal

from counterpoint.model.values import Id, Language, LooseDate, MediaPath, Model, Text, Url


class Speaker(Model, frozen=True):
    """A person, organisation, government, medium or document that says something."""

    name: Text
    """The name shown."""
    kind: Literal["person", "organisation", "government", "media", "document"] | None = None
    """What the speaker is."""
    role: Text | None = None
    """A few words on who this is, such as 'shopkeepers' association'."""
    affiliation: Id | None = None
    """The id of the speaker to whom this one belongs."""
    bio: Text | None = None
    """One or two sentences for the speaker's page."""
    url: Url | None = None
    """The speaker's own site."""
    image: MediaPath | None = None
    """A portrait or logo."""
    names: list[Text] = []
    """Other spellings under which the speaker is quoted."""
    same_as: list[Url] = []
    """Pages elsewhere that identify the speaker, such as a Wikidata item."""
    interest: Text | None = None
    """A few words on whose interests are involved: a funder, a party, an owner."""


class Source(Model, frozen=True):
    """Something outside the site that is cited."""

    title: Text
    """Its title."""
    publisher: Text | None = None
    """Who published it."""
    url: Url | None = None
    """Where it can be read."""
    date: LooseDate | None = None
    """When it was published."""
    accessed: LooseDate | None = None
    """When it was last read there."""
    archived: Url | None = None
    """The address of an archived copy."""
    kind: Text | None = None
    """What it is: report, judgment, interview …"""
    language: Language | None = None
    """The language that it is in."""
    viewpoint: Text | None = None
    """What readers should know of its publisher's own part in the debate."""
    note: Text | None = None
    """A remark for the source's card."""
    interest: Text | None = None
    """A few words on whose interests are involved: a funder, a party, an owner. Shown wherever it is cited."""


Speakers = dict[Id, Speaker]
"""`content/speakers.yml`: speakers by id."""
Sources = dict[Id, Source]
"""`content/sources.yml`: sources by id."""
