"""Callouts in tags of other engines: input and expected page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from postil.testing import main_content

if TYPE_CHECKING:
    from collections.abc import Callable

    from postil.testing import SiteBuilder

    Post = Callable[..., str]

# Markdown -> the class, the title, and how it folds.
CALLOUTS = {
    "{{< notice tip >}}\nIn *it*.\n{{< /notice >}}": ("tip", "Tip", ""),
    '{{% notice warning "A title" %}}\nIn *it*.\n{{% /notice %}}': ("warning", "A title", ""),
    "{{< notice >}}\n\nIn *it*.\n\n{{< /notice >}}": ("note", "Note", ""),
    '{{< callout type="info" >}}\nIn *it*.\n{{< /callout >}}': ("callout-info", "Info", ""),
    '{{< admonition type=danger title="A title" open=false >}}\nIn *it*.\n{{</ admonition >}}': (
        "danger",
        "A title",
        "closed",
    ),
    '{{% alert title="A title" color="primary" %}}\nIn *it*.\n{{% /alert %}}': ("note", "A title", ""),
    "{{< hint >}}\nIn *it*.\n{{< /hint >}}": ("hint", "Hint", ""),
    "{{< hint danger >}}\nIn *it*.\n{{< /hint >}}": ("danger", "Danger", ""),
    "{{% tip %}}In *it*.{{% /tip %}}": ("tip", "Tip", ""),
    '{{< details "A title" >}}\nIn *it*.\n{{< /details >}}': ("callout-details", "A title", "closed"),
    '{{< details summary="A title" open=true >}}\nIn *it*.\n{{< /details >}}': ("callout-details", "A title", "open"),
    '{{% expand "A title" %}}\nIn *it*.\n{{% /expand %}}': ("callout-details", "A title", "closed"),
    "{% note %}\nIn *it*.\n{% endnote %}": ("note", "Note", ""),
    "{% note A title %}\nIn *it*.\n{% endnote %}": ("note", "A title", ""),
    "{%- warning -%}\nIn *it*.\n{%- endwarning -%}": ("warning", "Warning", ""),
    '{% admonition(type="tip", title="A title") %}\nIn *it*.\n{% end %}': ("tip", "A title", ""),
    "- item\n\n  {{< notice tip >}}\n  In *it*.\n  {{< /notice >}}": ("tip", "Tip", ""),
    "> {{< notice tip >}}\n> In *it*.\n> {{< /notice >}}": ("tip", "Tip", ""),
}


@pytest.mark.parametrize("text", CALLOUTS)
def test_callout(plain_site: SiteBuilder, post: Post, text: str) -> None:
    built = plain_site.build({"a.md": post(f"Before.\n\n{text}\n\nAfter.")})
    content = main_content(built)
    callout = content.select_one(".admonition")

    assert built.warnings == []
    assert callout
    fold = ("open" if callout.has_attr("open") else "closed") if callout.name == "details" else ""
    name, *expected = CALLOUTS[text]
    assert name in callout["class"]
    assert [callout.select_one(".admonition-title").get_text(), fold] == expected  # type: ignore[union-attr]
    assert "<p>In <em>it</em>.</p>" in str(callout)
    assert "After." not in callout.get_text()
    assert not set("{}%") & set(content.get_text())


def test_nested_tags_and_footnotes(plain_site: SiteBuilder, post: Post) -> None:
    inner_tag = "{{< notice info >}}\nTwo.\n{{< /notice >}}"
    text = f"{{{{< notice tip >}}}}\nOne.[^1]\n\n{inner_tag}\n\nThree.\n{{{{< /notice >}}}}\n\n[^1]: A"
    built = plain_site.build({"a.md": post(text)})
    [outer, inner] = built.article("posts/a").select(".admonition")

    assert built.warnings == []
    assert outer.select_one("sup a")
    assert inner in outer.find_all("div")
    assert "Three." not in inner.get_text()


@pytest.mark.parametrize(
    "text",
    [
        "{{< notice tip >}}\nIn it.",
        "{{< notice tip >}}\nIn it.\n{{< /notice >}} and more",
        "{{< notice tip />}}",
        "Words {{< notice tip >}} of {{< /notice >}}",
        "{{< other tip >}}\nIn it.\n{{< /other >}}",
        "```\n{{< notice tip >}}\nIn it.\n{{< /notice >}}\n```",
        "- item\n\n  {{< notice tip >}}\n\nIn it.\n\n{{< /notice >}}",
    ],
)
def test_other_tags_are_shown_as_written(plain_site: SiteBuilder, post: Post, text: str) -> None:
    content = main_content(plain_site.build({"a.md": post(text)}))

    assert not content.select(".admonition")
    assert "{{<" in content.get_text()


def test_construct_turned_off(plain_site: SiteBuilder, post: Post) -> None:
    plain_site.conf = 'postil_markdown_extras = ["-callout_tags"]\n'
    content = main_content(plain_site.build({"a.md": post("{% note %}\nx\n{% endnote %}")}))

    assert "{% note %}" in content.get_text()
