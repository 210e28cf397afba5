"""What is public, on record: a site's addresses, and what readers have been told in each article.

The record is a file of the site that `counterpoint release` writes.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Annotated

import msgspec
from msgspec import Struct, field
from msgspec.structs import asdict

from counterpoint.article.prepared import IndexEntry
from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.outcome import Outcome
from counterpoint.reading.files import SourceFile
from counterpoint.site import addresses
from counterpoint.site.redirects import Redirect

VERSION = 4
"""Of the file. Files of earlier versions hold less; what they do not say is not compared."""


class PublicClaim(Struct, frozen=True, forbid_unknown_fields=True):
    """What readers have been told of a claim."""

    quotes: tuple[str, ...]
    """The words marked in the article."""
    text: str
    """How the claim reads alone."""
    speaker: str
    position: str = ""
    """The position's id; empty for none."""
    rating: str = ""
    rating_label: str = ""
    """What the rating's id stood for; empty where that is not on record."""
    evidence: tuple[tuple[str, str], ...] | None = None
    """(source id, stance) of each source cited; nothing where that is not on record."""
    reviewer: str = ""
    """Who found the rating; empty where nobody is named, or that is not on record."""
    issues: tuple[str, ...] = ()
    """Points of dispute under which it stands."""
    responds_to: tuple[str, ...] = ()
    """The claims that it answers, as `article#claim`."""
    own_words: bool | None = None
    """Whether the text is shown as the speaker's own words; nothing where that is not on record."""
    appears_in: str = ""
    """The source in which it was made; empty where none is named, or that is not on record."""
    rating_value: str = ""
    """The rating's place on the scale, as `3 of 1 to 5`; empty where it has none, or that is not on record."""


class PublicAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """What readers have been told of a position's answer."""

    state: str
    text: str = ""
    """The answer in the article's words."""
    words: str = ""
    """The answer in the holder's own words."""
    speaker: str = ""
    source: str = ""
    """Where it was given."""


class PublicCorrection(Struct, frozen=True, array_like=True, order=True):
    """A correction. Older records hold the date and the claim alone."""

    date: str
    claim: str = ""
    issue: str = ""
    position: str = ""
    text: str = ""


class PublicApproach(Struct, frozen=True, forbid_unknown_fields=True):
    """An attempt to get an answer."""

    date: str
    channel: str
    speaker: str = ""
    position: str = ""
    claims: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    deadline: str = ""
    outcome: str = ""
    replied: str = ""
    reply: str = ""


def approach_id(item: PublicApproach) -> str:
    """What tells an approach from others in the history: `speaker/position/date/channel`."""
    return "/".join((item.speaker, item.position, item.date, item.channel))


class PublicChange(Struct, frozen=True, array_like=True):
    """Something that a release found added, changed or removed."""

    date: str
    """The day of that release."""
    subject: str
    """`article`, `claim`, `answer`, `position` or `approach`."""
    id: str = ""
    """Of a claim or position; of an answer, `issue/position`; of the weight of evidence, `issue`; of an approach, see `approach_id`."""
    what: str = "added"
    """`added`, `changed` or `removed`."""
    parts: tuple[str, ...] = ()
    """What has changed in it, such as `words` or `rating`."""
    correction: str = ""
    """The date of the correction that told readers; empty where none did."""


class PublicSource(Struct, frozen=True, array_like=True):
    """A source, as readers find it under a claim."""

    title: str
    url: str = ""


