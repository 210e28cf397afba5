"""What is defined, and used nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from counterpoint.article.prepared import Summary
from counterpoint.diagnostics import WARNING, Diagnostic
from counterpoint.site.checks import Lint, sidecar_of


def check_site(lint: Lint) -> Iterator[Diagnostic]:
    """Look at speakers, sources, topics and ratings of the whole site."""
    site, mentioned = lint.site, lint.mentioned
    affiliations = {person.affiliation for person in site.speakers.values() if person.affiliation}
    yield from _unused(lint, "speaker", site.speakers, mentioned["speaker"] | affiliations, "content/speakers.yml", ())
    yield from _unused(lint, "source", site.sources, mentioned["source"], "content/sources.yml", ())
    yield from _unused(lint, "topic", site.settings.topics, mentioned["topic"], "site.yml", ("topics",))
    yield from _unused(lint, "rating", site.settings.ratings, mentioned["rating"], "site.yml", ("ratings",))


def _unused(
    lint: Lint, kind: str, defined: Iterable[str], used: AbstractSet[str], path: str, where: tuple[str, ...]
) -> Iterator[Diagnostic]:
    for id in defined:
        if id not in used:
            place = lint.locate(path, (*where, id))
            if place.line:  # a speaker defined in a sidecar is looked for there
                yield Diagnostic("unused", WARNING, place, f"the {kind} {id!r} is used nowhere", "use it, or remove it")


def check_article(lint: Lint, summary: Summary) -> Iterator[Diagnostic]:
    """Look at an article's own sources, terms and issues."""
    sidecar = sidecar_of(summary)
    used = set(lint.site.articles.entries[summary.slug].mentioned("source"))
    for id, _ in summary.sources:
        if id not in used:
            yield lint.warn("unused", sidecar, ("sources", id), f"the source {id!r} is cited nowhere", "cite it, or remove it")
    for id in summary.unlinked_terms:
        yield lint.warn("unused", sidecar, ("terms", id), f"the term {id!r} is linked nowhere", f"link it: [words](term:{id})")
    for issue in summary.issues:
        claimed = any(issue.id in claim.issues for claim in summary.claims)
        if not claimed and not any(state in {"stated", "inferred"} for state in issue.states):
            message = f"the issue {issue.id!r} has no claim and no answer"
            yield lint.warn("unused", sidecar, ("issues", issue.id), message, "give it answers, or remove it")
