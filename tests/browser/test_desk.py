"""Annotating in the browser: what an author does on the page is in the files, as the smallest edit, and can be undone."""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from accessibility import violations
from counterpoint.reading.files import article_paths
from engines import PATIENCE
from playwright.sync_api import Browser, Locator, Page, expect
from site_folder import SIDECAR, SITE, SPEAKERS, TEXT
from test_serve import Served

pytestmark = pytest.mark.browser
MORE = "\n\nA resident said the buses come late every day. Another said the buses come late on Sundays.\n"
SELECT = """words => {
  const walker = document.createTreeWalker(document.querySelector('.text'), NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const at = node.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + words.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return;
  }
  throw new Error('not on the page: ' + words);
}"""


def choose(page: Page, words: str) -> None:
    page.evaluate(SELECT, words)
    expect(page.get_by_role("toolbar", name="What are these words?")).to_be_visible()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests of a worker: each has an article of its own."""
    server = Served(tmp_path_factory.mktemp("desk") / "site")
    server.site.write("site.yml", SITE)
    server.site.write("content/speakers.yml", SPEAKERS)
    server.site.article("first", TEXT)
    server.start()
    yield server
    server.process.kill()
    server.process.communicate()


@pytest.fixture
def served(server: Served) -> Iterator[Served]:
    server.site.write("content/speakers.yml", SPEAKERS)
    server.slug = f"cost-{len(list((server.site.root / 'content/articles').iterdir()))}"
    server.text, server.side = article_paths(server.slug)
    server.site.article(server.slug, TEXT + MORE, "# kept\n" + SIDECAR)
    end = time.monotonic() + PATIENCE
    while server.get(f"/{server.slug}/sides/") != 200:
        assert time.monotonic() < end, "the article was not built"
    yield server
    (server.site.root / "content/articles/link.yml").unlink(missing_ok=True)  # a link is a mistake, which stops every build
    server.site.article(server.slug, TEXT + MORE, "# kept\n" + SIDECAR)  # no mistakes for those that come after


@pytest.fixture
def desk(served: Served, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.clock.set_fixed_time("2026-06-01T12:00:00Z")  # the server's day
    page.goto(f"{served.url}/{served.slug}/")
    expect(page.get_by_role("region", name="Desk")).to_be_visible()
    yield page
    context.close()


def sidecar(served: Served) -> dict:
    return yaml.load((served.site.root / served.side).read_text(encoding="utf-8"), yaml.BaseLoader)


def test_a_claim_from_chosen_words_and_its_undoing(served: Served, desk: Page):
    before = (served.site.root / served.side).read_bytes()
    choose(desk, "uses come late on Sun")
    desk.get_by_role("toolbar").get_by_role("button", name="Claim").click()
    form = desk.get_by_role("complementary", name="New claim")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_text("Say who says so.")).to_be_visible()
    form.get_by_role("combobox", name="Who says so").fill("Ann")
    form.get_by_role("option").first.click()
    form.get_by_role("button", name="Save").click()
    expect(desk.locator("mark[data-claims]", has_text="buses come late on Sundays")).to_be_visible()
    claims = sidecar(served)["claims"]
    new = claims[list(claims)[-1]]
    assert (new["quote"], new["speaker"]) == ("buses come late on Sundays", "ann")
    after = (served.site.root / served.side).read_bytes()
    assert b"# kept" in after
    assert set(before.splitlines()) <= set(after.splitlines())
    desk.get_by_role("button", name="Undo", exact=True).first.click()
    expect(desk.locator("mark[data-claims]", has_text="buses come late on Sundays")).to_have_count(0)
    assert (served.site.root / served.side).read_bytes() == before


def test_the_desk_shows_how_each_side_is_treated(served: Served, desk: Page):
    desk.get_by_role("button", name="Sides", exact=True).click()
    desk.get_by_text("How each side is treated").click()
    shown = desk.locator(".dk-report")
    expect(shown).to_contain_text("Balance")
    expect(shown).to_contain_text("Verbs of saying")
    assert f"({served.text})" in (shown.text_content() or "")


def test_words_that_stand_twice_get_their_context_from_the_tool(served: Served, desk: Page):
    choose(desk, "buses come late")
    desk.keyboard.press("c")
    form = desk.get_by_role("complementary", name="New claim")
    expect(form.get_by_text("These words stand 2 times")).to_be_visible()
    form.get_by_role("combobox", name="Who says so").fill("Bob")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("mark[data-claims]", has_text="buses come late")).to_have_count(1)
    quote = list(sidecar(served)["claims"].values())[-1]["quote"]
    assert quote["exact"] == "buses come late"
    assert quote.keys() & {"prefix", "suffix", "occurrence"}


def test_a_whole_claim_by_keyboard_with_a_new_speaker(served: Served, desk: Page):
    desk.get_by_role("button", name="Type words").focus()
    desk.keyboard.press("Enter")
    desk.keyboard.type("the buses come late every day")
    expect(desk.locator(".dk-context mark")).to_have_text("the buses come late every day")
    desk.keyboard.press("Control+Enter")
    form = desk.get_by_role("complementary", name="New claim")
    expect(form.get_by_role("combobox", name="Who says so")).to_be_focused()
    desk.keyboard.type("ann  able")  # the same person, however it is typed
    expect(form.get_by_role("listbox").get_by_role("option")).to_have_text(["Ann Able"])
    desk.keyboard.press("Control+a")
    desk.keyboard.type("Zoe Example")
    desk.keyboard.press("Enter")
    expect(form.get_by_role("textbox", name="Name")).to_be_focused()
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("mark[data-claims]", has_text="the buses come late every day")).to_be_visible()
    assert yaml.safe_load((served.site.root / "content/speakers.yml").read_text(encoding="utf-8"))["zoe-example"]["name"] == "Zoe Example"
    assert list(sidecar(served)["claims"].values())[-1]["speaker"] == "zoe-example"


def test_what_is_not_saved_is_kept_over_escape_and_reload(desk: Page):
    choose(desk, "late every day")
    desk.keyboard.press("n")
    note = desk.get_by_role("textbox", name="What to know about these words")
    note.fill("Counted in March.")
    desk.keyboard.press("Escape")
    desk.reload()
    desk.get_by_role("button", name="Not yet written").click()
    expect(desk.get_by_role("textbox", name="What to know about these words")).to_have_value("Counted in March.")


def open_claim(page: Page, id: str) -> Locator:
    page.locator(f"#{id}").evaluate("card => card.showPopover()")
    page.locator(f"#{id}").get_by_role("button", name="Edit", exact=True).click()
    return page.get_by_role("complementary", name="Claim")


def test_an_edit_made_elsewhere_is_merged_or_shown_and_never_overwritten(served: Served, desk: Page):
    form = open_claim(desk, "cheap")
    form.get_by_role("textbox", name="Note").first.fill("Mine.")
    served.site.edit(served.side, "text: It costs little., speaker: ann", "text: It costs little., speaker: union")
    expect(desk.locator("#cheap .card-who")).to_contain_text("Union")  # the page has followed the file; the form is still open
    form.get_by_role("button", name="Save").click()
    expect(desk.locator(".dk-said")).to_contain_text("what was saved there meanwhile is kept")
    assert {"note": "Mine.", "speaker": "union"}.items() <= sidecar(served)["claims"]["cheap"].items()
    expect(desk.locator("#cheap .card-note")).to_have_text("Mine.")

    form = open_claim(desk, "cheap")
    form.get_by_role("textbox", name="Note").first.fill("Mine, again.")
    served.site.edit(served.side, "note: Mine.", "note: Theirs.")
    expect(desk.locator("#cheap .card-note")).to_have_text("Theirs.")
    form.get_by_role("button", name="Save").click()
    conflict = desk.get_by_role("complementary", name="Changed elsewhere meanwhile")
    expect(conflict.get_by_role("radio", name="Yours: Mine, again.")).to_be_checked()
    assert sidecar(served)["claims"]["cheap"]["note"] == "Theirs."
    desk.reload()
    expect(conflict.get_by_role("radio", name="In the file: Theirs.")).to_be_visible()  # a conflict stays one
    conflict.get_by_role("button", name="Go on with these").click()
    form.get_by_role("button", name="Save").click()
    expect(desk.locator("#cheap .card-note")).to_have_text("Mine, again.")


def test_two_edits_of_a_paragraph_are_merged_where_they_touch_other_words(served: Served, desk: Page):
    shown = desk.locator(".text > p", has_text="A resident said")
    shown.hover()
    shown.get_by_role("button", name="Edit the text").click()
    form = desk.get_by_role("complementary", name="Edit the text")
    source = form.get_by_role("textbox", name="The text, as Markdown")
    source.fill(source.input_value().replace("on Sundays", "on Mondays"))
    served.site.edit(served.text, "A resident said", "Someone said")
    expect(desk.locator(".text")).to_contain_text("Someone said")
    form.get_by_role("button", name="Save").click()
    expect(desk.locator(".text")).to_contain_text("late on Mondays")
    assert "Someone said the buses come late every day. Another said the buses come late on Mondays." in (
        served.site.root / served.text
    ).read_text(encoding="utf-8")


def test_a_claim_is_seen_as_readers_will_see_it_before_it_is_written(served: Served, desk: Page):
    before = (served.site.root / served.side).read_bytes()
    choose(desk, "late every day")
    desk.keyboard.press("c")
    form = desk.get_by_role("complementary", name="New claim")
    fields = form.locator(".dk-middle > :first-child")
    place = fields.bounding_box()
    form.get_by_role("combobox", name="Who says so").fill("Zoe Example")
    desk.keyboard.press("Enter")
    form.get_by_role("textbox", name="How it reads on its own").fill("They are late <b>every</b> day.")
    card = form.locator(".dk-shown .card")
    expect(card.locator(".card-claim")).to_contain_text("They are late <b>every</b> day.")
    expect(card.locator(".card-who")).to_contain_text("Zoe Example")
    assert fields.bounding_box() == place, "what is pressed next would lie under the card that has come"
    expect(form.locator(".dk-shown :is(a[href], button, [id])")).to_have_count(0)
    assert (served.site.root / served.side).read_bytes() == before


def test_answers_questions_and_their_order_are_edited_where_they_stand(served: Served, desk: Page):
    desk.goto(f"{served.url}/{served.slug}/sides/")
    before = sidecar(served)
    (position, label), issue = next((id, entry["label"]) for id, entry in before["positions"].items()), next(iter(before["issues"]))
    desk.get_by_role("button", name=f"Edit the answer of {label}").first.click()
    form = desk.get_by_role("complementary")
    form.get_by_role("radio", name="Declined to answer").check()
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_text("Readers need this to judge the silence.")).to_be_visible()
    form.get_by_role("textbox", name="How they were asked").fill("By e-mail on 3 May.")
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()
    expect(desk.locator("main").get_by_text("By e-mail on 3 May.")).to_be_visible()
    answer = sidecar(served)["issues"][issue]["answers"][position]
    assert answer.keys() >= {"silence", "note", "date"}
    assert answer["silence"] == "declined"
    desk.get_by_role("button", name="Add a question").click()
    desk.keyboard.type("Who pays for it?")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("button", name="Move up: Who pays for it?")).to_be_visible()
    desk.get_by_role("button", name="Move up: Who pays for it?").click()
    expect(desk.get_by_role("button", name="Move down: Who pays for it?")).to_be_enabled()
    assert list(sidecar(served)["issues"]).index("who-pays") == len(before["issues"]) - 1


def test_who_was_asked_what_is_accepted_and_how_much_evidence_there_is(served: Served, desk: Page):
    """Forms keep what they do not show, and nothing else of an entry is touched."""
    before = sidecar(served)
    form = desk.get_by_role("complementary")

    def open_from_sides(name: str) -> None:
        desk.get_by_role("button", name="Sides", exact=True).click()
        form.get_by_role("button", name=name).click()

    def saved(then: str) -> dict:
        form.get_by_role("button", name="Save").click()
        expect(desk.locator(".dk-said")).to_contain_text(then)
        expect(desk.locator(".dk-bar:not([aria-busy])")).to_be_visible()
        return sidecar(served)

    open_from_sides("Edit the position: Yes")
    form.get_by_text("Accepted wording").click()
    form.get_by_role("textbox", name="Who accepts it for them").fill("Ann Able")
    form.get_by_role("textbox", name="On which day").fill("2026-05-01")
    after = saved("Position changed")
    approved = after["positions"]["yes"].pop("approved")
    assert (approved["by"], approved["date"], len(approved["digest"])) == ("Ann Able", "2026-05-01", 12)
    assert after == before
    open_from_sides("Edit the question: What does it cost?")
    form.get_by_text("Weight of the evidence", exact=True).click()
    form.get_by_role("combobox", name="Evidence").select_option("limited")
    form.get_by_role("combobox", name="Agreement").select_option("low")
    form.get_by_role("textbox", name="What that rests on").fill("Two counts.")
    form.get_by_role("combobox", name="Where it can be read").fill("A count of buses")
    desk.keyboard.press("Enter")
    form.get_by_role("radio", name="Of fact").check()
    after = saved("Question changed")
    weight = {"evidence": "limited", "agreement": "low", "basis": "Two counts.", "source": "count-buses"}
    assert after["issues"]["cost"]["weight"] == weight
    open_from_sides("Edit the question: What does it cost?")
    form.get_by_role("textbox", name="What all sides agree on").fill("It has a price.")
    assert saved("Question changed")["issues"]["cost"]["weight"] == weight
    open_from_sides("Add an attempt")
    form.get_by_role("combobox", name="Who was asked").fill("The Union")
    desk.keyboard.press("Enter")
    form.get_by_role("textbox", name="When", exact=True).fill("2026-05-01")
    form.get_by_role("combobox", name="How").select_option("letter")
    form.get_by_role("checkbox", name="What does it cost?").check()
    approach = {"speaker": "union", "date": "2026-05-01", "channel": "letter", "issues": "cost"}
    (written,) = saved("Attempt written down")["approaches"]
    assert {**written, "issues": "cost"} == approach
    open_from_sides("Edit the attempt: The Union")
    form.get_by_role("radio", name="Declined").check()
    assert saved("Attempt changed")["approaches"][0]["outcome"] == "declined"
    open_from_sides("Edit the attempt: The Union")
    form.get_by_role("button", name="Delete").click()
    expect(desk.locator(".dk-said")).to_contain_text("Attempt deleted")
    assert "approaches" not in sidecar(served)


def test_every_key_of_what_is_there_can_be_edited(served: Served, desk: Page):
    """Each key that the format knows has a field; what is changed in one leaves all others as they are."""
    speakers = served.site.root / "content/speakers.yml"
    entry = {"name": "Ann Able", "kind": "person", "role": "mayor", "affiliation": "union", "bio": "Born here.", "interest": "A party."}
    entry |= {"url": "https://example.org/ann", "names": ["A. Able", "Able"], "same_as": ["https://example.org/a", "https://example.org/b"]}
    source = {"title": "Zoo count", "publisher": "City", "url": "https://example.org/c", "date": "2024-03", "accessed": "2024-04-01"}
    source |= {
        "archived": "https://example.org/d",
        "kind": "report",
        "language": "en",
        "viewpoint": "For it.",
        "note": "n.",
        "interest": "It pays.",
    }
    claim = {"verbatim": "false", "appears_in": "zoo", "accuses": ["ann", "union"], "updated": "2026-05-01"}
    before = yaml.load(speakers.read_text(encoding="utf-8"), yaml.BaseLoader)
    served.site.write("content/speakers.yml", yaml.safe_dump({**before, "ann": entry}))
    served.site.edit(
        served.side, "claims:", f"sources: {json.dumps({'zoo': source})}\nterms: {{bus: {{term: bus, definition: A car.}}}}\nclaims:"
    )
    served.site.edit(
        served.side, "text: It costs little., speaker: ann", f"text: It costs little., speaker: ann, {json.dumps(claim)[1:-1]}"
    )
    form = desk.locator(".dk-panel")

    def edited(open_form: str, label: str, old: str, new: str) -> None:
        """Change what a field holds, and save."""
        desk.get_by_role("button", name="Sides", exact=True).click()
        form.get_by_role("button", name="Speakers, sources and terms").click()
        form.get_by_role("button", name=open_form, exact=True).click()
        field = form.get_by_label(label, exact=True)
        expect(field).to_have_value(old)
        field.fill(new)
        form.get_by_role("button", name="Save").click()
        expect(form).to_be_hidden()
        expect(desk.locator(".dk-bar:not([aria-busy])")).to_be_visible()

    expect(desk.locator("#cheap")).to_contain_text("Zoo count")
    edited("Edit: Ann Able", "Whose interests are involved", "A party.", "Another party.")
    edited("Edit: Zoo count", "Archived copy", "https://example.org/d", "https://example.org/e")
    edited("Edit: bus", "What it means", "A car.", "A large car.")
    assert yaml.load(speakers.read_text(encoding="utf-8"), yaml.BaseLoader) == {**before, "ann": {**entry, "interest": "Another party."}}
    after = sidecar(served)
    assert after["sources"]["zoo"] == {**source, "archived": "https://example.org/e"}
    assert after["terms"]["bus"] == {"term": "bus", "definition": "A large car."}
    open_claim(desk, "cheap")
    form.get_by_role("button", name="Take out The Union").click()
    form.get_by_label("Whose words it is in").select_option("true")
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()
    assert {**claim, "verbatim": "true", "accuses": "ann"}.items() <= sidecar(served)["claims"]["cheap"].items()


def test_an_answer_that_became_a_silence_keeps_nobodys_words(served: Served, desk: Page):
    """Who spoke has not declined: no words, speaker or source of the answer may stand at the silence."""
    issue, position = "cost", "yes"
    served.site.edit(served.side, "yes: Little.", "yes: {answer: Little., words: Hardly a penny., speaker: ann, date: 2026-01-01}")
    assert sidecar(served)["issues"][issue]["answers"][position]["speaker"] == "ann"
    desk.goto(f"{served.url}/{served.slug}/sides/")
    expect(desk.locator("main")).to_contain_text("Hardly a penny.")
    desk.get_by_role("button", name="Edit the answer of Yes").click()
    form = desk.get_by_role("complementary")
    form.get_by_role("radio", name="Was not asked").check()
    form.get_by_role("textbox", name="Why they were not asked").fill("No time.")
    form.get_by_role("textbox", name="As of").fill("2026-05-01")
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()
    assert sidecar(served)["issues"][issue]["answers"][position] == {"silence": "not-asked", "note": "No time.", "date": "2026-05-01"}
    expect(desk.locator("main")).not_to_contain_text("Hardly a penny.")


def test_text_is_edited_in_place_and_a_claim_takes_its_new_words(served: Served, desk: Page):
    quote = sidecar(served)["claims"]["cheap"]["quote"]
    last = quote.split()[-1]
    shown = desk.locator(".text > p", has_text=quote)
    shown.hover()
    shown.get_by_role("button", name="Edit the text").click()
    form = desk.get_by_role("complementary", name="Edit the text")
    source = form.get_by_role("textbox", name="The text, as Markdown")
    expect(form.get_by_text("Every claim and note keeps its words.")).to_be_visible()
    source.fill(f"*Now:* {source.input_value()}")
    expect(form.locator(".dk-shown em")).to_have_text("Now:")  # as readers will see it
    source.fill(source.input_value().removeprefix("*Now:* "))
    source.fill(source.input_value().replace(quote, quote.replace(last, f"very {last}")))
    form.get_by_role("radio", name="The claim takes the new words").check()
    form.get_by_role("button", name="Save").click()
    expect(desk.locator(".dk-said")).to_have_text("Read both, and say that the change is meant.")
    form.get_by_role("checkbox", name="I have read both").check()
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".text > p mark[data-claims~=cheap]", has_text=f"very {last}")).to_be_visible()  # not in the preview
    assert sidecar(served)["claims"]["cheap"]["quote"] == quote.replace(last, f"very {last}")


def test_a_lost_quote_is_mended_from_the_problems(served: Served, desk: Page):
    quote = sidecar(served)["claims"]["cheap"]["quote"]
    last = quote.split()[-1]
    served.site.edit(served.text, quote, quote.replace(last, f"very {last}"))
    expect(desk.get_by_role("button", name="Problems 1")).to_be_visible()
    desk.get_by_role("button", name="Problems 1").click()
    form = desk.get_by_role("complementary", name="1 thing to mend")
    form.get_by_role("radio", name="The claim takes the new words").check()
    form.get_by_role("checkbox", name="I have read both").check()
    form.get_by_role("button", name="Take these words").click()
    expect(desk.locator(".text > p mark[data-claims~=cheap]", has_text=f"very {last}")).to_be_visible()  # not in the preview


def test_problems_are_mended_at_a_press_and_risky_ones_ask_twice(served: Served, desk: Page):
    good = (served.site.root / served.side).read_text(encoding="utf-8")
    served.site.write(served.side, good.replace("speaker: union", "speaker: unoin").replace("summary: Against", "sumary: Against"))
    desk.get_by_role("button", name="Problems 2").click()
    desk.get_by_role("button", name="It is summary").click()
    expect(desk.locator(".dk-problem")).to_have_count(1)
    expect(desk.locator(".dk-problem")).to_contain_text("there is no speaker 'unoin'")
    desk.get_by_role("button", name="It is union …").click()
    assert "speaker: unoin" in (served.site.root / served.side).read_text(encoding="utf-8")
    sure = desk.get_by_role("button", name="I have looked: it is union")
    expect(sure).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Problems 0")).to_be_visible()
    assert (served.site.root / served.side).read_text(encoding="utf-8") == good


def test_a_claim_that_another_article_links_to_is_not_deleted_unseen(served: Served, desk: Page):
    other = served.site.root / "content/articles/first.md"
    before = other.read_text(encoding="utf-8")
    other.write_text(before + f"\nSee [what it costs](claim:{served.slug}#cheap).\n", encoding="utf-8")
    end = time.monotonic() + PATIENCE
    while "what it costs" not in urllib.request.urlopen(f"{served.url}/first/").read().decode():
        assert time.monotonic() < end, "the link was not built"
    desk.locator("#cheap").evaluate("card => card.showPopover()")
    desk.locator("#cheap").get_by_role("button", name="Delete …").click()
    form = desk.get_by_role("complementary", name="Delete this claim?")
    form.get_by_role("button", name="Delete").click()
    expect(form.locator(".dk-refused")).to_contain_text("content/articles/first.md")
    assert "cheap" in sidecar(served)["claims"]
    other.write_text(before, encoding="utf-8")


def test_words_become_a_link_to_a_speaker(served: Served, desk: Page):
    choose(desk, "A resident")
    desk.keyboard.press("s")
    form = desk.get_by_role("complementary", name="Link to a speaker")
    form.get_by_role("combobox", name="Speaker").fill("Bob")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".text").get_by_role("link", name="A resident")).to_be_visible()
    assert "[A resident](speaker:bob) said" in (served.site.root / served.text).read_text(encoding="utf-8")


def test_a_translation_is_written_beside_its_original_words_only(served: Served, desk: Page):
    served.site.write("site.yml", SITE + "languages: [de]\n")
    try:
        desk.get_by_role("button", name="Translations").click()
        desk.get_by_role("button", name="Begin the translation into Deutsch").click()
        form = desk.get_by_role("complementary", name="Translation: Deutsch")
        form.get_by_role("textbox", name="Title").fill("Was es kostet")
        form.get_by_role("textbox", name="Claim, Ann Able: How it reads on its own").fill("Es kostet #1: wenig.")
        form.get_by_role("button", name="Save").click()
        expect(desk.get_by_role("complementary", name="Translations")).to_contain_text("texts missing")
        file = served.site.root / served.side.replace(".yml", ".de.yml")
        assert yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)["claims"]["cheap"]["text"] == "Es kostet #1: wenig."
        assert "title: Was es kostet" in file.with_suffix(".md").read_text(encoding="utf-8")
        desk.get_by_role("button", name="Translate into Deutsch").click()
        expect(form.get_by_role("textbox", name="Title")).to_have_count(0)  # only what is missing
        form.get_by_role("radio", name="All").check()
        form.get_by_role("textbox", name="Title").fill("Mein Titel")
        served.site.edit(served.text.replace(".md", ".de.md"), "Was es kostet", "Ihr Titel")
        form.get_by_role("button", name="Save").click()
        expect(form.get_by_text("Changed elsewhere meanwhile: Ihr Titel")).to_be_visible()
        form.get_by_role("button", name="Write mine over it").click()
        form.get_by_role("button", name="Save").click()
        expect(form).to_be_hidden()
        assert "title: Mein Titel" in file.with_suffix(".md").read_text(encoding="utf-8")
        findings = violations(desk)
        assert not findings, json.dumps([(item["id"], [node["html"] for node in item["nodes"]][:3]) for item in findings])
    finally:
        for path in (served.site.root / "content/articles").glob("*.de.*"):
            path.unlink()
        served.site.write("site.yml", SITE)


def test_no_state_of_the_desk_has_accessibility_findings(desk: Page):
    def look(state: str) -> None:
        findings = violations(desk)
        assert not findings, f"{state}: " + json.dumps([(item["id"], [node["html"] for node in item["nodes"]][:3]) for item in findings])

    desk.emulate_media(reduced_motion="reduce")
    choose(desk, "late every day")
    look("chosen words")
    desk.keyboard.press("c")
    expect(desk.get_by_role("complementary", name="New claim")).to_be_visible()
    desk.get_by_role("button", name="Add evidence").click()
    desk.get_by_role("button", name="Save").click()
    look("a form with a mistake")
    desk.keyboard.press("Escape")
    desk.get_by_role("button", name="Edit the text").first.click()
    expect(desk.locator(".dk-inplace .dk-shown mark").first).to_be_visible()
    desk.emulate_media(color_scheme="dark", reduced_motion="reduce")
    look("text, dark")
    desk.keyboard.press("Escape")
    desk.get_by_role("button", name="Sides", exact=True).click()
    look("sides, dark")
    desk.get_by_role("button", name="Add an attempt").click()
    desk.get_by_role("button", name="Save").click()
    desk.evaluate("document.documentElement.dir = 'rtl'")
    look("an attempt with a mistake, right to left")
    desk.keyboard.press("Escape")
    desk.get_by_role("button", name="Sides", exact=True).click()
    desk.get_by_role("button", name="Speakers, sources and terms").click()
    look("speakers and sources, right to left")
    desk.get_by_role("button", name="Edit: Ann Able").click()
    expect(desk.locator(".dk-place", has_text="content/speakers.yml, line 1.")).to_be_visible()
    desk.get_by_role("textbox", name="Name").first.fill("")
    desk.get_by_role("button", name="Save").click()
    look("a speaker with a mistake, dark and right to left")
    desk.keyboard.press("Escape")
    desk.emulate_media(color_scheme="light", reduced_motion="reduce")
    open_claim(desk, "cheap").get_by_text("More", exact=True).click()
    look("all of a claim")


def test_off_is_off_and_nothing_of_it_is_in_the_page(served: Served, desk: Page):
    desk.keyboard.press("Control+.")
    assert desk.evaluate("document.documentElement.outerHTML.includes('dk-')") is False


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"X-Counterpoint-Desk": "guess"}, 403),
        ({"X-Counterpoint-Desk": "TOKEN"}, 403),
        ({"X-Counterpoint-Desk": "TOKEN", "Origin": "https://evil.example"}, 403),
        ({"X-Counterpoint-Desk": "TOKEN", "Origin": "SAME", "Content-Type": "text/plain"}, 403),
        ({"X-Counterpoint-Desk": "TOKEN", "Origin": "SAME", "Content-Type": "application/json", "Host": "evil.example"}, 400),
        ({"X-Counterpoint-Desk": "TOKEN", "Origin": "SAME", "Content-Type": "application/json"}, 423),
    ],
)
def test_only_a_page_of_this_server_may_write(served: Served, headers: dict[str, str], status: int):
    with urllib.request.urlopen(f"{served.url}/{served.slug}/") as response:
        token = response.read().decode().split('data-token="')[1].split('"')[0]
    sent = {name: value.replace("TOKEN", token).replace("SAME", served.url) for name, value in headers.items()}
    operation = {"op": "delete", "kind": "claims", "id": "nobody", "article": served.slug}
    body = json.dumps({"operations": [operation]}).encode()
    request = urllib.request.Request(served.url + "/_counterpoint/desk/write", body, sent)
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(request)
    assert error.value.code == status


def test_hostile_requests_write_nothing(served: Served):
    outside = served.site.root / "outside.yml"
    outside.write_text("a: 3 May 2024\n", encoding="utf-8")
    with urllib.request.urlopen(f"{served.url}/{served.slug}/") as response:
        token = response.read().decode().split('data-token="')[1].split('"')[0]
    (served.site.root / "content/articles/link.yml").symlink_to(outside)
    before = {path: path.read_bytes() for path in served.site.root.rglob("*") if path.is_file() and ".cache" not in path.parts}

    def status(path: str, body: bytes | None, **headers: str) -> int:
        sent = {"X-Counterpoint-Desk": token, "Origin": served.url, "Content-Type": "application/json", **headers}
        request = urllib.request.Request(f"{served.url}/_counterpoint/desk/{path}", body, sent)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code

    def write(**operation: object) -> bytes:
        return json.dumps(
            {"operations": [{"op": "add", "kind": "notes", "id": "a", "value": {"quote": "x", "note": "y"}, **operation}]}
        ).encode()

    def mend(path: str) -> bytes:
        location = {"path": path, "line": 1, "column": 4, "end_column": 14, "excerpt": "a: 3 May 2024"}
        problem = {"code": "value-wrong", "message": "", "help": "write 2024-05-03", "location": location}
        return json.dumps({"problem": problem, "choice": 0, "confirmed": True}).encode()

    for article in ("../site", "cost/../../x", "a\0", "COST", "", "a" * 65, ".cost", "cost.he"):
        assert status("write", write(article=article)) == 422, article
    for path in (
        "outside.yml",
        "content/../outside.yml",
        "content/articles/link.yml",
        "content/articles/../../outside.yml",
        "/etc/passwd",
        "content/a\0.yml",
    ):
        assert status("mend", mend(path)) == 423, path
    good = write(article=served.slug)
    for origin in ("null", "", "http://127.0.0.1:1", "https://evil.example", served.url + ".evil.example"):
        assert status("write", good, Origin=origin) == 403, origin
    assert status("write", good, Host="evil.example") == 400
    assert status("write", good, **{"X-Counterpoint-Desk": token[:-1]}) == 403
    assert status("write", good, **{"Content-Type": "application/x-www-form-urlencoded"}) == 403
    assert status("write", b"x" * (1 << 20) + b"x") == 413
    assert status("write", b"[" * 100_000) in {400, 422}
    assert status("write", None) == 404  # it is asked by POST only
    for asked in ("state", "balance"):
        assert status(f"{asked}?article={served.slug}", None, **{"X-Counterpoint-Desk": ""}) == 403
        assert status(f"{asked}?article=../x", None) == 422
    after = {path: path.read_bytes() for path in served.site.root.rglob("*") if path.is_file() and ".cache" not in path.parts}
    assert after == before


def test_the_desk_is_off_where_other_machines_reach_the_server_and_never_in_what_is_built(tmp_path: Path, request: pytest.FixtureRequest):
    served = Served(tmp_path / "site")
    request.addfinalizer(lambda: (served.process.kill(), served.process.communicate()))
    served.site.write("site.yml", SITE)
    served.site.write("content/speakers.yml", SPEAKERS)
    served.site.article("cost", TEXT + MORE, SIDECAR)
    served.start("--host", "0.0.0.0")
    with urllib.request.urlopen(f"{served.url}/{served.slug}/") as response:
        html = response.read().decode()
    assert "_live" in html
    assert "_desk" not in html
    with urllib.request.urlopen(f"{served.url}/") as response:
        assert "annotate" not in response.read().decode()
    served.site.built()
    assert all(b"_counterpoint" not in content and b"dk-" not in content for content in served.site.tree().values())


def test_opening_closing_and_saving_without_a_change_leave_every_byte(served: Served, desk: Page):
    def files() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (served.site.root / "content").rglob("*") if path.is_file()}

    before = files()
    label = next(iter(sidecar(served)["positions"].values()))["label"]
    question = next(iter(sidecar(served)["issues"].values()))["question"]

    def save_as_it_is() -> None:
        form = desk.get_by_role("complementary")
        expect(form.get_by_role("button", name="Save")).to_be_visible()
        desk.keyboard.press("Escape")
        expect(form).to_be_hidden()
        opened()
        form.get_by_role("button", name="Save").click()
        expect(form).to_be_hidden()
        expect(desk.locator(".dk-said")).to_have_text("Nothing was different.")
        desk.get_by_role("button", name="Keys").click()  # says something else before the next
        desk.keyboard.press("Escape")

    def opened() -> None:
        if target == "claim":
            open_claim(desk, "cheap")
        elif target == "text":
            desk.get_by_role("button", name="Edit the text").first.click()
        else:
            desk.get_by_role("button", name="Sides", exact=True).click()
            desk.get_by_role("complementary").get_by_role("button", name=target, exact=True).click()

    for target in (
        "claim",
        "text",
        f"Edit the position: {label}",
        f"Edit the question: {question}",
        f"Edit the answer of {label} to: {question}",
    ):
        opened()
        save_as_it_is()
        assert files() == before, target


def test_the_first_page_leads_to_the_desk(served: Served, desk: Page):
    desk.goto(f"{served.url}/")
    expect(desk.get_by_role("complementary", name="Desk")).to_contain_text("Open an explainer to annotate it here.")
    expect(desk.get_by_role("complementary", name="Desk").get_by_text("Open")).to_be_in_viewport()
    assert violations(desk, runOnly=["wcag2a", "wcag2aa"]) == []


def test_pages_are_the_same_but_for_the_desk_itself(served: Served):
    served.site.built()
    for page in ("", "sides/"):
        with urllib.request.urlopen(f"{served.url}/{served.slug}/{page}") as response:
            html = response.read().decode()
        assert "_desk" in html
        plain = re.sub(r"<(script|link) [^>]*/_counterpoint/[^>]*>(</script>)?", "", html)
        assert plain == served.site.tree()[f"{served.slug}/{page}index.html"].decode()
