"""Image files: dimensions, variants, metadata, conversion."""

from __future__ import annotations

import io
import os
import re
import struct
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from PIL import Image, ImageDraw, ImageStat, PngImagePlugin, features

from postil.file_digests import FileDigests
from postil.images.cache import ImageCache
from postil.images.convert import heif_version, register_heif
from postil.images.exif import strip_metadata
from postil.images.variants import MAX_PIXELS
from postil.pages.srcset import add_attributes
from postil.testing import Built, SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Post = Callable[..., str]

KINDS = {"avif", "webp"} if features.check("avif") else {"webp"}


def photo(width: int = 1600, height: int = 900, mode: str = "RGB", colour: int = 0) -> Image.Image:
    """Return an image with enough detail that its variants are smaller files."""
    image = Image.effect_mandelbrot((width, height), (-2 + colour / 10, -1.2, 1, 1.2), 60)
    return image.convert(mode)


def encode(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    found = io.BytesIO()
    image.save(found, kind, **options)
    return found.getvalue()


def decode(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def exif_with_location(orientation: int = 1) -> Image.Exif:
    """Return EXIF data with a location and a camera."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SECRETCAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    return exif


XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SECRETPLACE</x:xmpmeta>"


def test_image_wider_than_the_text_has_variants(tmp_path: Path) -> None:
    path = tmp_path / "p.jpg"
    path.write_bytes(encode(photo(), quality=95))
    [image_info] = ImageCache(tmp_path / "cache", FileDigests({})).process([path]).values()

    assert (image_info.width, image_info.height) == (1600, 900)
    assert {variant.format for variant in image_info.variants} == KINDS
    assert {variant.width for variant in image_info.variants if variant.format == "webp"} == {480, 720, 1080, 1440}
    for variant in image_info.variants:
        file = tmp_path / "cache" / variant.file
        assert file.stat().st_size < path.stat().st_size
        with Image.open(file) as image:
            assert image.size == (variant.width, round(900 * variant.width / 1600))


@pytest.mark.parametrize(("width", "widths"), [(720, set()), (721, {480, 720, 721}), (1440, {480, 720, 1080, 1440})])
def test_no_variant_is_wider_than_the_image(tmp_path: Path, width: int, widths: set[int]) -> None:
    path = tmp_path / "p.jpg"
    path.write_bytes(encode(photo(width, 300), quality=98))
    [image_info] = ImageCache(tmp_path / "cache", FileDigests({})).process([path]).values()

    assert {variant.width for variant in image_info.variants} == widths


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("1", "PNG"), ("L", "PNG"), ("P", "PNG"), ("RGBA", "PNG"), ("LA", "PNG"), ("I;16", "PNG"), ("CMYK", "JPEG"),
     ("L", "JPEG"), ("RGB", "WEBP"), ("RGBA", "WEBP")],
)  # fmt: skip
def test_every_pixel_format(tmp_path: Path, mode: str, kind: str) -> None:
    path = tmp_path / f"p.{kind.lower()}"
    image = photo(1500, 40).convert("I").convert("I;16") if mode == "I;16" else photo(1500, 40, mode)
    path.write_bytes(encode(image, kind))
    [image_info] = ImageCache(tmp_path / "cache", FileDigests({})).process([path]).values()

    assert image_info.problem == ""
    assert (image_info.width, image_info.height) == (1500, 40)


def test_16_bit_greyscale_keeps_its_brightness(tmp_path: Path) -> None:
    path = tmp_path / "p.png"
    image = photo(1500, 40, "L").convert("I").point(lambda value: value * 256)
    path.write_bytes(encode(image.convert("I;16"), "PNG"))
    [image_info] = ImageCache(tmp_path / "cache", FileDigests({})).process([path]).values()
    with Image.open(tmp_path / "cache" / image_info.variants[-1].file) as copy:
        [grey] = ImageStat.Stat(copy.convert("L")).mean

    assert abs(grey - ImageStat.Stat(photo(1500, 40, "L")).mean[0]) < 2


def test_files_that_cannot_be_read_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()

    assert (
        ImageCache(tmp_path / "cache", FileDigests({})).process([tmp_path / "folder.png", tmp_path / "none.png"]) == {}
    )


def odd_png(width: int, height: int, data: bytes = b"") -> bytes:
    """Return a PNG whose header does not match its data."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header)) + data


ODD_FILES = {
    "a.png": odd_png(60000, 60000),
    "b.png": odd_png(0, 0),
    "c.png": odd_png(2**31 - 1, 1),
    "d.png": odd_png(900, 900, b"\x00\x00\x00\x09IDATgarbage"),
    "e.png": b"\x89PNG",
    "f.jpg": b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03",
    "g.jpg": encode(photo(900, 90))[:900],
    "h.gif": b"GIF89a\x00\x00\x00\x00\x00\x00\x00;",
    "i.webp": b"RIFF\xff\xff\xff\xffWEBPVP8 ",
    "j.svg": b"<!DOCTYPE s [<!ENTITY a '9'>" + b"".join(
        b"<!ENTITY b%d '%s'>" % (n, b"&a;" * 20 if n == 0 else b"&b%d;" % (n - 1) * 20) for n in range(9)
    ) + b"]><svg width='&b8;' height='9'/>",
    "k.tif": b"II*\x00\x08\x00\x00\x00\xff\xff",
    "l.bmp": b"BM" + b"\xff" * 60,
}  # fmt: skip


def test_broken_files_do_not_stop_the_build(plain_site: SiteBuilder, post: Post) -> None:
    text = "\n\n".join(f"![Picture {name}]({name})" for name in ODD_FILES)
    covers = {f"{name[0]}.md": post(title=name, image=name) for name in ODD_FILES}
    built = plain_site.build({**ODD_FILES, **covers, "all.md": post(text)})

    assert sorted(built.titles("blog")) == sorted(["A post", *ODD_FILES])
    assert built.warnings
    assert all("WARNING" in warning for warning in built.warnings)


@pytest.mark.parametrize("letter", ["x", "ü", "😀"])
def test_long_names_are_shortened(tmp_path: Path, letter: str) -> None:
    path = tmp_path / f"{letter * (240 // len(letter.encode()))}.jpg"
    path.write_bytes(encode(photo(), quality=95))
    [image_info] = ImageCache(tmp_path / "cache", FileDigests({})).process([path]).values()

    assert image_info.variants
    assert image_info.problem == ""


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_animations_are_not_changed(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"p.{kind.lower()}"
    frames = [photo(900, 90, "L", colour) for colour in range(3)]
    path.write_bytes(encode(frames[0], kind, save_all=True, append_images=frames[1:]))
    [image_info] = ImageCache(tmp_path / "cache", FileDigests({})).process([path]).values()

    assert (image_info.width, image_info.height, image_info.variants, image_info.published_file) == (900, 90, (), "")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_metadata_is_stripped(tmp_path: Path, kind: str, orientation: int) -> None:
    path = tmp_path / f"p.{kind.lower()}"
    options: dict[str, Any] = {"exif": exif_with_location(orientation)}
    if kind == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_itxt("XML:com.adobe.xmp", XMP.decode())
        options["pnginfo"] = info
    else:
        options["xmp"] = XMP
    path.write_bytes(encode(photo(900, 300), kind, **options))
    assert b"SECRET" in path.read_bytes()
    [image_info] = ImageCache(tmp_path / "cache", FileDigests({})).process([path]).values()

    assert (image_info.width, image_info.height) == ((300, 900) if orientation == 6 else (900, 300))  # upright
    clean = (tmp_path / "cache" / image_info.published_file).read_bytes()
    for file in (tmp_path / "cache").iterdir():
        assert b"SECRET" not in file.read_bytes(), file
    with Image.open(path) as before, Image.open(io.BytesIO(clean)) as after:
        assert before.tobytes() == after.tobytes()  # bit for bit
        assert after.getexif().get(0x0112, 1) == orientation
        assert after.getexif().get_ifd(0x8825) == {}


def test_data_after_the_end_of_a_jpeg_is_removed() -> None:
    """Phones append a second image or a video there, with a location of its own."""
    data = encode(photo(64, 64), progressive=True, exif=exif_with_location())
    clean = strip_metadata(data + b"SECRET", "JPEG")

    assert b"SECRET" not in clean
    assert clean.endswith(b"\xff\xd9")
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(clean)) as after:
        assert before.tobytes() == after.tobytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"RIFF\x04\x00\x00\x00WEBP", b"words"])
