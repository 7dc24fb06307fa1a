"""Whatever a person writes in a field is text, in every place that shows it."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import html5lib
import pytest
from hostile_site import write_site
from hypothesis import given
from hypothesis import strategies as st

from postil.safe_urls import is_safe_url
from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built

    Post = Callable[..., str]

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_NAME = re.compile(r"[a-z][a-z0-9_:-]*|viewBox|preserveAspectRatio|gradientUnits|clipPath")
_SCRIPT_URL = re.compile(r"[\s\x00-\x20]*(j\s*a\s*v\s*a\s*s|v\s*b\s*s|data:(?!,|image/))", re.IGNORECASE)


def problems_of(html: str) -> list[str]:
    """Return what in HTML is not by the rules of its parser, or could only come from text that was not escaped."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    found = []
    for element in parser.parse(html).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in ("x-mark", "x"):
            found.append(f"<{element.tag}>")
        for name, value in element.attrib.items():
            key = str(name).removeprefix("{http://www.w3.org/2000/xmlns/}")
            if not _NAME.fullmatch(key) or key.startswith(("on", "x-mark")):
                found.append(f"<{element.tag} {name}>")
            if _SCRIPT_URL.match(value) and not str(name).startswith(("alt", "title", "content")):
                found.append(f'<{element.tag} {name}="{value[:40]}">')
        if element.tag == "script" and element.get("type") == "application/ld+json":
            json.loads(element.text or "")
        elif element.tag == "script" and re.search(r"hacked(?![^;]*;$)", element.text or ""):
            found.append(f"<script>{(element.text or '')[:60]}")
    return found + [f"{code} {data} at {place}" for place, code, data in parser.errors]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, png: bytes) -> Callable[[str, str, str], Built]:
    """Build the hostile site, once in each way. No label of it is twice: warnings are about what is not found."""

    @cache
    def built(theme: str, more: str, builder: str) -> Built:
        site = SiteBuilder(tmp_path_factory.mktemp("hostile"))
        write_site(site.folder, png, theme=theme, more=more)
        return site.build(builder=builder)

    return built


@pytest.mark.parametrize(
    ("theme", "more", "builder"),
    [
        ("sphinx_book_theme", "", "html"),
        ("sphinx_book_theme", "postil_light = False\npostil_home = True\nhtml_logo = 'me.png'\n", "dirhtml"),
        ("furo", "html_sidebars = {}\n", "html"),
        ("alabaster", "html_sidebars = {}\n", "html"),
    ],
)
def test_pages_hold_no_markup_of_a_field(
    hostile: Callable[[str, str, str], Built], theme: str, more: str, builder: str
) -> None:
    built = hostile(theme, more, builder)
    names = [name for name in built.files() if "webpack" not in name]

    assert len(names) > 40
    assert {name: found for name in names if (found := problems_of(built.read(name)))} == {}
    told = ("leads nowhere", "is not the URL of an image")
    assert [warning for warning in built.warnings if not any(words in warning for words in told)] == []


def test_feeds_hold_no_markup_of_a_field(hostile: Callable[[str, str, str], Built]) -> None:
    built = hostile("sphinx_book_theme", "", "html")
    texts: list[str] = []
    for name in built.files(suffix="atom.xml"):
        root = ET.fromstring(built.read(name))  # noqa: S314 - our own file
        texts += [node.text or "" for node in root.iter(f"{ATOM}content")]
        texts += [node.text or "" for node in root.iter() if node.get("type") == "html"]
    root = ET.fromstring(built.read("blog/rss.xml"))  # noqa: S314
    texts += [node.text or "" for node in root.iter(CONTENT)]
    texts += [item.get("content_html", "") for item in json.loads(built.read("blog/feed.json"))["items"]]

    assert len(texts) > 50
    for text in texts:
        assert problems_of(f"<!DOCTYPE html><html><head><title></title></head><body>{text}</body></html>") == []


