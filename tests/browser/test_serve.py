"""The author's server as an author meets it: save, and see."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from counterpoint.cli import main
from playwright.sync_api import Browser, Page, expect
from site_folder import ROOT, SIDECAR, SITE, SPEAKERS, TEXT, TestSite

pytestmark = pytest.mark.browser
SIDE = "content/articles/cost.yml"
LONG = "\n\n".join(f"Line {number} of a long text." for number in range(120))


class Served:
    """A site, and `counterpoint serve` in a process of its own."""

    slug = text = side = ""
    """The article that a test is about, and the paths of its files."""

    def __init__(self, root: Path) -> None:
        self.site = TestSite(root)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    def start(self, *more: str) -> None:
        command = [sys.executable, "-m", "counterpoint", "serve", "--site", str(self.site.root), "--port", str(self.port), *more]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": "1780272000", "PYTHONPATH": str(ROOT / "generator")}
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
        assert self.process.stderr
        for line in self.process.stderr:
            if line.startswith("serving "):
                return
        raise AssertionError("the server did not start")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, host: str = "") -> int:
        request = urllib.request.Request(self.url + path, headers={"Host": host} if host else {})
        try:
            with urllib.request.urlopen(request, timeout=5) as response:
                return response.status
        except urllib.error.HTTPError as error:
            return error.code


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    it = Served(tmp_path / "site")
    it.site.write("site.yml", SITE)
    it.site.write("content/speakers.yml", SPEAKERS)
    it.site.article("cost", TEXT + "\n" + LONG + "\n", SIDECAR)
    yield it
    if hasattr(it, "process"):
        it.process.kill()
        it.process.communicate()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_what_is_saved_is_shown_at_the_same_place_with_the_same_card_open(served: Served, page: Page):
    served.start()
    page.goto(served.url + "/cost/")
    page.evaluate("() => { scrollTo(0, 1500); document.getElementById('cheap').showPopover(); }")
    page.evaluate("() => { window.before = true; }")
    served.site.edit(SIDE, "text: It costs little.", "text: It hardly costs.")
    expect(page.locator("#cheap_q")).to_have_text("It hardly costs.")
    expect(page.locator("#cheap")).to_be_visible()
    assert abs(page.evaluate("() => scrollY") - 1500) < 2
    assert page.evaluate("() => window.before") is True, "it was patched"
    served.site.edit(SIDE, "claims:", "notes: {n: {quote: Line 7 of, note: A note.}}\nclaims:")
    expect(page.locator("#note_n")).to_be_attached()
    page.wait_for_function("() => Math.abs(scrollY - 1500) < 60 && document.getElementById('cheap').matches(':popover-open')")
    assert page.evaluate("() => window.before") is None, "it has other parts, and was loaded again"


def test_reloading_comes_back_to_the_same_place_with_the_same_card_open_however_often_and_a_link_starts_at_the_top(
    served: Served, page: Page
):
    served.start()
    page.goto(served.url + "/cost/")
    page.evaluate("() => { scrollTo(0, 1500); document.getElementById('cheap').showPopover(); }")
    for _ in range(3):
        page.reload()
        assert page.evaluate("() => Math.abs(scrollY - 1500) < 2 && document.getElementById('cheap').matches(':popover-open')")
    page.goto(served.url + "/cost/")
    assert page.evaluate("() => scrollY === 0 && !document.querySelector(':popover-open')")


def test_errors_lie_over_the_last_good_page_and_go_when_they_are_mended(served: Served, page: Page):
    served.start()
    page.goto(served.url + "/cost/")
    served.site.edit(SIDE, "speaker: ann", "speaker: anna")
    panel = page.get_by_role("alert")
    expect(panel).to_contain_text("there is no speaker 'anna'")
    expect(panel).to_contain_text("content/articles/cost.yml:11")
    expect(panel.locator("mark")).to_have_text("anna")
    expect(page.locator("h1")).to_have_text("A title")
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("there is no speaker 'anna'")
    served.site.edit(SIDE, "speaker: anna", "speaker: ann")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_new_style_is_put_in_place_without_a_reload(served: Served, page: Page):
    served.site.write("templates/assets/css/voices.css", "nav { color: red }")
    served.start()
    page.goto(served.url + "/cost/")
    page.evaluate("() => { window.before = true; scrollTo(0, 900); }")
    served.site.write("templates/assets/css/voices.css", "body { outline: 3px solid rgb(1, 2, 3) }")
    expect(page.locator("body")).to_have_css("outline-color", "rgb(1, 2, 3)")
    assert page.evaluate("() => window.before") is True
    assert abs(page.evaluate("() => scrollY") - 900) < 2


def test_a_folder_of_templates_that_comes_later_counts_too(served: Served, page: Page):
    served.start()
    page.goto(served.url + "/")
    served.site.write("templates/home.html", "<!doctype html><html><head><title>Own</title></head><body><main>One.</main></body></html>")
    expect(page.locator("main")).to_have_text("One.")
    served.site.edit("templates/home.html", "One.", "Two.")
    expect(page.locator("main")).to_have_text("Two.")


def test_a_site_that_has_errors_from_the_start_has_its_desk_and_then_shows(served: Served, page: Page):
    served.site.edit(SIDE, "speaker: ann,", "speaker: anna,")
    served.site.article("other", "Nothing.\n")
    served.start()
    page.goto(served.url)
    page.get_by_role("link", name="cost").click()
    problems = page.get_by_role("complementary", name="1 thing to mend")
    expect(problems).to_contain_text("there is no speaker 'anna'")
    expect(page.locator("#_live-errors h2")).to_have_text("1 thing to mend; there is no page yet")
    problems.get_by_role("button", name="It is ann").click()
    problems.get_by_role("button", name="I have looked").click()
    expect(page.locator("h1")).to_have_text("A title")
    expect(page.get_by_role("button", name="Undo", exact=True).first).to_be_enabled()


def test_the_desk_is_there_after_a_restart_with_an_error_and_takes_back_what_was_written(served: Served, page: Page):
    """Also where the sidecar cannot be read at all, and where one article has never had a page."""
    served.start()
    page.goto(served.url + "/cost/")
    page.locator("#cheap").evaluate("card => card.showPopover()")
    page.locator("#cheap").get_by_role("button", name="Edit", exact=True).click()
    page.get_by_role("textbox", name="Note").first.fill("Written before.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#cheap .card-note")).to_have_text("Written before.")
    served.process.kill()
    served.process.communicate()
    before = (served.site.root / SIDE).read_text(encoding="utf-8")
    served.site.write(SIDE, before + "  broken: [\n")
    served.start()
    page.goto(served.url + "/cost/sides/")
    expect(page.get_by_role("complementary", name="1 thing to mend")).to_contain_text("Stops publishing")
    page.get_by_role("button", name="Changes").click()
    expect(page.get_by_role("complementary", name="Changes")).to_contain_text("Claim changed")
    served.site.write(SIDE, before.replace("speaker: ann,", "speaker: anna,"))
    expect(page.get_by_role("region", name="Desk").get_by_role("button", name="Problems")).to_have_text("Problems 1")
    page.get_by_role("button", name="Undo the last").click()
    expect(page.locator(".dk-undone")).to_contain_text("Claim changed")
    assert "Written before." not in (served.site.root / SIDE).read_text(encoding="utf-8")
    served.site.edit(SIDE, "speaker: anna,", "speaker: ann,")
    expect(page.locator("h1")).to_contain_text("A title")
    served.site.article("new", TEXT, SIDECAR.replace("speaker: ann,", "speaker: anna,"))
    expect(page.locator("#_live-errors")).to_have_count(1)
    page.goto(served.url + "/new/")
    expect(page.get_by_role("complementary", name="1 thing to mend")).to_be_visible()


@pytest.mark.parametrize("saving", ["in place", "rename over", "burst", "touch only", "swap file"])
def test_whatever_an_editor_does_to_save_causes_one_build_at_most(served: Served, page: Page, saving: str):
    served.start()
    page.goto(served.url + "/cost/")
    first = page.locator("#_live").get_attribute("data-build")
    file = served.site.root / SIDE
    new = file.read_text().replace("text: It costs little.", "text: It hardly costs.")
    match saving:
        case "in place":
            file.write_text(new)
        case "rename over":
            (file.parent / ".cost.yml.tmp").write_text(new)
            (file.parent / ".cost.yml.tmp").rename(file)
        case "burst":
            for _ in range(20):
                file.write_text(new)
        case "touch only":
            file.touch()
            file.write_text(new)
        case "swap file":
            (file.parent / ".cost.yml.swp").write_text("x")
            (file.parent / "4913").write_text("")
            (file.parent / "4913").unlink()
            file.write_text(new)
            (file.parent / ".cost.yml.swp").unlink()
    expect(page.locator("#cheap_q")).to_have_text("It hardly costs.")
    served.site.write("content/pages/last.md", "---\ntitle: Last\n---\nX.\n")
    page.goto(served.url + "/cost/")
    expect(page.locator("footer")).to_be_visible()
    page.wait_for_function("url => fetch(url).then(r => r.status === 200)", arg=served.url + "/last/")
    page.reload()
    assert int(page.locator("#_live").get_attribute("data-build") or 0) <= int(first or 0) + 3  # the page first, the site, the last page


def test_only_the_output_is_served_and_only_to_this_machine(served: Served):
    served.start()
    for path in ["/cost/", "/cost/sides/", "/feed.xml"]:
        assert served.get(path) == 200
    for up in ["..", "%2e%2e", ".%2e", "..%2f..", "%2e%2e%2f%2e%2e", "..%5c..", "%252e%252e", "....//", "/", "//"]:
        for file in ["site.yml", "content/speakers.yml", "etc/passwd"]:
            assert served.get(f"/{up}/{file}") in {400, 404}, (up, file)
    for hidden in ["/.counterpoint", "/%2ecounterpoint", "/_counterpoint/../site.yml", "/_counterpoint/%2e%2e/app.py", "/cost/.x"]:
        assert served.get(hidden) == 404, hidden
    for host in ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "169.254.169.254", ""]:
        assert served.get("/", host or f"localhost:{served.port}") == (400 if host else 200)


def test_a_download_that_is_opened_alone_runs_nothing(served: Served, page: Page):
    """Not even one that reached the output in another way: from the server's address it could read the desk's token."""
    served.site.write("content/media/a.txt", "Text.")
    served.site.edit("content/articles/cost.md", "Line 7", "[Line](media/a.txt) 7")
    served.start()
    page.goto(f"{served.url}/cost/")
    expect(page.locator("a[href='/media/a.txt']").first).to_be_visible()
    run = "<html xmlns='http://www.w3.org/1999/xhtml'><body id='b'>no<script>document.body.textContent = 'RAN'</script></body></html>"
    for ending in ("xhtml", "xml", "svg"):
        (served.site.root / f".cache/serve/media/a.{ending}").write_text(run, encoding="utf-8")
        page.goto(f"{served.url}/media/a.{ending}")
        assert "no" in page.content(), ending
        assert "RAN" not in page.content().partition("<script")[0], ending


def test_hundreds_of_connections_and_garbage_leave_it_up(served: Served):
    served.start()
    open_ones = []
    for number in range(300):
        it = socket.create_connection(("127.0.0.1", served.port), timeout=5)
        it.sendall(
            [b"\x00\xff\xfe garbage \r\n\r\n", b"GET / HTTP/1.1\r\n", b"GET /_counterpoint/events HTTP/1.1\r\nHost: localhost\r\n\r\n"][
                number % 3
            ]
        )
        open_ones.append(it)
    assert served.get("/cost/") == 200
    for it in open_ones:
        it.close()
    assert served.get("/cost/") == 200


def test_it_ends_at_once_with_a_browser_still_listening(served: Served, page: Page):
    served.start()
    page.goto(served.url + "/")
    page.evaluate("() => new Promise(resolve => new EventSource('/_counterpoint/events').addEventListener('message', resolve))")
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(timeout=5) == 0


def test_what_build_wrote_stays_as_it_is(served: Served):
    served.site.built()
    before = served.site.tree()
    served.site.edit("content/articles/cost.md", "title: A title", "title: A draft\ndraft: true")
    served.start("--drafts")
    assert served.get("/cost/") == 200
    assert served.site.tree() == before


def test_a_port_in_use_is_said_plainly(served: Served):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", served.port))
        taken.listen()
        command = [sys.executable, "-m", "counterpoint", "serve", "--site", str(served.site.root), "--port", str(served.port)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert re.search(rf"127\.0\.0\.1:{served.port} is in use", done.stderr), done.stderr
    assert "Traceback" not in done.stderr


def test_the_first_hour_of_a_new_author(served: Served, page: Page, tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    root = tmp_path / "news"
    assert main(["init", str(root)]) == 0
    served.site = TestSite(root)
    served.start("--drafts", "--future")
    page.goto(served.url + "/")
    page.get_by_role("link", name="Should the centre be closed to cars?").first.click()
    side = "content/articles/cars-in-the-centre.yml"
    served.site.edit(side, "text: Shops gain from people on foot.", "text: Shops gain when people walk.")
    expect(page.locator("#more-windows_q")).to_have_text("Shops gain when people walk.")
    served.site.edit("content/articles/cars-in-the-centre.md", "shorter than two kilometres", "shorter than three kilometres")
    expect(page.get_by_role("alert")).to_contain_text("[-two-] {+three+}")
    assert main(["reanchor", "--site", str(root), "--accept", "short-trips", "--force"]) == 0
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("article.text")).to_contain_text("shorter than three kilometres")
    assert main(["new", "Who pays for it?", "--site", str(root)]) == 0
    page.wait_for_function("url => fetch(url).then(r => r.status === 200)", arg=served.url + "/who-pays-for-it/")
    other = page.context.new_page()
    other.goto(served.url + "/who-pays-for-it/")
    expect(other.locator("h1")).to_have_text("Who pays for it?")
    pasted = tmp_path / "pasted.txt"
    pasted.write_text(
        "Bakers and the bridge\n\n“A bridge brings people,” said Ann Able, a baker.\n\nNobody else was asked.\n", encoding="utf-8"
    )
    assert main(["import", str(pasted), "--site", str(root)]) == 0
    page.wait_for_function("url => fetch(url).then(r => r.status === 200)", arg=served.url + "/bakers-and-the-bridge/")
    other.goto(served.url + "/bakers-and-the-bridge/")
    other.get_by_role("link", name="Claim 1: Ann Able").press("Enter")
    expect(other.locator(".card:popover-open")).to_contain_text("baker")
    assert main(["check", "--strict", "--site", str(root)]) == 0
    assert main(["build", "--strict", "--site", str(root)]) == 0
    assert "shorter than three kilometres" in served.site.page("cars-in-the-centre/index.html")
    assert not (root / "build/who-pays-for-it").exists()
    assert main(["release", "--site", str(root)]) == 0
    served.site.edit(side, "speaker: traders", "speaker: open-streets")
    assert main(["build", "--site", str(root)]) == 1
    assert "claim-changed" in capfd.readouterr().err
