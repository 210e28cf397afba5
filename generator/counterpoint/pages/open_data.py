"""Every claim of the site as open data: JSON, and CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from counterpoint.article.approaches import asked_of_claim
from counterpoint.article.prepared import EvidenceSummary, SourceSummary, Summary
from counterpoint.pages import structured_data
from counterpoint.pages.cards import translated_from
from counterpoint.pages.open_data_schema import CLAIM_FIELDS, CORRECTION_FIELDS, FORMAT_VERSION, SEPARATOR, Field, package
from counterpoint.pages.page_kind import Data, LongData, PageInputs, PageKind
from counterpoint.reading.fragments import plain
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite

_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""The beginning of what a spreadsheet may take for a formula, with any apostrophes before it."""


def _rows(site: LinkedSite, summary: Summary) -> list[dict[str, Any]]:
    """The claims of an article, with the keys of CLAIM_FIELDS in their order."""
    slug = summary.slug
    questions = {issue.id: issue.question for issue in summary.issues}
    sources = {item.source: site.source_in(summary, item.source) for claim in summary.claims for item in claim.evidence}
    own_sources = {id for id, _ in summary.sources}
    names = {id: site.speakers[id].name for id in dict.fromkeys(claim.speaker for claim in summary.claims)}
    rows = []
    for claim in summary.claims:
        rating = site.settings.ratings.get(claim.rating)
        position = summary.positions[claim.voice - 1] if claim.voice else None
        source_ids = [_global_id(slug, item.source, own_sources) for item in claim.evidence]
        row = {
            "id": f"{slug}#{claim.id}",
            "article": slug,
            "article_title": summary.title,
            "claim": claim.id,
            "text": claim.text,
            "speaker_id": claim.speaker,
            "speaker": names[claim.speaker],
            "position": position.label if position else "",
            "issues": [questions[issue] for issue in claim.issues],
            "date": claim.date,
            "rating": rating.label if rating else "",
            "rating_value": rating.value if rating else None,
            "sources": [_cited(id, item, sources[item.source]) for id, item in zip(source_ids, claim.evidence, strict=True)],
            "responds_to": [f"{article}#{target}" for article, target in claim.responds_to],
            "url": site.url(site.claim_address(slug, claim)),
            "quotes": claim.quotes,
            "verbatim": claim.own_words,
            "position_id": position.id if position else "",
            "issue_ids": claim.issues,
            "source_ids": source_ids,
            "rating_id": claim.rating if rating else "",
            "rating_summary": claim.rating_summary,
            "reviewed_by": claim.reviewed_by,
            "reviewed_on": claim.reviewed_on,
            "updated": claim.updated,
            "article_date": summary.date,
            "article_updated": summary.updated,
            "language": site.settings.language,
            "corrections": [{"date": item.date, "text": plain(item.text)} for item in summary.corrections if item.claim == claim.id],
            "accuses": claim.accuses,
            "approaches": _approaches(summary, claim.id),
            "wording": claim.wording,
            "translated_from": translated_from(site, summary, claim.appears_in, own=claim.own_words),
            "appears_in": _global_id(slug, claim.appears_in, own_sources) if claim.appears_in else "",
            "reviewer_kind": claim.reviewer_kind,
            "reviewer_url": claim.reviewer_url,
        }
        rows.append(row)
    return rows


def _cited(source_id: str, item: EvidenceSummary, source: SourceSummary) -> dict[str, str]:
    """A source as evidence."""
    description = {"title": source.title, "url": source.url, "locator": item.locator, "interest": source.interest}
    return {"id": source_id, "stance": item.stance, **description}


def _global_id(slug: str, source: str, own_sources: Collection[str]) -> str:
    """A source's id, unlike all others of the site."""
    return f"{slug}#{source}" if source in own_sources else source


def _approaches(summary: Summary, claim_id: str) -> list[dict[str, str]]:
    """The attempts to get an answer to a claim."""
    return [
        {
            "date": item.date,
            "channel": item.channel,
            "speaker_id": item.speaker,
            "position_id": item.position,
            "deadline": item.deadline,
            "outcome": item.outcome,
            "replied": item.replied,
        }
        for item in asked_of_claim(summary.approaches, claim_id)
    ]


def _correction_rows(site: LinkedSite, summary: Summary) -> Iterator[dict[str, Any]]:
    """The corrections of an article, with the keys of CORRECTION_FIELDS."""
    for item in summary.corrections:
        yield {
            "article": summary.slug,
            "article_title": summary.title,
            "date": item.date,
            "text": plain(item.text),
            "claim_id": f"{summary.slug}#{item.claim}" if item.claim else "",
            "issue_id": item.issue,
            "position_id": item.position,
            "language": site.settings.language,
            "url": site.url(addresses.article(summary.slug)),
        }


def _public(site: LinkedSite, slugs: Iterable[str]) -> list[str]:
    """Which of some articles readers of the published site see, in the order of their slugs."""
    return sorted(slug for slug in slugs if slug not in site.unpublished)


