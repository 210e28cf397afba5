"""Any host serves the site: the headers and redirects that the build writes, and the recipes of docs/deploying.md."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml
from counterpoint.cli import main
from host_rules import headers_of, read_headers
from site_folder import HEAD, ROOT, SIDECAR, SITE, SPEAKERS, TEXT, TestSite

WRANGLER, NETLIFY = shutil.which("wrangler"), shutil.which("netlify")
NGINX, CADDY = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"), shutil.which("caddy")
ARTICLE = "/automated-apartheid-report"
FRAMES, OWN = "frame-ancestors *", "frame-ancestors 'none'"

# Path → what its policy says of frames, whether it may compile WebAssembly, and who may read it.
POLICIES = {
    "/": (OWN, False, "same-origin"),
    f"{ARTICLE}/": (OWN, False, "same-origin"),
    f"/he{ARTICLE}/": (OWN, False, "same-origin"),
    f"/embed{ARTICLE}/common-tool/": (FRAMES, False, "cross-origin"),
    f"/he/embed{ARTICLE}/common-tool/": (FRAMES, False, "cross-origin"),
    f"/embed{ARTICLE}/common-tool/oembed.json": (FRAMES, False, "cross-origin"),
    f"{ARTICLE}/annotations.json": (OWN, False, "cross-origin"),
    f"/ar{ARTICLE}/annotations.json": (OWN, False, "cross-origin"),
    "/data/claims.json": (OWN, False, "cross-origin"),
    "/he/data/claims.csv": (OWN, False, "cross-origin"),
    "/search/": (OWN, True, "same-origin"),
    "/ar/search/": (OWN, True, "same-origin"),
    "/speakers/": (OWN, False, "same-origin"),
    "/nowhere/": (OWN, False, "same-origin"),
    "/speakers/embed/": (OWN, False, "same-origin"),
    "/topics/search/": (OWN, False, "same-origin"),
    "/speakers/data/": (OWN, False, "same-origin"),
}


def assert_policy(path: str, headers: Mapping[str, str]) -> None:
    """Hold a path's headers against what it may do."""
    frames, wasm, readers = POLICIES[path]
    headers = {name.lower(): value for name, value in headers.items()}
    policy = headers["content-security-policy"]
    assert frames in policy
    assert "," not in policy, "two policies are joined"
    assert ("'wasm-unsafe-eval'" in policy) == wasm
    assert "unsafe-inline" not in policy
    assert headers["cross-origin-resource-policy"] == readers
    assert headers.get("access-control-allow-origin") == ("*" if readers == "cross-origin" else None)
    assert headers.get("x-frame-options") == ("DENY" if frames == OWN else None)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize("path", POLICIES)
def test_every_path_has_its_headers(example, path):
    assert_policy(path, headers_of(read_headers((example / "_headers").read_text(encoding="utf-8")), path))


def test_what_hosts_look_for_is_there(example):
    assert (example / ".nojekyll").read_bytes() == b""
    assert (example / "404.html").is_file()
    names = {path.name for path in example.rglob("_*") if path.is_file()}
    assert names <= {"_headers", "_redirects"}
    assert not [path for path in example.glob("_*") if path.is_dir()]


def test_rules_of_headers_are_within_what_cloudflare_reads(empty):
    empty.write("site.yml", SITE + f"languages: [{', '.join(f'x{letter}' for letter in 'abcdefghijklmnopqrstuvw')}]\n")
    empty.built()
    assert len(read_headers(empty.page("_headers"))) <= 100


def recipe(language: str) -> str:
    """A server's settings as docs/deploying.md gives them."""
    document = (ROOT / "docs/deploying.md").read_text(encoding="utf-8")
    found = re.search(rf"```{language}\n(.*?)```", document, re.DOTALL)
    assert found, language
    return found[1]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextlib.contextmanager