def test_strip_metadata_of_invalid_files(kind: str, data: bytes) -> None:
    assert strip_metadata(data, kind) in (data, data[:8])


def published_images(built: Built) -> list[Path]:
    """Return the image files in the output, without social cards."""
    return [path for path in (built.outdir / "_images").iterdir() if path.is_file()]


def build(site: SiteBuilder, post: Post, content: bytes | None, *, name: str = "p.jpg", text: str = "") -> Built:
    text = text or f"Words.\n\n![A view]({name})\n"
    return site.build(posts={"a/index.md": post(text), f"a/{name}": content})


def test_page_has_dimensions_and_srcset(plain_site: SiteBuilder, post: Post) -> None:
    text = "Words.\n\n![One](p.jpg)\n\nMore.\n\n![Two](p.jpg)\n\n```{image} p.jpg\n:width: 50%\n:alt: Half\n```\n"
    built = build(plain_site, post, encode(photo(), quality=95), text=text)

    assert built.warnings == []
    one, two, half = built.article("posts/a/index").select("picture img")
    assert (one["width"], one["height"], one["decoding"], one.get("loading")) == ("1600", "900", "async", None)
    assert two["loading"] == half["loading"] == "lazy"
    for image in (one, two, half):
        sources = image.find_parent("picture").select("source")  # type: ignore[union-attr]
        assert {source["type"] for source in sources} == {f"image/{kind}" for kind in KINDS}
        for source in sources:
            for entry in str(source["srcset"]).split(", "):
                address, width = entry.split(" ")
                with Image.open(built.outdir / "posts/a" / address) as copy:
                    assert f"{copy.width}w" == width
    sizes = [image.find_parent("source")["sizes"] for image in (one, half)]  # type: ignore[index]
    assert sizes == ["(min-width: 768px) 720px, 100vw", "(min-width: 768px) 360px, 50vw"]


