"""`postil move`: names, aliases and links change, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.editing.changes import CannotChangeError
from postil.editing.move import move_source
from postil.editing.posts import find_post, find_source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.editing.conftest import Files

MILL = "---\ntitle: The mill\n---\n\n![](wheel.png) [walk](../2024-05-01-walk/index.md) [home](../../docs/index.md)\n"


def url_of(docname: str) -> str:
    return f"{docname}.html"


def move(files: Files, name: str, new: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Move a post, and return the texts of all files."""
    monkeypatch.chdir(files.folder)
    changes = move_source(
        find_source(name, files.sources), new, files.sources, files.project, url_of, base_url="https://a.org/b/"
    )
    before = files.read()
    diff = changes.diff(str)
    assert files.read() == before, "changes can be shown before they are made"
    changes.apply()
    assert diff
    return files.read()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # in Markdown, of the path on disk or in the site
        ("[a](../posts/2024-06-01-mill/index.md)", "[a](../posts/2024-06-01-old-mill/index.md)"),
        ("[a](posts/2024-06-01-mill/index.md#wheel)", "[a](posts/2024-06-01-old-mill/index.md#wheel)"),
        ('[a](./posts/2024-06-01-mill/index.md "Title")', '[a](./posts/2024-06-01-old-mill/index.md "Title")'),
        ("[a](<posts/2024-06-01-mill/index.md>)", "[a](<posts/2024-06-01-old-mill/index.md>)"),
        ("[a](posts/2024-06-01-mill/index)", "[a](posts/2024-06-01-old-mill/index)"),
        ("[a](posts/2024-06-01-mill/)", "[a](posts/2024-06-01-old-mill/)"),
        ("[a](/posts/2024-06-01-mill/index.md)", "[a](/posts/2024-06-01-old-mill/index.md)"),
        ("[a](/posts/2024-06-01-mill/index.html#x)", "[a](/posts/2024-06-01-old-mill/index.html#x)"),
        ("[a](/posts/2024-06-01-mill/)", "[a](/posts/2024-06-01-old-mill/)"),
        ("[a]: posts/2024-06-01-mill/index.md", "[a]: posts/2024-06-01-old-mill/index.md"),
        ("![a](posts/2024-06-01-mill/wheel.png){width=50%}", "![a](posts/2024-06-01-old-mill/wheel.png){width=50%}"),
        # roles, directives, toctrees, HTML, front matter
        ("{doc}`posts/2024-06-01-mill/index`", "{doc}`posts/2024-06-01-old-mill/index`"),
        ("{doc}`the mill <posts/2024-06-01-mill/index>`", "{doc}`the mill <posts/2024-06-01-old-mill/index>`"),
        ("```{image} posts/2024-06-01-mill/wheel.png\n```", "```{image} posts/2024-06-01-old-mill/wheel.png\n```"),
        ("```{toctree}\nposts/2024-06-01-mill/index\n```", "```{toctree}\nposts/2024-06-01-old-mill/index\n```"),
        ('<img src="posts/2024-06-01-mill/wheel.png">', '<img src="posts/2024-06-01-old-mill/wheel.png">'),
        ("---\nimage: posts/2024-06-01-mill/wheel.png\n---", "---\nimage: posts/2024-06-01-old-mill/wheel.png\n---"),
        ("[[2024-06-01-mill]], [[2024-06-01-mill|it]]", "[[2024-06-01-old-mill]], [[2024-06-01-old-mill|it]]"),
        (":::{image} a\n:target: posts/2024-06-01-mill/", ":::{image} a\n:target: posts/2024-06-01-old-mill/"),
        # MyST's own links to files, URLs, relative URLs of pages, HTML without quotes and with several images
        ("<project:posts/2024-06-01-mill/index.md>", "<project:posts/2024-06-01-old-mill/index.md>"),
        ("[a](path:posts/2024-06-01-mill/wheel.png)", "[a](path:posts/2024-06-01-old-mill/wheel.png)"),
        ("[a](posts/2024-06-01-mill/index.html#x)", "[a](posts/2024-06-01-old-mill/index.html#x)"),
        ("[a](https://a.org/b/posts/2024-06-01-mill/)", "[a](https://a.org/b/posts/2024-06-01-old-mill/)"),
        ("[a](/b/posts/2024-06-01-mill/index.html)", "[a](/b/posts/2024-06-01-old-mill/index.html)"),
        ("<img src=posts/2024-06-01-mill/wheel.png>", "<img src=posts/2024-06-01-old-mill/wheel.png>"),
        (
            '<img srcset="posts/2024-06-01-mill/wheel.png 1x, posts/a.png 2x">',
            '<img srcset="posts/2024-06-01-old-mill/wheel.png 1x, posts/a.png 2x">',
        ),
        # names in wikilinks: without date, with folder, suffix or fragment, in tables, in any case
        ("[[mill]] ![[Mill.md#x]]", "[[old-mill]] ![[old-mill.md#x]]"),
        ("| [[posts/2024-06-01-mill\\|a]] |", "| [[posts/2024-06-01-old-mill\\|a]] |"),
        # after directives, and in text with a word that is too long for the name of a file
        (
            "```{note}\nText\n```\n[a](posts/2024-06-01-mill/index.md)\n```{tip}\n```",
            "```{note}\nText\n```\n[a](posts/2024-06-01-old-mill/index.md)\n```{tip}\n```",
        ),
        (f"{'x' * 300}\n\n[a](posts/2024-06-01-mill/)", f"{'x' * 300}\n\n[a](posts/2024-06-01-old-mill/)"),
        # with line ends of Windows
        ("a\r\n[a](posts/2024-06-01-mill/index.md)\r\n", "a\r\n[a](posts/2024-06-01-old-mill/index.md)\r\n"),
    ],
)  # fmt: skip
def test_links_follow(make_files: Callable[..., Files], monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> None:
    files = make_files(
        {
            "docs/index.md": f"{old}\n",
            "posts/2024-06-01-mill/index.md": "---\ntitle: The mill\n---\nText\n",
            "posts/2024-06-01-mill/wheel.png": "",
        }
    )

    assert move(files, "mill", "2024-06-01-old-mill", monkeypatch)["docs/index.md"] == f"{new}\n"


@pytest.mark.parametrize("name", ["mill", "mill.de", "posts/mill.de.md"])
@pytest.mark.parametrize("new", ["weir", "weir.md"])
def test_translations_move_together(
    make_files: Callable[..., Files], monkeypatch: pytest.MonkeyPatch, name: str, new: str
) -> None:
    text = "---\ntitle: {}\ndate: 2024-06-01\n---\nSee [it](mill.de.md)\n"
    files = make_files(
        {"posts/mill.md": text.format("Mill"), "posts/mill.de.md": text.format("Mühle"), "posts/mill-2.md": "# Two\n"}
    )

    after = move(files, name, new, monkeypatch)

    assert sorted(after) == ["docs/index.md", "posts/mill-2.md", "posts/weir.de.md", "posts/weir.md"]
    assert "See [it](weir.de.md)" in after["posts/weir.md"]
    assert "/posts/mill.de.html" in after["posts/weir.de.md"]


def test_a_translation_in_a_folder_moves_with_it(
    make_files: Callable[..., Files], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = make_files({"posts/mill/index.md": MILL, "posts/mill/index.de.md": MILL})

    assert sorted(move(files, "mill.de", "weir", monkeypatch)) == [
        "docs/index.md",
        "posts/weir/index.de.md",
        "posts/weir/index.md",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "[a](posts/2024-06-01-mill/)",
        "posts/2024-06-01-mill/index",
        ":::{image} posts/2024-06-01-mill/a.png",
        ":target: posts/2024-06-01-mill/",
    ],
)
def test_links_follow_in_files_of_windows(
    make_files: Callable[..., Files], monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    text = f"```{{note}}\r\na\r\n```\r\n{line}\r\n\r\n"
    code = f"~~~\r\n{line}\r\n~~~\r\n"
    post = "---\r\ntitle: The mill\r\n---\r\n"
    files = make_files(
        {"docs/index.md": text + code, "posts/2024-06-01-mill/index.md": post, "posts/2024-06-01-mill/a.png": ""}
    )

    after = move(files, "mill", "old-mill", monkeypatch)

    assert after["docs/index.md"] == text.replace("mill", "old-mill") + code
    assert after["posts/2024-06-01-old-mill/index.md"].count("\n") == after["posts/2024-06-01-old-mill/index.md"].count(
        "\r\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "```\n[a](posts/2024-06-01-mill/index.md)\n```",
        "```{code-block} markdown\n[a](posts/2024-06-01-mill/index.md)\n```",
        "````{note}\n```\n[a](posts/2024-06-01-mill/index.md)\n```\n````",
        "```{note}\n```\n```\n[a](posts/2024-06-01-mill/index.md)\n```",
        "`[a](posts/2024-06-01-mill/index.md)`",
        "[a](https://example.org/posts/2024-06-01-mill/index.md)",
        "[a](posts/2024-06-01-mill-2/index.md)",
        "The path posts/2024-06-01-mill/index.md in a sentence.",
        "[a](#posts/2024-06-01-mill/index.md)",
    ],
)
def test_other_text_stays(make_files: Callable[..., Files], monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    files = make_files({"docs/index.md": text, "posts/2024-06-01-mill/index.md": "---\ntitle: The mill\n---\nText\n"})

    assert move(files, "mill", "2024-06-01-old-mill", monkeypatch)["docs/index.md"] == text


def test_a_moved_post_keeps_its_url_as_an_alias_and_its_own_links(
    make_files: Callable[..., Files], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = make_files(
        {
            "posts/2024-06-01-mill/index.md": MILL,
            "posts/2024-06-01-mill/wheel.png": "",
            "posts/2024-05-01-walk/index.md": "---\ntitle: Walk\n---\n[mill](../2024-06-01-mill/index.md)\n",
        }
    )

    after = move(files, "posts/2024-06-01-mill", "posts/rivers/", monkeypatch)

    assert after == {
        "docs/index.md": "# Home\n",
        "posts/rivers/2024-06-01-mill/wheel.png": "",
        "posts/rivers/2024-06-01-mill/index.md": MILL.replace(
            "mill\n---", 'mill\naliases: ["/posts/2024-06-01-mill/"]\n---'
        ).replace("../2024", "../../2024").replace("../../docs", "../../../docs"),
        "posts/2024-05-01-walk/index.md": "---\ntitle: Walk\n---\n[mill](../rivers/2024-06-01-mill/index.md)\n",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("front", "permalinks", "alias"),
    [
        ("draft: true\n", {}, False),
        ("permalink: /mill/\n", {}, False),
        ("", {"posts": "{year}/{slug}"}, True),
        ("", {"posts": "{year}/{month}"}, False),
    ],
)
def test_only_urls_that_change_become_aliases(
    make_files: Callable[..., Files],
    monkeypatch: pytest.MonkeyPatch,
    front: str,
    permalinks: dict[str, str],
    alias: bool,  # noqa: FBT001
) -> None:
    text = f"---\ntitle: The mill\n{front}---\nText\n"
    files = make_files({"posts/2024-06-01-mill.md": text}, permalinks)

    after = move(files, "mill", "2024-06-01-old", monkeypatch)["posts/2024-06-01-old.md"]

    assert ("aliases" in after) == alias


@pytest.mark.parametrize(
    ("new", "path"),
    [
        ("posts/sub/new.md", "posts/sub/new.md"),
        ("posts/sub/new", "posts/sub/new.md"),
        ("sub/new", "posts/sub/new.md"),
        ("new", "posts/2024-06-01-new.md"),
        ("new.md", "posts/2024-06-01-new.md"),
        ("2024-07-01-new", "posts/2024-07-01-new.md"),
        ("posts/sub/", "posts/sub/2024-06-01-mill.md"),
        ("docs", "docs/2024-06-01-mill.md"),
    ],
)
def test_new_names_are_paths_or_names(
    make_files: Callable[..., Files], monkeypatch: pytest.MonkeyPatch, new: str, path: str
) -> None:
    files = make_files({"posts/2024-06-01-mill.md": "---\ntitle: Mill\n---\nText\n"})

    assert path in move(files, "mill", new, monkeypatch)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("---\nnext: mill\n---\n", "---\nnext: weir\n---\n"),
        ("```{toctree}\nmill\nThe mill <mill>\n```\n", "```{toctree}\nweir\nThe mill <weir>\n```\n"),
        ("a\n\n.. toctree::\n   :hidden:\n\n   mill\n\nmill\n", "a\n\n.. toctree::\n   :hidden:\n\n   weir\n\nmill\n"),
        ("We went to the\nmill\n", "We went to the\nmill\n"),
        ("Destination: mill\r\n\r\nDestination: mill", "Destination: weir\r\n\r\nDestination: mill"),
        ("# Home\n\nDestination: mill\n", "# Home\n\nDestination: mill\n"),
    ],
)
def test_a_word_is_a_link_in_front_matter_and_toctrees_only(
    make_files: Callable[..., Files], monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    files = make_files({"posts/mill.md": "---\ntitle: The mill\ndate: 2024-06-01\n---\n", "posts/a.md": old})

    assert move(files, "mill", "weir", monkeypatch)["posts/a.md"] == new


@pytest.mark.parametrize("name", ["2024-06-01-mill.md", "2024-06-01-mill/index.md", "2024/06/01/mill.md"])
@pytest.mark.parametrize("new", ["posts/old-mill", "posts/rivers/old-mill", "posts/2023-01-01-old-mill"])
def test_a_moved_post_keeps_a_date(
    make_files: Callable[..., Files], monkeypatch: pytest.MonkeyPatch, name: str, new: str
) -> None:
    files = make_files({f"posts/{name}": "---\ntitle: The mill\n---\nText\n"})

    after = move(files, "The mill", new, monkeypatch)
    files.project.discover()

    assert not files.project.unpublished
    text = next(text for path, text in after.items() if path.startswith(new))
    assert ("\ndate: 2024-06-01\n" in text) == ("2023" not in new)


@pytest.mark.parametrize(
    ("name", "new", "message"),
    [
        ("mill", "2024-05-01-walk", "exists already"),
        ("mill", "2024-06-01-mill", "has this name already"),
        ("docs/index.md", "docs/home.md", "is the home page"),
        ("mill", "../../elsewhere/mill.md", "is not in a folder of the site"),
        ("weir", "x", "there is no post weir; `postil list` shows all"),
        ("2024-0", "x", "2024-0 can mean 2 posts: 2024-05-01-walk, 2024-06-01-mill"),
    ],
)
def test_what_cannot_be_moved_is_said_and_nothing_changes(
    make_files: Callable[..., Files], monkeypatch: pytest.MonkeyPatch, name: str, new: str, message: str
) -> None:
    files = make_files({"posts/2024-06-01-mill.md": MILL, "posts/2024-05-01-walk.md": MILL.replace("mill", "walk")})
    before = files.read()

    with pytest.raises(CannotChangeError, match=message.replace("(", r"\(")):
        move(files, name, new, monkeypatch)
    assert files.read() == before


@pytest.mark.parametrize(("front", "collides"), [("date: 2024-04-01", True), ("blogpost: false", False)])
def test_a_post_does_not_move_into_the_folder_of_another(
    make_files: Callable[..., Files],
    monkeypatch: pytest.MonkeyPatch,
    front: str,
    collides: bool,  # noqa: FBT001
) -> None:
    files = make_files(
        {
            "posts/mill/index.md": "---\ndate: 2024-06-01\n---\nText\n",
            "posts/weir/index.md": f"---\n{front}\n---\n# Weir\n",
        }
    )

    if collides:
        with pytest.raises(CannotChangeError, match="weir exists already"):
            move(files, "mill", "posts/weir", monkeypatch)
    else:
        assert "posts/weir/mill/index.md" in move(files, "mill", "posts/weir", monkeypatch)


def test_the_page_of_a_folder_of_the_site_moves_alone(
    make_files: Callable[..., Files], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = make_files({"posts/index.md": "# All\n", "posts/2024-06-01-mill.md": "---\ntitle: Mill\n---\nText\n"})

    after = move(files, "posts/index.md", "posts/all.md", monkeypatch)

    assert {*after} == {"docs/index.md", "posts/all.md", "posts/2024-06-01-mill.md"}


@pytest.mark.parametrize(
    "name",
    [
        "posts/2024-06-01-mill/index.md",
        "posts/2024-06-01-mill",
        "posts/2024-06-01-mill/",
        "2024-06-01-mill",
        "mill",
        "Mill",
        "The old mill",
        "old mill",
    ],
)
def test_a_post_has_many_names(
    make_files: Callable[..., Files], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    mill = "---\ntitle: The old mill\n---\nText\n"
    files = make_files(
        {"posts/2024-06-01-mill/index.md": mill, "posts/windmill.md": "---\ntitle: Wind\ndraft: 1\n---\n"}
    )
    monkeypatch.chdir(tmp_path)

    assert find_post(name, files.sources).path == "posts/2024-06-01-mill/index.md"
