"""The kinds of value that the format's keys take.

Models are msgspec's structs: what is right is taken at the speed of C, and nothing more is loaded. What is wrong with a file is found by
pydantic, from the same annotations: see `validation.py`.
"""

# Annotations are read when the program runs, so they are not put off here.

import datetime
import re
from collections.abc import Callable
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin
from urllib.parse import urlsplit

from msgspec import Meta, Struct
from msgspec.structs import fields, force_setattr

from counterpoint.model.dates import DATE

ID_PATTERN = r"^[a-z0-9][a-z0-9-]{0,63}$"
EXACT_ID_PATTERN = ID_PATTERN.removesuffix("$") + r"\Z"
"""For texts that are taken as they come: `$` would let a line end stand behind an id."""
LANGUAGE_PATTERN = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z"
DIGEST_PATTERN = r"^[0-9a-f]{12}$"
IMAGE_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".svg")
"""The endings of files that are shown as images."""
_ACTIVE = "html htm xhtml xht shtml xml xsl xslt rdf svgz js mjs cjs wasm swf mht mhtml hta htc css php mathml atom rss xsd xbl dtd"
_PERSONAL = "jfif jpe jif mpo apng bmp tif tiff avif heic heif jp2 jxl psd dng cr2 cr3 nef arw raf orf rw2"
_DOWNLOADS = (
    "pdf epub txt md rtf doc docx odt ppt pptx odp tex bib ris csv tsv xls xlsx xlsm xlsb ods json jsonl ndjson geojson yaml yml toml log"
    " db dbf mdb sql sqlite gpkg nc parquet feather rds rdata sav por dta sas7bdat dat r py ipynb ics vcf srt vtt mp3 m4a aac flac wav oga"
    " ogg opus mp4 m4v mkv mov mpg mpeg ogv webm zip 7z gz bz2 xz zst tar rar"
)
ACTIVE_ENDINGS = frozenset(_ACTIVE.split())
"""The endings of files that a browser may run or render as a page, with the rights of this site's own pages."""
PERSONAL_ENDINGS = frozenset(_PERSONAL.split())
"""The endings of pictures that are not shown, and whose metadata (place, camera, owner) is not taken out."""
DOWNLOAD_ENDINGS = frozenset(_DOWNLOADS.split())
"""The endings of files other than images that may be downloads: all tables of types, of browsers and of servers, know them for data, or
not at all."""
LINK_SCHEMES = ("https", "http", "mailto", "tel")
"""The schemes that an address anywhere in a site may have."""


class Mistake(ValueError):
    """A value, or a mapping's values together, that cannot be: its kind, and what it should be or has."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind, self.message = kind, message


class Check(NamedTuple):
    """In an annotation: what brings a text into its usual form. It raises Mistake for one that has none."""

    usual: Callable[[str], str]


class Short(NamedTuple):
    """In an annotation of what authors may write: `meant` is what they mean by it. A text alone stands for a mapping with this `key`, and
    with `many` one thing alone for a list of one."""

    meant: Any
    key: str = ""
    many: bool = False

    def in_full(self, value: Any) -> Any:
        """What a plain value means, as a plain value."""

        def whole(item: Any) -> Any:
            return {self.key: item} if self.key and isinstance(item, str) else item

        if not self.many:
            return whole(value)
        if not isinstance(value, list):
            value = [value] if self.key or isinstance(value, str) else value
        return [whole(item) for item in value] if isinstance(value, list) else value


class Model(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The base of everything an author writes: no unknown keys, frozen, an empty key counts as left out."""

    def __post_init__(self) -> None:
        """Raise Mistake for what cannot be. Values are brought into their usual form."""
        for name, usual in _usual_forms(type(self)):
            value = getattr(self, name)
            if value is not None:
                force_setattr(self, name, usual(value))
        self.hold_together()

    def hold_together(self) -> None:
        """Raise Mistake where values contradict each other."""


@cache
def _usual_forms(model: type[Model]) -> list[tuple[str, Callable[[Any], Any]]]:
    return [(field.name, usual) for field in fields(model) if (usual := _usual_form(field.type))]


