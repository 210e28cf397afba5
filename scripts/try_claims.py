"""Place random claims and hold each against an oracle that shares no code with the package.   scripts/try_claims.py [NUMBER] [SEED]

An article is built twice through the whole pipeline: without claims and with them. The oracle reads the page without claims with the HTML
parser of the standard library, finds the words of each quote in its text character by character, with tables of look-alikes of its own,
and says which ranges must be marked, or that none may be. The marks of the page with claims have to be those.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from site_folder import HEAD, SITE, SPEAKERS, TestSite

APOSTROPHES, DASHES, SPACES, QUOTATION_MARKS = "'’‘ʼ′＇׳", "-‐‑–—−－־", " \u00a0\u2009\u202f", '"“”„«»'
UNSEEN = "\u00ad\u200b\u2060"
DIGITS = ["0123456789", "０１２３４５６７８９"]
ALIKE = {shape: group[0] for group in (APOSTROPHES, DASHES, SPACES, QUOTATION_MARKS) for shape in group}
ALIKE |= {digit: str(value) for digits in DIGITS for value, digit in enumerate(digits)}
BLOCKS = {"p", "li", "h2", "h3", "td", "th", "blockquote", "div", "dd", "dt", "figcaption"}

WORDS = [
    "taxes",
    "will",
    "not",
    "rise",
    "they",
    "lied",
    "he",
    "can't",
    "come",
    "non-violent",
    "people",
    "5",
    "10",
    "250",
    "percent",
    "1,250",
    "euros",
    "2.5",
    "5-10",
    "the",
    "plan",
    "café",
    "café",
    "says",
    "Ann",
    "half",
    "of",
    "it",
    '"safe"',
    "l'État",
    "they",
    "lied",
    "half",
    "of",
    "non-legal",
    "-5",
    "degrees",
    "1",
    "250",
    "will",
    "rise",
    "12",
    "500",
    "it's",
]


class Page(HTMLParser):
    """The text of a page's article, with who marks each character, what is struck out, and where blocks end."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.characters: list[tuple[str, frozenset[str], bool]] = []
        self.marks: list[frozenset[str]] = []
        self.struck = self.inside = self.skipped = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "article" and "text" in (given.get("class") or "").split():
            self.inside = 1
        elif not self.inside:
            return
        elif self.skipped or tag in {"sup", "pre", "button"} or "marker" in (given.get("class") or "") or given.get("class") == "n":
            self.skipped += tag not in {"br", "img", "hr", "wbr"}
        elif tag == "mark":
            self.marks.append(frozenset((given.get("data-claims") or "").split()))
        elif tag in {"s", "del"}:
            self.struck += 1
        elif tag == "br":
            self.add(" ")
        elif tag in BLOCKS:
            self.add("\n")

    def handle_endtag(self, tag: str) -> None:
        if not self.inside:
            return
        if tag == "article":
            self.inside = 0
        elif self.skipped:
            self.skipped -= 1
        elif tag == "mark":
            self.marks.pop()
        elif tag in {"s", "del"}:
            self.struck -= 1
        elif tag in BLOCKS:
            self.add("\n")

    def handle_data(self, data: str) -> None:
        if self.inside and not self.skipped:
            for character in data:
                self.add(" " if character == "\n" else character)

    def add(self, character: str) -> None:
        self.characters.append((character, self.marks[-1] if self.marks else frozenset(), self.struck > 0))


def plain(character: str) -> str:
    """The character that stands for all its look-alikes; nothing for one that is not seen."""
    return "" if character in UNSEEN else ALIKE.get(character, character)


def normal(text: str) -> str:
    """A quote as the oracle compares it."""
    characters = "".join(plain(character) for character in text)
    return " ".join(unicodedata.normalize("NFC", characters).split(" ")).strip()


