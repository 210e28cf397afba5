"""Readers who were told one thing, and now find another, are told so: what is on record as public changes only with a correction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator

from msgspec.structs import replace

from counterpoint.diagnostics import ERROR, Diagnostic, Location
from counterpoint.site import addresses
from counterpoint.site.link import Locate, Site
from counterpoint.site.prepared import Body, ClaimSummary, Summary
from counterpoint.site.record import PublicClaim, Record, now_at


def record_of(site: Site, body_of: Callable[[str], Body]) -> Record:
    """What a site makes public. Old addresses that lead on, and claims that were removed, stay on record."""
    articles = site.own_articles()
    return Record(
        addresses=frozenset(site.addresses) | frozenset(site.redirects),
        claims={slug: {claim.id: _public(claim, summary, body_of(slug)) for claim in summary.claims} for slug, summary in articles.items()},
        removed=site.removed,
        corrections={slug: _corrections(summary) for slug, summary in articles.items() if summary.corrections},
    )


def _public(claim: ClaimSummary, summary: Summary, body: Body) -> PublicClaim:
    quotes = tuple(" ".join(passage.exact.split()) for passage in body.claims[claim.id].passages)
    position = summary.positions[claim.voice - 1].id if claim.voice else ""
    return PublicClaim(quotes, " ".join(claim.text.split()), claim.speaker, position, claim.rating)


def _corrections(summary: Summary) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((item.date, item.claim) for item in summary.corrections))


def breaches(record: Record, site: Site, body_of: Callable[[str], Body], locate: Locate, path: str) -> Iterator[Diagnostic]:
    """What has changed since the release with no word to readers. `path` is the record's file."""
    articles = site.own_articles()
    yield from breaches_in(articles, record, site, body_of, locate)
    gone = {
        addresses.article(old) for old in record.claims.keys() | record.corrections.keys() if now_at(old, site.redirects) not in articles
    }
    for address in sorted(record.addresses - site.addresses.keys() - site.redirects.keys()):
        if address.startswith("/embed/"):
            continue  # its claim's page is reported
        owner = f"/{address.split('/')[1]}/"
        if address != owner and owner in record.addresses - site.addresses.keys():
            continue  # one word on the article that is gone, not one on each of its pages
        what = "the article at " if owner in gone else ""
        address = f"/{site.folder}{address[1:]}"
        message = f"{what}{address} is public, and would be gone"
        if site.edition:
            help = f"keep the translation, or lead readers on: `redirects: {{{address}: /…/}}` in site.yml"
            yield Diagnostic("address-removed", ERROR, Location(path), message, help)
            continue
        help = f"lead readers on: `redirects: [{address}]` in an article's front matter, or `redirects: {{{address}: /…/}}` in site.yml"
        yield Diagnostic("address-removed", ERROR, Location(path), message, help)


def breaches_in(slugs: Collection[str], record: Record, site: Site, body_of: Callable[[str], Body], locate: Locate) -> Iterator[Diagnostic]:
    """The same in some articles alone, which are all there."""
    for old in record.claims.keys() | record.corrections.keys():
        if (slug := now_at(old, site.redirects)) in slugs:
            yield from _in_article(old, slug, record, site, body_of(slug), locate)


def _in_article(old: str, slug: str, record: Record, site: Site, body: Body, locate: Locate) -> Iterator[Diagnostic]:
    summary = site.articles[slug]
    sidecar = summary.path.removesuffix(".md") + ".yml"
    before, now = Counter(record.corrections.get(old, ())), Counter(_corrections(summary))
    for (date, of), _ in sorted((before - now).items()):
        message = f"the correction of {date}{f' to the claim {of!r}' if of else ''} is public, and would be gone"
        yield Diagnostic("correction-removed", ERROR, locate(sidecar, ("corrections",)), message, "keep it: corrections are not taken back")
    corrected = {corrects for _, corrects in now - before}
    known = record.claims.get(old, {})
    for id, public in known.items():
        if id in corrected:
            continue
        claim = summary.claim(id)
        if claim is None:
            message = f"the claim {id!r} is public, and would be gone"
            yield Diagnostic("claim-removed", ERROR, locate(sidecar, ("claims",)), message, _how(id))
            continue
        present = _public(claim, summary, body)
        if public.text in public.quotes and present.text in present.quotes:  # it reads as quoted: one word on it is enough
            present = replace(present, text=public.text)
        for key, was, is_now in (
            ("speaker", public.speaker, present.speaker),
            ("position", public.position, present.position),
            ("quote", public.quotes, present.quotes),
            ("text", public.text, present.text),
            ("review", public.rating, present.rating),
        ):
            if was != is_now:
                message = f"the {_NAMES[key]} of the public claim {id!r} would change from {_shown(was)} to {_shown(is_now)}"
                yield Diagnostic("claim-changed", ERROR, locate(sidecar, ("claims", id, key)), message, _how(id))
    for id in record.removed.get(old, ()):
        if summary.claim(id) and id not in corrected:
            message = f"the claim {id!r} was removed after publication, and would be back"
            yield Diagnostic("claim-changed", ERROR, locate(sidecar, ("claims", id)), message, _how(id))


_NAMES = {"speaker": "speaker", "position": "position", "quote": "quoted words", "text": "words", "review": "rating"}


def _shown(value: str | tuple[str, ...]) -> str:
    return " … ".join(f"{part!r}" for part in value) if isinstance(value, tuple) and value else f"{value!r}" if value else "nothing"


def _how(id: str) -> str:
    return f"tell readers under `corrections:` — {{date: …, claim: {id}, text: what was wrong, and what is right}}"
