"""Pages of sphinx-book-theme load one style sheet and one script, and look and work as without `postil_light`."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING

import pytest

from postil.theme import pydata_templates_compat
from postil.theme.css import remove_unused_rules, split_selectors
from postil.theme.directions import follow_direction
from postil.theme.style_sheets import SHEET as SHEET_NAME
from postil.theme.unused_css import CALLOUT_ICONS, ICONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bs4 import BeautifulSoup

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]


# The limits for a post without images: bytes (gzip), and number of files.
BYTES, FILES = 65_000, 12
# The URLs of scripts in inline scripts, most of which load after the first paint.
LATE = re.compile(r'"([^"]+\.js(?:\?[^"]+)?)"')
# The list of those that load when the reader first does something.
ON_INPUT = re.compile(r"const input = (\[[^]]*\]);")
SHEET = f"_static/{SHEET_NAME}"
CLASS = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")


def declarations(css: str) -> set[tuple[str, str]]:
    """Return pairs of selectors, without pseudo-classes, and properties that a style sheet sets for them."""
    found = set()
    for rule, body in re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)):
        for each in split_selectors(rule):
            plain = re.sub(r"::?[a-z-]+(?:\([^)]*\))?", "", each)
            name = re.sub(r"\s*([>+~ ])\s*", r"\1", " ".join(plain.split())).rstrip(">+~ ")
            if name and name[0] not in ">@" and "%" not in name:
                found |= {(name, what) for what in re.findall(r"(?:^|;)\s*([a-z][a-z-]*)\s*:", body)}
    return found


def late_scripts(page: BeautifulSoup) -> list[str]:
    """Return the URLs of scripts in inline scripts, without those that wait for the reader."""
    texts = [ON_INPUT.sub("", script.get_text()) for script in page.select("script:not([src])")]
    return [address for text in texts for address in LATE.findall(text)]


def loaded_files(built: Built, name: str) -> list[Path]:
    """Return the files that a page loads before the reader does anything."""
    page = built.page(name)
    links = [str(link["href"]) for link in page.select('link[rel="stylesheet"], link[rel="icon"], link[rel="preload"]')]
    links += [str(script["src"]) for script in page.select("script[src]")]
    links += late_scripts(page)
    folder = (built.outdir / f"{name}.html").parent
    return [(folder / link.partition("?")[0]).resolve() for link in links if not link.startswith("data:")]


def page_size(built: Built, name: str) -> int:
    files = [built.outdir / f"{name}.html", *loaded_files(built, name)]
    return sum(len(gzip.compress(path.read_bytes())) for path in files)


def test_page_size_and_number_of_files(site: SiteBuilder, post: Post) -> None:
    text = "# A\n\n" + "Words[^n] with `code`.\n\n" * 40 + "```{note}\nA box.\n```\n\n[^n]: A note.\n"
    built = site.build(posts={"a.md": post(text)})
    names = [path.name for path in loaded_files(built, "posts/a")]

    assert built.warnings == []
    assert names == ["postil-pages.css", "postil-notes.js", "postil-pages.js"]
    assert page_size(built, "posts/a") < BYTES
    assert len(names) + 1 <= FILES
    page = built.page("posts/a")
    assert [script for script in page.select("script[src]") if not script.has_attr("defer")] == []
    assert page.select("button svg.postil-icon path")
    assert page.select("i[class*=fa-], span[class*=fa-]") == []


def test_shared_script_loads_late_unless_other_scripts_may_need_it(site: SiteBuilder, post: Post) -> None:
    posts = {"a.md": post(), "b.md": post("<script>bootstrap;</script>\n", title="B")}
    built = site.build(posts=posts)

    def loads(name: str) -> tuple[int, int]:
        """Return how often a page loads the script with a tag, and how often with an inline script."""
        page = built.page(name)
        later = [found for script in page.select("script:not([src])") for found in LATE.findall(script.get_text())]
        later = [name for name in later if "postil-pages.js" in name]
        return len(page.select('script[defer][src*="postil-pages.js"]')), len(later)

    assert loads("posts/a") == loads("blog") == loads("404") == loads("search") == (0, 1)
    assert loads("posts/b") == (1, 0)
    site.write({"docs/own/own.js": ""})
    built = site.build(overrides={"html_static_path": ["own"], "html_js_files": ["own.js"]})
    assert loads("posts/a") == (1, 0)
    built = site.build(overrides={"html_static_path": []})
    assert loads("posts/a") == (0, 1)
    layout = '{% extends "!layout.html" %}{% block footer %}<script>Documentation</script>{% endblock %}'
    site.write({"docs/mine/layout.html": layout})
    built = site.build(overrides={"templates_path": ["mine"]})
    assert loads("posts/a") == (1, 0)


def test_scripts_of_a_page_load_after_the_first_paint(site: SiteBuilder, post: Post) -> None:
    text = "Words[^n].\n\n![A hill](hill.svg)\n\n[^n]: A note.\n"
    site.write({"posts/hill.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'})

    def names_of(addresses: list[str]) -> list[str]:
        return [address.partition("?")[0].rpartition("/")[2] for address in addresses]

    built = site.build(posts={"a.md": post(text), "b.md": post(f"{text}<script>1</script>\n", title="B")})

    def asked(name: str) -> tuple[list[str], list[str]]:
        """Return the names of the scripts that a page loads with tags, and with inline scripts."""
        page = built.page(name)
        there = [str(script["src"]) for script in page.select("script[src]")]
        return names_of(there), names_of(late_scripts(page))

    assert asked("posts/a") == ([], ["postil-notes.js", "postil-pages.js", "postil-figures.js"])
    waiting = [found for text in ON_INPUT.findall(str(built.page("posts/a"))) for found in LATE.findall(text)]
    assert names_of(waiting) == ["postil-previews.js", "postil-reader.js"]
    there, later = asked("posts/b")
    assert later == []
    assert there.index("bootstrap.js") < there.index("postil-pages.js")
    assert set(there) == {
        "bootstrap.js", "postil-notes.js", "postil-pages.js", "postil-figures.js", "postil-previews.js",
        "postil-reader.js",
    }  # fmt: skip
    searching = ["searchtools.js", "language_data.js", "searchindex.js"]
    # A deferred script, which does not delay the first paint; it reads the attributes of its tag.
    own_search = ["postil-sphinx-search.js"]
    assert asked("search") == (own_search, ["postil-pages.js", *searching])
    assert built.page("search").select_one(f'script[src*="{own_search[0]}"][defer]')
    site.write({"docs/own/own.js": ""})
    built = site.build(overrides={"html_static_path": ["own"], "html_js_files": ["own.js"]})
    there, later = asked("search")
    assert later == []
    assert there[-3:] == searching
    site.write({"docs/mine/search.html": '{% extends "layout.html" %}{% block body %}Ask me.{% endblock %}'})
    built = site.build(overrides={"templates_path": ["mine"]})
    assert asked("search") == (own_search, ["postil-pages.js"])


def test_bootstrap_loads_at_once_only_where_code_may_need_it(site: SiteBuilder, post: Post) -> None:
    site.write({"docs/own/own.js": "bootstrap.Tooltip", "docs/own/bar.html": '<p data-bs-spy="scroll"></p>'})

    def loads(**overrides: object) -> bool:
        """Return whether a page loads Bootstrap's script without its reader's doing."""
        return any(path.name == "bootstrap.js" for path in loaded_files(site.build(overrides=overrides), "posts/a"))

    site.write({"posts/a.md": post("Words.\n")})
    assert not loads()
    assert loads(templates_path=["own"])
    assert loads(html_static_path=["own"])
    assert loads(html_theme_options={"primary_sidebar_end": ["sidebar-collapse"]})


@pytest.mark.parametrize(
    "conf",
    [
        "",
        'postil_menu = ()\nhtml_theme_options = {"announcement": "Soon", "sticky_banners": True}\n',
        """html_theme_options = {"navbar_start": ["navbar-logo"], "navbar_center": ["navbar-nav"],
        "navbar_persistent": ["search-button-field"], "primary_sidebar_end": ["sidebar-collapse"]}\n""",
        """html_sidebars = {"**": ["search-button-field", "sbt-sidebar-nav"]}\nhtml_theme_options = {
        "article_header_start": ["breadcrumbs"],
        "icon_links": [{"name": "Code", "url": "https://example.org", "icon": "fa-solid fa-code"}]}\n""",
        """postil_sidebar = "all"
