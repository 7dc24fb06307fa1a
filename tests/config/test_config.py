"""Options, and the defaults of a blog."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from postil.config import defaults
from postil.config.clock import current_time
from postil.config.defaults import DEFAULTS

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx.config import Config

    from postil.testing import SiteBuilder

OWN: dict[str, Any] = {
    "html_theme": "alabaster",
    "fontawesome_included": False,
    "html_math_renderer": "mathjax",
    "exclude_patterns": ["mine"],
    "myst_enable_extensions": ["tasklist"],
    "myst_dmath_allow_space": True,
    "myst_dmath_allow_digits": True,
    "myst_heading_anchors": 1,
    "myst_footnote_transition": True,
    "html_scaled_image_link": True,
}


def config_of(folder: Path, conf: str, status: StringIO | None = None) -> Config:
    """Return the configuration of a site with this conf.py."""
    (folder / "conf.py").write_text(f'extensions = ["postil"]\n{conf}', "utf-8")
    (folder / "index.md").write_text("# Home\n", "utf-8")
    with patch_docutils(folder), docutils_namespace():
        out = folder / "out"
        return Sphinx(folder, folder, out, out / "doctrees", "html", status=status, warning=StringIO()).config


def test_defaults_of_a_blog(tmp_path: Path) -> None:
    config = config_of(tmp_path, "")

    assert {name: config[name] for name in DEFAULTS if name != "myst_enable_extensions"} == {
        name: value for name, value in DEFAULTS.items() if name != "myst_enable_extensions"
    }
    assert set(config.myst_enable_extensions) == set(DEFAULTS["myst_enable_extensions"])
    assert config.html_theme_options["navbar_persistent"] == []
    assert (config.html_title, config.project, config.author) == ("Blog", "Blog", "")


@pytest.fixture
def _without_book_theme(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the default theme look like it is not installed."""
    monkeypatch.setattr(defaults, "find_spec", lambda _name: None)


@pytest.mark.usefixtures("_without_book_theme")
def test_without_the_default_theme_pages_have_sphinx_s(tmp_path: Path) -> None:
    """This is no warning: a site that ABlog built had Sphinx's theme, and may be built with `-W`."""
    status = StringIO()

    assert config_of(tmp_path, "", status).html_theme == "alabaster"
    assert status.getvalue().count('pip install "postil[book]"') == 1


@pytest.mark.usefixtures("_without_book_theme")
def test_an_explicit_theme_that_is_not_installed_is_a_warning_with_the_command(plain_site: SiteBuilder) -> None:
    """Other builders than those for HTML need no theme."""
    plain_site.theme = "sphinx_book_theme"

    built = plain_site.build(builder="text")

    [warning] = built.warnings
    assert 'pip install "postil[book]"' in warning
    assert "postil.config" in warning


@pytest.mark.usefixtures("_without_book_theme")
@pytest.mark.parametrize("theme", ["alabaster", "pydata_sphinx_theme", "furo"])
def test_another_theme_needs_no_default_theme(theme: str, tmp_path: Path) -> None:
    status = StringIO()

    config = config_of(tmp_path, f'html_theme = "{theme}"\n', status)

    assert config.html_theme == theme
    assert "postil[book]" not in status.getvalue()


@pytest.mark.parametrize("name", DEFAULTS)
def test_options_of_the_owner_are_unchanged(tmp_path: Path, name: str) -> None:
    config = config_of(tmp_path, f"{name} = {OWN[name]!r}\n")

    assert list(config[name]) == OWN[name] if isinstance(OWN[name], list) else config[name] == OWN[name]


def test_setting_an_option_to_the_default_of_sphinx_counts(tmp_path: Path) -> None:
    """The owner has set it, even if the value is the same."""
    assert set(config_of(tmp_path, "myst_enable_extensions = []\n").myst_enable_extensions) == set()


def test_title_authors_and_url_of_the_site(tmp_path: Path) -> None:
    conf = 'project = "P"\nblog_authors = {"a": ("Ada", None), "b": ("Bob", None)}\nhtml_baseurl = "https://e.org/"\n'
    config = config_of(tmp_path, conf)

    assert (config.html_title, config.author, config.project) == ("P  documentation", "Ada, Bob", "P")
    assert (config.postil.blog_title, config.postil.blog_baseurl) == ("P", "https://e.org/")
    config = config_of(tmp_path, 'blog_title = "B"\nauthor = "Me"\nhtml_title = "H"\nblog_baseurl = "https://b.org"\n')
    assert (config.html_title, config.author, config.postil.blog_title) == ("H", "Me", "B")
    assert config.html_baseurl == "https://b.org"


@pytest.mark.parametrize(
    ("conf", "site", "feed"),
    [
        ('project = "P"\nblog_title = "B"', "P", "B"),
        ('html_title = "H"\nblog_title = "B"', "H", "B"),
        ('project = "P"\nhtml_title = "H"\nblog_title = "B"', "H", "B"),
        ('blog_title = "B"', "B", "B"),
        ('project = "P"', "P", "P"),
        ('project = "P"\nblog_title = ""', "P", "P"),
        ('project = ""\nblog_title = "B"', "B", "B"),
        ("", "Blog", "Blog"),
    ],
)
def test_blog_title_is_the_name_of_the_feed_and_of_a_site_without_a_name(
    tmp_path: Path, conf: str, site: str, feed: str
) -> None:
    config = config_of(tmp_path, conf)

    assert (config.postil.site_title, config.postil.blog_title) == (site, feed)
    # By ABlog's rules, a name that Sphinx has at the top of each page stays.
    keeps = config.postil.ablog_rules and site == "P"
    assert config.html_title == (f"{site}  documentation" if keeps else site)


def test_theme_options_of_the_owner_are_unchanged(tmp_path: Path) -> None:
    conf = 'html_theme_options = {"navbar_persistent": ["search-button"], "toc_title": "T"}\n'

    assert config_of(tmp_path, conf).html_theme_options["navbar_persistent"] == ["search-button"]


def test_current_time() -> None:
    assert current_time({"SOURCE_DATE_EPOCH": "1711234800"}) == datetime(2024, 3, 23, 23, tzinfo=UTC)
    assert abs((current_time({"SOURCE_DATE_EPOCH": "soon"}) - datetime.now(UTC)).total_seconds()) < 5
