"""Dates as readers write them, in the page's language. ISO dates in, words out; months and years alone where no more is known."""

from __future__ import annotations

import datetime
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """The locale of a BCP 47 language tag; that of its first part, else English, where the whole is not known."""
    for tag in (language, language.partition("-")[0], "en"):
        try:
            # 'en' alone means American usage to CLDR; with no region given, day before month is what most of the world reads.
            return Locale.parse("en-GB" if tag == "en" else tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError


@lru_cache(maxsize=4096)
def readable(date: str, language: str) -> str:
    """`2024-03-01` → `1 March 2024`; `2024-03` → `March 2024`; `2024` → `2024`."""
    locale = locale_of(language)
    parts = [int(part) for part in date[:10].split("-")]
    day = datetime.date(*[*parts, 1, 1][:3])
    if len(parts) == 1:
        return str(format_skeleton("y", day, locale=locale))
    if len(parts) == 2:
        return str(format_skeleton("yMMMM", day, locale=locale))
    return format_date(day, "long", locale=locale)


@lru_cache(maxsize=64)
def language_name(language: str) -> str:
    """What a language calls itself; its tag where that is not known."""
    for tag in (language, language.partition("-")[0]):
        try:
            locale = Locale.parse(tag, sep="-")
            return locale.get_display_name(locale) or tag
        except (UnknownLocaleError, ValueError):
            continue
    return language


@lru_cache(maxsize=256)
def language_name_in(language: str, interface: str) -> str:
    """What a language is called in another one; its tag where that is not known."""
    for tag in (language, language.partition("-")[0]):
        try:
            return Locale.parse(tag, sep="-").get_display_name(locale_of(interface)) or tag
        except (UnknownLocaleError, ValueError):
            continue
    return language


def direction(language: str) -> str:
    """`rtl` or `ltr`."""
    return str(locale_of(language).text_direction)
