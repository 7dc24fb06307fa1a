"""Blogs in several languages: posts keep their language, their URL and their translations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from folders import header_and_body, import_folder

from postil.importers.languages import language_in_path
from postil.testing import SiteBuilder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from postil.importers.report import Report

HUGO = """\
baseURL = "https://bridges.example/"
title = "Bridges"
defaultContentLanguage = "en"
[languages.de]
languageName = "Deutsch!"
weight = 2
[languages.en]
weight = 1
[languages.fr]
"""


def markdown(title: str, **values: object) -> str:
    front = {"title": title, "date": "2024-03-01", **values}
    return f"---\n{yaml.safe_dump(front)}---\nWords of {title}.\n"


def wxr(*items: tuple[str, str, str, str]) -> str:
    """Return an export of WordPress with items: slug, path, and more elements."""
    entries = "".join(
        f"<item><title>{slug}</title><link>https://bridges.example{path}</link><guid>{slug}</guid>"
        f"<wp:post_name>{slug}</wp:post_name><wp:post_date>2024-03-01 10:00:00</wp:post_date>"
        f"<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>{more}{extra}"
        "<content:encoded><![CDATA[<p>Words.</p>]]></content:encoded></item>"
        for slug, path, more, extra in items
    )
    return (
        '<?xml version="1.0"?><rss xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Bridges</title>'
        f"<link>https://bridges.example</link><language>en-US</language>{entries}</channel></rss>"
    )


def polylang(tag: str) -> tuple[str, str]:
    return (
        f'<category domain="language" nicename="{tag}"><![CDATA[x]]></category>',
        '<category domain="post_translations" nicename="pll_65"><![CDATA[pll_65]]></category>',
    )


def wpml(tag: str) -> tuple[str, str]:
    meta = {"_wpml_import_language_code": tag, "_wpml_import_translation_group": "7"}
    fields = [
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{value}</wp:meta_value></wp:postmeta>"
        for key, value in meta.items()
    ]
    return (fields[0], fields[1])


# Of each site: its files, and the URLs of a post and of its translation into German.
SITES: Mapping[str, tuple[str, Mapping[str, str | bytes], str, str]] = {
    "hugo-suffix": ("hugo", {
        "hugo.toml": HUGO,
        "content/posts/walk.md": markdown("Walk"),
        "content/posts/walk.de.md": markdown("Gang"),
        "content/posts/alone.md": markdown("Alone"),
    }, "/posts/walk/", "/de/posts/walk/"),
    "hugo-bundle": ("hugo", {
        "hugo.toml": HUGO,
        "content/posts/walk/index.md": markdown("Walk"),
        "content/posts/walk/index.de.md": markdown("Gang", slug="gang"),
    }, "/posts/walk/", "/de/posts/gang/"),
    "hugo-folders": ("hugo", {
        "hugo.toml": HUGO.replace("weight = 2", 'contentDir = "content/german"'),
        "content/posts/walk.md": markdown("Walk"),
        "content/german/posts/walk.md": markdown("Gang"),
    }, "/posts/walk/", "/de/posts/walk/"),
    "hugo-key": ("hugo", {
        "hugo.toml": HUGO,
        "content/posts/walk.md": markdown("Walk", translationKey="w"),
        "content/posts/gang.de.md": markdown("Gang", translationKey="w"),
    }, "/posts/walk/", "/de/posts/gang/"),
    "zola": ("zola", {
        "config.toml": 'base_url = "https://bridges.example"\n[languages.de]\n[languages.fr]\n',
        "content/blog/walk/index.md": '+++\ntitle = "Walk"\ndate = 2024-03-01\n+++\nWords.\n',
        "content/blog/walk/index.de.md": '+++\ntitle = "Gang"\ndate = 2024-03-01\n+++\nWords.\n',
    }, "/blog/walk/", "/de/blog/walk/"),
    "nikola": ("nikola", {
        "conf.py": 'BLOG_TITLE = "B"\nDEFAULT_LANG = "en"\nTRANSLATIONS = {"en": "", "de": "./de"}\n'
        'POSTS = (("posts/*.md", "posts", "post.tmpl"),)\n',
        "posts/walk.md": markdown("Walk"),
        "posts/walk.de.md": markdown("Gang"),
    }, "/posts/walk/", "/de/posts/walk/"),
    "pelican": ("pelican", {
        "pelicanconf.py": 'SITENAME = "B"\nDEFAULT_LANG = "en"\n',
        "content/walk.md": "Title: Walk\nDate: 2024-03-01\n\nWords.\n",
        "content/gang.md": "Title: Gang\nSlug: walk\nLang: de\nDate: 2024-03-01\n\nWords.\n",
    }, "/walk.html", "/walk-de.html"),
    "pelican-subsites": ("pelican", {
        "pelicanconf.py": 'SITENAME = "B"\nDEFAULT_LANG = "en"\nI18N_SUBSITES = {"de": {"SITENAME": "C"}}\n',
        "content/walk.md": "Title: Walk\nDate: 2024-03-01\n\nWords.\n",
        "content/gang.md": "Title: Gang\nSlug: walk\nLang: de\nDate: 2024-03-01\n\nWords.\n",
    }, "/walk.html", "/de/walk.html"),
    "polyglot": ("jekyll", {
        "_config.yml": "languages: [en, de]\ndefault_lang: en\n",
        "_posts/2024-03-01-walk.md": markdown("Walk", lang="en", permalink="/walk/"),
        "_posts/2024-03-01-gang.md": markdown("Gang", lang="de", permalink="/walk/"),
    }, "/walk/", "/de/walk/"),
    "polyglot-page-id": ("jekyll", {
        "_config.yml": "languages: [en, de]\ndefault_lang: en\nlang_from_path: true\n",
        "_posts/2024-03-01-walk.md": markdown("Walk", permalink="/walk/", page_id="w"),
        "_posts/de/2024-03-01-gang.md": markdown("Gang", permalink="/gang/", page_id="w"),
    }, "/walk/", "/de/gang/"),
    "jekyll-ref": ("jekyll", {
        "_config.yml": "title: B\nlang: en\n",
        "_posts/2024-03-01-walk.md": markdown("Walk", ref="w", permalink="/walk/"),
        "_posts/2024-03-01-gang.md": markdown("Gang", ref="w", lang="de", permalink="/de/gang/"),
    }, "/walk/", "/de/gang/"),
    "eleventy": ("eleventy", {
        "eleventy.config.js": "module.exports = {};\n",
        "_data/site.json": '{"title": "B", "lang": "en"}',
        "en/en.json": '{"lang": "en"}',
        "de/de.json": '{"lang": "de"}',
        "en/posts/walk.md": markdown("Walk"),
        "de/posts/walk.md": markdown("Gang"),
    }, "/en/posts/walk/", "/de/posts/walk/"),
    "astro": ("astro", {
        "astro.config.mjs": 'export default { i18n: { locales: ["en", "de"], defaultLocale: "en" } };\n',
        "src/content/blog/walk.md": markdown("Walk"),
        "src/content/blog/de/walk.md": markdown("Gang"),
    }, "/blog/walk/", "/de/blog/walk/"),
    "astro-all-in-folders": ("astro", {
        "astro.config.mjs": 'export default { i18n: { locales: ["de", "en"], defaultLocale: "en",\n'
        "routing: { prefixDefaultLocale: true } } };\n",
        "src/content/blog/en/walk.md": markdown("Walk"),
        "src/content/blog/de/walk.md": markdown("Gang"),
    }, "/en/blog/walk/", "/de/blog/walk/"),
    "polylang": ("wordpress", {
        "wp.xml": wxr(("walk", "/walk/", *polylang("en")), ("gang", "/de/gang/", *polylang("de"))),
    }, "/walk/", "/de/gang/"),
    "eleventy-territory": ("eleventy", {
        "eleventy.config.js": "module.exports = {};\n",
        "_data/site.json": '{"title": "B", "lang": "en-GB"}',
        "posts/posts.json": '{"lang": "en-GB"}',
        "posts/walk.md": markdown("Walk", translation_key="w"),
        "de/posts/walk.md": markdown("Gang", lang="de", translation_key="w"),
    }, "/posts/walk/", "/de/posts/walk/"),
    "wpml": ("wordpress", {
        "wp.xml": wxr(("walk", "/walk/", *wpml("en")), ("gang", "/de/gang/", *wpml("de"))),
    }, "/walk/", "/de/gang/"),
}  # fmt: skip


OPTIONS = ("postil_languages", "postil_default_language_in_subfolder")


def headers(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the front matter of all posts, by their URLs."""
    found = [yaml.safe_load(header_and_body(path)[0]) for path in sorted((folder / "posts").rglob("index.md"))]
    return {header["permalink"]: header for header in found}


