"""Images keep their place on the page, come in sizes, and are loaded when they are needed."""

from __future__ import annotations

import base64
import io
import re
import struct
import zlib
from xml.etree import ElementTree

import pytest
from counterpoint.pages.share import ShareCard
from counterpoint.rendering.images import measure
from counterpoint.rendering.share_images import draw
from PIL import Image, ImageCms, ImageOps, PngImagePlugin
from site_folder import HEAD, SITE, SPEAKERS


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


def test_what_would_take_the_place_of_a_variant_is_refused_with_both_names(empty):
    """The digest in its name keeps a variant apart from all but what an author names after it."""
    wide = picture(1000, 500, "WEBP")
    empty.write("content/media/a.webp", wide)
    small, middle = (name for _, name, _ in measure("media/a.webp", wide).variants)
    shouted = "media/" + middle[len("media/") :].upper().replace("WEBP", "webp")
    for own in (small, shouted):
        empty.write(f"content/{own}", picture(48, 10, "WEBP"))
    text = " ".join(f"![x]({path})" for path in ("media/a.webp", small, shouted)) + "\n"
    empty.article("a", text)
    taken = empty.build().diagnostics
    assert {(d.code, d.location.path) for d in taken} == {("slug-duplicate", f"content/{own}") for own in (small, shouted)}
    assert all("a smaller variant of an image (content/media/a.webp)" in d.message for d in taken)
    assert empty.diagnostics() == taken
    for old in (f"/{small}/", f"/{small}", f"/{small}/older.html"):
        empty.article("a", "![x](media/a.webp)\n", head=HEAD.replace("date:", f"redirects: [{old}]\ndate:"))
        [diagnostic] = empty.build().diagnostics
        assert (diagnostic.code, diagnostic.location.path, diagnostic.help) == (
            "slug-duplicate",
            "content/articles/a.md",
            "remove the redirect",
        )
        assert "a smaller variant of an image (content/media/a.webp)" in diagnostic.message
    assert not (empty.root / "build").exists()


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


# ---- what pictures carry besides the picture


SECRET = b"51.5007N 0.1246W, Nina Example's camera 4711"


def with_metadata(kind: str, orientation: int = 1) -> bytes:
    """A picture with its place, camera and owner in every way that a file of its kind has."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 2.5)
    image = Image.linear_gradient("L").resize((64, 32)).convert("RGB")
    image.putpixel((0, 0), (255, 0, 0))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options: dict = {"exif": exif.tobytes(), "icc_profile": profile}
    if kind == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", SECRET.decode())
        info.add_itxt("XML:com.adobe.xmp", SECRET.decode())
        options["pnginfo"] = info
    if kind in {"JPEG", "WEBP"}:
        options["xmp"] = SECRET
    if kind == "JPEG":
        options |= {"comment": SECRET, "quality": 90, "progressive": True}
    if kind == "WEBP":
        options["lossless"] = True
    if kind == "GIF":
        options = {"comment": SECRET}
        image = image.quantize(16)
    out = io.BytesIO()
    image.save(out, kind, **options)
    data = out.getvalue()
    if kind == "JPEG":
        iptc = b"Photoshop 3.0\0" + SECRET
        data = data[:2] + b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc + data[2:]
        data += data + SECRET  # a second picture in the same file, and bytes after it
    return data + (SECRET if kind in {"PNG", "GIF"} else b"")


def in_srgb(image: Image.Image) -> bytes:
    """The colours of a picture as they are seen, through its profile."""
    profile = image.info.get("icc_profile")
    seen = image.convert("RGB")
    if profile:
        ImageCms.profileToProfile(seen, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), inPlace=True)
    return seen.tobytes()


KINDS = [("JPEG", ".jpg"), ("PNG", ".png"), ("WEBP", ".webp"), ("GIF", ".gif")]


@pytest.mark.parametrize(("kind", "ending"), KINDS)
@pytest.mark.parametrize("orientation", [1, 6])
def test_nothing_but_the_picture_is_published(empty, kind, ending, orientation):
    data = with_metadata(kind, orientation)
    assert SECRET in data
    empty.write(f"content/media/a{ending}", data)
    empty.article("a", f"![A gradient](media/a{ending})\n")
    empty.built()
    published = (empty.root / f"build/media/a{ending}").read_bytes()
    for part in (SECRET, b"Photoshop", b"http://ns.adobe.com", b"GPS"):
        assert part not in published
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(published)) as after:
        assert after.tobytes() == before.tobytes()
        assert in_srgb(after) == in_srgb(before)
        assert ("icc_profile" in after.info) == ("icc_profile" in before.info and kind != "GIF")
        tags = after.getexif()
        assert set(tags) <= {0x0112}
        assert ImageOps.exif_transpose(after).size == ImageOps.exif_transpose(before).size
    size = (32, 64) if orientation == 6 and kind != "GIF" else (64, 32)
    assert f'width="{size[0]}" height="{size[1]}"' in empty.page("a/index.html")


def wide_gamut() -> bytes:
    """A profile whose colours are not sRGB's: red and blue are swapped, and the curve is another."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    return bytes(profile).replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")


