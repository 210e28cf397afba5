"""What each position has had: answers to the same questions, room, sources with their dates and kinds, last words, unanswered claims."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from counterpoint.article.prepared import ApproachSummary, Body, Summary
from counterpoint.site.balance import PositionBalance, QuestionBalance, position_balances, question_balances
from counterpoint.site.report import ReportInputs, table

TITLE = "Balance"


class ReportedApproach(Struct, frozen=True):
    """An attempt to get an answer, or that there was none; what is not known of it is empty."""

    date: str
    channel: str
    speaker: str
    positions: tuple[str, ...]
    claims: tuple[str, ...]
    issues: tuple[str, ...]
    outcome: str


class ReportedWeight(Struct, frozen=True):
    """How the evidence on a question of fact is weighed."""

    question: str
    evidence: str
    agreement: str
    sources: tuple[str, ...]


class ArticleBalance(Struct, frozen=True):
    """The counts of an article."""

    positions: tuple[PositionBalance, ...]
    questions: tuple[QuestionBalance, ...]
    order_seed: str
    """What the order of positions was drawn from; empty where it is the author's."""
    approaches: tuple[ReportedApproach, ...]
    weights: tuple[ReportedWeight, ...]


def of_article(inputs: ReportInputs, summary: Summary, body: Body) -> ArticleBalance | None:
    """Count what each position has had; None where there are no positions."""
    if not summary.positions:
        return None
    weighed = [(issue.id, details.weight) for issue, details in zip(summary.issues, body.issues, strict=True) if details.weight]
    return ArticleBalance(
        positions=position_balances(inputs.site, summary, body),
        questions=question_balances(summary, body),
        order_seed=summary.seed,
        approaches=tuple(map(_approach, summary.approaches)),
        weights=tuple(ReportedWeight(id, weight.evidence, weight.agreement, weight.sources) for id, weight in weighed),
    )


def _approach(item: ApproachSummary) -> ReportedApproach:
    return ReportedApproach(item.date, item.channel, item.speaker, item.positions, item.claims, item.issues, item.outcome)


def article_lines(counts: ArticleBalance) -> Iterator[str]:
    """Two tables, of positions and of what each has on each question, then what has to be named."""
    yield from table(_HEAD, [_row(item, len(counts.questions)) for item in counts.positions])
    if counts.questions:
        labels = {position.id: position.label for position in counts.positions}
        yield ""
        yield from table(("question", *labels.values(), "last word"), [_question_row(item, labels) for item in counts.questions])
    for item in counts.positions:
        if item.kinds:
            kinds = ", ".join(f"{number} × {kind or 'not said'}" for kind, number in item.kinds.items())
            yield f"  kinds of source, {item.label}: {kinds}"
    for item in counts.positions:
        if item.unanswered:
            yield f"  unanswered claims, {item.label}: {', '.join(item.unanswered)}"
    for item in counts.positions:
        for kind, interests in (("source", item.source_interests), ("speaker", item.speaker_interests)):
            for interest in interests:
                yield f"  interest, {item.label}: {kind} {interest.id}: {interest.interest}"
    for weight in counts.weights:
        yield f"  weight of evidence on {weight.question}: {weight.evidence}, agreement {weight.agreement} ({', '.join(weight.sources)})"
    yield f"  order of positions: {f'drawn from the seed {counts.order_seed!r}' if counts.order_seed else 'the author’s'}"
    for approach in counts.approaches:
        yield f"  approach: {_approach_line(approach)}"


_HEAD = ("position", "stated", "inferred", "silent", "claims", "words", "sources", "oldest", "newest", "last words", "unanswered")


def _row(item: PositionBalance, questions: int) -> tuple[str, ...]:
    numbers = (item.inferred, item.silent, item.claims, item.words, len(item.sources))
    dates = (item.oldest or "-", item.newest or "-")
    return (item.label, f"{item.stated} of {questions}", *map(str, numbers), *dates, str(len(item.last_words)), str(len(item.unanswered)))


def _question_row(item: QuestionBalance, labels: dict[str, str]) -> tuple[str, ...]:
    cells = [f"{cell.state}, {cell.claims} {'claim' if cell.claims == 1 else 'claims'}, {cell.words} words" for cell in item.positions]
    return (item.id, *cells, labels.get(item.last_word, "-"))


def _approach_line(item: ReportedApproach) -> str:
    whom = item.speaker or ", ".join(item.positions) or "everybody else"
    about = ", ".join((*item.issues, *item.claims))
    made = f"{item.date} by {item.channel}: " if item.date else ""
    return f"{made}{whom}{f' ({about})' if about else ''}: {item.outcome or 'open'}"
