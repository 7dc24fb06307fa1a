"""The manual says what the code does, and its examples work."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from postil.cli.reference import reference_page
from postil.cli.registry import ENTRIES, load
from postil.config.defaults import DEFAULTS
from postil.config.options import option_fields
from postil.config.validators import permalink_patterns
from postil.diagnostics import Subtype
from postil.front_matter.keys import KEYS
from postil.i18n import messages
from postil.markdown.extras import EXTRAS

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
FENCE = re.compile(r"^(`{3,})(\w+)\n(.*?)^\1$", re.DOTALL | re.MULTILINE)


def rows(page: str) -> dict[str, list[str]]:
    """Return the rows of a page's tables by what stands in backticks in the first column."""
    found = {}
    for line in (DOCS / page).read_text("utf-8").split("\n"):
        if match := re.match(r"\| `([^`]+)` \|", line):
            found[match[1]] = [cell.strip() for cell in line.strip("| ").split(" | ")]
    return found


def test_every_option_is_in_the_reference() -> None:
    table = rows("reference/options.md")

    for option in option_fields():
        default, what = option.metadata["default"], option.metadata["help"]
        assert table[option.name] == [f"`{option.name}`", f"`{default!r}`", what]


def test_every_key_is_in_the_reference() -> None:
    table = rows("reference/front-matter.md")

    for key in KEYS:
        spellings = ", ".join(f"`{spelling}`" for spelling in key.spellings) or "–"
        assert table[key.name] == [f"`{key.name}`", spellings, key.kind, key.help]


def test_every_warning_is_in_the_reference() -> None:
    table = rows("reference/warnings.md")
    body = ast.parse(inspect.getsource(Subtype)).body[0].body  # type: ignore[attr-defined]
    meanings = [ast.literal_eval(node.value) for node in body if isinstance(node, ast.Expr)][1:]

    assert list(table) == [f"postil.{subtype}" for subtype in Subtype]
    assert [row[1] for row in table.values()] == [" ".join(meaning.split()) for meaning in meanings]


def test_every_word_is_in_the_reference() -> None:
    rows = re.findall(r"^- `(.*)`$", (DOCS / "reference/words.md").read_text("utf-8"), re.MULTILINE)
    words = [f"{one}`, `{plural}" if plural else one for one, plural in messages().items()]

    assert rows == sorted(words, key=lambda word: word.lstrip("%(").lower())


def test_every_default_is_in_the_reference() -> None:
    text = (DOCS / "reference/defaults.md").read_text("utf-8")

    assert [name for name in DEFAULTS if f"`{name}" not in text] == []


def test_every_pattern_of_the_guide_is_valid() -> None:
    patterns = re.findall(r"^\| [^|]+ \| `([{\"].*?)` \|", (DOCS / "how-to/moving.md").read_text("utf-8"), re.MULTILINE)

    assert len(patterns) > 8
    for pattern in patterns:
        assert permalink_patterns(ast.literal_eval(pattern))


def examples(language: str) -> list[Any]:
    found = []
    for page in PAGES:
        for number, match in enumerate(FENCE.finditer(page.read_text("utf-8"))):
            if match[2] == language:
                found.append(pytest.param(match[3], id=f"{page.relative_to(DOCS).as_posix()}-{number}"))
    return found


def theme_of(example: str) -> str:
    if "sidebar/brand.html" in example:
        return "furo"
    if "postil_mounts" in example:
        return "alabaster"  # not in a site with others, where posts would be elsewhere
    return "sphinx_book_theme" if re.search("html_sidebars|html_theme_options", example) else "basic"


def names_in(example: str) -> set[str]:
    """Return the names that an example defines or changes."""
    found = set()
    for node in ast.parse(example).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", node)]
        found |= {ast.unparse(target) for target in targets} if not hasattr(node, "name") else {node.name}
    return found


def sites_of_examples() -> list[Any]:
    """Return the examples of conf.py in as few sites as there must be: each option has one value in a site."""
    sites: list[tuple[str, set[str], list[str], str]] = []
    for page in PAGES:
        for match in FENCE.finditer(page.read_text("utf-8")):
            if match[2] != "python":
                continue
            theme, names = theme_of(match[3]), names_in(match[3])
            for site_theme, site_names, texts, _name in sites:
                if site_theme == theme and site_names.isdisjoint(names):
                    site_names.update(names)
                    texts.append(match[3])
                    break
            else:
                sites.append((theme, names, [match[3]], page.stem))
    return [pytest.param(theme, texts, id=f"{theme}-{name}") for theme, _names, texts, name in sites]


@pytest.mark.parametrize(("theme", "texts"), sites_of_examples())
def test_examples_of_conf_py(plain_site: SiteBuilder, post: Post, theme: str, texts: list[str]) -> None:
    """Each is a conf.py, or lines of one, and gives no warning but for folders and a repository that a reader has."""
    plain_site.theme, plain_site.conf = theme, "\n".join(texts)
    built = plain_site.build(posts={"a.md": post()})

    assert [warning for warning in built.warnings if not re.search("does not exist|git repo", warning)] == []


