#!/usr/bin/env python3
"""Write the whole default work without images as an Eleventy site, the way its users do: Nunjucks layouts, pagination over data, claims as
links that markdown-it's renderer takes up.

    eleventy_whole.py OUT --articles 1000        then, in OUT   eleventy --quiet
"""

import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from corpus import article, speaker_count  # noqa: E402

CONFIG = """import fs from 'node:fs';
import yaml from 'js-yaml';
import markdownIt from 'markdown-it';
const md = markdownIt({html: true});
const claims = [];
md.renderer.rules.link_open = (tokens, index, options, env, self) => {
  const href = tokens[index].attrGet('href');
  claims.push(href.startsWith('claim:') ? href.slice(6) : '');
  if (claims.at(-1)) return `<mark class="c" data-claims="${claims.at(-1)}">`;
  tokens[index].attrSet('rel', 'external noopener');
  return self.renderToken(tokens, index, options);
};
md.renderer.rules.link_close = () => {
  const id = claims.pop();
  return id ? `</mark><button class="ref" popovertarget="${id}" aria-label="Claim ${id}">${id}</button><span class="side" aria-hidden="true"><b>${id}</b></span>` : '</a>';
};
const validate = md.validateLink;
md.validateLink = (url) => url.startsWith('claim:') || validate(url);
const all = fs.readdirSync('data').sort().map((name) => ({key: name.replace('.yaml', ''), ...yaml.load(fs.readFileSync(`data/${name}`, 'utf8'), {schema: yaml.FAILSAFE_SCHEMA})}));
const byKey = Object.fromEntries(all.map((item) => [item.key, item]));
const every = all.flatMap((d) => Object.entries(d.claims).map(([id, c], index) => ({d, id, c, n: index + 1})));
const speakers = Object.entries(every.reduce((groups, item) => ((groups[item.c.speaker] ??= []).push(item), groups), {})).sort().map(([id, items]) => ({id, items}));
export default function (config) {
  config.setLibrary('md', md);
  config.addFilter('md', (text) => md.render(text));
  config.addFilter('longdate', (text) => new Date(text).toLocaleDateString('en-GB', {day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC'}));
  config.addGlobalData('everything', all);
  config.addGlobalData('byKey', byKey);
  config.addGlobalData('every', every);
  config.addGlobalData('speakers', speakers);
  config.addGlobalData('topicIds', [...Array(20).keys()].map((n) => `topic-${n}`));
  return {dir: {input: 'src', output: 'public'}, markdownTemplateEngine: false};
}
"""