class PublicArticle(Struct, frozen=True, forbid_unknown_fields=True):
    """What readers have been told in an article."""

    claims: dict[str, PublicClaim] = {}
    removed: tuple[str, ...] = ()
    """Claims that were public once."""
    corrections: tuple[PublicCorrection, ...] = ()
    positions: dict[str, str] = {}
    """Position → its label."""
    speakers: dict[str, str] = {}
    """Speaker of a claim or an answer → name."""
    answers: dict[str, dict[str, PublicAnswer]] = {}
    """Issue → position → answer."""
    sources: dict[str, PublicSource] = {}
    """Source that a claim or an answer cites → what it is called, and where it is. Empty in translations, whose titles come later."""
    questions: dict[str, str] = {}
    """Issue → the question that its answers answer."""
    holders: dict[str, tuple[str, ...]] = {}
    """Position → the speakers who hold it."""
    approaches: tuple[PublicApproach, ...] = ()
    """Attempts to get answers."""
    history: tuple[PublicChange, ...] = ()
    """What each release found changed, the oldest first; begins when the article was put on record."""
    approvals: dict[str, tuple[str, str]] = {}
    """`position`, or `issue/position` of an answer → who approved its wording, and the digest of that."""
    weights: dict[str, tuple[str, ...]] = {}
    """Issue → the evidence on it and the agreement of that, and the sources of both."""


class PublicRecord(Struct, frozen=True):
    """Everything that is public. Articles stand by their slugs; a translation's has its language behind a dot."""

    addresses: frozenset[str] = frozenset()
    articles: Mapping[str, PublicArticle] = field(default_factory=dict)


class _File(Struct, forbid_unknown_fields=True):
    version: int
    addresses: list[Annotated[str, msgspec.Meta(pattern="^/")]]
    articles: dict[str, PublicArticle]


def read(file: SourceFile) -> Outcome[PublicRecord]:
    """Read the record in a file. A damaged one is empty."""
    try:
        data = msgspec.json.decode(file.text, type=_File)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        return _damaged(file, f"{file.path} is damaged: {error}", "take it from version control as it was last released")
    if data.version not in range(1, VERSION + 1):
        message = f"{file.path} is of version {data.version}; this program writes {VERSION}"
        return _damaged(file, message, "use the version of Counterpoint that wrote it")
    return Outcome(PublicRecord(frozenset(data.addresses), data.articles))


def _damaged(file: SourceFile, message: str, advice: str) -> Outcome[PublicRecord]:
    return Outcome(PublicRecord(), (Diagnostic("record-damaged", ERROR, Location(file.path), message, advice),))


def as_json(record: PublicRecord) -> str:
    """The record as its file holds it: one claim, answer or address a line, sorted, so that version control shows what has changed."""

    def line(value: object) -> str:
        return json.dumps(value, ensure_ascii=False)

    def told(value: Struct) -> dict[str, object]:
        """A value's fields without those that say nothing."""
        required = {name for name in ("quotes", "text", "speaker", "state") if not isinstance(value, PublicAnswer) or name == "state"}
        required |= {name for name in ("evidence", "own_words") if getattr(value, name, None) is not None}
        return {name: item for name, item in asdict(value).items() if name in required or item}

    def listed(name: str, items: Mapping[str, object]) -> str:
        lines = ",\n".join(f"    {line(id)}: {line(item)}" for id, item in sorted(items.items()))
        return f'   "{name}": {{\n{lines}\n   }}' if lines else f'   "{name}": {{}}'

    articles = []
    for slug, article in sorted(record.articles.items()):
        parts = [listed("claims", {id: told(claim) for id, claim in article.claims.items()})]
        if article.answers:
            answers = {issue: {id: told(answer) for id, answer in sorted(row.items())} for issue, row in article.answers.items()}
            parts.append(listed("answers", answers))
        if article.sources:
            parts.append(listed("sources", {id: msgspec.structs.astuple(source) for id, source in article.sources.items()}))
        parts += [
            f'   "{name}": {line(labels)}'
            for name in ("positions", "questions", "holders", "speakers", "approvals", "weights")
            if (labels := getattr(article, name))
        ]
        if article.approaches:
            made = ",\n".join(f"    {line(told(item))}" for item in article.approaches)
            parts.append(f'   "approaches": [\n{made}\n   ]')
        if article.removed:
            parts.append(f'   "removed": {line(sorted(article.removed))}')
        if article.corrections:
            rows = ",\n".join(f"    {line(msgspec.structs.astuple(item))}" for item in sorted(article.corrections))
            parts.append(f'   "corrections": [\n{rows}\n   ]')
        if article.history:
            rows = ",\n".join(f"    {line(msgspec.structs.astuple(item))}" for item in article.history)
            parts.append(f'   "history": [\n{rows}\n   ]')
        articles.append(f"  {line(slug)}: {{\n" + ",\n".join(parts) + "\n  }")
    public = ",\n".join(f"  {line(address)}" for address in sorted(record.addresses))
    return f'{{\n "version": {VERSION},\n "addresses": [\n{public}\n ],\n "articles": {{\n' + ",\n".join(articles) + "\n }\n}\n"