def test_published_files_have_no_location(plain_site: SiteBuilder, post: Post) -> None:
    name = "my photo, größer.jpg"
    text = f"Words.\n\n![A view](<{name}>)\n"
    built = build(plain_site, post, encode(photo(), exif=exif_with_location(6), xmp=XMP), name=name, text=text)

    image = built.article("posts/a/index").select("picture img")[0]
    assert (image["width"], image["height"]) == ("900", "1600")
    files = published_images(built)
    assert len(files) > 4
    assert all(b"SECRET" not in file.read_bytes() for file in files)
    assert b"\n<source" not in built.read("posts/a/index.html").encode()


def test_feeds_have_a_copy_without_srcset(plain_site: SiteBuilder, post: Post) -> None:
    built = build(plain_site, post, encode(photo(), quality=95))
    feed = BeautifulSoup(built.read("blog/atom.xml"), "xml")
    [image] = BeautifulSoup(feed.content.get_text(), "lxml").select("img")  # type: ignore[union-attr]

    [copy] = (built.outdir / "_images").glob("p-*-1080.webp")
    assert str(image["src"]) == f"https://example.org/_images/{copy.name}"
    assert {name: image.get(name) for name in ("width", "height", "srcset", "loading")} == {
        "width": "720", "height": None, "srcset": None, "loading": None,
    }  # fmt: skip
    assert image.find_parent("picture") is None


