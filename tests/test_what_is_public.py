"""Every way to change what readers have been told: it needs a correction, or a reason why it needs none."""

from __future__ import annotations

import json

import pytest
from counterpoint.article.unfinished import PLACEHOLDER
from counterpoint.release import release
from site_folder import SITE, SPEAKERS, TEXT, TestSite

SIDE, ARTICLE, RECORD = "content/articles/cost.yml", "content/articles/cost.md", "published.json"
SIDECAR = """
positions:
  close: {label: Close it, summary: For it., speakers: [ann]}
  open: {label: Keep it open, summary: Against it., speakers: [union]}
issues:
  cost:
    question: What does it cost?
    answers:
      close: {words: It costs next to nothing., speaker: ann, source: letter}
      open: {answer: More than anybody has., inferred: true, note: From their letter.}
  noise:
    question: Is it loud?
    answers:
      close: It is quiet.
      open: {silence: declined, note: No reply.} # counterpoint: allow silence-unrecorded: an example
  time:
    question: How long does it take?
    answers:
      close: {silence: not-asked}
      open: A year.
claims:
  cheap:
    quote: it costs little
    text: It costs little.
    speaker: ann
    position: close
    issue: cost
    evidence: [{source: letter, stance: supports}, {source: count, stance: disputes}]
    review: {rating: fair, by: Us, date: 2026-01-01}
  dear: {quote: nobody can pay for it, text: Nobody can pay for it., speaker: union, position: open, issue: cost, responds_to: cheap}
corrections:
  - {date: 2026-01-05, claim: dear, text: An earlier version said few.}
"""
SOURCES = """letter: {title: A letter, url: https://example.org/letter}
count: {title: A count, url: https://example.org/count}
"""
RATINGS = "rating_range: [1, 5]\nratings: {fair: {label: Fair, value: 4}, weak: {label: Weak, value: 2}}\n"


@pytest.fixture
def public(empty: TestSite) -> TestSite:
    """A site with something of everything that is held on record, which is public."""
    empty.write("site.yml", SITE + RATINGS)
    empty.write("content/sources.yml", SOURCES)
    empty.write("content/pages/about.md", "---\ntitle: About\n---\nUs.\n")
    empty.article("cost", TEXT, SIDECAR)
    assert release(empty.options()).addresses
    return empty


def codes(site: TestSite) -> list[str]:
    return sorted(d.code for d in site.diagnostics())


def renamed(site: TestSite, slug: str, *, redirect: str = "") -> None:
    """Give the article another name; `redirect` is where its old address leads by site.yml."""
    for suffix in (".md", ".yml"):
        (site.root / f"content/articles/cost{suffix}").rename(site.root / f"content/articles/{slug}{suffix}")
    site.write("site.yml", SITE + RATINGS + f"redirects: {{/cost/: {redirect or f'/{slug}/'}}}\n")


