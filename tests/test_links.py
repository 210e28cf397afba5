"""`check --links`: external links asked over real connections to a real server."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from counterpoint.build import allowed_links, check
from counterpoint.cli import main
from counterpoint.diagnostics import Diagnostic
from counterpoint.explanations import EXAMPLES
from counterpoint.links.ask import Host, Manners, as_uri, public
from counterpoint.links.check import ask_all, check_links
from msgspec.structs import replace
from site_folder import TestSite

POLITE = Manners("Counterpoint test", pause=0.0, patience=1.0, allow_private=True)
ELSEWHERE = {"/moved": (301, "/fine"), "/moved-twice": (308, "/moved"), "/for-now": (302, "/fine"), "/to-gone": (301, "/gone")}
ELSEWHERE |= {"/round": (301, "/round"), "/to-file": (301, "file:///etc/passwd"), "/half": (301, "/for-now")}
STATUS = {"/gone": 404, "/gone-for-good": 410, "/forbidden": 403, "/broken": 500}
RAW = {  # answers as some servers send them: letters outside ASCII in a field, numbers that are none
    "/raw-utf8": b"301 Moved\r\nLocation: /caf\xc3\xa9",
    "/raw-latin": b"301 Moved\r\nLocation: /caf\xe9",
    "/raw-host": "301 Moved\r\nLocation: http://bücher.invalid/".encode(),
    "/raw-port": b"301 Moved\r\nLocation: http://a:b/",
    "/raw-bracket": b"301 Moved\r\nLocation: http://[",
    "/raw-bidi": b"301 Moved\r\nLocation: /\xe2\x80\xae\xc2\x9b",
    "/raw-retry": b"503 Busy\r\nRetry-After: \xc2\xb2",
    "/raw-retry-long": b"503 Busy\r\nRetry-After: " + b"9" * 5000,
    "/raw-status": b"999 Odd",
}
ROBOTS = "User-agent: *\nDisallow: /private/\nDisallow: /*.secret$\n"


class Server(ThreadingHTTPServer):
    daemon_threads = True
    robots: tuple[int, str] = (200, ROBOTS)

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str]] = []
        self.turned_away: set[str] = set()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: Any) -> None:
        pass

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        path = self.path
        with self.server.lock:
            self.server.asked.append((self.command, path))
        if path == "/robots.txt":
            status, text = self.server.robots
            return self.reply(status, body=text.encode())
        if path.startswith("/hangs"):
            self.rfile.read(1)  # until the other side has had enough
            return None
        if path in RAW:
            self.wfile.write(b"HTTP/1.1 " + RAW[path] + b"\r\nContent-Length: 0\r\n\r\n")
            return None
        if path == "/endless" or (path == "/robots.txt" and self.server.robots[1] == "endless"):
            self.wfile.write(b"HTTP/1.1 200 Fine\r\n\r\n")
            with contextlib.suppress(ConnectionError):
                while True:
                    self.wfile.write(b"Allow: /\n" * 1000)
        if path == "/endless-head":
            self.wfile.write(b"HTTP/1.1 200 Fine\r\n")
            with contextlib.suppress(ConnectionError):
                while True:
                    self.wfile.write(b"X-Y: z\r\n" * 1000)
        if path == "/garbage":
            self.wfile.write(b"\0\xff no HTTP at all \r\n\r\n")
            return None
        if path == "/no-head" and self.command == "HEAD":
            return self.reply(405)
        if path == "/at-first-busy" and path not in self.server.turned_away:
            if self.command == "GET":
                self.server.turned_away.add(path)
            return self.reply(503, **{"Retry-After": "0"})
        if path in ELSEWHERE:
            return self.reply(ELSEWHERE[path][0], Location=ELSEWHERE[path][1])
        return self.reply(STATUS.get(path.partition("?")[0], 200))

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


@pytest.fixture
def server() -> Iterator[Server]:
    it = Server()
    thread = threading.Thread(target=it.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield it
    it.shutdown()
    it.server_close()


def diagnostics(site: TestSite, today: str = "2026-06-01", manners: Manners = POLITE) -> list[Diagnostic]:
    memory = site.root / ".cache/links.json"
    ask = partial(check_links, memory=memory, today=today, manners=manners)
    options = site.options(today=today)
    return check(options, [lambda chosen, it: allowed_links(it, ask)]).diagnostics


VERDICTS = [
    ("/fine", None, ""),
    ("/fine#part", None, ""),
    ("/no-head", None, ""),
    ("/for-now", None, ""),
    ("/half", None, ""),
    ("/at-first-busy", None, ""),
    ("/gone", "link-dead", "it answers 404"),
    ("/gone-for-good", "link-dead", "it answers 410"),
    ("/to-gone", "link-dead", "it answers 404 at http://127.0.0.1"),
    ("/round", "link-dead", "it leads on for ever"),
    ("/to-file", "link-dead", "which is no web address"),
    ("/moved", "link-moved", "has moved"),
    ("/moved-twice", "link-moved", "has moved"),
    ("/forbidden", "link-unchecked", "it answers 403"),
    ("/broken", "link-unchecked", "it answers 500"),
    ("/hangs", "link-unchecked", "it does not answer in time"),
    ("/garbage", "link-unchecked", "the connection breaks off"),
    ("/café", None, ""),
    ("/caf%C3%A9?q=ü", None, ""),
    ("/raw-utf8", "link-moved", "has moved"),
    ("/raw-latin", "link-moved", "has moved"),
    ("/raw-bidi", "link-moved", "has moved"),
    ("/raw-host", "link-dead", "there is no host xn--bcher-kva.invalid"),
    ("/raw-port", "link-dead", "an address that is none"),
    ("/raw-bracket", "link-dead", "an address that is none"),
    ("/raw-retry", "link-unchecked", "it answers 503"),
    ("/raw-retry-long", "link-unchecked", "it answers 503"),
    ("/raw-status", "link-unchecked", "could not be checked"),
    ("/private/page", "link-unchecked", "robots.txt asks programs to stay away"),
    ("/a.secret", "link-unchecked", "robots.txt asks programs to stay away"),
]


def test_each_link_is_reported_as_it_is_with_file_and_line(site, server):
    lines = [f"s{number}: {{title: S, url: '{server.url}{path}'}}" for number, (path, _, _) in enumerate(VERDICTS)]
    site.write("content/sources.yml", "\n".join(lines) + "\n")
    found = {d.location.line: d for d in diagnostics(site)}
    for number, (path, code, words) in enumerate(VERDICTS, 1):
        if code is None:
            assert number not in found, path
        else:
            assert (found[number].code, found[number].location.path) == (code, "content/sources.yml"), path
            assert words in found[number].message, path
    moved = [d for d in found.values() if d.code == "link-moved"]
    places = {path.removeprefix("/raw-"): d.help for d in moved for path, *_ in [VERDICTS[d.location.line - 1]]}
    assert places == {
        **dict.fromkeys(["/moved", "/moved-twice"], f"it is now {server.url}/fine"),
        **dict.fromkeys(["utf8", "latin"], f"it is now {server.url}/caf%C3%A9"),
        "bidi": f"it is now {server.url}/%E2%80%AE%C2%9B",
    }
    assert not [path for _, path in server.asked if path.startswith("/private") or path.endswith(".secret")]


def test_links_are_found_wherever_authors_write_them(site, server):
    site.edit("content/articles/cost.md", "Ann says", f"Ann [says]({server.url}/gone?1)")
    site.edit("content/articles/cost.md", "title: A title", f"title: A title\nauthors: [{{name: A, url: '{server.url}/gone?2'}}]")
    site.edit("content/articles/cost.yml", "text: It costs little.,", f"note: '[x]({server.url}/gone?3)',")
    site.edit("content/speakers.yml", "kind: person", f"kind: person, same_as: ['{server.url}/gone?4']")
    site.edit("site.yml", "title: Test", f"title: Test\nnavigation: [{{label: X, url: '{server.url}/gone?5'}}]")
    site.write("content/pages/about.md", f"---\ntitle: About\n---\n\nSee [this]({server.url}/gone?6).\n")
    found = [(d.location.path, d.location.line) for d in diagnostics(site) if d.code == "link-dead"]
    assert found == [
        ("content/articles/cost.md", 3),
        ("content/articles/cost.md", 7),
        ("content/articles/cost.yml", 11),
        ("content/pages/about.md", 5),
        ("content/speakers.yml", 1),
        ("site.yml", 2),
    ]


def test_the_archived_copy_is_offered(site, server):
    site.write("content/sources.yml", f"s: {{title: S, url: '{server.url}/gone', archived: '{server.url}/copy'}}\n")
    (found,) = diagnostics(site)
    assert found.help == f"use the archived copy, {server.url}/copy"
    assert ("HEAD", "/copy") in server.asked, "the copy is asked, too"


def test_one_host_is_asked_one_question_after_the_other(site, server):
    lines = [f"s{number}: {{title: S, url: '{server.url}/{number}'}}" for number in range(20)]
    site.write("content/sources.yml", "\n".join(lines) + "\n")
    assert not diagnostics(site)
    assert [path for _, path in server.asked] == ["/robots.txt", *sorted(f"/{number}" for number in range(20))]


def test_a_certificate_that_is_not_valid_is_not_safe(site, server):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).parent / "self-signed.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    site.write("content/sources.yml", f"s: {{title: S, url: '{server.url.replace('http:', 'https:')}/fine'}}\n")
    (found,) = diagnostics(site)
    assert (found.code, found.location.line) == ("link-insecure", 1)
    assert "its certificate is not valid: self-signed certificate" in found.message


def test_answers_are_remembered_with_their_day(site, server):
    site.write("content/sources.yml", f"s: {{title: S, url: '{server.url}/fine'}}\nt: {{title: T, url: '{server.url}/gone'}}\n")
    diagnostics(site)
    assert json.loads((site.root / ".cache/links.json").read_text())[f"{server.url}/fine"]["day"] == "2026-06-01"

    def asked_again(day: str) -> set[str]:
        server.asked.clear()
        diagnostics(site, day)
        return {path for _, path in server.asked} - {"/robots.txt"}

    assert asked_again("2026-06-07") == {"/gone"}, "what is broken is asked again, because authors are mending it"
    assert asked_again("2026-06-08") == {"/fine", "/gone"}
    site.write(".cache/links.json", "no JSON")
    assert asked_again("2026-06-08") == {"/fine", "/gone"}


def test_offline_is_said_once_and_not_of_every_link(site):
    site.write("content/sources.yml", "s: {title: S, url: 'https://a.invalid/'}\nt: {title: T, url: 'https://b.invalid/'}\n")
    (found,) = diagnostics(site)
    assert (found.code, found.help) == ("link-unchecked", "check that this machine is online")


def test_a_host_that_is_gone_is_dead(site, server):
    site.write("content/sources.yml", f"s: {{title: S, url: 'https://a.invalid/'}}\nt: {{title: T, url: '{server.url}/fine'}}\n")
    (found,) = diagnostics(site)
    assert (found.code, found.location.line) == ("link-dead", 1)
    assert "there is no host a.invalid" in found.message


def test_private_networks_are_not_contacted_unless_allowed(site, server):
    port = server.server_address[1]
    hosts = ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0x7f.1", "2130706433"]
    lines = [f"s{number}: {{title: S, url: 'http://{host}:{port}/fine'}}" for number, host in enumerate(hosts)]
    site.write("content/sources.yml", "\n".join(lines) + "\n")
    found = diagnostics(site, manners=Manners("Counterpoint test", pause=0.0, patience=2.0))
    assert [d.code for d in found] == ["link-unchecked"] * len(hosts)
    assert all("is in a private network" in d.message for d in found)
    assert not server.asked


def test_a_redirect_into_a_private_network_is_not_followed(server, monkeypatch):
    """A name of the public internet, whose connections this test leads to its own server; that leads on to this machine."""
    port = server.server_address[1]
    resolve, connect = socket.getaddrinfo, socket.create_connection
    public_address = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", port))
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *rest, **more: [public_address] if host == "a.example" else resolve(host, *rest)
    )
    monkeypatch.setattr(
        socket,
        "create_connection",
        lambda at, *rest, **more: connect(("127.0.0.1", port) if at[0] == "93.184.215.14" else at, *rest, **more),
    )
    for number, target in enumerate(["localhost", "127.0.0.1", "[::ffff:127.0.0.1]", "2130706433"]):
        monkeypatch.setitem(ELSEWHERE, f"/in{number}", (301, f"http://{target}:{port}/secret"))
    asked = ask_all(
        [f"http://a.example:{port}/{name}" for name in ("fine", "in0", "in1", "in2", "in3")], replace(POLITE, allow_private=False)
    )
    assert [answer.kind for _, answer in sorted(asked.items())] == ["fine", *["unasked"] * 4]
    assert all("is in a private network" in answer.detail for answer in asked.values() if answer.kind == "unasked")
    assert "/secret" not in {path for _, path in server.asked}


def test_a_server_that_sends_without_end_is_left(server):
    """What it sends is not read: only then does the server see the connection end, and only then does this test."""
    assert Host(POLITE).ask(f"{server.url}/endless").kind == "fine"
    assert Host(POLITE).ask(f"{server.url}/endless-head").kind == "unsure"
    server.robots = (200, "endless")
    assert Host(POLITE).ask(f"{server.url}/fine").kind == "fine"


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.1", "172.16.0.1", "192.168.1.1", "127.0.0.1", "0.0.0.0", "169.254.169.254", "100.64.0.1", "224.0.0.1"),
        *("fec0::1", "::a00:1", "::ffff:0:a00:1", "::ffff:8.8.8.8", "::8.8.8.8", "3fff::1", "5f00::1", "100:0:0:1::1", "2001:db8::1"),
        *("4000::1", "2002:808:808::1", "2001:0:1::1", "192.88.99.1", "198.18.0.1", "203.0.113.7", "240.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "2002:a00:1::", "ff02::1", "64:ff9b:1::a00:1", "64:ff9b::a00:1"),
    ],
)
def test_these_addresses_are_not_public(address):
    assert not public([address])
    assert not public(["93.184.215.14", address])


def test_public_addresses_are():
    assert public(["64:ff9b::808:808", "2a00:1450:4001:80b::200e", "8.8.8.8"])
    assert public(["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])


def test_a_host_that_never_answers_costs_its_patience_once(server):
    """Connections are accepted and nothing comes. Counted, not timed: each question is a connection that waits."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        elsewhere = f"http://127.0.0.1:{silent.getsockname()[1]}"
        ELSEWHERE["/to-silent"] = (301, f"{elsewhere}/there")
        asked = ask_all([f"{elsewhere}/{number}" for number in range(50)] + [f"{server.url}/to-silent"], POLITE)
        silent.settimeout(0)
        connections = 0
        with contextlib.suppress(BlockingIOError):
            while True:
                silent.accept()[0].close()
                connections += 1
    assert {(answer.kind, answer.detail) for answer in asked.values()} == {("unsure", "it does not answer in time")}
    assert connections == 1


