"""Dates are moments: when an article appears, in which order articles stand, and what is said of a date that is none."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import get_type_hints

import pytest
from counterpoint.article.past_dates import HAPPENED
from counterpoint.build import check, lints
from counterpoint.cli import main
from counterpoint.diagnostics import ERROR, WARNING, Severity
from counterpoint.model import article, sidecar, speakers
from counterpoint.model.dates import as_key, instant, zone
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from site_folder import HEAD, SIDECAR, SITE


def dated(site, slug, date, title="T"):
    site.article(slug, "Text.\n", head=HEAD.replace("2026-01-02", date).replace("A title", title))


@pytest.mark.parametrize(
    ("date", "timezone", "before", "after"),
    [
        ("2026-06-01T23:59Z", "UTC", "2026-06-01T23:58:59Z", "2026-06-01T23:59:00Z"),
        ("2026-06-02T00:30+02:00", "UTC", "2026-06-01T22:29:59Z", "2026-06-01T22:30:00Z"),
        ("2026-06-02T00:30", "Europe/Berlin", "2026-06-01T22:29:59Z", "2026-06-01T22:30:00Z"),
        ("2026-06-02", "UTC", "2026-06-01T23:59:59Z", "2026-06-02T00:00:00Z"),
        ("2026-06-02", "Asia/Tokyo", "2026-06-01T14:59:59Z", "2026-06-01T15:00:00Z"),
        ("2026-06-02", "America/New_York", "2026-06-02T03:59:59Z", "2026-06-02T04:00:00Z"),
        ("2026-03-02", "America/New_York", "2026-03-02T04:59:59Z", "2026-03-02T05:00:00Z"),
        ("2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:29:59Z", "2026-03-29T01:30:00Z"),  # skipped: 03:30 there
        ("2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:29:59Z", "2026-10-25T00:30:00Z"),  # twice: the first
        ("2026-10-25T02:30+01:00", "Europe/Berlin", "2026-10-25T01:29:59Z", "2026-10-25T01:30:00Z"),
        ("2026-06-01T20:00-05:00", "Asia/Tokyo", "2026-06-02T00:59:59Z", "2026-06-02T01:00:00Z"),
    ],
)
def test_an_article_appears_at_its_moment_and_not_before(site, date, timezone, before, after):
    site.edit("site.yml", "title:", f"timezone: {timezone}\ntitle:")
    dated(site, "embargo", date)
    waiting = site.built(now=before)
    assert "embargo/index.html" not in site.tree()
    assert (waiting.left_out.future, waiting.left_out.due) == (1, date)
    assert site.built(now=before).changed == 0
    done = site.built(now=after)  # no file has changed: the clock alone brings it
    assert "embargo/index.html" in site.tree()
    assert done.left_out.future == 0
    site.built(now=before)  # and takes it back, where it goes back
    assert "embargo/index.html" not in site.tree()


def test_articles_stand_in_the_order_of_their_moments(site):
    site.edit("site.yml", "title:", "timezone: Europe/Berlin\ntitle:")
    for slug, date in [
        ("third", "2026-01-02T09:00+09:00"),
        ("first", "2026-01-02T09:00-05:00"),
        ("second", "2026-01-02T09:00"),
        ("fourth", "2026-01-02"),
    ]:
        dated(site, slug, date, slug.title())
    site.built()
    feed = site.json("feed.json")
    assert [item["title"] for item in feed["items"]][:4] == ["First", "Second", "Third", "Fourth"]
    assert feed["items"][1]["date_published"] == "2026-01-02T09:00:00+01:00"
    assert feed["items"][3]["date_published"] == "2026-01-02T00:00:00+01:00"


def test_the_day_shown_is_that_of_the_sites_time_zone_and_machines_read_the_moment(site):
    site.edit("site.yml", "title:", "timezone: Europe/Berlin\ntitle:")
    for slug, date in (
        ("late", "2025-11-26T23:30Z"),
        ("early", "2025-11-27T00:15"),
        ("far", "2025-11-27T08:00-11:00"),
        ("day", "2025-11-25"),
    ):
        dated(site, slug, date, slug.title())
    site.built(now="2026-06-01T00:00Z")
    home = re.findall(r'<time datetime="([^"]*)">([^<]*)</time>', site.page("index.html"))
    shown = [
        ("2025-11-27T08:00:00-11:00", "27 November 2025"),
        ("2025-11-26T23:30:00Z", "27 November 2025"),
        ("2025-11-27T00:15:00+01:00", "27 November 2025"),
        ("2025-11-25", "25 November 2025"),
    ]
    assert [time for time in home if time in shown] == shown
    for slug, time in zip(("far", "late", "early", "day"), shown, strict=True):
        page = site.page(f"{slug}/index.html")
        assert f'<time datetime="{time[0]}">{time[1]}</time>' in page
        assert f'"datePublished":"{time[0]}"' in page.replace(": ", ":")


def test_what_is_left_out_is_counted_with_the_next_date_due(site, capsys):
    dated(site, "one", "2126-06-01T08:00Z")
    dated(site, "two", "2126-05-01")
    site.article("three", "Text.\n", head=HEAD.replace("date:", "draft: true\ndate:"))
    for verb in ("check", "build", "build"):
        assert main([verb, "--site", str(site.root)]) == 0
        last = capsys.readouterr().err.splitlines()[-1]
        assert "1 draft and 2 future articles (the next is due on 2126-05-01) left out" in last
    assert main(["check", "--drafts", "--future", "--site", str(site.root)]) == 0
    assert "left out" not in capsys.readouterr().err


TIME = "a time stands behind its day, with its zone as a number: 2026-11-29T20:00+01:00, or 2026-11-29T20:00 in the site's `timezone`"


@pytest.mark.parametrize(
    ("written", "help"),
    [
        ("2025-02-30", "February 2025 has 28 days: the last is 2025-02-28"),
        ("2024-02-30", "February 2024 has 29 days: the last is 2024-02-29"),
        ("2025-04-31", "April 2025 has 30 days: the last is 2025-04-30"),
        ("3.11.2025", "write 2025-11-03"),
        ("03. 11. 2025", "write 2025-11-03"),
        ("31.12.2025", "write 2025-12-31"),
        ("3/11/2025", "write 2025-11-03, or write 2025-03-11 where the month was meant to come first"),
        ("12/31/2025", "write 2025-12-31"),
        ("2025/11/3", "write 2025-11-03"),
        ("2025-1-3", "write 2025-01-03"),
        ("20251103", "write 2025-11-03"),
        ("3 November 2025", "write 2025-11-03"),
        ("November 3, 2025", "write 2025-11-03"),
        ("2025-13-01", "the month is a number from 01 to 12, and stands in the middle: year-month-day"),
        ("last spring", ""),
        ("2026-11-29T23:59+01", "write 2026-11-29T23:59+01:00"),
        ("2026-11-27T23.59", "write 2026-11-27T23:59"),
        ("2026-11-27T23:59:00 UTC", "write 2026-11-27T23:59:00Z"),
        ("2026-11-27T9:00", "write 2026-11-27T09:00"),
        ("2026-11-27t08:00z", "write 2026-11-27T08:00Z"),
        ("29.11.2026 20:00", "write 2026-11-29T20:00"),
        ("2026-05-12T08:00+25:00", "a zone is at most 23 hours and 59 minutes from UTC, such as +01:00"),
        ("2025-02-30T10:00", "February 2025 has 28 days: the last is 2025-02-28"),
        ("2025‑11‑03", "write 2025-11-03"),
        ("２０２５-11-03", "write 2025-11-03"),
        *((f"2026-11-29{time}", TIME) for time in ("T23:59 CET", "T24:00", " 8pm", " um 20:00")),
    ],
)
def test_of_a_date_that_is_none_it_is_said_what_would_be_right(site, written, help):
    site.edit("content/articles/cost.md", "date: 2026-01-02", f"date: {written}")
    (found,) = check(site.options()).diagnostics
    assert (found.code, found.location.line, found.help) == ("value-wrong", 3, help)


@pytest.mark.parametrize("name", ["Berlin", "europe/berlin", "../../etc/passwd", "CEST+", ""])
def test_a_time_zone_that_is_none_is_an_error_with_the_nearest_name(site, name):
    site.edit("site.yml", "title:", f"timezone: '{name}'\ntitle:")
    found = [d for d in check(site.options()).diagnostics if d.code == "value-wrong"]
    assert [d.location.path for d in found] == ["site.yml"]
    assert "Berlin" not in name.title() or "Europe/Berlin" in found[0].help


def test_what_was_said_later_today_lies_in_the_future(site):
    site.edit("content/articles/cost.yml", "text: It costs little.,", "date: 2026-05-01T12:00+02:00,")
    codes = [
        {d.code for d in check(site.options(now=now), [lints]).diagnostics} for now in ("2026-05-01T09:59:59Z", "2026-05-01T10:00:00Z")
    ]
    assert ["date-future" in found for found in codes] == [True, False]


ALL_DATED = """
positions:
  yes: {label: 'Yes', summary: For it., speakers: [ann],
    approved: {by: Us, date: 2027-01-01, digest: d2527529e853}}
  'no': {label: 'No', summary: Against it., speakers: [union]}