def _usual_form(kind: Any) -> Callable[[Any], Any] | None:
    """What brings a value of an annotated kind into its usual form, where there is something to do."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        short = next((note for note in arguments[1:] if isinstance(note, Short)), None)
        steps = [note.usual for note in arguments[1:] if isinstance(note, Check)]
        if short:
            return _from_short(short)
        inner = _usual_form(arguments[0])
        steps = [inner, *steps] if inner else steps
        return _one_after_the_other(steps) if steps else None
    if origin in {Union, UnionType}:
        forms = [usual for part in arguments if part is not NoneType and (usual := _usual_form(part))]
        return forms[0] if forms else None
    if origin in {list, dict}:
        return _of_each(_usual_form(arguments[-1]), origin)
    return None


def _of_each(usual: Callable[[Any], Any] | None, kind: type) -> Callable[[Any], Any] | None:
    if usual is None:
        return None
    if kind is list:
        return lambda value: [usual(item) for item in value]
    return lambda value: {key: usual(item) for key, item in value.items()}


def _one_after_the_other(steps: list[Callable[[Any], Any]]) -> Callable[[Any], Any]:
    if len(steps) == 1:
        return steps[0]

    def all_of_them(value: Any) -> Any:
        for step in steps:
            value = step(value)
        return value

    return all_of_them


def _from_short(short: Short) -> Callable[[Any], Any]:
    kind = get_args(short.meant)[0] if get_origin(short.meant) is Annotated else short.meant
    if short.many:
        (kind,) = get_args(kind)

    def whole(item: Any) -> Any:
        return kind(**{short.key: item}) if short.key and isinstance(item, str) else item

    if short.many:
        return lambda value: [whole(item) for item in (value if isinstance(value, list) else [value])]
    return whole


FIRST_YEAR = 1000
"""No day of an earlier year is known well enough to be given, and nothing on record happened then: a digit is missing or out of place."""


def _loose_date(text: str) -> str:
    match = DATE.fullmatch(text)
    try:
        if not match:
            raise ValueError
        year, month, day = match[1], match[2], match[3]
        datetime.date(int(year), int(month or 1), int(day or 1))
        if match[4]:
            datetime.datetime.fromisoformat(text.replace(" ", "T"))
    except ValueError:
        raise Mistake("date", "should be a date such as 2024-03-01") from None
    if day and int(year) < FIRST_YEAR:
        raise Mistake("date", f"should be a date such as 2024-03-01: no day of the year {year} can be meant")
    return text.replace(" ", "T")


def full_date(text: str) -> str:
    """A date of a day, or a date-time, in its usual form. Raises Mistake."""
    text = _loose_date(text)
    if len(text) < len("2024-03-01"):
        raise Mistake("date", "should be a full date such as 2024-03-01")
    return text


def _http_url(text: str) -> str:
    if not is_address(text, ("https", "http")):
        raise Mistake("url", "should be an address that begins with https://")
    return text


def _link(text: str) -> str:
    if not (re.match(r"/(?![/\\])", text) and is_clean(text)) and not is_address(text, LINK_SCHEMES):
        raise Mistake("url", "should be an address such as https://example.org/ or a path such as /about/")
    return text


def _media_path(text: str) -> str:
    parts = text.split("/")
    if text.startswith("/") or "\\" in text or ".." in parts or ":" in text or not is_clean(text):
        raise Mistake("media", "should be a path inside content/, such as media/bridge.jpg")
    if not text.lower().endswith(IMAGE_ENDINGS):
        raise Mistake("media", f"should be an image: a file that ends in {', '.join(IMAGE_ENDINGS)}")
    return text


def is_clean(address: str) -> bool:
    """Whether an address is free of spaces, control and invisible characters, which browsers drop and people overlook."""
    return address.isprintable() and " " not in address  # of all white space only this counts as printable


def is_address(text: str, schemes: tuple[str, ...]) -> bool:
    """Whether a text is an absolute address of one of these schemes, with a host where the scheme has one."""
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - raises for a port that is no number
    except ValueError:
        return False
    scheme = parts.scheme.lower()
    if scheme not in schemes or not is_clean(text) or "\\" in text:
        return False
    return bool(parts.hostname) if scheme in {"http", "https"} else bool(parts.path) and not parts.netloc


Id = Annotated[str, Meta(pattern=ID_PATTERN)]
"""A name in addresses: lower-case letters, digits and hyphens, at most 64, not beginning with a hyphen."""
Text = Annotated[str, Meta(min_length=1)]
"""A line of plain text."""
Markdown = Annotated[str, Meta(min_length=1)]
"""Text in Markdown."""
Date = Annotated[str, Check(full_date), Meta(extra_json_schema={"pattern": r"^[1-9]\d{3}-\d\d-\d\d"})]
"""An ISO 8601 date or date-time."""
LooseDate = Annotated[
    str, Check(_loose_date), Meta(extra_json_schema={"type": ["string", "integer"], "pattern": r"^(\d{4}(-\d\d)?$|[1-9]\d{3}-\d\d-\d\d)"})
]
"""An ISO 8601 date or date-time, or only a year or a month where no more is known: `2024`, `2024-03`."""
Url = Annotated[str, Check(_http_url), Meta(extra_json_schema={"pattern": "^https?://"})]
"""An http or https address."""
Link = Annotated[str, Check(_link)]
"""An http, https, mailto or tel address, or a path within the site that begins with `/`."""
MediaPath = Annotated[str, Check(_media_path)]
"""A path of an image or download, relative to content/."""
OldPath = Annotated[str, Meta(min_length=1, extra_json_schema={"pattern": "^/"})]
"""A path within the site, as it stood in addresses: with or without percent-codes. `site.redirects` says which cannot be."""
Language = Annotated[str, Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A BCP 47 language tag."""
FINITE = 1e300
"""No number that an author means is as large."""
Number = Annotated[float, Meta(ge=-FINITE, le=FINITE)]
"""A number; what is none, and what has no end, is refused."""
