# ruff: noqa: E501 - a table of one change a line
"""For every key that authors write about an article: whether it may change once it is public, and why. A new key needs an entry here."""

from __future__ import annotations

import hashlib
import re

import pytest
from counterpoint.model import sidecar as model
from counterpoint.model.speakers import Source, Speaker
from counterpoint.release import release
from msgspec.structs import fields
from site_folder import TEXT, TestSite

SIDE, SPEAKING, SOURCES = "content/articles/cost.yml", "content/speakers.yml", "content/sources.yml"
SITE = """title: Test
base_url: https://example.org/
share_images: none
search: false
ratings: {fair: {label: Fair}, weak: {label: Weak}}
"""
SIDECAR = """
positions:
  close: {label: Close it, summary: For it., speakers: [ann]}
  open: {label: Keep it open, speakers: [union], approved: {by: The board, date: 2026-01-01, digest: DIGEST}}
order: shuffled
seed: one
issues:
  cost:
    question: What does it cost?
    kind: fact
    background: They agree.
    answers:
      close: {words: Next to nothing., speaker: ann, source: letter, date: 2025-01-01, note: Read it., updated: 2026-01-03}
      open: {answer: A lot., inferred: true, note: From their letter.}
  noise:
    question: Is it loud?
    kind: fact
    weight: {evidence: robust, agreement: high, basis: Two counts., source: [count, letter]}
    answers:
      open: {silence: declined, source: letter}
claims:
  cheap:
    quote: it costs little
    text: It costs little.
    verbatim: true
    speaker: ann
    position: close
    issue: cost
    date: 2025-01-01
    appears_in: letter
    note: Counted.
    evidence: [{source: letter, stance: supports, locator: p. 1, note: Of trips.}]
    review: {rating: fair, summary: It is so., by: {name: Us, kind: person, url: 'https://u.example/'}, date: 2026-01-01}
    updated: 2026-01-03
  dear: {quote: nobody can pay, suffix: for it, speaker: union, position: open, issue: cost, responds_to: cheap, accuses: ann}
  apart: {text: Apart., anchor: none, speaker: union}
notes:
  aside: {quote: The Union replies, note: In a letter., sources: [letter]}
terms:
  toll: {term: Toll, definition: A fee.}
approaches:
  - {speaker: union, position: open, date: 2025-12-01, channel: e-mail, recipient: The chair, issues: [cost], claims: [dear], deadline: 2025-12-08}
  - {speaker: union, date: 2025-12-03, channel: letter, issues: [cost], outcome: declined, replied: 2025-12-05, reply: Not now., note: By hand.}
corrections:
  - {date: 2026-01-05, claim: dear, text: An earlier version said few.}
  - {date: 2026-01-06, issue: cost, position: open, text: An earlier version said more.}
"""
SPEAKERS = """ann: {name: Ann Able, kind: person, role: Mayor, affiliation: union, bio: Born here., url: 'https://a.example/', names: [A. Able],
  image: media/a.svg, same_as: ['https://b.example/'], interest: A party.}
union: {name: The Union, kind: organisation}
cy: {name: Cy Cole}
"""
CITED = """letter: {title: A letter, publisher: The Union, url: 'https://e.example/1', date: 2025-01-01, accessed: 2025-02-01,
  archived: 'https://e.example/2', kind: report, language: en, viewpoint: A party., note: Long., interest: An owner.}
count: {title: A count}
"""
SIDECAR = SIDECAR.replace("DIGEST", hashlib.sha256(b"Keep it open\0").hexdigest()[:12])
HELD, FREE = "needs a correction", "free"
Change = tuple[str, str, str, str, str]
"""(what holds, why, file, what stands there, what stands there instead)."""
VERDICTS: dict[str, Change] = {
    "Sidecar.positions": (HELD, "a side would be dropped", SIDE, "  open: {label: Keep it open", "  free: {label: Keep it open"),
    "Sidecar.issues": (HELD, "its answers would be dropped", SIDE, "  noise:", "  din:"),
    "Sidecar.claims": (HELD, "somebody is held to have said it", SIDE, "  apart: {text: Apart., anchor: none, speaker: union}\n", ""),
    "Sidecar.notes": (FREE, "context in the author's words", SIDE, "  aside:", "  other:"),
    "Sidecar.terms": (FREE, "an explanation in the author's words", SIDE, "  toll:", "  fee:"),
    "Sidecar.sources": (HELD, "as in sources.yml", SIDE, "notes:", "sources: {more: {title: More}}\nnotes:"),
    "Sidecar.speakers": (HELD, "as in speakers.yml", SIDE, "notes:", "speakers: {eve: {name: Eve}}\nnotes:"),
    "Sidecar.corrections": (HELD, "corrections are not taken back", SIDE, "  - {date: 2026-01-05, claim: dear, text: An earlier", "  - {date: 2026-01-05, text: An earlier"),
    "Position.label": (HELD, "the same claims would speak for another side", SIDE, "label: Close it", "label: Shut it"),
    "Position.summary": (FREE, "the author's words", SIDE, "For it.", "In favour."),
    "Position.speakers": (HELD, "somebody was said to hold it", SIDE, "speakers: [ann]", "speakers: [union]"),
    "Position.approved": (HELD, "somebody was said to accept it", SIDE, "], approved: {by: The board, date: 2026-01-01, digest: ", "]} # "),
    "Approval.by": (HELD, "somebody else would have approved it", SIDE, "by: The board", "by: The cook"),
    "Approval.date": (FREE, "a date may be found out later", SIDE, "date: 2026-01-01, digest", "date: 2026-01-02, digest"),
    "Approval.digest": (HELD, "an approval that is taken from the same words", SIDE, "digest: ", "digest: 000000000000}} # "),
    "Answer.approved": (FREE, "it may be added", SIDE, "note: From their letter.", "note: From their letter., approved: {by: Us, date: 2026-01-01, digest: 000000000000}"),
    "Sidecar.order": (FREE, "layout", SIDE, "order: shuffled\nseed: one\n", "order: written\n"),
    "Sidecar.seed": (FREE, "layout", SIDE, "seed: one", "seed: two"),
    "Issue.weight": (HELD, "a finding would be gone", SIDE, "    weight: {evidence: robust, agreement: high, basis: Two counts., source: [count, letter]}\n", ""),
    "Weight.evidence": (HELD, "another finding", SIDE, "evidence: robust", "evidence: medium"),
    "Weight.agreement": (HELD, "another finding", SIDE, "agreement: high", "agreement: low"),
    "Weight.basis": (FREE, "the author's words", SIDE, "Two counts.", "Both counts."),
    "Weight.source": (HELD, "what the finding rests on", SIDE, "source: [count, letter]", "source: count"),
    "Speaker.interest": (FREE, "the author's words", SPEAKING, "interest: A party.", "interest: An owner."),
    "Source.interest": (FREE, "the author's words", SOURCES, "interest: An owner.", "interest: A party."),
    "Issue.question": (FREE, "the author's words, to be put better", SIDE, "What does it cost?", "How dear is it?"),
    "Issue.kind": (FREE, "it orders the page", SIDE, "kind: fact\n    background", "kind: policy\n    background"),
    "Issue.background": (FREE, "the author's words", SIDE, "They agree.", "All agree."),
    "Issue.answers": (HELD, "a side would lose its answer", SIDE, "      open: {answer: A lot., inferred: true, note: From their letter.}\n", ""),
    "Answer.answer": (FREE, "the author's words, to be put better", SIDE, "A lot.", "Much."),
    "Answer.words": (HELD, "a quotation", SIDE, "Next to nothing.", "A fortune."),
    "Answer.speaker": (HELD, "who gave it", SIDE, "nothing., speaker: ann", "nothing., speaker: union"),
    "Answer.source": (HELD, "what it rests on", SIDE, "source: letter, date: 2025", "source: count, date: 2025"),
    "Answer.date": (FREE, "a date may be found out later", SIDE, "letter, date: 2025-01-01", "letter, date: 2025-01-02"),
    "Answer.inferred": (HELD, "the author's reasoning would be theirs", SIDE, "inferred: true, ", ""),
    "Answer.silence": (HELD, "who declined was asked", SIDE, "silence: declined", "silence: not-asked"),
    "Answer.note": (FREE, "the author's words", SIDE, "Read it.", "See there."),
    "Answer.updated": (FREE, "it tells readers of a change", SIDE, "note: Read it., updated: 2026-01-03", "note: Read it., updated: 2026-01-04"),
    "Evidence.source": (HELD, "what the claim rests on", SIDE, "{source: letter, stance", "{source: count, stance"),
    "Evidence.stance": (HELD, "evidence would be turned", SIDE, "stance: supports", "stance: disputes"),
    "Evidence.locator": (FREE, "the same source, found more easily", SIDE, "p. 1", "p. 2"),
    "Evidence.note": (FREE, "the author's words", SIDE, "Of trips.", "Of all trips."),
    "Review.rating": (HELD, "another finding", SIDE, "rating: fair", "rating: weak"),
    "Review.summary": (FREE, "the author's words; the rating is held", SIDE, "It is so.", "So it is."),
    "Review.by": (HELD, "the finding would be nobody's", SIDE, "by: {name: Us, kind: person, url: 'https://u.example/'}, ", ""),
    "Reviewer.name": (HELD, "the finding would be somebody else's", SIDE, "name: Us", "name: Them"),
    "Reviewer.kind": (FREE, "it describes the reviewer, whose name is held", SIDE, "name: Us, kind: person", "name: Us, kind: organisation"),
    "Reviewer.url": (FREE, "pages move", SIDE, "u.example", "v.example"),
    "Review.date": (FREE, "a review is looked through again", SIDE, "}, date: 2026-01-01}", "}, date: 2026-02-01}"),
    "Claim.quote": (HELD, "what somebody is held to have said", SIDE, "quote: it costs little", "quote: costs little"),
    "Claim.anchor": (HELD, "the words marked in the article", SIDE, "text: Apart., anchor: none", "text: Apart., quote: The Union"),
    "Claim.text": (HELD, "what somebody is held to have said", SIDE, "text: It costs little.", "text: It costs a lot."),
    "Claim.verbatim": (HELD, "the author's words would be the speaker's, or the other way round", SIDE, "verbatim: true", "verbatim: false"),
    "Claim.speaker": (HELD, "who said it", SIDE, "speaker: ann\n", "speaker: union\n"),
    "Claim.position": (HELD, "for which side it was said", SIDE, "position: close\n", "position: open\n"),
    "Claim.issue": (HELD, "it would be said on another point", SIDE, "issue: cost\n", "issue: noise\n"),
    "Claim.date": (FREE, "a date may be found out later", SIDE, "issue: cost\n    date: 2025-01-01", "issue: cost\n    date: 2025-01-02"),
    "Claim.appears_in": (HELD, "it would have been said elsewhere", SIDE, "appears_in: letter", "appears_in: count"),
    "Claim.note": (FREE, "the author's words", SIDE, "Counted.", "Measured."),
    "Claim.evidence": (HELD, "a claim without its evidence is another", SIDE, "    evidence: [{source: letter, stance: supports, locator: p. 1, note: Of trips.}]\n", ""),
    "Claim.responds_to": (HELD, "to whom somebody replied", SIDE, "responds_to: cheap", "responds_to: apart"),
    "Claim.review": (HELD, "a finding would be gone", SIDE, "    review: {rating: fair, summary: It is so., by: {name: Us, kind: person, url: 'https://u.example/'}, date: 2026-01-01}\n", ""),
    "Claim.updated": (FREE, "it tells readers of a change", SIDE, "    updated: 2026-01-03", "    updated: 2026-01-04"),
    "Claim.accuses": (FREE, "it decides what check asks for", SIDE, "accuses: ann", "accuses: []"),
    "Sidecar.approaches": (HELD, "what a silence rests on", SIDE, "approaches:\n  - {speaker: union, position: open, date: 2025-12-01, channel: e-mail, recipient: The chair, issues: [cost], claims: [dear], deadline: 2025-12-08}\n", "approaches:\n"),
    "Approach.speaker": (HELD, "who was asked", SIDE, "{speaker: union, date", "{speaker: cy, position: open, date"),
    "Approach.position": (HELD, "for which side", SIDE, "union, position: open, date", "union, date"),
    "Approach.date": (HELD, "when somebody was asked", SIDE, "date: 2025-12-01", "date: 2025-12-02"),
    "Approach.channel": (HELD, "how somebody was asked", SIDE, "channel: e-mail", "channel: telephone"),
    "Approach.recipient": (FREE, "an office may be described better", SIDE, "The chair", "The chairwoman"),
    "Approach.claims": (HELD, "what was put", SIDE, "claims: [dear]", "claims: [cheap]"),
    "Approach.issues": (HELD, "what was put", SIDE, "recipient: The chair, issues: [cost]", "recipient: The chair, issues: [noise]"),
    "Approach.deadline": (HELD, "how long somebody had", SIDE, "2025-12-08", "2025-12-02"),
    "Approach.outcome": (HELD, "who declined did not answer", SIDE, "outcome: declined", "outcome: no-comment"),
    "Approach.replied": (HELD, "when somebody replied", SIDE, "replied: 2025-12-05", "replied: 2025-12-06"),
    "Approach.reply": (HELD, "what was replied", SIDE, "Not now.", "Not ever."),
    "Approach.note": (FREE, "the author's words", SIDE, "By hand.", "On paper."),
    "QuoteChoice.prefix": (FREE, "it finds the same words", SIDE, "suffix: for it", "prefix: replies that"),
    "QuoteChoice.suffix": (FREE, "it finds the same words", SIDE, "suffix: for it, ", ""),
    "QuoteChoice.within": (FREE, "it finds the same words", SIDE, "suffix: for it", "within: '#top'"),
    "QuoteChoice.occurrence": (FREE, "it finds the same words", SIDE, "suffix: for it", "occurrence: 1"),
    "Quote.exact": (HELD, "what somebody is held to have said", SIDE, "quote: it costs little", "quote: {exact: costs little}"),
    "Quote.from": (HELD, "what somebody is held to have said", SIDE, "quote: nobody can pay", "quote: {from: that nobody, to: can pay}"),
    "Quote.to": (HELD, "what somebody is held to have said", SIDE, "quote: nobody can pay, suffix: for it", "quote: {from: nobody, to: for it}"),
    "Quote.across": (FREE, "it finds the same words", SIDE, "quote: nobody can pay, suffix: for it", "quote: {from: nobody, to: pay, across: true}"),
    "Note.quote": (FREE, "context in the author's words", SIDE, "quote: The Union replies", "quote: The Union"),
    "Note.note": (FREE, "the author's words", SIDE, "In a letter.", "By letter."),
    "Note.sources": (FREE, "context in the author's words", SIDE, "sources: [letter]", "sources: [count]"),
    "Term.term": (FREE, "the author's words", SIDE, "term: Toll", "term: Fee"),
    "Term.definition": (FREE, "the author's words", SIDE, "A fee.", "A charge."),
    "Correction.date": (HELD, "corrections are not taken back", SIDE, "2026-01-05, claim", "2026-01-04, claim"),
    "Correction.text": (HELD, "corrections are not taken back", SIDE, "said few.", "said many."),
    "Correction.claim": (HELD, "corrections are not taken back", SIDE, "claim: dear, text", "claim: cheap, text"),
    "Correction.issue": (HELD, "corrections are not taken back", SIDE, "issue: cost, position: open, text", "issue: noise, position: open, text"),
    "Correction.position": (HELD, "corrections are not taken back", SIDE, "position: open, text", "position: close, text"),
    "Speaker.name": (HELD, "a different person takes another id", SPEAKING, "Ann Able", "Bob Baker"),
    "Speaker.kind": (FREE, "it describes the speaker, whose name and words are held", SPEAKING, "kind: person", "kind: media"),
    "Speaker.role": (FREE, "people change office", SPEAKING, "Mayor", "Former mayor"),
    "Speaker.affiliation": (FREE, "people change sides of a table", SPEAKING, "affiliation: union, ", ""),
    "Speaker.bio": (FREE, "the author's words", SPEAKING, "Born here.", "Born there."),
    "Speaker.url": (FREE, "pages move", SPEAKING, "a.example", "c.example"),
    "Speaker.image": (FREE, "pictures are taken anew", SPEAKING, "media/a.svg", "media/b.svg"),
    "Speaker.names": (FREE, "spellings for finding", SPEAKING, "[A. Able]", "[Able]"),
    "Speaker.same_as": (FREE, "pages move", SPEAKING, "b.example", "d.example"),
    "Source.title": (HELD, "other evidence", SOURCES, "A letter", "A forgery"),
    "Source.publisher": (FREE, "it describes the source, whose title is held", SOURCES, "publisher: The Union", "publisher: Union"),
    "Source.url": (FREE, "pages move", SOURCES, "e.example/1", "e.example/3"),
    "Source.date": (FREE, "a date may be found out later", SOURCES, "/1', date: 2025-01-01", "/1', date: 2025-01-02"),
    "Source.accessed": (FREE, "it was read again", SOURCES, "2025-02-01", "2025-02-02"),
    "Source.archived": (FREE, "pages move", SOURCES, "e.example/2", "e.example/4"),
    "Source.kind": (FREE, "it describes the source", SOURCES, "kind: report", "kind: letter"),
    "Source.language": (FREE, "it describes the source", SOURCES, "language: en", "language: de"),
    "Source.viewpoint": (FREE, "the author's words", SOURCES, "A party.", "One party."),
    "Source.note": (FREE, "the author's words", SOURCES, "Long.", "Short."),
}  # fmt: skip
ELSEWHERE = {"Sidecar.sources", "Sidecar.speakers"}
"""Keys that hold what other files may hold too: an entry more is free, and a change is that of the entry's own keys."""


