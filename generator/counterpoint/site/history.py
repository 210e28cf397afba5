"""What has changed in articles since they were first released, as the record of what is public keeps it.

Each release compares what it puts on record with what was there, and adds what has changed with its own date. The words that stood there
before are not kept: they may have been put into the wrong mouth.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec.structs import replace

from counterpoint.article.prepared import IndexEntry
from counterpoint.site.record import (
    PublicAnswer,
    PublicApproach,
    PublicArticle,
    PublicChange,
    PublicClaim,
    PublicRecord,
    approach_id,
    destination,
    once_public,
)
from counterpoint.site.redirects import Redirect

_CLAIM_PARTS = {
    "quotes": "words",
    "text": "words",
    "speaker": "speaker",
    "position": "position",
    "rating": "rating",
    "rating_label": "rating",
    "reviewer": "reviewer",
    "evidence": "evidence",
    "issues": "questions",
    "responds_to": "answers",
    "own_words": "quoting",
    "appears_in": "source",
}
"""Field of a public claim → what readers are told has changed."""
_ANSWER_PARTS = {"state": "state", "text": "answer", "words": "words", "speaker": "speaker", "source": "source"}
_UNRECORDED = {"evidence": None, "own_words": None, "rating_label": ""}
"""Field → what an older record has for what it does not hold; that is no change."""


def with_history(
    record: PublicRecord,
    released: PublicRecord,
    redirects: Mapping[str, Redirect],
    entries: Mapping[str, IndexEntry],
    today: str,
) -> PublicRecord:
    """What is released, with the history of each article: what `record` has of it, and what has changed since."""
    articles = {}
    for slug, article in released.articles.items():
        earlier = list(once_public(record, slug, redirects, entries))
        before = _moved(_joined(earlier), redirects, entries)
        history = list(before.history) or [PublicChange(today, "article")]
        if earlier:
            history += _changes(before, article, today)
        articles[slug] = replace(article, history=tuple(history))
    return replace(released, articles=articles)


def histories(
    record: PublicRecord, slugs: Collection[str], redirects: Mapping[str, Redirect], entries: Mapping[str, IndexEntry]
) -> dict[str, tuple[PublicChange, ...]]:
    """Article → its history, of those that have one."""
    return {slug: history for slug in slugs if (history := _joined([*once_public(record, slug, redirects, entries)]).history)}


def has_changes(history: Iterable[PublicChange]) -> bool:
    """Whether there is more to tell than that an article was put on record."""
    return any(change.subject != "article" for change in history)


def _joined(articles: Iterable[PublicArticle]) -> PublicArticle:
    """Several articles that have become one."""
    joined = PublicArticle()
    for article in articles:
        joined = PublicArticle(
            claims={**joined.claims, **article.claims},
            removed=(*joined.removed, *article.removed),
            corrections=(*joined.corrections, *article.corrections),
            positions={**joined.positions, **article.positions},
            answers={**joined.answers, **article.answers},
            holders={**joined.holders, **article.holders},
            approaches=(*joined.approaches, *article.approaches),
            weights={**joined.weights, **article.weights},
            history=tuple(sorted((*joined.history, *article.history), key=lambda change: change.date)),
        )
    return joined


def _moved(article: PublicArticle, redirects: Mapping[str, Redirect], entries: Mapping[str, IndexEntry]) -> PublicArticle:
    """An article whose claims answer others where these are now: an article that has moved takes its claims along."""

    def now(reply: str) -> str:
        slug, _, claim = reply.partition("#")
        return f"{destination(slug, redirects, entries) or slug}#{claim}"

    claims = {
        claim_id: replace(claim, responds_to=tuple(now(reply) for reply in claim.responds_to)) for claim_id, claim in article.claims.items()
    }
    return replace(article, claims=claims)


def _changes(before: PublicArticle, now: PublicArticle, today: str) -> Iterator[PublicChange]:
    """What has changed from one release to the next."""
    new = [*(Counter(now.corrections) - Counter(before.corrections))]

    def told(*subjects: tuple[str, str, str]) -> str:
        """The date of the last correction that names one of these as (claim, issue, position); empty where none does."""
        return max((item.date for item in new if (item.claim, item.issue, item.position) in subjects), default="")

    for claim in sorted(before.claims.keys() | now.claims.keys()):
        change = PublicChange(today, "claim", claim, correction=told((claim, "", "")))
        yield from _change(change, before.claims.get(claim), now.claims.get(claim), _CLAIM_PARTS)
    for issue in sorted(before.answers.keys() | now.answers.keys()):
        row_before, row = before.answers.get(issue, {}), now.answers.get(issue, {})
        for position in sorted(row_before.keys() | row.keys()):
            correction = told(("", issue, ""), ("", issue, position), ("", "", position))
            change = PublicChange(today, "answer", f"{issue}/{position}", correction=correction)
            was, answer = row_before.get(position), row.get(position)
            if was or (answer and answer.state in {"stated", "inferred"}):
                yield from _change(change, was, answer, _ANSWER_PARTS)
    for position in sorted(before.positions.keys() | now.positions.keys()):
        relabelled = before.positions.get(position) != now.positions.get(position)
        reheld = before.holders.get(position) != now.holders.get(position)
        parts = (*(["label"] if relabelled else []), *(["holders"] if reheld else []))
        if parts:
            what = _what(position in before.positions, position in now.positions)
            yield PublicChange(today, "position", position, what, parts if what == "changed" else (), told(("", "", position)))
    for issue in sorted(before.weights.keys() | now.weights.keys()):
        if before.weights.get(issue) != now.weights.get(issue):
            what = _what(issue in before.weights, issue in now.weights)
            yield PublicChange(today, "answer", issue, what, ("weight",), told(("", issue, "")))
    yield from _approaches(before.approaches, now.approaches, today)


def _approaches(before: Iterable[PublicApproach], now: Iterable[PublicApproach], today: str) -> Iterator[PublicChange]:
    """Approaches that were put on record since, those of which the outcome is known since, and those that are gone."""
    by_id: dict[str, tuple[list[PublicApproach], list[PublicApproach]]] = defaultdict(lambda: ([], []))
    for number, approaches in enumerate((before, now)):
        for item in approaches:
            by_id[approach_id(item)][number].append(item)
    for id, (was, is_now) in sorted(by_id.items()):
        if was != is_now:
            what = _what(was, is_now)
            yield PublicChange(today, "approach", id, what, _approach_parts(was, is_now) if what == "changed" else ())


def _approach_parts(was: Iterable[PublicApproach], now: Iterable[PublicApproach]) -> tuple[str, ...]:
    outcomes, replies = ([[getattr(item, name) for item in items] for items in (was, now)] for name in ("outcome", "reply"))
    return (*(["outcome"] if outcomes[0] != outcomes[1] else []), *(["reply"] if replies[0] != replies[1] else []))


def _what(was: object, is_now: object) -> str:
    return "changed" if was and is_now else "added" if is_now else "removed"


def _change(
    change: PublicChange, was: PublicClaim | PublicAnswer | None, now: PublicClaim | PublicAnswer | None, names: Mapping[str, str]
) -> Iterator[PublicChange]:
    """What has changed between two states of a claim or an answer, either of which may not be there."""
    if was is None or now is None:
        yield replace(change, what=_what(was is not None, now is not None))
        return
    parts = [
        part
        for name, part in names.items()
        if getattr(was, name) != getattr(now, name) and not (name in _UNRECORDED and getattr(was, name) == _UNRECORDED[name])
    ]
    if parts:
        yield replace(change, what="changed", parts=tuple(dict.fromkeys(parts)))