CHANGES = {
    "words of a claim": (SIDE, "text: It costs little.", "text: It costs a lot.", "claim-changed"),
    "speaker of a claim": (SIDE, "speaker: ann\n    position", "speaker: union\n    position", "claim-changed"),
    "position of a claim": (SIDE, "position: close\n", "position: open\n", "claim-changed"),
    "no position": (SIDE, "    position: close\n", "", "claim-changed"),
    "rating": (SIDE, "rating: fair", "rating: weak", "claim-changed"),
    "quote": (SIDE, "quote: it costs little", "quote: costs little", "claim-changed"),
    "evidence removed": (SIDE, "{source: letter, stance: supports}, ", "", "claim-changed"),
    "evidence turned": (SIDE, "stance: disputes", "stance: supports", "claim-changed"),
    "evidence to context": (SIDE, "stance: supports", "stance: context", "claim-changed"),
    "another source": (SIDE, "{source: count, stance: disputes}", "{source: letter, stance: disputes}", "claim-changed"),
    "label of a rating": ("site.yml", "fair: {label: Fair", "fair: {label: Wrong", "claim-changed"),
    "value of a rating": ("site.yml", "label: Fair, value: 4", "label: Fair, value: 2", "claim-changed"),
    "range of ratings": ("site.yml", "rating_range: [1, 5]", "rating_range: [5, 1]", "claim-changed"),
    "value of a rating removed": ("site.yml", "label: Fair, value: 4", "label: Fair", "claim-changed"),
    "the same evidence for the other side": (SIDE, "evidence: [", "evidence: [{source: letter, stance: disputes}, ", "claim-changed"),
    "a question that becomes another's": (SIDE, "question: Is it loud?", "question: what does it cost", "answer-changed"),
    "label of a position": (SIDE, "label: Close it", "label: Shut it", "label-changed"),
    "own words": (SIDE, "It costs next to nothing.", "It costs a fortune.", "answer-changed"),
    "own words removed": (SIDE, "{words: It costs next to nothing., speaker: ann, source: letter}", "Little.", "answer-changed"),
    "speaker of own words": (SIDE, "nothing., speaker: ann", "nothing., speaker: union", "answer-changed"),
    "inferred to stated": (SIDE, "inferred: true, note", "note", "answer-changed"),
    "stated to inferred": (
        SIDE,
        "close: It is quiet.",
        "close: {answer: It is quiet., inferred: true, note: So we think.}",
        "answer-changed",
    ),
    "stated to silence": (SIDE, "close: It is quiet.", "close: {silence: declined, source: letter}", "answer-changed"),
    "answer removed": (SIDE, "      close: It is quiet.\n", "", "answer-changed"),
    "declined to not asked": (SIDE, "silence: declined", "silence: not-asked", "answer-changed"),
    "declined to not applicable": (SIDE, "silence: declined", "silence: not-applicable", "answer-changed"),
    "title of a source": ("content/sources.yml", "title: A letter", "title: A forgery", "claim-changed"),
    "address of another source": ("content/sources.yml", "org/letter", "org/count", "claim-changed"),
    "name of a speaker": ("content/speakers.yml", "Ann Able", "Bob Baker", "label-changed"),
    "text of a correction": (SIDE, "said few.", "was right.", "correction-removed"),
    "date of a correction": (SIDE, "2026-01-05", "2026-01-06", "correction-removed"),
    "claim of a correction": (SIDE, "claim: dear, text: An", "claim: cheap, text: An", "correction-removed"),
}


@pytest.mark.parametrize(("path", "old", "new", "code"), CHANGES.values(), ids=CHANGES)
def test_what_is_public_does_not_change_without_a_word(public, path, old, new, code):
    public.built()
    before = public.tree()
    public.edit(path, old, new)
    found = public.diagnostics()
    assert {d.code for d in found if d.severity.name == "ERROR"} >= {code}
    assert all(d.help for d in found if d.code == code)
    assert public.build().failed()
    assert public.tree() == before


FREE = {
    "an answer reworded": (SIDE, "close: It is quiet.", "close: It is rather quiet."),
    "evidence added": (SIDE, "evidence: [", "evidence: [{source: count, stance: context}, "),
    "a silence that ends": (SIDE, "open: {silence: declined, note: No reply.}", "open: They replied in May."),
    "not asked, then declined": (SIDE, "close: {silence: not-asked}", "close: {silence: declined, source: letter}"),
    "a speaker renamed, who keeps the old name": ("content/speakers.yml", "{name: Ann Able,", "{name: Ann Baker, names: [Ann Able],"),
    "a further correction": (SIDE, "corrections:\n", "corrections:\n  - {date: 2026-02-01, text: More.}\n"),
    "the address of a source that has moved": ("content/sources.yml", "org/letter", "org/letters/1"),
    "a summary": (SIDE, "summary: For it.", "summary: In favour."),
    "a note": (SIDE, "note: No reply.", "note: No reply by May."),
    "the question": (SIDE, "question: Is it loud?", "question: How loud is it?"),
    "a label of a rating that nothing has": ("site.yml", "weak: {label: Weak, value: 2}", "weak: {label: Weaker, value: 1}"),
}


@pytest.mark.parametrize(("path", "old", "new"), FREE.values(), ids=FREE)
def test_what_needs_no_word_needs_none(public, path, old, new):
    public.edit(path, old, new)
    assert not [d for d in public.diagnostics() if d.severity.name == "ERROR"]


ABOUT = {"claim-changed": "claim: cheap", "label-changed": "position: close", "answer-changed": "issue: {}, position: {}"}


@pytest.mark.parametrize("name", [name for name, change in CHANGES.items() if change[3] in ABOUT and name != "name of a speaker"])
def test_a_correction_lets_what_it_names_change(public, name):
    path, old, new, code = CHANGES[name]
    public.edit(path, old, new)
    help = next(d.help for d in public.diagnostics() if d.code == code)
    written = help[help.index("[{") + 1 : help.rindex("}]") + 1].replace("date: …", "date: 2026-02-01")
    public.edit(SIDE, "corrections:\n", f"corrections:\n  - {written}\n")
    assert "correction-unfinished" in codes(public), "it is not complete as the message writes it"
    public.edit(SIDE, PLACEHOLDER, "It was our mistake.")
    assert not [d for d in public.diagnostics() if d.severity.name == "ERROR"]
    assert release(public.options()).addresses
    assert not [d for d in public.diagnostics() if d.severity.name == "ERROR"]


