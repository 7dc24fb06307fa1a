"""Callouts of other dialects: input and expected page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from bs4 import Tag

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

# Markdown -> the class, the title, and how it folds.
CALLOUTS = {
    "> [!NOTE]\n> In *it*.": ("note", "Note", ""),
    "> [!warning]\n> In *it*.": ("warning", "Warning", ""),
    ">[!Caution]\n>\n> In *it*.": ("caution", "Caution", ""),
    "> [!TIP] A *title*\n> In *it*.": ("tip", "A title", ""),
    "> [!tip]- A title\nIn *it*.": ("tip", "A title", "closed"),
    "> [!faq]+\n> In *it*.": ("callout-question", "Question", "open"),
    "> [!tldr|wide]\n> In *it*.": ("callout-abstract", "Summary", ""),
    "> [!todo]\n> In *it*.": ("callout-todo", "To do", ""),
    "> [!cheese-board]\n> In *it*.": ("callout-cheese-board", "Cheese board", ""),
    "::: {.callout-note}\nIn *it*.\n:::": ("note", "Note", ""),
    "::: {.callout-note}\n## A *title*\n\nIn *it*.\n:::": ("note", "A title", ""),
    '::: {.callout-tip title="A title" icon=false appearance="simple"}\nIn *it*.\n:::': ("tip", "A title", ""),
    '::: {.callout-important collapse="true"}\n## A title\nIn *it*.\n:::': ("important", "A title", "closed"),
    '::: {.callout-important collapse="false"}\nIn *it*.\n:::': ("important", "Important", "open"),
    "::: {.callout .callout-caution}\nIn *it*.\n:::": ("caution", "Caution", ""),
    "::: callout-note\nIn *it*.\n:::": ("note", "Note", ""),
    "::: {.warning}\nIn *it*.\n:::": ("warning", "Warning", ""),
    ":::note\nIn *it*.\n:::": ("note", "Note", ""),
    ":::note A *title*\nIn *it*.\n:::": ("note", "A title", ""),
    ":::danger[A *title*]\nIn *it*.\n:::": ("danger", "A title", ""),
    ':::tip{title="A title"}\nIn *it*.\n:::': ("tip", "A title", ""),
    "::: info\n\nIn *it*.\n\n:::": ("callout-info", "Info", ""),
    "::: details A title\nIn *it*.\n:::": ("callout-details", "A title", "closed"),
    "```info\nIn *it*.\n```": ("callout-info", "Info", ""),
    "~~~warning A title\nIn *it*.\n~~~": ("warning", "A title", ""),
    '```note title="A title"\nIn *it*.\n```': ("note", "A title", ""),
    "```ad-bug\ntitle: A title\ncollapse: open\nIn *it*.\n```": ("callout-bug", "A title", "open"),
    "```{note}\nIn *it*.\n```": ("note", "Note", ""),
    ":::{admonition} A *title*\n:class: tip\nIn *it*.\n:::": ("tip", "A title", ""),
}


def callout_in(tag: Tag) -> tuple[Tag, str, str]:
    """Return a callout, its title and how it folds."""
    found = tag.select_one(".admonition")
    assert found
    title = found.select_one("& > p.admonition-title, & > summary.admonition-title")
    assert title
    fold = ("open" if found.has_attr("open") else "closed") if found.name == "details" else ""
    assert (title.name == "summary") == bool(fold)
    return found, title.get_text(), fold


@pytest.mark.parametrize("text", CALLOUTS)
def test_callout(plain_site: SiteBuilder, post: Post, text: str) -> None:
    built = plain_site.build({"a.md": post(f"Before.\n\n{text}\n\nAfter.")})
    callout, title, fold = callout_in(main_content(built))

    assert built.warnings == []
    name, *expected = CALLOUTS[text]
    assert name in callout["class"]
    assert [title, fold] == expected
    assert "<p>In <em>it</em>.</p>" in str(callout)
    assert "<p>After.</p>" not in str(callout)


# The place -> Markdown around a callout.
PLACES = {
    "list": "- item\n\n  > [!NOTE] A title\n  > Words.",
    "quotation": "> Words.\n>\n> > [!NOTE] A title\n> > Words.",
    "callout": "> [!tip]-\n> > [!NOTE] A title\n> > Words.",
    "footnote": "x[^1]\n\n[^1]: y\n\n    > [!NOTE] A title\n    > Words.",
    "div": "::: {.box}\n> [!NOTE] A title\n> Words.\n:::",
    "directive": "```{tip}\n> [!NOTE] A title\n> Words.\n```",
    "definition": "Term\n: > [!NOTE] A title\n  > Words.",
}


@pytest.mark.parametrize("place", PLACES)
def test_callout_in_other_blocks(plain_site: SiteBuilder, post: Post, place: str) -> None:
    plain_site.conf = 'myst_enable_extensions = ["colon_fence", "deflist"]\n'
    built = plain_site.build({"a.md": post(PLACES[place])})

    assert built.warnings == []
    [title] = [
        each for each in built.article("posts/a").select(".note > .admonition-title") if each.get_text() != "Tip"
    ]
    assert title.get_text() == "A title"
    assert title.find_next_sibling("p").get_text() == "Words."  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    ["> Words [!NOTE]", "> \\[!NOTE]\n> x", "[!NOTE]\n\nx", "> ```\n> [!NOTE]\n> ```", "> `[!NOTE]` x", "> # [!NOTE]"],
)
def test_what_is_no_callout(plain_site: SiteBuilder, post: Post, text: str) -> None:
    content = main_content(plain_site.build({"a.md": post(text)}))

    assert not content.select(".admonition")
    assert "[!NOTE]" in content.get_text()


def test_languages_that_are_callouts_only_without_a_lexer(plain_site: SiteBuilder, post: Post) -> None:
    content = main_content(
        plain_site.build({"a.md": post("```quote\nx\n```\n\n```{.note}\nx\n```\n\n```text\nx\n```")})
    )

    assert not content.select(".admonition")


def test_footnotes_ids_and_titles_alone(plain_site: SiteBuilder, post: Post) -> None:
    text = (
        "> [!note] A title^[In it.]\n\n::: {.callout-tip #tip-x .mine}\nSee [above](#tip-x).\n:::\n\n"
        "> [!bug]\n\n> [!tip] [a](https://example.org) `<b>` &\n"
    )
    built = plain_site.build({"a.md": post(text)})
    article = built.article("posts/a")

    assert built.warnings == []
    assert article.select_one(".admonition-title sup a")
    assert len(article.select("aside.postil-note")) == 1
    assert article.select_one(".admonition.tip.mine#tip-x")
    assert article.select_one(".callout-bug > .admonition-title:only-child")


def test_titles_are_translated(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'language = "de"\n'
    text = "> [!tip]-\n> x\n\n> [!question]\n> x\n\n:::note\nx\n:::\n"
    content = main_content(plain_site.build({"a.md": post(text)}))

    assert [title.get_text() for title in content.select(".admonition-title")] == ["Tipp", "Frage", "Bemerkung"]


def test_construct_turned_off(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'postil_markdown_extras = ["-callouts"]\n'
    content = main_content(plain_site.build({"a.md": post("> [!NOTE]\n> x\n\n:::note\ny\n:::")}))

    assert not content.select(".admonition")
    assert content.select_one("blockquote")


def test_in_feeds_a_callout_is_a_quotation(plain_site: SiteBuilder, post: Post) -> None:
    """Feed readers drop classes, and the content of `<details>`."""
    plain_site.conf = "blog_feed_fulltext = True\n"
    text = "> [!tip]- A *title*\n> Words.\n>\n> > [!bug]\n> > More.\n\n```{note}\nx\n```"
    built = plain_site.build({"a.md": post(text)})
    feed = built.read("blog/atom.xml")

    assert "details" not in feed
    assert "admonition" not in feed
    for title in ("A &lt;em&gt;title&lt;/em&gt;", "Bug", "Note"):
        assert f"&lt;p&gt;&lt;strong&gt;{title}&lt;/strong&gt;&lt;/p&gt;" in feed


@pytest.mark.parametrize("builder", ["latex", "epub", "text"])
def test_other_builders(plain_site: SiteBuilder, post: Post, builder: str) -> None:
    plain_site.write({"docs/index.md": "# Home\n\n```{toctree}\nposts/a\n```\n"})
    text = "> [!tip]- A title\n> Words.\n\n> [!bug]\n> x"
    built = plain_site.build({"a.md": post(text)}, builder=builder)
    files = [
        path.read_text("utf-8") for suffix in ("tex", "xhtml", "txt") for path in built.outdir.rglob(f"*.{suffix}")
    ]
    text = "\n".join(files)

    assert "A title" in text
    assert "Words." in text
    assert "details" not in text


def test_callouts_are_not_the_excerpt(plain_site: SiteBuilder, post: Post) -> None:
    built = plain_site.build({"a.md": post("> [!tip]- A title\n> Words.\n\nProse.")})

    assert built.page("posts/a").select_one('meta[name="description"]')["content"] == "Prose."  # type: ignore[index]


def test_incremental_build(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.build({"a.md": post("> [!tip]- A title\n> Words.")})
    built = plain_site.build({"a.md": post("> [!tip]+ A title\n> Words.\n\n:::note\nx\n:::")})

    assert plain_site.differences(built) == []