def with_tag(profile: bytes, name: bytes, data: bytes) -> bytes:
    """A profile with one more tag, at its end."""
    count = int.from_bytes(profile[128:132], "big")
    table = bytearray(profile[132 : 132 + 12 * count])
    for number in range(count):
        at = int.from_bytes(table[12 * number + 4 : 12 * number + 8], "big") + 12
        table[12 * number + 4 : 12 * number + 8] = at.to_bytes(4, "big")
    end = len(profile) + 12
    more = name + end.to_bytes(4, "big") + len(data).to_bytes(4, "big")
    whole = profile[4:128] + (count + 1).to_bytes(4, "big") + bytes(table) + more + profile[132 + 12 * count :] + data
    return (len(whole) + 4).to_bytes(4, "big") + whole


PROFILES = [
    with_tag(wide_gamut(), b"prvt", b"text\0\0\0\0" + SECRET),
    with_tag(wide_gamut(), b"wtpt", b"text\0\0\0\0" + SECRET),
    wide_gamut()[:48] + SECRET[:8] + wide_gamut()[56:80] + SECRET[:20] + wide_gamut()[100:] + SECRET,
    b"\0" * 128 + SECRET,
    SECRET,
    b"",
]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_colour_profile_says_nothing_but_colours(kind):
    for number, profile in enumerate(PROFILES):
        image = Image.linear_gradient("L").resize((900, 40)).convert("RGB")
        image.paste((200, 40, 90), (0, 0, 300, 40))
        out = io.BytesIO()
        image.save(out, kind, icc_profile=profile)
        found = measure(f"a.{kind.lower()}", out.getvalue())
        for content in (found.content, *(variant for _, _, variant in found.variants)):
            with Image.open(io.BytesIO(content)) as shown:
                kept = shown.info.get("icc_profile", b"")
            assert SECRET[:8] not in content + kept
            assert bool(kept) == (number < 3)
            with Image.open(io.BytesIO(content)) as shown:
                red = in_srgb(shown.resize((9, 1)))[:3]
            assert max(red) == red[2 if number < 3 else 0], "red and blue are swapped, in variants too"
        with Image.open(io.BytesIO(out.getvalue())) as before, Image.open(io.BytesIO(found.content)) as after:
            before.info["icc_profile"] = wide_gamut() if number < 3 else b""
            assert in_srgb(after) == in_srgb(before)
            assert in_srgb(after) != after.convert("RGB").tobytes() or number > 2


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def test_nothing_hides_in_what_belongs_to_a_picture():
    plain = picture(70, 35, "PNG")
    end = plain.index(b"IEND") - 4
    for name in (b"sPLT", b"hIST", b"pHYs", b"gAMA", b"tRNS", b"zzZz"):
        found = measure("a.png", plain[:33] + chunk(name, b"x\0\0" + SECRET + b"\0" * 999) + plain[33:])
        assert SECRET not in found.content, name
    rows = zlib.decompress(b"".join(re.findall(rb"IDAT(.*)....\0\0\0\0IEND", plain, re.DOTALL)))
    for hidden in (chunk(b"IDAT", SECRET), chunk(b"IDAT", zlib.compress(SECRET))):
        assert "go on after its pixels" in measure("a.png", plain[:end] + hidden + plain[end:])
    assert "go on after its pixels" in measure("a.png", plain[:33] + chunk(b"IDAT", zlib.compress(rows + SECRET)) + plain[end:])
    photo = picture(70, 35)
    for segment in (
        b"\xff\xe0" + struct.pack(">H", 16 + len(SECRET)) + b"JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01" + SECRET,
        b"\xff\xf0" + struct.pack(">H", 2 + len(SECRET)) + SECRET,
        b"\xff\xee" + struct.pack(">H", 14 + len(SECRET)) + b"Adobe\0\x64\0\0\0\0\x01" + SECRET,
    ):
        assert SECRET not in measure("a.jpg", photo[:2] + segment + photo[2:]).content
    moving = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(moving, "PNG", save_all=True, append_images=frames[1:])
    assert not isinstance(measure("a.png", moving.getvalue()), str)
    interlaced = plain[:28] + b"\x01" + struct.pack(">I", zlib.crc32(plain[12:28] + b"\x01")) + plain[33:]
    assert isinstance(measure("a.png", interlaced), str), "fewer rows than an interlaced picture needs"
    gif = io.BytesIO()
    frames[0].save(gif, "GIF", save_all=True, append_images=frames[1:], loop=0)
    odd = gif.getvalue().replace(b"NETSCAPE2.0\x03\x01\0\0\0", b"NETSCAPE2.0\x03\x01\0\0" + bytes([len(SECRET)]) + SECRET + b"\0")
    assert odd != gif.getvalue()
    assert SECRET not in measure("a.gif", odd).content
    assert b"NETSCAPE2.0" in measure("a.gif", gif.getvalue()).content