SWAPS = {
    "positions": (SIDE, "label: Close it", "label: Keep it open", ["label-changed"] * 2),
    "ratings": ("site.yml", "label: Fair", "label: Weak", ["claim-changed"]),
    "speakers": ("content/speakers.yml", "Ann Able", "The Union", ["label-changed"] * 2),
    "titles": ("content/sources.yml", "A letter", "A count", ["claim-changed"] * 2),
    "addresses": ("content/sources.yml", "org/letter", "org/count", ["claim-changed"] * 2),
}


@pytest.mark.parametrize("what", SWAPS)
def test_labels_are_not_swapped_under_the_same_ids(public, what):
    path, one, other, expected = SWAPS[what]
    text = (public.root / path).read_text(encoding="utf-8")
    public.write(path, text.replace(one, "\0").replace(other, one).replace("\0", other))
    assert codes(public) == expected


def test_a_swap_of_names_is_none_the_less_for_other_names(public):
    public.write(
        "content/speakers.yml",
        "ann: {name: The Union, names: [Ann Able], kind: person}\nunion: {name: Ann Able, names: [The Union], kind: organisation}\n",
    )
    assert codes(public) == ["label-changed"] * 2


UNION = "union: {name: The Union, kind: organisation}"
NAMES = {
    "another's name": ("ann: {name: The Union, names: [Ann Able], kind: person}", UNION),
    "another's name in capitals": ("ann: {name: THE UNION, names: [Ann Able], kind: person}", UNION),
    "another's name in letters that look alike": ("ann: {name: The Uni\u043en, names: [Ann Able], kind: person}", UNION),
    "another's name with what nobody sees": ('ann: {name: "The Uni\\u2060on", names: [Ann Able], kind: person}', UNION),
    "another's other name": (
        "ann: {name: The Board, names: [Ann Able], kind: person}",
        "union: {name: The Union, names: [The Board], kind: organisation}",
    ),
    "the old name given to another": (
        "ann: {name: Zed, names: [Ann Able], kind: person}",
        "union: {name: The Union, names: [Ann Able], kind: organisation}",
    ),
    "the name that another had": (
        "ann: {name: The Union, names: [Ann Able], kind: person}",
        "union: {name: A Board, names: [The Union], kind: organisation}",
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_nobody_takes_a_name_that_is_somebody_elses(public, name):
    """Their public claims would be read as the other's."""
    public.write("content/speakers.yml", "\n".join(NAMES[name]) + "\n")
    assert set(codes(public)) == {"label-changed"}


def test_a_speaker_may_be_called_otherwise(public):
    public.write("content/speakers.yml", f"ann: {{name: Ann Baker, names: [Ann Able], kind: person}}\n{UNION}\n")
    assert codes(public) == []


@pytest.mark.parametrize("answer", ["It is quiet.", "it is quiet!", "It is *quiet*"])
def test_answers_are_not_swapped_between_positions(public, answer):
    public.edit(SIDE, "close: It is quiet.\n      open: {silence: declined, note: No reply.}", f"open: {answer}\n      close: Not at all.")
    assert codes(public) == ["answer-changed"]


def test_questions_are_not_exchanged(public):
    """The answers would stand under another question, though no word of them has changed."""
    public.edit(SIDE, "What does it cost?", "Is it loud, then?")
    public.edit(SIDE, "Is it loud?", "What does it cost?")
    assert codes(public) == ["answer-changed"]
    public.edit(
        SIDE, "corrections:\n", "corrections:\n  - {date: 2026-02-01, issue: noise, text: An earlier version asked whether it is loud.}\n"
    )
    assert not codes(public)


def test_an_article_that_is_renamed_takes_its_claims_along_wherever_its_old_address_leads(public):
    renamed(public, "autos", redirect="/autos/sides/")
    public.built()
    public.edit("content/articles/autos.yml", "speaker: ann\n    position", "speaker: union\n    position")
    assert codes(public) == ["claim-changed"]


@pytest.mark.parametrize("target", ["/", "/about/", "/speakers/", "/speakers/ann/"])
def test_a_redirect_is_no_licence_to_change_claims(public, target):
    renamed(public, "autos", redirect=target)
    public.built()
    public.edit("content/articles/autos.yml", "speaker: ann\n    position", "speaker: union\n    position")
    assert codes(public) == ["claim-changed"]
    public.edit("content/articles/autos.yml", "text: It costs little.", "text: It costs a lot.")
    assert "claim-removed" in codes(public)


@pytest.mark.parametrize("target", ["/", "/about/"])
def test_a_redirect_is_no_licence_to_drop_claims(public, target):
    for path in (SIDE, ARTICLE):
        (public.root / path).unlink()
    public.write("site.yml", SITE + RATINGS + f"redirects: {{/cost/: {target}}}\n")
    (found,) = [d for d in public.diagnostics() if d.severity.name == "ERROR"]
    assert (found.code, found.location.path) == ("claim-removed", RECORD)
    assert "'cheap', 'dear'" in found.message


def test_a_claim_is_followed_by_its_address(public):
    public.edit(SIDE, "  cheap:\n", "  low-price:\n")
    public.edit(SIDE, "responds_to: cheap", "responds_to: low-price")
    assert "claim-removed" in codes(public)
    moved = "redirects: {/cost/claims/cheap/: /cost/claims/low-price/, /embed/cost/cheap/: /embed/cost/low-price/}\n"
    public.write("site.yml", SITE + RATINGS + moved)
    public.built()
    assert 'url=/cost/claims/low-price/"' in public.page("cost/claims/cheap/index.html")
    public.edit(SIDE, "text: It costs little.", "text: It costs a lot.")
    assert codes(public) == ["claim-changed"]


@pytest.mark.parametrize("old", ["/cost/claims/cheap/", "/embed/cost/cheap/"])
@pytest.mark.parametrize("new", ["/autos/claims/dear/", "/autos/#dear", "/embed/autos/dear/"])
def test_a_claims_address_leads_to_no_other_claim(public, old, new):
    renamed(public, "autos")
    settings = SITE + RATINGS + f"redirects: {{/cost/: /autos/, {old}: '{new}'}}\n"
    public.write("site.yml", settings)
    assert {*codes(public)} == {"claim-changed"}
    assert any("speaker of the public claim 'cheap'" in d.message for d in public.diagnostics())
    public.write("site.yml", settings.replace("dear", "cheap"))
    assert not codes(public)


def test_corrections_move_with_their_article_and_license_nothing_twice(public):
    public.edit(SIDE, "corrections:\n", "corrections:\n  - {date: 2026-02-01, claim: cheap, text: Before.}\n")
    public.edit(SIDE, "text: It costs little.", "text: It costs a lot.")
    assert release(public.options()).addresses
    renamed(public, "autos")
    public.built()
    public.edit("content/articles/autos.yml", "text: It costs a lot.", "text: It costs most.")
    assert codes(public) == ["claim-changed"]


def test_a_record_of_the_first_version_is_still_held(public):
    dear = {"quotes": ["nobody can pay for it"], "text": "Nobody can pay for it.", "speaker": "union", "position": "open"}
    article = {"claims": {"dear": dear}, "corrections": [["2026-01-05", "dear"]]}
    first = {"version": 1, "addresses": ["/", "/cost/"], "articles": {"cost": article}}
    public.write(RECORD, json.dumps(first))
    public.edit(SIDE, "stance: disputes", "stance: supports")
    public.edit(SIDE, "said few.", "was right.")
    assert not codes(public)
    public.edit(SIDE, "text: Nobody can pay for it.", "text: Few can pay for it.")
    assert codes(public) == ["claim-changed"]


def test_a_rebuild_finds_what_a_clean_build_finds(public):
    public.built()
    public.edit(SIDE, "It costs next to nothing.", "It costs a fortune.")
    assert [d.code for d in public.build().diagnostics if d.severity.name == "ERROR"] == ["answer-changed"]


def test_the_message_says_who_was_told_and_writes_the_correction(public):
    public.edit(SIDE, "speaker: ann\n    position", "speaker: union\n    position")
    (found,) = public.diagnostics()
    assert found.message == "the speaker of the public claim 'cheap' would change from 'ann' (Ann Able) to 'union' (The Union)"
    assert "corrections: [{date: …, claim: cheap, text: " in found.help
    assert SPEAKERS.split(":")[0] in found.message


PUBLIC_ENTRY = "{date: 2026-01-05, claim: dear, text: An earlier version said few.}"


@pytest.mark.parametrize(
    "again",
    [
        PUBLIC_ENTRY,
        PUBLIC_ENTRY.replace("few.", "few!"),
        PUBLIC_ENTRY.replace("An earlier", "AN  earlier"),
        PUBLIC_ENTRY.replace("few.", "*few*."),
    ],
)
@pytest.mark.parametrize("times", [1, 2])
def test_a_public_correction_listed_again_licenses_nothing(public, again, times):
    public.edit(SIDE, "corrections:\n", "corrections:\n" + f"  - {again}\n" * times)
    public.edit(SIDE, "speaker: union, position: open, issue", "speaker: ann, position: open, issue")
    assert codes(public) == ["claim-changed"]


@pytest.mark.parametrize("new", ["date: 2026-01-06, claim: dear, text: An", "date: 2026-01-05, claim: dear, text: Another"])
def test_a_different_correction_beside_a_public_one_licenses_a_change(public, new):
    entry = PUBLIC_ENTRY.replace("date: 2026-01-05, claim: dear, text: An", new)
    public.edit(SIDE, "corrections:\n", f"corrections:\n  - {entry}\n")
    public.edit(SIDE, "speaker: union, position: open, issue", "speaker: ann, position: open, issue")
    assert not codes(public)


def test_a_record_without_texts_is_not_outwitted_by_listing_an_entry_twice(public):
    record = json.loads((public.root / RECORD).read_text(encoding="utf-8"))
    record["version"] = 1
    record["articles"]["cost"] = {"claims": record["articles"]["cost"]["claims"], "corrections": [["2026-01-05", "dear"]]}
    public.write(RECORD, json.dumps(record))
    public.edit(SIDE, "corrections:\n", f"corrections:\n  - {PUBLIC_ENTRY}\n")
    public.edit(SIDE, "speaker: union, position: open, issue", "speaker: ann, position: open, issue")
    assert codes(public) == ["claim-changed"]


UNFINISHED = [
    *(
        "TODO",
        "todo",
        "Todo.",
        "'TODO: '",
        "'*TODO*'",
        "'TODO: say what is right'",
        "'An earlier version said all. TODO'",
        "TBD",
        "'?!'",
        "x",
        "'7.'",
    ),
    *("'…'", "'...'", "'-'", "'&nbsp;'", "'\u200b'", "'<!-- later -->'", "An earlier version said …", "'Mended, because ... '"),
]


@pytest.mark.parametrize("text", UNFINISHED)
def test_a_correction_that_says_nothing_yet_is_refused(public, text):
    public.edit(SIDE, "corrections:\n", f"corrections:\n  - {{date: 2026-02-01, claim: cheap, text: {text}}}\n")
    public.edit(SIDE, "text: It costs little.", "text: It costs a lot.")
    found = [d for d in public.diagnostics() if d.code == "correction-unfinished"]
    line = (public.root / SIDE).read_text(encoding="utf-8").splitlines().index("corrections:") + 2
    assert [(d.severity.name, d.location.path, d.location.line) for d in found] == [("ERROR", SIDE, line)]
    assert found[0].help


@pytest.mark.parametrize(
    "text",
    ["'Decía todo, y es la mitad.'", "'We cut “so it … went on” to “so it went …”'", "'It said [ten](source:letter).'", "Two.", "נכון"],
)
def test_a_correction_that_says_something_is_not_refused(public, text):
    public.edit(SIDE, "corrections:\n", f"corrections:\n  - {{date: 2026-02-01, claim: cheap, text: {text}}}\n")
    assert not codes(public)


@pytest.mark.parametrize("text", ["''", "' '"])
def test_a_correction_without_a_text_is_refused(public, text):
    public.edit(SIDE, "corrections:\n", f"corrections:\n  - {{date: 2026-02-01, claim: cheap, text: {text}}}\n")
    assert public.build().failed()


def test_a_public_correction_that_was_never_completed_may_be_completed_and_licenses_nothing_else(public):
    record = (public.root / RECORD).read_text(encoding="utf-8")
    public.write(RECORD, record.replace("An earlier version said few.", "An earlier version …"))
    assert not codes(public)
    public.edit(SIDE, "speaker: union, position: open, issue", "speaker: ann, position: open, issue")
    assert codes(public) == ["claim-changed"]


def test_a_record_without_sources_is_still_read(public):
    record = json.loads((public.root / RECORD).read_text(encoding="utf-8"))
    assert record["articles"]["cost"].pop("sources") == {
        "count": ["A count", "https://example.org/count"],
        "letter": ["A letter", "https://example.org/letter"],
    }
    public.write(RECORD, json.dumps({**record, "version": 2}))
    public.edit("content/sources.yml", "title: A letter", "title: The letter")
    assert not codes(public)
