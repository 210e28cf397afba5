#!/usr/bin/env python3
"""Write the same corpus as a Pelican site, the way a Pelican user would: the sidecar read beside the article, claims as links taken up by
the reader, speakers as authors and topics as tags.   pelican_site.py OUT --articles 1000   then   pelican -s OUT/pelicanconf.py OUT/content"""

import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from corpus import article, speaker_count  # noqa: E402

SETTINGS = r'''"""The peer's settings: Markdown by Python-Markdown, pages by Jinja, as Pelican comes."""
import pathlib
import re

import markdown
import yaml
from pelican import signals
from pelican.readers import MarkdownReader

HERE = pathlib.Path(__file__).parent
SITENAME, SITEURL, TIMEZONE, DEFAULT_LANG = "Bench", "https://example.org", "UTC", "en"
PATH, OUTPUT_PATH, THEME = str(HERE / "content"), str(HERE / "output"), str(HERE / "theme")
ARTICLE_URL, ARTICLE_SAVE_AS = "{slug}/", "{slug}/index.html"
AUTHOR_URL, AUTHOR_SAVE_AS, TAG_URL, TAG_SAVE_AS = "speakers/{slug}/", "speakers/{slug}/index.html", "topics/{slug}/", "topics/{slug}/index.html"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
CATEGORY_SAVE_AS, ARCHIVES_SAVE_AS, CATEGORIES_SAVE_AS = "", "", ""
DIRECT_TEMPLATES = ["index", "authors", "tags"]
CACHE_CONTENT = LOAD_CONTENT_CACHE = False
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CLAIM = re.compile(r'<a href="claim:([^"]+)">(.*?)</a>')
JINJA_FILTERS = {"markdown": markdown.markdown}


class Reader(MarkdownReader):
    enabled = True

    def read(self, source_path):
        content, metadata = super().read(source_path)
        metadata["sidecar"] = yaml.load(pathlib.Path(source_path).with_suffix(".yml").read_text(), Loader)
        return CLAIM.sub(r'<mark class="claim" data-claims="\1">\2</mark>', content), metadata


class Plugin:
    @staticmethod
    def register():
        signals.readers_init.connect(lambda readers: readers.reader_classes.update(md=Reader), weak=False)


PLUGINS = [Plugin]
'''
CARD = """<aside id="claim-{{ id }}" class="card" popover><p class="card__who"><a href="/speakers/{{ c.speaker }}/">{{ c.speaker }}</a>
<span>{{ c.position }}</span> <time datetime="{{ c.date }}">{{ c.date }}</time></p><blockquote>{{ c.text }}</blockquote>
<div class="note">{{ c.note | markdown }}</div><ul>{% for e in c.evidence %}{% set x = s.sources[e.source] %}
<li class="evidence evidence--{{ e.stance }}"><span>{{ e.stance }}</span> <a href="{{ x.url }}" rel="external">{{ x.title }}</a>
{{ x.publisher }} {{ e.locator }} {{ e.note }}</li>{% endfor %}</ul></aside>"""
ARTICLE = """<!doctype html><html lang=en><head><title>{{ article.title }}</title></head><body>{% set s = article.sidecar %}<header>
{% for k, v in s.positions.items() %}<section><h2>{{ v.label }}</h2><p>{{ v.summary }}</p></section>{% endfor %}</header>
<article>{{ article.content }}</article>{% for id, c in s.claims.items() %}CARD{% endfor %}<table>{% for i, x in s.issues.items() %}
<tr><th>{{ x.question }}</th>{% for k in s.positions %}<td>{{ x.answers[k] }}{% for id, c in s.claims.items() %}
{% if c.issue == i and c.position == k %}<p><a href="#claim-{{ id }}">{{ c.text }}</a></p>{% endif %}{% endfor %}</td>{% endfor %}</tr>
{% endfor %}</table></body></html>""".replace("CARD", CARD)
LIST = """<!doctype html><html><body><h1>{{ SITENAME }}</h1><ul>{% for a in LISTED %}<li><a href="/{{ a.url }}">{{ a.title }}</a>
{{ a.deck }}</li>{% endfor %}</ul></body></html>"""
THEME = {
    "article.html": ARTICLE,
    "index.html": LIST.replace("LISTED", "articles"),
    "tag.html": LIST.replace("LISTED", "articles"),
    "author.html": """<!doctype html><html><body><h1>{{ author }}</h1>{% for a in articles %}<h2><a href="/{{ a.url }}">{{ a.title }}</a></h2>
<ul>{% for c in a.sidecar.claims.values() %}{% if c.speaker == author.name %}<li>{{ c.text }}</li>{% endif %}{% endfor %}</ul>{% endfor %}
</body></html>""",
    "authors.html": "{% for author, articles in authors %}<p>{{ author }}</p>{% endfor %}",
    "tags.html": "{% for tag, articles in tags %}<p>{{ tag }}</p>{% endfor %}",
    "category.html": "",
}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("out", type=pathlib.Path)
    arguments.add_argument("--articles", type=int, default=1000)
    options = arguments.parse_args()
    for name, text in THEME.items():
        path = options.out / "theme" / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (options.out / "theme" / "static").mkdir(exist_ok=True)
    (options.out / "pelicanconf.py").write_text(SETTINGS)
    folder = options.out / "content"
    folder.mkdir(parents=True, exist_ok=True)
    speakers = speaker_count(options.articles)
    for number in range(options.articles):
        front, body, sidecar = article(number, speakers, inline=True)
        said = sorted({line.split(": ")[1] for line in sidecar.splitlines() if line.startswith("    speaker: ")})
        head = {key: value.strip('"[]') for key, _, value in (line.partition(": ") for line in front.splitlines())}
        head |= {"tags": head.pop("topics"), "authors": "; ".join(said), "slug": f"article-{number}"}
        metadata = "".join(f"{key.title()}: {value}\n" for key, value in head.items())
        (folder / f"article-{number}.md").write_text(f"{metadata}\n{body}")
        (folder / f"article-{number}.yml").write_text(sidecar)


if __name__ == "__main__":
    main()
