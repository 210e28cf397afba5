"""A file of headers as hosts read it."""

from __future__ import annotations

import re


def read_headers(text: str) -> list[tuple[str, dict[str, str]]]:
    """The rules of a file of headers, each with its path and headers; a header to be taken out has no value."""
    rules: list[tuple[str, dict[str, str]]] = []
    for line in text.splitlines():
        if line.startswith("/"):
            rules.append((line, {}))
        elif line.startswith("  ! "):
            rules[-1][1][line.removeprefix("  ! ")] = ""
        elif line:
            name, value = line.strip().split(": ", 1)
            rules[-1][1][name] = value
    return rules


def headers_of(rules: list[tuple[str, dict[str, str]]], path: str) -> dict[str, str]:
    """The headers of a path: of two rules for the same one, the later holds."""
    merged: dict[str, str] = {}
    for pattern, headers in rules:
        expression = re.sub(r":\w+", "[^/]+", re.escape(pattern)).replace(r"\*", ".*")
        if re.fullmatch(expression, path):
            merged |= headers
    return {name: value for name, value in merged.items() if value}