@pytest.mark.parametrize("data", [b"", b"no image", encode(photo(900, 300))[:9000]])
def test_broken_image_is_one_warning_and_is_copied(plain_site: SiteBuilder, post: Post, data: bytes) -> None:
    built = build(plain_site, post, data)

    [message] = built.warnings
    assert re.search(r"posts/a/index\.md:\d+: WARNING: ", message)
    assert "a/p.jpg: " in message
    assert "copied unchanged" in message
    assert "[postil.picture]" in message
    assert (built.outdir / "_images/p.jpg").read_bytes() == data
    assert built.article("posts/a/index").select("img")[0].get("width") is None


def test_enormous_image_is_copied_unchanged(plain_site: SiteBuilder, post: Post) -> None:
    side = int(MAX_PIXELS**0.5) + 1
    data = encode(Image.new("1", (side, side)), "PNG")
    built = build(plain_site, post, data, name="p.png")

    [message] = built.warnings
    assert "megapixels" in message
    assert (built.outdir / "_images/p.png").read_bytes() == data


def test_processing_can_be_turned_off(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = "postil_images = False\n"
    data = encode(photo(), exif=exif_with_location())
    built = build(plain_site, post, data)

    assert [file.name for file in published_images(built)] == ["p.jpg"]
    assert (built.outdir / "_images/p.jpg").read_bytes() == data
    assert built.article("posts/a/index").select("picture") == []


@pytest.mark.parametrize("name", ["p.svg", "p.gif"])
def test_svg_and_gif_are_copied_unchanged(plain_site: SiteBuilder, post: Post, name: str) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="9"></svg>'
    data = svg if name.endswith("svg") else encode(photo(900, 90), "GIF")
    built = build(plain_site, post, data, name=name)

    assert built.warnings == []
    assert [(file.name, file.read_bytes()) for file in published_images(built)] == [(name, data)]
    [image] = built.article("posts/a/index").select("img")
    assert (image["width"], image["height"]) == (("900", "9") if name == "p.svg" else ("900", "90"))


def test_variants_are_cached_and_removed_with_their_image(plain_site: SiteBuilder, post: Post) -> None:
    built = build(plain_site, post, encode(photo(800, 450), quality=95))
    cache = plain_site.folder / "build/doctrees/html/postil-images"
    images = built.outdir / "_images"

    def stamps() -> dict[str, int]:
        return {str(path): path.stat().st_mtime_ns for path in [*cache.iterdir(), *published_images(built)]}

    before = stamps()
    assert len(before) > 4
    plain_site.build(posts={"b.md": post("Other words.\n", title="B")})
    assert stamps() == before  # another post was written, no copy made again

    build(plain_site, post, encode(photo(800, 450, colour=5), quality=95))
    after = stamps()
    assert not {name for name in before if name in after} - {str(images / "p.jpg"), str(cache / "images.json")}
    page = built.read("posts/a/index.html")
    assert all(file.name in page for file in published_images(built))

    build(plain_site, post, None, text="No image.\n")
    assert published_images(built) == []
    assert [file.name for file in cache.iterdir()] == ["images.json"]


@pytest.mark.parametrize("edit", ["other", "smaller", "gone", "broken"])
def test_edited_image_is_as_in_a_clean_build(tmp_path: Path, post: Post, edit: str) -> None:
    def tree(folder: Path) -> dict[str, bytes]:
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    new = {
        "other": encode(photo(800, 450, colour=5), quality=95),
        "smaller": encode(photo(600, 300)), "gone": None, "broken": b"x",
    }[edit]  # fmt: skip
    text = "Words.\n" if edit == "gone" else ""
    one, two = (SiteBuilder(tmp_path / name, theme="basic") for name in ("one", "two"))
    build(one, post, encode(photo(800, 450), quality=95))
    os.utime(one.folder / "posts/a/p.jpg", (1, 1))

    assert tree(build(one, post, new, text=text).outdir) == tree(build(two, post, new, text=text).outdir)


@pytest.mark.parametrize("edit", [{"b.jpg": None, "b.md": None}, {"a.jpg": None, "a.md": "![One](b.jpg)\n"}])
def test_variants_are_named_after_their_image(tmp_path: Path, post: Post, edit: dict[str, str | None]) -> None:
    """Also if an image was renamed, or is there twice."""
    content = encode(photo(800, 450), quality=95)
    one = SiteBuilder(tmp_path / "one", theme="basic")
    two = SiteBuilder(tmp_path / "two", theme="basic")
    before: dict[str, str | bytes | None] = {
        "a.md": post("![One](a.jpg)\n"), "a.jpg": content, "b.md": post("![Two](b.jpg)\n", title="B"), "b.jpg": content,
    }  # fmt: skip
    after = {name: post(text) if text else None for name, text in edit.items()}
    one.build(posts=before)
    built = one.build(posts=after)
    clean = two.build(posts=before | after)

    assert [file.name for file in published_images(built)] == [file.name for file in published_images(clean)]
    assert built.read("posts/a.html") == clean.read("posts/a.html")


def test_parallel_builds_write_the_same_files(tmp_path: Path, post: Post) -> None:
    posts: dict[str, str | bytes | None] = {}
    for number in range(6):
        posts[f"{number}/index.md"] = post(f"![P](p.jpg) ![Q](../{(number + 1) % 6}/p.jpg)\n", title=f"T{number}")
        posts[f"{number}/p.jpg"] = encode(photo(900, 300, colour=number), quality=95)
    one = SiteBuilder(tmp_path / "one", theme="basic").build(posts=posts)
    two = SiteBuilder(tmp_path / "two", theme="basic").build(posts=posts, parallel=2)

    first, second = ({path.name: path.read_bytes() for path in published_images(built)} for built in (one, two))
    assert first == second
    assert one.read("posts/3/index.html") == two.read("posts/3/index.html")


def test_width_in_html_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "p.png"
    image = Image.new("RGB", (300, 200))
    ImageDraw.Draw(image).line((0, 0, 300, 200))
    image.save(path)
    [image_info] = ImageCache(tmp_path / "cache", FileDigests({})).process([path]).values()

    assert add_attributes('<img alt="" width="10" src="p.png" />', image_info, lazy=True) == (
        '<img loading="lazy" decoding="async" alt="" width="10" src="p.png" />'
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("p.heic", "HEIC"),
        ("p.TIFF", "TIFF"),
        ("p.pdf", "PDF"),
        ("p.eps", "PostScript"),
        ("p.psd", "Photoshop"),
        ("p.dng", "raw camera"),
        ("p.jxl", "JPEG XL"),
        ("p.tga", "Targa"),
        ("p.xcf", "GIMP"),
        ("p.wmf", "Windows Metafile"),
    ],
)
def test_unsupported_formats_are_a_warning(plain_site: SiteBuilder, post: Post, name: str, words: str) -> None:
    built = build(plain_site, post, b"\x00", name=name)

    warning = next(each for each in built.warnings if words in each)
    assert re.search(r"index\.md:\d+: WARNING", warning)
    assert not built.article("posts/a/index").select("a a, a video")


