"""Prepared articles as bytes: to travel between processes, and to be kept. The same value always packs to the same bytes.

MessagePack by msgspec: decoding makes the declared types and nothing else, so a file that someone else wrote cannot run anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from counterpoint.diagnostics import Diagnostic
from counterpoint.engine.codec import decode as unpack
from counterpoint.engine.codec import digest
from counterpoint.engine.codec import encode as pack
from counterpoint.faults import working_on
from counterpoint.reading import front_matter
from counterpoint.reading.files import ArticleFiles
from counterpoint.reading.markdown import Dialect
from counterpoint.site.prepare import prepare
from counterpoint.site.prepared import Body, Referral, Summary, Ties, citations, findable


class PackedArticle(Struct, frozen=True, array_like=True):
    """A PreparedArticle whose parts are set aside: its Ties and Summary under `summary`, all else under `details`. Both are empty where it
    could not be prepared. `key` is the digest of what it was made from; with the same `face`, whatever is public of it, and may be shown
    anywhere else, is the same; so are, with the same `ties`, `citations`, `text` or `findable`, its ties, what it cites, the words of its
    text, and what a search finds beside these."""

    name: str
    key: str
    summary: str = ""
    details: str = ""
    face: str = ""
    ties: str = ""
    citations: str = ""
    text: str = ""
    findable: str = ""
    date: str = ""
    draft: bool = False
    diagnostics: bytes = b""


def prepare_all(context: tuple[Dialect, Callable[[bytes], str]], articles: Sequence[ArticleFiles]) -> list[PackedArticle]:
    """Prepare some articles. The context is the site's Markdown, and where to set large parts aside: it names what it is given."""
    dialect, set_aside = context
    result = []
    for files in articles:
        with working_on(files.markdown.path):
            article = prepare(files, dialect)
        key, diagnostics = key_of(files, dialect), pack(article.diagnostics) if article.diagnostics else b""
        if article.ties is None or article.summary is None or article.body is None:
            draft, date = front_matter.draft_and_date(files.markdown)
            result.append(PackedArticle(files.name, key, date=date, draft=draft, diagnostics=diagnostics))
            continue
        ties = pack(article.ties)
        summary = set_aside(pack((ties, pack(article.summary))))
        details = set_aside(pack((pack(article.body), pack(article.referrals))))
        quoted = [[passage.exact for passage in claim.passages] for claim in article.body.claims.values()]
        face = digest(pack((summary, quoted, article.body.issues)))
        result.append(
            PackedArticle(
                name=files.name,
                key=key,
                summary=summary,
                details=details,
                face=face,
                ties=digest(ties),
                citations=digest(pack(citations(article.summary, article.ties))),
                text=digest(pack(article.body.text)),
                findable=digest(pack(findable(article.summary))),
                date=article.summary.date,
                draft=article.summary.draft,
                diagnostics=diagnostics,
            )
        )
    return result


def key_of(files: ArticleFiles, dialect: Dialect) -> str:
    """A digest of all that a prepared article is made from."""
    sidecar = files.sidecar.digest if files.sidecar else b""
    original = key_of(files.original, dialect) if files.original else ""
    texts = [files.markdown.digest, sidecar, original.encode(), dialect.language.encode() if original else b""]
    return digest(b"\0".join([dialect.base.encode(), b"%d" % dialect.sanitize, *texts]))


def unpack_ties(summary: bytes) -> Ties:
    """The Ties beside an article's Summary. Raises ValueError for bytes that are none."""
    return unpack(unpack(summary, tuple[bytes, bytes])[0], Ties)


def unpack_summary(summary: bytes) -> Summary:
    """A Summary again. Raises ValueError for bytes that are none."""
    return unpack(unpack(summary, tuple[bytes, bytes])[1], Summary)


def unpack_body(details: bytes) -> Body:
    """The Body in an article's details. Raises ValueError for bytes that are none."""
    return unpack(unpack(details, tuple[bytes, bytes])[0], Body)


def unpack_referrals(details: bytes) -> tuple[Referral, ...]:
    """The referrals in an article's details. Raises ValueError for bytes that are none."""
    return unpack(unpack(details, tuple[bytes, bytes])[1], tuple[Referral, ...])


def unpack_diagnostics(data: bytes) -> tuple[Diagnostic, ...]:
    """Diagnostics again, if there are any. Raises ValueError for bytes that are none."""
    return unpack(data, tuple[Diagnostic, ...]) if data else ()
