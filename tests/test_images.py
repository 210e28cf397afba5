"""Images keep their place on the page, come in sizes, and are loaded when they are needed."""

from __future__ import annotations

import io
import re

import pytest
from counterpoint.pages.share import ShareCard
from counterpoint.rendering.images import measure
from counterpoint.rendering.share_images import draw
from PIL import Image
from site_folder import HEAD


def picture(width: int, height: int, kind: str = "JPEG", **options) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def test_an_image_has_measures_and_variants_and_all_but_the_first_wait(empty):
    empty.write("content/media/wide.jpg", picture(2000, 1000))
    empty.write("content/media/small.png", picture(300, 200, "PNG"))
    head = HEAD.replace("date:", "image: {src: media/wide.jpg, alt: A bridge, caption: The bridge., credit: Ann, focus: top}\ndate:")
    empty.article("a", 'Text ![inside](media/small.png) text.\n\n![shown](media/wide.jpg "A caption of its own")\n', head=head)
    empty.built()
    first, second, third = re.findall(r"<img[^>]*>", empty.page("a/index.html").split("<main")[1])
    assert 'width="2000" height="1000" alt="A bridge"' in first
    digest = r"\.[0-9a-f]{8}\.jpg"
    steps = ", ".join(f"/media/wide-{width}w{digest} {width}w" for width in (480, 960, 1600))
    assert re.search(f'srcset="{steps}, /media/wide.jpg 2000w"', first)
    assert "lazy" not in first
    assert 'width="300" height="200"' in second
    assert "srcset" not in second
    assert 'loading="lazy"' in second
    assert 'loading="lazy"' in third
    assert "<figcaption>A caption of its own</figcaption>" in empty.page("a/index.html")
    (small,) = (empty.root / "build/media").glob("wide-480w.*.jpg")
    with Image.open(small) as variant:
        assert variant.size == (480, 240)


def test_no_variant_of_a_picture_takes_the_place_of_another_picture(empty):
    """Not even where an author names pictures as variants were named once."""
    own = {"a.png": picture(1000, 500, "PNG"), "a-480w.png": picture(480, 100, "PNG"), "a-960w.png": picture(960, 20, "PNG")}
    for name, data in own.items():
        empty.write(f"content/media/{name}", data)
    empty.article("a", " ".join(f"![{name}](media/{name})" for name in own) + "\n")
    empty.built()
    for name, data in own.items():
        assert (empty.root / "build/media" / name).read_bytes() == data


def test_only_what_is_used_is_copied(empty):
    empty.write("content/media/used.pdf", b"%PDF-1.4")
    empty.write("content/media/unused.pdf", b"%PDF-1.4")
    empty.article("a", "[The file](media/used.pdf)")
    empty.built()
    assert [p.name for p in (empty.root / "build/media").iterdir()] == ["used.pdf"]
    assert 'href="/media/used.pdf"' in empty.page("a/index.html")


def test_decorative_images_say_so(empty):
    empty.write("content/media/x.png", picture(10, 10, "PNG"))
    empty.article("a", "Text.", head=HEAD.replace("date:", 'image: {src: media/x.png, alt: ""}\ndate:'))
    empty.built()
    assert 'alt=""' in empty.page("a/index.html")


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, picture(50, 50)[:200]])
def test_damaged_images_are_refused(data):
    assert isinstance(measure("x.png", data), str)


def test_a_turned_photograph_is_measured_as_it_is_seen():
    exif = Image.Exif()
    exif[0x0112] = 6
    found = measure("x.jpg", picture(600, 400, exif=exif))
    assert (found.width, found.height) == (400, 600)


SHARED = "title: Test\nbase_url: https://example.org/\n"


def test_an_article_and_its_claims_have_an_image_where_they_are_shared(site):
    site.write("site.yml", SHARED)
    site.built()
    for page, image in (("cost/index.html", "cost/share.png"), ("cost/claims/cheap/index.html", "cost/claims/cheap/share.png")):
        assert f'<meta property="og:image" content="https://example.org/{image}">' in site.page(page)
        with Image.open(site.root / "build" / image) as shared:
            assert (shared.format, shared.size) == ("PNG", (1200, 630))


def test_share_images_are_drawn_again_only_when_their_words_change(site):
    site.write("site.yml", SHARED)
    site.built()
    before = site.tree()
    site.edit("content/articles/cost.yml", "text: It costs little.", "text: It costs little., note: More on it.")
    changed = {path for path, content in site.built() and site.tree().items() if before.get(path) != content}
    assert changed
    assert not any(path.endswith(".png") for path in changed)
    site.edit("content/articles/cost.yml", "text: It costs little.", "text: It costs a little.")
    site.built()
    assert site.tree()["cost/claims/cheap/share.png"] != before["cost/claims/cheap/share.png"]
    assert site.tree()["cost/claims/dear/share.png"] == before["cost/claims/dear/share.png"]


def test_how_many_share_images_are_made_is_a_setting(site):
    site.write("site.yml", SHARED + "share_images: articles\n")
    site.built()
    assert [path for path in site.tree() if path.endswith(".png")] == ["cost/share.png"]
    assert "og:image" not in site.page("cost/claims/cheap/index.html")
    site.write("site.yml", SHARED + "share_images: none\n")
    site.built()
    assert not [path for path in site.tree() if path.endswith(".png")]
    assert "og:image" not in site.page("cost/index.html")


def test_a_long_word_is_written_smaller_rather_than_cut():
    one, other = (draw(ShareCard("Site", f"Die Rindfleischetikettierungsüberwachung{end}", "", ())) for end in "?!")
    assert one != other  # its end can be seen


@pytest.mark.parametrize(
    "title", ["Заголовок", "כותרת עם Latin", "عنوان", "標題", "🎈", "W" * 400, "word " * 90, "\u202eabc", "two\nlines"]
)
def test_any_title_can_be_drawn(title):
    voices = tuple((number, title[:60]) for number in range(1, 7))
    drawn = draw(ShareCard("Site", title, "", voices))
    assert drawn == draw(ShareCard("Site", title, "", voices))
    with Image.open(io.BytesIO(drawn)) as image:
        pixels = image.convert("L")
        assert pixels.crop((0, 20, 1200, 620)).getextrema()[0] < 100  # something is there: at least shapes and the site's name
        for edge in ((0, 20, 66, 610), (1134, 20, 1200, 610)):
            assert pixels.crop(edge).getextrema()[0] > 250  # nothing runs over an edge
