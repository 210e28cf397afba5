"""Every claim of the site as open data: JSON, and CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from counterpoint.article.prepared import Summary
from counterpoint.pages.page_kind import LongData, PageInputs, PageKind
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite

COLUMNS = (
    *("id", "article", "article_title", "claim", "text", "speaker_id", "speaker", "position"),
    *("issues", "date", "rating", "rating_value", "sources", "responds_to", "url"),
)


def _rows(site: LinkedSite, summary: Summary) -> list[dict[str, Any]]:
    """The claims of an article."""
    slug = summary.slug
    questions = {issue.id: issue.question for issue in summary.issues}
    sources = {item.source: site.source_in(summary, item.source) for claim in summary.claims for item in claim.evidence}
    names = {id: site.speakers[id].name for id in dict.fromkeys(claim.speaker for claim in summary.claims)}
    rows = []
    for claim in summary.claims:
        rating = site.settings.ratings.get(claim.rating)
        row = {
            "id": f"{slug}#{claim.id}",
            "article": slug,
            "article_title": summary.title,
            "claim": claim.id,
            "text": claim.text,
            "speaker_id": claim.speaker,
            "speaker": names[claim.speaker],
            "position": summary.positions[claim.voice - 1].label if claim.voice else "",
            "issues": [questions[issue] for issue in claim.issues],
            "date": claim.date,
            "rating": rating.label if rating else "",
            "rating_value": rating.value if rating else None,
            "sources": [
                {"stance": item.stance, "title": source.title, "url": source.url or "", "locator": item.locator}
                for item in claim.evidence
                for source in [sources[item.source]]
            ],
            "responds_to": [f"{article}#{target}" for article, target in claim.responds_to],
            "url": site.url(site.claim_address(slug, claim)),
        }
        rows.append(row)
    return rows


def claims_json(site: LinkedSite) -> LongData:
    """`data/claims.json`."""
    license, articles = site.settings.license, site.own_articles()
    head = {
        "title": site.settings.title,
        "url": site.settings.base_url,
        "license": {"name": license.name, "url": license.url or ""} if license else None,
    }
    return LongData(
        addresses.CLAIMS_JSON,
        msgspec.json.encode(head)[:-1] + b',"claims":[',
        sorted(articles),
        lambda slug: msgspec.json.encode(_rows(site, articles[slug]))[1:-1],
        between=b",",
        tail=b"]}\n",
    )


def claims_csv(site: LinkedSite) -> LongData:
    """`data/claims.csv` (RFC 4180, UTF-8 with a byte order mark, which spreadsheets need).

    A cell that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    articles = site.own_articles()
    return LongData(
        addresses.CLAIMS_CSV,
        b"\xef\xbb\xbf" + _lines([COLUMNS]),
        sorted(articles),
        lambda slug: _lines(map(_cells, _rows(site, articles[slug]))),
    )


def _cells(row: dict[str, Any]) -> list[str]:
    """A row as a spreadsheet has it, in the order of COLUMNS."""
    flat = {
        **row,
        "issues": "; ".join(row["issues"]),
        "sources": "; ".join(f"{s['stance']}: {s['title']} {s['url']}".strip() for s in row["sources"]),
        "responds_to": "; ".join(row["responds_to"]),
        "rating_value": "" if row["rating_value"] is None else f"{row['rating_value']:.15g}",
    }
    return [flat[column] if column == "rating_value" else _harmless(flat[column]) for column in COLUMNS]


def _lines(rows: Iterable[Iterable[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _harmless(cell: str) -> str:
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


class OpenDataKind(PageKind):
    """The data of all claims."""

    name = "data"
    reserved = ("data",)
    shows_all = True

    def targets(self, site: LinkedSite) -> tuple[str, ...]:
        """A target for each format."""
        return ("json", "csv")

    def addresses(self, site: LinkedSite) -> Iterator[Address]:
        """The address of each format."""
        yield Address(addresses.CLAIMS_JSON)
        yield Address(addresses.CLAIMS_CSV)

    def files(self, id: str, inputs: PageInputs) -> Iterator[LongData]:
        """One format."""
        yield claims_json(inputs.site) if id == "json" else claims_csv(inputs.site)
