"""Pages that ask everything of the theme at once: 60 claims, 12 of them crossing, three deep; a claim over a whole paragraph with
links in it; six positions; names and words without end.

Others with two and four positions and with none, with claims four deep, in tables, in lists and beside code. All of it from left to right
and from right to left."""

from __future__ import annotations

from site_folder import TestSite

LONG_NAME = "The Permanent Commission for the Examination of Interinstitutional Responsibilities and Their Consequences (North)"
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
CLAIMS, CROSSING = 60, 12
LATIN = ["bridge", "harbour", "council", "river", "tariff", "winter", "market", "signal", "garden", "engine"]
HEBREW = ["גשר", "נמל", "מועצה", "נהר", "תעריף", "חורף", "שוק", "אות", "גן", "מנוע"]


def stress_site(site: TestSite, *, rtl: bool) -> None:
    """Write the site. The article's slug is `all`; its claims are `c0` … `c59`, of which c48 … c59 cross in pairs."""
    words = HEBREW if rtl else LATIN
    language = "he" if rtl else "en"
    site.write(
        "site.yml",
        f"title: Stress\nbase_url: https://example.org/\nlanguage: {language}\nsearch: false\nshare_images: none\nclaim_pages: none\n",
    )
    speakers = [
        f"s{n}: {{name: '{words[n]} {words[-n - 1]} {LONG_NAME if n == 3 else ''}', role: '{words[n]} {LONG_WORD if n == 4 else 'x'}'}}"
        for n in range(8)
    ]
    site.write("content/speakers.yml", "\n".join(speakers) + "\n")
    text, claims = [], []

    def claim(id: str, quote: str, number: int) -> None:
        side = f"position: p{number % 6}, " if number % 7 else ""
        evidence = "evidence: [{source: src, stance: supports}, {source: src, stance: disputes, note: Not so.}], "
        claims.append(
            f"  {id}: {{quote: {quote!r}, speaker: s{number % 8}, {side}issue: i{number % 5}, {evidence}note: 'Note {number} on it.', "
            f"responds_to: [c{(number + 1) % CLAIMS}]}}"
        )

    for n in range(44):
        said = f"{words[n % 10]} {words[(n * 3 + 1) % 10]} number {n} {words[(n + 5) % 10]}"
        text.append(f"{words[n % 7]} {words[n % 3]} {said} {words[n % 4]} {LONG_WORD if n == 20 else words[1]} {words[2]} {words[3]}.\n")
        claim(f"c{n}", said, n)
    # A whole paragraph, with links in it.
    text.append(f"whole {words[0]} [{words[1]} paragraph](source:src) and [{words[2]}](https://example.org/x) with links.\n")
    claim("c44", f"whole {words[0]} {words[1]} paragraph and {words[2]} with links.", 44)
    # Three deep.
    text.append(f"outer {words[3]} middle {words[4]} inner {words[5]} middle end outer end.\n")
    claim("c45", f"outer {words[3]} middle {words[4]} inner {words[5]} middle end outer end", 45)
    claim("c46", f"middle {words[4]} inner {words[5]} middle end", 46)
    claim("c47", f"inner {words[5]}", 47)
    # Six pairs that cross.
    for pair in range(CROSSING // 2):
        text.append(f"left{pair} {words[pair]} shared{pair} part{pair} {words[pair + 1]} right{pair}.\n")
        claim(f"c{48 + 2 * pair}", f"left{pair} {words[pair]} shared{pair} part{pair}", 48 + 2 * pair)
        claim(f"c{49 + 2 * pair}", f"shared{pair} part{pair} {words[pair + 1]} right{pair}", 49 + 2 * pair)
    positions = "\n".join(
        f"  p{n}: {{label: '{words[n]} {LONG_WORD if n == 5 else words[n + 1]}', summary: '{words[n]}.', speakers: [s{n}]}}"
        for n in range(6)
    )
    issues = "\n".join(
        f"  i{n}: {{question: '{words[n]} {words[n + 2]}?', "
        f"answers: {{p0: '{words[n]} {LONG_WORD}', p1: {{silence: declined, note: Nothing came.}}}}}}"
        for n in range(5)
    )
    source = f"sources:\n  src: {{title: '{words[0]} {LONG_WORD}', publisher: P, url: 'https://example.org/{LONG_WORD[:20]}'}}\n"
    sidecar = f"positions:\n{positions}\nissues:\n{issues}\nclaims:\n" + "\n".join(claims) + f"\n{source}"
    head = f"---\ntitle: '{words[0]} {words[1]} {LONG_WORD}'\ndeck: {words[2]} {words[3]}.\ndate: 2026-01-02\n---\n"
    site.write("content/articles/all.md", head + "\n" + "\n".join(text))
    site.write("content/articles/all.yml", sidecar)
    for n in range(4):  # s4 speaks in as many explainers as are not taken in at a glance
        head = f"---\ntitle: '{words[n]} {LONG_WORD}'\ndate: 2026-01-01\n---\n"
        site.write(f"content/articles/more{n}.md", f"{head}\n{words[n]} says {words[n + 1]} here.\n")
        site.write(
            f"content/articles/more{n}.yml",
            f"positions: {{yes: {{label: '{words[n]} {LONG_WORD}'}}}}\n"
            f"issues: {{a: {{question: '{words[n]}?'}}, b: {{question: '{words[n + 1]} {LONG_WORD}?'}}}}\n"
            f"claims: {{c: {{quote: '{words[n]} says {words[n + 1]}', speaker: s4, position: yes, issue: a}}}}\n",
        )

    few_positions(site, words, "two", 2)
    few_positions(site, words, "four", 4)
    no_questions(site, words)


def few_positions(site: TestSite, words: list[str], slug: str, count: int) -> None:
    """An article with a wide table, code, a list, a footnote and four claims within each other; each position answers in another way."""
    deep = f"first {words[0]} second {words[1]} third {words[2]} fourth {words[3]} fourth end third end second end first end"
    table = "\n".join(f"| {words[n]} | {n},234,567.89 | {words[n + 1]} {LONG_WORD} | {'x' * 30} | 1,20{n} |" for n in range(4))
    text = (
        f"{deep}.\n\n- {words[4]} in a list\n- {words[5]}[^1]\n\n"
        f"| {words[6]} | n | {words[7]} | x | % |\n|---|--:|---|---|--:|\n{table}\n| {words[8]} cell | 9 | z | y | 5 |\n\n"
        f"```\n{'code = 1; ' * 30}\n```\n\nIt is `{'inline_code_' * 12}`.\n\n"
        f"> {words[9]} within a quotation\n\n[^1]: {words[0]} in a footnote.\n"
    )
    quotes = [
        deep,
        f"second {words[1]} third {words[2]} fourth {words[3]} fourth end third end second end",
        f"third {words[2]} fourth {words[3]} fourth end third end",
        f"fourth {words[3]} fourth end",
        f"{words[4]} in a list",
        f"{words[8]} cell",
        f"{words[9]} within a quotation",
    ]
    claims = "\n".join(
        f"  d{n}: {{quote: '{quote}', speaker: s{n % 8}, position: p{n % count}, issue: i{n % 2}, responds_to: [d{(n + 1) % len(quotes)}]}}"
        for n, quote in enumerate(quotes)
    )
    positions = "\n".join(f"  p{n}: {{label: '{words[n]} {words[n + 3]}', summary: '{words[n]}.', speakers: [s{n}]}}" for n in range(count))
    issues = (
        f"  i0: {{question: '{words[2]} {words[5]} {words[1]}?', kind: value, answers: {{p0: '{words[1]} {words[2]} {words[3]}'}}}}\n"
        f"  i1: {{question: '{words[7]}?', answers: {{p1: {{silence: declined, note: '{words[3]} {words[4]}.'}}}}}}\n"
    )
    site.write(f"content/articles/{slug}.md", f"---\ntitle: '{words[3]} {words[6]} {count}'\ndate: 2026-01-03\n---\n\n{text}")
    site.write(f"content/articles/{slug}.yml", f"positions:\n{positions}\nissues:\n{issues}claims:\n{claims}\n")


def no_questions(site: TestSite, words: list[str]) -> None:
    """An article without positions and questions."""
    site.write("content/articles/plain.md", f"---\ntitle: '{words[8]}'\ndate: 2026-01-03\n---\n\n{words[1]} said a thing of {words[2]}.\n")
    site.write("content/articles/plain.yml", f"claims: {{only: {{quote: 'a thing of {words[2]}', speaker: s1}}}}\n")