def keys() -> set[str]:
    """Every key of the models, in the model that brings it in."""
    models = [value for value in vars(model).values() if isinstance(value, type) and issubclass(value, model.Model)]
    found = set()
    for each in {*models, Speaker, Source} - {model.Model}:
        inherited = {field.encode_name for field in fields(model.QuoteChoice)} if each is not model.QuoteChoice else set()
        found |= {f"{each.__name__}.{field.encode_name}" for field in fields(each) if field.encode_name not in inherited}
    return found


@pytest.fixture(scope="module")
def on_record(tmp_path_factory: pytest.TempPathFactory) -> TestSite:
    site = TestSite(tmp_path_factory.mktemp("record"))
    for path, text in {"site.yml": SITE, SPEAKING: SPEAKERS, SOURCES: CITED}.items():
        site.write(path, text)
    for name in "ab":
        site.write(f"content/media/{name}.svg", "<svg viewBox='0 0 10 10'></svg>")
    site.article("cost", "## Top\n\n" + TEXT, SIDECAR)
    assert release(site.options()).addresses
    return site


def test_every_key_has_a_verdict():
    assert keys() == VERDICTS.keys()


@pytest.mark.parametrize("key", VERDICTS)
def test_a_key_changed_alone_is_held_or_free_as_the_table_says(on_record, key):
    verdict, why, path, old, new = VERDICTS[key]
    before = (on_record.root / path).read_text(encoding="utf-8")
    assert before.count(old) == 1, f"{why}: the change has to be of one place"
    try:
        on_record.write(path, before.replace(old, new))
        errors = {d.code for d in on_record.diagnostics() if d.severity.name == "ERROR"}
    finally:
        on_record.write(path, before)
    if verdict == FREE or key in ELSEWHERE:
        assert not errors
    else:
        assert errors
        assert all(
            re.fullmatch("(claim|label|answer|approach)-(changed|removed)|correction-removed|address-removed|id-unknown", code)
            for code in errors
        )


@pytest.mark.parametrize(("key", "id"), [("issue", "nosie"), ("position", "opne"), ("claim", "chaep")])
def test_a_correction_of_what_never_was_there_is_an_error_with_its_place(on_record, key, id):
    before = (on_record.root / SIDE).read_text(encoding="utf-8")
    entry = f"  - {{date: 2026-02-01, {key}: {id}, text: An earlier version said so.}}\n"
    try:
        on_record.write(SIDE, before + entry)
        (found,) = on_record.diagnostics()
    finally:
        on_record.write(SIDE, before)
    assert (found.code, found.location.path, found.location.line) == ("id-unknown", SIDE, before.count("\n") + 1)
    assert "did you mean" in found.help
