"""Paths outside the site, and paths that are used already: no text is lost, no other file is published."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postil.blog.post import Author
from postil.front_matter.publish_rules import PublishRules
from postil.images.avatar import find_avatars
from postil.project.docnames import OutputPages
from postil.project.image_folders import ImageFolders
from postil.project.mounted_project import MountedProject
from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built

    Post = Callable[..., str]

HIDDEN_TEXT = "Nobody is to read this."
OUT = "../../../../../../../../../../../.."
# Where images are named, with a place for the path.
IN_TEXT = [
    "![P]({})",
    "![P](<{}>)",
    '<img src="{}" alt="P">',
    "```{{image}} {}\n:alt: P\n```",
    "```{{figure}} {}\n:alt: P\n```",
]


def published(built: Built) -> set[bytes]:
    """Return the contents of all files of a site."""
    return {path.read_bytes() for path in built.outdir.rglob("*") if path.is_file()}


@pytest.mark.parametrize("image", IN_TEXT)
@pytest.mark.parametrize("suffix", ["", ".png", ".txt"])
def test_images_outside_the_site(plain_site: SiteBuilder, post: Post, tmp_path: Path, image: str, suffix: str) -> None:
    plain_site.folder = tmp_path / "here" / "site"
    secret = tmp_path / f"secret{suffix}"
    secret.write_text(HIDDEN_TEXT)
    path = f"{OUT}{secret}"
    posts = {"a.md": post(f"{image.format(path)}\n"), "good.md": post(title="Good", date="2024-01-01")}
    built = plain_site.build(posts=posts)

    assert len(built.warnings) == 1
    assert "posts/a.md:6: WARNING: the image ../.." in built.warnings[0]
    assert "is outside the folders of the site and is not published" in built.warnings[0]
    assert HIDDEN_TEXT.encode() not in published(built)
    assert built.article("posts/a").select_one(".postil-missing-image")
    assert built.titles("blog") == ["A post", "Good"]


@pytest.mark.parametrize("path", [f"{OUT}/etc/passwd", "secret", "secret.txt", "link.png", "link"])
def test_files_that_are_not_images(plain_site: SiteBuilder, post: Post, tmp_path: Path, path: str) -> None:
    """A symbolic link may lead elsewhere, but to an image."""
    plain_site.folder = tmp_path / "here" / "site"
    (tmp_path / "secret").write_text(HIDDEN_TEXT)
    plain_site.write({"posts/secret": HIDDEN_TEXT, "posts/secret.txt": HIDDEN_TEXT})
    for name in ("link", "link.png"):
        (plain_site.folder / "posts" / name).symlink_to(tmp_path / "secret")
    built = plain_site.build(posts={"a.md": post(f"![P]({path})\n", image=path)})

    assert len(built.warnings) == 2
    assert "posts/a.md:7: WARNING: the image" in built.warnings[0]
    assert f"posts/a.md:4: WARNING: `image: {path}` is" in built.warnings[1]
    assert HIDDEN_TEXT.encode() not in published(built)


def test_published_images(plain_site: SiteBuilder, post: Post, tmp_path: Path, png: bytes) -> None:
    """In the source folder, in a mount, beside them, and behind symbolic links."""
    plain_site.conf = "postil_images = False\n"
    plain_site.folder = tmp_path / "here" / "site"
    (tmp_path / "else.png").write_bytes(png + b"else")
    (tmp_path / "album").mkdir()
    (tmp_path / "album" / "p").write_bytes(png + b"album")
    plain_site.write({"images/a.png": png + b"a", "docs/b.png": png + b"b", "posts/c": png + b"c"})
    (plain_site.folder / "posts" / "link.png").symlink_to(tmp_path / "else.png")
    (plain_site.folder / "posts" / "album").symlink_to(tmp_path / "album")
    text = "".join(f"![P]({p})\n\n" for p in ("../images/a.png", "/b.png", "c", "link.png", "album/p"))
    built = plain_site.build(posts={"a.md": post(text, image="album/p")})

    assert built.warnings == []
    assert {png + end for end in (b"a", b"b", b"c", b"else", b"album")} <= published(built)


@pytest.mark.parametrize(
    "name", ["a%00b.png", "x" * 300 + ".png", "iVBORw0KGgo" * 400, "x/" * 2100 + "y.png", "a%0Ab.png"]
)
def test_invalid_image_file_names(plain_site: SiteBuilder, post: Post, name: str) -> None:
    posts = {"a.md": post(f"![P]({name})\n\n<img src='{name}' alt='P'>\n"), "b.md": post(title="B", image=name)}
    built = plain_site.build(posts=posts)

    assert len(built.warnings) == 2
    assert "2 of this kind: lines 6, 8" in built.warnings[0]
    assert all(f"posts/{'b.md:4' if 'image:' in each else 'a.md:'}" in each for each in built.warnings)
    assert built.titles("blog") == ["A post", "B"]


def test_root_of_the_file_system_is_not_an_image_folder() -> None:
    folders = ImageFolders.around([Path("/docs"), Path("/srv/site/posts")])

    assert folders.paths == ["/docs", "/srv/site"]


def test_avatars_are_images(tmp_path: Path, png: bytes) -> None:
    (tmp_path / "secret").write_text(HIDDEN_TEXT)
    (tmp_path / "me").write_bytes(png)
    names = {"ada": "secret", "bob": "me", "cid": "x" * 300, "dan": "a\0b", "eve": f"{OUT}/etc/passwd"}
    people = {key: Author(key, avatar=name) for key, name in names.items()}

    assert list(find_avatars(people, tmp_path)) == ["bob"]


# --- aliases, slugs and patterns ------------------------------------------------------------------------------------

BAD_ALIASES = ["_redirects/", "_redirects/x", "_redirects", "b" * 300, "b/" * 1500, "/".join(["b" * 200] * 30)]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("alias", BAD_ALIASES)
def test_aliases_that_are_not_valid_paths(plain_site: SiteBuilder, post: Post, alias: str, builder: str) -> None:
    posts = {"a.md": post(aliases=[alias, "old"]), "b.md": post(title="B", aliases=["older"])}
    built = plain_site.build(posts=posts, builder=builder)
    lines = built.read("_redirects").splitlines()

    told = [warning for warning in built.warnings if "posts/a.md:4: WARNING: the alias `" in warning]
    assert built.warnings == told
    assert len(told) + len(lines) == 3
    assert len(told[0] if told else "") < 400
    assert built.titles("blog/index" if builder == "dirhtml" else "blog") == ["A post", "B"]


@pytest.mark.parametrize(
    "slug", ["_static", "_sources", "_images", "_downloads", "_redirects", "genindex", "search", ".doctrees", "404"]
)
def test_slugs_with_names_of_sphinx_folders_and_pages(plain_site: SiteBuilder, post: Post, slug: str) -> None:
    """The post is there after static files have changed, too."""
    plain_site.conf = 'postil_permalink = "{slug}/"\nhtml_static_path = ["own"]\n'
    plain_site.build(posts={"a.md": post(slug=slug)}, docs={"own/x.css": "x"})
    built = plain_site.build(docs={"own/y.css": "y"})

    assert [warning for warning in built.warnings if "posts/a.md:" not in warning] == []
    assert len(built.warnings) <= 1
    link = built.article("blog").select_one(".postil-card h2 a")
    assert link
    assert (built.outdir / str(link["href"])).is_file()


def test_source_files_in_a_folder_named_like_one_of_sphinx(plain_site: SiteBuilder, post: Post) -> None:
    """`_static` in the source folder is one of documents unless it is one of static files."""
    plain_site.conf = 'html_static_path = ["own"]\n'
    page = "---\norphan: true\n---\n# Page\n"
    plain_site.build(posts={"a.md": post()}, docs={"_static/page.md": page, "_images/page.md": page, "own/x.css": "x"})
    built = plain_site.build(docs={"own/y.css": "y"})

    assert built.warnings == []
    assert {"_static/page.html", "_images/page.html"} <= set(built.files())


@pytest.mark.parametrize("prefix", ["..", ".", ".hidden", "a/../b", "_static", "_images/x", "x" * 300, "a//b"])
def test_invalid_mount_prefix_and_blog_path(plain_site: SiteBuilder, post: Post, prefix: str) -> None:
    plain_site.conf = f"postil_mounts = {{{prefix!r}: '../more'}}\nblog_path = {prefix!r}\n"
    plain_site.write({"more/b.md": post(title="B")})
    built = plain_site.build(posts={"a.md": post(title="A")})

    assert len(built.warnings) == 2
    assert all("docs/conf.py:" in warning for warning in built.warnings)
    assert built.titles("blog") == ["A"]


@pytest.mark.parametrize("name", ["cards", "Cards", "CARDS"])
def test_image_named_like_the_folder_of_social_cards(
    plain_site: SiteBuilder, post: Post, png: bytes, name: str
) -> None:
    built = plain_site.build(posts={name: png, "a.md": post(f"![P]({name})\n"), "b.md": post(title="B")})
    image = built.article("posts/a").select_one("img")

    assert built.warnings == []
    assert image
    assert ((built.outdir / "posts" / str(image["src"])).resolve()).read_bytes() == png
    assert (built.outdir / "_images/cards/posts/b.png").is_file()


def test_long_image_file_names(plain_site: SiteBuilder, post: Post, png: bytes) -> None:
    """A number that tells two of one name apart makes it no longer."""
    plain_site.conf = "postil_images = False\n"
    name = "x" * 251 + ".png"
    built = plain_site.build(
        posts={f"a/{name}": png, f"b/{name}": png + b"b", "c.md": post(f"![P](a/{name})\n\n![Q](b/{name})\n")}
    )

    assert built.warnings == []
    assert {png, png + b"b"} <= published(built)


OWN = ["blog", "search", "404", "genindex", "feed", "sitemap", "robots", "blog/tag", "blog/atom"]


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_source_files_named_like_generated_pages(plain_site: SiteBuilder, post: Post, builder: str) -> None:
    docs = {f"{name}.md": f"---\norphan: true\n---\n# Own {name}\n\nOwntext of {name}.\n\nMore.\n" for name in OWN}
    plain_site.conf = 'html_extra_path = ["extra"]\nhtml_static_path = ["own"]\n'
    docs |= {"extra/robots.txt": "User-agent: me\n", "own/postil.css": "/* mine */\n"}
    built = plain_site.build(posts={"a.md": post(tags=["x"])}, docs=docs, builder=builder)
    again = plain_site.build(posts={"a.md": post(tags=["x"], title="New")}, builder=builder)

    assert built.read("robots.txt") == again.read("robots.txt") == "User-agent: me\n"
    for name in OWN:
        page = f"{name}/index.html" if builder == "dirhtml" and name != "404" else f"{name}.html"
        told = [warning for warning in built.warnings if f"docs/{name}.md:1: WARNING: Sphinx's own page" in warning]
        kept = name not in ("search", "genindex")
        assert len(told) == (not kept), name
        assert (f"Owntext of {name}." in built.read(page)) is kept
        assert (f"Owntext of {name}." in again.read(page)) is kept
    assert len(built.warnings) == len(again.warnings) == 2


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_pages_without_text_put_generated_ones_in_a_table_of_contents(
    plain_site: SiteBuilder, post: Post, builder: str
) -> None:
    docs = {
        "index.md": "# Home\n\n```{toctree}\ngenindex\nmodindex\nsearch\n```\n",
        "genindex.rst": "Index\n=====\n",
        "modindex.md": "# Modules\n",
        "search.md": "# Search\n",
    }
    built = plain_site.build(posts={"a.md": post()}, docs=docs, builder=builder)

    assert built.warnings == []


def test_folder_named_redirects(plain_site: SiteBuilder, post: Post) -> None:
    page = "---\norphan: true\n---\n# Page\n"
    built = plain_site.build(posts={"a.md": post(aliases=["old"])}, docs={"_redirects/page.md": page})

    assert len(built.warnings) == 1
    assert "there is a folder `_redirects`" in built.warnings[0]
    assert {"_redirects/page.html", "old.html"} <= set(built.files())


TRICKY = st.one_of(
    st.text(min_size=1, max_size=12),
    st.lists(
        st.sampled_from(
            ["..", ".", "/", "\\", "\0", "%2e%2e", "%2F", "%00", "%5C", "C:\\", "//", "~", "a", "_static", "index",
             "_redirects", ".html", "x" * 260, "é", "\ud800", "#", "?", "\n", "file:", "secret.txt", ":", "*", ".*"]
        ),
        min_size=1,
        max_size=7,
    ).map("".join),
)  # fmt: skip


@settings(max_examples=12)
@given(paths=st.lists(TRICKY, min_size=6, max_size=6), builder=st.sampled_from(["html", "dirhtml"]))
def test_no_path_leaves_the_site(tmp_path_factory: pytest.TempPathFactory, paths: list[str], builder: str) -> None:
    """Whatever a slug, an alias or an image is called: nothing is written or published from outside the site."""
    around = tmp_path_factory.mktemp("around")
    site = SiteBuilder(around / "here" / "site", theme="basic")
    (around / "secret.txt").write_text(HIDDEN_TEXT)
    (around / "secret.png").write_text(HIDDEN_TEXT)
    slug, alias, alias_2, image, source, raw = (
        path.encode("utf-8", "replace").decode().replace('"', "").replace("\n", " ") for path in paths
    )
    up = "../" * 5
    text = f'![P](<{up}{image}>) ![Q](<{source}>)\n\n<img src="{raw}" alt="R">\n\n![S](<{OUT}{around}/secret.png>)\n'

    def quoted(value: str) -> str:
        return '"' + "".join(f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else sign for sign in value) + '"'

    head = [
        "title: A",
        "date: 2024-03-24",
        f"slug: {quoted(slug)}",
        f"aliases: [{quoted(alias)}, {quoted(up + alias_2)}]",
    ]
    head += [f"image: {quoted(up + image)}", f"permalink: {quoted(raw)}", f"url: {quoted(up + source)}"]
    before = set(around.rglob("*"))
    site.conf = 'postil_permalink = "{slug}/"\n'
    built = site.build(posts={"a.md": "\n".join(["---", *head, "---", "", text]), "b.md": "# B\n"}, builder=builder)

    new = set(around.rglob("*")) - before
    allowed = (
        around / "here" / "site" / "build",
        around / "here" / "site" / "docs",
        around / "here" / "site" / "posts",
    )
    outside = [path for path in new if not any(path == a or path.is_relative_to(a) for a in allowed)]
    assert set(outside) <= {around / "here", around / "here" / "site"}
    assert sorted(path.name for path in (around / "here/site/build").iterdir()) == sorted([builder, "doctrees"])
    assert HIDDEN_TEXT.encode() not in published(built)
    assert built.status == 0


# --- a preview ------------------------------------------------------------------------------------------------------


def test_solved_problem_is_not_reported_again(plain_site: SiteBuilder, post: Post, tmp_path: Path) -> None:
    """A preview asks whether a change of some files leaves the set of documents as it is."""
    plain_site.build(posts={"a.md": post(title="A"), "b.md": post(title="B", slug="a")})
    folder = plain_site.folder / "posts"
    project = MountedProject(
        plain_site.folder / "docs", [".md"], {"posts": folder}, _rules(), OutputPages(lambda name: f"{name}.html")
    )
    project.discover()
    assert len(project.problems) == 1  # the URL of b is used by a
    (folder / "b.md").write_text(post(title="B"))

    assert project.recheck([folder / "a.md"]) == {"posts/a"}
    assert project.recheck([folder / "b.md"]) is None  # the problem may be solved
    project.discover()
    assert project.problems == []
    assert project.recheck([folder / "b.md"]) == {"posts/b"}


def _rules() -> PublishRules:
    return PublishRules(zone=UTC, now=datetime(2025, 1, 1, tzinfo=UTC))


# --- all together ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_all_problems_in_one_site(plain_site: SiteBuilder, post: Post, png: bytes, builder: str) -> None:
    """Each problem is reported once, and everything else is built."""
    posts: dict[str, str | bytes] = {
        "good.md": post("[there](no%231.md)\n", title="Good"),
        "no#1.md": post(title="Hash"),
        "cards": png,
        "a.md": post("![P](cards)\n", title="A"),
        "outside.md": post(f"![P]({OUT}/etc/passwd)\n", title="Outside"),
        "nul.md": post("![P](a%00b.png)\n", title="Nul"),
        "alias.md": post(title="Alias", aliases=["_redirects/x"]),
        "...md": post(title="Dots"),
        "a\x01b.md": post(title="Control"),
        f"{'n' * 250}.md": post(title="Long"),
        ".trash/gone.md": post(title="Gone"),
    }
    plain_site.write({f"posts/{name}": text for name, text in posts.items()})
    (plain_site.folder / "posts" / "moved.md").symlink_to("nowhere.md")
    (plain_site.folder / "posts" / "loop").symlink_to("..")
    built = plain_site.build(docs={"about.md": "# About\n"}, builder=builder)
    again = plain_site.build(builder=builder)

    faults = ["moved.md", "loop", "outside.md", "nul.md", "alias.md", "...md", "a\\x01b.md", "nnn.md"]
    for name in faults:
        assert len([warning for warning in built.warnings if f"{name}:" in warning]) == 1, name
    assert len(built.warnings) == len(faults)
    titles = {"Good", "Hash", "A", "Outside", "Nul", "Alias"}
    assert set(built.titles("blog/index" if builder == "dirhtml" else "blog")) == titles
    assert again.status == built.status == 0


@pytest.mark.parametrize("theme", ["basic", "sphinx_book_theme"])
@pytest.mark.parametrize("name", ["a", "Brücke", "散步", "C# 50%25"])
def test_links_to_the_source_lead_to_the_file(tmp_path: Path, theme: str, name: str) -> None:
    """Whatever characters its name has; what was published before under it goes with the post."""
    button = 'html_theme_options = {"use_download_button": True}\n'
    conf = 'html_sidebars = {"**": ["sourcelink.html"]}\n' if theme == "basic" else button
    site = SiteBuilder(tmp_path / "site", theme=theme, conf=conf)
    built = site.build(posts={f"{name}.md": "---\ntitle: A\ndate: 2024-01-01\n---\n\nWords.\n"})
    page = (built.outdir / "posts" / f"{name}.html").read_text("utf-8")
    links = re.findall(r'href="([^"]*_sources/[^"]*)"', page)

    assert links
    for link in links:
        assert (built.outdir / "posts" / unquote(unescape(link))).resolve().is_file()
    assert not list(site.build(posts={f"{name}.md": None}).outdir.glob("_sources/posts/*"))