def running(command: list[str], port: int, folder: Path | None = None) -> Iterator[int]:
    """A server, until it is not needed any more."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        for _ in range(800):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.1):
                break
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
                raise AssertionError(process.stderr.read() if process.stderr else "")
        yield port
    finally:
        process.terminate()
        process.wait()


def ask(port: int, path: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, dict(answer.getheaders()), body


@pytest.fixture(scope="module")
def nginx(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    if NGINX is None:
        pytest.skip("no nginx: its recipe is not tried")
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    settings = recipe("nginx").replace("/srv/news/build", str(example)).replace("listen 80;", f"listen 127.0.0.1:{port};")
    temporary = "".join(f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;\n" if os.getuid() == 0 else ""
    types = "types { text/html html; text/css css; text/javascript js; application/json json; image/svg+xml svg; image/png png; }\n"
    (folder / "nginx.conf").write_text(
        f"{user}daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{types}{temporary}{settings}\n}}\n",
        encoding="utf-8",
    )
    with running([NGINX, "-c", str(folder / "nginx.conf"), "-e", str(folder / "start.log")], port) as at:
        yield at


@pytest.fixture(scope="module")
def caddy(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    if CADDY is None:
        pytest.skip("no Caddy: its recipe is not tried")
    folder, port = tmp_path_factory.mktemp("caddy"), free_port()
    settings = recipe("caddy").replace("/srv/news/build", str(example)).replace("news.example {", f"http://127.0.0.1:{port} {{")
    (folder / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + settings, encoding="utf-8")
    with running([CADDY, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"], port) as at:
        yield at


@pytest.mark.parametrize("server", ["nginx", "caddy"])
def test_a_server_of_ones_own_sends_the_same_headers(server, request, example):
    port = request.getfixturevalue(server)
    for path in POLICIES:
        status, headers, _ = ask(port, path)
        there = (example / path.lstrip("/")).exists()
        assert status == (200 if there else 404), path
        assert_policy(path, headers)
    status, headers, body = ask(port, "/nowhere/")
    assert body == (example / "404.html").read_bytes()
    style = next((example / "assets").glob("style*.css"))
    status, headers, _ = ask(port, f"/assets/{style.name}")
    assert (status, headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    for hidden in ("/.counterpoint", "/_headers"):
        assert ask(port, hidden)[0] == 404


@pytest.fixture(scope="module")
def redirecting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a site with old paths and two languages."""
    site = TestSite(tmp_path_factory.mktemp("redirecting"))
    site.write("site.yml", SITE + "languages: [de]\n")
    site.write("content/speakers.yml", SPEAKERS + "embed: {name: Emma Bed}\n")
    site.article("cost", TEXT, SIDECAR, HEAD.replace("date:", "redirects: [/old/, /café/, /news.php]\ndate:"))
    german = """
    positions: {yes: {label: Ja, summary: Dafür.}, 'no': {label: Nein, summary: Dagegen.}}
    issues: {cost: {question: Was kostet es?, answers: {yes: Wenig.}}}
    claims:
      cheap: {quote: es wenig kostet, text: Es kostet wenig.}
      dear: {quote: niemand es bezahlen kann, text: Niemand kann es bezahlen.}
    """
    site.article(
        "cost.de", "Ann sagt, dass es wenig kostet. Die Union sagt, dass niemand es bezahlen kann.\n", german, "---\ntitle: A\n---\n"
    )
    site.built()
    return site.root / "build"


@pytest.fixture(scope="module")
def wrangler(redirecting: Path) -> Iterator[int]:
    if WRANGLER is None:
        pytest.skip("no wrangler: what Cloudflare Pages does is not tried")
    port = free_port()
    command = [WRANGLER, "pages", "dev", str(redirecting), "--port", str(port), "--ip", "127.0.0.1", "--compatibility-date", "2026-01-01"]
    with running(command, port, redirecting) as at:
        yield at


@pytest.fixture(scope="module")
def netlify(redirecting: Path) -> Iterator[int]:
    if NETLIFY is None:
        pytest.skip("no netlify: what Netlify does is not tried")
    port = free_port()
    command = [NETLIFY, "dev", "--offline", "--internal-disable-edge-functions", "--no-open", "--skip-gitignore", "--dir", str(redirecting)]
    with running([*command, "--port", str(port)], port, redirecting) as at:
        yield at


@pytest.mark.parametrize("host", ["wrangler", "netlify"])
def test_the_hosts_own_servers_read_the_rules(host, request):
    """These are large programs: they are asked where somebody has installed them."""
    port = request.getfixturevalue(host)
    for old in ("/old/", "/caf%C3%A9/", "/news.php", "/de/old/"):
        status, headers, _ = ask(port, old)
        assert (status, headers.get("Location")) == (301, "/de/cost/" if old.startswith("/de/") else "/cost/"), old
    for path in ("/", "/cost/", "/speakers/embed/", "/embed/cost/cheap/", "/de/embed/cost/cheap/", "/search/", "/cost/annotations.json"):
        _, headers, _ = ask(port, path)
        named = {name.lower(): value for name, value in headers.items()}
        assert ("frame-ancestors *" in named["content-security-policy"]) == ("embed/cost" in path), path
        assert "," not in named["content-security-policy"], path
        assert ("wasm" in named["content-security-policy"]) == (path == "/search/"), path
        opened = path.endswith(".json") or "embed/cost" in path
        assert named["cross-origin-resource-policy"] == ("cross-origin" if opened else "same-origin"), path
        assert not opened or named["access-control-allow-origin"] == "*", path


