"""What axe has against a page."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def violations(page: Page, context: dict[str, Any] | None = None, **options: Any) -> list[dict[str, Any]]:
    """What axe finds wrong in a page as it is shown. What is right is not listed: to list it takes as long as to look for what is wrong."""
    return Axe().run(page, context=context, options={"resultTypes": ["violations"], **options}).response["violations"]