html_sidebars = {"**": ["recentposts.html", "tagcloud.html", "archives.html"]}\n""",
        """html_theme_options = {"navbar_start": ["version-switcher"], "check_switcher": False,
        "switcher": {"json_url": "https://example.org/v.json", "version_match": "1"}}\n""",
        'templates_path = ["own"]\nhtml_theme_options = {"announcement": "<b class=\'badge bg-primary\'>New</b>"}\n',
    ],
)
def test_all_elements_are_styled_as_in_the_theme(
    site: SiteBuilder, post: Post, conf: str, theme_file: Callable[[str], str]
) -> None:
    """All rules of the theme for elements of pages stay, whatever features the owner turns on."""
    site.conf = conf
    site.write({
        "docs/own/layout.html": '{% extends "!layout.html" %}{% block footer %}<p class="card mb-3"></p>{% endblock %}',
        "docs/more.md": "# More\n\n- A\n\n```{note}\nA box.\n```\n\n~~~{figure} x.png\n:alt: x\nA figure\n~~~\n",
        "docs/index.md": "# Home\n\n```{toctree}\nmore\n```\n",
    })  # fmt: skip
    built = site.build(posts={"a.md": post("# A\n\n## Part\n\nWords[^n].\n\n[^n]: Note.\n")})
    pages = [built.page(name) for name in (*(path.stem for path in built.outdir.glob("*.html")), "posts/a")]
    tags = [tag for page in pages for tag in page.find_all(True)]
    names = {name for tag in tags for name in [*tag.get_attribute_list("class"), tag.get("id")]}
    left = built.read(SHEET)
    # The icons of callouts, which postil's style sheet hides, are the only exception.
    theme = remove_unused_rules(
        theme_file("pydata-sphinx-theme.css"), unused_names="(?!)", unused_selectors=CALLOUT_ICONS
    )
    lost = declarations(follow_direction(theme)) - declarations(left)
    # Each page of the theme has an empty element for a version warning. Icons are SVG, with other properties.
    names -= {"bd-header-version-warning", *(name for name in names if name and re.fullmatch(ICONS, name))}
    found = {each: set(CLASS.findall(each)) <= names for each, _what in lost}
    found = {each: near and any(page.select_one(each) for page in pages) for each, near in found.items()}

    assert {(each, what) for each, what in lost if found[each] and what not in ("content", "font")} == set()
    assert "bd-header__inner" not in names or ".bd-header__inner" in left
    assert (".card{" in left) == ("own" in conf)
    # What the theme's script reads, and writes into pages.
    assert "--bs-position:" in left
    assert (".list-group-item" in left) == ("switcher" in conf)


def test_names_in_files_of_the_owner_stay(site: SiteBuilder, post: Post) -> None:
    site.write(
        {"docs/own/own.css": ".own .badge { color: var(--pst-teal-300) }", "docs/own/own.js": "'carousel', '--bs-pink'"}
    )
    site.write({"docs/own/more.css_t": ".own { color: var(--pst-teal-500) }"})
    shared = site.build(posts={"a.md": post()}).read(SHEET)
    with_own_files = site.build(overrides={"html_static_path": ["own"]}).read(SHEET)

    for name in (".badge{", ".carousel{", "--pst-teal-300:", "--pst-teal-500:", "--bs-pink:"):
        assert name not in shared
        assert name in with_own_files
    for name in ("--pst-teal-200:", ".accordion-button{"):
        assert name not in with_own_files
    assert "--pst-color-accent-bg:" in shared


def test_page_size_does_not_grow_with_the_blog(site: SiteBuilder, post: Post) -> None:
    few = page_size(site.build(posts={"a.md": post("Words.\n")}), "posts/a")
    more = {f"b{n}.md": post(f"Words {n}.\n", title=f"B{n}", date="2023-01-01") for n in range(30)}
    many = page_size(site.build(posts=more), "posts/a")  # links to others are in the page itself

    assert abs(many - few) < 800


def test_files_of_the_owner_and_of_extensions_load(site: SiteBuilder, post: Post) -> None:
    site.conf = (
        'html_static_path = ["own"]\nhtml_css_files = ["own.css", ("paper.css", {"media": "print"})]\n'
        'html_js_files = ["own.js", ("soon.js", {"async": "async"}), "https://example.org/far.js"]\n'
    )
    site.write({f"docs/own/{name}": "" for name in ("own.css", "paper.css", "own.js", "soon.js")})
    text = '<i class="fa-brands fa-github"></i> <i class="fa-solid fa-nosuchicon"></i> <span class="fast-food">x</span>'
    page = site.build(posts={"a.md": post(text)}).page("posts/a")

    sheets = [re.sub(r"\?.*", "", str(link["href"])) for link in page.select('link[rel="stylesheet"]')]
    assert sheets == ["../_static/styles/postil-pages.css", "../_static/own.css", "../_static/paper.css"]
    scripts = {re.sub(r"\?.*", "", str(script["src"])): script.attrs for script in page.select("script[src]")}
    assert "defer" in scripts["../_static/own.js"]
    assert "defer" in scripts["https://example.org/far.js"]
    assert "defer" not in scripts["../_static/soon.js"]
    assert page.select("article svg.fa-github")
    assert page.select("article i.fa-nosuchicon")
    assert page.select("article span.fast-food")


def test_relative_urls_in_style_sheets_stay_valid(site: SiteBuilder, post: Post) -> None:
    site.conf = 'postil_fonts = {"text": "letters/a.woff2"}\n'
    site.write({"docs/letters/a.woff2": b"wOF2"})
    built = site.build(posts={"a.md": post()})
    sheet = next(path for path in loaded_files(built, "posts/a") if path.suffix == ".css")
    found = [found for found in re.findall(r"url\([\"']?([^\"')]+)", sheet.read_text("utf-8")) if ":" not in found]

    assert [name for name in found if "a.woff2" in name]
    assert [name for name in found if not (sheet.parent / name.partition("?")[0]).is_file()] == []


@pytest.mark.parametrize("theme", ["furo", "alabaster", "pydata_sphinx_theme", "basic"])
def test_other_themes_are_unchanged(tmp_path: Path, post: Post, theme: str) -> None:
    from postil.testing import SiteBuilder as Builder  # noqa: PLC0415 - not needed but here

    page = Builder(tmp_path, theme=theme).build(posts={"a.md": post()}).page("posts/a")

    assert not page.select('link[href*="postil-pages"], script[src*="postil-pages"], svg.postil-icon')


def test_option_turns_it_off_and_on_again(site: SiteBuilder, post: Post) -> None:
    unchanged = site.build(posts={"a.md": post()}, overrides={"postil_light": False})
    assert "fontawesome.js" in unchanged.read("posts/a.html")
    assert unchanged.page("posts/a").select("button i[class*=fa-], button span[class*=fa-]")
    shared = site.build()
    assert "fontawesome.js" not in shared.read("posts/a.html")
    assert shared.page("posts/a").select("button svg.postil-icon")
    again = site.build(overrides={"postil_light": False})
    assert again.page("posts/a").select("button i[class*=fa-], button span[class*=fa-]")
    assert "postil-pages" not in again.read("posts/a.html")


def test_unsupported_theme_is_unchanged_with_a_warning(
    site: SiteBuilder, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pydata_templates_compat, "ICON_SCRIPT", "scripts/moved.js")
    built = site.build(posts={"a.md": post()})

    assert len(built.warnings) == 1
    assert "page-size optimisations are disabled" in built.warnings[0]
    assert "postil.compatibility" in built.warnings[0]
    assert "fontawesome.js" in built.read("posts/a.html")


def test_search_index_loads_on_the_search_page_only(site: SiteBuilder, post: Post) -> None:
    built = site.build(posts={"a.md": post()})
    assert "searchindex.js" not in built.read("posts/a.html")
    assert "searchindex.js" in built.read("search.html")

    site = type(site)(site.folder / "typing", conf='html_theme_options = {"search_as_you_type": True}\n')
    page = site.build(posts={"a.md": post()}).page("posts/a")
    assert not page.select('script[src*="searchindex"]')
    assert [script for script in page.select("script") if "../searchindex.js" in script.get_text()]