SCRIPTS = [
    "javascript:hacked()",
    "JavaScript:hacked()",
    " \tjavascript:hacked()",
    "\x01javascript:hacked()",
    "java\nscript:hacked()",
    "java\tscript:hacked()",
    "javascript&#58;hacked()",
    "&#106;avascript:hacked()",
    "javascript://example.org/%0ahacked()",
    "vbscript:hacked()",
    "data:text/html,<script>hacked()</script>",
    "view-source:https://example.org",
    "blob:https://example.org/1",
    "file:///etc/passwd",
]
LINKS = ["https://e.org/a:b", "http://e.org", "HTTPS://E.ORG", "mailto:a@e.org", "about/", "/a", "../a?b=c:d", "#a:b",
         "?a:b", "//e.org", "", "tel:+1", "a/b:c", "matrix:u/a:e.org"]  # fmt: skip


@pytest.mark.parametrize("url", SCRIPTS)
def test_what_could_run_is_no_link(url: str) -> None:
    assert not is_safe_url(url)


@pytest.mark.parametrize("url", LINKS)
def test_what_leads_somewhere_is_a_link(url: str) -> None:
    assert is_safe_url(url)


@given(st.lists(st.sampled_from([*"javascript:", "&#58;", "\t", "\n", " ", "J", "\x00", "&Tab;", "/"]), max_size=20))
def test_nothing_that_a_browser_reads_as_a_script_is_a_link(parts: list[str]) -> None:
    url = "".join(parts)
    read = re.sub(r"[\t\n\r]", "", url).strip("".join(map(chr, range(33)))).lower()

    assert not (read.startswith("javascript:") and is_safe_url(url))


@pytest.mark.parametrize("url", SCRIPTS)
def test_urls_in_fields_that_could_run_are_left_out_with_a_warning(
    plain_site: SiteBuilder, post: Post, url: str
) -> None:
    person = {"name": "Ada", "link": url, "links": {"Code": url, "Mail": "mailto:ada@e.org"}}
    plain_site.conf = (
        f"blog_authors = {{'ada': {person!r}}}\n"
        f"blog_locations = {{'here': ('Here', {url!r})}}\n"
        f"postil_menu = {{'Menu': {url!r}}}\n"
        f"postil_comments = {{'engine': 'isso', 'url': {url!r}}}\n"
    )
    front = {"authors": ["ada"], "location": "here", "external_link": url, "canonical_link": url, "aliases": [url]}
    built = plain_site.build({"a.md": post(**front)})
    said = "\n".join(built.warnings)

    for line, count in {"blog_authors": 2, "blog_locations": 1, "postil_menu": 1, "postil_comments": 1}.items():
        found = [each for each in built.warnings if f"`{line}" in each]
        assert len(found) == count, line
        assert all(re.search(r"docs.conf\.py:\d+: WARNING", each) for each in found)
    assert all(re.search(rf"a\.md:\d+: WARNING: `{key}: ", said) for key in ("external_link", "canonical_link"))
    for name in built.files():
        links = [str(link.get("href")) for link in built.page(name).select("[href]")]
        assert not [link for link in links if "hacked" in link or not is_safe_url(link.replace("data:,", ""))], name
    assert built.article("blog/author/ada").select('a[href="mailto:ada@e.org"]')
    for name in ("blog/atom.xml", "blog/rss.xml", "blog/feed.json"):
        assert "hacked" not in built.read(name)


def test_names_of_the_site_are_text_in_the_book_theme(site: SiteBuilder, post: Post) -> None:
    site.conf = "blog_title = \"Notes on C++ <vector> & 'more'\"\n"
    built = site.build({"it's.md": post(), "a</script>.md": post()})

    page = built.page("posts/it's")
    assert page.select_one(".logo__title").get_text() == "Notes on C++ <vector> & 'more'"  # type: ignore[union-attr]
    assert page.title.get_text() == "A post — Notes on C++ <vector> & 'more'"  # type: ignore[union-attr]
    assert 'DOCUMENTATION_OPTIONS.pagename = "posts/it\\u0027s";' in built.read("posts/it's.html")
    assert problems_of(built.read("posts/a</script>.html")) == []
