"""The files of a new blog."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from datetime import date
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from postil.scaffold.defaults import default_language, default_name
from postil.scaffold.hosts import HOSTS
from postil.scaffold.new_site import (
    NewSite,
    escape_markdown,
    host_files,
    read_language,
    read_line,
    read_url,
    site_files,
)
from postil.scaffold.requirement import requirement
from postil.scaffold.write import write_new_files

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 26)


def files(site: NewSite) -> dict[str, str]:
    found = site_files(site, today=TODAY, requirement="postil[book,live]>=0.1.0")
    return {path: content.decode() for path, content in found.items() if not path.endswith(".jpg")}


def conf_values(text: str) -> dict[str, object]:
    tree = ast.parse(text)
    return {
        ast.unparse(node.targets[0]): ast.literal_eval(node.value) for node in tree.body if isinstance(node, ast.Assign)
    }


def test_the_files_of_a_blog() -> None:
    found = files(NewSite("River notes", "Ada Lovelace", "de", "https://example.org/", "github"))

    assert sorted(found) == [
        ".github/workflows/pages.yml",
        ".gitignore",
        "README.md",
        "docs/about.md",
        "docs/conf.py",
        "docs/index.md",
        "posts/2026-11-26-notes-in-the-margin/index.md",
        "requirements.txt",
    ]
    assert conf_values(found["docs/conf.py"]) == {
        "extensions": ["postil"],
        "blog_title": "River notes",
        "blog_baseurl": "https://example.org/",
        "language": "de",
        "blog_authors": {"ada-lovelace": {"name": "Ada Lovelace"}},
        "blog_default_author": "ada-lovelace",
    }
    assert ":layout: front" in found["docs/index.md"]
    assert "[^note]:" in found["posts/2026-11-26-notes-in-the-margin/index.md"]


@given(st.text(min_size=1).map(read_line).filter(bool), st.text().map(read_line))
def test_names_are_escaped(name: str, author: str) -> None:
    found = files(NewSite(name, author))
    values = conf_values(found["docs/conf.py"])

    assert values["blog_title"] == name
    if author:
        [(key, fields)] = values["blog_authors"].items()  # type: ignore[attr-defined]
        assert fields == {"name": author}
        assert values["blog_default_author"] == key
    assert found["docs/index.md"].startswith(f"# {escape_markdown(name)}\n")


@pytest.mark.parametrize("name", HOSTS)
@pytest.mark.parametrize("url", ["", "https://example.org/"])
def test_files_for_hosts_are_valid_and_build_with_the_url(name: str, url: str) -> None:
    (path, content), *more = host_files(NewSite("Rivers & maps", url=url, host=name)).items()
    text = content.decode()
    parsed = tomllib.loads(text) if path.endswith(".toml") else yaml.safe_load(text)

    assert path == HOSTS[name].path
    assert [other for other, _content in more] == [*HOSTS[name].more]
    assert all(json.loads(other) for _path, other in more)
    assert isinstance(parsed, dict)
    assert text.startswith("# Publishes the blog on ")
    assert "requirements.txt" in text
    assert not re.search(r"<%|%>|<<|>>", text)
    if name == "readthedocs":
        assert parsed["sphinx"] == {"configuration": "docs/conf.py", "fail_on_warning": True}
        return
    assert ("-D blog_baseurl=" in text) == (not url)
    assert "postil build --strict" in text
    assert "blog_baseurl" not in text if url else "The URL that" in text
    # Both what pip downloads and what postil wrote are kept for the next build.
    assert re.search(r"Keep the packages|keeps them", text)
    assert "build/html" in text
    assert "build/.html.doctrees" in text
    assert ("rivers-maps" in text) == (name == "cloudflare")
    assert "{path}" not in HOSTS[name].steps.format(path=path)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://example.org/", "https://example.org/"),
        ("example.org", "https://example.org/"),
        (" http://example.org/notes ", "http://example.org/notes/"),
        ("", ""),
    ],
)
def test_urls(text: str, url: str) -> None:
    assert read_url(text) == url


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "https://", "my blog", 'https://a.org/"', "ftp://a.org", "a.org?b"]
)
def test_what_is_no_url_of_a_site(text: str) -> None:
    with pytest.raises(ValueError, match="not the URL of a site"):
        read_url(text)


@pytest.mark.parametrize(
    ("text", "language"), [("en", "en"), ("pt-br", "pt_BR"), ("de_AT", "de_AT"), ("zh_CN", "zh_CN")]
)
def test_languages(text: str, language: str) -> None:
    assert read_language(text) == language


@pytest.mark.parametrize("text", ["", "xx", "English", "e", "../en", "C", "posix"])
def test_what_is_no_language(text: str) -> None:
    with pytest.raises(ValueError, match="not a language"):
        read_language(text)


def test_defaults_of_the_answers(tmp_path: Path) -> None:
    assert default_name(tmp_path / "river-notes") == "River notes"
    assert default_language({"LANG": "de_AT.UTF-8"}) == "de"
    assert default_language({"LC_ALL": "pt_BR", "LANG": "en_GB.UTF-8"}) == "pt"
    assert default_language({"LANG": "C.UTF-8"}) == default_language({"LANG": "POSIX"}) == default_language({}) == "en"


@pytest.mark.parametrize(
    ("direct_url", "line"),
    [
        (None, "postil[book,live]>=1.2.0"),
        (
            {"url": "file:///home/ada/postil", "dir_info": {}},
            "postil[book,live] @ git+https://github.com/postil/postil",
        ),
        ({}, "postil[book,live] @ git+https://github.com/postil/postil"),
        (
            {"url": "https://example.org/p.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            "postil[book,live] @ git+https://example.org/p.git@abc",
        ),
        (
            {
                "url": "https://example.org/p.git",
                "vcs_info": {"vcs": "git", "requested_revision": "v1", "commit_id": "abc"},
            },
            "postil[book,live] @ git+https://example.org/p.git@v1",
        ),
        ({"url": "https://example.org/postil-1.whl"}, "postil[book,live] @ https://example.org/postil-1.whl"),
    ],
)
def test_requirements_install_the_same_postil(direct_url: dict[str, object] | None, line: str) -> None:
    assert requirement(direct_url, "1.2.0") == line


def test_files_that_exist_are_kept(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine", "utf-8")
    (tmp_path / "dangling.md").symlink_to("nowhere")

    written = write_new_files(tmp_path, {"README.md": b"new", "docs/a.md": b"new", "dangling.md": b"new"})

    assert (written.created, written.kept) == (["docs/a.md"], ["README.md", "dangling.md"])
    assert (tmp_path / "README.md").read_text("utf-8") == "mine"
    assert not (tmp_path / "nowhere").exists()
