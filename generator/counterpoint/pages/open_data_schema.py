"""The fields of the open data, from which its tables, its description as a data package and its documentation are made."""

from __future__ import annotations

import re
from typing import Any, Literal

from msgspec import Struct

from counterpoint.model.site import License
from counterpoint.pages.page import Words
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
    meaning: Words
    """In words, with names and values in backquotes."""
    required: bool = False
    """Whether it is never empty."""


CLAIM_FIELDS = (
    Field("id", "string", Words("The claim, unlike all others of the site: `article#claim`."), required=True),
    Field("article", "string", Words("The id of the article, which is its path."), required=True),
    Field("article_title", "string", Words("The title of the article."), required=True),
    Field("claim", "string", Words("The id of the claim within the article."), required=True),
    Field("text", "string", Words("The claim as readers see it."), required=True),
    Field("speaker_id", "string", Words("The id of who says it, the same in all articles."), required=True),
    Field("speaker", "string", Words("The name of who says it."), required=True),
    Field("position", "string", Words("The label of the position that it is said for.")),
    Field("issues", "array", Words("The questions that it bears on.")),
    Field("date", "string", Words("When it was said: a year, a month, a day or a time, as far as that is known.")),
    Field("rating", "string", Words("The label of its rating.")),
    Field("rating_value", "number", Words("The value of its rating on the site's scale, where the rating is a measure.")),
    Field(
        "sources",
        "array",
        Words(
            "Its evidence: for each source its `id` (as in `source_ids`), `stance` (`supports`, `disputes` or `context`), `title`, `url`,"
            " `locator` and `interest`."
        ),
    ),
    Field("responds_to", "list", Words("The `id` of each claim that it answers.")),
    Field("url", "string", Words("Where readers find it."), required=True),
    Field("quotes", "array", Words("The words of the article that it stands for, one text for each place; line breaks are spaces.")),
    Field("verbatim", "boolean", Words("Whether `text` is the speaker's own words, quoted in the article."), required=True),
    Field("position_id", "string", Words("The id of the position within the article.")),
    Field("issue_ids", "list", Words("The id of each question within the article, in the order of `issues`.")),
    Field(
        "source_ids",
        "list",
        Words("The id of each source, in the order of `sources`: one that articles share by its id, an article's own as `article#source`."),
    ),
    Field("rating_id", "string", Words("The id of its rating.")),
    Field("rating_summary", "string", Words("The finding in words.")),
    Field("reviewed_by", "string", Words("Who rated it.")),
    Field("reviewed_on", "string", Words("When it was rated.")),
    Field("updated", "string", Words("When it was last changed after publication, where its author says so.")),
    Field("article_date", "string", Words("When the article was published: a day, or a time."), required=True),
    Field("article_updated", "string", Words("When the article was last changed, where its author says so.")),
    Field("language", "string", Words("The language of the texts, as in BCP 47."), required=True),
    Field("corrections", "array", Words("Corrections of this claim: for each its `date` and `text`.")),
    Field("accuses", "list", Words("The id of each speaker whom its author says that it accuses.")),
    Field(
        "approaches",
        "array",
        Words(
            "Attempts to get an answer to it: for each its `date`, `channel`, `speaker_id`, `position_id`, `deadline`, `outcome` (empty"
            " while it is open) and when it was `replied` to."
        ),
    ),
    Field("wording", "string", Words("How `text` was taken over: `verbatim`, `excerpt`, `compiled` or `paraphrase`."), required=True),
    Field("translated_from", "string", Words("The language in which it was said, where `text` is a translation and that is known.")),
    Field("appears_in", "string", Words("The id of the source in which the claim was made, as in `source_ids`.")),
    Field("reviewer_kind", "string", Words("What rated it, `person` or `organisation`, where its author says so.")),
    Field("reviewer_url", "string", Words("The page of who rated it.")),
)
CORRECTION_FIELDS = (
    Field("article", "string", Words("The id of the article that was corrected."), required=True),
    Field("article_title", "string", Words("The title of that article."), required=True),
    Field("date", "string", Words("When it was corrected."), required=True),
    Field("text", "string", Words("What was wrong, and what is right."), required=True),
    Field("claim_id", "string", Words("The `id` of the claim that was corrected; the claim may be gone since.")),
    Field("issue_id", "string", Words("The id of the question within the article whose answers were corrected.")),
    Field("position_id", "string", Words("The id of the position within the article that was corrected.")),
    Field("language", "string", Words("The language of the texts, as in BCP 47."), required=True),
    Field("url", "string", Words("The address of the article."), required=True),
)

FILES = (
    (
        addresses.CLAIMS_JSON,
        Words(
            "Every public claim, with the site's licence, its scale of ratings, the version of the data and the address of its data"
            " package."
        ),
    ),
    (addresses.CLAIMS_CSV, Words("The same claims as a table.")),
    (addresses.CORRECTIONS_CSV, Words("Every correction, also of articles, questions, positions and claims that are gone.")),
    (addresses.REVIEWS_JSON, Words("Every rated claim as a `ClaimReview`, in a `DataFeed`, the form that Data Commons takes.")),
    (addresses.DATA_PACKAGE, Words("The tables and their columns as a `Data Package`, by which programs read them.")),
)
"""Each file of the data by its address, and what it holds."""
READING = (
    Words("The tables are CSV as in RFC 4180, in UTF-8 with a byte order mark."),
    Words("An empty cell is a value that is not there. JSON has an empty text or list there, or `null` for a number."),
    Words("In CSV, the ids of a list stand with `;` between them, which no id can contain. Lists of texts are JSON."),
    Words(
        "A text that a spreadsheet would take for a formula has an apostrophe before it in CSV: one that begins with `=`, `+`, `-`, `@`,"
        " their full-width forms, a tab or a line break, also with apostrophes before that. Take one apostrophe away to have the text as it"
        " is in JSON."
    ),
    Words(
        "Ids of articles, speakers, ratings and shared sources hold for the whole site. Ids of positions and questions hold within their"
        " article: join them by `article` and the id."
    ),
    Words(
        "`rating_scale` in JSON has the scale's `worst` and `best` value and all `ratings`. The data package has the same as limits of"
        " `rating_value` and categories of `rating_id`."
    ),
)
"""What readers of the data have to know of all of it."""
VERSIONS = Words(
    "The version is `format_version` in JSON, and `version` in the data package. Its first number rises when a field is taken away or comes"
    " to mean something else. The second rises when a field is added. So read fields by their names, and expect further ones."
)
"""What the version means."""
TYPES = {
    "string": Words("text"),
    "number": Words("number"),
    "boolean": Words("true or false"),
    "list": Words("list of ids"),
    "array": Words("JSON array"),
}
"""What the types of fields are called."""
STANDARDS = {
    "ClaimReview": "https://schema.org/ClaimReview",
    "DataFeed": "https://schema.org/DataFeed",
    "Data Package": "https://datapackage.org",
}
"""Names in what is said of the data, and where they are described."""


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
        item: dict[str, Any] = {"name": field.name, "type": field.type, "description": str(field.meaning)}
        if field.type == "list":
            item |= {"delimiter": SEPARATOR, "itemType": "string"}
        if field.required:
            item["constraints"] = {"required": True}
        described.append(item)
    return {"$schema": PROFILE + "tableschema.json", "fields": described}