def of_edition(record: PublicRecord, language: str, languages: Collection[str], moved: Collection[str] = ()) -> PublicRecord:
    """The part of a record that is about the site in one language (empty for the original), as if that were all of the site.

    `moved` are addresses of the whole site that lead elsewhere by its settings.
    """

    def mine(name: str) -> bool:
        return name.rpartition(".")[2] == language if language else name.rpartition(".")[2] not in languages or "." not in name

    articles = {name.removesuffix(f".{language}") if language else name: article for name, article in record.articles.items() if mine(name)}
    if not language and not languages:
        return PublicRecord(record.addresses, articles)
    start = f"/{language}/" if language else "/"
    others = tuple(f"/{other}/" for other in languages) if not language else ()
    own = (address for address in record.addresses if address.startswith(start) and address not in moved)
    return PublicRecord(frozenset(address.removeprefix(start[:-1]) for address in own if not address.startswith(others)), articles)


def joined(parts: Mapping[str, PublicRecord]) -> PublicRecord:
    """The record of a whole site from those of its languages, the original's under the empty one."""
    articles = {
        f"{name}.{language}" if language else name: article for language, part in parts.items() for name, article in part.articles.items()
    }
    every = {f"/{language}{address}" if language else address for language, part in parts.items() for address in part.addresses}
    return PublicRecord(frozenset(every), articles)


def removed_claims(
    record: PublicRecord, own: Collection[str], articles: Mapping[str, IndexEntry], redirects: Mapping[str, Redirect]
) -> dict[str, tuple[str, ...]]:
    """Article slug → claims that were public once and are there no more, of articles that are the edition's own.

    A claim whose page leads on to another has become that one.
    """
    result: dict[str, dict[str, None]] = {}
    slugs = set(own)
    for old, public in sorted(record.articles.items()):
        slug = destination(old, redirects, articles)
        if slug in slugs:
            present = {claim.id for claim in articles[slug].claims}
            once = sorted({*public.claims, *public.removed} - present)
            gone = [id for id in once if addresses.claim(old, id) not in redirects]
            result.setdefault(slug, {}).update(dict.fromkeys(gone))
    return {slug: tuple(ids) for slug, ids in result.items() if ids}


def once_public(record: PublicRecord, slug: str, redirects: Mapping[str, Redirect], articles: Collection[str]) -> Iterator[PublicArticle]:
    """What is on record of an article, and of those that have become it."""
    return (public for old, public in record.articles.items() if destination(old, redirects, articles) == slug)


def destination(slug: str, redirects: Mapping[str, Redirect], articles: Collection[str]) -> str:
    """The slug of an article that may have moved: the article of the page to which its address leads. Empty where it is none."""
    if slug in articles:
        return slug
    redirect = redirects.get(addresses.article(slug))
    owner = redirect.new.split("/")[1].partition("#")[0] if redirect else ""
    return owner if owner in articles else ""


def claim_at(address: str) -> tuple[str, str]:
    """The article and the id of the claim that an address shows, on its own page, in its article or in a frame; nothing where it shows
    none."""
    path, _, fragment = address.partition("#")
    parts = path.strip("/").split("/")
    if len(parts) == 3 and parts[0] == "embed":
        return parts[1], parts[2]
    if len(parts) == 3 and parts[1] == "claims":
        return parts[0], parts[2]
    return (parts[0], fragment) if len(parts) == 1 and fragment else ("", "")
