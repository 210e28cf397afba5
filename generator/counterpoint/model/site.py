"""`site.yml`: the site's settings."""

from functools import lru_cache
from typing import Annotated, Literal
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from msgspec import Meta

from counterpoint.model.dates import zone, zone_names
from counterpoint.model.values import FINITE, Check, Id, Language, Link, MediaPath, Mistake, Model, Number, OldPath, Text, Url


def _base_url(text: str) -> str:
    if "?" in text or "#" in text:
        raise Mistake("url", "should be an address without ? or #")
    parts = urlsplit(text)
    if "@" in parts.netloc:
        raise Mistake("url", "should be an address without a name or password: it would stand on every page")
    segments = [unquote(segment) for segment in parts.path.split("/")]
    if "" in segments[1:-1] or not {".", ".."}.isdisjoint(segments):
        raise Mistake("url", "should be an address without // or .. in its path, such as https://example.org/news/")
    if segments[-1].lower() in {"index.html", "index.htm"}:
        raise Mistake("url", f"should be the address of the folder, without {segments[-1]}")
    return text if text.endswith("/") else text + "/"


def _timezone(text: str) -> str:
    if text not in zone_names():
        raise Mistake("timezone", "should be the name of a time zone, such as Europe/Berlin")
    return text


class Publisher(Model, frozen=True):
    """Who publishes the site."""

    name: Text
    """The publisher's name."""
    url: Url | None = None
    """Its own site."""
    logo: MediaPath | None = None
    """Its logo, for structured data."""


class LabelledLink(Model, frozen=True):
    """A link with its words."""

    label: Text
    """The words shown."""
    url: Link
    """An address, or a path within the site such as `/about/`."""


class Topic(Model, frozen=True):
    """A subject that explainers are listed under."""

    label: Text
    """Its name on the pages."""
    description: Text | None = None
    """One sentence on its page."""


class Rating(Model, frozen=True):
    """One step of the site's scale, or a word for claims that cannot be rated."""

    label: Text
    """The word shown."""
    value: Number | None = None
    """Its place on the scale; left out for a word that is no measure, such as 'A judgement'."""


class License(Model, frozen=True):
    """The licence of the site's own text."""

    name: Text
    """Its name, such as CC BY 4.0."""
    url: Url | None = None
    """Where it can be read."""


class Theme(Model, frozen=True):
    """Settings that the default theme reads."""

    accent: Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}$")] | None = None
    """A colour such as `#1d4f91` for the site's name and the main call to action."""
    logo: MediaPath | None = None
    """An image shown before the site's name, in place of the default one."""
    font: Annotated[str, Meta(pattern=r"""^[A-Za-z0-9 ,"'-]+$""", max_length=300)] | None = None
    """A font stack for the text, of fonts that readers have: `Charter, Georgia, serif`."""
    social: list[LabelledLink] = []
    """Links to the publisher's profiles elsewhere, in the footer."""


class SiteSettings(Model, frozen=True, kw_only=True):
    """`site.yml`."""

    title: Text
    """The site's name."""
    description: Text | None = None
    """One sentence: the headline of the home page."""
    base_url: Annotated[Url, Check(_base_url)]
    """The absolute address at which the site is published; it may have a path. Without a password, `..`, `//` or `index.html`."""
    language: Language = "en"
    """The language of the site; the direction of writing follows from it."""
    languages: list[Language] = []
    """The languages that articles may be translated into: each has its pages under `/<language>/`."""
    timezone: Annotated[str, Check(_timezone)] = "UTC"
    """The time zone in which a date begins and ends, by its IANA name such as `Europe/Berlin`: dates that name no zone are meant in it."""
    publisher: Publisher | None = None
    """Who publishes the site: for the footer and structured data."""
    navigation: list[LabelledLink] = []
    """The links at the head of every page."""
    topics: dict[Id, Topic] = {}
    """The subjects that explainers are listed under."""
    ratings: dict[Id, Rating] = {}
    """The words that a claim's `review` may use."""
    rating_range: Annotated[list[Number], Meta(min_length=2, max_length=2)] | None = None
    """The worst and the best value of the scale."""
    rating_help: Link | None = None
    """Where readers learn what the ratings mean: an address, or a path within the site such as `/how-we-work/`."""
    redirects: dict[OldPath, Annotated[str, Meta(min_length=1, extra_json_schema={"pattern": "^/"})]] = {}
    """Old paths that lead to pages which are not articles, such as `/topics/cars/: /topics/streets/`."""
    claim_pages: Literal["all", "reviewed", "none"] = "all"
    """Which claims get a page of their own."""
    search: bool = True
    """Whether an index is made, so that readers can search; without it the page of all claims has none."""
    share_images: Literal["all", "articles", "none"] = "all"
    """What gets an image of its own for where it is shared: articles and claims, articles, or nothing."""
    indexed: bool = True
    """Whether search engines may list the site; not, say, while it is tried out."""
    imbalance: Annotated[float, Meta(ge=1, le=FINITE)] | None = None
    """How many times the claims or sources of another a position may have before `check` warns; left out: never."""
    verbs_of_saying: Id | None = None
    """The plain page that ends with a table of the verbs by which each position's claims are introduced, such as `how-we-work`."""
    raw_html: Literal["escape", "sanitize"] = "escape"
    """What becomes of HTML in Markdown: shown as text, or kept where it is harmless."""
    license: License | None = None
    """The licence of the site's own text."""
    support: LabelledLink | None = None
    """The one call to action that a page may show."""
    theme: Theme = Theme()
    """Settings of the default theme."""

    def hold_together(self) -> None:
        """Raise Mistake for ratings that do not fit their range."""
        values = [rating.value for rating in self.ratings.values() if rating.value is not None]
        if values and self.rating_range is None:
            raise Mistake("range", "`ratings` have values, so `rating_range: [worst, best]` is needed")
        if self.rating_range:
            low, high = sorted(self.rating_range)
            for id, rating in self.ratings.items():
                if rating.value is not None and not low <= rating.value <= high:
                    raise Mistake("range", f"the value of the rating `{id}` is outside `rating_range`")

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return zone(self.timezone)

    @property
    def path(self) -> str:
        """The path of `base_url`, with a slash at both ends: the prefix of every address within the site."""
        return _path(self.base_url)


@lru_cache
def _path(base_url: str) -> str:
    return "/" + base_url.split("://", 1)[1].partition("/")[2]