def units(page: Page) -> list[tuple[str, int, bool]]:
    """The page's visible characters, composed and with single spaces: (character, its place, whether struck)."""
    out: list[tuple[str, int, bool]] = []
    for at, (character, _, struck) in enumerate(page.characters):
        simple = plain(character)
        if not simple:
            continue
        if out and unicodedata.combining(simple):
            last = out.pop()
            out.append((unicodedata.normalize("NFC", last[0] + simple), last[1], last[2] or struck))
        elif simple in " \n" and out and out[-1][0] in " \n":
            out[-1] = ("\n" if "\n" in (simple, out[-1][0]) else " ", out[-1][1], out[-1][2])
        else:
            out.append((simple, at, struck))
    return out


def joined(text: str, at: int, *, ends: bool) -> bool:
    """Whether a word or a number goes on over a place, said with rules as simple as can be."""
    left, right = text[:at][-12:], text[at:][:12]
    if not left or not right or (left[-1] in " \n" and not left[-2:-1].isdigit()) or right[0] in "\n":
        return False
    word = r"[^\W]"
    if re.search(rf"{word}\Z", left) and re.match(word, right):
        return True
    if re.search(rf"{word}\Z", left) and re.match(rf"['-]{word}", right):
        return not (ends and re.match(r"'s(?![\w'-])", right) and not re.search(r"\b(?:it|he|she|who|that|what|let)\Z", left, re.I))
    if re.search(rf"{word}['-]\Z", left) and re.match(word, right):
        return True
    if re.search(r"(^|[^\w])[-+]\Z", left) and re.match(r"\d", right):
        return True
    if (re.search(r"\d[.,]\Z", left) and re.match(r"\d", right)) or (re.search(r"\d\Z", left) and re.match(r"[.,]\d", right)):
        return True
    if re.search(r"(^|\D)\d{1,3} \Z", left) and re.match(r"\d{3}(?!\d)", right):
        return True
    return bool(re.search(r"(^|\D)\d{1,3}\Z", left) and re.match(r" \d{3}(?!\d)", right))


def expected(page: Page, quote: str) -> list[tuple[int, int]] | str:
    """The ranges of the page in which a quote stands, in any look-alikes; or 'struck'."""
    seen = units(page)
    text = "".join(unit[0][0] for unit in seen)
    wanted, result, at = normal(quote), [], 0
    while (at := text.find(wanted, at)) >= 0:
        end = at + len(wanted)
        if not joined(text, at, ends=False) and not joined(text, end, ends=True):
            if any(unit[2] for unit in seen[at:end]):
                return "struck"
            result.append((seen[at][1], seen[end - 1][1]))
        at += 1
    return result


def look_alike(rng: random.Random, text: str) -> str:
    """A text with look-alikes in the place of some of its characters."""
    groups = (APOSTROPHES, DASHES, SPACES, QUOTATION_MARKS, *("".join(pair) for pair in zip(*DIGITS, strict=True)))
    out = []
    for character in text:
        group = next((group for group in groups if character in group), "")
        out.append(rng.choice(group) if group and rng.random() < 0.3 else character)
        if rng.random() < 0.02 and character.isalpha():
            out.append(rng.choice(UNSEEN))
    return "".join(out)


def paragraph(rng: random.Random, *, html: bool) -> str:
    """A paragraph of Markdown, or of HTML, with emphasis, links and struck-out text."""
    forms = ["{}"] * 6 + ["*{}*", "**{}**", "[{}](https://example.org/)", "~~{}~~"]
    forms += ["<em>{}</em>", "<del>{}</del>", "<b>{}</b>", "<span>{}</span>"] if html else []
    parts = []
    for _ in range(rng.randint(2, 6)):
        words = look_alike(rng, " ".join(rng.choices(WORDS, k=rng.randint(1, 5))))
        parts.append(rng.choice(forms).format(words))
    text = " ".join(parts)
    if html and rng.random() < 0.3:
        cell = look_alike(rng, " ".join(rng.choices(WORDS, k=3)))
        return f"<table><tr><td>{cell}</td><td>{cell} it</td></tr></table>"
    return rng.choice(["{}", "{}", "> {}", "- {}", "## {}"]).format(text)