issues:
  cost:
    question: What does it cost?
    answers:
      yes: {words: Little., speaker: ann,
        date: 2027-01,
        updated: 2027-01-02,
        approved: {by: Us, date: 2027-01-01, digest: d2527529e853}}
      'no': {silence: not-stated, note: Looked at.,
        date: 2027}
claims:
  cheap: {quote: it costs little, speaker: ann, position: yes,
    date: 2026-06-02,
    updated: 2027-01-02,
    review: {rating: fair, date: 2027-01-01}}
  dear: {quote: nobody can pay for it, speaker: union, position: 'no'}
approaches:
  - {speaker: ann, issues: [cost], channel: e-mail,
    date: 2027-01-01}
  - {speaker: ann, issues: [cost], channel: e-mail, date: 2026-05-01, deadline: 2027-02-01}
  - {speaker: ann, issues: [cost], channel: letter, date: 2026-05-01, outcome: answered,
    replied: 2027-01-01}
corrections:
  - {date: 2027-01-01, text: An earlier version said less.}
sources:
  own: {title: Own,
    date: 2028-01, # a magazine's
    accessed: 2027-01-02}
"""
AHEAD = {("FrontMatter", "date"), ("Approach", "deadline")}
"""Dates that may lie ahead: an article is published then, and an answer is asked for until then."""


def dated_fields():
    """Every key of a date that the models have."""
    for module in (article, sidecar, speakers):
        for model in vars(module).values():
            if isinstance(model, type) and issubclass(model, Struct) and model.__module__ == module.__name__:
                hints = get_type_hints(model, include_extras=True)
                yield from ((model.__name__, name) for name, hint in hints.items() if re.search("full_date|loose_date", repr(hint)))


def test_whatever_has_happened_has_not_happened_in_the_future(site):
    """Every key of a date, wherever an author may write it: one that is ahead is named where it stands; what may lie ahead is not."""
    site.write("site.yml", f"{SITE}languages: [de]\nratings: {{fair: {{label: Fair}}}}\n")
    site.write("content/articles/cost.yml", ALL_DATED)
    about = "about: {title: It, url: 'https://it.example/',\n  date: 2028-01-01, # a magazine's\n  accessed: 2027-01-02}\n"
    site.edit("content/articles/cost.md", "date: 2026-01-02\n", f"date: 2026-01-02\nupdated: 2027-01-02\n{about}")
    site.write("content/sources.yml", "shared: {title: Shared,\n  date: 2028-03, # a magazine's\n  accessed: 2027-03-04}\n")
    site.write("content/pages/about.md", "---\ntitle: About\nupdated: 2027-01-02\n---\nUs.\n")
    site.write("content/pages/about.de.md", "---\ntitle: Wir\nupdated: 2027-01-03\n---\nWir.\n")
    site.write(
        "content/articles/cost.de.md",
        "---\ntitle: Was es kostet\nupdated: 2027-01-04\n---\nAnn sagt, dass es wenig kostet. Die Union, dass niemand es zahlen kann.\n",
    )
    site.write(
        "content/articles/cost.de.yml",
        """
