"""Wordings that their holders accept, each bound to its words by a digest."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterator

from counterpoint.article.prepared import ApprovalSummary
from counterpoint.diagnostics import WARNING, Diagnostic
from counterpoint.model.sidecar import Answer, Approval, Position, Sidecar
from counterpoint.reading.fragments import same_words
from counterpoint.reading.validate import Located, validate

DIGITS = 12


def digest_of(wording: Position | Answer, question: str = "") -> str:
    """Name the words of a position, or of an answer to a question, by a digest of them; how their lines are broken does not count."""
    parts = [wording.label, wording.summary] if isinstance(wording, Position) else [wording.answer, wording.words, question]
    if isinstance(wording, Answer) and wording.words and wording.speaker:
        parts.append(wording.speaker)  # in another's mouth they are other words
    words = "\0".join(same_words(part or "") for part in parts)
    return hashlib.sha256(words.encode()).hexdigest()[:DIGITS]


def approval_of(wording: Position | Answer, shown: Position | Answer, question: str = "") -> ApprovalSummary | None:
    """The approval of the words that stand there; none, where they are not those that were approved. In a translation, `wording` is the
    original's, and what is `shown` names in its own language who approved it."""
    if wording.approved is None or wording.approved.digest != digest_of(wording, question):
        return None
    named = shown.approved or wording.approved
    return ApprovalSummary(named.by, wording.approved.date, wording.approved.by)


def as_approved(located: Located[Sidecar]) -> Sidecar:
    """The sidecar whose words were approved: the original's, of a translation."""
    original = getattr(located, "original", None)
    if original is None:
        return located.value
    return (validate(Sidecar, original.value, original.file).value or located).value


def check_approvals(located: Located[Sidecar]) -> Iterator[Diagnostic]:
    """Approvals that are bound to no words, or to others than those that stand there."""
    for id, position in located.value.positions.items():
        yield from _check(located, ("positions", id), position, position.approved)
    for id, issue in located.value.issues.items():
        for position_id, answer in issue.answers.items():
            yield from _check(located, ("issues", id, "answers", position_id), answer, answer.approved, issue.question)


def _check(
    located: Located[Sidecar], path: tuple[Hashable, ...], wording: Position | Answer, approved: Approval | None, question: str = ""
) -> Iterator[Diagnostic]:
    if approved is None or approved.digest == digest_of(wording, question):
        return
    name = ".".join(map(str, path[1:]))
    digest = digest_of(wording, question)
    if approved.digest is None:
        message = f"the approval of {name} is bound to no words"
        advice = f"if these words were approved as they stand, add `digest: {digest}`"
    else:
        message = f"the wording of {name} has changed since {approved.by!r} approved it on {approved.date}"
        advice = f"have it approved again and write the new date and `digest: {digest}`, or take the approval out"
    yield located.error("approval-outdated", (*path, "approved"), message, advice, severity=WARNING)
