"""Prepared articles as bytes: to travel between processes, and to be kept. The same value always encodes to the same bytes.

MessagePack by msgspec: decoding makes the declared types and nothing else, so a file that someone else wrote cannot run anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from counterpoint.article.past_dates import DatedPlace
from counterpoint.article.prepare import prepare_files
from counterpoint.article.prepared import Body, IndexEntry, Referral, Summary, citations, findable
from counterpoint.diagnostics import Diagnostic
from counterpoint.engine.codec import decode, digest, encode
from counterpoint.faults import working_on
from counterpoint.reading import front_matter
from counterpoint.reading.files import ArticleFiles
from counterpoint.reading.markdown import Dialect


class CachedArticle(Struct, frozen=True, array_like=True):
    """A PreparedArticle as it is remembered: its parts are stored by digest, and named here.

    `summary` names its IndexEntry with its Summary; `details` names all else. Both are empty where it could not be prepared. `key` is the
    digest of what it was made from. The other digests tell what has changed: `face` all that is public of it and may be shown on other
    pages, `entry` its index entry, `citations` what it cites, `text` the words of its text, `findable` what a search finds beside these.
    """

    name: str
    key: str
    summary: str = ""
    details: str = ""
    face: str = ""
    entry: str = ""
    citations: str = ""
    text: str = ""
    findable: str = ""
    date: str = ""
    draft: bool = False
    diagnostics: bytes = b""
    deadlines: tuple[tuple[int, str], ...] = ()
    """(number of the approach, deadline) of all that are said to have had no reply by then."""
    later_dates: tuple[DatedPlace, ...] = ()
    """See `Summary`."""


def prepare_all(context: tuple[Dialect, Callable[[bytes], str]], articles: Sequence[ArticleFiles]) -> list[CachedArticle]:
    """Prepare some articles. The context is the site's Markdown, and where to set large parts aside: it names what it is given."""
    return [_prepared(files, *context) for files in articles]


def _prepared(files: ArticleFiles, dialect: Dialect, set_aside: Callable[[bytes], str]) -> CachedArticle:
    with working_on(files.markdown.path):
        article = prepare_files(files, dialect)
    key, diagnostics = cache_key(files, dialect), encode(article.diagnostics) if article.diagnostics else b""
    if article.entry is None or article.summary is None or article.body is None:
        draft, date = front_matter.draft_and_date(files.markdown)
        return CachedArticle(files.name, key, date=date, draft=draft, diagnostics=diagnostics)
    entry = encode(article.entry)
    summary = set_aside(encode((entry, encode(article.summary))))
    details = set_aside(encode((encode(article.body), encode(article.referrals))))
    quoted = [[passage.exact for passage in claim.passages] for claim in article.body.claims.values()]
    face = digest(encode((summary, quoted, article.body.issues)))
    return CachedArticle(
        name=files.name,
        key=key,
        summary=summary,
        details=details,
        face=face,
        entry=digest(entry),
        citations=digest(encode(citations(article.summary, article.entry))),
        text=digest(encode(article.body.text)),
        findable=digest(encode(findable(article.summary))),
        date=article.summary.date,
        draft=article.summary.draft,
        diagnostics=diagnostics,
        deadlines=tuple((n, item.deadline) for n, item in enumerate(article.summary.approaches) if item.outcome == "no-reply"),
        later_dates=article.summary.later_dates,
    )


def cache_key(files: ArticleFiles, dialect: Dialect) -> str:
    """A digest of all that a prepared article is made from."""
    sidecar = files.sidecar.digest if files.sidecar else b""
    original = cache_key(files.original, dialect) if files.original else ""
    texts = [files.markdown.digest, sidecar, original.encode(), dialect.language.encode() if original else b""]
    return digest(b"\0".join([dialect.base.encode(), b"%d" % dialect.sanitize, *texts]))


def decode_entry(summary: bytes) -> IndexEntry:
    """The IndexEntry beside an article's Summary. Raises ValueError for bytes that are none."""
    return decode(decode(summary, tuple[bytes, bytes])[0], IndexEntry)


def decode_summary(summary: bytes) -> Summary:
    """A Summary again. Raises ValueError for bytes that are none."""
    return decode(decode(summary, tuple[bytes, bytes])[1], Summary)


def decode_body(details: bytes) -> Body:
    """The Body in an article's details. Raises ValueError for bytes that are none."""
    return decode(decode(details, tuple[bytes, bytes])[0], Body)


def decode_referrals(details: bytes) -> tuple[Referral, ...]:
    """The referrals in an article's details. Raises ValueError for bytes that are none."""
    return decode(decode(details, tuple[bytes, bytes])[1], tuple[Referral, ...])


def decode_diagnostics(data: bytes) -> tuple[Diagnostic, ...]:
    """Diagnostics again, if there are any. Raises ValueError for bytes that are none."""
    return decode(data, tuple[Diagnostic, ...]) if data else ()