positions: {yes: {label: Ja, summary: Dafür., approved: {by: Wir}}, 'no': {label: Nein, summary: Dagegen.}}
issues: {cost: {question: Was kostet es?, answers: {yes: {words: Wenig., approved: {by: Wir}}, 'no': {note: Gelesen.}}}}
claims: {cheap: {quote: es wenig kostet}, dear: {quote: niemand es zahlen kann}}
corrections:
  - {date: 2027-01-05, text: In der Übersetzung stand Falsches.}
""",
    )
    lines = [(path, number, line) for path, text in site.content().items() for number, line in enumerate(text.decode().splitlines(), 1)]

    def dated(pattern: str) -> list[tuple[str, int]]:
        return sorted((str(Path(path).relative_to(site.root)), number) for path, number, line in lines if re.search(pattern, line))

    def named(severity: Severity, **when: str) -> list[tuple[str, int]]:
        found = check(site.options(**when), [lints]).diagnostics
        return sorted((d.location.path, d.location.line) for d in found if d.code == "date-future" and d.severity is severity)

    assert named(ERROR) == dated("2027(?!-02-01})")
    assert site.build().failed()
    assert not named(ERROR, today="2027-04-01")
    assert named(WARNING, today="2027-04-01") == dated("2028")
    assert not site.build(today="2027-04-01").failed()


def test_that_site_has_every_key_of_a_date():
    assert {name for model, name in dated_fields() if (model, name) not in AHEAD} == HAPPENED
    assert {name for model, name in dated_fields() if (model, name) in AHEAD} == {"date", "deadline"}


MOMENTS = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29))


@given(moment=MOMENTS, other=MOMENTS, hours=st.integers(-14, 14))
def test_moments_sort_as_they_follow_each_other_whatever_their_zone(moment, other, hours):
    def written(value, offset):
        return value.replace(tzinfo=timezone(timedelta(hours=offset))).isoformat()

    first, second = instant(written(moment, hours), UTC), instant(written(other, -hours), zone("Asia/Tokyo"))
    by_arithmetic = moment - timedelta(hours=hours) < other + timedelta(hours=hours)
    assert (as_key(first) < as_key(second)) == by_arithmetic


@pytest.mark.parametrize("date", ["1000-01-01", "9999-12-31T23:59-14:00", "1000-01-01T00:00+14:00", "9999-12-31"])
def test_the_first_and_the_last_days_of_all_are_dates(site, date):
    site.edit("site.yml", "title:", "timezone: Asia/Tokyo\ntitle:")
    dated(site, "edge", date)
    site.built(future=True)


@pytest.mark.parametrize("year", ["0001", "0026", "0202", "0999"])
def test_a_day_of_a_year_that_nobody_can_mean_is_no_date(site, year):
    """A slip such as 0026 for 2026, wherever a day is given; a year alone may be that of an old source."""
    site.write(
        "content/sources.yml",
        f"old: {{title: Old, date: '{year}',\n  accessed: {year}-05-03}}\nworn: {{title: Worn, date: {year}-05-03}}\n",
    )
    days = f"    date: {year}-05-03,\n    deadline: {year}-05-04T10:00,\n    replied: {year}-05-04, outcome: declined}}"
    approach = "{speaker: union, issues: [cost], channel: letter,\n" + days
    site.write("content/articles/cost.yml", SIDECAR + f"approaches:\n  - {approach}\n")
    found = [d for d in site.diagnostics() if d.code == "value-wrong"]
    places = {
        (d.location.path.rpartition("/")[2], d.location.line - SIDECAR.count("\n") * d.location.path.endswith("cost.yml")) for d in found
    }
    assert places == {("sources.yml", 2), ("sources.yml", 3), ("cost.yml", 3), ("cost.yml", 4), ("cost.yml", 5)}
    assert all(f"the year {year}" in d.message for d in found)
