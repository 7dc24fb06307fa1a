"""How pages look: the line at the top, the front page, the byline, letters; and what an owner can change."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import postil

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

STATIC = Path(postil.__file__).parent / "static"
SHEETS = sorted(STATIC.glob("*.css"))
ABOUT = {"about.md": "# About us\n\nWords.\n", "index.md": "# Home\n\nWords.\n\n```{toctree}\nabout\n```\n"}


def declarations(sheet: Path) -> list[str]:
    """Return the declarations of a style sheet, without its comments and selectors."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
    return [part.strip() for block in re.findall(r"\{([^{}]*)\}", text) for part in block.split(";") if part.strip()]


# --- the style sheets -----------------------------------------------------------------------------------------------

COLORS = (
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\("
    r"|(?<![-\w])(?:white|black|gr[ae]y|red|blue|green)(?![-\w])"
)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_no_color_but_those_of_the_theme(sheet: Path) -> None:
    assert re.search(COLORS, "color: #fff") and re.search(COLORS, "0 0 rgb(0 0 0)")  # noqa: PT018 - the pattern itself

    assert [part for part in declarations(sheet) if re.search(COLORS, part, re.IGNORECASE)] == []


SIDES = (
    r"(?:margin|padding|border|inset)-(?:left|right)|^(?:left|right|top|bottom)\s*:"
    r"|(?:float|text-align|clear)\s*:\s*(?:left|right)"
)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_style_sheets_use_logical_properties(sheet: Path) -> None:
    """In languages that are written from right to left, the layout is mirrored."""
    assert [part for part in declarations(sheet) if re.search(SIDES, part)] == []


# --- the line at the top --------------------------------------------------------------------------------------------


def menu(built: Built, name: str = "index") -> list[tuple[str, str]]:
    return [(link.get_text(), str(link["href"])) for link in built.page(name).select(".postil-menu a")]


def test_the_menu_of_a_site_that_says_nothing(site: SiteBuilder, post: Post) -> None:
    built = site.build(posts={"a.md": post(tags=["x"])}, docs=ABOUT)
    page = built.page("posts/a")

    assert built.warnings == []
    assert menu(built, "posts/a") == [
        ("Posts", "../blog.html"), ("Archives", "../blog/archive.html"), ("Tags", "../blog/tag.html"),
        ("About us", "../about.html"),
    ]  # fmt: skip
    assert [link.get_text() for link in built.page("blog/tag").select(".postil-menu [aria-current]")] == ["Tags"]
    assert len(page.select(".search-button, .search-button-field")) == 1
    assert len(page.select(".theme-switch-button")) == 1
    # All pages are in the menu: there is nothing for a sidebar to say, nor a button to open it with.
    assert not page.select(".bd-sidebar-primary nav, .primary-toggle")


def test_a_menu_of_the_owners(site: SiteBuilder, post: Post) -> None:
    site.conf = 'postil_menu = {"Essays": "blog-posts", "": "about", "Code <&>": "https://example.org/?a=1&b=2"}\n'
    built = site.build(posts={"a.md": post()}, docs=ABOUT)

    assert built.warnings == []
    assert menu(built) == [
        ("Essays", "blog.html"), ("About us", "about.html"), ("Code <&>", "https://example.org/?a=1&b=2"),
    ]  # fmt: skip


def test_a_menu_that_leads_nowhere(site: SiteBuilder, post: Post) -> None:
    site.conf = 'postil_menu = ["about", "no-such-page"]\n'
    built = site.build(posts={"a.md": post()}, docs=ABOUT)

    assert menu(built) == [("About us", "about.html")]
    assert len(built.warnings) == 1
    assert "conf.py:4: WARNING: `postil_menu`: there is no page no-such-page" in built.warnings[0]


def test_the_menu_follows_the_posts(site: SiteBuilder, post: Post) -> None:
    site.build(posts={"a.md": post(), "b.md": post(title="B")}, docs=ABOUT)
    built = site.build(posts={"b.md": post(title="B", tags=["x"])}, docs={"about.md": "# About me\n\nWords.\n"})

    for name in ("index", "posts/a", "blog/2024"):
        assert [words for words, _ in menu(built, name)] == ["Posts", "Archives", "Tags", "About me"]


@pytest.mark.parametrize("value", ['"about"', "[1]", '{"a": 1}', "[['a', 'b', 'c']]", "5", '[""]'])
def test_what_is_no_menu(site: SiteBuilder, post: Post, value: str) -> None:
    site.conf = f"postil_menu = {value}\n"
    built = site.build(posts={"a.md": post()})

    assert len(built.warnings) == 1
    assert "conf.py:4: WARNING: `postil_menu" in built.warnings[0]
    assert [words for words, _ in menu(built)] == ["Posts", "Archives"]


@pytest.mark.parametrize("value", ["[]", "False"])
def test_without_a_menu_the_top_is_the_themes(site: SiteBuilder, post: Post, value: str) -> None:
    site.conf = f"postil_menu = {value}\n"
    built = site.build(posts={"a.md": post()}, docs=ABOUT)
    page = built.page("posts/a")

    assert built.warnings == []
    assert not page.select(".postil-masthead")
    assert page.select(".bd-article-container .bd-header-article .theme-switch-button")
    assert page.select(".sidebar-primary-item")


def test_the_themes_own_bar_stays_where_an_owner_has_one(site: SiteBuilder, post: Post) -> None:
    site.conf = 'html_theme_options = {"navbar_start": ["navbar-logo.html"]}\n'
    page = site.build(posts={"a.md": post()}).page("posts/a")

    assert not page.select(".postil-masthead")
    assert page.select(".navbar-header-items__start")


@pytest.mark.parametrize("theme", ["basic", "alabaster", "furo"])
def test_other_themes_keep_their_own_look(tmp_path: Path, post: Post, theme: str) -> None:
    from postil.testing import SiteBuilder  # noqa: PLC0415

    page = SiteBuilder(tmp_path, theme=theme).build(posts={"a.md": post()}).page("posts/a")

    assert not page.select(".postil-masthead, link[href*='postil-book.css']")
    assert page.select("link[href*='postil.css']")


MANUAL = {"index.md": "# Home\n\n```{toctree}\nabout\nmanual\n```\n", "manual.md": "# Manual\n\nWords.\n"}


@pytest.mark.parametrize(
    ("value", "beside"),
    [("pages", {"manual"}), ("all", {"manual", "about", "index", "posts/a", "blog"}), ("none", set())],
)
def test_where_the_contents_stand(site: SiteBuilder, post: Post, value: str, beside: set[str]) -> None:
    site.conf = f'postil_sidebar = "{value}"\n'
    built = site.build(posts={"a.md": post()}, docs=ABOUT | MANUAL)
    names = ("manual", "about", "index", "posts/a", "blog")

    assert built.warnings == []
    assert {name for name in names if "postil-alone" not in built.page(name).body["class"]} == beside  # type: ignore[index]
    # Where windows are narrow, a button opens them on every page.
    assert all(bool(built.page(name).select(".primary-toggle")) == (value != "none") for name in names)


# --- the front page -------------------------------------------------------------------------------------------------

AUTHORS = (
    'blog_authors = {"ada": {"name": "Ada <L>", "bio": "Writes.\\n\\nMore.", "avatar": "a.png"}, "b": ("Bob", None)}\n'
)


def front(site: SiteBuilder, post: Post, png: bytes, text: str = "```{postlist} 3\n:layout: front\n```\n") -> Built:
    posts: dict[str, str | bytes | None] = {
        f"{number}.md": post(f"Words {number}.\n", title=f"Post {number}", date=f"2024-03-0{number}", author="ada")
        for number in (1, 2, 3, 4)
    }
    docs: dict[str, str | bytes | None] = {"index.md": f"# The Site\n\nA line.\n\n{text}", "a.png": png}
    return site.build(posts=posts, docs=docs)


def test_a_front_page(site: SiteBuilder, post: Post, png: bytes) -> None:
    site.conf = AUTHORS
    built = front(site, post, png)
    page = built.article("index")

    assert built.warnings == []
    assert built.titles("index") == ["Post 4", "Post 3", "Post 2"]
    assert [card.h2.get_text() for card in page.select(".postil-lead")] == ["Post 4"]  # type: ignore[union-attr]
    assert [card.h2.get_text() for card in page.select(".postil-brief")] == ["Post 3", "Post 2"]  # type: ignore[union-attr]
    writers = page.select(".postil-writer")
    assert [" ".join(writer.get_text().split()) for writer in writers] == ["Ada <L> Writes."]
    assert str(writers[0].img["src"]).startswith("_static/postil-author-")  # type: ignore[index]


def test_the_first_page_of_all_posts_is_a_front_page(site: SiteBuilder, post: Post, png: bytes) -> None:
    site.conf = AUTHORS + "postil_home = True\npostil_page_size = 3\n"
    built = front(site, post, png, text="")

    assert built.warnings == []
    assert built.titles("index") == ["Post 4", "Post 3", "Post 2"]
    assert len(built.article("index").select(".postil-lead")) == 1
    assert built.article("index").select(".postil-pager")
    assert not built.article("blog/page/2").select(".postil-lead, .postil-writers")


def test_a_front_page_without_posts(site: SiteBuilder) -> None:
    built = site.build(docs={"index.md": "# Home\n\n```{postlist} 3\n:layout: front\n```\n"})

    assert built.warnings == []


def test_the_front_page_follows_who_writes(site: SiteBuilder, post: Post, png: bytes) -> None:
    site.conf = AUTHORS
    front(site, post, png)
    built = site.build(posts={"2.md": post("Words 2.\n", title="Post 2", date="2024-03-02", author="b")})

    assert [w.a.get_text() for w in built.article("index").select(".postil-writer")] == ["Ada <L>", "Bob"]  # type: ignore[union-attr]


# --- a post ---------------------------------------------------------------------------------------------------------


def test_what_the_byline_shows(site: SiteBuilder, post: Post, png: bytes) -> None:
    site.conf = AUTHORS + 'postil_byline = ["author", "date"]\n'
    built = site.build(posts={"a.md": post(author="ada", tags=["x"], category="C")}, docs={"a.png": png})
    byline = built.article("posts/a").select_one(".postil-byline")

    assert built.warnings == []
    assert byline
    assert " ".join(byline.get_text(" ").split()) == "by Ada <L> March 24, 2024"
    assert not built.article("posts/a").select("img, .postil-tags")


def test_a_byline_has_the_authors_picture(site: SiteBuilder, post: Post, png: bytes) -> None:
    site.conf = AUTHORS
    built = site.build(posts={"a.md": post(author="ada", tags=["x"])}, docs={"a.png": png})
    page = built.article("posts/a")

    image = page.select_one(".postil-byline img")
    assert image
    assert image["alt"] == ""
    assert (built.outdir / "posts" / str(image["src"])).resolve().is_file()
    assert [tag.get_text() for tag in page.select(".postil-tags a")] == ["x"]


@pytest.mark.parametrize("value", ['"date"', '["dates"]', "5"])
def test_what_is_no_byline(site: SiteBuilder, post: Post, value: str) -> None:
    site.conf = f"postil_byline = {value}\n"
    built = site.build(posts={"a.md": post()})

    assert len(built.warnings) == 1
    assert "conf.py:4: WARNING: `postil_byline" in built.warnings[0]
    assert built.article("posts/a").select_one(".postil-byline-time")


@pytest.mark.parametrize("name", ["masthead", "front", "writers", "card", "byline", "post-footer"])
def test_an_owner_replaces_a_part(site: SiteBuilder, post: Post, png: bytes, name: str) -> None:
    site.conf = AUTHORS + 'templates_path = ["_templates"]\n'
    site.write({f"docs/_templates/postil/{name}.html": '<div id="mine">Mine</div>\n'})
    built = front(site, post, png)
    page = "posts/1" if name in ("byline", "post-footer") else "index"

    assert built.warnings == []
    assert built.page(page).select("#mine")


# --- letters --------------------------------------------------------------------------------------------------------


def test_letters_are_those_of_the_system(site: SiteBuilder, post: Post) -> None:
    built = site.build(posts={"a.md": post()})

    assert not built.page("posts/a").select('link[as="font"], link[href*="typeface"]')
    assert not list(built.outdir.rglob("*postil-typeface*"))


def test_letters_of_the_owners(site: SiteBuilder, post: Post) -> None:
    files = {"text": "fonts/Text Variable.woff2", "italic": "fonts/italic.woff2", "label": "fonts/label.ttf"}
    site.conf = f"postil_fonts = {json.dumps(files)}\n"
    built = site.build(posts={"a.md": post()}, docs={path: path.encode() for path in files.values()})
    page = built.page("posts/a")
    sheet = built.read("_static/postil-typeface.css")

    assert built.warnings == []
    assert [link["href"] for link in page.select('link[rel="preload"][as="font"]')] == [
        "../_static/postil-typeface/Text%20Variable.woff2"
    ]
    assert "postil-typeface/italic.woff2" in built.read("_static/styles/postil-pages.css")
    assert sheet.count("font-display: swap") == sheet.count("@font-face") == 3
    assert "font-weight: 100 900" in sheet
    assert (built.outdir / "_static" / "postil-typeface" / "label.ttf").read_bytes() == b"fonts/label.ttf"
    site.write({"docs/conf.py": (site.folder / "docs" / "conf.py").read_text("utf-8").replace('"italic"', '"bold"')})
    again = site.build()
    assert "italic;" not in again.read("_static/postil-typeface.css")


@pytest.mark.parametrize(
    "value", ["'comic'", "{}", "{'text': 'a.pdf'}", "{'body': 'a.woff2'}", "{'text': 'gone.woff2'}", "5", "{'text': 1}"]
)
def test_letters_that_are_not_there(site: SiteBuilder, post: Post, value: str) -> None:
    site.conf = f"postil_fonts = {value}\n"
    built = site.build(posts={"a.md": post()})

    assert len(built.warnings) == 1
    assert "conf.py:4: WARNING: `postil_fonts" in built.warnings[0]
    assert not built.page("posts/a").select('link[as="font"], link[href*="typeface"]')


def test_the_pair_that_comes_with_the_package(tmp_path: Path, post: Post) -> None:
    pytest.importorskip("fontTools", reason="postil[fonts] is not installed")
    pytest.importorskip("font_source_serif_pro", reason="postil[fonts] is not installed")
    from postil.testing import SiteBuilder  # noqa: PLC0415
    from postil.theme.fonts import write_bundled_fonts  # noqa: PLC0415

    site = SiteBuilder(tmp_path / "site", conf='postil_fonts = "source"\n')
    built = site.build(posts={"a.md": post()})
    made = {path.name: path.read_bytes() for path in (built.outdir / "_static/postil-typeface").iterdir()}

    assert built.warnings == []
    assert len(made) == 10
    first = built.page("posts/a").select('link[rel="preload"][as="font"]')
    assert len(first) == 2
    assert sum(len(made[Path(str(link["href"])).name]) for link in first) < 32_000
    again = tmp_path / "again"
    again.mkdir()
    new = Path(str(first[0]["href"])).name
    for name in made.keys() - {new}:
        (again / name).write_bytes(b"is there")  # and stays
    write_bundled_fonts(again)
    assert (again / new).read_bytes() == made[new]  # whenever it is made


def test_the_pair_that_is_not_installed(site: SiteBuilder, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fontTools", None)
    site.conf = 'postil_fonts = "source"\n'
    built = site.build(posts={"a.md": post()})

    assert len(built.warnings) == 1
    assert "pip install 'postil[fonts]'" in built.warnings[0]
    assert not built.page("posts/a").select('link[as="font"]')
