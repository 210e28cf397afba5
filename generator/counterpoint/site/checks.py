"""Lints: what is allowed, and yet seldom meant. Warnings, each of which can be allowed where it occurs.

`# counterpoint: allow CODE: the reason` on the line of a finding, or on the line before it, takes the finding back; in Markdown it
stands in an HTML comment.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from counterpoint.diagnostics import WARNING, Diagnostic, Location
from counterpoint.site.external_links import ExternalLink
from counterpoint.site.link import Locate, Site
from counterpoint.site.prepared import Summary

LONGEST_TITLE = 110
"""Code points; longer headlines are cut on cards and in search results."""
_ALLOW = re.compile(r"counterpoint:\s*allow\s+([a-z-]+)\s*[:,]\s*\S")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def lint(site: Site, files: Mapping[str, str], insecure: Iterable[ExternalLink], locate: Locate, today: str) -> list[Diagnostic]:
    """All lints of a linked site. `files` are its texts by path, `insecure` its links that leave it without encryption; `today` is an ISO
    date."""
    checker = _Lint(site, locate, today)
    found = [*checker.run(), *_insecure(insecure), *_bidi(files)]
    return without_allowed(found, files)


def without_allowed(found: Iterable[Diagnostic], files: Mapping[str, str]) -> list[Diagnostic]:
    """Leave out what is allowed where it stands."""
    return [diagnostic for diagnostic in found if not _allowed(diagnostic, files)]


def _allowed(diagnostic: Diagnostic, files: Mapping[str, str]) -> bool:
    lines = files.get(diagnostic.location.path, "").split("\n")
    at = diagnostic.location.line
    near = lines[max(0, at - 2) : at]
    return any(match[1] == diagnostic.code for line in near for match in _ALLOW.finditer(line))


def _insecure(links: Iterable[ExternalLink]) -> Iterator[Diagnostic]:
    for link in links:
        yield Diagnostic("link-insecure", WARNING, link.location, f"{link.url} is not encrypted", "use https:// if the site offers it")


def _bidi(files: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Characters that reorder text on the screen can make it read as something that it does not say (CVE-2021-42574)."""
    for path, text in files.items():
        if not _BIDI.search(text):
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if match := _BIDI.search(line):
                place = Location(path, number, match.start() + 1, match.end() + 1, line)
                name = f"U+{ord(match[0]):04X}"
                yield Diagnostic("bidi-control", WARNING, place, f"an invisible character ({name}) reorders this line", "remove it")


