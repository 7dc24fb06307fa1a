"""Measures that make builds faster do what they should, and change no output."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from collections import Counter
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from jinja2 import DictLoader, Environment
from sphinx.jinja2glue import BuiltinTemplateLoader

from postil.blog.related import find_related_positions
from postil.build import template_cache
from postil.build.processes import PARALLEL_THRESHOLD, ProcessCount
from postil.build.template_cache import shared_globals
from postil.pages.template_loader import TEMPLATES
from postil.pages.templates import CARD_TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from postil.testing import SiteBuilder


NO_ENV = cast("BuildEnvironment", None)


@pytest.mark.parametrize(
    ("asked", "count", "reading", "writing"),
    [(2, 1, 1, 3), (2, PARALLEL_THRESHOLD, 2, 3), (1, 1, 1, 1), (1, PARALLEL_THRESHOLD, 1, 1)],
)
def test_number_of_processes(asked: int, count: int, reading: int, writing: int) -> None:
    """A few documents are read in one process; writing takes one more than Sphinx would; at the end all is as asked."""
    app: Any = SimpleNamespace(parallel=asked)
    app = cast("Sphinx", app)
    process_count = ProcessCount()
    process_count.read_few_in_one_process(app, NO_ENV, [str(number) for number in range(count)])
    assert app.parallel == reading
    process_count.restore(app, NO_ENV)
    assert app.parallel == asked
    process_count.write_with_one_more(app, cast("Builder", SimpleNamespace(parallel_ok=asked > 1)))
    assert app.parallel == writing
    process_count.restore(app)
    assert app.parallel == asked


def test_unused_modules_are_loaded_when_they_are_needed() -> None:
    code = (
        "import sys; from postil.deferred import defer_import\n"
        "from postil.build.sphinx_speedups import UNUSED_AT_START\n"
        "for name in (*UNUSED_AT_START, 'postil_no_such_module', 'json'): defer_import(name)\n"
        "import bs4, json; assert 'soupsieve.css_parser' not in sys.modules and json.loads('1') == 1\n"
        "print([tag.name for tag in bs4.BeautifulSoup('<p class=a>', 'html.parser').select('p.a')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603

    assert done.stdout == "['p']\n"


def test_compiled_templates_are_cached_until_their_source_changes(plain_site: SiteBuilder) -> None:
    plain_site.conf = 'templates_path = ["_templates"]\n'
    post = "---\ntitle: A\ndate: 2024-03-24\n---\n\nWords.\n"
    card = "<article class='postil-card'>{}</article>"
    plain_site.build(posts={"a.md": post}, docs={"_templates/postil/card.html": card.format("one")})
    kept = plain_site.folder / "build/doctrees/html/postil-templates"
    before = {path: path.stat().st_mtime_ns for path in kept.iterdir()}
    assert before
    built = plain_site.build(docs={"_templates/postil/card.html": card.format("two")})

    assert "two" in built.read("blog.html")
    now = {path: path.stat().st_mtime_ns for path in kept.iterdir()}
    assert [path for path in before if now[path] == before[path]]  # those of other templates were not compiled again


def rendered(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Return a counter that fills with the names of the templates that are rendered from now on."""
    found: Counter[str] = Counter()
    render = BuiltinTemplateLoader.render

    def count(self: BuiltinTemplateLoader, template: str, context: dict[str, Any]) -> str:
        found[template] += 1
        return render(self, template, context)

    monkeypatch.setattr(BuiltinTemplateLoader, "render", count)
    return found