NEEDS_HEIF = pytest.mark.skipif(not heif_version(), reason="pillow-heif is not installed")


@pytest.mark.parametrize(
    ("name", "kind", "mode", "shown"),
    [
        ("p.tif", "TIFF", "RGB", "jpg"),
        ("p.TIFF", "TIFF", "L", "jpg"),
        ("p.tiff", "TIFF", "CMYK", "jpg"),
        ("p.tif", "TIFF", "I;16", "jpg"),
        ("p.tif", "TIFF", "RGBA", "png"),
        ("p.tif", "TIFF", "1", "png"),
        ("p.jp2", "JPEG2000", "RGB", "jpg"),
        ("p.tga", "TGA", "RGBA", "png"),
        ("p.pcx", "PCX", "RGB", "png"),
        ("p.ppm", "PPM", "RGB", "jpg"),
        ("p.bmp", "BMP", "RGB", "png"),
        ("p.bmp", "BMP", "P", "png"),
        pytest.param("p.heic", "HEIF", "RGB", "jpg", marks=NEEDS_HEIF),
        pytest.param("p.HEIF", "HEIF", "RGB", "jpg", marks=NEEDS_HEIF),
    ],
)
def test_unsupported_formats_are_converted(
    plain_site: SiteBuilder, post: Post, name: str, kind: str, mode: str, shown: str
) -> None:
    """Their metadata is not published."""
    register_heif()
    image = photo(900, 600, "L").convert("I").convert("I;16") if mode == "I;16" else photo(900, 600, mode)
    has_metadata = kind in ("TIFF", "HEIF")
    data = encode(image, kind, **({"exif": exif_with_location().tobytes()} if has_metadata else {}))
    assert (b"SECRETCAMERA" in data) == has_metadata
    files = {f"a/{name}": data, "b/p.jpg": encode(photo(300, 200))}
    posts = {"a/index.md": post(f"![P]({name})\n", image=name), "b/index.md": post("![P](p.jpg)\n", title="B")}
    built = plain_site.build(posts={**files, **posts})
    [image_tag] = built.article("posts/a/index").select("img")
    cover = built.page("posts/a/index").select_one('meta[property="og:image"]')

    assert built.warnings == []
    assert str(image_tag["src"]).endswith(f".{shown}")
    assert (image_tag["width"], image_tag["height"]) == ("900", "600")
    assert image_tag.find_parent("picture")
    assert cover is None or str(cover["content"]).endswith(f".{shown}")
    for path in published_images(built):
        assert decode(path.read_bytes()).format in {"JPEG", "PNG", "WEBP", "AVIF"}
        assert b"SECRETCAMERA" not in path.read_bytes()
    assert plain_site.differences(built) == []


