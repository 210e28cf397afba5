"""The steps between the files and the output are functions of what authors wrote: they open no file."""

from __future__ import annotations

import subprocess
import sys

from site_folder import ROOT, SIDECAR, TEXT

PROGRAM = """
import sys
from pathlib import Path
from counterpoint import linking, loading
from counterpoint.engine.codec import digest
from counterpoint.options import Options
from counterpoint.targets import Edition, plan_targets
from counterpoint.workers import Local

class Memory(dict):
    def put(self, content):
        self[digest(content)] = content
        return digest(content)
    get = dict.__getitem__

watching, seen = False, []
def look(event, arguments):
    if watching and (event == "open" or event.split(".")[0] in {"os", "shutil", "subprocess", "socket", "tempfile", "glob", "pathlib"}):
        seen.append((event, *map(str, arguments)))
sys.addaudithook(look)

def steps(source, options):
    articles = loading.prepare(source, {}, Memory(), Local(1), options.report)
    site = linking.link(source, articles, options)
    editions = [Edition(part.site, {slug: articles.prepared[name] for slug, name in part.names.items()}) for part in site.editions]
    return site, plan_targets(editions)

options = Options(root=Path(sys.argv[1]), today="2026-06-01")
for watching in (False, True):  # modules are loaded by the first
    on, watching = watching, False
    source = loading.open_site(options.root, {})
    for files in (source.files, *source.files.editions.values()):
        for file in files.texts():
            file.text
    watching = on
    site, planned = steps(source, options)
    watching = False
print(len(site.diagnostics), sum(map(len, planned)), seen)
"""


def test_prepare_link_and_plan_open_no_file(site):
    site.write("site.yml", "title: Test\nbase_url: https://example.org/\nlanguages: [he]\n")
    site.write("content/media/a.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'/>")
    site.write("content/pages/about.md", "---\ntitle: About\n---\n\n[An article](article:cost) and [Ann](speaker:ann).\n")
    site.write("content/sources.yml", "count: {title: A count, url: 'https://count.example/'}\n")
    site.article("cost", f"![A sign](media/a.svg)\n\n{TEXT}\n\nSee [count](source:count) and [another](article:other).", SIDECAR)
    site.article("other", "Ann says so.", "claims: {so: {quote: Ann says so, speaker: ann, responds_to: cost#cheap}}")
    site.write("content/articles/other.he.md", "---\ntitle: אחר\n---\n[כך](claim:so)\n")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(site.root)], cwd=ROOT / "generator", capture_output=True, text=True, check=True
    )
    diagnostics, targets, opened = done.stdout.split(" ", 2)
    assert (diagnostics, opened) == ("0", "[]\n"), done.stdout
    assert int(targets) > 20