HIDDEN = b"SECRETGPS51"
CHUNKS = "PLTE tRNS cHRM gAMA mDCV cLLI cICP sBIT bKGD pHYs sRGB iCCP acTL fcTL fdAT IDAT IEND IHDR zzZz"


def seen(data: bytes) -> list[bytes]:
    """What a reader sees: the pixels of each frame."""
    with Image.open(io.BytesIO(data)) as image:
        frames = []
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            frames.append(image.convert("RGBA").tobytes())
    return frames


def riff(chunks: list[tuple[bytes, bytes]]) -> bytes:
    content = b"".join(name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2) for name, body in chunks)
    return b"RIFF" + struct.pack("<I", len(content) + 4) + b"WEBP" + content


def riff_chunks(data: bytes, at: int = 12) -> list[tuple[bytes, bytes]]:
    chunks = []
    while at < len(data):
        (length,) = struct.unpack_from("<I", data, at + 4)
        chunks.append((data[at : at + 4], data[at + 8 : at + 8 + length]))
        at += 8 + length + length % 2
    return chunks


def with_bytes_inside(ending: str, data: bytes):
    """The picture with bytes at every place of it, the lengths that stand before them right again."""
    if ending == ".webp":
        for number, (name, body) in enumerate(chunks := riff_chunks(data)):
            for at in range(len(body) + 1):
                longer = body[:at] + HIDDEN + body[at:]
                yield riff([*chunks[:number], (name, longer), *chunks[number + 1 :]])
                if name == b"VP8 ":  # the first partition's length too
                    tag = int.from_bytes(longer[:3], "little") + (len(HIDDEN) << 5)
                    yield riff([*chunks[:number], (name, tag.to_bytes(3, "little") + longer[3:]), *chunks[number + 1 :]])
            yield riff([*chunks[:number], (b"VP8 ", HIDDEN), *chunks[number:]])
    elif ending == ".png":
        at = 8
        while at < len(data):
            (length,), name, body = struct.unpack_from(">I", data, at), data[at + 4 : at + 8], data[at + 8 :]
            for inner in range(length + 1):
                yield data[:at] + chunk(name, body[:inner] + HIDDEN + body[inner:length]) + data[at + 12 + length :]
            for other in CHUNKS.split():
                for hidden in (HIDDEN, HIDDEN * 66, HIDDEN[:8], (HIDDEN * 3)[:24], (HIDDEN * 3)[:26], (HIDDEN * 3)[:32]):
                    yield data[:at] + chunk(other.encode(), hidden) + data[at:]
            at += 12 + length
    else:
        for at in range(len(data) + 1):
            yield data[:at] + (bytes([len(HIDDEN)]) if ending == ".gif" else b"") + HIDDEN + data[at:]
            if ending == ".gif":
                yield data[:at] + HIDDEN + data[at:]
            else:
                yield data[:at] + b"\xff\xd0" + HIDDEN + data[at:]
                yield data[:at] + b"\xff\xdc\0\x0d" + HIDDEN + data[at:]