def test_photoshop_files_are_converted(plain_site: SiteBuilder, post: Post) -> None:
    """As the file shows all of its layers: Photoshop writes that image too."""
    header = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, 20, 30, 8, 3)  # three channels, 30 by 20 pixels, RGB
    data = header + struct.pack(">III", 0, 0, 0) + struct.pack(">H", 0) + b"\xff" * 600 + b"\0" * 1200
    built = build(plain_site, post, data, name="p.psd")
    [image] = built.article("posts/a/index").select("img")
    shown = decode((built.outdir / "posts/a" / str(image["src"])).resolve().read_bytes())

    assert built.warnings == []
    assert (shown.format, shown.size) == ("JPEG", (30, 20))
    assert shown.getpixel((5, 5))[0] > 250  # type: ignore[index]


def test_tiff_is_rotated_by_its_orientation(plain_site: SiteBuilder, post: Post) -> None:
    built = build(plain_site, post, encode(photo(900, 600), "TIFF", exif=exif_with_location(6).tobytes()), name="p.tif")
    [image] = built.article("posts/a/index").select("img")

    assert (image["width"], image["height"]) == ("600", "900")
    assert decode((built.outdir / "posts/a" / str(image["src"])).resolve().read_bytes()).size == (600, 900)


@pytest.mark.parametrize("name", ["p.tif", "p.heic", "p.dng"])
def test_files_published_with_metadata_are_a_warning(plain_site: SiteBuilder, post: Post, name: str) -> None:
    plain_site.conf = "postil_images = False\n"
    built = build(plain_site, post, encode(photo(30, 20), "TIFF"), name=name)

    assert len(built.warnings) == 1
    assert re.search(r"index\.md:\d+: WARNING: .*metadata", built.warnings[0])


@pytest.mark.skipif(not features.check("avif"), reason="Pillow has no AVIF")
def test_metadata_of_avif_is_removed(plain_site: SiteBuilder, post: Post) -> None:
    data = encode(photo(300, 200), "AVIF", exif=exif_with_location().tobytes(), xmp=XMP)
    assert b"SECRETCAMERA" in data
    assert b"SECRETPLACE" in data
    built = build(plain_site, post, data, name="p.avif")
    [path] = published_images(built)
    published = decode(path.read_bytes())

    assert built.warnings == []
    assert b"SECRET" not in path.read_bytes()
    assert published.tobytes() == decode(data).tobytes()
    assert not published.getexif()
