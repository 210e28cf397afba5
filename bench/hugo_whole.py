#!/usr/bin/env python3
"""Write the whole default work as a Hugo site: for each article a page with cards, a side-by-side page and annotations as JSON; for each
claim a page, an embed page and oEmbed; a share image for each article and claim by Hugo's own image filters, unless --no-images.

    hugo_whole.py OUT --articles 1000 --no-images        then   hugo --source OUT
"""

import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from corpus import article, speaker_count  # noqa: E402

HEAD = """<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{ .Title }} · {{ .Site.Title }}</title><meta name="description" content="{{ .Params.deck }}"><meta name="color-scheme" content="light dark"><link rel="canonical" href="{{ .Permalink }}"><meta property="og:site_name" content="{{ .Site.Title }}"><meta property="og:type" content="article"><meta property="og:title" content="{{ .Title }}"><meta property="og:description" content="{{ .Params.deck }}"><meta property="og:url" content="{{ .Permalink }}">IMAGE<link rel="stylesheet" href="/style.css"><link rel="alternate" type="application/atom+xml" href="/feed.xml"><script type="application/ld+json">{{ dict "@context" "https://schema.org" "@type" "Article" "headline" .Title "description" .Params.deck "url" .Permalink | jsonify | safeJS }}</script></head><body><header class="masthead"><a href="/">{{ .Site.Title }}</a><nav><a href="/">Explainers</a><a href="/speakers/">Speakers</a><a href="/topics/">Topics</a><a href="/sources/">Sources</a></nav><form action="/search/"><input name="q" type="search"></form></header>"""
IMAGE = """{{ $img := resources.Get "base.png" | images.Filter (images.Text .Title (dict "color" "#111111" "size" 56 "linespacing" 12 "x" 72 "y" 150)) (images.Text .Site.Title (dict "color" "#555555" "size" 30 "x" 72 "y" 60)) }}<meta property="og:image" content="{{ $img.Permalink }}">"""
FOOT = """<footer><p><a href="/corrections/">Corrections</a><a href="/sources/">Sources</a><a href="/feed.xml">Feed</a></p></footer></body></html>"""
GLYPH = """<svg class="g" aria-hidden="true" focusable="false"><use href="#g-{{ . }}"/></svg>"""
CARD = """{{ $c := .c }}{{ $s := .s }}<div class="card" id="{{ .id }}" popover role="group" aria-labelledby="{{ .id }}_q"><div class="card-top"><p class="card-pos">{{ partial "glyph.html" $c.position }}<span>{{ (index .d.positions $c.position).label }}</span></p><span class="card-n"><span class="vh">Claim </span>{{ .n }}</span><button type="button" class="x" popovertarget="{{ .id }}" popovertargetaction="hide" aria-label="Close"><span aria-hidden="true">×</span></button></div><p class="card-who"><a href="/speakers/{{ $c.speaker }}/" dir="auto">{{ $c.speaker }}</a> <span><time datetime="{{ $c.date }}">{{ time.Format "2 January 2006" (time.AsTime $c.date) }}</time></span></p><p class="card-claim" id="{{ .id }}_q">{{ $c.text }}</p><div class="card-note">{{ $c.note | .page.RenderString (dict "display" "block") }}</div><h3>Evidence</h3><ul class="evidence">{{ $p := .page }}{{ range $c.evidence }}{{ $x := index $s .source }}<li class="{{ .stance }}"><span class="stance">{{ .stance }}</span><div><a href="{{ $x.url }}" rel="external noopener">{{ $x.title }}</a> <span class="src">{{ $x.publisher }}{{ with .locator }}, {{ . }}{{ end }}</span>{{ with .note }}<div class="evidence-note">{{ . | $p.RenderString (dict "display" "block") }}</div>{{ end }}</div></li>{{ end }}</ul><p class="card-foot"><a href="#mark_{{ .id }}">In the text</a> <a href="{{ .base }}sides/#issue-{{ $c.issue }}">Side by side</a></p></div>"""
LAYOUTS = {
    "_default/_markup/render-link.html": """{{- if hasPrefix .Destination "claim:" -}}{{- $id := strings.TrimPrefix "claim:" .Destination -}}<mark class="c" data-claims="{{ $id }}">{{ .Text }}</mark><button class="ref" popovertarget="{{ $id }}" aria-label="Claim {{ $id }}">{{ $id }}</button><span class="side" aria-hidden="true"><b>{{ $id }}</b></span>{{- else -}}<a href="{{ .Destination }}" rel="external noopener">{{ .Text }}</a>{{- end -}}""",
    "partials/glyph.html": GLYPH,
    "partials/card.html": CARD,
    "articles/single.html": HEAD + """{{ $p := . }}{{ $d := index hugo.Data.articles .Params.key }}<main><header><p class="kicker">{{ range .Params.topics }}<a href="/topics/{{ . }}/">{{ . }}</a>{{ end }}</p><h1>{{ .Title }}</h1><p class="deck">{{ .Params.deck }}</p><p class="byline"><time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "2 January 2006" }}</time>. {{ len $d.claims }} claims, {{ len $d.sources }} sources.</p></header><section class="voices"><h2>Who speaks here</h2><ul>{{ range $k, $v := $d.positions }}<li class="voice"><h3>{{ partial "glyph.html" $k }}{{ $v.label }}</h3><p>{{ $v.summary }}</p><ul class="who">{{ range $id, $c := $d.claims }}{{ if eq $c.position $k }}<li><a href="/speakers/{{ $c.speaker }}/" dir="auto">{{ $c.speaker }}</a> <span class="count">1</span></li>{{ end }}{{ end }}</ul><label class="toggle"><input type="checkbox" checked> Mark in the text<span class="vh">: {{ $v.label }}</span></label></li>{{ end }}</ul></section><nav class="issues"><details open><summary>Points of dispute</summary><ol>{{ range $i, $x := $d.issues }}<li><a href="#issue_{{ $i }}"><span class="q">{{ $x.question }}</span> <span class="meta">{{ range $k, $v := $d.positions }}{{ partial "glyph.html" $k }}{{ end }}<span class="vh">3 of 3 positions answer</span></span></a></li>{{ end }}</ol></details></nav><article class="text">{{ .Content }}</article><section class="notes"><h2>Every claim and its sources</h2><ol>{{ $n := 0 }}{{ range $id, $c := $d.claims }}{{ $n = add $n 1 }}<li class="note">{{ partial "card.html" (dict "id" $id "n" $n "c" $c "s" $d.sources "d" $d "page" $p "base" $p.RelPermalink) }}</li>{{ end }}</ol></section></main>""" + FOOT,
    "articles/single.sides.html": HEAD.replace("IMAGE", "") + """{{ $d := index hugo.Data.articles .Params.key }}{{ $p := . }}<main class="matrix"><header><p class="kicker"><a href="{{ .RelPermalink }}">Read the article</a></p><h1>{{ .Title }}</h1><p class="deck">{{ len $d.issues }} points of dispute, {{ len $d.positions }} positions.</p></header><form class="chooser">{{ range $k, $v := $d.positions }}<label><input type="checkbox" checked>{{ partial "glyph.html" $k }}{{ $v.label }}</label>{{ end }}</form><nav class="tabs">{{ range $k, $v := $d.positions }}<a href="#cell_cost_{{ $k }}">{{ partial "glyph.html" $k }}<span>{{ $v.label }}</span></a>{{ end }}</nav><div role="table" class="grid"><div role="rowgroup"><div role="row"><div role="columnheader">Point of dispute</div>{{ range $k, $v := $d.positions }}<div role="columnheader" id="position-{{ $k }}"><h2>{{ partial "glyph.html" $k }}{{ $v.label }}</h2><p>{{ $v.summary }}</p></div>{{ end }}</div></div><div role="rowgroup">{{ range $i, $x := $d.issues }}<div role="row" id="issue-{{ $i }}"><div role="rowheader"><h2>{{ $x.question }}</h2></div>{{ range $k, $v := $d.positions }}<div role="cell" id="cell_{{ $i }}_{{ $k }}"><p class="cellhead">{{ partial "glyph.html" $k }}{{ $v.label }}</p><div class="answer">{{ index $x.answers $k | $p.RenderString (dict "display" "block") }}</div><ul class="cellclaims">{{ range $id, $c := $d.claims }}{{ if and (eq $c.issue $i) (eq $c.position $k) }}<li><a href="{{ $p.RelPermalink }}#{{ $id }}" class="claimlink"><span class="ct">{{ $c.text }}</span></a> <span class="cs">{{ $c.speaker }}. {{ len $c.evidence }} sources</span></li>{{ end }}{{ end }}</ul></div>{{ end }}</div>{{ end }}</div></div><table class="balance">{{ range $k, $v := $d.positions }}{{ $n := 0 }}{{ range $id, $c := $d.claims }}{{ if eq $c.position $k }}{{ $n = add $n 1 }}{{ end }}{{ end }}<tr><th>{{ $v.label }}</th><td>{{ $n }}</td></tr>{{ end }}</table></main>""" + FOOT,
    "articles/single.annotations.json": """{{ $d := index hugo.Data.articles .Params.key }}{{ $p := . }}{{ $items := slice }}{{ range $id, $c := $d.claims }}{{ $ev := slice }}{{ range $c.evidence }}{{ $ev = $ev | append (dict "source" (index $d.sources .source).url "purpose" "linking") }}{{ end }}{{ $items = $items | append (dict "id" (printf "%s#%s" $p.Permalink $id) "type" "Annotation" "motivation" "describing" "body" (slice (dict "type" "TextualBody" "purpose" "describing" "value" (printf "%s: %s" $c.speaker $c.text)) (dict "type" "TextualBody" "purpose" "commenting" "format" "text/html" "value" ($c.note | $p.RenderString (dict "display" "block"))) $ev) "target" (dict "source" $p.Permalink "selector" (slice (dict "type" "TextQuoteSelector" "exact" $c.text))))  }}{{ end }}{{ dict "@context" "http://www.w3.org/ns/anno.jsonld" "type" "AnnotationCollection" "label" .Title "total" (len $items) "first" (dict "type" "AnnotationPage" "items" $items) | jsonify }}""",
    "claims/single.html": HEAD + """{{ $d := index hugo.Data.articles .Params.key }}{{ $c := index $d.claims .Params.claim }}<main><p class="kicker"><a href="/articles/{{ .Params.key }}/">{{ .Params.key }}</a></p>{{ partial "card.html" (dict "id" .Params.claim "n" 1 "c" $c "s" $d.sources "d" $d "page" . "base" "/") }}<blockquote>{{ $c.text }}</blockquote><p class="share"><a href="{{ .Permalink }}">{{ .Permalink }}</a></p><textarea readonly><iframe src="{{ .Permalink }}embed/"></iframe></textarea></main>""" + FOOT,
    "claims/single.embed.html": """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title><link rel="stylesheet" href="/style.css"></head><body>{{ $d := index hugo.Data.articles .Params.key }}{{ $c := index $d.claims .Params.claim }}{{ partial "card.html" (dict "id" .Params.claim "n" 1 "c" $c "s" $d.sources "d" $d "page" . "base" "/") }}</body></html>""",
    "claims/single.oembed.json": """{{ dict "version" "1.0" "type" "rich" "title" .Title "provider_name" .Site.Title "html" (printf "<iframe src=\\"%s\\"></iframe>" .Permalink) "width" 600 "height" 400 | jsonify }}""",
    "_default/list.html": HEAD.replace("IMAGE", "") + """<h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Params.deck }}</li>{{ end }}</ul>""" + FOOT,
    "claims/list.html": """<!doctype html><title>Claims</title>""",
    "_default/term.html": HEAD.replace("IMAGE", "") + """<h1>{{ .Title }}</h1>{{ $t := .Data.Term }}{{ range .Pages }}<h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2><ul>{{ range $id, $c := (index hugo.Data.articles .Params.key).claims }}{{ if eq $c.speaker $t }}<li>{{ $c.text }}</li>{{ end }}{{ end }}</ul>{{ end }}""" + FOOT,
}
ADAPTER = """{{ range $key, $d := hugo.Data.articles }}{{ range $id, $c := $d.claims }}{{ $.AddPage (dict "path" (printf "%s/%s" $key $id) "title" $c.text "params" (dict "key" $key "claim" $id "deck" $c.text)) }}{{ end }}{{ end }}"""
CONFIG = """baseURL="https://example.org/"
title="Bench"
[taxonomies]
speaker="speakers"
topic="topics"
[outputFormats.sides]
mediaType="text/html"
path="sides"
baseName="index"
isHTML=true
[outputFormats.embed]
mediaType="text/html"
path="embed"
baseName="index"
isHTML=true
[outputFormats.annotations]
mediaType="application/json"
baseName="annotations"
isPlainText=true
[outputFormats.oembed]
mediaType="application/json"
baseName="oembed"
isPlainText=true
[[cascade]]
outputs=["html","sides","annotations"]
[cascade.target]
path="/articles/**"
kind="page"
[[cascade]]
outputs=["html","embed","oembed"]
[cascade.target]
path="/claims/**"
kind="page"
"""


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("out", type=pathlib.Path)
    arguments.add_argument("--articles", type=int, default=1000)
    arguments.add_argument("--no-images", action="store_true")
    options = arguments.parse_args()
    out = options.out
    for name, text in LAYOUTS.items():
        path = out / "layouts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("IMAGE", "" if options.no_images else IMAGE))
    (out / "hugo.toml").write_text(CONFIG)
    for folder in ("content/articles", "content/claims", "data/articles", "assets"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    (out / "content/claims/_content.gotmpl").write_text(ADAPTER)
    if not options.no_images:
        from PIL import Image

        Image.new("RGB", (1200, 630), "#ffffff").save(out / "assets/base.png")
    speakers = speaker_count(options.articles)
    for number in range(options.articles):
        front, body, sidecar = article(number, speakers, inline=True)
        said = sorted({line.split(": ")[1] for line in sidecar.splitlines() if line.startswith("    speaker: ")})
        front = f"---\n{front}key: article-{number}\nspeakers: [{', '.join(said)}]\n---\n\n"
        (out / f"content/articles/article-{number}.md").write_text(front + body)
        (out / f"data/articles/article-{number}.yaml").write_text(sidecar)


if __name__ == "__main__":
    main()