class _Lint:
    def __init__(self, site: Site, locate: Locate, today: str) -> None:
        self.site, self.locate, self.today = site, locate, today

    def run(self) -> Iterator[Diagnostic]:
        used = {kind: self.referred(kind) for kind in ("speaker", "source", "topic", "rating")}
        yield from self.unused("speaker", self.site.speakers, used["speaker"], "content/speakers.yml", ())
        yield from self.unused("source", self.site.sources, used["source"], "content/sources.yml", ())
        yield from self.unused("topic", self.site.settings.topics, used["topic"], "site.yml", ("topics",))
        yield from self.unused("rating", self.site.settings.ratings, used["rating"], "site.yml", ("ratings",))
        yield from self.titles()
        for id, source in self.site.sources.items():
            yield from self.in_future(source.date, "content/sources.yml", (id, "date"))
        for summary in self.site.articles.values():
            yield from self.article(summary)

    def referred(self, kind: str) -> set[str]:
        ids = {id for ties in self.site.articles.ties.values() for id in ties.mentioned(kind)}
        ids |= {ref.id for page in self.site.pages.values() for ref in page.references if ref.kind == kind}
        if kind == "speaker":
            ids |= {person.affiliation for person in self.site.speakers.values() if person.affiliation}
        return ids

    def warn(self, code: str, path: str, where: tuple[str | int, ...], message: str, help: str) -> Diagnostic:
        return Diagnostic(code, WARNING, self.locate(path, where), message, help)

    def unused(self, kind: str, known: Iterable[str], used: set[str], path: str, where: tuple[str, ...]) -> Iterator[Diagnostic]:
        for id in known:
            if id not in used:
                place = self.locate(path, (*where, id))
                if place.line:  # a speaker defined in a sidecar is looked for there
                    yield Diagnostic("unused", WARNING, place, f"the {kind} {id!r} is used nowhere", "use it, or remove it")

    def titles(self) -> Iterator[Diagnostic]:
        seen: dict[str, str] = {}
        for summary in (self.site.articles[slug] for slug in reversed(list(self.site.articles))):  # of two, the newer is the one to mend
            at = ("---", "title")
            if (first := seen.setdefault(summary.title.casefold(), summary.path)) != summary.path:
                yield self.warn("title-duplicate", summary.path, at, f"{first} has the same title", "give each explainer its own")
            if len(summary.title) > LONGEST_TITLE:
                message = f"the title has {len(summary.title)} characters; cards show about {LONGEST_TITLE}"
                yield self.warn("title-long", summary.path, at, message, "shorten it")

    def article(self, summary: Summary) -> Iterator[Diagnostic]:
        sidecar = summary.path.removesuffix(".md") + ".yml"
        used = set(self.site.articles.ties[summary.slug].mentioned("source"))
        for id, source in summary.sources:
            if id not in used:
                yield self.warn("unused", sidecar, ("sources", id), f"the source {id!r} is cited nowhere", "cite it, or remove it")
            yield from self.in_future(source.date, sidecar, ("sources", id, "date"))
        for id in summary.unlinked_terms:
            yield self.warn("unused", sidecar, ("terms", id), f"the term {id!r} is linked nowhere", f"link it: [words](term:{id})")
        for issue in summary.issues:
            claimed = any(issue.id in claim.issues for claim in summary.claims)
            if not claimed and not any(state in {"stated", "inferred"} for state in issue.states):
                message = f"the issue {issue.id!r} has no claim and no answer"
                yield self.warn("unused", sidecar, ("issues", issue.id), message, "give it answers, or remove it")
        for number, correction in enumerate(summary.corrections):
            yield from self.in_future(correction.date, sidecar, ("corrections", number, "date"))
        said = Counter((claim.speaker, claim.text.casefold()) for claim in summary.claims)
        for claim in summary.claims:
            at = ("claims", claim.id)
            if said[claim.speaker, claim.text.casefold()] > 1:
                message = f"{claim.speaker!r} says the same in another claim: {claim.text!r}"
                yield self.warn("claim-duplicate", sidecar, at, message, "make it one claim with a list of quotes")
            if claim.rating and not (claim.reviewed_by and claim.reviewed_on):
                message = f"the review of {claim.id!r} does not say by whom, or when"
                yield self.warn("review-incomplete", sidecar, (*at, "review"), message, "add `by` and `date`")
            yield from self.in_future(claim.date, sidecar, (*at, "date"))
            yield from self.in_future(claim.reviewed_on, sidecar, (*at, "review", "date"))
        yield from self.balance(summary, sidecar)

    def balance(self, summary: Summary, sidecar: str) -> Iterator[Diagnostic]:
        claims = [[claim for claim in summary.claims if claim.voice == number] for number in range(1, len(summary.positions) + 1)]
        cited = [len({item.source for claim in of for item in claim.evidence}) for of in claims]
        for number, position in enumerate(summary.positions):
            answers = [issue.states[number] for issue in summary.issues]
            at = ("positions", position.id)
            if not claims[number]:
                silent = not any(state in {"stated", "inferred"} for state in answers)
                message = f"the position {position.id!r} has no claim{' and no answer' if silent else ''}"
                yield self.warn("position-silent", sidecar, at, message, "give it a voice, or leave it out")
            elif not cited[number] and any(cited):
                message = f"the position {position.id!r} has claims without any source; others have sources"
                yield self.warn("evidence-one-sided", sidecar, at, message, "look for its sources too")
        limit = self.site.settings.imbalance
        for what, counts in (("claims", [len(of) for of in claims]), ("sources", cited)):
            if limit and len(counts) > 1 and max(counts) > limit * min(counts):
                numbers = ", ".join(f"{position.id} {count}" for position, count in zip(summary.positions, counts, strict=True))
                message = f"the positions' {what} are out of balance: {numbers}"
                yield self.warn("imbalance", sidecar, ("positions",), message, f"`imbalance` in site.yml allows {limit:g} times as many")

    def in_future(self, date: str | None, path: str, where: tuple[str | int, ...]) -> Iterator[Diagnostic]:
        if date and date[:10] > self.today:
            yield self.warn("date-future", path, where, f"{date} lies in the future", "correct the date")
