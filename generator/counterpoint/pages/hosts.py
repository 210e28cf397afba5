"""Files that hosts read: the headers of every page for Netlify and Cloudflare Pages, and a word to GitHub Pages."""

from __future__ import annotations

from collections.abc import Iterator

from counterpoint.pages.page_kind import Data, PageInputs, PageKind
from counterpoint.site.addresses import Address
from counterpoint.site.link import LinkedSite

HEADERS = "/_headers"
NOT_JEKYLL = "/.nojekyll"
"""Without this, empty file GitHub Pages leaves out what begins with an underscore."""

Rule = tuple[str, dict[str, str]]
"""The paths that a rule is for, and its headers. `*` stands for anything, `:name` for one name."""


def policy(*, scripts: str = "'self'", frames: str = "'none'") -> str:
    """A Content-Security-Policy (https://www.w3.org/TR/CSP3/): what scripts may run, and who may show the page in a frame."""
    return (
        f"default-src 'none'; style-src 'self'; script-src {scripts}; img-src 'self'; connect-src 'self'; form-action 'self'; "
        f"base-uri 'none'; frame-ancestors {frames}; upgrade-insecure-requests"
    )


_EVERY_PAGE = {
    "Content-Security-Policy": policy(),
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""What other sites' pages may read."""


def header_rules(site: LinkedSite) -> list[Rule]:
    """The headers of every file of a site, in all languages. Where two rules are for one path, the later one holds.

    No pattern stands for a language: `/:language/embed/*` would catch the page of a speaker whose id is `embed`.
    """
    everywhere = _EVERY_PAGE if site.settings.indexed else {**_EVERY_PAGE, "X-Robots-Tag": "noindex"}
    rules: list[Rule] = [("/*", everywhere)]
    for folder in ("", *(f"{language}/" for language in site.settings.languages)):
        rules += [
            (f"/{folder}embed/*", {"Content-Security-Policy": policy(frames="*"), "X-Frame-Options": "", **_OPEN}),
            (f"/{folder}search/*", {"Content-Security-Policy": policy(scripts="'self' 'wasm-unsafe-eval'")}),
            (f"/{folder}data/*", _OPEN),
            (f"/{folder}:article/annotations.json", _OPEN),
        ]
    rules.append(("/assets/*", {"Cache-Control": "public, max-age=31536000, immutable"}))
    return rules


def headers_file(site: LinkedSite) -> str:
    """The rules as both hosts read them.

    Cloudflare Pages joins the values of all rules for a path, unless a line with an exclamation mark takes out those of the rules before.
    Netlify lets the later rule hold, and leaves such lines out.
    """
    blocks = []
    before: dict[str, str] = {}
    for path, headers in header_rules(site):
        lines = [path]
        lines += [f"  ! {name}" for name in headers if name in before]
        lines += [f"  {name}: {value}" for name, value in headers.items() if value]
        blocks.append("\n".join(lines) + "\n")
        before = before or headers
    return "\n".join(blocks)


class HostFilesKind(PageKind):
    """Files that hosts read."""

    name = "host-files"

    def targets(self, site: LinkedSite) -> tuple[str, ...]:
        """A single target, for all languages."""
        return () if site.edition else ("",)

    def other_files(self, site: LinkedSite) -> Iterator[Address]:
        """All of its files."""
        if site.edition is None:
            yield Address(HEADERS)
            yield Address(NOT_JEKYLL)

    def files(self, target_id: str, inputs: PageInputs) -> Iterator[Data]:
        """All of its files."""
        yield Data(HEADERS, headers_file(inputs.site).encode())
        yield Data(NOT_JEKYLL, b"")
