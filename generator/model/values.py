"""The kinds of value that the format's keys take."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

ID_PATTERN = r"^[a-z0-9][a-z0-9-]{0,63}$"
LINK_SCHEMES = ("https", "http", "mailto", "tel")
"""The schemes that an address anywhere in a site may have."""

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?)?)?")


class Model(BaseModel):
    """The base of everything an author writes: no unknown keys, frozen, an empty key counts as left out."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_absent(cls, data: Any) -> Any:
        if type(data) is dict and None in data.values():
            # What is no key at all stays, to be reported: `{note: So, and so}` in braces is a note and a stray key `and so`.
            known = cls.model_fields.keys() | {field.alias for field in cls.model_fields.values()}
            return {key: value for key, value in data.items() if value is not None or key not in known}
        return data


def _loose_date(text: str) -> str:
    match = _DATE.fullmatch(text)
    try:
        if not match:
            raise ValueError
        year, month, day = match[1], match[2], match[3]
        datetime.date(int(year), int(month or 1), int(day or 1))
        if match[4]:
            datetime.datetime.fromisoformat(text.replace(" ", "T"))
    except ValueError:
        raise PydanticCustomError("date", "should be a date such as 2024-03-01") from None
    return text.replace(" ", "T")


def _full_date(text: str) -> str:
    text = _loose_date(text)
    if len(text) < len("2024-03-01"):
        raise PydanticCustomError("date", "should be a full date such as 2024-03-01")
    return text


def _http_url(text: str) -> str:
    if not is_address(text, ("https", "http")):
        raise PydanticCustomError("url", "should be an address that begins with https://")
    return text


def _link(text: str) -> str:
    if not (re.match(r"/(?![/\\])", text) and is_clean(text)) and not is_address(text, LINK_SCHEMES):
        raise PydanticCustomError("url", "should be an address such as https://example.org/ or a path such as /about/")
    return text


def _media_path(text: str) -> str:
    parts = text.split("/")
    if text.startswith("/") or "\\" in text or ".." in parts or ":" in text or not is_clean(text):
        raise PydanticCustomError("media", "should be a path inside content/, such as media/bridge.jpg")
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


Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
"""A name in addresses: lower-case letters, digits and hyphens, at most 64, not beginning with a hyphen."""
Text = Annotated[str, StringConstraints(min_length=1)]
"""A line of plain text."""
Markdown = Annotated[str, StringConstraints(min_length=1)]
"""Text in Markdown."""
Date = Annotated[str, AfterValidator(_full_date), Field(json_schema_extra={"pattern": r"^\d{4}-\d\d-\d\d"})]
"""An ISO 8601 date or date-time."""
LooseDate = Annotated[
    str, AfterValidator(_loose_date), Field(json_schema_extra={"type": ["string", "integer"], "pattern": r"^\d{4}(-\d\d){0,2}"})
]
"""An ISO 8601 date or date-time, or only a year or a month where no more is known: `2024`, `2024-03`."""
Url = Annotated[str, AfterValidator(_http_url), Field(json_schema_extra={"pattern": "^https?://"})]
"""An http or https address."""
Link = Annotated[str, AfterValidator(_link)]
"""An http, https, mailto or tel address, or a path within the site that begins with `/`."""
MediaPath = Annotated[str, AfterValidator(_media_path)]
"""A path of an image or download, relative to content/."""
OldPath = Annotated[str, StringConstraints(pattern=r"^/[^\s\\?#*:]*$")]
"""A path within the site, without query or fragment."""
Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A BCP 47 language tag."""