def front_matters(example: str) -> list[str]:
    """Return the front matters in an example: each line of several that repeat a key is one of its own."""
    body = example.removeprefix("---\n").removesuffix("---\n").strip()
    keys = [line.split(":")[0] for line in body.split("\n") if re.match(r"\w+:", line)]
    return body.split("\n") if len(set(keys)) < len(keys) else [body]


def test_examples_of_front_matter(plain_site: SiteBuilder) -> None:
    """Those of each page are posts in a folder of their own."""
    posts = {}
    for number, example in enumerate(param.values[0] for param in examples("yaml")):
        if re.search(r"^(on|jobs|version|name):", example, re.MULTILINE):
            continue  # a workflow
        for part, head in enumerate(front_matters(example)):
            dated = head if re.search(r"^(date|draft|published)", head, re.MULTILINE) else f"{head}\ndate: 2024-03-24"
            titled = dated if "title:" in dated else f"title: T\n{dated}"
            posts[f"e{number}/p{part}.md"] = f"---\n{titled}\n---\n\nWords.\n"
    plain_site.conf = 'blog_authors = {"ada": ("Ada Lovelace", None), "charles": ("Charles Babbage", None)}\n'
    built = plain_site.build(posts=posts)

    assert len(posts) > 20
    assert built.warnings == []


NOTES = [match[3] for match in FENCE.finditer((DOCS / "how-to/notes.md").read_text("utf-8")) if match[2] == "markdown"]


def test_examples_of_notes(plain_site: SiteBuilder, post: Post) -> None:
    """Each shows notes, one for each that it writes, and gives no warning."""
    built = plain_site.build(posts={f"{number}.md": post(example) for number, example in enumerate(NOTES)})

    assert built.warnings == []
    for number, example in enumerate(NOTES):
        written = len(re.findall(r"^\[\^\w+\]:", example, re.MULTILINE)) + example.count("^[")
        assert len(built.article(f"posts/{number}").select("aside.postil-note")) == written > 0


def test_table_of_markdown_constructs_is_complete() -> None:
    table = re.findall(r"^\| `([\w-]+)` \|", (ROOT / "docs/how-to/markdown.md").read_text("utf-8"), re.MULTILINE)

    assert sorted(table) == sorted(EXTRAS)


def test_essays_are_essays() -> None:
    essays = [path for path in (ROOT / "posts").rglob("*.md") if path.stem != "README"]
    texts = [path.read_text("utf-8") for path in essays]
    series = [match[1] for text in texts if (match := re.search(r"^series: (.+)$", text, re.MULTILINE))]
    notes = "".join(part for text in texts for part in re.split(r"^\[\^\w+\]: ", text, flags=re.MULTILINE)[1:])

    assert len(essays) >= 6
    assert all(len(FENCE.sub("", text).split()) >= 400 for text in texts)
    assert len(series) > len(set(series))
    assert re.search(r"^    \* ", notes, re.MULTILINE)
    assert "    ![" in notes
    for mark in ("|---|", "```python", "$$\n", "!["):
        assert any(mark in text for text in texts), mark


def test_links_of_the_readme_and_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")

    assert "make html" in readme
    assert "make test" in readme
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", readme):
        assert (ROOT / target).exists(), target


def test_nothing_of_a_machine_is_in_the_repository() -> None:
    """No path of the machine that something was written on, no host of a registry."""
    for folder in ("docs", "posts", "sphinx_ext", ".github"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix in {".md", ".py", ".html", ".css", ".yml", ".toml"}:
                text = path.read_text("utf-8")
                assert not re.search(r"/(?:work|home|root)/\w|pypi\.org/simple|registry\.npmjs", text), path


QUOTED_SOURCES = {
    "rivers.md": "---\ndate: 2024-01-01\ntitle: A walk\ntags: [rivers, walks\n---\n\nText.\n",
    "walk.md": "---\ntitle: A walk\ndate: soon\n---\n\nText.\n",
    "mill.md": "---\ndate: 2024-01-01\ntitle: A mill\n---\n\n[a](#gate)\n\n[b](#weir)\n\n[c](#wheel)\n\n[d](#pond)\n",
}


def test_quoted_warnings_are_those_of_the_program(plain_site: SiteBuilder) -> None:
    quoted = {
        line for page in PAGES for line in re.findall(r"^posts/.+: WARNING: .+", page.read_text("utf-8"), re.MULTILINE)
    }
    built = plain_site.build(QUOTED_SOURCES)

    assert quoted == {warning.removeprefix(f"{plain_site.folder}/") for warning in built.warnings}


def test_the_reference_of_the_command_line_is_up_to_date() -> None:
    """To update it: `python -m postil.cli.reference > docs/reference/command-line.md`."""
    assert (DOCS / "reference/command-line.md").read_text("utf-8") == reference_page()


def test_options_of_commands_in_the_docs_exist() -> None:
    text = "\n".join(path.read_text("utf-8") for path in [*PAGES, ROOT / "README.md"])
    commands = {entry.name: load(entry) for entry in ENTRIES}
    lines = re.findall(r"(?:^\$ |`)postil ([a-z]+)([^`\n#]*)", text, re.MULTILINE)

    for name, rest in lines:
        assert name in commands
        known = {option for parameter in commands[name].params for option in parameter.opts} | {"-h", "--help"}
        assert set(re.findall(r"(?<=\s)--?[a-zA-Z][a-z-]*", rest)) <= known, (name, rest)