def imported(name: str, folder: Path) -> Report:
    engine, files, _url, _other = SITES[name]
    return import_folder(engine, folder, files)


@pytest.mark.parametrize("name", SITES)
def test_posts_keep_their_language_url_and_translation(tmp_path: Path, name: str) -> None:
    report = imported(name, tmp_path)
    _engine, files, url, german_url = SITES[name]
    posts = headers(tmp_path)
    post, german = posts[url], posts[german_url]

    assert "language" not in post
    assert german["language"] == "de"
    assert german["translation_key"] == post["translation_key"]
    assert not any("translation_key" in header for path, header in posts.items() if path not in (url, german_url))
    if german_url.startswith("/de/"):
        assert (tmp_path / "posts/de").is_dir()
        expected = "Deutsch!" if "hugo.toml" in files else "Deutsch"
        assert report.settings["postil_languages"] == {"en": "English", "de": expected}
    else:  # the option would move them
        assert "postil_languages" not in report.settings
    in_subfolder = report.settings.get("postil_default_language_in_subfolder", False)
    assert in_subfolder == url.startswith("/en/")
    assert not [item for item in report.not_understood if "lang" in item.construct]


def test_a_few_posts_in_another_language_are_no_blog_of_their_own(tmp_path: Path) -> None:
    files = {
        "_config.yml": "title: B\nlang: en\n",
        "_posts/2024-03-01-walk.md": markdown("Walk"),
        "_posts/2024-03-02-gang.md": markdown("Gang", lang="de"),
    }
    report = import_folder("jekyll", tmp_path, files)
    languages = sorted(header.get("language", "") for header in headers(tmp_path).values())

    assert languages == ["", "de"]
    assert "postil_languages" not in report.settings
    assert not (tmp_path / "posts/de").exists()


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB"><title>B</title><link href="https://b.example/"/>
<entry><title>A</title><id>a</id><link href="https://b.example/a"/><updated>2024-03-01T00:00:00Z</updated>
<content type="html">Words.</content></entry>
<entry xml:lang="de"><title>B</title><id>b</id><link href="https://b.example/b"/><updated>2024-03-01T00:00:00Z</updated>
<content type="html">Worte.</content></entry></feed>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "language": "en", "home_page_url": "https://b.example/",
"items": [{"id": "a", "url": "https://b.example/a", "content_html": "Words.", "language": "en-US",
"date_published": "2024-03-01"}, {"id": "b", "url": "https://b.example/b", "content_html": "Worte.", "language": "de",
"date_published": "2024-03-01"}]}"""


@pytest.mark.parametrize(("name", "text"), [("feed.xml", ATOM), ("feed.json", JSON)])
def test_entries_of_feeds_have_a_language(tmp_path: Path, name: str, text: str) -> None:
    report = import_folder("feed", tmp_path, {name: text})
    posts = headers(tmp_path)

    assert report.settings["language"] == "en"
    assert ("language" in posts["/a"], posts["/b"]["language"]) == (False, "de")


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    first, second = imported("hugo-bundle", tmp_path), imported("hugo-bundle", tmp_path)

    assert len(first.written) == 2
    assert (second.written, second.unchanged, second.kept) == ([], 2, [])


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("de/posts/walk.md", ("de", "posts/walk.md")),
        ("posts/DE/walk.md", ("de", "posts/walk.md")),
        ("posts/pt_BR/walk.md", ("pt-br", "posts/walk.md")),
        ("posts/de.md", ("", "posts/de.md")),
        ("design/walk.md", ("", "design/walk.md")),
    ],
)
def test_language_in_path(path: str, expected: tuple[str, str]) -> None:
    assert language_in_path(path, ["de", "pt-br"]) == expected


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name == "hugo-suffix" else pytest.mark.long) for name in SITES]
)
def test_the_site_has_the_old_urls(tmp_path: Path, name: str) -> None:
    report = imported(name, tmp_path)
    conf = "".join(f"{key} = {report.settings[key]!r}\n" for key in OPTIONS if key in report.settings)
    built = SiteBuilder(tmp_path, theme="basic", conf=conf).build()
    pages = [f"{url}index.html" if url.endswith("/") else url for url in SITES[name][2:]]

    assert built.warnings == []
    assert {page.removeprefix("/") for page in pages} <= set(built.files())
    german = built.page(pages[1].strip("/").removesuffix(".html"))
    assert [link.get_text() for link in german.select("[hreflang=en]:not(link)")][:1] == ["English"]