def test_a_host_that_answers_nothing_but_robots_txt_is_left_alone_soon(server):
    asked = ask_all([f"{server.url}/hangs/{number}" for number in range(50)], POLITE)
    assert {answer.kind for answer in asked.values()} == {"unsure"}
    assert len([path for _, path in server.asked if path.startswith("/hangs")]) == 4


def test_one_slow_page_does_not_condemn_its_host(server):
    asked = ask_all([f"{server.url}/{name}" for name in ("a", "hangs", "j", "gone", "moved")], POLITE)
    assert [answer.kind for _, answer in sorted(asked.items())] == ["fine", "dead", "unsure", "fine", "moved"]


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("http://example.org", "http://example.org/"),
        ("HTTPS://Bücher.example/straße?q=ü#teil", "https://xn--bcher-kva.example/stra%C3%9Fe?q=%C3%BC"),
        ("https://example.org/a%20b/ü%C3%BC", "https://example.org/a%20b/%C3%BC%C3%BC"),
        ("https://[2606:2800::1]:8443/x", "https://[2606:2800::1]:8443/x"),
        ("https://user:secret@example.org/", "https://example.org/"),
        ("https://faß.de/", "https://xn--fa-hia.de/"),
        ("https://مثال.إختبار/سلام", "https://xn--mgbh0fb.xn--kgbechtv/%D8%B3%D9%84%D8%A7%D9%85"),
    ],
)
def test_addresses_are_sent_as_browsers_send_them(written, sent):
    assert as_uri(written) == sent


