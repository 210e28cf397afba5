"""Where everything is: paths within the site, without the site's own base path, always beginning with `/`."""

from __future__ import annotations

from msgspec import Struct

HOME = "/"
SPEAKERS = "/speakers/"
TOPICS = "/topics/"
SOURCES = "/sources/"
CORRECTIONS = "/corrections/"
NOT_FOUND = "/404.html"
FEED_ATOM = "/feed.xml"
FEED_JSON = "/feed.json"
DATA = "/data/"
CLAIMS_JSON = "/data/claims.json"
CLAIMS_CSV = "/data/claims.csv"
CORRECTIONS_CSV = "/data/corrections.csv"
REVIEWS_JSON = "/data/reviews.json"
DATA_PACKAGE = "/data/datapackage.json"


class Address(Struct, frozen=True):
    """A file of the site by its address, with what the rest of the site has to know of it."""

    address: str
    fragments: tuple[str, ...] | None = None
    """What links to it may point at; nothing where that is not known."""
    indexed: bool = False
    """Whether search engines are sent to it."""
    modified: str = ""
    """The day of its last change, where that is known."""
    path: str = ""
    """The author's file that it comes from, where there is one."""
    where: tuple[str | int, ...] = ()
    """The place of what it comes from in that file, or in the sidecar of an article."""


def article(slug: str) -> str:
    """An annotated article, or a plain page."""
    return f"/{slug}/"


def sides(slug: str, issue: str = "", position: str = "") -> str:
    """An article's side-by-side view; at an issue's row, or at a position's column."""
    fragment = f"#issue-{issue}" if issue else f"#position-{position}" if position else ""
    return f"/{slug}/sides/{fragment}"


def history(slug: str) -> str:
    """What has changed in an article since it was published."""
    return f"/{slug}/history/"


def history_data(slug: str) -> str:
    """What has changed in an article, as data."""
    return f"/{slug}/history.json"


def claim(slug: str, claim_id: str) -> str:
    """A claim's own page."""
    return f"/{slug}/claims/{claim_id}/"


def claim_in_article(slug: str, claim_id: str) -> str:
    """A claim's card in its article."""
    return f"/{slug}/#{claim_id}"


def annotation_data(slug: str) -> str:
    """An article's annotations as data."""
    return f"/{slug}/annotations.json"


def speaker(speaker_id: str, number: int = 1) -> str:
    """A speaker's page, or a further page of the speaker's claims."""
    return f"/speakers/{speaker_id}/" if number == 1 else f"/speakers/{speaker_id}/{number}/"


def topic(topic_id: str, number: int = 1) -> str:
    """A topic's page, or a further page of its explainers. Those under no topic, whose id is empty, begin on the page of all topics."""
    if number == 1:
        return f"/topics/{topic_id}/" if topic_id else TOPICS
    return f"/topics/{topic_id or '_'}/{number}/"


def media(path: str) -> str:
    """An image or download, by its path relative to content/."""
    return f"/{path}"


def embed(slug: str, claim_id: str) -> str:
    """A claim for frames in other pages. Apart from all else, so that hosts can allow frames for this path only."""
    return f"/embed/{slug}/{claim_id}/"


def oembed(slug: str, claim_id: str) -> str:
    """What programs that embed by address are told of a claim."""
    return f"/embed/{slug}/{claim_id}/oembed.json"


def article_image(slug: str) -> str:
    """The image by which an article is shown where it is shared."""
    return f"/{slug}/share.png"


def claim_image(slug: str, claim_id: str) -> str:
    """The image by which a claim is shown where it is shared."""
    return f"/{slug}/claims/{claim_id}/share.png"


def search(number: int = 1) -> str:
    """The search; or a further page of its list of all claims."""
    return "/search/" if number == 1 else f"/search/{number}/"


def search_index(number: int = 1) -> str:
    """The folder of the search index; or of a further part of it."""
    return "/search/index/" if number == 1 else f"/search/index/{number}/"


def sources(number: int = 1) -> str:
    """The list of all sources; or a further page of it."""
    return SOURCES if number == 1 else f"{SOURCES}{number}/"


def owner(address: str) -> str:
    """The slug of the article or page that an address belongs to; of the site's own pages, the first part of their path."""
    parts = address.split("/", 3)
    return parts[2] if parts[1] == "embed" and len(parts) > 2 else parts[1]


def file_of(address: str) -> str:
    """The file in the output that answers an address: `/cars/` → `cars/index.html`."""
    path = address.lstrip("/").partition("#")[0]
    return path + "index.html" if path.endswith("/") or not path else path