def built_with(site: TestSite, monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str], *arguments: str) -> int:
    for name in ("NETLIFY", "CONTEXT", "DEPLOY_PRIME_URL", "CF_PAGES", "CF_PAGES_BRANCH", "CF_PAGES_URL", "PRODUCTION_BRANCH"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return main(["build", "--site", str(site.root), *arguments])


PREVIEWS = {
    "netlify": {"NETLIFY": "true", "CONTEXT": "deploy-preview", "DEPLOY_PRIME_URL": "https://deploy-preview-7--news.netlify.app"},
    "netlify-branch": {"NETLIFY": "true", "CONTEXT": "branch-deploy", "DEPLOY_PRIME_URL": "https://fix--news.netlify.app"},
    "cloudflare": {"CF_PAGES": "1", "CF_PAGES_BRANCH": "fix", "CF_PAGES_URL": "https://abc123.news.pages.dev"},
}


@pytest.mark.parametrize("host", PREVIEWS)
def test_a_preview_speaks_of_itself_and_is_not_for_search_engines(site, monkeypatch, host):
    site.write("site.yml", SITE.replace("share_images: none", "share_images: all") + "languages: [de]\n")
    assert built_with(site, monkeypatch, {}) == 0
    published = site.tree()
    assert built_with(site, monkeypatch, PREVIEWS[host]) == 0
    address = next(value for name, value in PREVIEWS[host].items() if name.endswith("_URL"))
    page = site.page("cost/index.html")
    assert f'<link rel="canonical" href="{address}/cost/">' in page
    assert f'<meta property="og:image" content="{address}/cost/share.png">' in page
    assert f"<id>{address}/cost/</id>" in site.page("feed.xml")
    assert f"<loc>{address}/cost/</loc>" in site.page("sitemap.xml")
    assert f"Sitemap: {address}/sitemap.xml" in site.page("robots.txt")
    assert "X-Robots-Tag: noindex" in site.page("_headers")
    for path, content in site.tree().items():
        if path.endswith(".html") and b'http-equiv="refresh"' not in content:
            assert b'<meta name="robots" content="noindex">' in content, path
        assert b"https://example.org/" not in content or path == ".counterpoint", path
    assert built_with(site, monkeypatch, {}) == 0
    assert site.tree() == published


PUBLISHED = {
    "netlify": {"NETLIFY": "true", "CONTEXT": "production", "DEPLOY_PRIME_URL": "https://main--news.netlify.app"},
    "cloudflare": {"CF_PAGES": "1", "CF_PAGES_BRANCH": "main", "CF_PAGES_URL": "https://abc123.news.pages.dev"},
    "cloudflare-named": {"CF_PAGES": "1", "CF_PAGES_BRANCH": "live", "CF_PAGES_URL": "https://x.pages.dev", "PRODUCTION_BRANCH": "live"},
    "elsewhere": {"CONTEXT": "deploy-preview", "DEPLOY_PRIME_URL": "https://not-netlify.example"},
}


@pytest.mark.parametrize("host", PUBLISHED)
def test_what_is_published_stands_where_site_yml_says(site, monkeypatch, host):
    assert built_with(site, monkeypatch, PUBLISHED[host]) == 0
    assert '<link rel="canonical" href="https://example.org/cost/">' in site.page("cost/index.html")
    assert "noindex" not in site.page("cost/index.html")
    assert "X-Robots-Tag" not in site.page("_headers")


def test_a_site_is_built_for_any_address(site, monkeypatch):
    """As GitHub and GitLab give it: with a path, and maybe without a slash at its end."""
    assert built_with(site, monkeypatch, {}, "--base-url", "https://example.github.io/news") == 0
    page = site.page("cost/index.html")
    assert '<link rel="canonical" href="https://example.github.io/news/cost/">' in page
    assert 'href="/news/cost/sides/"' in page
    assert "noindex" not in page


@pytest.mark.parametrize("address", ["ftp://example.org/", "news", "https://", "https://example.org/?a=b", "javascript:alert(1)"])
def test_an_address_that_cannot_be_is_refused(site, monkeypatch, capsys, address):
    assert built_with(site, monkeypatch, {}, "--base-url", address) == 1
    assert "--base-url: error[value-wrong]" in capsys.readouterr().err
    assert not (site.root / "build").exists()


def test_a_site_that_is_tried_out_asks_not_to_be_listed(site):
    site.write("site.yml", SITE + "indexed: false\n")
    site.built()
    assert '<meta name="robots" content="noindex">' in site.page("cost/index.html")


WORKFLOWS = [
    *(ROOT / ".github/workflows").glob("*.yml"),
    *(ROOT / "generator/counterpoint/scaffold/site/dot_github/workflows").glob("*.yml"),
]


@pytest.mark.parametrize("text", [file.read_text(encoding="utf-8") for file in WORKFLOWS], ids=[file.name for file in WORKFLOWS])
def test_workflows_pin_actions_by_commit_and_may_write_nothing_that_they_need_not(text):
    assert_pinned(text)


def test_the_documented_workflow_of_github_pages_is_pinned_and_builds_for_its_address():
    text = recipe("yaml")
    assert_pinned(text)
    steps = [step for job in yaml.safe_load(text)["jobs"].values() for step in job["steps"]]
    assert any("--base-url" in step.get("run", "") for step in steps)


def assert_pinned(text: str) -> None:
    workflow = yaml.safe_load(text)
    assert workflow["permissions"].get("contents") == "read"
    used = [step["uses"] for job in workflow["jobs"].values() for step in job["steps"] if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action) for action in used), used
