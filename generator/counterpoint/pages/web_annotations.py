"""An article's annotations in the W3C Web Annotation Data Model (https://www.w3.org/TR/annotation-model/).

Each stretch of words in one block is a target. Its quote can be found with the page as root; its position counts code points of the
`textContent` of the block, which a FragmentSelector names.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from counterpoint.anchoring.selectors import TextPosition
from counterpoint.article.prepared import Body, Passage, Summary
from counterpoint.pages.page import filled
from counterpoint.pages.page_kind import Data, PageInputs, PageKind
from counterpoint.site import addresses
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite


def collection(site: LinkedSite, summary: Summary, body: Body) -> bytes:
    """`annotations.json`: an AnnotationCollection with one page that holds everything, claims in reading order, then notes."""
    settings, slug = site.settings, summary.slug
    source = site.url(addresses.article(slug))
    address = site.url(addresses.annotation_data(slug))
    items: list[dict[str, Any]] = []
    rights = {"rights": settings.license.url} if settings.license and settings.license.url else {}
    for claim in summary.claims:
        details = body.claims[claim.id]
        if not details.passages:
            continue
        speaker = site.speakers[claim.speaker]
        tags = [summary.positions[claim.voice - 1].label] if claim.voice else []
        bodies: list[dict[str, Any]] = [
            {
                "type": "TextualBody",
                "purpose": "describing",
                "format": "text/plain",
                "value": f"{speaker.name}: {claim.text}",
            },
            *({"type": "TextualBody", "purpose": "classifying", "value": tag} for tag in tags),
        ]
        if details.note:
            note = str(filled(details.note, site, slug))
            bodies.append({"type": "TextualBody", "purpose": "commenting", "format": "text/html", "value": note})
        for item in claim.evidence:
            url = site.source_in(summary, item.source).url
            if url:
                bodies.append({"source": url, "purpose": "linking"})
        items.append({**_annotation(settings.language, f"{source}#{claim.id}", source, bodies, details.passages, "describing"), **rights})
    for remark in body.notes:
        value = str(filled(remark.note, site, slug))
        bodies = [{"type": "TextualBody", "purpose": "commenting", "format": "text/html", "value": value}]
        items.append(
            {**_annotation(settings.language, f"{source}#note_{remark.id}", source, bodies, remark.passages, "commenting"), **rights}
        )
    document = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": address,
        "type": "AnnotationCollection",
        "label": summary.title,
        **rights,
        "total": len(items),
        "first": {"id": f"{address}#page", "type": "AnnotationPage", "startIndex": 0, "items": items},
    }
    return msgspec.json.encode(document) + b"\n"


def _annotation(
    language: str, identifier: str, source: str, bodies: list[dict[str, Any]], passages: tuple[Passage, ...], motivation: str
) -> dict[str, Any]:
    for item in bodies:
        if item.get("type") == "TextualBody":
            item["language"] = language
    targets = [_target(source, selection) for passage in passages for selection in passage.selections]
    return {
        "id": identifier,
        "type": "Annotation",
        "motivation": motivation,
        "body": bodies,
        "target": targets[0] if len(targets) == 1 else targets,
    }


def _target(source: str, selection: TextPosition) -> dict[str, Any]:
    """A stretch of words in one element of a page: by the words with what stands around them, and by their place in the element."""
    quote = {"type": "TextQuoteSelector", "exact": selection.exact, "prefix": selection.prefix, "suffix": selection.suffix}
    fragment = {
        "type": "FragmentSelector",
        "conformsTo": "http://tools.ietf.org/rfc/rfc3236",
        "value": selection.element,
        "refinedBy": {"type": "TextPositionSelector", "start": selection.start, "end": selection.end},
    }
    # An empty prefix would be found anywhere by some programs, which then do not look for the suffix.
    return {"source": source, "selector": [{key: value for key, value in quote.items() if value}, fragment]}


class AnnotationsKind(PageKind):
    """Articles' annotations as data."""

    name = "annotations"
    made_with = "article"

    def addresses(self, site: LinkedSite) -> Iterator[Address]:
        """The data of each article."""
        for slug, pages in site.article_pages.items():
            yield Address(addresses.annotation_data(slug), path=pages.path)

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Data]:
        """One article's data."""
        site = inputs.site
        yield Data(addresses.annotation_data(target_id), collection(site, site.articles[target_id], inputs.body(target_id)))
