"""Every claim of the site as open data: JSON, and CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from generator.site.link import Site

COLUMNS = (
    *("id", "article", "article_title", "claim", "text", "speaker_id", "speaker", "position"),
    *("issues", "date", "rating", "rating_value", "sources", "responds_to", "url"),
)


def _rows(site: Site) -> Iterator[dict[str, Any]]:
    articles = site.own_articles()
    for slug in sorted(articles):
        summary = articles[slug]
        questions = {issue.id: issue.question for issue in summary.issues}
        for claim in summary.claims:
            rating = site.settings.ratings.get(claim.rating)
            yield {
                "id": f"{slug}#{claim.id}",
                "article": slug,
                "article_title": summary.title,
                "claim": claim.id,
                "text": claim.text,
                "speaker_id": claim.speaker,
                "speaker": site.speakers[claim.speaker].name,
                "position": summary.positions[claim.voice - 1].label if claim.voice else "",
                "issues": [questions[issue] for issue in claim.issues],
                "date": claim.date,
                "rating": rating.label if rating else "",
                "rating_value": rating.value if rating else None,
                "sources": [
                    {"stance": item.stance, "title": source.title, "url": source.url or "", "locator": item.locator}
                    for item in claim.evidence
                    for source in [site.source(slug, item.source)]
                ],
                "responds_to": [f"{article}#{target}" for article, target in claim.responds_to],
                "url": site.url(site.claim_address((slug, claim.id))),
            }


def claims_json(site: Site) -> Iterator[bytes]:
    """`data/claims.json`, piece by piece: a large site's is too long to be in memory at once."""
    license = site.settings.license
    head = {
        "title": site.settings.title,
        "url": site.settings.base_url,
        "license": {"name": license.name, "url": license.url or ""} if license else None,
    }
    yield msgspec.json.encode(head)[:-1] + b',"claims":['
    comma = b""
    for row in _rows(site):
        yield comma + msgspec.json.encode(row)
        comma = b","
    yield b"]}\n"


def claims_csv(site: Site) -> Iterator[bytes]:
    """`data/claims.csv` (RFC 4180, UTF-8 with a byte order mark, which spreadsheets need), piece by piece.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    yield b"\xef\xbb\xbf" + _line(COLUMNS)
    for row in _rows(site):
        flat = {
            **row,
            "issues": "; ".join(row["issues"]),
            "sources": "; ".join(f"{s['stance']}: {s['title']} {s['url']}".strip() for s in row["sources"]),
            "responds_to": "; ".join(row["responds_to"]),
            "rating_value": "" if row["rating_value"] is None else f"{row['rating_value']:g}",
        }
        yield _line(_harmless(str(flat[column])) for column in COLUMNS)


def _line(cells: Iterable[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().encode()


def _harmless(cell: str) -> str:
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
