"""What the author's server shows where there is no page: as long as something has to be mended, and nothing could be built."""

from __future__ import annotations

import html
from collections.abc import Iterable

_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>{title}</title><style>:root {{ color-scheme: light dark }} "
    "main {{ max-inline-size: 38rem; padding: 2rem; font: 1.125rem/1.5 Georgia, serif; overflow-wrap: anywhere }}</style></head>"
    "<body><main>{main}</main></body></html>"
)


def article_stand_in(article: str) -> str:
    """Return the page that stands in for an article's: the desk opens on it, with what has to be mended."""
    name = html.escape(article)
    text = "Something has to be mended first. It is listed under “Problems”, and what was changed last can be undone under “Changes”."
    return _PAGE.format(title=f"{name}: no page yet", main=f"<h1>{name}: no page yet</h1><p>{text}</p>")


def home_stand_in(base: str, articles: Iterable[str]) -> str:
    """Return the page that stands in for any other: it leads to the desk of each article."""
    links = "".join(f'<li><a href="{html.escape(base + article)}/">{html.escape(article)}</a></li>' for article in articles)
    main = "<h1>No pages yet</h1><p>Something has to be mended first.</p>"
    return _PAGE.format(title="No pages yet", main=f"{main}<p>The desk is open for:</p><ul>{links}</ul>" if links else main)
