"""The fields of the open data, from which its tables, its description as a data package and its documentation are made."""

from __future__ import annotations

import re
from typing import Any, Literal

from msgspec import Struct

from counterpoint.model.site import License
from counterpoint.site import addresses
from counterpoint.site.link import LinkedSite

FORMAT_VERSION = "1.2"
"""The version of the fields. The first number rises when a field is taken away or comes to mean something else, the second when one is
added."""
SEPARATOR = ";"
"""What stands between the ids of a list in CSV. No id can contain it."""
PROFILE = "https://datapackage.org/profiles/2.0/"


class Field(Struct, frozen=True):
    """A key in JSON and column in CSV. Its type is one of the Table Schema: a `list` is of ids, an `array` is JSON in CSV too."""

    name: str
    type: Literal["string", "number", "boolean", "list", "array"]
    meaning: str
    required: bool = False
    """Whether it is never empty."""


CLAIM_FIELDS = (
    Field("id", "string", "The claim, unlike all others of the site: `article#claim`.", required=True),
    Field("article", "string", "The id of the article, which is its path.", required=True),
    Field("article_title", "string", "The title of the article.", required=True),
    Field("claim", "string", "The id of the claim within the article.", required=True),
    Field("text", "string", "The claim as readers see it.", required=True),
    Field("speaker_id", "string", "The id of who says it, the same in all articles.", required=True),
    Field("speaker", "string", "The name of who says it.", required=True),
    Field("position", "string", "The label of the position that it is said for."),
    Field("issues", "array", "The questions that it bears on."),
    Field("date", "string", "When it was said: a year, a month, a day or a time, as far as that is known."),
    Field("rating", "string", "The label of its rating."),
    Field("rating_value", "number", "The value of its rating on the site's scale, where the rating is a measure."),
    Field(
        "sources",
        "array",
        "Its evidence: for each source its `id` (as in `source_ids`), `stance` (`supports`, `disputes` or `context`), `title`, `url`,"
        " `locator` and `interest`.",
    ),
    Field("responds_to", "list", "The `id` of each claim that it answers."),
    Field("url", "string", "Where readers find it.", required=True),
    Field("quotes", "array", "The words of the article that it stands for, one text for each place; line breaks are spaces."),
    Field("verbatim", "boolean", "Whether `text` is the speaker's own words, quoted in the article.", required=True),
    Field("position_id", "string", "The id of the position within the article."),
    Field("issue_ids", "list", "The id of each question within the article, in the order of `issues`."),
    Field(
        "source_ids",
        "list",
        "The id of each source, in the order of `sources`: one that articles share by its id, an article's own as `article#source`.",
    ),
    Field("rating_id", "string", "The id of its rating."),
    Field("rating_summary", "string", "The finding in words."),
    Field("reviewed_by", "string", "Who rated it."),
    Field("reviewed_on", "string", "When it was rated."),
    Field("updated", "string", "When it was last changed after publication, where its author says so."),
    Field("article_date", "string", "When the article was published: a day, or a time.", required=True),
    Field("article_updated", "string", "When the article was last changed, where its author says so."),
    Field("language", "string", "The language of the texts, as in BCP 47.", required=True),
    Field("corrections", "array", "Corrections of this claim: for each its `date` and `text`."),
    Field("accuses", "list", "The id of each speaker whom its author says that it accuses."),
    Field(
        "approaches",
        "array",
        "Attempts to get an answer to it: for each its `date`, `channel`, `speaker_id`, `position_id`, `deadline`, `outcome` (empty while"
        " it is open) and when it was `replied` to.",
    ),
    Field("wording", "string", "How `text` was taken over: `verbatim`, `excerpt`, `compiled` or `paraphrase`.", required=True),
    Field("translated_from", "string", "The language in which it was said, where `text` is a translation and that is known."),
    Field("appears_in", "string", "The id of the source in which the claim was made, as in `source_ids`."),
    Field("reviewer_kind", "string", "What rated it, `person` or `organisation`, where its author says so."),
    Field("reviewer_url", "string", "The page of who rated it."),
)
CORRECTION_FIELDS = (
    Field("article", "string", "The id of the article that was corrected.", required=True),
    Field("article_title", "string", "The title of that article.", required=True),
    Field("date", "string", "When it was corrected.", required=True),
    Field("text", "string", "What was wrong, and what is right.", required=True),
    Field("claim_id", "string", "The `id` of the claim that was corrected; the claim may be gone since."),
    Field("issue_id", "string", "The id of the question within the article whose answers were corrected."),
    Field("position_id", "string", "The id of the position within the article that was corrected."),
    Field("language", "string", "The language of the texts, as in BCP 47.", required=True),
    Field("url", "string", "The address of the article.", required=True),
)


def package(site: LinkedSite) -> dict[str, Any]:
    """The description of a site's data as a Data Package (https://datapackage.org)."""
    settings = site.settings
    described: dict[str, Any] = {
        "$schema": PROFILE + "datapackage.json",
        "name": "claims",
        "id": site.url(addresses.DATA_PACKAGE),
        "title": settings.title,
        "homepage": settings.base_url,
        "version": FORMAT_VERSION,
    }
    if settings.publisher:
        described["contributors"] = [{"title": settings.publisher.name, "roles": ["publisher"]}]
    license = _license(settings.license) if settings.license else {}
    if license:
        described["licenses"] = [license]
    claims = _schema(CLAIM_FIELDS)
    claims["primaryKey"] = ["id"]
    columns = {field["name"]: field for field in claims["fields"]}
    if settings.rating_range:
        low, high = sorted(settings.rating_range)
        columns["rating_value"]["constraints"] = {"minimum": low, "maximum": high}
    if settings.ratings:
        columns["rating_id"]["categories"] = [{"value": id, "label": rating.label} for id, rating in settings.ratings.items()]
    described["resources"] = [
        _table("claims", addresses.CLAIMS_CSV, claims),
        _table("corrections", addresses.CORRECTIONS_CSV, _schema(CORRECTION_FIELDS)),
        {"name": "claims-json", "path": _file_name(addresses.CLAIMS_JSON), "format": "json", "mediatype": "application/json"},
        {"name": "reviews-json", "path": _file_name(addresses.REVIEWS_JSON), "format": "json", "mediatype": "application/ld+json"},
    ]
    return described


def _license(terms: License) -> dict[str, str]:
    """A licence, which has to have an address, or a name without spaces; empty where neither can be given."""
    if terms.url:
        return {"path": terms.url, "title": terms.name}
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", terms.name).strip("-")
    return {"name": name, "title": terms.name} if name else {}


def _file_name(address: str) -> str:
    return address.rpartition("/")[2]


def _table(name: str, address: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "type": "table",
        "path": _file_name(address),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _schema(fields: tuple[Field, ...]) -> dict[str, Any]:
    described = []
    for field in fields:
        item: dict[str, Any] = {"name": field.name, "type": field.type, "description": field.meaning}
        if field.type == "list":
            item |= {"delimiter": SEPARATOR, "itemType": "string"}
        if field.required:
            item["constraints"] = {"required": True}
        described.append(item)
    return {"$schema": PROFILE + "tableschema.json", "fields": described}