def small_pictures():
    """Pictures of each kind, as programs write them: still and moving, with and without transparent places."""
    noise = Image.linear_gradient("L").resize((24, 17)).convert("RGB")
    noise.paste((200, 40, 90), (3, 5, 9, 11))
    clear = noise.convert("RGBA")
    clear.putalpha(Image.radial_gradient("L").resize(noise.size))
    moving = [noise.rotate(90 * number).quantize(8) for number in range(2)]
    for ending, image, options in (
        (".jpg", noise, {"quality": 60}),
        (".jpg", noise, {"progressive": True, "quality": 40}),
        (".jpg", noise, {"restart_marker_rows": 1, "quality": 40}),
        (".jpg", noise.convert("CMYK"), {"quality": 40}),
        (".jpg", noise, {"keep_rgb": True, "quality": 40}),
        (".png", noise, {}),
        (".png", noise.quantize(8), {"transparency": 1}),
        (".png", moving[0], {"save_all": True, "append_images": moving[1:]}),
        (".gif", noise.quantize(8), {}),
        (".gif", moving[0], {"save_all": True, "append_images": moving[1:], "loop": 0}),
        (".webp", noise, {"quality": 50}),
        (".webp", noise, {"lossless": True}),
        (".webp", clear, {"quality": 50}),
        (".webp", noise, {"save_all": True, "append_images": [clear], "quality": 50}),
    ):
        out = io.BytesIO()
        image.save(out, {".jpg": "JPEG"}.get(ending, ending[1:].upper()), **options)
        yield ending, out.getvalue()


def test_bytes_anywhere_in_a_picture_are_left_out_refused_or_seen():
    for ending, data in small_pictures():
        plain = measure(f"a{ending}", data)
        assert seen(plain.content) == seen(data)
        assert measure(f"a{ending}", plain.content) == plain, "what is published is published the same again"
        for changed in with_bytes_inside(ending, data):
            found = measure(f"a{ending}", changed)
            if not isinstance(found, str) and HIDDEN[:8] in found.content:
                assert seen(found.content) != seen(data), (ending, found.content)


def test_the_last_bytes_of_a_webp_say_nothing():
    """Up to three bytes may stand behind the pixels of each of its parts; whatever stood there, the same is published."""
    for ending, data in small_pictures():
        if ending != ".webp" or b"ANMF" in data:
            continue
        plain = measure("a.webp", data).content
        chunks = riff_chunks(data)
        for number, (name, body) in enumerate(chunks):
            for count in (1, 2, 3):
                for more in (body + HIDDEN[:count], body[:-count] + HIDDEN[:count]):
                    found = measure("a.webp", riff([*chunks[:number], (name, more), *chunks[number + 1 :]]))
                    if isinstance(found, str) or seen(found.content) != seen(data):
                        continue
                    published = dict(riff_chunks(found.content)).get(name, b"")
                    assert published.rstrip(b"\0") == dict(riff_chunks(plain)).get(name, b"").rstrip(b"\0")


@pytest.mark.parametrize(("kind", "ending"), KINDS)
def test_damaged_pictures_are_diagnostics_at_every_length(kind, ending):
    data = with_metadata(kind)
    for length in range(0, len(data), 7):
        measured = measure(f"media/a{ending}", data[:length])
        assert isinstance(measured, str) or SECRET not in measured.content


def test_variants_carry_no_metadata_and_a_profile_that_fits(empty):
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    empty.write("content/media/a.jpg", picture(600, 300, exif=exif.tobytes(), comment=SECRET))
    out = io.BytesIO()
    Image.new("CMYK", (600, 300), (0, 255, 255, 0)).save(out, "JPEG", icc_profile=b"\0" * 128 + SECRET)
    empty.write("content/media/b.jpg", out.getvalue())
    empty.article("a", "![a](media/a.jpg) ![b](media/b.jpg)\n")
    empty.built()
    for variant in (empty.root / "build/media").glob("*-480w.*"):
        assert SECRET not in variant.read_bytes()
    (small,) = (empty.root / "build/media").glob("b-480w.*")
    with Image.open(small) as image:
        assert image.mode == "RGB"
        assert "icc_profile" not in image.info
        red, green, blue = image.getpixel((10, 10))
        assert red > 200
        assert green < 60
        assert blue < 60


# ---- drawings


def drawing(inside: str = "", head: str = "viewBox='0 0 64 32'") -> bytes:
    namespaces = "xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' xmlns:h='http://www.w3.org/1999/xhtml'"
    return f"<svg {namespaces} xmlns:x='http://www.w3.org/2000/svg' {head}>{inside}</svg>".encode()


