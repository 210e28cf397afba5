"""What is public, on record: its addresses, and every claim's words, speaker, position and rating.

The record is a file of the site that `counterpoint release` writes.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Struct, field

from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.reading.files import SourceFile
from counterpoint.site import addresses
from counterpoint.site.prepared import Ties
from counterpoint.site.redirects import Redirect

VERSION = 1


class PublicClaim(Struct, frozen=True):
    """What readers have been told: the words marked in the article, how the claim reads alone, who says it, for which position (by its
    id; empty for none), how it is rated."""

    quotes: tuple[str, ...]
    text: str
    speaker: str
    position: str = ""
    rating: str = ""


class Record(Struct, frozen=True):
    """Everything that is public. Claims and corrections stand by their article's slug; `removed` are claims that were public once."""

    addresses: frozenset[str] = frozenset()
    claims: Mapping[str, Mapping[str, PublicClaim]] = field(default_factory=dict)
    removed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    corrections: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """(date, claim id or nothing) of each."""


class _Claim(Struct, forbid_unknown_fields=True):
    quotes: list[str]
    text: str
    speaker: str
    position: str = ""
    rating: str = ""


_MAY_LACK = frozenset(["position", "rating"])


class _Article(Struct, forbid_unknown_fields=True):
    claims: dict[str, _Claim] = {}
    removed: list[str] = []
    corrections: list[tuple[str, str]] = []


class _File(Struct, forbid_unknown_fields=True):
    version: int
    addresses: list[Annotated[str, msgspec.Meta(pattern="^/")]]
    articles: dict[str, _Article]


def read(file: SourceFile) -> Record | Diagnostic:
    """The record in a file, or what is wrong with it."""
    try:
        data = msgspec.json.decode(file.text, type=_File)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        message = f"{file.path} is damaged: {error}"
        return Diagnostic("record-damaged", ERROR, Location(file.path), message, "take it from version control as it was last released")
    if data.version != VERSION:
        message = f"{file.path} is of version {data.version}; this program writes {VERSION}"
        return Diagnostic("record-damaged", ERROR, Location(file.path), message, "use the version of Counterpoint that wrote it")
    return Record(
        addresses=frozenset(data.addresses),
        claims={
            slug: {
                id: PublicClaim(tuple(claim.quotes), claim.text, claim.speaker, claim.position, claim.rating)
                for id, claim in article.claims.items()
            }
            for slug, article in data.articles.items()
        },
        removed={slug: tuple(article.removed) for slug, article in data.articles.items() if article.removed},
        corrections={slug: tuple(article.corrections) for slug, article in data.articles.items() if article.corrections},
    )


def as_json(record: Record) -> str:
    """The record as its file holds it: one claim or address a line, sorted, so that version control shows what has changed."""

    def line(value: object) -> str:
        return json.dumps(value, ensure_ascii=False)

    articles = []
    for slug in sorted({*record.claims, *record.removed, *record.corrections}):
        claims = [
            f"    {line(id)}: "
            + line({key: value for key, value in msgspec.structs.asdict(claim).items() if value or key not in _MAY_LACK})
            for id, claim in sorted(record.claims.get(slug, {}).items())
        ]
        parts = ['   "claims": {' + ("\n" + ",\n".join(claims) + "\n   }" if claims else "}")]
        if removed := record.removed.get(slug):
            parts.append(f'   "removed": {line(sorted(removed))}')
        if corrections := record.corrections.get(slug):
            parts.append(f'   "corrections": {line(sorted(corrections))}')
        articles.append(f"  {line(slug)}: {{\n" + ",\n".join(parts) + "\n  }")
    listed = ",\n".join(f"  {line(address)}" for address in sorted(record.addresses))
    return f'{{\n "version": {VERSION},\n "addresses": [\n{listed}\n ],\n "articles": {{\n' + ",\n".join(articles) + "\n }\n}\n"


def of_edition(record: Record, language: str, languages: Collection[str], moved: Collection[str] = ()) -> Record:
    """The part of a record that is about the site in one language (empty for the original), as if that were all of the site.

    `moved` are addresses of the whole site that lead elsewhere by its settings.
    """

    def mine(name: str) -> bool:
        return name.rpartition(".")[2] == language if language else name.rpartition(".")[2] not in languages or "." not in name

    def bare(name: str) -> str:
        return name.removesuffix(f".{language}") if language else name

    start = f"/{language}/" if language else "/"
    addresses = (it for it in record.addresses if it.startswith(start) and it not in moved)
    others = tuple(f"/{it}/" for it in languages) if not language else ()
    return Record(
        frozenset(it.removeprefix(start[:-1]) for it in addresses if not it.startswith(others)) if others or language else record.addresses,
        {bare(name): it for name, it in record.claims.items() if mine(name)},
        {bare(name): it for name, it in record.removed.items() if mine(name)},
        {bare(name): it for name, it in record.corrections.items() if mine(name)},
    )


def joined(parts: Mapping[str, Record]) -> Record:
    """The record of a whole site from those of its languages, the original's under the empty one."""

    def named(what: str) -> dict[str, Any]:
        return {
            f"{name}.{language}" if language else name: value
            for language, part in parts.items()
            for name, value in getattr(part, what).items()
        }

    addresses = {f"/{language}{it}" if language else it for language, part in parts.items() for it in part.addresses}
    return Record(frozenset(addresses), named("claims"), named("removed"), named("corrections"))


def removed_claims(
    record: Record, own: Collection[str], articles: Mapping[str, Ties], redirects: Mapping[str, Redirect]
) -> dict[str, tuple[str, ...]]:
    """Article slug → claims that were public once and are there no more, of articles that are the edition's own."""
    result: dict[str, dict[str, None]] = {}
    known = set(own)
    for old in sorted({*record.claims, *record.removed}):
        slug = now_at(old, redirects)
        if slug in articles and slug in known:
            present = {claim.id for claim in articles[slug].claims}
            once = [*record.claims.get(old, ()), *record.removed.get(old, ())]
            result.setdefault(slug, {}).update(dict.fromkeys(id for id in sorted(once) if id not in present))
    return {slug: tuple(ids) for slug, ids in result.items() if ids}


def now_at(slug: str, redirects: Mapping[str, Redirect]) -> str:
    """The slug of an article that may have moved."""
    redirect = redirects.get(addresses.article(slug))
    return redirect.new.strip("/") if redirect else slug