def test_cards_are_rendered_once_for_all_lists_and_builds(
    plain_site: SiteBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = "---\ntitle: {0}\ndate: 2024-03-24\ntags: [one, two]\ncategory: three\n---\n\nWords of {0}.\n"
    plain_site.conf = "postil_page_size = 2\n"
    found = rendered(monkeypatch)
    built = plain_site.build(posts={f"{name}.md": post.format(name) for name in "ABC"})

    assert built.titles("blog/tag/one") == built.titles("blog/category/three") == ["A", "B"]
    assert found["postil/card.html"] == 3

    built = plain_site.build(posts={"D.md": post.format("D")})  # on the second page of all lists
    assert built.titles("blog/page/2") == ["C", "D"]
    assert found["postil/card.html"] == 4


def test_links_of_cards_in_other_folders(plain_site: SiteBuilder) -> None:
    post = "---\ntitle: A\ndate: 2024-03-24\ntags: [one]\n---\n\nTo [B](b.md).\n"
    other = "---\ntitle: B\ndate: 2024-03-25\n---\n\nWords.\n"
    built = plain_site.build(posts={"a.md": post, "b.md": other})

    for page, up in (("blog", ""), ("blog/tag/one", "../../"), ("blog/2024", "../")):
        links = [link["href"] for link in built.article(page).select(".postil-card:has(.p-category) a")]
        assert links == [f"{up}posts/a.html", f"{up}posts/b.html", f"{up}blog/tag/one.html"], page


def test_own_templates_get_the_page_of_a_card(plain_site: SiteBuilder) -> None:
    plain_site.conf = 'templates_path = ["_templates"]\n'
    post = "---\ntitle: A\ndate: 2024-03-24\ntags: [one]\n---\n\nWords.\n"
    card = "<article class='postil-card'>{{ pagename }} {{ page.heading }}</article>"
    built = plain_site.build(posts={"a.md": post}, docs={"_templates/postil/card.html": card})

    found = {name: built.article(name).select_one(".postil-card") for name in ("blog", "blog/tag/one")}
    assert {name: card.get_text() for name, card in found.items() if card} == {
        "blog": "blog All posts",
        "blog/tag/one": "blog/tag/one Posts tagged “one”",
    }


def test_card_templates_are_complete() -> None:
    """An owner's template in the place of any of them makes each card anew."""
    folder, names, seen = TEMPLATES / "postil", ["card.html"], set[str]()
    while names:
        seen.add(name := names.pop())
        names += re.findall(r'"postil/([\w-]+\.html)"', (folder / name).read_text("utf-8"))

    assert seen == set(CARD_TEMPLATES)


def test_related_posts_are_cached(plain_site: SiteBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    post = "---\ntitle: {0}\ndate: 2024-03-24\ntags: [{1}]\n---\n\nWords.\n\n{2}\n"
    asked: list[int] = []

    def find(texts: Any, count: int, without_first: Any) -> Any:
        asked.append(len(texts))
        return find_related_positions(texts, count, without_first)

    monkeypatch.setattr("postil.build.blog_index.find_related_positions", find)
    plain_site.build(posts={f"{name}.md": post.format(name, "one", "") for name in "AB"})
    assert asked == [2]
    plain_site.build(posts={"A.md": post.format("A", "one", "More words.")})
    assert asked == [2]
    built = plain_site.build(posts={"A.md": post.format("A", "two", "More words.")})
    assert asked == [2, 2]
    assert not built.article("posts/B").select(".postil-related")


def test_invisible_log_messages_are_skipped(plain_site: SiteBuilder, post: Callable[..., str]) -> None:
    made: list[str] = []
    logger = logging.getLogger("sphinx.sphinx.events")

    def watch(record: logging.LogRecord) -> bool:
        made.append(record.getMessage())
        return True

    logger.addFilter(watch)
    disabled = logging.root.manager.disable
    logging.disable(logging.NOTSET)  # as in a build outside of tests
    try:
        plain_site.build(posts={"a.md": post()})
    finally:
        logging.disable(disabled)
        logger.removeFilter(watch)
    assert made == []
    assert logging.getLogger("sphinx").isEnabledFor(logging.INFO)


def test_docutils_does_not_look_up_style_sheets(
    plain_site: SiteBuilder, post: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []

    def look(path: str, dirs: object) -> str:
        looked.append(path)
        return path

    monkeypatch.setattr("docutils.utils.find_file_in_dirs", look)
    built = plain_site.build(posts={"a.md": post()})

    assert looked == []
    assert built.page("posts/a").select_one("h1")


def test_templates_see_the_variables_of_all_templates_and_their_own() -> None:
    environment = Environment(
        loader=DictLoader({"a": "{{ site }}{{ page }}", "b": "{{ site }}{{ page }}"}), autoescape=True
    )
    vars(environment)["make_globals"] = partial(shared_globals, environment)
    environment.globals["site"] = 1
    own, plain = environment.get_template("a", globals={"page": 2}), environment.get_template("b")
    environment.globals["site"] = 3

    assert (own.render(), plain.render(), plain.render(page=4)) == ("32", "3", "34")
    assert plain.globals is environment.globals


def test_build_that_changes_nothing_computes_and_loads_little(plain_site: SiteBuilder) -> None:
    post = "---\ntitle: {0}\ndate: 2024-03-24\ntags: [one]\n---\n\nWords.\n\nTo [B](b.md).\n"
    plain_site.build(posts={"a.md": post.format("A"), "b.md": post.format("B")})
    code = (
        "import sys\n"
        "from sphinx.cmd.build import main\n"
        "import postil.blog.terms as terms\n"
        "from postil.build.backlinks import Backlinks\n"
        "called = []\n"
        "terms.group_by_term = lambda *_args, **_options: called.append('terms')\n"
        "Backlinks.of = lambda *_args: called.append('backlinks')\n"
        "assert main(sys.argv[1:]) == 0\n"
        "needless = {'postil.feeds.atom', 'postil.markdown.syntax', 'postil.metadata.crawler_files'}\n"
        "print(called, sorted(needless & sys.modules.keys()))\n"
    )
    options = ["-q", "docs", "build/html", "-d", "build/doctrees/html"]
    # In this process, extensions that other tests have loaded may count as another configuration.
    subprocess.run([sys.executable, "-m", "sphinx", *options], check=True, cwd=plain_site.folder)  # noqa: S603
    command = [sys.executable, "-c", code, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=plain_site.folder)  # noqa: S603

    assert done.stdout == "[] []\n"


def test_template_that_another_process_writes_is_not_cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(template_cache, "write_atomically", fail)
    environment = Environment(loader=DictLoader({"a": "text"}), autoescape=True)
    environment.bytecode_cache = template_cache.TemplateCache(str(tmp_path))

    assert environment.get_template("a").render() == "text"
