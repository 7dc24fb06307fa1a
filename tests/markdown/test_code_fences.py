"""Code fences of other dialects keep their content."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content, outline

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

# Info string -> the language of the code block.
LANGUAGES = {
    "{r}": "r",
    "{r arches, fig.width=5}": "r",
    "{r, echo=TRUE}": "r",
    "{python}": "python",
    "{python3 echo=true}": "python3",
    "{julia}": "julia",
    "{bash}": "bash",
    "{sql connection=con}": "sql",
    "{ojs}": "js",
    "{Rcpp}": "cpp",
    "{.text}": "text",
    "{.python .numberLines}": "python",
    '{.r code-line-numbers="1"}': "r",
    "{#lst .js}": "js",
    "{.unheard}": "none",
    "{#only-id}": "none",
    "{{python}}": "python",
    "{code-cell} r": "r",
    "{code-cell} ipython-unheard": "python",
    "rust,linenos": "rust",
    "python{1}": "python",
    "js:x.js": "js",
    "js title='x'": "js",
}
AROUND = {
    "text": "{}",
    "quote": "> {}",
    "list": "- Words\n\n  {}",
    "note": "Words[^1]\n\n[^1]: {}",
    "div": ":::: box\n{}\n::::",
}


@pytest.mark.parametrize("mark", ["```", "~~~~"])
@pytest.mark.parametrize("info", LANGUAGES)
def test_language_of_a_fence(plain_site: SiteBuilder, post: Post, info: str, mark: str) -> None:
    built = plain_site.build(posts={"a.md": post(f"Before.\n\n{mark}{info}\nkept <- 3 + 4\n{mark}\n\nAfter.")})
    code = built.article("posts/a").select_one("div[class*=highlight-]")

    assert code
    assert code.get_text().strip().removeprefix("1") == "kept <- 3 + 4"
    assert f"highlight-{LANGUAGES[info]}" in code["class"]
    assert not [warning for warning in built.warnings if "[postil.syntax]" not in warning]


@pytest.mark.parametrize("around", AROUND)
def test_cells_are_kept_everywhere(plain_site: SiteBuilder, post: Post, around: str) -> None:
    indent = {"quote": "> ", "list": "  ", "note": "    "}.get(around, "")
    cell = "```{r}\n#| label: x\narches <- 7\n```".replace("\n", f"\n{indent}")
    built = plain_site.build(posts={"a.md": post(AROUND[around].format(cell))})

    assert "arches <- 7" in built.article("posts/a").get_text()
    assert "label" not in built.article("posts/a").get_text()


def test_one_warning_names_all_cells(plain_site: SiteBuilder, post: Post) -> None:
    text = "```{r}\n1\n```\n\n```{python}\n2\n```\n\n```{r}\n3\n```\n\n`r nrow(x)` and `{python} 3 + 4`\n"
    built = plain_site.build(posts={"a.md": post(text), "b.md": post("Code like `r x`.")})

    assert len(built.warnings) == 1
    message = "code cells are shown, but not run: `{r}` (lines 6, 14), `{python}` (line 10), "
    assert message in built.warnings[0]
    assert "`{python} 3 + 4` (line 18), `r nrow(x)` (line 18)" in built.warnings[0]
    assert "posts/a.md:6:" in built.warnings[0]


@pytest.mark.parametrize(
    "cell",
    [
        "```{r setup, include=FALSE}\nhidden\n```",
        "```{r, echo=F}\nhidden\n```",
        "```{r echo = false}\nhidden\n```",
        "```{python}\n#| echo: false\nhidden\n```",
        '```{python}\n#| label: x\n#| include: "false"\nhidden\n```',
        "```{ojs}\n//| echo: false\nhidden\n```",
        "```{sql}\n--| include: FALSE\nhidden\n```",
        "```{code-cell}\n:tags: [remove-input]\nhidden\n```",
        "```{code-cell} python\n---\ntags: [remove-cell]\n---\nhidden\n```",
    ],
)
def test_hidden_cells_are_left_out(plain_site: SiteBuilder, post: Post, cell: str) -> None:
    built = plain_site.build(posts={"a.md": post(f"Before.\n\n{cell}\n\nAfter.")})

    assert main_content(built).get_text().split() == ["Before.", "After."]
    assert len(built.warnings) == 1
    assert re.search(r"posts/a.md:8: .*text is left out: hidden cell .*\[postil.left_out\]", built.warnings[0])


@pytest.mark.parametrize("info", ["{unheard}", "{unheard} Some words"])
def test_unknown_directive_shows_its_content(plain_site: SiteBuilder, post: Post, info: str) -> None:
    built = plain_site.build(posts={"a.md": post(f"```{info}\n:title: Kept\n\nMore *words*.\n```")})
    text = built.article("posts/a").select_one("pre").get_text()  # type: ignore[union-attr]

    assert ":title: Kept\n\nMore *words*." in text
    assert ("Some words" in text) == ("words" in info)
    assert len(built.warnings) == 1
    assert "posts/a.md:6: WARNING: unknown directive `unheard`; its content is shown" in built.warnings[0]


def test_raw_html(plain_site: SiteBuilder, post: Post) -> None:
    text = (
        "```{=html}\n<p class='x'>Raw *words*.</p>\n```\n\nPress `<kbd>K</kbd>`{=html} or\n`\\newpage`{=latex} now.\n"
    )
    text += "\n```{=latex}\n\\vspace{1em}\n```\n\nCode `{=html}` and `a`{.b}.\n"
    built = plain_site.build(posts={"a.md": post(text)})
    article = built.article("posts/a")

    assert article.select_one("p.x").get_text() == "Raw *words*."  # type: ignore[union-attr]
    assert article.select_one("kbd").get_text() == "K"  # type: ignore[union-attr]
    assert "newpage" not in article.get_text()
    assert "{=html}" in article.get_text()
    assert len(built.warnings) == 1
    assert "raw latex `\\newpage` (line 11), raw latex `\\vspace{1em}` (line 13)" in built.warnings[0]


def test_title_of_a_fence(plain_site: SiteBuilder, post: Post) -> None:
    infos = ['{.python filename="a.py"}', 'python title="a.py"', "python:a.py"]
    built = plain_site.build(posts={"a.md": post("\n\n".join(f"```{info}\nx = 1\n```" for info in infos))})

    titles = [title.get_text() for title in built.article("posts/a").select(".code-block-caption .caption-text")]
    assert titles == ["a.py"] * 3


def test_known_directives_run(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build(posts={"a.md": post("```{note}\nWords.\n```\n\n```{code-block} r\nx\n```")})

    assert built.warnings == []
    assert outline(main_content(built)) == "p(Note) p(Words.) x"


def test_restructuredtext_in_markdown(plain_site: SiteBuilder, post: Post) -> None:
    """MyST parses the content of `{eval-rst}` itself, which is not a directive."""
    built = plain_site.build(posts={"a.md": post("```{eval-rst}\nSome *words*.\n\n.. note:: Seen\n```\n")})

    assert (outline(main_content(built)), built.warnings) == ("p(Some em(words) .) p(Note) p(Seen)", [])


def test_cells_that_myst_nb_does_not_read(plain_site: SiteBuilder, post: Post) -> None:
    """In a file without a kernel, and in a list, a cell is code; a hidden one stays hidden."""
    plain_site.conf = 'extensions = ["postil", "myst_nb"]\n'
    text = "- x\n\n  ```{code-cell} python\n  :tags: [a]\n  shown = 1\n  ```\n\n"
    text += "```{code-cell}\n:tags: [remove-cell]\nhidden = 1\n```\n"
    built = plain_site.build(posts={"a.md": post(text)})

    assert outline(main_content(built)) == "li(p(x) shown = 1)"
    assert len(built.warnings) == 2
