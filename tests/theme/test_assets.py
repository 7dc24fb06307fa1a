"""Pages of the book theme load one style sheet and one script, and look and work as before."""

from __future__ import annotations

import gzip
import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from postil.theme import pydata_templates_compat
from postil.theme.css import (
    deduplicate_license_comments,
    inline_icon_images,
    remove_unused_rules,
    remove_unused_variables,
    rules_of,
    split_selectors,
)
from postil.theme.icons import IconSet
from postil.theme.style_sheets import SHEET as SHEET_NAME
from postil.theme.unused_css import COMPONENTS, ICONS, REQUIRED, UNUSED_PARTS, UTILITIES, unused_name_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import Built, SiteBuilder

    Post = Callable[..., str]

# Gzipped bytes that a post may load, without its own pictures, and how many files that may be; issue of weight.
BYTES, FILES = 110_000, 12
# The addresses of scripts that a page asks for itself, most of them once it is painted.
LATER = re.compile(r'"([^"]+\.js(?:\?[^"]+)?)"')


SHEET = f"_static/{SHEET_NAME}"
CLASS = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")


def settings(css: str) -> set[tuple[str, str]]:
    """Return what a style sheet sets for what: selectors, without the states of it, and properties."""
    found = set()
    for rule, body in re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)):
        for each in split_selectors(rule):
            plain = re.sub(r"::?[a-z-]+(?:\([^)]*\))?", "", each)
            name = re.sub(r"\s*([>+~ ])\s*", r"\1", " ".join(plain.split())).rstrip(">+~ ")
            if name and name[0] not in ">@" and "%" not in name:
                found |= {(name, what) for what in re.findall(r"(?:^|;)\s*([a-z][a-z-]*)\s*:", body)}
    return found


def theme_folders() -> list[Path]:
    """Return the folders of the theme and of the one that it stands on."""
    specs = [find_spec(name) for name in ("pydata_sphinx_theme", "sphinx_book_theme")]
    return [Path(folder) for spec in specs if spec for folder in spec.submodule_search_locations or ()]


def theme_file(name: str) -> str:
    found = [path for folder in theme_folders() for path in folder.rglob(name) if "static" in path.parts]
    return found[0].read_text("utf-8")


def assets(built: Built, name: str) -> list[Path]:
    """Return the files that a page loads before anybody does anything."""
    page = built.page(name)
    links = [str(link["href"]) for link in page.select('link[rel="stylesheet"], link[rel="icon"], link[rel="preload"]')]
    links += [str(script["src"]) for script in page.select("script[src]")]
    links += [address for script in page.select("script:not([src])") for address in LATER.findall(script.get_text())]
    folder = (built.outdir / f"{name}.html").parent
    return [(folder / link.partition("?")[0]).resolve() for link in links if not link.startswith("data:")]


def weight(built: Built, name: str) -> int:
    files = [built.outdir / f"{name}.html", *assets(built, name)]
    return sum(len(gzip.compress(path.read_bytes())) for path in files)


def test_a_page_loads_little(site: SiteBuilder, post: Post) -> None:
    text = "# A\n\n" + "Words[^n] with `code`.\n\n" * 40 + "```{note}\nA box.\n```\n\n[^n]: A note.\n"
    built = site.build(posts={"a.md": post(text)})
    names = [path.name for path in assets(built, "posts/a")]

    assert built.warnings == []
    assert names == ["postil-pages.css", "postil-notes.js", "postil-pages.js"]
    assert weight(built, "posts/a") < BYTES
    assert len(names) + 1 <= FILES
    page = built.page("posts/a")
    assert [script for script in page.select("script[src]") if not script.has_attr("defer")] == []
    assert page.select("button svg.postil-icon path")
    assert page.select("i[class*=fa-], span[class*=fa-]") == []


def test_the_theme_s_script_waits_unless_another_may_need_it(site: SiteBuilder, post: Post) -> None:
    posts = {"a.md": post(), "b.md": post("<script>bootstrap;</script>\n", title="B")}
    built = site.build(posts=posts)

    def loads(name: str) -> tuple[int, int]:
        """Return how often a page names the script in its source, and how often it asks for it later."""
        page = built.page(name)
        later = [found for script in page.select("script:not([src])") for found in LATER.findall(script.get_text())]
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