def claims_json(site: LinkedSite) -> LongData:
    """`data/claims.json`."""
    settings, articles = site.settings, site.own_articles()
    worst, best = settings.rating_range or (None, None)
    head = {
        "title": settings.title,
        "url": settings.base_url,
        "license": {"name": settings.license.name, "url": settings.license.url or ""} if settings.license else None,
        "format_version": FORMAT_VERSION,
        "data_package": site.url(addresses.DATA_PACKAGE),
        "language": settings.language,
        "rating_scale": {
            "worst": worst,
            "best": best,
            "ratings": [{"id": id, "label": rating.label, "value": rating.value} for id, rating in settings.ratings.items()],
        },
    }
    return LongData(
        addresses.CLAIMS_JSON,
        msgspec.json.encode(head)[:-1] + b',"claims":[',
        _public(site, articles),
        lambda slug: msgspec.json.encode(_rows(site, articles[slug]))[1:-1],
        between=b",",
        tail=b"]}\n",
    )


def claims_csv(site: LinkedSite) -> LongData:
    """`data/claims.csv`."""
    articles = site.own_articles()
    return _table(addresses.CLAIMS_CSV, CLAIM_FIELDS, _public(site, articles), lambda slug: _rows(site, articles[slug]))


def corrections_csv(site: LinkedSite) -> LongData:
    """`data/corrections.csv`."""
    articles = site.own_articles()
    # Articles without corrections are not looked at, so that a change in them does not make the table again.
    corrected = _public(site, (slug for slug in site.corrected if slug in articles))
    return _table(addresses.CORRECTIONS_CSV, CORRECTION_FIELDS, corrected, lambda slug: _correction_rows(site, articles[slug]))


def data_package(site: LinkedSite) -> Data:
    """`data/datapackage.json`."""
    return Data(addresses.DATA_PACKAGE, msgspec.json.format(msgspec.json.encode(package(site)), indent=1) + b"\n")


def _table(
    address: str, fields: tuple[Field, ...], slugs: Iterable[str], rows_of: Callable[[str], Iterable[Mapping[str, Any]]]
) -> LongData:
    """A table as CSV (RFC 4180, UTF-8 with a byte order mark, which spreadsheets need)."""
    return LongData(
        address,
        b"\xef\xbb\xbf" + _lines([[field.name for field in fields]]),
        sorted(slugs),
        lambda slug: _lines([_cell(field, row[field.name]) for field in fields] for row in rows_of(slug)),
    )


def _cell(field: Field, value: Any) -> str:
    """A value as a table has it."""
    match field.type:
        case "list":
            return SEPARATOR.join(value)
        case "array":
            return msgspec.json.encode(value).decode() if value else ""
        case "number":
            return "" if value is None else f"{value:.15g}"
        case "boolean":
            return "true" if value else "false"
        case _:
            return _harmless(value)


def _lines(rows: Iterable[Iterable[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula. What has one apostrophe more than it should is the same text without it."""
    return "'" + cell if _FORMULA.match(cell) else cell


def reviews_json(site: LinkedSite) -> LongData:
    """`data/reviews.json`: every rated claim as a ClaimReview, in a DataFeed of schema.org as Data Commons collects them."""
    settings, articles = site.settings, site.own_articles()
    head = {"@context": "https://schema.org", "@type": "DataFeed", "name": settings.title, "url": site.url(addresses.REVIEWS_JSON)}
    if settings.license and settings.license.url:
        head["license"] = settings.license.url

    def items(slug: str) -> bytes:
        summary = articles[slug]
        reviews = [review for claim in summary.claims if (review := structured_data.claim_review(site, summary, claim))]
        return msgspec.json.encode(
            [
                {"@type": "DataFeedItem", "dateCreated": review["datePublished"], "url": review["url"], "item": [review]}
                for review in reviews
            ]
        )[1:-1]

    return LongData(
        addresses.REVIEWS_JSON,
        msgspec.json.encode(head)[:-1] + b',"dataFeedElement":[',
        # Articles without a rated claim are not looked at, so that a change in them does not make the feed again.
        _public(site, (slug for slug in site.rated if slug in articles)),
        items,
        between=b",",
        tail=b"]}\n",
    )


_FILES: Mapping[str, Callable[[LinkedSite], Data | LongData]] = {
    "json": claims_json,
    "csv": claims_csv,
    "corrections": corrections_csv,
    "reviews": reviews_json,
    "package": data_package,
}


class OpenDataKind(PageKind):
    """The data of all claims."""

    name = "data"
    reserved = ("data",)
    shows_all = True

    def targets(self, site: LinkedSite) -> tuple[str, ...]:
        """A target for each file."""
        return tuple(_FILES)

    def addresses(self, site: LinkedSite) -> Iterator[Address]:
        """The address of each file."""
        yield Address(addresses.CLAIMS_JSON)
        yield Address(addresses.CLAIMS_CSV)
        yield Address(addresses.CORRECTIONS_CSV)
        yield Address(addresses.REVIEWS_JSON)
        yield Address(addresses.DATA_PACKAGE)

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Data | LongData]:
        """One file."""
        yield _FILES[target_id](inputs.site)