@pytest.mark.parametrize(
    "data",
    [
        drawing("<script>alert(1)</script>"),
        drawing("<x:script>alert(1)</x:script>"),
        drawing("<x:script href='evil.js'/>"),
        drawing("<h:script>alert(1)</h:script>"),
        drawing("<g><metadata><h:script>alert(1)</h:script></metadata></g>"),
        drawing("<foreignObject><h:body/></foreignObject>"),
        drawing("<path d='M0 0' onload='alert(1)'/>"),
        drawing("<path d='M0 0' ONLOAD='alert(1)'/>"),
        drawing("<a href='javascript:alert(1)'><path d='M0 0'/></a>"),
        drawing("<a xlink:href='&#106;avascript:alert(1)'><path d='M0 0'/></a>"),
        drawing("<a href=' java&#10;script:alert(1)'><path d='M0 0'/></a>"),
        drawing("<image href='https://evil.example/a.png'/>"),
        drawing("<image href='data:image/svg+xml;base64,PHN2Zy8+'/>"),
        drawing("<image href='data:image/png;base64,AAAA'/>"),
        drawing("<use href='other.svg#a'/>"),
        drawing("<style>@import 'https://evil.example/a.css';</style>"),
        drawing("<style>rect { fill: url(https://evil.example/a) }</style>"),
        drawing("<style>rect { fill: u\\72l(https://evil.example/a) }</style>"),
        drawing("<rect style='fill: url(//evil.example/a)'/>"),
        drawing("<rect fill='url(//evil.example/a)'/>"),
        drawing("<a><animate attributeName='href' values='javascript:alert(1)'/></a>"),
        drawing("<set attributeName='xlink:href' to='javascript:alert(1)'/>"),
        drawing("<set attributeName='onclick' to='alert(1)'/>"),
        drawing("<handler type='text/ecmascript'>alert(1)</handler>"),
        drawing("<rect style='mask: src(\"https://evil.example/a\")'/>"),
        b"<?xml-stylesheet href='evil.xsl' type='text/xsl'?>" + drawing(),
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + drawing("<text>&a;</text>"),
        b"<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + drawing("<text>&a;</text>"),
        b"<?xml version='1.0' encoding='ISO-2022-JP'?>" + drawing("<\x1b(Bscript>alert(1)</script>"),
        drawing("<script>alert(1)</script>").decode().encode("utf-16"),
        drawing("<script>alert(1)</script>").decode().encode("utf-7"),
        b"<html xmlns='http://www.w3.org/1999/xhtml'><script/></html>",
        b"<h:html xmlns:h='http://www.w3.org/1999/xhtml'/>",
        drawing("<g>" * 5000 + "</g>" * 5000),
        drawing("<path"),
        b"",
        b"\x1f\x8b\x08",
        drawing(head="viewBox='0 0 nan 5'"),
        drawing(head="viewBox='0 0 1e999 5'"),
        drawing(head="viewBox='0 0 0 5'"),
        drawing(head="width='９' height='９'"),
        drawing(head="viewBox='0 0 ９ ９'"),
        drawing(head="width='many' height='4'"),
        drawing(head="width='0' height='4'"),
        drawing(head="width='100%' height='100%'"),
        drawing(head=""),
    ],
)
def test_a_drawing_that_runs_loads_or_has_no_size_is_an_error_with_its_reason(empty, data):
    empty.write("content/media/a.svg", data)
    empty.article("a", "![A drawing](media/a.svg)\n")
    (found,) = empty.build().diagnostics
    assert found.code == "image-unreadable"
    assert "cannot be shown: " in found.message
    assert not (empty.root / "build/media").exists()


def scans(count: int) -> bytes:
    """A progressive picture whose last scan is repeated until it has so many."""
    data = picture(64, 64, progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + last * (count - data.count(b"\xff\xda")) + b"\xff\xd9"


def repeating(levels: int, first: str = "<rect/>") -> bytes:
    """A drawing each of whose groups shows the one before it twice."""
    groups = "".join(f"<g id='g{n + 1}'><use href='#g{n}'/><use xlink:href='#g{n}'/></g>" for n in range(levels))
    return (
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' viewBox='0 0 64 32'>"
        f"<defs><g id='g0'>{first}</g>{groups}</defs><use href='#g{levels}'/></svg>"
    ).encode()


def png_head(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head)) + b"\0\0\0\0IDAT\x35\xaf\x06\x1e"