HEAD = """<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{ title }} · Bench</title><meta name="description" content="{{ deck }}"><meta name="color-scheme" content="light dark"><link rel="canonical" href="https://example.org{{ page.url }}"><meta property="og:site_name" content="Bench"><meta property="og:type" content="article"><meta property="og:title" content="{{ title }}"><meta property="og:description" content="{{ deck }}"><meta property="og:url" content="https://example.org{{ page.url }}"><link rel="stylesheet" href="/style.css"><link rel="alternate" type="application/atom+xml" href="/feed.xml"><script type="application/ld+json">{{ {"@context": "https://schema.org", "@type": "Article", "headline": title, "description": deck, "url": page.url} | dump | safe }}</script></head><body><header class="masthead"><a href="/">Bench</a><nav><a href="/">Explainers</a><a href="/speakers/">Speakers</a><a href="/topics/">Topics</a><a href="/sources/">Sources</a></nav><form action="/search/"><input name="q" type="search"></form></header>"""
FOOT = """<footer><p><a href="/corrections/">Corrections</a><a href="/sources/">Sources</a><a href="/feed.xml">Feed</a></p></footer></body></html>"""
MACROS = """{% macro glyph(id) %}<svg class="g" aria-hidden="true" focusable="false"><use href="#g-{{ id }}"/></svg>{% endmacro %}
{% macro card(id, n, c, d, base) %}<div class="card" id="{{ id }}" popover role="group" aria-labelledby="{{ id }}_q"><div class="card-top"><p class="card-pos">{{ glyph(c.position) }}<span>{{ d.positions[c.position].label }}</span></p><span class="card-n"><span class="vh">Claim </span>{{ n }}</span><button type="button" class="x" popovertarget="{{ id }}" popovertargetaction="hide" aria-label="Close"><span aria-hidden="true">×</span></button></div><p class="card-who"><a href="/speakers/{{ c.speaker }}/" dir="auto">{{ c.speaker }}</a> <span><time datetime="{{ c.date }}">{{ c.date | longdate }}</time></span></p><p class="card-claim" id="{{ id }}_q">{{ c.text }}</p><div class="card-note">{{ c.note | md | safe }}</div><h3>Evidence</h3><ul class="evidence">{% for e in c.evidence %}{% set x = d.sources[e.source] %}<li class="{{ e.stance }}"><span class="stance">{{ e.stance }}</span><div><a href="{{ x.url }}" rel="external noopener">{{ x.title }}</a> <span class="src">{{ x.publisher }}{% if e.locator %}, {{ e.locator }}{% endif %}</span>{% if e.note %}<div class="evidence-note">{{ e.note | md | safe }}</div>{% endif %}</div></li>{% endfor %}</ul><p class="card-foot"><a href="#mark_{{ id }}">In the text</a> <a href="{{ base }}sides/#issue-{{ c.issue }}">Side by side</a></p></div>{% endmacro %}"""
USE = """{% from "macros.njk" import glyph, card %}"""
ARTICLE = """{% set d = byKey[key] %}<main><header><p class="kicker">{% for t in topics %}<a href="/topics/{{ t }}/">{{ t }}</a>{% endfor %}</p><h1>{{ title }}</h1><p class="deck">{{ deck }}</p><p class="byline"><time datetime="{{ date }}">{{ date | longdate }}</time>. {{ d.claims | length }} claims, {{ d.sources | length }} sources.</p></header><section class="voices"><h2>Who speaks here</h2><ul>{% for k, v in d.positions %}<li class="voice"><h3>{{ glyph(k) }}{{ v.label }}</h3><p>{{ v.summary }}</p><ul class="who">{% for id, c in d.claims %}{% if c.position == k %}<li><a href="/speakers/{{ c.speaker }}/" dir="auto">{{ c.speaker }}</a> <span class="count">1</span></li>{% endif %}{% endfor %}</ul><label class="toggle"><input type="checkbox" checked> Mark in the text<span class="vh">: {{ v.label }}</span></label></li>{% endfor %}</ul></section><nav class="issues"><details open><summary>Points of dispute</summary><ol>{% for i, x in d.issues %}<li><a href="#issue_{{ i }}"><span class="q">{{ x.question }}</span> <span class="meta">{% for k, v in d.positions %}{{ glyph(k) }}{% endfor %}<span class="vh">3 of 3 positions answer</span></span></a></li>{% endfor %}</ol></details></nav><article class="text">{{ content | safe }}</article><section class="notes"><h2>Every claim and its sources</h2><ol>{% for id, c in d.claims %}<li class="note">{{ card(id, loop.index, c, d, page.url) }}</li>{% endfor %}</ol></section></main>"""
SIDES = """<main class="matrix"><header><p class="kicker"><a href="/articles/{{ d.key }}/">Read the article</a></p><h1>{{ title }}</h1><p class="deck">{{ d.issues | length }} points of dispute, {{ d.positions | length }} positions.</p></header><form class="chooser">{% for k, v in d.positions %}<label><input type="checkbox" checked>{{ glyph(k) }}{{ v.label }}</label>{% endfor %}</form><nav class="tabs">{% for k, v in d.positions %}<a href="#cell_cost_{{ k }}">{{ glyph(k) }}<span>{{ v.label }}</span></a>{% endfor %}</nav><div role="table" class="grid"><div role="rowgroup"><div role="row"><div role="columnheader">Point of dispute</div>{% for k, v in d.positions %}<div role="columnheader" id="position-{{ k }}"><h2>{{ glyph(k) }}{{ v.label }}</h2><p>{{ v.summary }}</p></div>{% endfor %}</div></div><div role="rowgroup">{% for i, x in d.issues %}<div role="row" id="issue-{{ i }}"><div role="rowheader"><h2>{{ x.question }}</h2></div>{% for k, v in d.positions %}<div role="cell" id="cell_{{ i }}_{{ k }}"><p class="cellhead">{{ glyph(k) }}{{ v.label }}</p><div class="answer">{{ x.answers[k] | md | safe }}</div><ul class="cellclaims">{% for id, c in d.claims %}{% if c.issue == i and c.position == k %}<li><a href="/articles/{{ d.key }}/#{{ id }}" class="claimlink"><span class="ct">{{ c.text }}</span></a> <span class="cs">{{ c.speaker }}. {{ c.evidence | length }} sources</span></li>{% endif %}{% endfor %}</ul></div>{% endfor %}</div>{% endfor %}</div></div></main>"""
CLAIM = """{% set d = item.d %}{% set c = item.c %}<main><p class="kicker"><a href="/articles/{{ d.key }}/">{{ d.key }}</a></p>{{ card(item.id, item.n, c, d, "/articles/" + d.key + "/") }}<blockquote>{{ c.text }}</blockquote><p class="share"><a href="https://example.org{{ page.url }}">https://example.org{{ page.url }}</a></p><textarea readonly><iframe src="https://example.org{{ page.url }}embed/"></iframe></textarea></main>"""
EMBED = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ item.c.text }}</title><link rel="stylesheet" href="/style.css"></head><body>{{ card(item.id, item.n, item.c, item.d, "/articles/" + item.d.key + "/") }}</body></html>"""
TERM = """<h1>{{ title }}</h1><ul>{% for item in listed.items %}<li>{{ item.c.text }}</li>{% endfor %}</ul>"""


def paged(data: str, alias: str, permalink: str, computed: str, body: str, layout: bool = True) -> str:
    """A template that makes a page of each item of some data."""
    front = f"---\npagination: {{data: {data}, size: 1, alias: {alias}}}\npermalink: \"{permalink}\"\n{computed}---\n"
    return front + USE + (HEAD + body + FOOT if layout else body)


PER_CLAIM = "/claims/{{ item.d.key }}/{{ item.id }}"
FILES = {
    "package.json": '{"type": "module"}\n',
    "eleventy.config.js": CONFIG,
    "src/_includes/macros.njk": MACROS,
    "src/_includes/article.njk": USE + HEAD + ARTICLE + FOOT,
    "src/articles/articles.11tydata.js": """export default {
  layout: 'article.njk', tags: 'explainers', permalink: ({key}) => `/articles/${key}/index.html`,
};
""",
    "src/sides.njk": paged("everything", "d", "/articles/{{ d.key }}/sides/index.html", 'title: "Side by side"\n', SIDES),
    "src/claims.njk": paged("every", "item", f"{PER_CLAIM}/index.html", 'eleventyComputed: {title: "{{ item.c.text }}"}\n', CLAIM),
    "src/embeds.njk": paged("every", "item", f"{PER_CLAIM}/embed/index.html", "", EMBED, layout=False),
    "src/speakers.njk": paged("speakers", "listed", "/speakers/{{ listed.id }}/index.html", 'title: "Speaker"\n', TERM),
    "src/topics.njk": paged(
        "topicIds",
        "topic",
        "/topics/{{ topic }}/index.html",
        'title: "Topic"\n',
        """<ul>{% for a in collections.explainers %}{% if topic in a.data.topics %}<li><a href="{{ a.url }}">{{ a.data.title }}</a> {{ a.data.deck }}</li>{% endif %}{% endfor %}</ul>""",
    ),
    "src/index.njk": "---\ntitle: Explainers\n---\n"
    + HEAD
    + """<ul>{% for a in collections.explainers %}<li><a href="{{ a.url }}">{{ a.data.title }}</a> {{ a.data.deck }}</li>{% endfor %}</ul>"""
    + FOOT,
    "src/oembed.11ty.js": """export default class {
  data() { return {pagination: {data: 'every', size: 1, alias: 'item'}, permalink: ({item}) => `/claims/${item.d.key}/${item.id}/oembed.json`}; }
  render({item}) { return JSON.stringify({version: '1.0', type: 'rich', title: item.c.text, provider_name: 'Bench', html: `<iframe src="https://example.org/claims/${item.d.key}/${item.id}/"></iframe>`, width: 600, height: 400}); }
}
""",
    "src/annotations.11ty.js": """export default class {
  data() { return {pagination: {data: 'everything', size: 1, alias: 'd'}, permalink: ({d}) => `/articles/${d.key}/annotations.json`}; }
  render({d}) {
    const link = `https://example.org/articles/${d.key}/`;
    const items = Object.entries(d.claims).map(([id, c]) => ({id: `${link}#${id}`, type: 'Annotation', motivation: 'describing', body: [{type: 'TextualBody', purpose: 'describing', value: `${c.speaker}: ${c.text}`}, {type: 'TextualBody', purpose: 'commenting', format: 'text/html', value: this.md(c.note)}, ...c.evidence.map((e) => ({source: d.sources[e.source].url, purpose: 'linking'}))], target: {source: link, selector: [{type: 'TextQuoteSelector', exact: c.text}]}}));
    return JSON.stringify({'@context': 'http://www.w3.org/ns/anno.jsonld', type: 'AnnotationCollection', label: d.key, total: items.length, first: {type: 'AnnotationPage', items}});
  }
}
""",
}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("out", type=pathlib.Path)
    arguments.add_argument("--articles", type=int, default=1000)
    options = arguments.parse_args()
    for name, text in FILES.items():
        path = options.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (options.out / "data").mkdir(exist_ok=True)
    speakers = speaker_count(options.articles)
    for number in range(options.articles):
        front, body, sidecar = article(number, speakers, inline=True)
        (options.out / f"src/articles/article-{number}.md").write_text(f"---\n{front}key: article-{number}\n---\n\n{body}")
        (options.out / f"data/article-{number}.yaml").write_text(sidecar)


if __name__ == "__main__":
    main()
