#!/usr/bin/env python3
"""Write the same corpus as a Hugo site, the way a Hugo user would: sidecar in the front matter, claims as links taken up by a
render hook, speakers and topics as taxonomies.   hugo_site.py OUT --articles 1000   then   hugo --source OUT"""

import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from corpus import article, speaker_count  # noqa: E402

LAYOUTS = {
    "_default/_markup/render-link.html": """{{- if hasPrefix .Destination "claim:" -}}<mark class="claim" data-claims="{{ strings.TrimPrefix "claim:" .Destination }}">{{ .Text }}</mark>{{- else -}}<a href="{{ .Destination }}">{{ .Text }}</a>{{- end -}}""",
    "partials/card.html": """{{ $c := .c }}{{ $s := .s }}<aside id="claim-{{ .id }}" class="card" popover><p class="card__who"><a href="/speakers/{{ $c.speaker }}/">{{ $c.speaker }}</a> <span>{{ $c.position }}</span> <time datetime="{{ $c.date }}">{{ $c.date }}</time></p><blockquote>{{ $c.text }}</blockquote><div class="note">{{ $c.note | .page.RenderString }}</div><ul>{{ range $c.evidence }}{{ $x := index $s .source }}<li class="evidence evidence--{{ .stance }}"><span>{{ .stance }}</span> <a href="{{ $x.url }}" rel="external">{{ $x.title }}</a> {{ $x.publisher }} {{ .locator }} {{ .note }}</li>{{ end }}</ul></aside>""",
    "_default/single.html": """<!doctype html><html lang=en><head><title>{{ .Title }}</title></head><body>{{ $p := . }}<header>{{ range $k, $v := .Params.positions }}<section><h2>{{ $v.label }}</h2><p>{{ $v.summary }}</p></section>{{ end }}</header><article>{{ .Content }}</article>{{ range $id, $c := .Params.claims }}{{ partial "card.html" (dict "id" $id "c" $c "s" $p.Params.sources "page" $p) }}{{ end }}<table>{{ range $i, $x := .Params.issues }}<tr><th>{{ $x.question }}</th>{{ range $k, $v := $p.Params.positions }}<td>{{ index $x.answers $k }}{{ range $id, $c := $p.Params.claims }}{{ if and (eq $c.issue $i) (eq $c.position $k) }}<p><a href="#claim-{{ $id }}">{{ $c.text }}</a></p>{{ end }}{{ end }}</td>{{ end }}</tr>{{ end }}</table></body></html>""",
    "_default/list.html": """<!doctype html><html><body><h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Params.deck }}</li>{{ end }}</ul></body></html>""",
    "_default/term.html": """<!doctype html><html><body><h1>{{ .Title }}</h1>{{ $t := .Data.Term }}{{ range .Pages }}<h2><a href="{{ .RelPermalink }}">{{ .Title }}</a></h2><ul>{{ range $id, $c := .Params.claims }}{{ if eq $c.speaker $t }}<li>{{ $c.text }}</li>{{ end }}{{ end }}</ul>{{ end }}</body></html>""",
}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("out", type=pathlib.Path)
    arguments.add_argument("--articles", type=int, default=1000)
    options = arguments.parse_args()
    for name, text in LAYOUTS.items():
        path = options.out / "layouts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (options.out / "hugo.toml").write_text(
        'baseURL="https://example.org/"\ntitle="Bench"\n[taxonomies]\nspeaker="speakers"\ntopic="topics"\n'
    )
    folder = options.out / "content" / "articles"
    folder.mkdir(parents=True, exist_ok=True)
    speakers = speaker_count(options.articles)
    for number in range(options.articles):
        front, body, sidecar = article(number, speakers, inline=True)
        said = sorted({line.split(": ")[1] for line in sidecar.splitlines() if line.startswith("    speaker: ")})
        (folder / f"article-{number}.md").write_text(f"---\n{front}{sidecar}speakers: [{', '.join(said)}]\n---\n\n{body}")


if __name__ == "__main__":
    main()