BOMBS = [
    ("a.png", png_head(9000, 9000), "more than 80 million pixels"),
    ("a.png", png_head(2**31 - 1, 2**31 - 1), ""),
    ("a.gif", b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x02\0;", ""),
    ("a.jpg", scans(101), "more than 100 scans"),
    ("a.svg", repeating(40), "repeat more than 100,000 others"),
    ("a.svg", repeating(3, "<use href='#g3'/>"), "repeat more than 100,000 others"),
    ("a.svg", drawing(f"<image href='data:image/png;base64,{base64.b64encode(png_head(9000, 9000)).decode()}'/>"), "a picture inside it"),
]


def test_pictures_that_would_burst_when_they_are_shown_are_refused(empty):
    for number, (name, data, _) in enumerate(BOMBS):
        empty.write(f"content/media/{number}{name}", data)
    empty.article("a", "\n\n".join(f"![x](media/{number}{name})" for number, (name, _, _) in enumerate(BOMBS)) + "\n")
    messages = {item.location.path: item.message for item in empty.build().diagnostics if item.code == "image-unreadable"}
    assert len(messages) == len(BOMBS)
    for number, (name, _, words) in enumerate(BOMBS):
        assert words in messages[f"content/media/{number}{name}"]
    assert not isinstance(measure("a.jpg", scans(12)), str)
    assert not isinstance(measure("a.svg", repeating(10)), str)


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (drawing("<path d='M0 0h9'/>"), (64, 32)),
        (drawing(head="width='40' height='30px'"), (40, 30)),
        (drawing(head="width='1in' height='25.4mm'"), (96, 96)),
        (drawing(head="viewBox='-5,-5 +1.5e2,75'"), (150, 75)),
        (b"<svg viewBox='0 0 8 4'><path d='M0 0'/></svg>", (8, 4)),
        (b"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>" + drawing(), (64, 32)),
        (
            drawing("<style>rect { fill: url(#a) } /* url(https://example.org) */</style><a href='https://example.org/'><rect/></a>"),
            (64, 32),
        ),
        (drawing("<animate attributeName='opacity' from='0' to='1' dur='1s'/>"), (64, 32)),
    ],
)
def test_right_drawings_are_shown_at_their_size(empty, data, size):
    empty.write("content/media/a.svg", data)
    empty.article("a", "![A drawing](media/a.svg)\n")
    empty.built()
    assert f'width="{size[0]}" height="{size[1]}"' in empty.page("a/index.html")
    published = (empty.root / "build/media/a.svg").read_bytes()
    root = ElementTree.fromstring(published)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_drawings_lose_their_comments_their_programs_data_and_what_pictures_in_them_carry(empty):
    inner = base64.b64encode(with_metadata("PNG")).decode()
    inside = (
        f"<!-- {SECRET.decode()} --><metadata>{SECRET.decode()}</metadata><i:view xmlns:i='urn:inkscape' i:path='/home/nina'/>"
        f"<g i:label='Nina' xmlns:i='urn:inkscape' data-name='Nina' fill='red'><text>Words &amp; more</text></g>"
        f"<image href='data:image/png;base64,{inner}'/><style>/* Nina */ rect {{ -inkscape-font-specification: 'Nina'; fill: red }}</style>"
        "<rect style='fill:red;-inkscape-font-specification:Nina;-x-y:Nina'/><rect style='-x:Nina'/>/* Nina */"
    )
    empty.write("content/media/a.svg", drawing(inside))
    empty.article("a", "![A drawing](media/a.svg)\n")
    empty.built()
    published = (empty.root / "build/media/a.svg").read_text(encoding="utf-8")
    assert published.count("Nina") == 1, "what is text is shown"
    assert '<style> rect {  fill: red }</style><rect style="fill:red;"></rect>' in published
    assert SECRET.decode() not in published
    assert '<g fill="red"><text>Words &amp; more</text></g>' in published
    content = base64.b64decode(re.search(r"base64,([^\"]+)", published)[1])
    assert SECRET not in content


