"""Films and sounds in the syntax of images are players."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.images.image import AUDIO_SUFFIXES, VIDEO_SUFFIXES
from postil.images.media import add_controls, media_kind
from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]


@pytest.fixture
def build(plain_site: SiteBuilder, post: Post, png: bytes) -> Callable[..., Built]:
    """Return a function that builds a site of one post, with films and sounds in its folder."""

    def run(text: str, *, builder: str = "html", **options: object) -> Built:
        options = {"postil_figure_captions": "alt"} | options
        plain_site.conf = "".join(f"{key} = {value!r}\n" for key, value in options.items())
        files: dict[str, str | bytes] = dict.fromkeys(("walk.mp4", "song.mp3", "two words.mp4"), "content")
        return plain_site.build(posts={"a.md": post(text), "p.png": png, **files}, builder=builder)

    return run


@pytest.mark.parametrize("suffix", sorted(VIDEO_SUFFIXES | AUDIO_SUFFIXES))
def test_kinds_of_files(suffix: str) -> None:
    kind = "video" if suffix in VIDEO_SUFFIXES else "audio"

    assert media_kind(f"a/b{suffix.upper()}?x=1#t=10") == kind
    assert media_kind(f"a{suffix}/b.png") == ""


@pytest.mark.parametrize(
    ("text", "tag", "caption"),
    [
        ("![A walk](walk.mp4)", "video", "A walk"),
        ("![](walk.mp4)", "video", ""),
        ('![A walk](walk.mp4 "By the *river*")', "video", "By the river"),
        ("![A walk](two%20words.mp4)", "video", "A walk"),
        ("![A walk](<two words.mp4>)", "video", "A walk"),
        ("![A song](song.mp3)", "audio", "A song"),
        ("![A song](song.mp3#t=10)", "audio", "A song"),
        ("Words ![A walk](walk.mp4) here.", "video", ""),
        ("- ![A walk](walk.mp4)", "video", "A walk"),
        ("> ![A walk](walk.mp4)", "video", "A walk"),
        ("| a |\n|---|\n| ![A walk](walk.mp4) |", "video", ""),
        ("```{image} walk.mp4\n```", "video", ""),
        ("```{figure} walk.mp4\nA walk\n```", "video", "A walk"),
        ("![A walk](walk.mp4){width=50% .wide #fig-walk}", "video", "A walk"),
        ("![A walk](https://example.org/x/walk.mp4)", "video", "A walk"),
    ],
)
def test_player(build: Callable[..., Built], text: str, tag: str, caption: str) -> None:
    built = build(text)
    found = main_content(built)
    [player] = found.select(f"{tag}[controls][preload]")
    captions = found.select("figcaption")

    assert built.warnings == []
    assert "alt text" not in built.log
    assert not found.select("img")
    assert " ".join(" ".join(each.get_text().split()) for each in captions) == caption
    url = str(player["src"])
    if not url.startswith("https:"):
        assert (built.outdir / "posts" / url.replace("%20", " ").partition("#")[0]).is_file()
    assert (player["preload"] == "none") is url.startswith("https:")
    assert player.select_one("a")["href"] == url  # type: ignore[index]
    assert f'src="{url}' in build(text).read("posts/a.html")


def test_player_in_a_note(build: Callable[..., Built]) -> None:
    built = build("Words.[^n]\n\n[^n]: See ![A walk](walk.mp4) there.\n")

    assert built.warnings == []
    assert built.article("posts/a").select("aside video[controls]")


def test_size_id_and_caption_in_braces(build: Callable[..., Built]) -> None:
    found = main_content(build("![A walk](walk.mp4){width=300 #fig-walk}\n\nSee [](#fig-walk).\n"))

    assert found.select_one("#fig-walk video")["style"] == "width: 300px"  # type: ignore[index]
    assert found.select_one('a[href="#fig-walk"]').get_text() == "A walk"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "tag", "words"),
    [
        ("## Part ![A walk](walk.mp4)", "h2", "Part A walk"),
        ("## Part *![A walk](walk.mp4)*", "h2", "Part A walk"),
        ("## {{< youtube abc >}}", "h2", "https://www.youtube.com/watch?v=abc"),
        ("[![A walk](walk.mp4)](https://example.org/)", 'a[href="https://example.org/"]', "A walk"),
        ("[words ![A walk](walk.mp4)](https://example.org/)", 'a[href="https://example.org/"]', "words A walk"),
    ],
)
def test_headings_and_links_have_no_player(build: Callable[..., Built], text: str, tag: str, words: str) -> None:
    built = build(f"```{{contents}}\n```\n\n{text}\n", postil_embeds=True)
    [found] = main_content(built).select(tag)

    assert built.warnings == []
    assert " ".join(found.get_text().replace("¶", "").split()) == words
    assert not main_content(built).select("video, .postil-embed")


def test_missing_file_is_one_warning(build: Callable[..., Built]) -> None:
    built = build("Words.\n\n![A walk](gone.mp4)\n")

    assert len(built.warnings) == 1
    assert "a.md:8: WARNING: the link to 'gone.mp4' leads nowhere" in built.warnings[0]
    assert not main_content(built).select("video")
    assert "A walk" in main_content(built).get_text()


def test_script_is_no_player(build: Callable[..., Built]) -> None:
    built = build("![A walk](javascript:x.mp4)\n")

    assert not main_content(built).select("video, [href^=javascript]")
    assert "A walk" in main_content(built).get_text()


def test_labels_are_escaped(build: Callable[..., Built]) -> None:
    found = main_content(build('Words ![A "b" <i>c</i> &amp; d](walk.mp4) here\n'))

    assert found.select_one("video")["aria-label"].startswith('A "b" ')  # type: ignore[index,union-attr]
    assert not found.select("video i")


def test_feeds_have_players_with_absolute_urls(build: Callable[..., Built]) -> None:
    feed = build("![A walk](walk.mp4)\n").read("blog/atom.xml").replace("&lt;", "<").replace("&gt;", ">")

    assert 'src="https://example.org/_downloads/' in feed.replace("&quot;", '"')
    assert 'href="https://example.org/_downloads/' in feed.replace("&quot;", '"')


def test_excerpts_have_no_player(build: Callable[..., Built]) -> None:
    built = build("Words ![A walk](walk.mp4) here.\n\n![A walk](walk.mp4)\n")

    summary = built.page("posts/a").select_one("meta[name=description]")
    assert summary
    assert summary["content"] == "Words here."


@pytest.mark.parametrize(("builder", "name"), [("latex", ".tex"), ("epub", ".xhtml"), ("text", ".txt")])
@pytest.mark.parametrize("text", ["![A walk](walk.mp4)", "Words ![A walk](walk.mp4) here.", "![](song.mp3)"])
def test_other_formats_have_links(build: Callable[..., Built], builder: str, name: str, text: str) -> None:
    built = build(text, builder=builder, latex_documents=[("posts/a", "a.tex", "A", "A", "howto")])
    pages = "".join(path.read_text("utf-8") for path in built.outdir.rglob(f"*{name}")).replace("\\_", "_")

    assert not [warning for warning in built.warnings if "epub" not in warning.lower() and "mimetype" not in warning]
    assert "<video" not in pages
    assert ("https://example.org/_downloads/" in pages) is (builder != "text")
    assert ("A walk" if "walk" in text else "song.mp3") in pages


def test_turned_off(build: Callable[..., Built]) -> None:
    built = build("![A walk](walk.mp4)\n", postil_markdown_extras=["-media"])

    assert any("is not an image; use `<video" in warning for warning in built.warnings)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<audio src="a.mp3"></audio>', '<audio controls src="a.mp3"></audio>'),
        ("<p><VIDEO><source src=a.mp4></VIDEO>", "<p><VIDEO controls><source src=a.mp4></VIDEO>"),
        ('<video src="a.mp4" controls></video>', None),
        ("<video autoplay muted loop src='a.mp4'></video>", None),
        ("<video id=x></video>", None),
        ("<video onclick='this.play()'></video>", None),
        ("<!-- <video> --><script>'<video>'</script>", None),
    ],
)
def test_html_players_have_controls(html: str, expected: str | None) -> None:
    assert add_controls(html) == (expected or html)


def test_controls_are_added_on_the_page(build: Callable[..., Built]) -> None:
    built = build('<audio src="song.mp3"></audio>\n\nWords <video src="walk.mp4"></video>.\n')

    assert built.warnings == []
    assert len(main_content(built).select("audio[controls], video[controls]")) == 2


def test_pages_follow_the_files_of_players(plain_site: SiteBuilder, post: Post) -> None:
    """A film appears, changes, and vanishes."""
    steps: list[dict[str, str | None]] = [
        {"posts/a.md": post("![A walk](walk.mp4) Words.\n\n![A song](/files/song.mp3)\n")},
        {"posts/walk.mp4": "1", "docs/files/song.mp3": "1"},
        {"posts/walk.mp4": "2"},
        {"posts/walk.mp4": None, "docs/files/song.mp3": None, "files/song.mp3": "2"},
    ]
    for step in steps:
        plain_site.write(step)
        built = plain_site.build()
        assert plain_site.differences(built) == []