def test_scripts_of_a_page_that_nobody_waits_for_come_later(site: SiteBuilder, post: Post) -> None:
    text = "Words[^n].\n\n![A hill](hill.svg)\n\n[^n]: A note.\n"
    site.write({"posts/hill.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'})

    def names_of(addresses: list[str]) -> list[str]:
        return [address.partition("?")[0].rpartition("/")[2] for address in addresses]

    built = site.build(posts={"a.md": post(text), "b.md": post(f"{text}<script>1</script>\n", title="B")})

    def asked(name: str) -> tuple[list[str], list[str]]:
        """Return the names of the scripts in a page's source, and of those that it asks for itself."""
        page = built.page(name)
        there = [str(script["src"]) for script in page.select("script[src]")]
        later = [found for script in page.select("script:not([src])") for found in LATER.findall(script.get_text())]
        return names_of(there), names_of(later)

    assert asked("posts/a") == ([], ["postil-notes.js", "postil-pages.js", "postil-figures.js"])
    there, later = asked("posts/b")
    assert later == []
    assert set(there) == {"postil-notes.js", "postil-pages.js", "postil-figures.js"}
    searching = ["searchtools.js", "language_data.js", "searchindex.js"]
    assert asked("search") == ([], ["postil-pages.js", *searching])
    site.write({"docs/own/own.js": ""})
    built = site.build(overrides={"html_static_path": ["own"], "html_js_files": ["own.js"]})
    there, later = asked("search")
    assert later == []
    assert there[-3:] == searching
    site.write({"docs/mine/search.html": '{% extends "layout.html" %}{% block body %}Ask me.{% endblock %}'})
    built = site.build(overrides={"templates_path": ["mine"]})
    assert asked("search") == ([], ["postil-pages.js"])


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
def test_what_pages_have_is_styled_as_in_the_theme(site: SiteBuilder, post: Post, conf: str) -> None:
    """Each class and id of a page that the theme has a rule for has one still, whatever an owner has turned on."""
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
    lost = settings(theme_file("pydata-sphinx-theme.css")) - settings(left)
    # The theme has an empty place for a warning on every page; icons are drawn, by other properties.
    names -= {"bd-header-version-warning", *(name for name in names if name and re.fullmatch(ICONS, name))}
    found = {each: set(CLASS.findall(each)) <= names for each, _what in lost}
    found = {each: near and any(page.select_one(each) for page in pages) for each, near in found.items()}

    assert {(each, what) for each, what in lost if found[each] and what not in ("content", "font")} == set()
    assert "bd-header__inner" not in names or ".bd-header__inner" in left
    assert (".card{" in left) == ("own" in conf)
    # What the theme's script asks for, and writes into pages.
    assert "--bs-position:" in left
    assert (".list-group-item" in left) == ("switcher" in conf)


def test_rules_for_extensions_are_there_with_them() -> None:
    without = re.compile(unused_name_pattern({"sphinx_design", "postil"}, "", navbar=False))

    assert not without.fullmatch("sd-card")
    assert without.fullmatch("sphinx-tabs-tab")
    assert re.compile(unused_name_pattern({"postil"}, "", navbar=False)).fullmatch("sd-card")


def test_style_sheets_and_scripts_of_the_owner_keep_what_they_use(site: SiteBuilder, post: Post) -> None:
    site.write(
        {"docs/own/own.css": ".own .badge { color: var(--pst-teal-300) }", "docs/own/own.js": "'carousel', '--bs-pink'"}
    )
    site.write({"docs/own/more.css_t": ".own { color: var(--pst-teal-500) }"})
    light = site.build(posts={"a.md": post()}).read(SHEET)
    whole = site.build(overrides={"html_static_path": ["own"]}).read(SHEET)

    for name in (".badge{", ".carousel{", "--pst-teal-300:", "--pst-teal-500:", "--bs-pink:"):
        assert name not in light
        assert name in whole
    for name in ("--pst-teal-200:", ".accordion-button{"):
        assert name not in whole
    assert "--pst-color-accent-bg:" in light


def test_weight_does_not_grow_with_the_blog(site: SiteBuilder, post: Post) -> None:
    few = weight(site.build(posts={"a.md": post("Words.\n")}), "posts/a")
    more = {f"b{n}.md": post(f"Words {n}.\n", title=f"B{n}", date="2023-01-01") for n in range(30)}
    many = weight(site.build(posts=more), "posts/a")  # links to others are in the page itself

    assert abs(many - few) < 800


def test_what_the_owner_and_extensions_add_stays(site: SiteBuilder, post: Post) -> None:
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


def test_addresses_in_style_sheets_stay_true(site: SiteBuilder, post: Post) -> None:
    site.conf = 'postil_fonts = {"text": "letters/a.woff2"}\n'
    site.write({"docs/letters/a.woff2": b"wOF2"})
    built = site.build(posts={"a.md": post()})
    sheet = next(path for path in assets(built, "posts/a") if path.suffix == ".css")
    found = [found for found in re.findall(r"url\([\"']?([^\"')]+)", sheet.read_text("utf-8")) if ":" not in found]

    assert [name for name in found if "a.woff2" in name]
    assert [name for name in found if not (sheet.parent / name.partition("?")[0]).is_file()] == []


@pytest.mark.parametrize("theme", ["furo", "alabaster", "pydata_sphinx_theme", "basic"])
def test_other_themes_are_left_alone(tmp_path: Path, post: Post, theme: str) -> None:
    from postil.testing import SiteBuilder as Builder  # noqa: PLC0415 - not needed but here

    page = Builder(tmp_path, theme=theme).build(posts={"a.md": post()}).page("posts/a")

    assert not page.select('link[href*="postil-pages"], script[src*="postil-pages"], svg.postil-icon')


def test_it_can_be_turned_off_and_on_again(site: SiteBuilder, post: Post) -> None:
    heavy = site.build(posts={"a.md": post()}, overrides={"postil_light": False})
    assert "fontawesome.js" in heavy.read("posts/a.html")
    assert heavy.page("posts/a").select("button i[class*=fa-], button span[class*=fa-]")
    light = site.build()
    assert "fontawesome.js" not in light.read("posts/a.html")
    assert light.page("posts/a").select("button svg.postil-icon")
    again = site.build(overrides={"postil_light": False})
    assert again.page("posts/a").select("button i[class*=fa-], button span[class*=fa-]")
    assert "postil-pages" not in again.read("posts/a.html")


def test_a_theme_that_is_not_known_stays_as_it_is(
    site: SiteBuilder, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pydata_templates_compat, "ICON_SCRIPT", "scripts/moved.js")
    built = site.build(posts={"a.md": post()})

    assert len(built.warnings) == 1
    assert "page-size optimisations are disabled" in built.warnings[0]
    assert "postil.compatibility" in built.warnings[0]
    assert "fontawesome.js" in built.read("posts/a.html")


def test_the_index_of_the_search_waits_for_the_reader(site: SiteBuilder, post: Post) -> None:
    built = site.build(posts={"a.md": post()})
    assert "searchindex.js" not in built.read("posts/a.html")
    assert "searchindex.js" in built.read("search.html")

    site = type(site)(site.folder / "typing", conf='html_theme_options = {"search_as_you_type": True}\n')
    page = site.build(posts={"a.md": post()}).page("posts/a")
    assert not page.select('script[src*="searchindex"]')
    assert [script for script in page.select("script") if "../searchindex.js" in script.get_text()]


# --- style sheets ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("css", "left"),
    [
        (".fa-x{a:b}.y{c:d}", ".y{c:d}"),
        (".y,.fa-x b,.z{c:d}", ".y,.z{c:d}"),
        ("@media print{.fa-x{a:b}.y{c:d}}", "@media print{.y{c:d}}"),
        ("@media print{.fa-x{a:b}}.y{c:d}", ".y{c:d}"),
        ('@charset "UTF-8";.y{content:"}.fa-x{"}', '@charset "UTF-8";.y{content:"}.fa-x{"}'),
        (".y:not(.fa-x){c:d}", ".y:not(.fa-x){c:d}"),
        (":is(.y,.z) .fa-x{c:d}:is(.fa-x,.z){c:d}", ":is(.fa-x,.z){c:d}"),
        ("/* of no use */.y{c:d}/*! a right */.fa-x{e:f}", ".y{c:d}/*! a right */"),
        ('a[href=",.fa-x"]{c:d}', 'a[href=",.fa-x"]{c:d}'),
        ("@font-face{src:url(fa-x)}@keyframes fa-x{0%{a:b}}", "@font-face{src:url(fa-x)}@keyframes fa-x{0%{a:b}}"),
        (".fa-kept{a:b}", ".fa-kept{a:b}"),
        (".y{c:d", ".y{c:d"),
    ],
)  # fmt: skip
def test_light_sheet(css: str, left: str) -> None:
    assert remove_unused_rules(css, unused_names="fa-.+", required=frozenset({"fa-kept"})).replace(" */", " */") == left


def test_nothing_is_lost_where_nothing_is_left_out() -> None:
    """The theme's own sheet, rule by rule, as it was but for comments."""
    css = theme_file("pydata-sphinx-theme.css")
    comment = re.compile(r"/\*.*?\*/", re.DOTALL)

    assert "".join(rules_of(css)) == css
    assert re.sub(r"\s", "", comment.sub("", remove_unused_rules(css, unused_names="-"))) == re.sub(
        r"\s", "", comment.sub("", css)
    )


def test_selectors_are_split_outside_of_brackets() -> None:
    assert split_selectors("a,b:is(c,d),e[f=',']") == ["a", "b:is(c,d)", "e[f=',']"]


@pytest.mark.parametrize(
    ("css", "left"),
    [
        ("a{--bs-x:1;--bs-y:2;b:var(--bs-x)}", "a{--bs-x:1;b:var(--bs-x)}"),
        ("a{--bs-x:1;--bs-y:var(--bs-x)}", "a{}"),
        ("a{--bs-x:url(\"data:a;{}b\");--pst-icon-x:'}';c:d}", "a{c:d}"),
        ("a{--fa-x:url(data:a;b);c:d}", "a{c:d}"),
        ("a{--pst-teal-100:#fff;--pst-color-x:#000;--pst-teal-x:1px}", "a{--pst-color-x:#000;--pst-teal-x:1px}"),
        ("a{--pst-teal-300:#fff}", "a{--pst-teal-300:#fff}"),
        ("a{--own--bs-x:1}", "a{--own--bs-x:1}"),
    ],
)
def test_variables_that_nobody_asks_for_are_left_out(css: str, left: str) -> None:
    assert remove_unused_variables(css, "b{c:var( --pst-teal-300)}") == left


def test_a_notice_of_rights_stands_once() -> None:
    assert deduplicate_license_comments("/*! A */a{}/*! B */b{}/*! A */c{}") == "/*! A */a{}/*! B */b{}c{}"


def test_the_classes_of_the_theme_stay() -> None:
    """Whatever its templates write into pages has its rules still."""
    pattern = re.compile(f"{COMPONENTS}|{UTILITIES}|{UNUSED_PARTS}")
    css = set(re.findall(r"\.(-?[A-Za-z_][\w-]*)", theme_file("pydata-sphinx-theme.css")))
    lost = set()
    for path in (path for folder in theme_folders() for path in folder.rglob("*.html")):
        for value in re.findall(r'class="([^"]*)"', path.read_text("utf-8")):
            names = set(re.findall(r"(?<![\w-])[A-Za-z][\w-]*", value)) & css
            lost |= {name for name in names if pattern.fullmatch(name) and name not in REQUIRED}

    assert lost == set()


def test_icons_of_the_style_sheet_are_pictures() -> None:
    css = (
        'html{--pst-icon-bell:"\uf0f3";--pst-icon-none:"\ue999"}'
        ".a:after{color:red;content:var(--pst-icon-bell);font:var(--fa-font-solid)}"
    )
    drawn = inline_icon_images(css, lambda number: "data:x" if number == "f0f3" else "")

    assert '--pst-icon-bell:url("data:x")' in drawn
    assert '--pst-icon-none:"\ue999"' in drawn
    assert "--postil-icon:var(--pst-icon-bell)" in drawn
    assert "mask:var(--postil-icon)" in drawn
    assert "--fa-font-solid" not in drawn
    assert inline_icon_images(".a{b:c}", lambda _number: "data:x") == ".a{b:c}"


# --- icons ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def icons() -> IconSet:
    return IconSet(theme_file("fontawesome.js"))


@pytest.mark.parametrize(
    "classes",
    ["fas fa-code", "fa-solid fa-magnifying-glass fa-lg", "fab fa-github", "fas fa-pencil-alt", "fa-regular fa-file",
     "theme-switch fa-solid fa-sun fa-lg fa-fw", "fas fa-rocket", "fas fa-lightbulb", "fab fa-gitlab"],
)  # fmt: skip
def test_icons_are_found_by_name_and_older_name(icons: IconSet, classes: str) -> None:
    svg = str(icons.draw(classes))

    assert re.fullmatch(r'<svg class="postil-icon [^"]+" viewBox="0 0 \d+ \d+" [^>]*><path d="M[^"]+"/></svg>', svg)
    assert 'aria-hidden="true"' in svg


def test_icons_that_there_are_not(icons: IconSet) -> None:
    assert icons.draw("fas fa-no-such-icon") is None
    assert icons.draw("fa-lg") is None
    assert icons.draw('fas fa-"><script>') is None
    assert icons.image_url("ffff") == ""
    with pytest.raises(ValueError, match=r"^$"):
        IconSet("another script")


def test_the_name_of_an_icon_is_an_element(icons: IconSet) -> None:
    svg = str(icons.draw("fas fa-sun", ' data-mode="light" title="{{ _(\'Light\') }}"'))

    assert ' data-mode="light" role="img" aria-label="{{ _(\'Light\') }}"><path' in svg
    assert " title=" not in svg
    assert "aria-hidden" not in svg


def test_styles_of_icons_differ(icons: IconSet) -> None:
    assert icons.draw("far fa-file") != str(icons.draw("fas fa-file")).replace("fas", "far")


def test_icons_known_by_pattern_are_the_same_ones() -> None:
    assert re.fullmatch(ICONS, "fa-x")
    assert re.fullmatch(ICONS, "fas")
    assert not re.fullmatch(ICONS, "fast")