@pytest.mark.parametrize("name", ["a.heic", "a.mp4", "a.pdf", "a", "a.svgz", "a.avif", "a.tiff"])
def test_what_is_no_image_is_refused_wherever_an_image_is_meant(empty, name):
    empty.write(f"content/media/{name}", b"data")
    empty.article("a", f"![A bridge](media/{name})\n", head=HEAD.replace("date:", f"image: {{src: media/{name}, alt: A bridge}}\ndate:"))
    empty.write("content/speakers.yml", SPEAKERS + f"carl: {{name: Carl, image: media/{name}}}\n")
    empty.write("site.yml", SITE + f"theme: {{logo: media/{name}}}\n")
    found = {(d.code, d.location.path) for d in empty.build().diagnostics}
    assert {("value-wrong", "content/speakers.yml"), ("value-wrong", "site.yml")} <= found
    empty.write("content/speakers.yml", SPEAKERS)
    empty.write("site.yml", SITE)
    assert ("value-wrong", "content/articles/a.md") in {(d.code, d.location.path) for d in empty.build().diagnostics}
    empty.article("a", f"![A bridge](media/{name})\n")
    (inline,) = empty.build().diagnostics
    assert (inline.code, inline.location.line) == ("image-kind", 6)


ACTIVE = "a.html a.XHTML a.xml a.svgz a.js a.mht a.%68tml a.html.en a.html. a.html;x a.rss a.mathml"
ODD = "a.xpdl a.xhtm a.wsdl a.rng a.owl a.mml a.stm a.shtm a.hxt a.kml a.unknown a.csv;x a.csv. a"


def test_downloads_that_a_browser_would_run_are_refused(empty):
    """By their names, of which tables of types disagree, and by how they begin, which browsers look at where a server sends no type."""
    names = [*ACTIVE.split(), *ODD.split()]
    for name in names:
        empty.write(f"content/media/{name.replace('%68', 'h')}", b"<script>alert(1)</script>")
    empty.article("a", "\n\n".join(f"[The file](media/{name})" for name in names) + "\n")
    assert [d.location.line for d in empty.build().diagnostics if d.code == "media-active"] == [6 + 2 * n for n in range(len(names))]