def round_of(rng: random.Random, site: TestSite, count: int, *, html: bool) -> tuple[int, list[str]]:
    """Try some claims on one article; return how many, and what went wrong."""
    site.write("site.yml", SITE + ("raw_html: sanitize\n" if html else ""))
    text = "\n\n".join(paragraph(rng, html=html) for _ in range(rng.randint(2, 5)))
    site.write("content/articles/a.md", f"{HEAD}\n{text}\n")
    (site.root / "content/articles/a.yml").unlink(missing_ok=True)
    site.built()
    bare = Page(site.page("a/index.html"))
    shown = "".join(character for character, _, _ in bare.characters)
    quotes = {}
    for number in range(count):
        start = rng.randrange(max(1, len(shown) - 3))
        cut = shown[start : start + rng.randint(3, 40)].split("\n")[0].strip()
        if rng.random() < 0.7:
            cut = " ".join(cut.split(" ")[1:-1])
        quote = look_alike(rng, cut).strip()
        if len(re.findall(r"\w", normal(quote))) >= 2 and not re.search(r"[*_~`\[\]<>\\&]", quote):
            quotes[f"c{number}"] = quote
    problems = []
    right = {id: expected(bare, quote) for id, quote in quotes.items()}
    lines = [f"  {id}: {{quote: {yaml_text(quote)}, occurrence: all, speaker: ann}}" for id, quote in quotes.items()]
    site.write("content/articles/a.yml", "claims:\n" + "\n".join(lines) + "\n")
    refused: dict[str, str] = {}
    for item in site.diagnostics():
        name = re.search(r"claim '(c\d+)'", item.message)
        if name and item.severity.name == "ERROR":
            refused[name[1]] = item.code
    for id, places in right.items():
        if (places == "struck" or not places) != (id in refused):
            problems.append(f"{quotes[id]!r}: expected {places}, and the build says {refused.get(id)}\n{text}")
    standing = [line for line, id in zip(lines, quotes, strict=True) if id not in refused]
    site.write("content/articles/a.yml", "claims:\n" + "\n".join(standing) + "\n" if standing else "")
    site.built()
    marked = Page(site.page("a/index.html"))
    if "".join(character for character, _, _ in marked.characters) != shown:
        problems.append(f"the text has changed\n{text}")
        return len(quotes), problems
    for id, places in right.items():
        if id in refused or isinstance(places, str):
            continue
        letters = {at for first, last in places for at in range(first, last + 1) if is_letter(shown[at])}
        under = {at for at, (character, ids, _) in enumerate(marked.characters) if id in ids and is_letter(character)}
        if letters != under:
            problems.append(f"{quotes[id]!r} marks {''.join(shown[at] for at in sorted(under))!r}\n{text}")
    return len(quotes), problems


def is_letter(character: str) -> bool:
    """Whether a character is compared: white space and what is not seen may be marked or not."""
    return not character.isspace() and character not in UNSEEN and not unicodedata.combining(character)


def yaml_text(words: str) -> str:
    """A text in YAML's double quotation marks."""
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def attempt(number: int, seed: int) -> tuple[int, list[str]]:
    """Try at least a number of claims, in Markdown and in sanitised HTML by turns."""
    rng, tried, problems = random.Random(seed), 0, []
    with tempfile.TemporaryDirectory() as folder:
        site = TestSite(Path(folder))
        site.write("content/speakers.yml", SPEAKERS)
        html = False
        while tried < number:
            count, found = round_of(rng, site, 40, html=html)
            tried, html = tried + count, not html
            problems += found
    return tried, problems


def main() -> int:
    """Print what went wrong, and how many claims were tried."""
    number, seed = (int(given) for given in (*sys.argv[1:3], *("5000", "1")[len(sys.argv) - 1 :]))
    tried, problems = attempt(number, seed)
    print("\n\n".join(problems[:5]))
    print(f"{tried} claims, {len(problems)} wrong marks, lost claims or claims that should have been refused")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
