"""Links that leave the site without encryption."""

from __future__ import annotations

from collections.abc import Iterator

from counterpoint.diagnostics import WARNING, Diagnostic
from counterpoint.site.checks import Lint


def check_site(lint: Lint) -> Iterator[Diagnostic]:
    """Look at every external link."""
    for link in lint.insecure:
        yield Diagnostic("link-insecure", WARNING, link.location, f"{link.url} is not encrypted", "use https:// if the site offers it")