def test_downloads_that_begin_like_a_page_are_refused_and_others_are_published_as_they_are(empty):
    page = "<html xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></html>"
    pages = [page, f" \n\t{page}", f"<!-- -->{page}", f"<?xml version='1.0'?>{page}", f"\ufeff{page}"]
    active = [text.encode(encoding) for text in pages for encoding in ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32")]
    active.append(f"<?xml version='1.0' encoding='cp500'?>{page}".encode("cp500"))
    for number, data in enumerate(active):
        empty.write(f"content/media/p{number}.csv", data)
    empty.article("a", "\n\n".join(f"[The file](media/p{number}.csv)" for number in range(len(active))) + "\n")
    found = {d.location.path for d in empty.build().diagnostics if d.code == "media-active"}
    assert found == {f"content/media/p{number}.csv" for number in range(len(active))}
    data = {
        "a.csv": b"<5 years,1 < 2\n",
        "a.2024.tar.gz": b"\x1f\x8b<html>",
        "a.PDF": b"%PDF-1.7 <html>",
        "a.txt": b"",
        "a.xlsx": b"PK<?xml",
    }
    for name, content in data.items():
        empty.write(f"content/media/{name}", content)
    empty.article("a", "\n\n".join(f"[The file](media/{name})" for name in data) + "\n")
    empty.built()
    assert {name: (empty.root / "build/media" / name).read_bytes() for name in data} == data


def test_a_caption_in_the_text_holds_links_and_its_bad_ones_are_reported_where_they_stand(empty):
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    empty.write("content/media/b.png", picture.getvalue())
    caption = "The bridge, *new*; [CC BY](https://example.org/l), <b>see</b> [Ann](speaker:ann)."
    empty.article("a", f'Text.\n\n![A bridge](media/b.png "{caption}")\n\nEnd.\n', head=HEAD)
    empty.built()
    shown = empty.page("a/index.html").partition("<figcaption>")[2].partition("</figcaption>")[0]
    assert shown.startswith(
        'The bridge, <em>new</em>; <a href="https://example.org/l" rel="external noopener">CC BY</a>, &lt;b&gt;see&lt;/b&gt; <a '
    )
    assert 'href="/speakers/ann/"' in shown
    empty.edit("content/articles/a.md", "https://example.org/l", "javascript:alert(1)")
    [error] = empty.build().diagnostics
    assert (error.code, error.location.line) == ("link-scheme", HEAD.count("\n") + 4)


def test_captions_and_credits_hold_links_and_descriptions_hold_no_markdown(site):
    site.write("content/media/x.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 3'><path d='M0 0h4'/></svg>")
    image = "image: {src: media/x.svg, alt: A line, caption: 'See [this](https://example.org/t)', credit: '*Ann*, [CC BY](https://example.org/l)'}"
    site.edit("content/articles/cost.md", "date:", f"{image}\ndate:")
    site.edit("content/articles/cost.md", "Ann says", "![A *red* [line](https://example.org/x) of `code`](media/x.svg)\n\nAnn says")
    site.built()
    page = site.page("cost/index.html")
    caption = page.partition("<figcaption>")[2].partition("</figcaption>")[0]
    assert caption.startswith('See <a href="https://example.org/t" rel="external noopener">this</a>')
    assert '<bdi class="credit"><em>Ann</em>, <a href="https://example.org/l"' in caption
    assert "<p>" not in caption
    assert 'alt="A red line of code"' in page


def test_a_drawing_in_svg_is_not_what_is_shown_where_a_page_is_shared(site):
    site.write("content/media/x.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 3'/>")
    site.write("site.yml", "title: Test\nbase_url: https://example.org/\nsearch: false\n")
    site.edit("content/articles/cost.md", "date:", "image: {src: media/x.svg, alt: A line}\ndate:")
    site.built()
    assert '<meta property="og:image" content="https://example.org/cost/share.png">' in site.page("cost/index.html")


@pytest.mark.parametrize(
    "card",
    [
        *(ShareCard("Site", "Counted ‘twice’: gypsy jÅg " * 3, "Ann", ((voice, "A side"),)) for voice in range(7)),
        ShareCard("Site", "Ẫ" * 40, "\u0645\u0631\u062d\u0628\u0627", ((1, "Ẫgj"),)),
        ShareCard("Site", "A question?", "", ((1, "For"), (2, "Against"), (3, "Neither"))),
    ],
)
def test_a_share_image_is_a_whole_png(card):
    drawn, chunks, at = draw(card), {}, 8
    assert drawn[:8] == b"\x89PNG\r\n\x1a\n"
    while at < len(drawn):
        length, name = struct.unpack_from(">I4s", drawn, at)
        chunks[name] = drawn[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", drawn, at + 8 + length) == (zlib.crc32(name + chunks[name]),)
        at += length + 12
    width, height, bits = struct.unpack_from(">IIB", chunks[b"IHDR"])
    rows = zlib.decompress(chunks[b"IDAT"])  # and with the right checksum
    row = 1 + width * bits // 8
    assert len(rows) == height * row
    assert not any(rows[::row])  # the filter of each row: none
    numbers = {pixel >> shift & (1 << bits) - 1 for pixel in set(rows) for shift in range(0, 8, bits)}
    assert max(numbers) < len(chunks[b"PLTE"]) / 3
    with Image.open(io.BytesIO(drawn)) as image:
        colours = image.convert("RGB")
    assert colours.getpixel((600, 5)) != (255, 255, 255) == colours.getpixel((600, 40))
    assert colours.getpixel((600, 548)) == (213, 216, 219)  # the line


def test_a_letter_without_a_font_takes_no_other_from_an_image():
    def inked(text: str, site: str = "A site") -> int:
        picture = Image.open(io.BytesIO(draw(ShareCard(site, text, "", (), "example.org")))).convert("L").crop((0, 60, 1200, 500))
        return sum(picture.histogram()[:128])

    plain = inked("It costs nothing at all")
    assert inked("It costs nothing at all \U0001f994") == plain
    assert inked("It costs 日 nothing at all") == plain
    assert inked("日本語") == inked("A site") > 0
    assert inked("日本語", site="新聞") == inked("example.org") > 0
    assert inked("საქართველო") > 0
    assert inked("Հայաստան") > 0


@pytest.mark.parametrize("name", ["a.jfif", "a.JPE", "a.mpo", "a.apng", "a.heic", "a.dng", "a.tiff"])
def test_pictures_whose_metadata_would_be_published_are_refused_as_downloads(empty, name):
    empty.write(f"content/media/{name}", with_metadata("JPEG"))
    empty.article("a", f"[The file](media/{name})\n")
    assert "media-personal" in {d.code for d in empty.build().diagnostics}
    assert not (empty.root / "build").exists()


@pytest.mark.parametrize(
    "encoding", ["Shift_JIS", "utf-7", "big5", "euc-jp", "gb2312", "utf-32", "idna", "undefined", "hex", "rot13", "nonsense"]
)
def test_a_drawing_in_an_encoding_that_cannot_be_read_is_an_error(encoding):
    data = f"<?xml version='1.0' encoding='{encoding}'?>".encode() + drawing()
    assert isinstance(measure("a.svg", data), str)