@pytest.mark.parametrize(("robots", "kind"), [((404, ""), "fine"), ((500, ""), "unsure"), ((200, "Disallow"), "fine"), ((401, ""), "fine")])
def test_robots_files_that_are_none(server, robots, kind):
    server.robots = robots
    assert Host(POLITE).ask(f"{server.url}/fine").kind == kind


def test_warnings_fail_only_when_strict(site, server):
    site.write("content/sources.yml", f"s: {{title: S, url: '{server.url}/gone'}}\n")
    ask = partial(check_links, memory=site.root / ".cache/links.json", today="2026-06-01", manners=POLITE)
    result = check(site.options(), [lambda chosen, it: allowed_links(it, ask)])
    assert (result.failed(), result.failed(strict=True)) == (False, True)


def test_a_link_is_allowed_where_it_stands_with_a_reason(site, server):
    site.write(
        "content/sources.yml", f"# counterpoint: allow link-dead: the page is the story\ns: {{title: S, url: '{server.url}/gone'}}\n"
    )
    assert not diagnostics(site)


@pytest.mark.parametrize("code", ["link-dead", "link-moved", "link-unchecked"])
def test_the_examples_of_explain_give_their_codes(site, server, code):
    example = EXAMPLES[code]
    for text, expected in ((example.right, set()), (example.wrong, {code})):
        here = text.replace("https://example.org", server.url)
        site.write("content/sources.yml", f"letter:\n  title: A letter\n  {here}\n")
        assert {d.code for d in diagnostics(site)} == expected


def test_the_command_asks_and_fails_only_when_strict(site, server, capsys):
    site.write("content/sources.yml", f"s: {{title: S, url: '{server.url}/gone'}}\n")
    asked = ["check", "--links", "--site", str(site.root)]
    assert main(asked) == 0
    assert "is in a private network; --allow-private asks it all the same" in capsys.readouterr().err
    assert not server.asked
    assert main([*asked, "--allow-private"]) == 0
    assert "content/sources.yml:1:20: warning[link-dead]" in capsys.readouterr().err
    assert main([*asked, "--allow-private", "--strict"]) == 1
