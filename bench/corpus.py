#!/usr/bin/env python3
"""Write a site of N made-up articles in Counterpoint's format, the same for every run.

    corpus.py OUT --articles 1000

Each article has about 1,000 words, 16 claims (a quarter of them quoted across emphasis), 3 positions, 4 issues with an
answer each, 6 sources; speakers are shared by articles. `article(i)` gives one article's parts to the peers' makers.
"""

import argparse
import pathlib
import random

NOUNS = """council street market river bridge tram child school nurse baker ledger winter harvest signal permit quarter tunnel
garden census clinic orchard canal pavement archive journal tariff levy ballot minister engineer tenant landlord driver
cyclist union chamber auditor magistrate forecast survey estimate threshold margin average decline recovery delay dispute
hearing appeal ruling clause""".split()
VERBS = "reports finds argues denies expects shows measures rejects supports doubts counts records predicts admits repeats".split()
ADJECTIVES = "local recent annual modest sharp steady narrow public private early late formal measured rising falling typical".split()
POSITIONS = ["north", "south", "west"]
ISSUES = ["cost", "access", "safety", "time"]
CLAIMS = 16


def sentence(rng):
    words = [rng.choice((NOUNS, ADJECTIVES, VERBS + NOUNS)[i % 3]) for i in range(rng.randint(9, 20))]
    words.insert(rng.randint(1, len(words) - 1), str(rng.randint(2, 9999)))
    text = " ".join(words)
    return text[0].upper() + text[1:] + "."


def article(number, speakers, inline=False):
    """Return (front matter, Markdown body, sidecar) of one article; `inline` marks claims as [words](claim:id) links."""
    rng = random.Random(number)
    blocks, claims = [], []
    for p in range(CLAIMS + 1):
        sentences = [sentence(rng) for _ in range(rng.randint(3, 4))]
        if p < CLAIMS:
            words = sentences[1].rstrip(".").split()[1:9]
            quote = " ".join(words)
            claims.append((f"claim-{p}", quote))
            if inline:
                marked = f"[{quote}](claim:claim-{p})"
            elif p % 4 == 0:
                marked = " ".join([*words[:3], f"*{' '.join(words[3:5])}*", *words[5:]])
            else:
                marked = quote
            sentences[1] = sentences[1].replace(quote, marked, 1)
        first = sentences[0].split()
        first[3] = f"[{first[3]}](https://example.org/{number}/{p})"
        sentences[0] = " ".join(first)
        if p % 4 == 0:
            blocks.append("## " + sentence(rng).rstrip(".")[:50])
        blocks.append(" ".join(sentences))
    front = (
        f'title: "{sentence(rng)[:60]} {number}"\ndeck: "{sentence(rng)}"\n'
        f"date: 2024-{1 + number % 12:02d}-{1 + number % 28:02d}\ntopics: [topic-{number % 20}, topic-{(number * 7 + 3) % 20}]\n"
    )
    lines = ["positions:"]
    for position in POSITIONS:
        lines += [f"  {position}:", f"    label: {position.title()} side", f"    summary: {sentence(rng)}"]
    lines += ["issues:"]
    for issue in ISSUES:
        lines += [f"  {issue}:", f"    question: What about {issue} for the {rng.choice(NOUNS)}?", "    answers:"]
        lines += [f"      {position}: {sentence(rng)} {sentence(rng)}" for position in POSITIONS]
    lines += ["claims:"]
    for k, (claim, quote) in enumerate(claims):
        lines += [f"  {claim}:"]
        lines += [] if inline else [f"    quote: {quote}"]
        lines += [
            f"    text: {quote}",
            f"    speaker: speaker-{rng.randrange(speakers)}",
            f"    position: {POSITIONS[k % 3]}",
            f"    issue: {ISSUES[k % 4]}",
            f"    date: 2024-03-{1 + k % 28:02d}",
            "    note: |",
            f"      {sentence(rng)} *{sentence(rng)}*",
            f"      {sentence(rng)}",
            "    evidence:",
            f"      - {{source: source-{k % 6}, stance: supports, locator: p. {k}}}",
            f"      - {{source: source-{(k + 1) % 6}, stance: disputes, note: {sentence(rng)}}}",
        ]
    lines += ["sources:"]
    for k in range(6):
        lines += [
            f"  source-{k}: {{title: '{sentence(rng)[:40]}', publisher: {rng.choice(NOUNS)} press, "
            f"url: 'https://example.org/s/{number}/{k}', date: 2024-01-{k + 1:02d}}}"
        ]
    return front, "\n\n".join(blocks) + "\n", "\n".join(lines) + "\n"


def speaker_count(articles):
    return max(50, articles // 10)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("out", type=pathlib.Path)
    arguments.add_argument("--articles", type=int, default=1000)
    options = arguments.parse_args()
    speakers = speaker_count(options.articles)
    folder = options.out / "content" / "articles"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(options.articles):
        front, body, sidecar = article(number, speakers)
        (folder / f"article-{number}.md").write_text(f"---\n{front}---\n\n{body}")
        (folder / f"article-{number}.yml").write_text(sidecar)
    (options.out / "content" / "speakers.yml").write_text(
        "".join(
            f"speaker-{k}: {{name: Speaker {k}, kind: person, role: role {k}, bio: A made-up speaker., url: 'https://example.org/p/{k}'}}\n"
            for k in range(speakers)
        )
    )
    topics = "".join(f"  topic-{k}: {{label: Topic {k}}}\n" for k in range(20))
    (options.out / "site.yml").write_text(
        f"title: Bench\nbase_url: https://example.org/\nlanguage: en\nclaim_pages: none\nshare_images: none\nsearch: false\ntopics:\n{topics}"
    )


if __name__ == "__main__":
    main()
